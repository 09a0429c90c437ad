//! What can go wrong with the store; each variant is something a caller can act on.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use rusqlite::ErrorCode;

/// Why the store could not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder holds no store.
    #[error("no store in {0}")]
    NotFound(PathBuf),
    /// The folder holds a store already.
    #[error("there is a store in {0} already")]
    AlreadyExists(PathBuf),
    /// Another window or command has the store open.
    #[error("the store in {0} is open in another window")]
    Locked(PathBuf),
    /// The file is a plain SQLite database, readable by anybody: not one of ours.
    #[error("{0} is not encrypted")]
    NotEncrypted(PathBuf),
    /// The file is no database of this store: cut short, overwritten, or of another store.
    #[error("{0} is not the database of this store")]
    NotADatabase(PathBuf),
    /// The file of the keys cannot be understood.
    #[error("{0} is not the file of the keys")]
    BadKeys(PathBuf),
    /// Login or password is wrong. Which of the two is not told.
    #[error("wrong operator or password")]
    WrongPassword,
    /// The recovery sheet is mistyped or belongs to another store.
    #[error("the recovery sheet does not open this store")]
    WrongRecoverySheet,
    /// A newer program wrote this store.
    #[error("the store has version {found}, this program knows up to {known}")]
    NewerVersion {
        /// Version of the store.
        found: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// A migration that was applied is not the one this program has.
    #[error("migration {0} is not the one the store was made with")]
    AlteredMigration(u32),
    /// The disk, or the room allotted to the database, is full.
    #[error("the disk is full")]
    DiskFull,
    /// The number is not the next of its series.
    #[error("the next certificate is {expected}, not {found}")]
    WrongNumber {
        /// The number that the series wants.
        expected: String,
        /// The number that was given.
        found: String,
    },
    /// The stamp was used already.
    #[error("stamp {contrassegno} was used for certificate {certificate}")]
    ContrassegnoUsed {
        /// The stamp.
        contrassegno: String,
        /// The certificate that used it.
        certificate: String,
    },
    /// No certificate has this number.
    #[error("no certificate {0}")]
    NoCertificate(String),
    /// The certificate is voided already.
    #[error("certificate {0} is voided already")]
    AlreadyVoided(String),
    /// The entry names a document that is not in the store.
    #[error("no document {0}")]
    NoDocument(String),
    /// An entry cannot follow from the state of the store: a bug of the caller.
    #[error("the entry does not follow: {0}")]
    Refused(String),
    /// The file describes an older state than the registry already has.
    #[error("the file is of {file}, the registry of {current}")]
    OlderRegistry {
        /// As-of of the file.
        file: DateTime<Utc>,
        /// As-of of the registry.
        current: DateTime<Utc>,
    },
    /// The file has nobody that could be taken in: it would cancel the whole comune.
    #[error("the file has nobody who could be taken in")]
    NobodyAccepted,
    /// The same card came twice in one file.
    #[error("card {0} is twice in the file")]
    DoubleCard(String),
    /// What the store holds contradicts itself; `check` says more.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// The journal holds an entry that cannot be read.
    #[error("the journal cannot be read")]
    Journal(#[from] protocol::Error),
    /// A stored value cannot be read.
    #[error("a stored value cannot be read")]
    Value(#[from] protocol::cbor::Error),
    /// A file of the store could not be read or written.
    #[error("{path} cannot be read or written")]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// The database failed in another way.
    #[error("the database failed")]
    Database(#[source] rusqlite::Error),
}

/// What the functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Returns a stable code, for texts that are kept elsewhere.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "missing",
            Self::AlreadyExists(_) => "exists",
            Self::Locked(_) => "store_locked",
            Self::NotEncrypted(_) => "not_encrypted",
            Self::NotADatabase(_) | Self::BadKeys(_) => "not_a_database",
            Self::WrongPassword | Self::WrongRecoverySheet => "wrong_password",
            Self::NewerVersion { .. } | Self::AlteredMigration(_) => "newer_version",
            Self::DiskFull => "disk_full",
            Self::ContrassegnoUsed { .. } => "contrassegno_used",
            Self::NoCertificate(_) => "no_certificate",
            Self::AlreadyVoided(_) => "already_voided",
            Self::OlderRegistry { .. } => "older_registry",
            Self::NobodyAccepted => "nobody_accepted",
            _ => "store",
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        // The index of the log takes a file of its own: that it has no room is told as an I/O error.
        let extended = error.sqlite_error().map(|error| error.extended_code);
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            _ if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Database(error),
        }
    }
}
