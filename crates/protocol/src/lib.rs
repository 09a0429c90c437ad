//! Journal entries, wire messages and their bytes; frozen once released.
//!
//! An [`Entry`] is one act of a counter. Its [`Body`] says what was done; the bytes of both are
//! deterministic CBOR ([`cbor`]), so that the chain of hashes has one meaning on every machine.
//! What is deliberately **not** here: where entries are kept, and whether an act is allowed.
//!
//! Do *not* change the form of a released kind: an entry is hashed as it was written. A kind may
//! gain optional fields; anything else is a new kind.

mod body;
pub mod cbor;
mod entry;
pub mod modi;
pub mod planted;
pub mod sign;
pub mod wire;

pub use body::{Body, EpochReason, Role, SealRecord, SeriesMark};
pub use entry::{Entry, Hash, NO_ENTRY};

/// Why bytes are not an entry.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes are not CBOR, or not of the shape wanted.
    #[error("not the bytes of {what}")]
    Malformed {
        /// What was expected.
        what: String,
        /// The cause.
        #[source]
        source: cbor::Error,
    },
    /// An entry's own numbers contradict each other.
    #[error("entry {seq} breaks a rule of the journal: {rule}")]
    Rule {
        /// The entry.
        seq: u64,
        /// The rule.
        rule: &'static str,
    },
    /// The signature is not of the key it should be of, or the message was altered.
    #[error("the signature does not fit the message ({0})")]
    Signature(&'static str),
    /// The other side speaks a version of the wire that this program does not.
    #[error("version {0} of the wire is not understood")]
    Version(u32),
}

/// What the functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
