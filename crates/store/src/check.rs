//! The examination of a whole store: pages, chain, numbers, documents, tables against a replay.
//!
//! It repairs nothing. What it finds is told in Italian: a clerk reads it out on the telephone.

use std::collections::HashSet;

use protocol::{Entry, Hash, NO_ENTRY};
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction};

use crate::connection::{STORE, migrate};
use crate::effect::{self, certificate_number};
use crate::error::{Error, Result};
use crate::reader::Reader;
use crate::table::{certificate, document, document_use, journal, number_series};
use crate::views::CheckReport;

/// The tables that are the effect of the journal, with the order in which rows are compared.
/// Those of the registry are absent: they come by import.
const JOURNALLED: [(&str, &str); 11] = [
    ("meta", "id"),
    ("settings", "id"),
    ("operator", "login"),
    ("number_series", "kind, counter, year"),
    ("epoch", "epoch"),
    ("number_gap", "kind, counter, year, first"),
    ("certificate", "seq"),
    ("contrassegno", "number"),
    ("document_use", "sha256"),
    ("import_log", "seq"),
    ("seal_key", "kid"),
];

/// Examines a store. What cannot be examined is a problem too, and the rest goes on.
pub(crate) fn check(reader: &Reader) -> Result<CheckReport> {
    let mut report = CheckReport::default();
    // One state for all the reads.
    let db = reader.db.unchecked_transaction()?;
    let mut examine = |what: &str, examined: Result<Vec<String>>| match examined {
        Ok(problems) => report.problems.extend(problems),
        Err(error) => report
            .problems
            .push(format!("{what} non si legge: {error}")),
    };
    examine("l'archivio", pages(&db, "store.db"));
    examine(
        "l'archivio dei documenti",
        pages(&reader.documents, "documents.db"),
    );
    let mut entries = 0;
    examine("il giornale", chain(&db, &mut entries));
    let mut certificates = 0;
    examine("il registro", numbers(&db, reader, &mut certificates));
    examine(
        "l'archivio dei documenti",
        documents(&db, &reader.documents),
    );
    examine("il giornale", tables(&db));
    report.entries = entries;
    report.certificates = certificates;
    Ok(report)
}

/// Makes the tables of a journal again, all but the journal itself, in an empty database with the
/// newest schema.
pub(crate) fn replay(source: &Connection, target: &Transaction<'_>) -> Result<()> {
    journal::for_each(source, |entry| {
        let entry = entry?;
        effect::apply(target, &entry, &entry.body()?)
    })
}

fn pages(db: &Connection, name: &str) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for (pragma, fine) in [
        ("quick_check", Some("ok")),
        ("cipher_integrity_check", None),
    ] {
        let mut statement = db.prepare(&format!("PRAGMA {pragma}"))?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            let text: String = row.get(0)?;
            if fine != Some(text.as_str()) {
                problems.push(format!("{name}: pagine danneggiate ({text})"));
            }
        }
    }
    Ok(problems)
}

fn chain(db: &Connection, entries: &mut u64) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let mut before: (u64, Hash) = (0, NO_ENTRY);
    journal::for_each(db, |entry| {
        *entries += 1;
        let entry: Entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(format!("una voce del giornale non si legge: {error}"));
                return Ok(());
            }
        };
        let (seq, hash) = before;
        if entry.seq != seq + 1 {
            problems.push(format!(
                "dopo la voce {seq} del giornale viene la {}",
                entry.seq
            ));
        } else if entry.prev != hash {
            problems.push(format!(
                "la voce {} del giornale non segue la precedente: una delle due è stata alterata",
                entry.seq
            ));
        }
        before = (entry.seq, entry.hash());
        Ok(())
    })?;
    Ok(problems)
}

fn numbers(db: &Connection, reader: &Reader, certificates: &mut u64) -> Result<Vec<String>> {
    // The schema lets no number be twice; what is left is a number missing or too many.
    let mut found: HashSet<String> = certificate::numbers(db)?.into_iter().collect();
    *certificates = found.len() as u64;
    let mut problems = Vec::new();
    let belfiore = &reader.identity().belfiore;
    for series in number_series::all(db)? {
        if series.kind != number_series::CERTIFICATE {
            continue;
        }
        for ordinal in 1..=series.last {
            let number = certificate_number(belfiore, &series.counter, series.year, ordinal);
            if !found.remove(&number) && !number_series::is_lost(db, &series, ordinal)? {
                problems.push(format!("manca il certificato {number}"));
            }
        }
    }
    let mut extra: Vec<String> = found.into_iter().collect();
    extra.sort();
    problems.extend(
        extra
            .into_iter()
            .map(|number| format!("il certificato {number} è fuori dalla sua serie")),
    );
    Ok(problems)
}

fn documents(db: &Connection, documents: &Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for (sha256, seq) in document_use::all(db)? {
        let name = hex::encode(&sha256);
        match document::bytes(documents, &sha256) {
            Ok(Some(_)) => {}
            Ok(None) => problems.push(format!(
                "manca il documento {name} della voce {seq} del giornale"
            )),
            Err(Error::Damaged(_)) => problems.push(format!(
                "il documento {name} della voce {seq} del giornale è stato alterato"
            )),
            Err(error) => return Err(error),
        }
    }
    Ok(problems)
}

fn tables(db: &Connection) -> Result<Vec<String>> {
    // In memory: what is replayed must not reach the disk in clear.
    let mut memory = Connection::open_in_memory()?;
    // No foreign keys: the journal, which most of them name, stays where it is.
    memory.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF")?;
    migrate(&mut memory, STORE)?;
    let tx = memory.transaction()?;
    replay(db, &tx)?;
    let mut problems = Vec::new();
    for (table, order) in JOURNALLED {
        if !same_rows(db, &tx, table, order)? {
            problems.push(format!(
                "la tabella {table} non è quella che risulta dal giornale"
            ));
        }
    }
    Ok(problems)
}

/// Compares a table of two databases, row by row.
pub(crate) fn same_rows(
    left: &Connection,
    right: &Connection,
    table: &str,
    order: &str,
) -> Result<bool> {
    let sql = format!("SELECT * FROM {table} ORDER BY {order}");
    let (mut left, mut right) = (left.prepare(&sql)?, right.prepare(&sql)?);
    let columns = left.column_count();
    let values = |row: &rusqlite::Row<'_>| {
        (0..columns)
            .map(|column| row.get(column))
            .collect::<Result<Vec<Value>, _>>()
    };
    let mut left = left.query_map((), values)?;
    let mut right = right.query_map((), values)?;
    loop {
        match (left.next().transpose()?, right.next().transpose()?) {
            (None, None) => return Ok(true),
            (one, other) if one == other => {}
            _ => return Ok(false),
        }
    }
}
