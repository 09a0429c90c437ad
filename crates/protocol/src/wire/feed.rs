//! What the centre tells a comune: numbered rows, in one order for all its counters.

use ciborium::Value;
use serde::{Deserialize, Serialize};

use super::CounterId;
use crate::sign::Message;
use crate::{Entry, Error, Result, cbor};

/// A row of the feed, as kept and sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRow {
    /// Dense from 1 in each comune; a page may leave out rows that are not for its reader.
    pub seq: u64,
    /// The kind of the item.
    pub kind: String,
    /// The item: deterministic CBOR.
    #[serde(with = "serde_bytes")]
    pub item: Vec<u8>,
}

/// A page of the feed, signed by the centre: the same bytes may come on a stick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedPage {
    /// For which counter: its own acts are left out.
    pub counter: CounterId,
    /// Everything up to here was known before.
    pub after: u64,
    /// Everything up to here is known once this page is applied.
    pub upto: u64,
    /// Whether there is more.
    pub more: bool,
    /// When it was made, by the centre's clock: milliseconds since 1970.
    pub at: i64,
    /// In their order.
    pub rows: Vec<FeedRow>,
}

impl Message for FeedPage {
    const CONTEXT: &'static str = "sintar feed 1";
}

/// What a row says.
///
/// Frozen once released: fields may be added with a default, never changed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FeedItem {
    /// An act of a counter of the same comune.
    #[serde(rename = "entry")]
    Entry {
        /// The counter that sent it; the entry itself may bear the number it had before.
        counter: String,
        /// The epoch under which it came to the centre.
        epoch: u32,
        /// The entry's own bytes.
        #[serde(with = "serde_bytes")]
        entry: Vec<u8>,
    },
    /// A kind of a newer program: kept as it came, never dropped.
    #[serde(skip)]
    Unknown {
        /// Its kind.
        kind: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

/// The kinds this version understands.
const KINDS: [&str; 1] = ["entry"];

impl FeedItem {
    /// Returns kind and bytes.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a value that has no deterministic encoding.
    pub fn encode(&self) -> Result<(String, Vec<u8>)> {
        if let Self::Unknown { kind, bytes } = self {
            return Ok((kind.clone(), bytes.clone()));
        }
        let written = || -> Result<(String, Vec<u8>), cbor::Error> {
            let value = Value::serialized(self).map_err(cbor::Error::Write)?;
            let pair = value.into_map().ok().and_then(|mut pairs| pairs.pop());
            let (kind, item) = pair.ok_or(cbor::Error::Forbidden("an item without a kind"))?;
            let kind = kind
                .into_text()
                .map_err(|_| cbor::Error::Forbidden("a kind that is no text"))?;
            Ok((kind, cbor::encode_value(item)?))
        };
        written().map_err(|source| Error::Malformed {
            what: "an item of the feed".to_owned(),
            source,
        })
    }

    /// Reads an item; a kind that is not known comes back as [`FeedItem::Unknown`].
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn decode(kind: &str, bytes: &[u8]) -> Result<Self> {
        let malformed = |source| Error::Malformed {
            what: format!("an item of kind {kind}"),
            source,
        };
        let item = cbor::decode_value(bytes).map_err(malformed)?;
        if !KINDS.contains(&kind) {
            return Ok(Self::Unknown {
                kind: kind.to_owned(),
                bytes: bytes.to_vec(),
            });
        }
        Value::Map(vec![(Value::Text(kind.to_owned()), item)])
            .deserialized()
            .map_err(cbor::Error::Shape)
            .map_err(malformed)
    }

    /// Wraps an act of a counter.
    #[must_use]
    pub fn entry(counter: &str, epoch: u32, entry: &Entry) -> Self {
        Self::Entry {
            counter: counter.to_owned(),
            epoch,
            entry: entry.encode(),
        }
    }
}
