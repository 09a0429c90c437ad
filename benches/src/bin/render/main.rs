//! Certificates drawn, sealed and signed, warm, beside other engines with the same text, arms and
//! QR code: one page, a household of two pages, and every kind of the catalogue in turn.
//!
//! Every field differs from document to document, so that nobody is answered from a cache of whole
//! pages. Peers that are not installed are told as absent. Time is CPU time: the clock on the wall
//! would tell of whatever else the machine is doing.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod krilla_peer;
mod orders;
mod ours;
mod pdfa;
mod peers;

use std::error::Error;
use std::path::Path;

use benches::{keep, percentile};
use orders::{Load, Order};
use ours::Counter;

/// The tests' rules of PDF/A-2a and PDF/UA-1, for our own documents.
#[path = "../../../../crates/document/tests/conformance/rules/mod.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' rules, not all used here"
)]
mod rules;

/// The tests' certificates.
#[path = "../../../../crates/document/tests/certificates/sample.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' certificates, not all used here"
)]
mod sample;

/// The tests' certificates of every kind.
#[path = "../../../../crates/document/src/wording/tests/sample.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' certificates, not all used here"
)]
mod catalogue;

/// Documents of ours, and of what runs in this process, for each figure.
const ROUNDS: usize = 500;
/// Documents that are drawn before the clock is looked at: each kind of the catalogue once.
const WARM: usize = 45;
/// Documents that a peer of another process draws.
const PEER_ROUNDS: usize = 90;

/// What an engine took.
struct Taken {
    name: String,
    /// Milliseconds of CPU for each document.
    times: Vec<f64>,
    /// Bytes of the last document.
    bytes: usize,
    /// What became of PDF/A.
    pdfa: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let counter = Counter::new()?;
    let work = tempfile::tempdir()?;
    let mut raw = Vec::new();
    println!("Certificates, warm, same text, faces, arms and QR code; ms of CPU for each.");
    println!(
        "The first line of each document is what the others are compared with: a page and a symbol \
         that is there already."
    );
    println!();
    println!("| document | engine | p50 | p95 | bytes | PDF/A | times ours |");
    println!("|---|---|---|---|---|---|---|");
    let mut absent = Vec::new();
    for load in orders::loads(&counter)? {
        let mut all = ours::run(&counter, &load.orders)?;
        all.extend(krilla_peer::run(&load.orders, &counter.arms_png)?);
        let folder = work.path().join(load.name.replace(' ', "-"));
        all.extend(peers::run(&load, &counter.arms_png, &folder, &mut absent)?);
        lines(&load, all, &mut raw);
    }
    absent.dedup();
    for reason in absent {
        println!("\nNot measured: {reason}");
    }
    keep("render.csv", "document;engine;ms", &raw);
    kinds(&counter, work.path())
}

fn lines(load: &Load, all: Vec<Taken>, raw: &mut Vec<String>) {
    let mut ours = None;
    for mut taken in all {
        let times = taken.times.iter();
        raw.extend(times.map(|time| format!("{};{};{time:.4}", load.name, taken.name)));
        taken.times.sort_by(f64::total_cmp);
        let p50 = percentile(&taken.times, 50);
        let ours = *ours.get_or_insert(p50);
        println!(
            "| {} | {} | {p50:.3} | {:.3} | {} | {} | {:.1} |",
            load.name,
            taken.name,
            percentile(&taken.times, 95),
            taken.bytes,
            taken.pdfa,
            p50 / ours
        );
    }
}

/// Every kind by itself.
fn kinds(counter: &Counter, work: &Path) -> Result<(), Box<dyn Error>> {
    println!("\nEach kind, with what is stated of an invented person; ms of CPU.\n");
    println!("| kind | drawn p50 | p95 | drawn and sealed p50 | p95 | pages | bytes | PDF/A |");
    println!("|---|---|---|---|---|---|---|---|");
    let mut raw = Vec::new();
    for (code, _) in catalogue::issuable() {
        let orders = orders::of_kind(counter, &code)?;
        let mut drawn = ours::drawn(counter, &orders)?;
        let mut sealed = ours::sealed(counter, &orders)?;
        for taken in [&drawn, &sealed] {
            let times = taken.times.iter();
            raw.extend(times.map(|time| format!("{code};{};{time:.4}", taken.name)));
        }
        drawn.times.sort_by(f64::total_cmp);
        sealed.times.sort_by(f64::total_cmp);
        let pdf = counter.issue(&orders[0])?;
        println!(
            "| {code} | {:.3} | {:.3} | {} | {} | {} | {} |",
            percentile(&drawn.times, 50),
            percentile(&drawn.times, 95),
            if orders[0].slot.is_some() {
                format!(
                    "{:.3} | {:.3}",
                    percentile(&sealed.times, 50),
                    percentile(&sealed.times, 95)
                )
            } else {
                "no seal | ".to_owned()
            },
            pdf.pages,
            pdf.pdf.len(),
            pdfa::of_ours(&pdf.pdf, 0, work)
        );
    }
    keep("render-kinds.csv", "kind;step;ms", &raw);
    Ok(())
}

/// Returns the CPU time that this process has taken, in milliseconds.
fn cpu_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "a benchmark takes no years")]
    let (seconds, nanoseconds) = (time.tv_sec as f64, time.tv_nsec as f64);
    seconds * 1e3 + nanoseconds / 1e6
}

/// Times a step for documents in turn; returns the milliseconds of each and the last document.
fn timed(
    orders: &[Order],
    rounds: usize,
    mut step: impl FnMut(&Order) -> Result<Vec<u8>, Box<dyn Error>>,
) -> Result<(Vec<f64>, Vec<u8>), Box<dyn Error>> {
    let mut times = Vec::with_capacity(rounds);
    let mut last = Vec::new();
    for round in 0..WARM + rounds {
        let begun = cpu_ms();
        last = step(&orders[round % orders.len()])?;
        let spent = cpu_ms() - begun;
        if round >= WARM {
            times.push(spent);
        }
    }
    Ok((times, last))
}
