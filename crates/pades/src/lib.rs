//! PAdES signatures (ETSI EN 319 142-1) on PDF bytes: made with a card or a PKCS#12 file, stamped with
//! time by an authority, and verified.
//!
//! No clock: every time is passed in. What is deliberately **not** here: what a certificate says, where
//! its bytes go, revocation of signers' certificates, and signatures that show on a page.

mod active;
mod anchors;
mod changes;
mod cms;
mod crypto;
mod error;
mod field;
mod pdf;
mod pin;
mod pkcs11;
mod pkcs12;
mod reason;
mod sign;
mod signed;
mod signer;
mod token;
mod tsa;
mod update;
mod verify;

pub use anchors::{Anchors, ChainProblem};
pub use error::SignError;
pub use pdf::{PDF_BYTES_MAX, PdfError};
pub use pin::{Pin, PinHolder};
pub use pkcs11::{Card, TokenCertificate, TokenInfo, tokens};
pub use pkcs12::KeyFile;
pub use reason::{Reason, Verdict};
pub use sign::{SignOptions, Signed, StampError, add_timestamp, sign_pdf};
pub use signer::{Algorithm, CertificateInfo, KeyPurpose, Signer};
pub use token::TokenProblem;
pub use tsa::{Tsa, TsaProblem};
pub use verify::{Report, SignatureReport, VerifyError, first_revision, read_pdf, verify_pdf};
pub use x509_cert::Certificate;
