//! How far the journal has come, and how it goes on when it turns out to be behind.

use chrono::{DateTime, Utc};
use protocol::planted::{self, Fault};
use protocol::{Body, Entry, EpochReason};

use crate::error::Result;
use crate::mark::Mark;
use crate::store::{Store, append_after};
use crate::table;

/// After so many entries the mark is flushed. Not after each: that would be a third flush of the
/// disk for every act.
const ENTRIES_PER_FLUSH: u64 = 64;

/// Who stands in the journal for what no person did.
pub(crate) const SYSTEM: &str = "sistema";

impl Store {
    /// Records beside the keys how far the journal has come.
    pub(crate) fn mark(&mut self, last: &Entry) {
        match table::number_series::all(&self.reader.db) {
            Ok(series) => self.marks.set(Mark {
                epoch: last.epoch,
                seq: last.seq,
                series,
            }),
            Err(error) => tracing::warn!(%error, "high-water mark not written"),
        }
        if last.seq.is_multiple_of(ENTRIES_PER_FLUSH) {
            self.marks.flush();
        }
    }

    /// Begins a new epoch if the database was put back from a copy: the journal goes on, and no number that was
    /// given after the copy was made is given again.
    pub(crate) fn restart_if_behind(&mut self, at: DateTime<Utc>) -> Result<()> {
        let (epoch, last) = self.head()?;
        let mark = self.marks.mark();
        let is_behind = (epoch, last) < (mark.epoch, mark.seq);
        if !is_behind || planted::is(Fault::EpochCheckOff) {
            return Ok(());
        }
        tracing::warn!(mark = mark.seq, last, "the store was put back from a copy");
        let next = mark.epoch + 1;
        let body = Body::EpochStarted {
            reason: EpochReason::Restored,
            fork: last + 1,
            spent: mark.series.clone(),
        };
        self.start_epoch(at, next, &body)
    }

    /// Appends the first entry of an epoch.
    pub(crate) fn start_epoch(&mut self, at: DateTime<Utc>, epoch: u32, body: &Body) -> Result<()> {
        let tx = self.write()?;
        let entry = append_after(&tx, Some(epoch), at, SYSTEM, body)?;
        tx.commit()?;
        self.mark(&entry);
        self.marks.flush();
        Ok(())
    }
}
