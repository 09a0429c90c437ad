//! The seal of a certificate: what it states, signed by the counter, in a QR that any phone reads;
//! and the way back, from a picture of the paper to a verdict with its reasons.
//!
//! A seal is a CBOR map with integer keys ([`Payload`]) inside a COSE_Sign1 (RFC 9052, ES256), in
//! base32 after the `#` of an address. What stands after `#` never leaves the phone that opens it.
//!
//! What is deliberately **not** here: fonts, pages and PDF (that is `document`), the official's
//! signature, where keys and registers are kept, and the time of day: a caller says which day it is.

mod base32;
mod code;
mod cose;
mod facts;
mod jwk;
mod key;
mod payload;
pub mod qr;
mod reason;
mod ring;
pub mod scan;
mod text;
mod verify;

pub use code::TypedCode;
pub use facts::{check_document, check_facts};
pub use jwk::{Jwk, Jwks, Revocation};
pub use key::{Kid, PublicKey, SealKey};
pub use payload::Payload;
pub use reason::{Reason, Weight};
pub use ring::{KeyRing, TrustedKey};
pub use verify::{Register, Verdict, Verification, verify};

/// Why a seal cannot be made, or a key not be taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A number is `<comune>-<counter>-<year>-<7 digits>`, of the payload's own comune and counter.
    #[error("the number {0:?} is not one of this comune and counter")]
    Number(String),
    /// The payload's typed code is not the one of its number and facts under this key.
    #[error("the typed code is not that of the number and the facts")]
    Code,
    /// The address has a character that would make the symbol larger.
    #[error("the address {0:?} has characters other than A-Z 0-9 $ * + - . / :")]
    Address(String),
    /// No symbol of level Q holds so much.
    #[error("the seal does not fit the largest symbol")]
    TooLong,
    /// The bytes are no private key of the curve P-256.
    #[error("the bytes are not a key of P-256")]
    Key,
    /// The text is no set of keys.
    #[error("the set of keys cannot be read")]
    Jwks(#[from] serde_json::Error),
    /// A member of a key has a value that cannot be.
    #[error("the key's {0} is wrong")]
    JwkMember(&'static str),
}
