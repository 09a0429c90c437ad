//! `receipt`, `exception` and `protocol_number`: what the centre said of this counter's acts.

use protocol::cbor;
use protocol::wire::{Outcome, Receipt};
use rusqlite::{Connection, Transaction, params};

use crate::error::{Error, Result};
use crate::table::optional;

/// Keeps a receipt with all it says.
pub(crate) fn insert(tx: &Transaction<'_>, receipt: &Receipt, bytes: &[u8]) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO receipt (upto, first, at, bytes) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![receipt.to, receipt.from, receipt.at, bytes])?;
    let mut exception =
        tx.prepare_cached("INSERT OR REPLACE INTO exception (seq, outcome) VALUES (?1, ?2)")?;
    for (seq, outcome) in &receipt.exceptions {
        exception.execute(params![seq, cbor::encode(outcome).map_err(Error::Value)?])?;
    }
    let mut number =
        tx.prepare_cached("INSERT OR REPLACE INTO protocol_number (seq, number) VALUES (?1, ?2)")?;
    for (seq, text) in &receipt.numbers {
        number.execute(params![seq, text])?;
    }
    Ok(())
}

/// Returns the last entry, the instant and the bytes of the receipt that names an entry.
pub(crate) fn naming(db: &Connection, seq: u64) -> Result<Option<(u64, i64, Vec<u8>)>> {
    Ok(optional(
        db.prepare_cached(
            "SELECT upto, at, bytes FROM receipt WHERE upto >= ?1 AND first <= ?1
             ORDER BY upto LIMIT 1",
        )?
        .query_row([seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))),
    )?)
}

/// Returns how many acts did not simply go in.
pub(crate) fn exceptions_count(db: &Connection) -> Result<u64> {
    Ok(db
        .prepare_cached("SELECT count(*) FROM exception")?
        .query_row((), |row| row.get(0))?)
}

/// Returns what became of an act that did not simply go in.
pub(crate) fn exception(db: &Connection, seq: u64) -> Result<Option<Outcome>> {
    let outcome: Option<Vec<u8>> = optional(
        db.prepare_cached("SELECT outcome FROM exception WHERE seq = ?1")?
            .query_row([seq], |row| row.get(0)),
    )?;
    outcome
        .map(|bytes| cbor::decode(&bytes).map_err(Error::Value))
        .transpose()
}

/// Returns the acts that did not simply go in.
pub(crate) fn exceptions(db: &Connection) -> Result<Vec<(u64, Outcome)>> {
    let mut statement = db.prepare_cached("SELECT seq, outcome FROM exception ORDER BY seq")?;
    let mut rows = statement.query(())?;
    let mut exceptions = Vec::new();
    while let Some(row) = rows.next()? {
        let outcome: Vec<u8> = row.get(1)?;
        exceptions.push((row.get(0)?, cbor::decode(&outcome).map_err(Error::Value)?));
    }
    Ok(exceptions)
}

/// Returns the ordinary protocol number of an act.
pub(crate) fn number(db: &Connection, seq: u64) -> Result<Option<String>> {
    Ok(optional(
        db.prepare_cached("SELECT number FROM protocol_number WHERE seq = ?1")?
            .query_row([seq], |row| row.get(0)),
    )?)
}
