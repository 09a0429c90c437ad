//! `contrassegno`: the stamps used, each once and for ever, also when its certificate is voided.

use rusqlite::{Connection, Transaction, params};

use crate::error::{Error, Result};
use crate::table::optional;

/// Returns the certificate that used a stamp.
pub(crate) fn certificate(db: &Connection, number: &str) -> Result<Option<String>> {
    Ok(optional(
        db.prepare_cached("SELECT certificate FROM contrassegno WHERE number = ?1")?
            .query_row([number], |row| row.get(0)),
    )?)
}

/// Uses a stamp.
pub(crate) fn insert(tx: &Transaction<'_>, number: &str, by: &str) -> Result<()> {
    if let Some(certificate) = certificate(tx, number)? {
        return Err(Error::ContrassegnoUsed {
            contrassegno: number.to_owned(),
            certificate,
        });
    }
    tx.prepare_cached("INSERT INTO contrassegno (number, certificate) VALUES (?1, ?2)")?
        .execute(params![number, by])?;
    Ok(())
}
