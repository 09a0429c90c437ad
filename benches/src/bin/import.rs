//! A first import of 200,000 residents, beside a bare `INSERT` loop of the same people.
//!
//! The loop writes the same columns and indexes into a SQLCipher file with the same settings, the
//! cards as they are in memory: it reads no XML, checks nothing and reports nothing.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::convert::Infallible;
use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Instant;

use benches::{SEED, keep};
use desk::ImportOptions;
use domain::{Household, Person, RegistryStatus};
use registry::{Header, Refusal, Sink, Warning};
use rusqlite::{Connection, params};
use synthetic::Comune;

const RESIDENTS: u32 = 200_000;
const SCHEMA: &str = include_str!("../../../crates/store/migrations/0001_init.sql");

/// Takes everything and keeps nothing.
struct Nowhere;

impl Sink for Nowhere {
    type Error = Infallible;

    fn header(&mut self, _: &Header) -> Result<(), Infallible> {
        Ok(())
    }
    fn person(&mut self, person: Person, _: u64) -> Result<(), Infallible> {
        std::hint::black_box(person);
        Ok(())
    }
    fn household(&mut self, household: Household, _: u64) -> Result<(), Infallible> {
        std::hint::black_box(household);
        Ok(())
    }
    fn refused(&mut self, _: Refusal) -> Result<(), Infallible> {
        Ok(())
    }
    fn warned(&mut self, _: Warning) -> Result<(), Infallible> {
        Ok(())
    }
    fn progress(&mut self, _: u64) -> Result<(), Infallible> {
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("seed {SEED}; {RESIDENTS} residents; seconds, wall time, one run");
    let folder = benches::folder()?;
    let comune = benches::comune(RESIDENTS);
    let file = folder.path().join("subentro.xml");
    benches::write_subentro(&comune, &file)?;
    let mib = std::fs::metadata(&file)?.len() / 1024 / 1024;

    let bare = bare(&folder.path().join("bare.db"), &comune)?;
    let begun = Instant::now();
    let input = BufReader::with_capacity(1 << 16, File::open(&file)?);
    registry::read_subentro(input, &comune.istat, &mut Nowhere).map_err(|error| error.explain())?;
    let reading = begun.elapsed().as_secs_f64();
    let desk = benches::new_counter(&folder.path().join("data"))?;
    let begun = Instant::now();
    desk.import_run(&file, &ImportOptions::default(), &mut |_| ())?;
    let whole = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    desk.import_run(&file, &ImportOptions::default(), &mut |_| ())?;
    let again = begun.elapsed().as_secs_f64();

    println!("| step | s | times the bare loop |");
    println!("|---|---|---|");
    let steps = [
        ("bare INSERT loop", bare),
        ("import of the file", whole),
        ("of it, reading the XML alone", reading),
        ("the same file again", again),
    ];
    for (step, seconds) in steps {
        println!("| {step} | {seconds:.2} | {:.2} |", seconds / bare);
    }
    println!("the file has {mib} MiB");
    let raw: Vec<String> = steps
        .iter()
        .map(|(step, seconds)| format!("{step};{seconds:.3}"))
        .collect();
    keep("import.csv", "step;s", &raw);
    Ok(())
}

/// Inserts everybody whom the file carries, in one transaction; returns the seconds.
fn bare(path: &Path, comune: &Comune) -> Result<f64, Box<dyn Error>> {
    let mut db = Connection::open(path)?;
    db.execute_batch(&format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
        "5a".repeat(32)
    ))?;
    db.execute_batch(SCHEMA)?;
    let carried = |status| matches!(status, RegistryStatus::Resident | RegistryStatus::Aire);
    let people: Vec<(&Person, Vec<u8>)> = comune
        .people
        .iter()
        .filter(|person| carried(person.status))
        .map(|person| Ok((person, cbor(person)?)))
        .collect::<Result<_, Box<dyn Error>>>()?;
    let households: Vec<(&Household, Vec<u8>)> = comune
        .households
        .iter()
        .map(|household| Ok((household, cbor(household)?)))
        .collect::<Result<_, Box<dyn Error>>>()?;
    let begun = Instant::now();
    let tx = db.transaction()?;
    {
        let mut person_row = tx.prepare(
            "INSERT INTO person (id, codice_fiscale, surname, name, birth_date, status, street,
             house_number, household, household_number) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
        )?;
        let mut body_row = tx.prepare("INSERT INTO person_body (person, body) VALUES (?1, ?2)")?;
        for (person, body) in &people {
            let address = person
                .residence()
                .and_then(|residence| residence.address.as_ref());
            let tie = person.membership.as_ref();
            let key = person_row.insert(params![
                person.id.0.as_bytes().to_vec(),
                person.codice_fiscale.as_ref().map(|code| code.as_str()),
                person.surname,
                person.name,
                String::from(person.birth_date),
                "resident",
                address.map(|address| &address.street),
                address.and_then(|address| address.number.as_ref()),
                tie.map(|tie| tie.household.0.as_bytes().to_vec()),
                tie.map(|tie| &tie.number),
            ])?;
            body_row.execute(params![key, body])?;
        }
        let mut household_row =
            tx.prepare("INSERT INTO household (id, number, body) VALUES (?1, ?2, ?3)")?;
        for (household, body) in &households {
            household_row.execute(params![
                household.id.0.as_bytes().to_vec(),
                household.number,
                body
            ])?;
        }
    }
    tx.commit()?;
    Ok(begun.elapsed().as_secs_f64())
}

fn cbor<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes)?;
    Ok(bytes)
}
