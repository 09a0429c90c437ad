//! Where an entry stands among a counter's epochs.
//!
//! The entries of a counter are a chain; an epoch that began when a store was put back forks from
//! the one before. The current epoch with what it forked from is the counter's lineage.

use protocol::Hash;
use protocol::wire::{Head, Need, Restart};

use super::Result;
use crate::storage::{BranchRow, Transaction};

/// The epochs of a counter.
pub(super) struct Lineage(Vec<BranchRow>);

/// A run of entries within one epoch.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) epoch: u32,
    pub(super) from: u64,
    pub(super) to: u64,
}

/// Where a batch goes.
pub(super) enum Place {
    /// Its first `known` entries are there; the others go on a branch, which may be new.
    Fits {
        known: usize,
        branch: BranchRow,
    },
    Need(Need),
    Restart(Restart),
}

impl Lineage {
    pub(super) fn read(tx: &mut dyn Transaction, counter: &str) -> Result<Self> {
        Ok(Self(tx.branches(counter)?))
    }

    /// Returns the epoch that grows.
    fn current(&self) -> Option<&BranchRow> {
        self.0.last()
    }

    fn branch(&self, epoch: u32) -> Option<&BranchRow> {
        self.0.iter().find(|branch| branch.epoch == epoch)
    }

    /// Splits a run that is seen from `epoch` into the epochs in which its entries are kept.
    pub(super) fn runs(&self, epoch: u32, from: u64, to: u64) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut to = to;
        let mut branch = self.branch(epoch);
        while let Some(here) = branch {
            if to >= here.start {
                runs.push(Run {
                    epoch: here.epoch,
                    from: from.max(here.start),
                    to,
                });
                to = here.start - 1;
            }
            if from > to {
                break;
            }
            branch = here.parent.and_then(|parent| self.branch(parent));
        }
        runs.reverse();
        runs
    }

    /// Tells whether the entry `seq`, as seen from an epoch, is the one that is kept under
    /// another.
    pub(super) fn holds(&self, seen_from: u32, kept_under: u32, seq: u64) -> bool {
        let runs = self.runs(seen_from, seq, seq);
        runs.iter().any(|run| run.epoch == kept_under)
    }

    /// Returns hash and instant of the entry `seq` as seen from `epoch`.
    pub(super) fn entry(
        &self,
        tx: &mut dyn Transaction,
        counter: &str,
        epoch: u32,
        seq: u64,
    ) -> Result<Option<(Hash, i64)>> {
        match self.runs(epoch, seq, seq).first() {
            Some(run) => Ok(tx.entry(counter, run.epoch, seq)?),
            None => Ok(None),
        }
    }

    /// Finds the place of a batch that begins at `from`, after an entry with the hash `prev`, and
    /// whose entries have `hashes`.
    pub(super) fn place(
        &self,
        tx: &mut dyn Transaction,
        head: &Head,
        from: u64,
        prev: &Hash,
        hashes: &[Hash],
    ) -> Result<Place> {
        let counter = &head.counter;
        let Some(current) = self.current() else {
            return Ok(if from == 1 {
                Place::Fits {
                    known: 0,
                    branch: fork(head.epoch, 1, None),
                }
            } else {
                Place::Need(Need {
                    counter: counter.clone(),
                    epoch: head.epoch,
                    seq: 1,
                })
            });
        };
        if head.epoch > current.epoch {
            return self.fork(tx, head, from, prev);
        }
        let known_branch = match self.branch(head.epoch) {
            Some(branch) if from <= branch.last + 1 => branch,
            Some(branch) => {
                let seq = branch.last + 1;
                return Ok(Place::Need(Need {
                    counter: counter.clone(),
                    epoch: head.epoch,
                    seq,
                }));
            }
            None => return Ok(self.restart(head, from)),
        };
        if let Some(seq) = self.first_difference(tx, head, from, prev, hashes)? {
            return Ok(self.restart(head, seq));
        }
        let known = usize::try_from((known_branch.last + 1 - from).min(hashes.len() as u64))
            .unwrap_or(usize::MAX);
        if known < hashes.len() && known_branch.epoch != current.epoch {
            // An epoch that was left does not grow: who sends this is a copy.
            return Ok(self.restart(head, known_branch.last + 1));
        }
        Ok(Place::Fits {
            known,
            branch: known_branch.clone(),
        })
    }

    /// Returns the first number at which the batch is not what is kept.
    fn first_difference(
        &self,
        tx: &mut dyn Transaction,
        head: &Head,
        from: u64,
        prev: &Hash,
        hashes: &[Hash],
    ) -> Result<Option<u64>> {
        let before = (from - 1, prev);
        let sent = (from..).zip(hashes);
        let last_known = self.branch(head.epoch).map_or(0, |branch| branch.last);
        let to_compare: Vec<(u64, &Hash)> = std::iter::once(before)
            .chain(sent)
            .filter(|(seq, _)| (1..=last_known).contains(seq))
            .collect();
        let mut same = |(seq, hash): &(u64, &Hash)| -> Result<bool> {
            let kept = self.entry(tx, &head.counter.counter, head.epoch, *seq)?;
            Ok(kept.is_some_and(|(kept, _)| kept == **hash))
        };
        // Each hash stands for all entries before it: when the last agrees, all do.
        if to_compare.last().map_or(Ok(true), &mut same)? {
            return Ok(None);
        }
        let (mut low, mut high) = (0, to_compare.len() - 1);
        while low < high {
            let middle = usize::midpoint(low, high);
            if same(&to_compare[middle])? {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(Some(to_compare[low].0.max(from)))
    }

    /// Finds from which epoch a new one forks.
    fn fork(&self, tx: &mut dyn Transaction, head: &Head, from: u64, prev: &Hash) -> Result<Place> {
        if from == 1 {
            return Ok(Place::Fits {
                known: 0,
                branch: fork(head.epoch, 1, None),
            });
        }
        for branch in self.0.iter().rev() {
            let kept = self.entry(tx, &head.counter.counter, branch.epoch, from - 1)?;
            if from - 1 <= branch.last && kept.is_some_and(|(hash, _)| hash == *prev) {
                let branch = fork(head.epoch, from, Some(branch.epoch));
                return Ok(Place::Fits { known: 0, branch });
            }
        }
        // What comes before the fork is not all here: it comes first.
        let last = self.current().map_or(0, |branch| branch.last);
        Ok(Place::Need(Need {
            counter: head.counter.clone(),
            epoch: head.epoch,
            seq: (last + 1).min(from - 1),
        }))
    }

    fn restart(&self, head: &Head, seq: u64) -> Place {
        let current = self.current().map_or(0, |branch| branch.epoch);
        Place::Restart(Restart {
            counter: head.counter.clone(),
            epoch: head.epoch,
            seq,
            last: self.branch(head.epoch).map_or(0, |branch| branch.last),
            next_epoch: current + 1,
        })
    }
}

/// An epoch without entries yet.
fn fork(epoch: u32, start: u64, parent: Option<u32>) -> BranchRow {
    BranchRow {
        epoch,
        start,
        parent,
        last: start - 1,
        hash: protocol::NO_ENTRY,
    }
}
