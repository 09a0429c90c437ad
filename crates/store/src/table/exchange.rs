//! `exchange`: how far counter and centre know of each other.

use rusqlite::{Connection, Transaction};

use crate::error::Result;

/// The row: entries acknowledged, rows applied, last time of both.
pub(crate) fn current(db: &Connection) -> Result<(u64, u64, Option<i64>)> {
    Ok(db
        .prepare_cached("SELECT acked, cursor, aligned_at FROM exchange")?
        .query_row((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
}

pub(crate) fn set_acked(tx: &Transaction<'_>, seq: u64) -> Result<()> {
    tx.prepare_cached("UPDATE exchange SET acked = ?1")?
        .execute([seq])?;
    Ok(())
}

pub(crate) fn set_cursor(tx: &Transaction<'_>, row: u64) -> Result<()> {
    tx.prepare_cached("UPDATE exchange SET cursor = ?1")?
        .execute([row])?;
    Ok(())
}

pub(crate) fn set_aligned(tx: &Transaction<'_>, at: i64) -> Result<()> {
    tx.prepare_cached("UPDATE exchange SET aligned_at = ?1")?
        .execute([at])?;
    Ok(())
}
