//! The entry: who did what, when, and after which other entry.

use chrono::{DateTime, SubsecRound, Utc};
use ciborium::Value;
use sha2::{Digest, Sha256};

use crate::{Body, Error, Result, cbor};

/// A SHA-256.
pub type Hash = [u8; 32];

/// What the first entry of a counter has in `prev`.
pub const NO_ENTRY: Hash = [0; 32];

/// What an entry takes beside its body, at a guess: it saves growing the buffer.
const FRAME_BYTES: usize = 128;

/// One act of a counter, as the journal keeps it.
///
/// Do *not* modify this struct: its encoding is what the chain is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The counter.
    pub counter: String,
    /// The epoch; it grows when a database was restored or cloned.
    pub epoch: u32,
    /// Dense from 1.
    pub seq: u64,
    /// When, to the millisecond, by the counter's clock.
    pub at: DateTime<Utc>,
    /// Log-in of who did it.
    pub operator: String,
    /// The kind of the body.
    pub kind: String,
    /// The body as written: deterministic CBOR.
    pub body: Vec<u8>,
    /// Hash of the entry before; [`NO_ENTRY`] for the first.
    pub prev: Hash,
}

impl Entry {
    /// Makes the first entry of a counter.
    #[must_use]
    pub fn first(counter: &str, at: DateTime<Utc>, operator: &str, body: &Body) -> Self {
        Self {
            counter: counter.to_owned(),
            epoch: 1,
            seq: 1,
            at: at.trunc_subsecs(3),
            operator: operator.to_owned(),
            kind: body.kind().to_owned(),
            body: body.encode(),
            prev: NO_ENTRY,
        }
    }

    /// Makes the entry that follows this one.
    #[must_use]
    pub fn next(&self, at: DateTime<Utc>, operator: &str, body: &Body) -> Self {
        self.next_as(&self.counter, self.epoch, at, operator, body)
    }

    /// Makes the entry that follows this one under another number of the counter or another
    /// epoch.
    #[must_use]
    pub fn next_as(
        &self,
        counter: &str,
        epoch: u32,
        at: DateTime<Utc>,
        operator: &str,
        body: &Body,
    ) -> Self {
        Self {
            seq: self.seq + 1,
            prev: self.hash(),
            epoch,
            ..Self::first(counter, at, operator, body)
        }
    }

    /// Returns what was done.
    ///
    /// # Errors
    /// When the bytes are not a body of that kind.
    pub fn body(&self) -> Result<Body> {
        Body::decode(&self.kind, &self.body)
    }

    /// Returns the SHA-256 of the encoded entry.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Sha256::digest(self.encode()).into()
    }

    /// Returns the entry's bytes: an array of the eight fields in their order, the instant as
    /// milliseconds since 1970, body and hash as byte strings.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut fields = cbor::Fields::new(8, self.body.len() + FRAME_BYTES);
        fields
            .text(&self.counter)
            .unsigned(self.epoch.into())
            .unsigned(self.seq)
            .integer(self.at.timestamp_millis())
            .text(&self.operator)
            .text(&self.kind)
            .bytes(&self.body)
            .bytes(&self.prev);
        fields.finish()
    }

    /// Reads an entry from its bytes.
    ///
    /// # Errors
    /// When they are not those of an entry, or the entry breaks a rule of its own.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        type Fields = (String, u32, u64, i64, String, String, Value, Value);
        let malformed = |source| Error::Malformed {
            what: "an entry".to_owned(),
            source,
        };
        let (counter, epoch, seq, at, operator, kind, body, prev): Fields =
            cbor::decode(bytes).map_err(malformed)?;
        let rule = |rule| Error::Rule { seq, rule };
        let entry = Self {
            counter,
            epoch,
            seq,
            at: DateTime::from_timestamp_millis(at).ok_or(rule("an instant in the calendar"))?,
            operator,
            kind,
            body: body.into_bytes().map_err(|_| rule("a body of bytes"))?,
            prev: prev
                .into_bytes()
                .ok()
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or(rule("a hash of 32 bytes"))?,
        };
        entry.check()?;
        Ok(entry)
    }

    /// Checks what every entry must be, before it is written and after it is read.
    ///
    /// # Errors
    /// Names the rule that is broken.
    pub fn check(&self) -> Result<()> {
        self.check_frame()?;
        self.body().map(|_| ())
    }

    /// Checks all but the body, which only its own reader can judge.
    ///
    /// # Errors
    /// Names the rule that is broken.
    pub fn check_frame(&self) -> Result<()> {
        let rule = |holds: bool, rule| {
            holds.then_some(()).ok_or(Error::Rule {
                seq: self.seq,
                rule,
            })
        };
        rule(self.seq >= 1 && self.epoch >= 1, "numbers are from 1")?;
        rule(
            (self.seq == 1) == (self.prev == NO_ENTRY),
            "only the first entry has none before it",
        )?;
        rule(
            self.at == self.at.trunc_subsecs(3),
            "an instant has whole milliseconds",
        )?;
        rule(
            !self.counter.is_empty() && !self.operator.is_empty() && !self.kind.is_empty(),
            "counter, operator and kind are not empty",
        )
    }
}
