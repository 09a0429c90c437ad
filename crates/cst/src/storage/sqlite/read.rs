//! Rows of SQLite as the centre has them.

use rusqlite::Row;

use crate::storage::CounterRow;

pub(super) fn counter(row: &Row<'_>) -> rusqlite::Result<CounterRow> {
    Ok(CounterRow {
        counter: row.get(0)?,
        key: row.get(1)?,
        kid: row.get(2)?,
        epoch: row.get(3)?,
        entries: row.get(4)?,
        contested: row.get(5)?,
        quarantined: row.get(6)?,
        enrolled_at: row.get(7)?,
        last_contact: row.get(8)?,
        revoked_at: row.get(9)?,
        program: row.get(10)?,
        head: row.get(11)?,
    })
}
