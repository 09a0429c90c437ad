//! What counter and centre say to each other. `docs/PROTOCOL.md` describes it for other programs.
//!
//! All messages are deterministic CBOR; what either side will be held to is signed
//! ([`crate::sign`]). What is deliberately **not** here: how a message travels. The same bytes go
//! over HTTPS and on a stick.

mod batch;
mod enrolment;
mod feed;

pub use batch::{
    Answer, Batch, Contest, CounterId, Head, Need, Outcome, Receipt, Rejection, Restart,
};
pub use enrolment::{Enrolled, EnrolmentCode, EnrolmentRequest};
pub use feed::{FeedItem, FeedPage, FeedRow};

/// The version of the wire that this program speaks. It understands the two before as well.
pub const VERSION: u32 = 1;

/// The media type of a message.
pub const MEDIA_TYPE: &str = "application/cbor";

/// The most bytes of entries in one batch, before compression; an entry alone may have more.
pub const BATCH_BYTES_MAX: usize = 1 << 20;

/// The most entries in one batch.
pub const BATCH_ENTRIES_MAX: usize = 5_000;

/// The most bytes of one body of a request, compressed or not.
pub const MESSAGE_BYTES_MAX: usize = 8 << 20;

/// The most bytes of one entry. No act is as long: the store refuses to write one that is.
pub const ENTRY_BYTES_MAX: usize = 1 << 20;
