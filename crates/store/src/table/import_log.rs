//! `import_log`: when the registry was brought up to which file.

use chrono::{DateTime, Utc};
use protocol::{Body, Entry};
use rusqlite::{Connection, Transaction, params};

use crate::error::{Error, Result};
use crate::table::{instant, optional};

pub(crate) fn insert(tx: &Transaction<'_>, entry: &Entry, body: &Body) -> Result<()> {
    let Body::RegistryImported {
        file_name,
        file_sha256,
        format,
        as_of,
        accepted,
        updated,
        cancelled,
        refused,
        residents,
    } = body
    else {
        return Err(Error::Refused("not an import".to_owned()));
    };
    tx.prepare_cached(
        "INSERT INTO import_log (seq, file_name, file_sha256, format, as_of,
                                 accepted, updated, cancelled, refused, residents)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        entry.seq,
        file_name,
        file_sha256,
        format,
        as_of.timestamp_millis(),
        accepted,
        updated,
        cancelled,
        refused,
        residents
    ])?;
    Ok(())
}

/// Returns as-of and number of residents of the last import.
pub(crate) fn last(db: &Connection) -> Result<Option<(DateTime<Utc>, u32)>> {
    let row: Option<(i64, u32)> = optional(
        db.prepare_cached("SELECT as_of, residents FROM import_log ORDER BY seq DESC LIMIT 1")?
            .query_row((), |row| Ok((row.get(0)?, row.get(1)?))),
    )?;
    row.map(|(as_of, residents)| Ok((instant(as_of)?, residents)))
        .transpose()
}
