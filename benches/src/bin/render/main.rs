//! One certificate, drawn warm, beside Typst, ReportLab and pdfmake with the same text and picture.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use benches::{keep, percentile};
use document::Arms;
use domain::Sex;
use serde_json::{Value, json};

#[path = "../../../crates/document/tests/certificates/sample.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' certificates, not all used here"
)]
mod sample;

const ROUNDS: usize = 500;
const PEER_ROUNDS: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let png = synthetic::coat_of_arms_png();
    let arms = Arms::from_png(&png)?;
    let mut certificate = sample::certificate(
        sample::person("D'AMICO", "NICOLÒ", Sex::Male),
        vec![sample::residence()],
    );
    let mut times = Vec::with_capacity(ROUNDS);
    let mut bytes = 0;
    let mut text = String::new();
    for round in 0..ROUNDS + 10 {
        certificate.number = format!("E205-02-2026-{round:07}");
        let begun = Instant::now();
        let rendered = document::render(&certificate, Some(&arms))?;
        let spent = begun.elapsed().as_secs_f64() * 1000.0;
        if round >= 10 {
            times.push(spent);
        }
        bytes = rendered.pdf.len();
        text = rendered.text;
    }
    let raw: Vec<String> = times
        .iter()
        .map(|time| format!("sportello;{time:.4}"))
        .collect();
    times.sort_by(f64::total_cmp);
    let ours = percentile(&times, 50);
    println!("one certificate, warm, same text, face and picture; ms of CPU (ours: wall)");
    println!("| engine | p50 | p95 | bytes | times ours |");
    println!("|---|---|---|---|---|");
    println!(
        "| sportello | {ours:.2} | {:.2} | {bytes} | 1.0 |",
        percentile(&times, 95)
    );
    let work = tempfile::tempdir()?;
    let input = input(work.path(), &png, &text)?;
    let mut raw = raw;
    for (program, script, engine) in [
        ("python3", "render.py", Some("typst")),
        ("python3", "render.py", Some("reportlab")),
        ("node", "render.mjs", None),
    ] {
        let peer = peer(program, script, engine, &input)?;
        let p50 = peer["p50_ms"].as_f64().ok_or("no figure")?;
        let name = format!(
            "{} {}",
            peer["engine"].as_str().unwrap_or("?"),
            peer["version"].as_str().unwrap_or("?")
        );
        println!(
            "| {name} | {p50:.2} | {:.2} | {} | {:.1} |",
            peer["p95_ms"].as_f64().ok_or("no figure")?,
            peer["bytes"],
            p50 / ours
        );
        raw.push(format!("{name};{p50:.4}"));
    }
    keep("render.csv", "engine;ms", &raw);
    Ok(())
}

fn input(work: &Path, png: &[u8], text: &str) -> Result<std::path::PathBuf, Box<dyn Error>> {
    let arms = work.join("stemma.png");
    std::fs::write(&arms, png)?;
    let paragraphs: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let input = json!({
        "paragraphs": paragraphs,
        "arms": arms,
        "fonts": std::fs::canonicalize("crates/document/fonts")?,
        "work": work,
    });
    let path = work.join("input.json");
    std::fs::write(&path, input.to_string())?;
    Ok(path)
}

fn peer(
    program: &str,
    script: &str,
    engine: Option<&str>,
    input: &Path,
) -> Result<Value, Box<dyn Error>> {
    let output = Command::new(program)
        .arg(Path::new("benches/peers").join(script))
        .args(engine)
        .arg(input)
        .arg(PEER_ROUNDS.to_string())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
