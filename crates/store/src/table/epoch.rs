//! `epoch`: under which epoch an entry is sent.

use protocol::Entry;
use rusqlite::{Connection, Transaction, params};

use crate::error::Result;

pub(crate) fn insert(tx: &Transaction<'_>, entry: &Entry, fork: u64) -> Result<()> {
    tx.prepare_cached("INSERT INTO epoch (epoch, fork, seq) VALUES (?1, ?2, ?3)")?
        .execute(params![entry.epoch, fork, entry.seq])?;
    Ok(())
}

/// Returns the epoch under which the entry `seq` is sent, and the last entry that is sent under
/// the same.
pub(crate) fn of_sending(db: &Connection, seq: u64) -> Result<(u32, u64)> {
    let epoch: Option<u32> = db
        .prepare_cached("SELECT max(epoch) FROM epoch WHERE fork <= ?1")?
        .query_row([seq], |row| row.get(0))?;
    let epoch = epoch.unwrap_or(1);
    let next: Option<u64> = db
        .prepare_cached("SELECT min(fork) FROM epoch WHERE fork > ?1 AND epoch > ?2")?
        .query_row(params![seq, epoch], |row| row.get(0))?;
    Ok((epoch, next.map_or(u64::MAX, |fork| fork - 1)))
}
