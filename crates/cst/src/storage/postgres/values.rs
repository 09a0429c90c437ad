//! Values between the rules and PostgreSQL: its integers have a sign, its texts no NUL, its keys an end.

use std::borrow::Cow;

use postgres::Row;
use protocol::Hash;
use sha2::{Digest, Sha256};

use crate::storage::{BranchRow, ComuneRow, CounterRow, Error, Result};

/// A claim's key up to this length is kept as it is: an index takes no row of more than some 2,700 bytes.
const KEY_MAX: usize = 512;

/// Returns a text as PostgreSQL can hold it: without NUL. An entry's own bytes are kept as they are.
pub(super) fn text(value: &str) -> Cow<'_, str> {
    if value.contains('\0') {
        Cow::Owned(value.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(value)
    }
}

/// Returns the key under which a claim is kept.
pub(super) fn key(claimed: &str) -> Cow<'_, [u8]> {
    let bytes = claimed.as_bytes();
    match bytes.split_at_checked(KEY_MAX) {
        Some((head, rest)) if !rest.is_empty() => {
            Cow::Owned([head, &Sha256::digest(bytes)[..]].concat())
        }
        _ => Cow::Borrowed(bytes),
    }
}

/// Turns a number into the database's.
pub(super) fn big(value: u64) -> Result<i64> {
    i64::try_from(value)
        .map_err(|_| Error::Damaged(format!("{value}, which is no number of a row")))
}

/// Reads a number that is never negative.
pub(super) fn number<T: TryFrom<i64>>(row: &Row, column: usize) -> Result<T> {
    let value: i64 = row.try_get(column)?;
    T::try_from(value).map_err(|_| Error::Damaged(format!("{value} where it is out of range")))
}

/// Reads a number that may be missing.
fn optional<T: TryFrom<i64>>(row: &Row, column: usize) -> Result<Option<T>> {
    let value: Option<i64> = row.try_get(column)?;
    value.map(|_| number(row, column)).transpose()
}

/// Reads a hash.
pub(super) fn hash(row: &Row, column: usize) -> Result<Hash> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes
        .try_into()
        .map_err(|_| Error::Damaged("a hash of another length".to_owned()))
}

/// Reads the row of a comune, as `COMUNE` asks for it.
pub(super) fn comune(row: &Row) -> Result<ComuneRow> {
    Ok(ComuneRow {
        feed_last: number(row, 0)?,
        protocol_year: row.try_get(1)?,
        protocol_last: number(row, 2)?,
        as_of: row.try_get(3)?,
        residents: number(row, 4)?,
    })
}

/// Reads a counter, as `COUNTERS` asks for it.
pub(super) fn counter(row: &Row) -> Result<CounterRow> {
    Ok(CounterRow {
        counter: row.try_get(0)?,
        key: row.try_get(1)?,
        kid: row.try_get(2)?,
        epoch: number(row, 3)?,
        entries: number(row, 4)?,
        contested: number(row, 5)?,
        quarantined: number(row, 6)?,
        enrolled_at: row.try_get(7)?,
        last_contact: row.try_get(8)?,
        revoked_at: row.try_get(9)?,
        program: row.try_get(10)?,
        head: row.try_get(11)?,
    })
}

/// Reads an epoch.
pub(super) fn branch(row: &Row) -> Result<BranchRow> {
    Ok(BranchRow {
        epoch: number(row, 0)?,
        start: number(row, 1)?,
        parent: optional(row, 2)?,
        last: number(row, 3)?,
        hash: hash(row, 4)?,
    })
}
