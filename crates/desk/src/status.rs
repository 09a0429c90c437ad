//! The strip at the bottom of the window, and the check of the store.

use std::sync::PoisonError;

use crate::Error;
use crate::session::Desk;
use crate::views::{CheckView, DeskStatus, JournalRow, rfc3339, small};

impl Desk {
    /// Returns the state of the desk.
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn desk_status(&self) -> Result<DeskStatus, Error> {
        let search_ready = self
            .index
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some();
        let operator = self.operator()?;
        let failed = self.exchange.failed();
        self.read(|reader| {
            let exchange = reader.exchange()?;
            let enrolled = reader.centre()?.is_some();
            let identity = reader.identity();
            Ok(DeskStatus {
                comune: identity.name.clone(),
                counter: identity.counter.clone(),
                operator,
                as_of: reader.as_of()?.map(rfc3339),
                residents: reader.residents()?,
                search_ready,
                enrolled,
                waiting: if enrolled { small(exchange.waiting) } else { 0 },
                waiting_since: exchange.waiting_since.filter(|_| enrolled).map(rfc3339),
                aligned_at: exchange.aligned_at.map(rfc3339),
                offline_since: failed.map(|(since, _)| rfc3339(since)),
                failure: failed.map(|(_, code)| code.to_owned()),
                exceptions: small(reader.exceptions_count()?),
            })
        })
    }

    /// Returns the journal, the oldest entry first.
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn journal(&self) -> Result<Vec<JournalRow>, Error> {
        self.read(|reader| {
            let entries = reader.journal(1, reader.last_seq()?)?;
            Ok(entries.iter().map(journal_row).collect())
        })
    }

    /// Checks store, chain, numbers and documents.
    ///
    /// # Errors
    /// The desk is locked, or the store cannot be read at all.
    pub fn check(&self) -> Result<CheckView, Error> {
        self.with(|desk| {
            let report = desk.store.check()?;
            Ok(CheckView {
                ok: report.problems.is_empty(),
                entries: small(report.entries),
                certificates: small(report.certificates),
                problems: report.problems,
            })
        })
    }
}

fn journal_row(entry: &protocol::Entry) -> JournalRow {
    JournalRow {
        epoch: entry.epoch,
        seq: entry.seq,
        at: rfc3339(entry.at),
        operator: entry.operator.clone(),
        kind: entry.kind.clone(),
        hash: hex::encode(entry.hash()),
        state: "recorded",
    }
}
