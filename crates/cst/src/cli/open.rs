//! Opens what the verbs work on: data folder, store, key, authority.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::Clock;
use domain::clock::SystemClock;

use super::failure::Failure;
use super::{Place, key};
use crate::Centre;
use crate::storage::{PostgresStorage, SqliteStorage, Storage};
use crate::tls::{self, Authority};

impl Place {
    /// Opens the centre of this place; at the first start it is made.
    pub(super) fn centre(&self) -> Result<Centre, Failure> {
        make_private(&self.data).map_err(|error| Failure::file(&self.data, &error))?;
        let key = key::open(&self.data)?;
        let authority = self.authority()?;
        let storage = self.storage()?;
        let clock = Arc::new(SystemClock);
        Ok(Centre::new(storage, key, &self.centre, authority, clock))
    }

    fn storage(&self) -> Result<Box<dyn Storage>, Failure> {
        Ok(
            match self.store.as_deref().filter(|store| is_postgres(store)) {
                Some(url) => Box::new(PostgresStorage::open(url)?),
                None => Box::new(SqliteStorage::open(&self.sqlite_folder()?)?),
            },
        )
    }

    /// Returns the folder of the embedded store.
    pub(super) fn sqlite_folder(&self) -> Result<PathBuf, Failure> {
        match self.store.as_deref() {
            None => Ok(self.data.clone()),
            Some(url) if is_postgres(url) => Err(Failure::wrong_use(
                "Un archivio PostgreSQL si copia con i suoi strumenti: pg_dump o pg_basebackup.",
            )),
            Some(url) if url.contains("://") => Err(Failure::wrong_use(format!(
                "--store: questo programma non conosce l'archivio «{}».",
                url.split("://").next().unwrap_or_default()
            ))),
            Some(folder) => Ok(PathBuf::from(folder)),
        }
    }

    /// Returns the files with the server's certificates and key, where they are given.
    pub(super) fn tls_files(&self) -> Option<(&Path, &Path)> {
        Some((self.tls_cert.as_deref()?, self.tls_key.as_deref()?))
    }

    /// Returns the centre's own authority.
    pub(super) fn own_authority(&self) -> Result<Authority, Failure> {
        Ok(Authority::open(&self.data, SystemClock.now())?)
    }

    /// Returns the certificate (DER) that vouches for the server: of the files named, or of those with which
    /// the centre was last served, or of its own.
    fn authority(&self) -> Result<Vec<u8>, Failure> {
        if let Some((certificates, _)) = self.tls_files() {
            return Ok(tls::authority_in_file(certificates)?);
        }
        let served = self.data.join(SERVED);
        match std::fs::read(&served) {
            Ok(certificate) => Ok(certificate),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(self.own_authority()?.certificate().to_vec())
            }
            Err(error) => Err(Failure::file(&served, &error)),
        }
    }

    /// Remembers what vouches for the server that runs, so that codes made meanwhile fit it.
    pub(super) fn serve_with(&self, authority: &[u8]) -> Result<(), Failure> {
        let served = self.data.join(SERVED);
        let draft = self.data.join(format!("{SERVED}.draft"));
        std::fs::write(&draft, authority)
            .and_then(|()| std::fs::rename(&draft, &served))
            .map_err(|error| Failure::file(&served, &error))
    }
}

fn is_postgres(store: &str) -> bool {
    store.starts_with("postgres://") || store.starts_with("postgresql://")
}

/// The authority's certificate of the server that was started last.
const SERVED: &str = "served-authority.der";

/// Makes a folder that only its owner reads; one that is there stays as it is.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
