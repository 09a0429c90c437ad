//! The rows, as both stores give them.

use protocol::Hash;

/// What is known of a comune as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComuneRow {
    /// Last number of its feed.
    pub feed_last: u64,
    /// Year and last number of its protocol register.
    pub protocol_year: i32,
    /// See above.
    pub protocol_last: u32,
    /// As-of of its registry: milliseconds since 1970.
    pub as_of: Option<i64>,
    /// Residents then.
    pub residents: u32,
}

/// A counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterRow {
    /// Its number: `01`.
    pub counter: String,
    /// Its key: compressed point.
    pub key: Vec<u8>,
    /// Name of that key.
    pub kid: String,
    /// The epoch it sends under now; 0 before the first entry.
    pub epoch: u32,
    /// Entries taken in, of all epochs.
    pub entries: u64,
    /// Of these, the contested ones.
    pub contested: u64,
    /// Of these, those set aside.
    pub quarantined: u64,
    /// When it enrolled: milliseconds since 1970.
    pub enrolled_at: i64,
    /// When it was last heard of.
    pub last_contact: Option<i64>,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
    /// Which program it runs.
    pub program: String,
    /// Its last signed head: the proof of its chain.
    pub head: Vec<u8>,
}

/// The entries of one epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchRow {
    /// The epoch.
    pub epoch: u32,
    /// Its first entry.
    pub start: u64,
    /// The epoch from which it forked; `None` for the first.
    pub parent: Option<u32>,
    /// Its last entry.
    pub last: u64,
    /// The hash of that.
    pub hash: Hash,
}

/// An entry to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Its number.
    pub seq: u64,
    /// Its kind.
    pub kind: String,
    /// Its own bytes.
    pub bytes: Vec<u8>,
    /// Its hash.
    pub hash: Hash,
    /// When it was taken in: milliseconds since 1970.
    pub received_at: i64,
    /// What became of it, as CBOR, when it did not simply go in.
    pub outcome: Option<Vec<u8>>,
}

/// Something only one act of a comune can have: a number, a stamp.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// What: `certificate L049-01-2026-0000007`.
    pub key: String,
    /// Who has it.
    pub counter: String,
    /// By the entry of this epoch
    pub epoch: u32,
    /// and this number.
    pub seq: u64,
}

/// An enrolment code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// Digest of its secret.
    pub digest: Hash,
    /// Until when it is good: milliseconds since 1970.
    pub expires_at: i64,
    /// The request that used it (its nonce), and the answer it got.
    pub used: Option<([u8; 16], Vec<u8>)>,
}

/// A row of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRead {
    /// Its number.
    pub seq: u64,
    /// Kind of the item.
    pub kind: String,
    /// The item; of an act, the entry's own bytes, which are kept once only.
    pub item: Vec<u8>,
    /// Of an act: counter, epoch, number.
    pub entry: Option<(String, u32, u64)>,
}

/// An ordinary protocol number that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRow {
    /// The counter.
    pub counter: String,
    /// Epoch and
    pub epoch: u32,
    /// number of its entry.
    pub seq: u64,
    /// The ordinary number: `0000123/2026`.
    pub number: String,
    /// When: milliseconds since 1970.
    pub at: i64,
}

impl CodeRow {
    /// Tells whether it is too late for it.
    #[must_use]
    pub fn is_expired(&self, at: i64) -> bool {
        at > self.expires_at
    }
}
