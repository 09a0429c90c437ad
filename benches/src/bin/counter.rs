//! The minute at the counter: open, be searchable, type, issue durably, at 50,000 and 500,000.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::error::Error;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use benches::{PASSWORD, SEED, keep, percentile};
use desk::{ImportOptions, Paper};
use domain::certificate::{CertificateCode, CertificateRequest, UseCode};
use domain::{PersonId, RegistryStatus};

const ACTS: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    println!("seed {SEED}; ms, wall time; keys of full cost; {ACTS} acts");
    println!("| residents | step | p50 | p95 | max |");
    println!("|---|---|---|---|---|");
    let mut raw = Vec::new();
    for residents in [50_000, 500_000] {
        measure(residents, &mut raw)?;
    }
    keep("counter.csv", "residents;step;ms", &raw);
    Ok(())
}

fn measure(residents: u32, raw: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    let folder = benches::folder()?;
    let subjects = prepare(folder.path(), residents)?;
    let mut show = |step: &str, mut times: Vec<f64>| {
        raw.extend(
            times
                .iter()
                .map(|time| format!("{residents};{step};{time:.4}")),
        );
        times.sort_by(f64::total_cmp);
        println!(
            "| {residents} | {step} | {:.1} | {:.1} | {:.1} |",
            percentile(&times, 50),
            percentile(&times, 95),
            percentile(&times, 100)
        );
    };
    let (mut opened, mut ready) = (Vec::new(), Vec::new());
    let mut desk = benches::desk(folder.path());
    for _ in 0..5 {
        desk = benches::desk(folder.path());
        opened.push(timed(|| desk.session_open("prova", PASSWORD))?);
        ready.push(timed(|| desk.search_prepare())?);
    }
    show("password accepted", opened);
    show("then searchable", ready);
    let (mut quoted, mut issued, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    let mut flushed = File::create(folder.path().join("flush"))?;
    for subject in subjects {
        let request = request(subject);
        quoted.push(timed(|| desk.certificate_quote(&request))?);
        issued.push(timed(|| {
            desk.certificate_issue(&request, None, Paper::None)
        })?);
        bare.push(timed(|| {
            for _ in 0..2 {
                flushed.write_all(&[7; 4096])?;
                flushed.sync_data()?;
            }
            std::io::Result::Ok(())
        })?);
    }
    show("preview: rules and drawing", quoted);
    show("issue: rules, drawing, durable commit", issued);
    show("(two bare flushes of 4 KiB)", bare);
    Ok(())
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<f64, E> {
    let begun = Instant::now();
    std::hint::black_box(work()?);
    Ok(begun.elapsed().as_secs_f64() * 1000.0)
}

/// Makes a counter with its registry; returns residents who can have a certificate.
fn prepare(folder: &Path, residents: u32) -> Result<Vec<PersonId>, Box<dyn Error>> {
    let comune = benches::comune(residents);
    let desk = benches::new_counter(folder)?;
    let file = folder.join("subentro.xml");
    benches::write_subentro(&comune, &file)?;
    desk.import_run(&file, &ImportOptions::default(), &mut |_| ())?;
    std::fs::remove_file(&file)?;
    desk.arms_set(&synthetic::coat_of_arms_png())?;
    let mut subjects = Vec::with_capacity(ACTS);
    for person in &comune.people {
        if subjects.len() == ACTS {
            break;
        }
        if person.status == RegistryStatus::Resident
            && desk
                .certificate_quote(&request(person.id))?
                .blocks
                .is_empty()
        {
            subjects.push(person.id);
        }
    }
    Ok(subjects)
}

fn request(subject: PersonId) -> CertificateRequest {
    CertificateRequest {
        exempt_use: Some(UseCode("ES09".to_owned())),
        ..CertificateRequest::plain(subject, vec![CertificateCode("AN08".to_owned())])
    }
}
