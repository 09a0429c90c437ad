//! The journal comes in: each entry once and for good.

use std::collections::HashSet;

use protocol::planted::{self, Fault};
use protocol::sign::Signed;
use protocol::wire::{Answer, Batch, Contest, CounterId, Head, Outcome, Receipt};
use protocol::{Hash, cbor};

use super::judge::{Judged, judge, rejection};
use super::lineage::{Lineage, Place};
use super::{Centre, Error, Result, key_of};
use crate::storage::{BranchRow, Claim, EntryRow, FeedRead, Transaction};

/// The kind of a feed row that is an act.
pub(super) const ENTRY: &str = "entry";

impl Centre {
    /// Takes in a batch of the counter `caller` and returns the signed answer.
    ///
    /// # Errors
    /// [`Error::UnknownCounter`], [`Error::WrongCounter`], [`Error::Message`] when the signature
    /// does not fit or the entries do not lead to the head; the storage fails.
    pub fn push(&self, caller: &CounterId, batch: Batch) -> Result<Signed<Answer>> {
        let comune = &caller.comune;
        let row = self.read(comune, |tx| Ok(tx.counter(&caller.counter)?))?;
        let row = row.ok_or(Error::UnknownCounter)?;
        if row.revoked_at.is_some() {
            return self.answer(&Answer::Revoked(caller.clone()));
        }
        let head = batch.head(&key_of(&row)?)?;
        if head.counter != *caller {
            return Err(Error::WrongCounter);
        }
        let (from, prev) = (batch.from, batch.prev);
        let (program, signed_head) = (batch.program.clone(), batch.head_bytes().to_vec());
        // Hashes and bodies are looked at before anybody has to wait for us.
        let entries = batch.entries(&head)?;
        let judged: Vec<Judged> = entries
            .into_iter()
            .map(|(entry, hash)| judge(caller, entry, hash))
            .collect();
        let hashes: Vec<Hash> = judged.iter().map(|judged| judged.hash).collect();
        let at = self.now_ms();
        let answer = self.write(comune, |tx| {
            let lineage = Lineage::read(tx, &caller.counter)?;
            let (known, branch) = match lineage.place(tx, &head, from, &prev, &hashes)? {
                Place::Need(need) => return Ok(Answer::Need(need)),
                Place::Restart(restart) => return Ok(Answer::Restart(restart)),
                Place::Fits { branch, .. } if planted::is(Fault::DedupOff) => (0, branch),
                Place::Fits { known, branch } => (known, branch),
            };
            let mut counter = tx.counter(&caller.counter)?.ok_or(Error::UnknownCounter)?;
            if counter.revoked_at.is_some() {
                return Ok(Answer::Revoked(caller.clone()));
            }
            if known < judged.len() {
                let counts = take_in(tx, &head, &branch, &judged[known..], at)?;
                counter.epoch = head.epoch;
                counter.entries += (judged.len() - known) as u64;
                counter.contested += counts.0;
                counter.quarantined += counts.1;
                counter.head.clone_from(&signed_head);
            }
            counter.last_contact = Some(at);
            counter.program.clone_from(&program);
            tx.put_counter(&counter)?;
            planted::crash_point();
            receipt(tx, &head, from).map(Answer::Receipt)
        })?;
        planted::crash_point();
        self.answer(&answer)
    }

    fn answer(&self, answer: &Answer) -> Result<Signed<Answer>> {
        Ok(Signed::new(answer, &self.key)?)
    }
}

/// Keeps new entries; returns how many are contested and how many set aside.
fn take_in(
    tx: &mut dyn Transaction,
    head: &Head,
    branch: &BranchRow,
    judged: &[Judged],
    at: i64,
) -> Result<(u64, u64)> {
    let counter = &head.counter.counter;
    let outcomes = outcomes(tx, head, judged)?;
    let rows = judged
        .iter()
        .zip(&outcomes)
        .map(|(judged, outcome)| {
            Ok(EntryRow {
                seq: judged.entry.seq,
                kind: judged.entry.kind.clone(),
                bytes: judged.entry.encode(),
                hash: judged.hash,
                received_at: at,
                outcome: outcome.as_ref().map(encode).transpose()?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    tx.add_entries(counter, head.epoch, &rows)?;
    let mut comune = tx.comune()?;
    let mut feed = Vec::with_capacity(rows.len());
    for (row, outcome) in rows.iter().zip(&outcomes) {
        if matches!(outcome, Some(Outcome::Rejected(_))) {
            continue;
        }
        comune.feed_last += 1;
        feed.push(FeedRead {
            seq: comune.feed_last,
            kind: ENTRY.to_owned(),
            item: Vec::new(),
            entry: Some((counter.clone(), head.epoch, row.seq)),
        });
    }
    tx.add_feed(&feed)?;
    tx.put_comune(&comune)?;
    tx.put_branch(
        counter,
        &BranchRow {
            last: head.seq,
            hash: head.hash,
            ..branch.clone()
        },
    )?;
    let count = |wanted: fn(&Outcome) -> bool| {
        outcomes
            .iter()
            .flatten()
            .filter(|outcome| wanted(outcome))
            .count() as u64
    };
    Ok((
        count(|outcome| matches!(outcome, Outcome::Contested(_))),
        count(|outcome| matches!(outcome, Outcome::Rejected(_))),
    ))
}

/// Decides what becomes of each entry; `None` is: it goes in.
fn outcomes(
    tx: &mut dyn Transaction,
    head: &Head,
    judged: &[Judged],
) -> Result<Vec<Option<Outcome>>> {
    let rests_on: Vec<String> = judged
        .iter()
        .flat_map(|judged| judged.rests_on.clone())
        .collect();
    let mut set_aside: HashSet<String> = tx.rejected_claims(&rests_on)?.into_iter().collect();
    let mut newly: Vec<String> = Vec::new();
    let mut claims = Vec::new();
    let mut whose = Vec::new();
    let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(judged.len());
    for (place, judged) in judged.iter().enumerate() {
        let depends = judged.rests_on.iter().find(|key| set_aside.contains(*key));
        let rejection = judged.rejection.clone().or_else(|| {
            depends.map(|key| {
                rejection(
                    "depends",
                    &format!("Dipende da un atto messo da parte ({key})."),
                )
            })
        });
        if rejection.is_some() && planted::is(Fault::QuarantineOff) {
            return Err(Error::WrongCounter);
        }
        if rejection.is_some() {
            set_aside.extend(judged.claims.iter().cloned());
            newly.extend(judged.claims.iter().cloned());
        } else {
            for key in &judged.claims {
                whose.push(place);
                claims.push(Claim {
                    key: key.clone(),
                    counter: head.counter.counter.clone(),
                    epoch: head.epoch,
                    seq: judged.entry.seq,
                });
            }
        }
        outcomes.push(rejection.map(Outcome::Rejected));
    }
    tx.add_rejected_claims(&newly)?;
    for (place, holder) in tx.take_claims(&claims)? {
        outcomes[whose[place]].get_or_insert(Outcome::Contested(Contest {
            about: holder.key,
            counter: holder.counter,
            epoch: holder.epoch,
            seq: holder.seq,
        }));
    }
    Ok(outcomes)
}

/// Writes the receipt from what is kept, so that it is the same however often it is asked for.
fn receipt(tx: &mut dyn Transaction, head: &Head, from: u64) -> Result<Receipt> {
    let counter = &head.counter.counter;
    let lineage = Lineage::read(tx, counter)?;
    let mut receipt = Receipt {
        counter: head.counter.clone(),
        epoch: head.epoch,
        from,
        to: head.seq,
        head: head.hash,
        at: lineage
            .entry(tx, counter, head.epoch, head.seq)?
            .map_or(0, |(_, at)| at),
        exceptions: Vec::new(),
        numbers: Vec::new(),
    };
    for run in lineage.runs(head.epoch, from, head.seq) {
        for (seq, outcome) in tx.outcomes(counter, run.epoch, run.from, run.to)? {
            let outcome = cbor::decode(&outcome)
                .map_err(|error| crate::storage::Error::Damaged(error.to_string()))?;
            receipt.exceptions.push((seq, outcome));
        }
        receipt
            .numbers
            .extend(tx.numbers(counter, run.epoch, run.from, run.to)?);
    }
    Ok(receipt)
}

fn encode(outcome: &Outcome) -> Result<Vec<u8>> {
    cbor::encode(outcome).map_err(|source| {
        Error::Message(protocol::Error::Malformed {
            what: "an outcome".to_owned(),
            source,
        })
    })
}
