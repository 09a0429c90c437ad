//! One exchange: what to send next, and what to do with the answer.

use chrono::{DateTime, Utc};
use protocol::Entry;
#[cfg(feature = "planted-faults")]
use protocol::planted;
use protocol::sign::{PublicKey, SecretKey, Signed};
use protocol::wire::{
    Answer, BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, Batch, CounterId, FeedPage, MEDIA_TYPE,
};
use store::{Reader, Store};

use crate::{Error, Result};

/// A request, to be signed and sent to the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path and query: `/v1/feed?after=12`.
    pub path: String,
    /// Media type of the body; none for `GET`.
    pub media_type: Option<&'static str>,
    /// The body.
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status of HTTP.
    pub status: u16,
    /// The body, as it came.
    pub body: Vec<u8>,
}

/// What an exchange did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Entries that the centre acknowledged.
    pub sent: u64,
    /// Rows of the feed that were applied.
    pub received: u64,
}

/// What comes next.
#[derive(Debug)]
pub enum Progress {
    /// Send this and hand the reply to [`Exchange::take`].
    Send(Call),
    /// Both sides have all of each other.
    Done(Outcome),
}

/// An exchange under way: first what waits goes out, then what is new comes in.
#[derive(Debug)]
pub struct Exchange {
    id: CounterId,
    key: SecretKey,
    centre: PublicKey,
    program: String,
    entries_max: usize,
    bytes_max: usize,
    step: Step,
    /// Restarts and needs met in this exchange. More than a few mean that two sides will not agree.
    turns: u32,
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Push,
    Pull,
    /// The centre says without a signature that the counter is revoked: the last act is sent once more, which is answered
    /// with one.
    Ask,
    Done,
}

const TURNS_MAX: u32 = 8;

/// A proxy that takes less than this takes nothing.
const BYTES_MIN: usize = 1024;

impl Exchange {
    /// Begins an exchange of the counter whose store this is.
    ///
    /// # Errors
    /// [`Error::Alone`], [`Error::Revoked`]; the store fails.
    pub fn begin(reader: &Reader, program: &str) -> Result<Self> {
        let centre = reader.centre()?.ok_or(Error::Alone)?;
        if centre.revoked_at.is_some() {
            return Err(Error::Revoked);
        }
        let identity = reader.identity();
        let damaged = || store::Error::Damaged("a key of the exchange".to_owned());
        Ok(Self {
            id: CounterId {
                comune: identity.belfiore.clone(),
                counter: identity.counter.clone(),
            },
            key: SecretKey::from_bytes(&centre.secret).ok_or_else(damaged)?,
            centre: PublicKey::from_bytes(&centre.key).ok_or_else(damaged)?,
            program: program.to_owned(),
            entries_max: BATCH_ENTRIES_MAX,
            bytes_max: BATCH_BYTES_MAX,
            step: Step::Push,
            turns: 0,
            outcome: Outcome::default(),
        })
    }

    /// Returns the key that signs the requests.
    #[must_use]
    pub fn key(&self) -> &SecretKey {
        &self.key
    }

    /// Returns whose exchange it is.
    #[must_use]
    pub fn counter(&self) -> &CounterId {
        &self.id
    }

    /// Returns what comes next.
    ///
    /// # Errors
    /// The store fails.
    pub fn next(&mut self, reader: &Reader) -> Result<Progress> {
        if self.step == Step::Push {
            match reader.outbox(self.entries_max, self.bytes_max)? {
                Some((epoch, entries)) => return Ok(self.push(epoch, &entries)),
                None => self.step = Step::Pull,
            }
        }
        if self.step == Step::Ask {
            let (epoch, seq) = reader.acknowledged()?;
            return Ok(self.push(epoch, &reader.journal(seq, seq)?));
        }
        if self.step == Step::Pull {
            return Ok(Progress::Send(Call {
                method: "GET",
                path: feed_path(reader)?,
                media_type: None,
                body: Vec::new(),
            }));
        }
        Ok(Progress::Done(self.outcome.clone()))
    }

    fn push(&self, epoch: u32, entries: &[Entry]) -> Progress {
        let batch = Batch::new(&self.id, epoch, entries, &self.program, &self.key);
        Progress::Send(Call {
            method: "POST",
            path: "/v1/journal".to_owned(),
            media_type: Some(MEDIA_TYPE),
            body: batch.encode(),
        })
    }

    /// Takes what came back for the call that [`Exchange::next`] gave last. `at` is the time by this counter's clock.
    ///
    /// # Errors
    /// Says why the exchange stopped. The next one begins where this one was: nothing left the
    /// outbox without the centre's signed word.
    pub fn take(&mut self, store: &mut Store, reply: &Reply, at: DateTime<Utc>) -> Result<()> {
        match reply.status {
            200 => {}
            // Somebody on the way takes less at once than the centre: smaller batches.
            413 if self.step == Step::Push && self.bytes_max > BYTES_MIN => {
                self.bytes_max /= 2;
                self.entries_max = (self.entries_max / 2).max(1);
                return Ok(());
            }
            // A revoked counter is told so by a signed answer to its batch, not by a status alone.
            403 if self.step == Step::Pull && crate::line::says_revoked(&reply.body) => {
                self.step = Step::Ask;
                return Ok(());
            }
            408 | 425 | 429 | 500..=599 => return Err(Error::Busy(reply.status)),
            status => return Err(crate::line::refusal(status, &reply.body)),
        }
        #[cfg(feature = "planted-faults")]
        if self.step == Step::Push && planted::is(planted::Fault::ReceiptIgnored) {
            let waiting = store.outbox(self.entries_max, self.bytes_max)?;
            let last = waiting.and_then(|(_, entries)| entries.last().map(|entry| entry.seq));
            return Ok(last.map_or(Ok(()), |seq| store.forget_outbox(seq))?);
        }
        match self.step {
            Step::Push => self.take_answer(store, &reply.body, at),
            Step::Ask => {
                self.take_answer(store, &reply.body, at)?;
                // It is not so: who said it was not the centre.
                Err(Error::Refused(403))
            }
            Step::Pull => self.take_page(store, &reply.body, at),
            Step::Done => Ok(()),
        }
    }

    fn take_answer(&mut self, store: &mut Store, body: &[u8], at: DateTime<Utc>) -> Result<()> {
        let signed = Signed::<Answer>::decode(body).map_err(Error::NotTheCentre)?;
        let answer = signed.open(&self.centre).map_err(Error::NotTheCentre)?;
        if *answer.counter() != self.id {
            return Err(Error::NotTheCentre(protocol::Error::Signature(
                "an answer to another counter",
            )));
        }
        match answer {
            Answer::Receipt(receipt) => {
                let before = store.exchange()?.acked;
                store.take_receipt(&receipt, body)?;
                self.outcome.sent += receipt.to.saturating_sub(before);
                // A receipt for nothing new is no progress: an old answer that came once more.
                if receipt.to <= before {
                    self.turn()
                } else {
                    Ok(())
                }
            }
            Answer::Need(need) => {
                self.turn()?;
                Ok(store.take_need(&need)?)
            }
            Answer::Restart(restart) => {
                self.turn()?;
                Ok(store.take_restart(at, &restart)?)
            }
            Answer::Revoked(_) => {
                store.set_revoked(at)?;
                Err(Error::Revoked)
            }
        }
    }

    fn take_page(&mut self, store: &mut Store, body: &[u8], at: DateTime<Utc>) -> Result<()> {
        let signed = Signed::<FeedPage>::decode(body).map_err(Error::NotTheCentre)?;
        let page = signed.open(&self.centre).map_err(Error::NotTheCentre)?;
        let before = store.exchange()?.cursor;
        store.apply_feed(at, &page)?;
        let now = store.exchange()?.cursor;
        self.outcome.received += page.rows.iter().filter(|row| row.seq > before).count() as u64;
        if !page.more {
            // What a clerk did meanwhile goes with the next exchange.
            self.step = Step::Done;
            store.set_aligned(at)?;
        } else if now == before {
            self.turn()?;
        }
        Ok(())
    }

    fn turn(&mut self) -> Result<()> {
        self.turns += 1;
        if self.turns > TURNS_MAX {
            Err(Error::NoProgress)
        } else {
            Ok(())
        }
    }
}

/// Asks for what is new, and says up to where this journal has what the centre has: own acts
/// after that were lost here.
fn feed_path(reader: &Reader) -> Result<String> {
    let exchange = reader.exchange()?;
    let (epoch, seq) = reader.acknowledged()?;
    Ok(format!(
        "/v1/feed?after={}&epoch={epoch}&seq={seq}",
        exchange.cursor
    ))
}
