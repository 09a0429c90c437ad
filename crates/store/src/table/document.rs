//! `document` (in `documents.db`): bytes addressed by their SHA-256, and the sweeping of those
//! that no entry came to name.

use rusqlite::{Connection, Transaction, params};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::table::optional;

/// Keeps a document, unless it is there already; returns its SHA-256.
pub(crate) fn insert(tx: &Transaction<'_>, bytes: &[u8]) -> Result<Vec<u8>> {
    let sha256 = Sha256::digest(bytes).to_vec();
    tx.prepare_cached("INSERT OR IGNORE INTO document (sha256, bytes) VALUES (?1, ?2)")?
        .execute(params![sha256, bytes])?;
    Ok(sha256)
}

/// Tells whether a document is there.
pub(crate) fn exists(documents: &Connection, sha256: &[u8]) -> Result<bool> {
    Ok(documents
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM document WHERE sha256 = ?1)")?
        .query_row([sha256], |row| row.get(0))?)
}

/// Returns a document whose bytes are still those that gave it its name.
pub(crate) fn bytes(documents: &Connection, sha256: &[u8]) -> Result<Option<Vec<u8>>> {
    let bytes: Option<Vec<u8>> = optional(
        documents
            .prepare_cached("SELECT bytes FROM document WHERE sha256 = ?1")?
            .query_row([sha256], |row| row.get(0)),
    )?;
    match bytes {
        Some(bytes) if Sha256::digest(&bytes).as_slice() != sha256 => Err(Error::Damaged(format!(
            "document {} has other bytes",
            hex::encode(sha256)
        ))),
        bytes => Ok(bytes),
    }
}

/// Removes the documents put since the last sweep that `is_used` does not want.
pub(crate) fn sweep(tx: &Transaction<'_>, is_used: impl Fn(&[u8]) -> Result<bool>) -> Result<u32> {
    let mut swept = 0;
    {
        let mut recent = tx.prepare(
            "SELECT key, sha256 FROM document WHERE key > (SELECT key FROM sweep) ORDER BY key",
        )?;
        let mut delete = tx.prepare("DELETE FROM document WHERE key = ?1")?;
        let mut rows = recent.query(())?;
        while let Some(row) = rows.next()? {
            let (key, sha256): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            if !is_used(&sha256)? {
                delete.execute([key])?;
                swept += 1;
            }
        }
    }
    // Not above what is left: a key that was swept is given again to the next document.
    let last: i64 = tx.query_row("SELECT coalesce(max(key), 0) FROM document", (), |row| {
        row.get(0)
    })?;
    tx.execute("UPDATE sweep SET key = ?1 WHERE key <> ?1", [last])?;
    Ok(swept)
}
