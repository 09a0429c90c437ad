//! The least the same rows could cost: one table, no rule, no look-up, the same commits.

use std::error::Error;
use std::io::Write as _;
use std::path::Path;

use postgres::NoTls;
use protocol::Entry;
use protocol::wire::Batch;

use crate::counter::Counter;
use crate::timed::{Timed, timed};

const TABLE: &str = "CREATE TABLE bare (comune TEXT NOT NULL, counter TEXT NOT NULL,
    epoch BIGINT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, bytes BYTEA NOT NULL,
    hash BYTEA NOT NULL, received_at BIGINT NOT NULL, PRIMARY KEY (comune, counter, epoch, seq))";

/// A row of the table that is being filled.
struct Row {
    seq: i64,
    kind: String,
    bytes: Vec<u8>,
    hash: Vec<u8>,
}

fn rows(journal: &[Entry]) -> Vec<Row> {
    (1..)
        .zip(journal)
        .map(|(seq, entry)| Row {
            seq,
            kind: entry.kind.clone(),
            bytes: entry.encode(),
            hash: entry.hash().to_vec(),
        })
        .collect()
}

pub(crate) fn sqlite(dir: &Path, journal: &[Entry], batch: usize) -> Result<Timed, Box<dyn Error>> {
    let db = rusqlite::Connection::open(dir.join("bare.db"))?;
    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "full")?;
    db.execute_batch(&TABLE.replace("BYTEA", "BLOB").replace("BIGINT", "INTEGER"))?;
    let rows = rows(journal);
    timed(None, || {
        for rows in rows.chunks(batch) {
            let tx = db.unchecked_transaction()?;
            {
                let mut insert = tx.prepare_cached(
                    "INSERT INTO bare VALUES ('L049', '01', 1, ?1, ?2, ?3, ?4, 0)",
                )?;
                for row in rows {
                    insert.execute((row.seq, &row.kind, &row.bytes, &row.hash))?;
                }
            }
            tx.commit()?;
        }
        Ok(())
    })
}

pub(crate) fn copy(
    url: &str,
    journal: &[Entry],
    batch: usize,
    server: u32,
) -> Result<Timed, Box<dyn Error>> {
    let mut client = postgres::Client::connect(url, NoTls)?;
    client.batch_execute(TABLE)?;
    let rows = rows(journal);
    timed(Some(server), || {
        for rows in rows.chunks(batch) {
            let mut writer = client.copy_in("COPY bare FROM STDIN (FORMAT binary)")?;
            writer.write_all(&copied(rows))?;
            writer.finish()?;
        }
        Ok(())
    })
}

/// Puts rows in the binary form of `COPY`.
fn copied(rows: &[Row]) -> Vec<u8> {
    let mut bytes = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
    let field = |bytes: &mut Vec<u8>, value: &[u8]| {
        bytes.extend_from_slice(&u32::try_from(value.len()).unwrap_or(0).to_be_bytes());
        bytes.extend_from_slice(value);
    };
    for row in rows {
        bytes.extend_from_slice(&8_i16.to_be_bytes());
        field(&mut bytes, b"L049");
        field(&mut bytes, b"01");
        field(&mut bytes, &1_i64.to_be_bytes());
        field(&mut bytes, &row.seq.to_be_bytes());
        field(&mut bytes, row.kind.as_bytes());
        field(&mut bytes, &row.bytes);
        field(&mut bytes, &row.hash);
        field(&mut bytes, &0_i64.to_be_bytes());
    }
    bytes.extend_from_slice(&(-1_i16).to_be_bytes());
    bytes
}

pub(crate) fn inserts(
    url: &str,
    journal: &[Entry],
    batch: usize,
    server: u32,
) -> Result<Timed, Box<dyn Error>> {
    let mut client = postgres::Client::connect(url, NoTls)?;
    client.batch_execute("TRUNCATE bare")?;
    let insert = client.prepare("INSERT INTO bare VALUES ('L049', '01', 1, $1, $2, $3, $4, 0)")?;
    let rows = rows(journal);
    timed(Some(server), || {
        for rows in rows.chunks(batch) {
            let mut tx = client.transaction()?;
            for row in rows {
                tx.execute(&insert, &[&row.seq, &row.kind, &row.bytes, &row.hash])?;
            }
            tx.commit()?;
        }
        Ok(())
    })
}

/// What reading a batch costs before any store is asked: CBOR, hashes, bodies, the bytes to keep.
pub(crate) fn messages(journal: &[Entry], batch: usize) -> Result<Timed, Box<dyn Error>> {
    let counter = Counter::alone();
    let messages = counter.batches(journal, batch);
    timed(None, || {
        for message in messages {
            let batch = Batch::decode(&message)?;
            let head = batch.claimed_head()?;
            for (entry, hash) in batch.entries(&head)? {
                std::hint::black_box((entry.body()?, entry.encode(), hash));
            }
        }
        Ok(())
    })
}
