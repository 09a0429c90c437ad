//! What has to hold once everything healed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use protocol::{Entry, Hash, NO_ENTRY};
use rusqlite::Connection;

use crate::counter::Counter;

/// An entry as the centre keeps it.
struct Kept {
    counter: String,
    epoch: u32,
    entry: Entry,
    hash: Hash,
    rejected: bool,
    contested: bool,
}

/// Returns what is wrong.
pub(crate) fn problems(counters: &[Counter], centre: &Path) -> Vec<String> {
    let kept = kept(centre);
    let mut problems = Vec::new();
    problems.extend(twice(&kept));
    for counter in counters {
        let name = &counter.id;
        problems.extend(
            outbox(counter)
                .into_iter()
                .map(|problem| format!("{name}: {problem}")),
        );
        problems.extend(
            delivered(counter, &kept)
                .into_iter()
                .map(|problem| format!("{name}: {problem}")),
        );
        problems.extend(
            siblings(counter, &kept)
                .into_iter()
                .map(|problem| format!("{name}: {problem}")),
        );
        problems.extend(
            chain(counter, &kept)
                .into_iter()
                .map(|problem| format!("{name}: {problem}")),
        );
    }
    problems.extend(papers(counters, &kept));
    problems
}

fn kept(centre: &Path) -> Vec<Kept> {
    let db = Connection::open(centre).expect("the centre's database");
    let mut statement = db
        .prepare(
            "SELECT counter, epoch, bytes, hash, outcome FROM entry ORDER BY counter, epoch, seq",
        )
        .expect("a table");
    let rows = statement
        .query_map((), |row| {
            let bytes: Vec<u8> = row.get(2)?;
            let outcome: Option<Vec<u8>> = row.get(4)?;
            let outcome = outcome.map(|outcome| {
                protocol::cbor::decode::<protocol::wire::Outcome>(&outcome).expect("an outcome")
            });
            Ok(Kept {
                counter: row.get(0)?,
                epoch: row.get(1)?,
                entry: Entry::decode(&bytes).expect("an entry"),
                hash: row.get(3)?,
                rejected: matches!(outcome, Some(protocol::wire::Outcome::Rejected(_))),
                contested: matches!(outcome, Some(protocol::wire::Outcome::Contested(_))),
            })
        })
        .expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

fn twice(kept: &[Kept]) -> Vec<String> {
    let mut seen = HashSet::new();
    kept.iter()
        .filter(|kept| !seen.insert((&kept.counter, kept.hash)))
        .map(|kept| {
            format!(
                "entry {} of {} is at the centre twice",
                kept.entry.seq, kept.counter
            )
        })
        .collect()
}

fn outbox(counter: &Counter) -> Vec<String> {
    let store = counter.store.as_ref().expect("it runs");
    let mut problems = Vec::new();
    let waiting = store.exchange().expect("a row").waiting;
    if waiting > 0 {
        problems.push(format!("{waiting} entries still wait"));
    }
    problems.extend(store.check().expect("a check").problems);
    problems
}

/// What a receipt named, and all of the journal, is at the centre.
fn delivered(counter: &Counter, kept: &[Kept]) -> Vec<String> {
    let there: HashSet<Hash> = kept.iter().map(|kept| kept.hash).collect();
    let store = counter.store.as_ref().expect("it runs");
    let journal = store.journal(1, u64::MAX >> 1).expect("the journal");
    let mut problems: Vec<String> = journal
        .iter()
        .filter(|entry| !there.contains(&entry.hash()))
        .map(|entry| {
            format!(
                "entry {} of epoch {} is not at the centre",
                entry.seq, entry.epoch
            )
        })
        .collect();
    let lost = counter
        .receipted
        .iter()
        .filter(|hash| !there.contains(*hash))
        .count();
    if lost > 0 {
        problems.push(format!(
            "{lost} entries with a receipt are not at the centre"
        ));
    }
    problems
}

/// All others' acts, and own lost ones, came by the feed: each once.
fn siblings(counter: &Counter, kept: &[Kept]) -> Vec<String> {
    let store = counter.store.as_ref().expect("it runs");
    let own: HashSet<Hash> = store
        .journal(1, u64::MAX >> 1)
        .expect("the journal")
        .iter()
        .map(Entry::hash)
        .collect();
    let wanted: HashSet<Hash> = kept
        .iter()
        .filter(|kept| !kept.rejected && !own.contains(&kept.hash))
        .map(|kept| kept.hash)
        .collect();
    let got: HashSet<Hash> = store
        .foreign_entries()
        .expect("foreign entries")
        .iter()
        .map(|(_, entry)| entry.hash())
        .collect();
    let missing = wanted.difference(&got).count();
    if missing > 0 {
        return vec![format!("{missing} acts of others did not come")];
    }
    Vec::new()
}

/// Each entry at the centre follows one that is there.
fn chain(counter: &Counter, kept: &[Kept]) -> Vec<String> {
    let ours = kept
        .iter()
        .filter(|kept| kept.counter == counter.id.counter);
    let by_hash: HashMap<Hash, u64> = ours
        .clone()
        .map(|kept| (kept.hash, kept.entry.seq))
        .collect();
    ours.filter(|kept| {
        let follows = by_hash.get(&kept.entry.prev) == Some(&(kept.entry.seq - 1));
        !(follows || kept.entry.seq == 1 && kept.entry.prev == NO_ENTRY)
            || kept.entry.hash() != kept.hash
    })
    .map(|kept| {
        format!(
            "entry {} of epoch {} hangs in the air",
            kept.entry.seq, kept.epoch
        )
    })
    .collect()
}

/// No two papers bear one number. Where only the centre could know (even the mark was put back), it says so.
fn papers(counters: &[Counter], kept: &[Kept]) -> Vec<String> {
    let mut papers: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for counter in counters {
        for paper in &counter.papers {
            let (count, excused) = papers.entry(paper).or_default();
            *count += 1;
            *excused |= counter.lost_its_mark;
        }
    }
    let contested = kept.iter().filter(|kept| kept.contested).count();
    let excused = counters.iter().any(|counter| counter.lost_its_mark);
    let mut problems: Vec<String> = papers
        .iter()
        .filter(|(_, (count, excused))| *count > 1 && !excused)
        .map(|(paper, _)| format!("two papers bear the number {paper}"))
        .collect();
    if contested > 0 && !excused {
        problems.push(format!(
            "{contested} acts are contested, and none should be"
        ));
    }
    problems
}
