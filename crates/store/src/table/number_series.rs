//! `number_series`: the last number given, for each kind and year. Gapless: the next number is
//! the last one plus one, whatever the clock says.

use rusqlite::{Connection, Transaction, params};

use crate::error::Result;
use crate::table::optional;

/// The series of certificates (*repertorio*).
pub(crate) const CERTIFICATE: &str = "certificate";

/// Returns the last number given; 0 when the year has none.
pub(crate) fn last(db: &Connection, kind: &str, year: i32) -> Result<u32> {
    let last = optional(
        db.prepare_cached("SELECT last FROM number_series WHERE kind = ?1 AND year = ?2")?
            .query_row(params![kind, year], |row| row.get(0)),
    )?;
    Ok(last.unwrap_or(0))
}

/// Returns every year of a kind with its last number.
pub(crate) fn years(db: &Connection, kind: &str) -> Result<Vec<(i32, u32)>> {
    let mut statement =
        db.prepare_cached("SELECT year, last FROM number_series WHERE kind = ?1 ORDER BY year")?;
    let rows = statement.query_map([kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Spends the next number.
pub(crate) fn advance(tx: &Transaction<'_>, kind: &str, year: i32) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO number_series (kind, year, last) VALUES (?1, ?2, 1)
         ON CONFLICT (kind, year) DO UPDATE SET last = last + 1",
    )?
    .execute(params![kind, year])?;
    Ok(())
}
