//! `registry_state`: how far the registry has come, whether by a file or by the feed.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, params};

use crate::error::Result;
use crate::table::{instant, optional};

/// Returns as-of and number of residents.
pub(crate) fn current(db: &Connection) -> Result<Option<(DateTime<Utc>, u32)>> {
    let row: Option<(i64, u32)> = optional(
        db.prepare_cached("SELECT as_of, residents FROM registry_state")?
            .query_row((), |row| Ok((row.get(0)?, row.get(1)?))),
    )?;
    row.map(|(as_of, residents)| Ok((instant(as_of)?, residents)))
        .transpose()
}

pub(crate) fn replace(tx: &Transaction<'_>, as_of: DateTime<Utc>, residents: u32) -> Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO registry_state (id, as_of, residents) VALUES (1, ?1, ?2)",
    )?
    .execute(params![as_of.timestamp_millis(), residents])?;
    Ok(())
}
