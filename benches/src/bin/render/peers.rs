//! Engines of other languages, and whole programs: the same documents, in a process of theirs.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::orders::Load;
use crate::{PEER_ROUNDS, Taken, WARM, pdfa};

/// What runs a peer, and its name there.
const PEERS: [(&str, &str, &str); 9] = [
    ("python3", "render.py", "typst-2b"),
    ("python3", "render.py", "typst-2a"),
    ("python3", "render.py", "weasyprint"),
    ("python3", "render.py", "reportlab"),
    ("node", "render.mjs", "pdfmake"),
    ("python3", "render.py", "chromium"),
    ("python3", "render.py", "libreoffice-many"),
    ("python3", "render.py", "libreoffice"),
    ("python3", "render.py", "chromium-process"),
];

/// Has every peer draw; one that cannot is told as absent.
pub(crate) fn run(
    load: &Load,
    arms: &[u8],
    work: &Path,
    absent: &mut Vec<String>,
) -> Result<Vec<Taken>, Box<dyn Error>> {
    fs::create_dir_all(work)?;
    let input = input(load, arms, work)?;
    let mut all = Vec::new();
    for (program, script, engine) in PEERS {
        match peer(program, script, engine, &input, work) {
            Ok(taken) => all.push(taken),
            Err(reason) => absent.push(format!("{engine}: {reason}")),
        }
    }
    Ok(all)
}

/// Writes what they read.
fn input(load: &Load, arms: &[u8], work: &Path) -> Result<PathBuf, Box<dyn Error>> {
    fs::write(work.join("arms.png"), arms)?;
    let mut documents = Vec::with_capacity(load.orders.len());
    for (turn, order) in load.orders.iter().enumerate() {
        let symbol = work.join(format!("seal-{turn}.png"));
        if let Some(picture) = &order.symbol {
            fs::write(&symbol, picture)?;
        }
        documents.push(json!({
            "paragraphs": order.paragraphs,
            "title": order.title,
            "symbol": order.symbol.as_ref().map(|_| &symbol),
        }));
    }
    let input = json!({
        "documents": documents,
        "arms": work.join("arms.png"),
        "fonts": fs::canonicalize("crates/document/fonts")?,
        "work": work,
    });
    let path = work.join("input.json");
    fs::write(&path, input.to_string())?;
    Ok(path)
}

fn peer(
    program: &str,
    script: &str,
    engine: &str,
    input: &Path,
    work: &Path,
) -> Result<Taken, Box<dyn Error>> {
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
    let pdf = fs::read(said["sample"].as_str().ok_or("no sample")?)?;
    Ok(Taken {
        name: said["name"].as_str().ok_or("no name")?.to_owned(),
        times: times.iter().filter_map(Value::as_f64).collect(),
        bytes: pdf.len(),
        pdfa: pdfa::of_peer(&pdf, work),
    })
}
