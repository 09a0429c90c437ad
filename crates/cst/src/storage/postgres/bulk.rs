//! What comes and goes by the thousand: entries, claims, rows of the feed.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use postgres::Row;

use super::rows::Rows;
use super::transaction::PostgresTransaction;
use super::values::{big, key, number, text};
use crate::storage::{Claim, EntryRow, Error, FeedRead, NumberRow, Result};

/// What a row takes beside its bytes, at a guess: it saves growing the buffer.
const ROW_BYTES: usize = 160;

/// Returns keys as a parameter.
pub(super) fn slices<'a>(keys: &'a [Cow<'_, [u8]>]) -> Vec<&'a [u8]> {
    keys.iter().map(|key| &**key).collect()
}

pub(super) fn add_entries(
    tx: &mut PostgresTransaction<'_>,
    counter: &str,
    epoch: u32,
    entries: &[EntryRow],
) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let counter = text(counter);
    let bytes = entries.iter().map(|row| row.bytes.len() + ROW_BYTES).sum();
    let mut rows = Rows::with_capacity(bytes);
    for entry in entries {
        let row = rows.row(9);
        row.bytes(tx.comune_code().as_bytes())
            .bytes(counter.as_bytes())
            .integer(epoch.into())
            .integer(big(entry.seq)?)
            .integer(entry.received_at)
            .bytes(text(&entry.kind).as_bytes())
            .bytes(&entry.hash)
            .bytes(&entry.bytes);
        match &entry.outcome {
            Some(outcome) => row.bytes(outcome),
            None => row.null(),
        };
    }
    tx.copy(
        "COPY entry (comune, counter, epoch, seq, received_at, kind, hash, bytes, outcome)
         FROM STDIN (FORMAT binary)",
        &rows.finish(),
    )
}

pub(super) fn add_feed(tx: &mut PostgresTransaction<'_>, feed: &[FeedRead]) -> Result<()> {
    if feed.is_empty() {
        return Ok(());
    }
    let bytes = feed.iter().map(|row| row.item.len() + ROW_BYTES).sum();
    let mut rows = Rows::with_capacity(bytes);
    for read in feed {
        let row = rows.row(7);
        row.bytes(tx.comune_code().as_bytes())
            .integer(big(read.seq)?)
            .bytes(text(&read.kind).as_bytes());
        match &read.entry {
            // The bytes of an act are with its entry.
            Some((counter, epoch, seq)) => row
                .bytes(text(counter).as_bytes())
                .integer((*epoch).into())
                .integer(big(*seq)?)
                .null(),
            None => row.null().null().null().bytes(&read.item),
        };
    }
    tx.copy(
        "COPY feed (comune, seq, kind, counter, epoch, entry, item) FROM STDIN (FORMAT binary)",
        &rows.finish(),
    )
}

pub(super) fn feed(
    tx: &mut PostgresTransaction<'_>,
    after: u64,
    limit: u32,
) -> Result<Vec<FeedRead>> {
    let Ok(after) = i64::try_from(after) else {
        return Ok(Vec::new());
    };
    let rows = tx.here(
        "SELECT f.seq, f.kind, coalesce(f.item, e.bytes), f.counter, f.epoch, f.entry
         FROM (SELECT seq, kind, item, counter, epoch, entry FROM feed
               WHERE comune = $1 AND seq > $2 ORDER BY seq LIMIT $3) f
         LEFT JOIN entry e ON e.comune = $1 AND e.counter = f.counter AND e.epoch = f.epoch
                              AND e.seq = f.entry
         ORDER BY f.seq",
        &[&after, &i64::from(limit)],
    )?;
    rows.iter().map(feed_row).collect()
}

fn feed_row(row: &Row) -> Result<FeedRead> {
    let counter: Option<String> = row.try_get(3)?;
    let item: Option<Vec<u8>> = row.try_get(2)?;
    Ok(FeedRead {
        seq: number(row, 0)?,
        kind: row.try_get(1)?,
        item: item.ok_or_else(|| Error::Damaged("an act in the feed and no entry".to_owned()))?,
        entry: match counter {
            Some(counter) => Some((counter, number(row, 4)?, number(row, 5)?)),
            None => None,
        },
    })
}

pub(super) fn take_claims(
    tx: &mut PostgresTransaction<'_>,
    claims: &[Claim],
) -> Result<Vec<(usize, Claim)>> {
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    // Within one call too, the first has it.
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(claims.len());
    let mut asked: Vec<&Claim> = Vec::with_capacity(claims.len());
    for (place, claim) in claims.iter().enumerate() {
        first.entry(&claim.key).or_insert_with(|| {
            asked.push(claim);
            place
        });
    }
    let keys: Vec<Cow<'_, [u8]>> = asked.iter().map(|claim| key(&claim.key)).collect();
    let counters: Vec<Cow<'_, str>> = asked.iter().map(|claim| text(&claim.counter)).collect();
    let counters: Vec<&str> = counters.iter().map(|counter| &**counter).collect();
    let epochs: Vec<i64> = asked.iter().map(|claim| claim.epoch.into()).collect();
    let seqs: Vec<i64> = asked
        .iter()
        .map(|claim| big(claim.seq))
        .collect::<Result<_>>()?;
    let taken = tx.here(
        "INSERT INTO claim (comune, key, counter, epoch, seq)
         SELECT $1, * FROM unnest($2::bytea[], $3::text[], $4::bigint[], $5::bigint[])
         ON CONFLICT DO NOTHING RETURNING key",
        &[&slices(&keys), &counters, &epochs, &seqs],
    )?;
    if taken.len() == claims.len() {
        return Ok(Vec::new());
    }
    let won: HashSet<&[u8]> = taken
        .iter()
        .map(|row| Ok(row.try_get(0)?))
        .collect::<Result<_>>()?;
    let lost: Vec<&[u8]> = slices(&keys)
        .into_iter()
        .filter(|key| !won.contains(key))
        .collect();
    let held = holders(tx, &lost)?;
    let mut contested = Vec::new();
    for (place, claim) in claims.iter().enumerate() {
        let first = first[claim.key.as_str()];
        let holder = match held.get(&*key(&claim.key)) {
            Some((counter, epoch, seq)) => Claim {
                key: claim.key.clone(),
                counter: counter.clone(),
                epoch: *epoch,
                seq: *seq,
            },
            None if first == place => continue,
            None => claims[first].clone(),
        };
        contested.push((place, holder));
    }
    Ok(contested)
}

type Holders = HashMap<Vec<u8>, (String, u32, u64)>;

/// Returns who has what was not free.
fn holders(tx: &mut PostgresTransaction<'_>, keys: &[&[u8]]) -> Result<Holders> {
    if keys.is_empty() {
        return Ok(Holders::new());
    }
    let rows = tx.here(
        "SELECT key, counter, epoch, seq FROM claim WHERE comune = $1 AND key = ANY($2)",
        &[&keys],
    )?;
    rows.iter()
        .map(|row| {
            Ok((
                row.try_get(0)?,
                (row.try_get(1)?, number(row, 2)?, number(row, 3)?),
            ))
        })
        .collect()
}

pub(super) fn add_numbers(tx: &mut PostgresTransaction<'_>, numbers: &[NumberRow]) -> Result<()> {
    if numbers.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::with_capacity(numbers.len() * ROW_BYTES);
    for number in numbers {
        rows.row(6)
            .bytes(tx.comune_code().as_bytes())
            .bytes(text(&number.counter).as_bytes())
            .integer(number.epoch.into())
            .integer(big(number.seq)?)
            .integer(number.at)
            .bytes(text(&number.number).as_bytes());
    }
    tx.copy(
        "COPY protocol_number (comune, counter, epoch, seq, at, number) FROM STDIN (FORMAT binary)",
        &rows.finish(),
    )
}
