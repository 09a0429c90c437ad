//! `document_use`: which documents the journal names, so that nothing it needs is swept.

use rusqlite::{Connection, Transaction, params};

use crate::error::Result;
use crate::table::sha256;

pub(crate) fn insert(tx: &Transaction<'_>, document: &str, seq: u64) -> Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO document_use (sha256, seq) VALUES (?1, ?2)")?
        .execute(params![sha256(document)?, seq])?;
    Ok(())
}

pub(crate) fn is_used(db: &Connection, sha256: &[u8]) -> Result<bool> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM document_use WHERE sha256 = ?1)")?
        .query_row([sha256], |row| row.get(0))?)
}

/// Returns every document named, with the first entry that names it.
pub(crate) fn all(db: &Connection) -> Result<Vec<(Vec<u8>, u64)>> {
    let mut statement = db.prepare_cached("SELECT sha256, seq FROM document_use ORDER BY seq")?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
