//! The one error of the desk. The window shows it by its code, the command line by its text.

use domain::certificate::Block;

/// Why an act was not done. Nothing of it was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No operator has logged in.
    #[error("the counter is locked")]
    Locked,
    /// The data folder holds no counter yet.
    #[error("there is no counter in this folder")]
    Missing,
    /// The data folder holds a counter already.
    #[error("there is a counter in this folder already")]
    Exists,
    /// A value typed is not acceptable.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field of the form.
        field: &'static str,
        /// Why, in Italian.
        reason: String,
    },
    /// No person has this identifier or codice fiscale.
    #[error("no such person")]
    NoPerson,
    /// More than one person has this codice fiscale.
    #[error("more than one person has this codice fiscale")]
    AmbiguousPerson,
    /// The registry was never imported.
    #[error("the registry is empty")]
    NoRegistry,
    /// The rules forbid the certificate.
    #[error("the certificate cannot be issued")]
    Blocked(Vec<Block>),
    /// What was previewed is no longer what would be issued.
    #[error("the certificate has changed since the preview")]
    PreviewStale,
    /// The register has no such number.
    #[error("no such certificate")]
    NoCertificate,
    /// The certificate is void already.
    #[error("the certificate is void already")]
    AlreadyVoided,
    /// The clock is behind the last act by more than a day.
    #[error("the clock is behind the last act")]
    ClockBehind,
    /// The import was cancelled by the clerk.
    #[error("the import was cancelled")]
    Cancelled,
    /// The file could not be imported; the reason is in Italian.
    #[error("the file cannot be imported: {0}")]
    Import(String),
    /// A file could not be read or written.
    #[error("file {path}")]
    File {
        /// The file.
        path: String,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// The document could not be drawn.
    #[error("the document cannot be drawn")]
    Document(#[from] document::Error),
    /// The counter has no key to seal with, or it cannot be read.
    #[error("the seal key cannot be read")]
    SealKey,
    /// The seal could not be made.
    #[error("the seal cannot be made")]
    Seal(#[from] seal::Error),
    /// The PIN has to be typed: none is kept.
    #[error("the PIN is needed")]
    PinNeeded,
    /// The signature was not made; the certificate stays as it was.
    #[error("signing failed")]
    Signing(#[from] pades::SignError),
    /// The time stamp was not added; the signature stays valid.
    #[error("no time stamp")]
    Stamping(#[from] pades::StampError),
    /// The printers did not answer.
    #[error("printing failed")]
    Printing(#[from] printing::Error),
    /// The exchange with the centre stopped; what was to be sent still waits.
    #[error("no exchange with the centre")]
    Exchange(#[from] sync::Error),
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Error {
    /// Returns the field of the form that the error is about.
    #[must_use]
    pub fn field(&self) -> Option<String> {
        match self {
            Self::Invalid { field, .. } => Some((*field).to_owned()),
            Self::Exchange(sync::Error::BadCode) => Some("code".to_owned()),
            Self::Exchange(sync::Error::Address(_)) => Some("address".to_owned()),
            Self::Blocked(blocks) => blocks.iter().find_map(|block| block.field.clone()),
            _ => None,
        }
    }
}
