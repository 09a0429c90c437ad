//! Bringing the registry up to a file, in one transaction.

use chrono::{DateTime, Utc};
use domain::{Household, Person};
use protocol::Entry;

use crate::error::{Error, Result};
use crate::store::Store;

/// What the reading of a file told about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedFile {
    /// Name, without its folder.
    pub file_name: String,
    /// SHA-256, hexadecimal.
    pub file_sha256: String,
    /// `subentro` or `csv`.
    pub format: String,
    /// Date and time of the state it describes.
    pub as_of: DateTime<Utc>,
    /// Persons that were refused.
    pub refused: u32,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// Persons taken in: new, changed or as before.
    pub accepted: u32,
    /// Of these, the new ones.
    pub added: u32,
    /// Of these, those known and now different.
    pub updated: u32,
    /// Of these, those as before.
    pub unchanged: u32,
    /// Persons that the file no longer has, now kept as cancelled.
    pub cancelled: u32,
    /// Persons that were refused.
    pub refused: u32,
    /// Residents now.
    pub residents: u32,
    /// As-of of the registry now.
    pub as_of: DateTime<Utc>,
    /// The entry; `None` when the import changed nothing at all.
    pub entry: Option<Entry>,
}

/// Takes in the persons and households of a file.
pub struct RegistryWriter<'import> {
    _import: std::marker::PhantomData<&'import ()>,
}

impl RegistryWriter<'_> {
    /// Refuses a file that describes an older state than the registry has: to be called as soon as
    /// the file's as-of is known, so that nobody waits for nothing. The end of the import checks
    /// it again.
    ///
    /// # Errors
    /// [`Error::OlderRegistry`].
    pub fn check_as_of(&self, _as_of: DateTime<Utc>) -> Result<()> {
        unimplemented!()
    }
    /// Takes in a person.
    ///
    /// # Errors
    /// [`Error::DoubleCard`] when the file has the same card twice; else when the database fails.
    pub fn person(&mut self, _person: &Person) -> Result<()> {
        unimplemented!()
    }
    /// Takes in a household. The same one may come more than once; the last wins.
    ///
    /// # Errors
    /// When the database fails.
    pub fn household(&mut self, _household: &Household) -> Result<()> {
        unimplemented!()
    }
}

impl Store {
    /// Brings the registry up to what `fill` hands to the writer, and records it, in one
    /// transaction: when `fill` fails (or was told to stop) the registry is as it was.
    ///
    /// Persons of this comune that `fill` does not hand over and that were resident or in AIRE
    /// become cancelled. A file that changes nothing leaves no entry.
    ///
    /// # Errors
    /// Those of `fill`; [`Error::OlderRegistry`]; when the database fails.
    pub fn import_registry<E: From<Error>>(
        &mut self,
        _at: DateTime<Utc>,
        _operator: &str,
        _fill: impl FnOnce(&mut RegistryWriter<'_>) -> Result<ImportedFile, E>,
    ) -> Result<ImportReport, E> {
        unimplemented!()
    }
}
