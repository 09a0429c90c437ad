//! The search box at three sizes: wall time of each query in a warm process, one thread.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod homonyms;
mod peers;

use std::error::Error;
use std::time::Instant;

use benches::{SEED, keep, percentile};
use chrono::NaiveDate;
use domain::{Person, RegistryStatus};
use search::{Builder, Index, Row};

const ROUNDS: usize = 400;
/// Peers answer more slowly.
const PEER_ROUNDS: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "seed {SEED}; ms for each query, wall time; {ROUNDS} queries a kind, {PEER_ROUNDS} of peers"
    );
    println!(
        "| residents | kind | engine | p50 | p95 | p99 | p50, times ours | p99, times ours | answered |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut raw = Vec::new();
    let mut homonyms = Vec::new();
    for residents in [5_000, 50_000, 500_000] {
        let comune = benches::comune(residents);
        let begun = Instant::now();
        let index = index(&comune.people);
        println!(
            "| {residents} | build {:.0} ms, {} KiB | | | | | | | |",
            begun.elapsed().as_secs_f64() * 1000.0,
            index.memory_bytes() / 1024
        );
        let fts = peers::Fts5::new(&comune.people)?;
        let tantivy = peers::Tantivy::new(&comune.people)?;
        homonyms.extend(homonyms::compare(
            &comune.people,
            [
                ("sportello", &|text| keys(&index, text, comune.as_of)),
                ("FTS5 bm25, encrypted", &|text| fts.search(text)),
                ("tantivy, one error", &|text| tantivy.search(text)),
            ],
        ));
        for (kind, query) in KINDS {
            let texts: Vec<String> = (0..ROUNDS)
                .map(|round| query(&comune.people[round * 7919 % comune.people.len()]))
                .collect();
            let engines: [Engine<'_>; 3] = [
                ("sportello", &texts, &|text| {
                    keys(&index, text, comune.as_of)
                }),
                ("FTS5 bm25, encrypted", &texts[..PEER_ROUNDS], &|text| {
                    fts.search(text)
                }),
                ("tantivy, one error", &texts[..PEER_ROUNDS], &|text| {
                    tantivy.search(text)
                }),
            ];
            let mut ours = None;
            for engine in engines {
                let (times, answered) = times(&engine);
                let name = engine.0;
                raw.extend(
                    times
                        .iter()
                        .map(|time| format!("{residents};{kind};{name};{time:.4}")),
                );
                let at = |percent| percentile(&times, percent);
                let (median, tail) = *ours.get_or_insert((at(50), at(99)));
                println!(
                    "| {residents} | {kind} | {name} | {:.2} | {:.2} | {:.2} | {:.1} | {:.1} | {} % |",
                    at(50),
                    at(95),
                    at(99),
                    at(50) / median,
                    at(99) / tail,
                    answered * 100 / times.len()
                );
            }
        }
    }
    homonyms::show(&homonyms);
    keep("search.csv", "residents;kind;engine;ms", &raw);
    Ok(())
}

/// A name, the queries, and what answers them with the places of people.
type Engine<'run> = (&'run str, &'run [String], &'run dyn Fn(&str) -> Vec<i64>);

/// Asks each query once; returns the sorted times in ms, and how many queries had an answer.
fn times((_, texts, search): &Engine<'_>) -> (Vec<f64>, usize) {
    let mut answered = 0;
    let mut times: Vec<f64> = texts
        .iter()
        .map(|text| {
            let begun = Instant::now();
            let found = std::hint::black_box(search(text));
            let spent = begun.elapsed().as_secs_f64() * 1000.0;
            answered += usize::from(!found.is_empty());
            spent
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times, answered)
}

/// A kind of query, made of the person it means.
type Kind = (&'static str, fn(&Person) -> String);

const KINDS: [Kind; 5] = [
    ("codice fiscale", |person| {
        person
            .codice_fiscale
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    }),
    ("surname name", Person::full_name),
    ("ros mar", |person| {
        let three = |text: &Option<String>| {
            text.clone()
                .unwrap_or_default()
                .chars()
                .take(3)
                .collect::<String>()
        };
        format!("{} {}", three(&person.surname), three(&person.name))
    }),
    ("one error", |person| {
        let mut letters: Vec<char> = person.full_name().chars().collect();
        if letters.len() > 4 {
            letters.swap(2, 3);
        }
        letters.into_iter().collect()
    }),
    ("one word", |person| person.name.clone().unwrap_or_default()),
];

fn keys(index: &Index, text: &str, today: NaiveDate) -> Vec<i64> {
    let hits = index.search(text, today, 50);
    hits.iter().map(|hit| hit.key).collect()
}

fn index(people: &[Person]) -> Index {
    let mut builder = Builder::new();
    for (key, person) in people.iter().enumerate() {
        let address = person
            .residence()
            .and_then(|residence| residence.address.as_ref());
        let street = address.map(|address| {
            format!(
                "{} {}",
                address.street_kind.as_deref().unwrap_or_default(),
                address.street
            )
        });
        let code = person.codice_fiscale.as_ref().map(ToString::to_string);
        builder.push(&Row {
            key: i64::try_from(key).expect("fits"),
            surname: person.surname.as_deref().unwrap_or_default(),
            name: person.name.as_deref().unwrap_or_default(),
            birth_date: person.birth_date,
            codice_fiscale: code.as_deref(),
            household: person.membership.as_ref().map(|tie| tie.number.as_str()),
            street: street.as_deref(),
            house_number: address.and_then(|address| address.number.as_deref()),
            resident: person.status == RegistryStatus::Resident,
        });
    }
    builder.finish()
}
