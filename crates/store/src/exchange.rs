//! What counter and centre owe each other: the outbox, the centre's answers, the feed.
//!
//! The outbox is no table: it is what of the journal has no receipt yet. Whether an answer is the
//! centre's own has been found out by who calls (`sync`); whether it fits this journal is found
//! out here, once more.

use chrono::{DateTime, SubsecRound, Utc};
use protocol::planted;
use protocol::wire::{FeedItem, FeedPage, FeedRow, Need, Outcome, Receipt, Restart};
use protocol::{Body, Entry, EpochReason, SeriesMark};
use rusqlite::Transaction;
use zeroize::Zeroizing;

use crate::effect;
use crate::epoch::SYSTEM;
use crate::error::{Error, Result};
use crate::reader::Reader;
use crate::store::{Store, append, append_after};
use crate::table;

/// The centre a counter belongs to.
#[derive(Clone)]
pub struct Centre {
    /// Where it answers: `https://cst.example:8443`.
    pub url: String,
    /// What it is called.
    pub name: String,
    /// Its key for answers, a compressed point.
    pub key: Vec<u8>,
    /// The certificate (DER) of the authority that vouches for its server.
    pub authority: Vec<u8>,
    /// The private key with which this counter speaks.
    pub secret: Zeroizing<[u8; 32]>,
    /// When the centre said that this counter is revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// How far the exchange has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Entries up to here are with the centre, by its signed word.
    pub acked: u64,
    /// Entries that are not.
    pub waiting: u64,
    /// Since when the oldest of them waits.
    pub waiting_since: Option<DateTime<Utc>>,
    /// Rows of the feed up to here are applied.
    pub cursor: u64,
    /// When both sides last had all of each other.
    pub aligned_at: Option<DateTime<Utc>>,
}

/// An act that did not simply go in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The act.
    pub entry: Entry,
    /// What became of it at the centre.
    pub outcome: Outcome,
}

#[expect(
    clippy::missing_errors_doc,
    reason = "a read fails when the database does, and in no other way"
)]
impl Reader {
    /// Returns the centre; `None` on a counter that stands alone.
    pub fn centre(&self) -> Result<Option<Centre>> {
        table::centre::current(&self.db)
    }

    /// Returns how far the exchange has come.
    pub fn exchange(&self) -> Result<Exchange> {
        let (acked, cursor, aligned_at) = table::exchange::current(&self.db)?;
        let last = self.last_seq()?;
        let oldest = table::journal::by_seq(&self.db, acked + 1)?;
        Ok(Exchange {
            acked,
            waiting: last - acked,
            waiting_since: oldest.map(|entry| entry.at),
            cursor,
            aligned_at: aligned_at.map(table::instant).transpose()?,
        })
    }

    /// Returns the last entry that is with the centre: the epoch under which it was sent, and its
    /// number. Both 0 before the first.
    pub fn acknowledged(&self) -> Result<(u32, u64)> {
        let (acked, _, _) = table::exchange::current(&self.db)?;
        if acked == 0 {
            return Ok((0, 0));
        }
        Ok((table::epoch::of_sending(&self.db, acked)?.0, acked))
    }

    /// Returns the next entries to send, and the epoch under which: at most `entries_max`, and of about
    /// `bytes_max` bytes. `None` when none waits.
    pub fn outbox(
        &self,
        entries_max: usize,
        bytes_max: usize,
    ) -> Result<Option<(u32, Vec<Entry>)>> {
        let (acked, _, _) = table::exchange::current(&self.db)?;
        let from = acked + 1;
        let (epoch, last) = table::epoch::of_sending(&self.db, from)?;
        let to = last.min(acked + entries_max as u64);
        let mut bytes = 0;
        let mut entries = Vec::new();
        table::journal::for_range(&self.db, from, to, |entry| {
            bytes += entry.body.len() + 64;
            let fits = entries.is_empty() || bytes <= bytes_max;
            if fits {
                entries.push(entry);
            }
            Ok(fits)
        })?;
        Ok((!entries.is_empty()).then_some((epoch, entries)))
    }

    /// Returns the acts that did not simply go in, the oldest first.
    pub fn exceptions(&self) -> Result<Vec<Exception>> {
        let mut exceptions = Vec::new();
        for (seq, outcome) in table::receipt::exceptions(&self.db)? {
            let entry = table::journal::by_seq(&self.db, seq)?
                .ok_or_else(|| Error::Damaged(format!("no entry {seq}")))?;
            exceptions.push(Exception { entry, outcome });
        }
        Ok(exceptions)
    }

    /// Returns the acts that came by the feed, each with the epoch under which it was sent, in the
    /// centre's order.
    pub fn foreign_entries(&self) -> Result<Vec<(u32, Entry)>> {
        table::foreign_entry::all(&self.db)
    }
}

impl Store {
    /// Returns key and nonce with which to ask for the enrolment of a code; `secret` and `nonce`
    /// the first time, and the same ones if an answer was lost.
    ///
    /// # Errors
    /// The database fails.
    pub fn enrolment(
        &mut self,
        code: &[u8; 32],
        secret: &[u8; 32],
        nonce: [u8; 16],
    ) -> Result<(Zeroizing<[u8; 32]>, [u8; 16])> {
        let tx = self.write()?;
        let kept = table::centre::enrolment(&tx, code, secret, nonce)?;
        tx.commit()?;
        Ok(kept)
    }

    /// Makes this counter one of a centre's, with the number it gave.
    ///
    /// # Errors
    /// [`Error::Refused`] when it belongs to one already; the database fails.
    pub fn enrol(
        &mut self,
        at: DateTime<Utc>,
        operator: &str,
        centre: &Centre,
        body: &Body,
    ) -> Result<Entry> {
        if !matches!(body, Body::CounterEnrolled { .. }) {
            return Err(Error::Refused(format!("{} is no enrolment", body.kind())));
        }
        if self.centre()?.is_some() {
            return Err(Error::Refused(
                "the counter belongs to a centre already".to_owned(),
            ));
        }
        self.restart_if_behind(at)?;
        let tx = self.write()?;
        table::centre::insert(&tx, centre)?;
        table::centre::end_enrolments(&tx)?;
        let entry = append(&tx, at, operator, body)?;
        tx.commit()?;
        self.mark(&entry);
        self.reader.reread_identity()?;
        Ok(entry)
    }

    /// Takes the entries that a receipt names out of the outbox; a second time changes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] for a receipt that is not of these entries; the database fails.
    pub fn take_receipt(&mut self, receipt: &Receipt, bytes: &[u8]) -> Result<()> {
        let refused = |why: &str| Error::Refused(format!("a receipt {why}"));
        let tx = self.write()?;
        let (acked, _, _) = table::exchange::current(&tx)?;
        if receipt.from > acked + 1 || receipt.to < receipt.from {
            return Err(refused("that leaves entries out"));
        }
        let entry = table::journal::by_seq(&tx, receipt.to)?
            .ok_or_else(|| refused("for an entry that is not there"))?;
        if entry.hash() != receipt.head {
            return Err(refused("for another entry of the same number"));
        }
        table::receipt::insert(&tx, receipt, bytes)?;
        if receipt.to > acked {
            table::exchange::set_acked(&tx, receipt.to)?;
        }
        planted::crash_point();
        tx.commit()?;
        planted::crash_point();
        Ok(())
    }

    /// A fault that the simulation plants: entries leave the outbox on nobody's word.
    #[cfg(feature = "planted-faults")]
    pub fn forget_outbox(&mut self, upto: u64) -> Result<()> {
        let tx = self.write()?;
        table::exchange::set_acked(&tx, upto)?;
        tx.commit()?;
        Ok(())
    }

    /// Puts entries back into the outbox that the centre says it lacks: it was put back from a copy itself.
    ///
    /// # Errors
    /// [`Error::Refused`] when it asks for entries that were never sent; the database fails.
    pub fn take_need(&mut self, need: &Need) -> Result<()> {
        let tx = self.write()?;
        let (acked, _, _) = table::exchange::current(&tx)?;
        if need.seq > acked || need.seq == 0 {
            return Err(Error::Refused("a need that has been met".to_owned()));
        }
        table::exchange::set_acked(&tx, need.seq - 1)?;
        tx.commit()?;
        Ok(())
    }

    /// Goes on under a new epoch, because the centre has other entries under these numbers.
    ///
    /// # Errors
    /// [`Error::Refused`] when it does not fit this journal; the database fails.
    pub fn take_restart(&mut self, at: DateTime<Utc>, restart: &Restart) -> Result<()> {
        self.restart_if_behind(at)?;
        let (acked, _, _) = table::exchange::current(&self.reader.db)?;
        let last = self.last_entry()?;
        let (sent_under, _) = table::epoch::of_sending(&self.reader.db, acked + 1)?;
        if restart.seq <= acked || restart.seq > last.seq || restart.epoch != sent_under {
            return Err(Error::Refused("a restart that does not fit".to_owned()));
        }
        let body = Body::EpochStarted {
            reason: EpochReason::Diverged,
            fork: restart.seq,
            spent: Vec::new(),
        };
        self.start_epoch(at, restart.next_epoch.max(last.epoch + 1), &body)
    }

    /// Applies a page of the feed: rows and cursor in one transaction. A page that was applied
    /// before changes nothing.
    ///
    /// Own acts among the rows are acts that this journal lost: it goes on under a new epoch then,
    /// with none of their numbers.
    ///
    /// # Errors
    /// [`Error::Refused`] for a page of another counter or one that leaves rows out; the database fails.
    pub fn apply_feed(&mut self, at: DateTime<Utc>, page: &FeedPage) -> Result<()> {
        let identity = self.identity();
        if (&page.counter.comune, &page.counter.counter) != (&identity.belfiore, &identity.counter)
        {
            return Err(Error::Refused("a page of another counter".to_owned()));
        }
        let counter = identity.counter.clone();
        self.restart_if_behind(at)?;
        let tx = self.write()?;
        let (_, cursor, _) = table::exchange::current(&tx)?;
        if page.upto <= cursor {
            return Ok(());
        }
        if page.after > cursor {
            return Err(Error::Refused("a page that leaves rows out".to_owned()));
        }
        #[cfg(feature = "planted-faults")]
        if planted::is(planted::Fault::CursorOutside) {
            table::exchange::set_cursor(&tx, page.upto)?;
            tx.commit()?;
            planted::crash_point();
            let tx = self.write()?;
            for row in page.rows.iter().filter(|row| row.seq > cursor) {
                apply_row(&tx, row, &counter)?;
            }
            tx.commit()?;
            return Ok(());
        }
        let mut lost = Vec::new();
        for row in page.rows.iter().filter(|row| row.seq > cursor) {
            lost.extend(apply_row(&tx, row, &counter)?);
        }
        if let Some((epoch, body)) = restart_after_loss(&tx, &lost)? {
            append_after(&tx, Some(epoch), at, SYSTEM, &body)?;
        }
        table::exchange::set_cursor(&tx, page.upto)?;
        planted::crash_point();
        tx.commit()?;
        planted::crash_point();
        if !lost.is_empty() {
            let last = self.last_entry()?;
            self.mark(&last);
        }
        Ok(())
    }

    /// Notes that both sides had all of each other.
    ///
    /// # Errors
    /// The database fails.
    pub fn set_aligned(&mut self, at: DateTime<Utc>) -> Result<()> {
        let tx = self.write()?;
        table::exchange::set_aligned(&tx, at.trunc_subsecs(3).timestamp_millis())?;
        tx.commit()?;
        Ok(())
    }

    /// Notes that the centre revoked this counter.
    ///
    /// # Errors
    /// The database fails.
    pub fn set_revoked(&mut self, at: DateTime<Utc>) -> Result<()> {
        let tx = self.write()?;
        table::centre::revoke(&tx, at.timestamp_millis())?;
        tx.commit()?;
        Ok(())
    }
}

/// Applies one row; returns the act of this counter that its journal does not have, if it is one.
///
/// A row that cannot be read does not hold up the others: it is kept for a program that can.
fn apply_row(tx: &Transaction<'_>, row: &FeedRow, own: &str) -> Result<Option<(u32, Entry)>> {
    let read = || -> protocol::Result<(String, u32, Entry)> {
        match FeedItem::decode(&row.kind, &row.item)? {
            FeedItem::Entry {
                counter,
                epoch,
                entry,
            } => Ok((counter, epoch, Entry::decode(&entry)?)),
            _ => Err(protocol::Error::Version(0)),
        }
    };
    let Ok((counter, epoch, entry)) = read() else {
        table::foreign_entry::keep(tx, row)?;
        return Ok(None);
    };
    if counter == own && table::journal::by_seq(tx, entry.seq)?.is_some_and(|kept| kept == entry) {
        return Ok(None);
    }
    table::foreign_entry::insert(tx, row.seq, &counter, epoch, &entry)?;
    Ok((counter == own).then_some((epoch, entry)))
}

/// Returns epoch and body with which a journal goes on that learns of acts it lost; `None` when it
/// has done so already.
fn restart_after_loss(tx: &Transaction<'_>, lost: &[(u32, Entry)]) -> Result<Option<(u32, Body)>> {
    let (Some((first_epoch, first)), Some((last_epoch, _))) = (lost.first(), lost.last()) else {
        return Ok(None);
    };
    let last = table::journal::last(tx)?
        .ok_or_else(|| Error::Damaged("the journal is empty".to_owned()))?;
    let (sent_under, _) = table::epoch::of_sending(tx, last.seq + 1)?;
    let mut spent: Vec<SeriesMark> = Vec::new();
    for (_, entry) in lost {
        if let Body::CertificateIssued { certificate, .. } = entry.body()?
            && let Some(mark) = effect::series_of(&certificate.number)
            && table::number_series::last(tx, &mark.kind, &mark.counter, mark.year)? < mark.last
        {
            spent.push(mark);
        }
    }
    if sent_under > *last_epoch && spent.is_empty() {
        return Ok(None);
    }
    let fork = if sent_under > *first_epoch {
        last.seq + 1
    } else {
        first.seq.min(last.seq + 1)
    };
    spent.sort_by_key(|mark| mark.last);
    let body = Body::EpochStarted {
        reason: EpochReason::Restored,
        fork,
        spent,
    };
    Ok(Some((sent_under.max(*last_epoch) + 1, body)))
}
