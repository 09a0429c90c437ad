//! `settings`: what the comune has set. One row, absent until the first change.

use domain::Settings;
use rusqlite::{Connection, Transaction};

use crate::error::Result;
use crate::table::{decode, optional};

pub(crate) fn replace(tx: &Transaction<'_>, settings: &Settings) -> Result<()> {
    let body = protocol::cbor::encode(settings)?;
    tx.prepare_cached("INSERT OR REPLACE INTO settings (id, body) VALUES (1, ?1)")?
        .execute([body])?;
    Ok(())
}

pub(crate) fn current(db: &Connection) -> Result<Option<Settings>> {
    let body: Option<Vec<u8>> = optional(
        db.prepare_cached("SELECT body FROM settings")?
            .query_row((), |row| row.get(0)),
    )?;
    body.map(|body| decode(&body)).transpose()
}
