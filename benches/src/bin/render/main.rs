//! One certificate, drawn warm, beside other engines with the same text, arms and QR code.
//!
//! Every field differs from document to document, so that nobody is answered from a cache of whole
//! pages. Peers that are not installed are told as absent.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod krilla_peer;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use benches::{keep, percentile};
use document::{Arms, SealSlot};
use domain::Sex;
use domain::certificate::{Certificate, Statement};
use fast_qr::{ECL, QRBuilder};
use serde_json::{Value, json};

#[path = "../../../../crates/document/tests/certificates/sample.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' certificates, not all used here"
)]
mod sample;

const ROUNDS: usize = 500;
/// Documents that are drawn before the clock is looked at.
const WARM: usize = 20;
/// Documents that a peer draws; some take a second for each.
const PEER_ROUNDS: usize = 100;
/// Modules of a side of every seal (version 15).
const SIDE: u16 = 77;

/// A document as peers get it, and as we do.
pub(crate) struct Order {
    certificate: Certificate,
    /// The modules: rows that begin a byte, 1 dark.
    bits: Vec<u8>,
    /// What is to be read on the page.
    pub(crate) paragraphs: Vec<String>,
    /// The symbol as a PNG, a pixel for each module.
    pub(crate) symbol: Vec<u8>,
}

/// What an engine took.
pub(crate) struct Taken {
    pub(crate) name: String,
    /// Milliseconds of CPU for each document.
    pub(crate) times: Vec<f64>,
    pub(crate) bytes: usize,
    /// What the file claims to be, as it says itself.
    pub(crate) claims: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let png = synthetic::coat_of_arms_png();
    let arms = Arms::from_png(&png)?;
    let slot = slot();
    let one = orders(|| vec![sample::residence()], &arms)?;
    let two = orders(|| vec![sample::members(14)], &arms)?;
    let mut all = vec![
        ours("sportello, sealed", &one, |order| {
            let drawn = document::render(&order.certificate, Some(&arms), Some(&slot))?;
            Ok(drawn.seal(&order.bits).pdf)
        })?,
        ours("sportello, no seal", &one, |order| {
            Ok(document::render(&order.certificate, Some(&arms), None)?
                .unsealed()
                .pdf)
        })?,
        ours("sportello, two pages, sealed", &two, |order| {
            let drawn = document::render(&order.certificate, Some(&arms), Some(&slot))?;
            Ok(drawn.seal(&order.bits).pdf)
        })?,
    ];
    all.extend(krilla_peer::run(&one, &png, ROUNDS, WARM)?);
    let work = tempfile::tempdir()?;
    let input = input(work.path(), &png, &one)?;
    let mut absent = Vec::new();
    for (program, script, engine) in [
        ("python3", "render.py", "typst"),
        ("python3", "render.py", "reportlab"),
        ("python3", "render.py", "weasyprint"),
        ("python3", "render.py", "libreoffice"),
        ("python3", "render.py", "chromium"),
        ("node", "render.mjs", "pdfmake"),
    ] {
        match peer(program, script, engine, &input) {
            Ok(taken) => all.push(taken),
            Err(reason) => absent.push(format!("{engine}: {reason}")),
        }
    }
    table(all, &absent);
    Ok(())
}

fn table(mut all: Vec<Taken>, absent: &[String]) {
    println!("one certificate, warm, same text, faces, arms and QR code; ms of CPU");
    println!("| engine | p50 | p95 | bytes | claims | times ours |");
    println!("|---|---|---|---|---|---|");
    let mut raw = Vec::new();
    let mut ours = None;
    for taken in &mut all {
        raw.extend(
            taken
                .times
                .iter()
                .map(|time| format!("{};{time:.4}", taken.name)),
        );
        taken.times.sort_by(f64::total_cmp);
        let p50 = percentile(&taken.times, 50);
        let ours = *ours.get_or_insert(p50);
        println!(
            "| {} | {p50:.3} | {:.3} | {} | {} | {:.1} |",
            taken.name,
            percentile(&taken.times, 95),
            taken.bytes,
            taken.claims,
            p50 / ours
        );
    }
    for reason in absent {
        println!("not measured: {reason}");
    }
    keep("render.csv", "engine;ms", &raw);
}

/// Returns the CPU time that this process has taken, in milliseconds.
pub(crate) fn cpu_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    #[expect(clippy::cast_precision_loss, reason = "a benchmark takes no years")]
    let (seconds, nanoseconds) = (time.tv_sec as f64, time.tv_nsec as f64);
    seconds * 1e3 + nanoseconds / 1e6
}

fn ours(
    name: &str,
    orders: &[Order],
    draw: impl Fn(&Order) -> Result<Vec<u8>, Box<dyn Error>>,
) -> Result<Taken, Box<dyn Error>> {
    let mut times = Vec::with_capacity(ROUNDS);
    let mut last = Vec::new();
    for round in 0..WARM + ROUNDS {
        let begun = cpu_ms();
        last = draw(&orders[round % orders.len()])?;
        let spent = cpu_ms() - begun;
        if round >= WARM {
            times.push(spent);
        }
    }
    Ok(Taken {
        name: name.to_owned(),
        times,
        bytes: last.len(),
        claims: claims(&last),
    })
}

/// Reads from the metadata of a file what it claims to be.
pub(crate) fn claims(pdf: &[u8]) -> String {
    let text = String::from_utf8_lossy(pdf);
    let value = |name: &str| {
        // An element or an attribute.
        let (_, rest) = text.split_once(name)?;
        let value = rest.trim_start_matches(['>', '=', '"']).chars();
        Some(
            value
                .take_while(char::is_ascii_alphanumeric)
                .collect::<String>(),
        )
    };
    let mut claims = Vec::new();
    if let (Some(part), Some(level)) = (value("pdfaid:part"), value("pdfaid:conformance")) {
        claims.push(format!("PDF/A-{part}{}", level.to_lowercase()));
    }
    if let Some(part) = value("pdfuaid:part") {
        claims.push(format!("PDF/UA-{part}"));
    }
    if claims.is_empty() {
        "nothing".to_owned()
    } else {
        claims.join(", ")
    }
}

fn slot() -> SealSlot {
    SealSlot {
        side: SIDE,
        caption: vec![
            "K7QF-2M9P".to_owned(),
            "Codice di controllo, da inserire con il numero del certificato alla pagina \
             https://cst.sintar.example/v"
                .to_owned(),
        ],
    }
}

/// Returns documents that differ in every field.
fn orders(
    statements: impl Fn() -> Vec<Statement>,
    arms: &Arms,
) -> Result<Vec<Order>, Box<dyn Error>> {
    const SURNAMES: [&str; 7] = [
        "D'AMICO",
        "SANTORO",
        "ČAPEK",
        "DE' CAPITANI",
        "QUARANTA",
        "ROSSI",
        "L'ABBATE",
    ];
    const NAMES: [&str; 5] = ["NICOLÒ", "MARIA CONCETTA", "GIOSUÈ", "ANNA", "FEDERICO"];
    let mut orders = Vec::with_capacity(WARM + PEER_ROUNDS);
    for turn in 0..WARM + PEER_ROUNDS {
        let sex = if turn % 2 == 0 {
            Sex::Male
        } else {
            Sex::Female
        };
        let subject = sample::person(SURNAMES[turn % 7], NAMES[turn % 5], sex);
        let mut certificate = sample::certificate(subject, statements());
        certificate.number = format!("E205-02-2026-{:07}", turn * 7919 % 1_000_000);
        certificate.facts.subject.birth_date = format!(
            "19{:02}-{:02}-{:02}",
            30 + turn % 70,
            1 + turn % 12,
            1 + turn % 28
        )
        .parse()?;
        let drawn = document::render(&certificate, Some(arms), Some(&slot()))?;
        let (bits, symbol) = symbol(&certificate.number)?;
        orders.push(Order {
            certificate,
            bits,
            paragraphs: drawn.text.lines().map(str::to_owned).collect(),
            symbol,
        });
    }
    Ok(orders)
}

/// Returns a symbol of the side of every seal: its bits, and a PNG of them.
fn symbol(number: &str) -> Result<(Vec<u8>, Vec<u8>), Box<dyn Error>> {
    let text = format!(
        "HTTPS://CST.SINTAR.EXAMPLE/V/{number}{}",
        "A7K2M9PQ".repeat(44)
    );
    let code = QRBuilder::new(text)
        .ecl(ECL::Q)
        .build()
        .map_err(|error| error.to_string())?;
    if code.size != usize::from(SIDE) {
        return Err(format!("the symbol has {} modules", code.size).into());
    }
    let row_bytes = code.size.div_ceil(8);
    let mut bits = vec![0_u8; code.size * row_bytes];
    for row in 0..code.size {
        for column in 0..code.size {
            if code[row][column].value() {
                bits[row * row_bytes + column / 8] |= 0x80 >> (column % 8);
            }
        }
    }
    let mut symbol = Vec::new();
    let mut encoder = png::Encoder::new(&mut symbol, u32::from(SIDE), u32::from(SIDE));
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let light: Vec<u8> = bits.iter().map(|byte| !byte).collect();
    encoder.write_header()?.write_image_data(&light)?;
    Ok((bits, symbol))
}

/// Writes what peers of other languages read.
fn input(work: &Path, png: &[u8], orders: &[Order]) -> Result<PathBuf, Box<dyn Error>> {
    std::fs::write(work.join("arms.png"), png)?;
    let mut documents = Vec::with_capacity(orders.len());
    for (turn, order) in orders.iter().enumerate() {
        let symbol = work.join(format!("seal-{turn}.png"));
        std::fs::write(&symbol, &order.symbol)?;
        documents.push(json!({ "paragraphs": order.paragraphs, "symbol": symbol }));
    }
    let input = json!({
        "documents": documents,
        "arms": work.join("arms.png"),
        "fonts": std::fs::canonicalize("crates/document/fonts")?,
        "work": work,
    });
    let path = work.join("input.json");
    std::fs::write(&path, input.to_string())?;
    Ok(path)
}

fn peer(program: &str, script: &str, engine: &str, input: &Path) -> Result<Taken, Box<dyn Error>> {
    let output = Command::new(program)
        .arg(Path::new("benches/peers").join(script))
        .args([engine.as_ref(), input.as_os_str()])
        .args([WARM.to_string(), PEER_ROUNDS.to_string()])
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(said.lines().last().unwrap_or("no reason").to_owned().into());
    }
    let said: Value = serde_json::from_slice(&output.stdout)?;
    let times = said["times_ms"].as_array().ok_or("no figures")?;
    let sample = said["sample"].as_str().ok_or("no sample")?;
    let pdf = std::fs::read(sample)?;
    // Some pack their metadata.
    let unpacked = Command::new("qpdf")
        .args(["--stream-data=uncompress", sample, "-"])
        .output()?;
    Ok(Taken {
        name: format!("{engine} {}", said["version"].as_str().unwrap_or("?")),
        times: times.iter().filter_map(Value::as_f64).collect(),
        bytes: pdf.len(),
        claims: claims(&unpacked.stdout),
    })
}
