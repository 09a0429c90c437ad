//! `import_log`: when the registry was brought up to which file.

use protocol::{Body, Entry};
use rusqlite::{Transaction, params};

use crate::error::{Error, Result};

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
