//! `cst backup` and `cst restore`: store, key and authority as one folder.
//!
//! With the key a copy can speak for the centre: it is to be kept as the data folder is.

use std::fs;
use std::path::Path;

use serde::Serialize;

use super::failure::Failure;
use super::open::make_private;
use super::output::Output;
use super::{Place, key};
use crate::storage::SqliteStorage;

/// The files of a copy, in the order in which they are written.
const FILES: [&str; 3] = [key::FILE, "authority.pem", STORE];

const STORE: &str = "cst.db";

/// What was done.
#[derive(Serialize)]
struct Done<'a> {
    folder: &'a Path,
    bytes: u64,
}

/// Copies everything into a new folder. Counters are served meanwhile: the copy is of one moment.
pub(super) fn backup(place: &Place, folder: &Path, output: &Output) -> Result<(), Failure> {
    let store = place.sqlite_folder()?;
    if !store.join(STORE).exists() {
        return Err(Failure::wrong_use(format!(
            "In {} non c'è un archivio del centro servizi.",
            store.display()
        )));
    }
    let draft = folder.with_extension("incompleta");
    if folder.exists() || draft.exists() {
        return Err(Failure::refused(format!(
            "{} esiste già: non l'ho toccata. Scegli un nome nuovo.",
            folder.display()
        )));
    }
    make_private(&draft).map_err(|error| Failure::file(&draft, &error))?;
    for file in FILES {
        if file == STORE {
            SqliteStorage::copy(&store, &draft.join(file))?;
        } else if place.data.join(file).exists() {
            copy(&place.data.join(file), &draft.join(file))?;
        }
    }
    fs::rename(&draft, folder).map_err(|error| Failure::file(folder, &error))?;
    done(folder, output, "Copia fatta")
}

/// Puts a copy where there is nothing yet.
pub(super) fn restore(place: &Place, folder: &Path, output: &Output) -> Result<(), Failure> {
    let store = place.sqlite_folder()?;
    if !folder.join(STORE).exists() {
        return Err(Failure::wrong_use(format!(
            "In {} non c'è una copia del centro servizi.",
            folder.display()
        )));
    }
    let target = |file: &str| {
        if file == STORE {
            store.join(file)
        } else {
            place.data.join(file)
        }
    };
    if let Some(there) = FILES.map(target).iter().find(|path| path.exists()) {
        return Err(Failure::refused(format!(
            "{} esiste già: non l'ho toccato. Ferma il centro servizi e sposta altrove la cartella \
             dei dati.",
            there.display()
        )));
    }
    for dir in [&place.data, &store] {
        make_private(dir).map_err(|error| Failure::file(dir, &error))?;
    }
    for file in FILES {
        if folder.join(file).exists() {
            copy(&folder.join(file), &target(file))?;
        }
    }
    done(&place.data, output, "Copia rimessa")
}

fn done(folder: &Path, output: &Output, what: &str) -> Result<(), Failure> {
    let size = |file: &str| fs::metadata(folder.join(file)).map_or(0, |file| file.len());
    let done = Done {
        folder,
        bytes: FILES.into_iter().map(size).sum(),
    };
    output.show(&done, |done| {
        format!("{what}: {} ({} byte).", done.folder.display(), done.bytes)
    })
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let copied = fs::copy(from, to).and_then(|_| fs::File::open(to)?.sync_all());
    copied.map_err(|error| Failure::file(to, &error))
}
