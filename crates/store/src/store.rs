//! The store, open: the one place from which anything is written.

use std::ops::Deref;
use std::path::Path;

use chrono::{DateTime, Utc};
use domain::{BelfioreCode, Clock, IstatCode};
use protocol::{Body, Entry, Role};

use crate::error::Result;
use crate::keys::{KeyCost, RecoverySheet};
use crate::reader::Reader;

/// The operator a new store starts with.
pub struct NewOperator {
    /// Log-in.
    pub login: String,
    /// Name and surname.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Password.
    pub password: String,
}

/// What a new store is made of.
pub struct NewStore {
    /// ISTAT code of the comune.
    pub comune: IstatCode,
    /// Belfiore code of the comune.
    pub belfiore: BelfioreCode,
    /// Name of the comune.
    pub name: String,
    /// Two letters of the province.
    pub province: String,
    /// The counter, as it will stand in numbers: `01`.
    pub counter: String,
    /// Its first operator.
    pub operator: NewOperator,
    /// What guessing a password shall cost.
    pub key_cost: KeyCost,
}

/// An open store. It is also a [`Reader`].
pub struct Store {
    reader: Reader,
}

impl Deref for Store {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Store {
    /// Tells whether a folder holds a store.
    #[must_use]
    pub fn exists(_dir: &Path) -> bool {
        unimplemented!()
    }
    /// Makes a store in a folder, with its first operator, and opens it. Its first two entries
    /// record the store and the operator.
    ///
    /// # Errors
    /// [`crate::Error::AlreadyExists`], [`crate::Error::Locked`], or the failure of the disk.
    pub fn create(
        _dir: &Path,
        _new: NewStore,
        _clock: &dyn Clock,
    ) -> Result<(Self, RecoverySheet)> {
        unimplemented!()
    }
    /// Opens the store of a folder.
    ///
    /// # Errors
    /// One variant of [`crate::Error`] for each thing that can be wrong with a folder or a password.
    pub fn open(_dir: &Path, _login: &str, _password: &str) -> Result<Self> {
        unimplemented!()
    }
    /// Opens the store with the recovery sheet; case, blanks and dashes do not matter.
    ///
    /// # Errors
    /// As [`Store::open`]; [`crate::Error::WrongRecoverySheet`].
    pub fn open_with_recovery(_dir: &Path, _groups: &str) -> Result<Self> {
        unimplemented!()
    }
    /// Checks a password against the file of the keys, for a session that was locked.
    ///
    /// # Errors
    /// [`crate::Error::WrongPassword`].
    pub fn verify_password(&self, _login: &str, _password: &str) -> Result<()> {
        unimplemented!()
    }
    /// Returns another connection for reads, which an import under way does not hold up.
    ///
    /// # Errors
    /// When the database cannot be opened once more.
    pub fn reader(&self) -> Result<Reader> {
        unimplemented!()
    }
    /// Appends an entry and applies its effect, in one transaction. The instant is recorded as it
    /// is given, even when it lies before that of the entry before.
    ///
    /// # Errors
    /// When the effect does not follow from the state of the store (a wrong number, a stamp used
    /// twice, a document that is not there …), or the database fails. Nothing is changed then.
    pub fn commit(&mut self, _at: DateTime<Utc>, _operator: &str, _body: Body) -> Result<Entry> {
        unimplemented!()
    }
    /// Keeps a document and returns its SHA-256 in hexadecimal. It is durable on return; one that
    /// no entry names by the next opening is swept.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put_document(&mut self, _bytes: &[u8]) -> Result<String> {
        unimplemented!()
    }
}
