//! `number_series`: the last number given, for each kind and year. Gapless: the next number is
//! the last one plus one, whatever the clock says.

use protocol::SeriesMark;
use rusqlite::{Connection, Transaction, params};

use crate::error::Result;
use crate::table::optional;

/// The series of certificates (*repertorio*).
pub(crate) const CERTIFICATE: &str = "certificate";

/// Returns the last number given; 0 when the year has none.
pub(crate) fn last(db: &Connection, kind: &str, counter: &str, year: i32) -> Result<u32> {
    let last = optional(
        db.prepare_cached(
            "SELECT last FROM number_series WHERE kind = ?1 AND counter = ?2 AND year = ?3",
        )?
        .query_row(params![kind, counter, year], |row| row.get(0)),
    )?;
    Ok(last.unwrap_or(0))
}

/// Returns how far every series has come.
pub(crate) fn all(db: &Connection) -> Result<Vec<SeriesMark>> {
    let mut statement = db.prepare_cached(
        "SELECT kind, counter, year, last FROM number_series ORDER BY kind, counter, year",
    )?;
    let rows = statement.query_map((), |row| {
        Ok(SeriesMark {
            kind: row.get(0)?,
            counter: row.get(1)?,
            year: row.get(2)?,
            last: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Spends the next number.
pub(crate) fn advance(tx: &Transaction<'_>, kind: &str, counter: &str, year: i32) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO number_series (kind, counter, year, last) VALUES (?1, ?2, ?3, 1)
         ON CONFLICT (kind, counter, year) DO UPDATE SET last = last + 1",
    )?
    .execute(params![kind, counter, year])?;
    Ok(())
}

/// Spends all numbers up to a mark, those in between without an act of this journal: the entry
/// `seq` says why.
pub(crate) fn skip_to(tx: &Transaction<'_>, mark: &SeriesMark, seq: u64) -> Result<()> {
    let last = last(tx, &mark.kind, &mark.counter, mark.year)?;
    if last >= mark.last {
        return Ok(());
    }
    tx.prepare_cached(
        "INSERT INTO number_series (kind, counter, year, last) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (kind, counter, year) DO UPDATE SET last = ?4",
    )?
    .execute(params![mark.kind, mark.counter, mark.year, mark.last])?;
    tx.prepare_cached(
        "INSERT INTO number_gap (kind, counter, year, first, last, seq)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        mark.kind,
        mark.counter,
        mark.year,
        last + 1,
        mark.last,
        seq
    ])?;
    Ok(())
}

/// Tells whether a number was given by an act that this journal lost.
pub(crate) fn is_lost(db: &Connection, mark: &SeriesMark, number: u32) -> Result<bool> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM number_gap
                            WHERE kind = ?1 AND counter = ?2 AND year = ?3
                                  AND ?4 BETWEEN first AND last)",
        )?
        .query_row(params![mark.kind, mark.counter, mark.year, number], |row| {
            row.get(0)
        })?)
}
