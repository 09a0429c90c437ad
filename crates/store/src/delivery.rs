//! What became of single acts at the centre: the receipt, the ordinary number, the reason why one did not
//! simply go in.

use chrono::{DateTime, Utc};
use protocol::Entry;
use protocol::wire::Outcome;

use crate::error::Result;
use crate::reader::Reader;
use crate::table;

/// The centre's receipt for an act, and for those that went with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRow {
    /// The last entry it names; the receipt is known by it.
    pub upto: u64,
    /// When the centre took that one in, by its clock.
    pub at: DateTime<Utc>,
    /// The receipt as it came, with the centre's signature.
    pub bytes: Vec<u8>,
}

#[expect(
    clippy::missing_errors_doc,
    reason = "a read fails when the database does, and in no other way"
)]
impl Reader {
    /// Returns the centre's receipt for an entry.
    pub fn receipt(&self, seq: u64) -> Result<Option<ReceiptRow>> {
        let row = table::receipt::naming(&self.db, seq)?;
        row.map(|(upto, at, bytes)| {
            let at = table::instant(at)?;
            Ok(ReceiptRow { upto, at, bytes })
        })
        .transpose()
    }

    /// Returns the ordinary protocol number that the centre gave to an act.
    pub fn protocol_number(&self, seq: u64) -> Result<Option<String>> {
        table::receipt::number(&self.db, seq)
    }

    /// Returns what became of an act that did not simply go in; `None` for one that did, or waits.
    pub fn exception(&self, seq: u64) -> Result<Option<Outcome>> {
        table::receipt::exception(&self.db, seq)
    }

    /// Returns how many acts did not simply go in.
    pub fn exceptions_count(&self) -> Result<u64> {
        table::receipt::exceptions_count(&self.db)
    }

    /// Returns an act of another counter, if the feed has brought it.
    pub fn foreign_entry(&self, counter: &str, epoch: u32, seq: u64) -> Result<Option<Entry>> {
        table::foreign_entry::one(&self.db, counter, epoch, seq)
    }
}
