//! One act for a list of 500 people, as for the candidates of an election: wall time and memory,
//! through the desk, each certificate sealed and durable in a store on the disk.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use benches::{PASSWORD, SEED, keep, percentile};
use desk::{ImportOptions, Paper};
use domain::certificate::{CertificateCode, CertificateRequest, UseCode};
use domain::{CodiceFiscale, PersonId, RegistryStatus};

const RESIDENTS: u32 = 5_000;
const PEOPLE: usize = 500;
const LISTS: usize = 4;
/// Asks this program to make the counter and nothing else.
const PREPARE: &str = "--prepare";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(PREPARE) {
        return prepare(Path::new(&arguments.next().ok_or("which folder?")?));
    }
    let folder = benches::folder()?;
    // In a process of its own: what an import takes is not counted here.
    let made = Command::new(std::env::current_exe()?)
        .arg(PREPARE)
        .arg(folder.path())
        .status()?;
    if !made.success() {
        return Err("the counter was not made".into());
    }
    measure(folder.path())
}

fn measure(folder: &Path) -> Result<(), Box<dyn Error>> {
    let desk = benches::desk(folder);
    desk.session_open("prova", PASSWORD)?;
    desk.search_prepare()?;
    let text = fs::read_to_string(folder.join("elenco.txt"))?;
    let lines = desk.list_people(&text)?;
    let people: Vec<PersonId> = lines.iter().filter_map(|line| line.person).collect();
    println!("seed {SEED}; {RESIDENTS} residents; lists of {PEOPLE} people, EL01 with its seal");
    println!();
    println!(
        "| list | wall, s | ms each p50 | p95 | max | resident before, MiB | peak, MiB | store grew, MiB |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut raw = Vec::new();
    for (list, people) in people.chunks_exact(PEOPLE).enumerate() {
        // The mark of the highest memory begins anew (proc(5)).
        fs::write("/proc/self/clear_refs", "5")?;
        let (before, size) = (memory("VmRSS")?, size(folder)?);
        let mut times = Vec::with_capacity(PEOPLE);
        let begun = Instant::now();
        let mut last = begun;
        let report = desk.list_issue(&request(people[0]), people, Paper::None, &mut |_| {
            let now = Instant::now();
            times.push((now - last).as_secs_f64() * 1e3);
            last = now;
        })?;
        let wall = begun.elapsed().as_secs_f64();
        if report.issued.len() != PEOPLE {
            return Err(format!("only {} were issued", report.issued.len()).into());
        }
        raw.extend(times.iter().map(|time| format!("{list};{time:.4}")));
        times.sort_by(f64::total_cmp);
        println!(
            "| {} | {wall:.2} | {:.2} | {:.2} | {:.2} | {before:.1} | {:.1} | {:.1} |",
            list + 1,
            percentile(&times, 50),
            percentile(&times, 95),
            percentile(&times, 100),
            memory("VmHWM")?,
            self::size(folder)? - size
        );
    }
    keep("bulk.csv", "list;ms", &raw);
    Ok(())
}

/// Makes a counter with its registry and the list of those who can have a certificate.
fn prepare(folder: &Path) -> Result<(), Box<dyn Error>> {
    let comune = benches::comune(RESIDENTS);
    let desk = benches::new_counter(folder)?;
    let file = folder.join("subentro.xml");
    benches::write_subentro(&comune, &file)?;
    desk.import_run(&file, &ImportOptions::default(), &mut |_| ())?;
    fs::remove_file(&file)?;
    desk.arms_set(&synthetic::coat_of_arms_png())?;
    let mut codes: Vec<&CodiceFiscale> = Vec::new();
    for person in &comune.people {
        let Some(code) = &person.codice_fiscale else {
            continue;
        };
        let is_voter = person.status == RegistryStatus::Resident && person.elector == Some(true);
        if codes.len() < PEOPLE * LISTS
            && is_voter
            && desk.person_by_codice_fiscale(&code.to_string()).is_ok()
            && desk
                .certificate_quote(&request(person.id))?
                .blocks
                .is_empty()
        {
            codes.push(code);
        }
    }
    let list: String = codes.iter().map(|code| format!("{code}\n")).collect();
    fs::write(folder.join("elenco.txt"), list)?;
    Ok(())
}

/// Certificates for an election: exempt, with the fee.
fn request(subject: PersonId) -> CertificateRequest {
    CertificateRequest {
        exempt_use: Some(UseCode("ES01".to_owned())),
        ..CertificateRequest::plain(subject, vec![CertificateCode("EL01".to_owned())])
    }
}

/// Returns a figure of this process's memory, in MiB (proc(5)).
fn memory(name: &str) -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(kib.ok_or("no memory told")?.parse::<f64>()? / 1024.0)
}

/// Returns the size of a folder's files, in MiB.
fn size(folder: &Path) -> Result<f64, Box<dyn Error>> {
    let mut total = 0;
    for entry in fs::read_dir(folder)? {
        total += entry?.metadata()?.len();
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a folder is far below 2^52 bytes"
    )]
    Ok(total as f64 / 1024.0 / 1024.0)
}
