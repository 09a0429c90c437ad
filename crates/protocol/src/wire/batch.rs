//! The journal, sent: a run of entries of one counter, and what the centre answers.

use std::fmt;

use domain::BelfioreCode;
use serde::{Deserialize, Serialize};

use crate::sign::{Message, PublicKey, SecretKey, Signed};
use crate::{Entry, Error, Hash, Result, cbor};

/// A counter among all those of the centre: `L049-01`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CounterId {
    /// The comune.
    pub comune: BelfioreCode,
    /// The counter inside it: `01`.
    pub counter: String,
}

impl fmt::Display for CounterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.comune, self.counter)
    }
}

/// The end of a chain, which stands for all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Whose chain.
    pub counter: CounterId,
    /// The epoch under which it is sent.
    pub epoch: u32,
    /// The last entry.
    pub seq: u64,
    /// Its hash.
    #[serde(with = "serde_bytes")]
    pub hash: Hash,
}

impl Message for Head {
    const CONTEXT: &'static str = "sintar head 1";
}

/// Entries of one counter in their order, none left out.
///
/// The hash of each but the last is not sent: it follows from the entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Version of the wire.
    pub version: u32,
    /// The program that sends, for who helps: `sportello 0.1.0`.
    pub program: String,
    /// Number of the first entry.
    pub from: u64,
    /// Hash of the entry before the first.
    #[serde(with = "serde_bytes")]
    pub prev: Hash,
    /// [`Head`], signed by the counter.
    #[serde(with = "serde_bytes")]
    head: Vec<u8>,
    entries: Vec<Sent>,
}

/// An entry without what the batch says already. Counter and epoch are there only where they are not those of
/// the head: before an enrolment gave the number, or a restored store its epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sent(
    i64,
    String,
    String,
    #[serde(with = "serde_bytes")] Vec<u8>,
    Option<String>,
    Option<u32>,
);

impl Batch {
    /// Puts entries into a batch of the epoch `epoch`.
    ///
    /// # Panics
    /// When there is no entry, or they do not follow each other: they come from a journal.
    #[must_use]
    pub fn new(
        id: &CounterId,
        epoch: u32,
        entries: &[Entry],
        program: &str,
        key: &SecretKey,
    ) -> Self {
        let (first, last) = match entries {
            [] => panic!("a batch has an entry"),
            [first, ..] => (first, &entries[entries.len() - 1]),
        };
        assert_eq!(
            last.seq - first.seq + 1,
            entries.len() as u64,
            "entries of a journal are dense"
        );
        let head = Head {
            counter: id.clone(),
            epoch,
            seq: last.seq,
            hash: last.hash(),
        };
        let sent = |entry: &Entry| {
            Sent(
                entry.at.timestamp_millis(),
                entry.operator.clone(),
                entry.kind.clone(),
                entry.body.clone(),
                (entry.counter != id.counter).then(|| entry.counter.clone()),
                (entry.epoch != epoch).then_some(entry.epoch),
            )
        };
        Self {
            version: super::VERSION,
            program: program.to_owned(),
            from: first.seq,
            prev: first.prev,
            head: Signed::new(&head, key)
                .expect("a head has one encoding")
                .encode(),
            entries: entries.iter().map(sent).collect(),
        }
    }

    /// Returns the head, if the counter's key signed it.
    ///
    /// # Errors
    /// [`Error::Signature`], [`Error::Malformed`].
    pub fn head(&self, key: &PublicKey) -> Result<Head> {
        Signed::<Head>::decode(&self.head)?.open(key)
    }

    /// Returns whose it claims to be.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn claimed_head(&self) -> Result<Head> {
        Signed::<Head>::decode(&self.head)?.claimed()
    }

    /// Returns the bytes of the signed head, which are kept as proof.
    #[must_use]
    pub fn head_bytes(&self) -> &[u8] {
        &self.head
    }

    /// Returns how many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether there is no entry, which no honest batch is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the entries with their hashes, and makes sure that they lead to the head.
    ///
    /// A body is not looked into: one that cannot be read is for its receiver to set aside.
    ///
    /// # Errors
    /// [`Error::Rule`] when they do not.
    pub fn entries(self, head: &Head) -> Result<Vec<(Entry, Hash)>> {
        let rule = |seq, rule| Error::Rule { seq, rule };
        let mut prev = self.prev;
        let mut seq = self.from;
        let mut entries = Vec::with_capacity(self.entries.len());
        for Sent(at, operator, kind, body, counter, epoch) in self.entries {
            let entry = Entry {
                counter: counter.unwrap_or_else(|| head.counter.counter.clone()),
                epoch: epoch.unwrap_or(head.epoch),
                seq,
                at: chrono::DateTime::from_timestamp_millis(at)
                    .ok_or_else(|| rule(seq, "an instant in the calendar"))?,
                operator,
                kind,
                body,
                prev,
            };
            if entry.epoch > head.epoch {
                return Err(rule(seq, "no entry is of a later epoch than its head"));
            }
            entry.check_frame()?;
            prev = entry.hash();
            seq = seq
                .checked_add(1)
                .ok_or_else(|| rule(u64::MAX, "numbers end"))?;
            entries.push((entry, prev));
        }
        if (seq - 1, prev) == (head.seq, head.hash) && !entries.is_empty() {
            Ok(entries)
        } else {
            Err(rule(head.seq, "a batch leads to its head"))
        }
    }
}

/// What became of an entry that did not simply go in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It contradicts an act of another counter that came first; both are kept, and the person
    /// responsible decides.
    Contested(Contest),
    /// It was set aside: the centre keeps it and does not act on it.
    Rejected(Rejection),
}

/// Two acts that cannot both stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contest {
    /// What both claim: `certificate L049-01-2026-0000007`, `contrassegno 01234567890123`.
    pub about: String,
    /// The counter that came first.
    pub counter: String,
    /// Epoch of its entry.
    pub epoch: u32,
    /// Number of its entry.
    pub seq: u64,
}

/// Why an entry was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// `unreadable`, `number`, `depends`, …
    pub code: String,
    /// In Italian, for the clerk.
    pub reason: String,
}

/// The centre's word that entries are with it, once and for good. An entry leaves the outbox on
/// nothing less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Whose entries.
    pub counter: CounterId,
    /// The epoch under which they were sent.
    pub epoch: u32,
    /// The first.
    pub from: u64,
    /// The last.
    pub to: u64,
    /// Hash of the last, and so of all before it.
    #[serde(with = "serde_bytes")]
    pub head: Hash,
    /// When the last of them was taken in, by the centre's clock: milliseconds since 1970.
    pub at: i64,
    /// What is not listed was accepted.
    pub exceptions: Vec<(u64, Outcome)>,
    /// Ordinary protocol numbers given to them: `0000123/2026`.
    pub numbers: Vec<(u64, String)>,
}

/// The batch begins too late: the centre lacks what comes before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Whose.
    pub counter: CounterId,
    /// The epoch in question.
    pub epoch: u32,
    /// The first entry that is wanted.
    pub seq: u64,
}

/// The centre has other entries under these numbers: the sender's store was put back from a copy, or is one.
/// It goes on under a new epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restart {
    /// Whose.
    pub counter: CounterId,
    /// The epoch under which both sides have numbers.
    pub epoch: u32,
    /// The first number at which the two differ.
    pub seq: u64,
    /// The last number the centre has of that epoch.
    pub last: u64,
    /// The epoch to go on under.
    pub next_epoch: u32,
}

/// What the centre answers to a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Taken in, now or before.
    Receipt(Receipt),
    /// Something comes first.
    Need(Need),
    /// A new epoch comes first.
    Restart(Restart),
    /// The counter was revoked: it seals no more and locks itself.
    Revoked(CounterId),
}

impl Answer {
    /// Returns the counter it is for.
    #[must_use]
    pub fn counter(&self) -> &CounterId {
        match self {
            Self::Receipt(receipt) => &receipt.counter,
            Self::Need(need) => &need.counter,
            Self::Restart(restart) => &restart.counter,
            Self::Revoked(counter) => counter,
        }
    }
}

impl Message for Answer {
    const CONTEXT: &'static str = "sintar answer 1";
}

impl Batch {
    /// Returns the bytes.
    ///
    /// # Panics
    /// Never: a batch has one encoding.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self).expect("texts, integers and bytes have one encoding")
    }

    /// Reads the bytes of a batch of this version or the two before.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::Version`].
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let batch: Self = cbor::decode(bytes).map_err(|source| Error::Malformed {
            what: "a batch".to_owned(),
            source,
        })?;
        // N-1 and N-2 will be told apart here, once there are such versions.
        if batch.version == super::VERSION {
            Ok(batch)
        } else {
            Err(Error::Version(batch.version))
        }
    }
}
