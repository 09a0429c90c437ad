//! Why a storage fails.

/// Why the storage failed. The transaction was rolled back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The embedded database failed.
    #[error("the database failed")]
    Sqlite(#[from] rusqlite::Error),
    /// The database server refused a statement. What it quotes of the rows is left out: logs hold
    /// no personal datum.
    #[error("the database server says {code}: {message}")]
    Refused {
        /// SQLSTATE.
        code: String,
        /// Its words.
        message: String,
    },
    /// The database server cannot be reached or understood.
    #[error("the database server does not answer")]
    Postgres(#[source] ::postgres::Error),
    /// The line to the database server broke.
    #[error("the line to the database server")]
    Line(#[source] std::io::Error),
    /// All connections to the database server were in use for as long as we wait.
    #[error("no connection to the database server is free")]
    Busy,
    /// The address of the store is wrong.
    #[error("the address of the store: {0}")]
    Address(&'static str),
    /// The database server is not one that we can trust with this.
    #[error("the database server: {0}")]
    Unfit(&'static str),
    /// A file of the centre cannot be read or written.
    #[error("file {path}")]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// What is stored cannot be read back: a bug, or a hand in the database.
    #[error("the database holds what this program does not write: {0}")]
    Damaged(String),
}

/// What the functions of a storage return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Tells whether the same again may go well: another transaction was in the way, or the server went
    /// away and another may have its place.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Refused { code, .. } => {
                // Shutting down, starting up, a standby that only reads, a broken line.
                let server = ["57P01", "57P02", "57P03", "25006"].contains(&code.as_str());
                server || code.starts_with("08") || self.is_conflict()
            }
            Self::Postgres(error) => {
                let cause = std::error::Error::source(error);
                error.is_closed() || cause.is_some_and(|cause| cause.is::<std::io::Error>())
            }
            Self::Line(_) => true,
            _ => false,
        }
    }

    /// Tells whether the server undid a transaction in favour of another: serialisation failure, deadlock.
    pub(super) fn is_conflict(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if code == "40001" || code == "40P01")
    }
}

impl From<::postgres::Error> for Error {
    fn from(error: ::postgres::Error) -> Self {
        match error.as_db_error() {
            Some(refused) => Self::Refused {
                code: refused.code().code().to_owned(),
                message: refused.message().to_owned(),
            },
            None => Self::Postgres(error),
        }
    }
}
