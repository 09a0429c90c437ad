//! `foreign_entry` and `feed_row`: what the feed brings and the journal of this counter does not
//! have.

use protocol::Entry;
use protocol::wire::FeedRow;
use rusqlite::{Connection, Transaction, params};

use crate::error::{Error, Result};
use crate::table::optional;

/// Keeps an act of another counter, or an own one that was lost. A second time changes nothing.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    row: u64,
    counter: &str,
    epoch: u32,
    entry: &Entry,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO foreign_entry (counter, epoch, seq, row, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![counter, epoch, entry.seq, row, entry.encode()])?;
    Ok(())
}

/// Keeps a row that this program has no use for.
pub(crate) fn keep(tx: &Transaction<'_>, row: &FeedRow) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO feed_row (row, kind, item) VALUES (?1, ?2, ?3)")?
        .execute(params![row.seq, row.kind, row.item])?;
    Ok(())
}

/// Returns the acts, in the order in which the centre got them.
pub(crate) fn all(db: &Connection) -> Result<Vec<(u32, Entry)>> {
    let mut statement = db.prepare_cached("SELECT epoch, bytes FROM foreign_entry ORDER BY row")?;
    let mut rows = statement.query(())?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(1)?;
        let entry = Entry::decode(&bytes).map_err(|error| Error::Damaged(error.to_string()))?;
        entries.push((row.get(0)?, entry));
    }
    Ok(entries)
}

/// Returns one act of another counter.
pub(crate) fn one(db: &Connection, counter: &str, epoch: u32, seq: u64) -> Result<Option<Entry>> {
    let bytes: Option<Vec<u8>> = optional(
        db.prepare_cached(
            "SELECT bytes FROM foreign_entry WHERE counter = ?1 AND epoch = ?2 AND seq = ?3",
        )?
        .query_row(params![counter, epoch, seq], |row| row.get(0)),
    )?;
    bytes
        .map(|bytes| Entry::decode(&bytes).map_err(|error| Error::Damaged(error.to_string())))
        .transpose()
}
