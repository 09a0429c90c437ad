//! `journal`: every act of this counter, as written.

use chrono::{DateTime, Utc};
use protocol::Entry;
use protocol::wire::ENTRY_BYTES_MAX;
use rusqlite::{Connection, Row, Transaction, params};

use crate::error::{Error, Result};
use crate::table::{instant, optional};

/// What of an entry is not its body has less.
const FRAME_BYTES: usize = 1024;

/// Appends an entry; it must follow the last one.
pub(crate) fn append(tx: &Transaction<'_>, entry: &Entry) -> Result<()> {
    entry.check()?;
    if entry.body.len() > ENTRY_BYTES_MAX - FRAME_BYTES {
        // No line would take it: better refused now than never delivered.
        return Err(Error::Refused("an act that is too long".to_owned()));
    }
    tx.prepare_cached(
        "INSERT INTO journal (seq, epoch, counter, at, operator, kind, body, prev)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        entry.seq,
        entry.epoch,
        entry.counter,
        entry.at.timestamp_millis(),
        entry.operator,
        entry.kind,
        entry.body,
        entry.prev
    ])?;
    Ok(())
}

/// Returns epoch and number of the last entry; its body is not read.
pub(crate) fn head(db: &Connection) -> Result<Option<(u32, u64)>> {
    Ok(optional(
        db.prepare_cached("SELECT epoch, seq FROM journal ORDER BY seq DESC LIMIT 1")?
            .query_row((), |row| Ok((row.get(0)?, row.get(1)?))),
    )?)
}

/// Returns the last entry.
pub(crate) fn last(db: &Connection) -> Result<Option<Entry>> {
    let mut statement = db.prepare_cached(
        "SELECT seq, epoch, counter, at, operator, kind, body, prev
         FROM journal ORDER BY seq DESC LIMIT 1",
    )?;
    let mut rows = statement.query(())?;
    rows.next()?.map(entry).transpose()
}

/// Returns one entry.
pub(crate) fn by_seq(db: &Connection, seq: u64) -> Result<Option<Entry>> {
    Ok(range(db, seq, seq)?.pop())
}

/// Returns the entries `from` to `to`, both included.
pub(crate) fn range(db: &Connection, from: u64, to: u64) -> Result<Vec<Entry>> {
    let mut statement = db.prepare_cached(
        "SELECT seq, epoch, counter, at, operator, kind, body, prev
         FROM journal WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query(params![bound(from), bound(to)])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// Calls `take` for the entries `from` to `to` in their order, until it says `false`.
pub(crate) fn for_range(
    db: &Connection,
    from: u64,
    to: u64,
    mut take: impl FnMut(Entry) -> Result<bool>,
) -> Result<()> {
    let mut statement = db.prepare_cached(
        "SELECT seq, epoch, counter, at, operator, kind, body, prev
         FROM journal WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query(params![bound(from), bound(to)])?;
    while let Some(row) = rows.next()? {
        if !take(entry(row)?)? {
            break;
        }
    }
    Ok(())
}

/// Returns at most `limit` entries of a span of time, after the number `after`.
pub(crate) fn between(
    db: &Connection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    after: u64,
    limit: u32,
) -> Result<Vec<Entry>> {
    let mut statement = db.prepare_cached(
        "SELECT seq, epoch, counter, at, operator, kind, body, prev
         FROM journal WHERE at >= ?1 AND at < ?2 AND seq > ?3 ORDER BY seq LIMIT ?4",
    )?;
    let mut rows = statement.query(params![
        from.timestamp_millis(),
        until.timestamp_millis(),
        bound(after),
        limit
    ])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// Calls `take` for every entry, in order, with what is wrong with those that cannot be read.
pub(crate) fn for_each(
    db: &Connection,
    mut take: impl FnMut(Result<Entry>) -> Result<()>,
) -> Result<()> {
    let mut statement = db.prepare_cached(
        "SELECT seq, epoch, counter, at, operator, kind, body, prev FROM journal ORDER BY seq",
    )?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        take(entry(row))?;
    }
    Ok(())
}

/// Returns the latest instant of all, which is not always that of the last entry.
pub(crate) fn latest(db: &Connection) -> Result<Option<DateTime<Utc>>> {
    let latest: Option<i64> = db
        .prepare_cached("SELECT max(at) FROM journal")?
        .query_row((), |row| row.get(0))?;
    latest.map(instant).transpose()
}

fn bound(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    let prev: Vec<u8> = row.get(7)?;
    let entry = Entry {
        seq: row.get(0)?,
        epoch: row.get(1)?,
        counter: row.get(2)?,
        at: instant(row.get(3)?)?,
        operator: row.get(4)?,
        kind: row.get(5)?,
        body: row.get(6)?,
        prev: prev
            .try_into()
            .map_err(|_| Error::Damaged("a hash of another length".to_owned()))?,
    };
    entry.check()?;
    Ok(entry)
}
