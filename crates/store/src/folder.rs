//! The folder of a store: names of its files, the lock, writes that are whole or not at all.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// What a plain SQLite database begins with. An encrypted one begins with a random salt.
const PLAIN_SQLITE: &[u8; 16] = b"SQLite format 3\0";

/// Size of a page, and so the least an encrypted database can be.
const PAGE_SIZE_BYTES: u64 = 4096;

/// The folder of a store.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(dir: &Path) -> Self {
        Self(dir.to_owned())
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.0.join("store.db")
    }

    pub(crate) fn documents(&self) -> PathBuf {
        self.0.join("documents.db")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.0.join("keys.json")
    }

    pub(crate) fn mark(&self) -> PathBuf {
        self.0.join("mark")
    }

    /// Returns the name a database has until the store is complete.
    pub(crate) fn unfinished(database: &Path) -> PathBuf {
        with_suffix(database, ".new")
    }

    /// Tells whether there is a store; one whose making was cut short before it had keys is none.
    pub(crate) fn holds_store(&self) -> bool {
        self.keys().exists() || self.store().exists()
    }

    /// Takes the lock that one program at a time can have; it goes with the file returned.
    pub(crate) fn lock(&self) -> Result<File> {
        let path = self.0.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|source| failed(&path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Error::Locked(self.0.clone())),
            Err(TryLockError::Error(source)) => Err(failed(&path, source)),
        }
    }

    /// Removes what a creation that was cut short left behind.
    pub(crate) fn remove_unfinished(&self) -> Result<()> {
        for database in [self.store(), self.documents()] {
            let database = Self::unfinished(&database);
            for path in [
                with_suffix(&database, "-wal"),
                with_suffix(&database, "-shm"),
                database,
            ] {
                match std::fs::remove_file(&path) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(source) => return Err(failed(&path, source)),
                }
            }
        }
        Ok(())
    }

    /// Gives the databases their names: the last step of a creation, taken again at opening when
    /// it was cut short between the keys and here.
    pub(crate) fn finish(&self) -> Result<()> {
        for database in [self.documents(), self.store()] {
            let unfinished = Self::unfinished(&database);
            if !database.exists() && unfinished.exists() {
                std::fs::rename(&unfinished, &database)
                    .map_err(|source| failed(&database, source))?;
            }
        }
        sync_dir(&self.0)
    }
}

/// Checks, before any key is used, that a file can be an encrypted database.
pub(crate) fn check_encrypted(path: &Path) -> Result<()> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(Error::NotADatabase(path.to_owned()));
        }
        opened => opened.map_err(|source| failed(path, source))?,
    };
    let length = file
        .metadata()
        .map_err(|source| failed(path, source))?
        .len();
    let mut start = Vec::new();
    (&mut file)
        .take(16)
        .read_to_end(&mut start)
        .map_err(|source| failed(path, source))?;
    if start == PLAIN_SQLITE {
        return Err(Error::NotEncrypted(path.to_owned()));
    }
    if length < PAGE_SIZE_BYTES {
        // SQLite would make a new database of an empty file and call it a success.
        return Err(Error::NotADatabase(path.to_owned()));
    }
    Ok(())
}

/// Replaces a file as a whole: after a crash it holds the old bytes or the new ones.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = with_suffix(path, ".tmp");
    let written = File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|source| failed(&temporary, source))?;
    std::fs::rename(&temporary, path).map_err(|source| failed(path, source))?;
    sync_dir(path.parent().expect("a file of the store is in its folder"))
}

/// Returns the error of a file that could not be read or written.
pub(crate) fn failed(path: &Path, source: std::io::Error) -> Error {
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::DiskFull,
        _ => Error::File {
            path: path.to_owned(),
            source,
        },
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes a rename durable. Windows has no such call: there the rename itself is.
#[cfg(unix)]
fn sync_dir(dir: &Path) -> Result<()> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(|source| failed(dir, source))
}

#[cfg(not(unix))]
fn sync_dir(_dir: &Path) -> Result<()> {
    Ok(())
}
