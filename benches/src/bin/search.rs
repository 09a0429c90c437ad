//! The search box at three sizes: wall time of each query in a warm process, one thread.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::time::Instant;

use benches::{keep, percentile};
use domain::{BelfioreCode, Person, RegistryStatus};
use search::{Builder, Index, Row};

const SEED: u64 = 1;
const ROUNDS: usize = 400;

fn main() {
    println!("seed {SEED}; ms for each query, wall time; {ROUNDS} queries a kind");
    println!("| residents | kind | p50 | p95 | p99 | max |");
    println!("|---|---|---|---|---|---|");
    let mut raw = Vec::new();
    for residents in [5_000, 50_000, 500_000] {
        let comune = synthetic::generate(&synthetic::Options {
            residents,
            seed: SEED,
            belfiore: BelfioreCode("E205".to_owned()),
            as_of: "2026-11-23".parse().expect("a day"),
        });
        let begun = Instant::now();
        let index = index(&comune.people);
        println!(
            "| {residents} | build {:.0} ms, {} KiB | | | | |",
            begun.elapsed().as_secs_f64() * 1000.0,
            index.memory_bytes() / 1024
        );
        for (kind, query) in KINDS {
            let mut times: Vec<f64> = (0..ROUNDS)
                .map(|round| {
                    let person = &comune.people[round * 7919 % comune.people.len()];
                    let text = query(person);
                    let begun = Instant::now();
                    let found = index.search(&text, comune.as_of, 50);
                    let spent = begun.elapsed().as_secs_f64() * 1000.0;
                    std::hint::black_box(found);
                    spent
                })
                .collect();
            raw.extend(
                times
                    .iter()
                    .map(|time| format!("{residents};{kind};{time:.4}")),
            );
            times.sort_by(f64::total_cmp);
            println!(
                "| {residents} | {kind} | {:.2} | {:.2} | {:.2} | {:.2} |",
                percentile(&times, 50),
                percentile(&times, 95),
                percentile(&times, 99),
                percentile(&times, 100)
            );
        }
    }
    keep("search.csv", "residents;kind;ms", &raw);
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
