//! 100,000 entries of one counter into the centre, and out to a second one.
//!
//! Real signed batches through `Centre`, encoded and decoded as on the wire; no HTTP. Each store is measured beside
//! the least it could do with the same rows. Wall time, and processor time of all that takes part.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[path = "../../../crates/cst/tests/storage/acts.rs"]
mod acts;
mod bare;
mod counter;
#[expect(dead_code, reason = "tests do more with it")]
#[path = "../../../crates/cst/tests/storage/server.rs"]
mod server;
mod timed;

use std::error::Error;
use std::sync::Arc;

use cst::Centre;
use cst::storage::{PostgresStorage, SqliteStorage, Storage};
use domain::clock::SystemClock;
use protocol::sign::SecretKey;
use rand_core::OsRng;

use counter::Counter;
use server::Server;
use timed::Timed;

const ENTRIES: usize = 100_000;
const BATCHES: [usize; 2] = [1_000, 5_000];
const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let server = Server::start_with(&["shared_buffers=256MB", "max_wal_size=4GB"]);
    let journal = counter::journal(ENTRIES);
    let bytes: usize = journal.iter().map(|entry| entry.encode().len()).sum();
    println!(
        "{ENTRIES} entries, {} bytes each; best and worst of {RUNS} runs",
        bytes / ENTRIES
    );
    println!("| work | batch | entries/s, wall | µs of processor an entry: centre | database |");
    println!("|---|---|---|---|---|");
    let mut raw = Vec::new();
    for batch in BATCHES {
        let mut runs: Vec<(&str, Vec<Timed>)> = Vec::new();
        let mut note = |work, timed| match runs.iter_mut().find(|(known, _)| *known == work) {
            Some((_, all)) => all.push(timed),
            None => runs.push((work, vec![timed])),
        };
        for run in 0..RUNS {
            let dir = tempfile::tempdir()?;
            let url = server.database(&format!("run_{batch}_{run}"));
            let sqlite: Box<dyn Storage> = Box::new(SqliteStorage::open(dir.path())?);
            let [push, pull] = through_centre(sqlite, &journal, batch, None)?;
            note("push, SQLite", push);
            note("pull, SQLite", pull);
            note(
                "(bare inserts, SQLite)",
                bare::sqlite(dir.path(), &journal, batch)?,
            );
            let postgres: Box<dyn Storage> = Box::new(PostgresStorage::open(&url)?);
            let [push, pull] = through_centre(postgres, &journal, batch, Some(server.pid()))?;
            note("push, PostgreSQL", push);
            note("pull, PostgreSQL", pull);
            note(
                "(bare COPY, PostgreSQL)",
                bare::copy(&url, &journal, batch, server.pid())?,
            );
            note(
                "(bare inserts, PostgreSQL)",
                bare::inserts(&url, &journal, batch, server.pid())?,
            );
            note(
                "(messages only, no store)",
                bare::messages(&journal, batch)?,
            );
        }
        for (work, timed) in &runs {
            println!("| {work} | {batch} | {}", timed::row(timed, ENTRIES));
            raw.extend(
                timed
                    .iter()
                    .map(|timed| format!("{work};{batch};{}", timed.raw())),
            );
        }
    }
    let header = "work;batch;wall_s;centre_cpu_s;database_cpu_s";
    std::fs::create_dir_all("benches/results")?;
    std::fs::write(
        "benches/results/push.csv",
        format!("{header}\n{}\n", raw.join("\n")),
    )?;
    Ok(())
}

/// Pushes a journal in batches and has a second counter pull it.
fn through_centre(
    storage: Box<dyn Storage>,
    journal: &[protocol::Entry],
    batch: usize,
    database: Option<u32>,
) -> Result<[Timed; 2], Box<dyn Error>> {
    let key = SecretKey::generate(&mut OsRng);
    let centre = Centre::new(storage, key, "CST di prova", vec![1], Arc::new(SystemClock));
    let first = Counter::enrol(&centre, "01")?;
    let second = Counter::enrol(&centre, "02")?;
    let messages = first.batches(journal, batch);
    let push = timed::timed(database, || first.push(&centre, messages))?;
    let pull = timed::timed(database, || second.pull(&centre, journal.len()))?;
    Ok([push, pull])
}
