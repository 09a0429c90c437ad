//! Why a document could not be signed; each variant is something that the window can explain.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::pdf::PdfError;

/// Why a signature was not made. The document is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The card's program library is not there, or is not one.
    #[error("PKCS#11 module {path} cannot be used")]
    Module {
        /// Where it was looked for.
        path: PathBuf,
        /// The cause.
        #[source]
        source: cryptoki::error::Error,
    },
    /// There is no card in the reader, or it was taken out.
    #[error("the card is not in the reader")]
    CardRemoved,
    /// The PIN is not the card's.
    #[error("wrong PIN")]
    PinWrong {
        /// One more wrong PIN locks the card.
        last_try: bool,
    },
    /// The card is locked: only its PUK or its issuer can help.
    #[error("the PIN is locked")]
    PinLocked,
    /// The PIN cannot be one of this card: too short, too long, or never set.
    #[error("the PIN has not the form that the card wants")]
    PinForm,
    /// No private key with a certificate is on the card.
    #[error("no key that can sign on the card")]
    NoKey,
    /// The card answered something else that is wrong.
    #[error("the card failed")]
    Card(#[source] cryptoki::error::Error),
    /// The PKCS#12 file does not open with this password.
    #[error("wrong password of the PKCS#12 file")]
    Pkcs12Password,
    /// The bytes are not a PKCS#12 file, or one that is damaged.
    #[error("not a PKCS#12 file")]
    Pkcs12Malformed,
    /// The PKCS#12 file holds certificates only.
    #[error("no private key in the PKCS#12 file")]
    Pkcs12NoKey,
    /// No certificate in the PKCS#12 file belongs to its key.
    #[error("no certificate for the key in the PKCS#12 file")]
    Pkcs12NoCertificate,
    /// The certificate has expired.
    #[error("the certificate expired on {not_after}")]
    Expired {
        /// The end of its validity.
        not_after: DateTime<Utc>,
    },
    /// The certificate is not valid yet.
    #[error("the certificate is valid from {not_before}")]
    NotYetValid {
        /// The start of its validity.
        not_before: DateTime<Utc>,
    },
    /// The certificate is for other uses than signing.
    #[error("the certificate is not for signatures")]
    NotForSigning,
    /// The key is of a kind that is not used here.
    #[error("unsupported kind of key: {0}")]
    Algorithm(String),
    /// The certificate cannot be read.
    #[error("the certificate cannot be read")]
    Certificate(#[source] der::Error),
    /// The document is not one that can be signed.
    #[error("the document cannot be signed")]
    Document(#[from] PdfError),
    /// The signature could not be put together.
    #[error("the signature could not be put together")]
    Encoding(#[from] der::Error),
    /// The key made something that its own certificate does not verify.
    #[error("the signature does not belong to the certificate")]
    Mismatch,
}
