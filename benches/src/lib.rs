//! What the benchmarks share: percentiles and rows of invented people.
//!
//! A benchmark is not a test: it prints figures and ratios, and keeps the raw ones as CSV.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use desk::{Desk, Printers, Setup};
use domain::BelfioreCode;
use domain::clock::SystemClock;
use printing::{PrintJob, Printed, PrinterInfo};
use synthetic::Comune;

/// The seed of every invented comune.
pub const SEED: u64 = 1;
/// The password of every counter.
pub const PASSWORD: &str = "parola-di-prova";

/// Returns the value under which `percent` of the sorted values lie.
#[must_use]
pub fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted[(sorted.len() - 1) * percent / 100]
}

/// Appends lines to a file of raw figures; a benchmark that cannot keep them says so.
pub fn keep(name: &str, header: &str, lines: &[String]) {
    let folder = std::path::Path::new("benches/results");
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let mut file = std::fs::File::create(folder.join(name))?;
        writeln!(file, "{header}")?;
        lines.iter().try_for_each(|line| writeln!(file, "{line}"))
    };
    if let Err(error) = write() {
        eprintln!("raw figures of {name} were not kept: {error}");
    }
}

/// Makes a folder on the disk of the checkout: a folder in memory would flush for nothing.
///
/// # Errors
/// The disk does not take it.
pub fn folder() -> std::io::Result<tempfile::TempDir> {
    tempfile::tempdir_in("benches/results")
}

/// Invents a comune.
#[must_use]
pub fn comune(residents: u32) -> Comune {
    synthetic::generate(&synthetic::Options {
        residents,
        seed: SEED,
        belfiore: BelfioreCode("E205".to_owned()),
        as_of: chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default(),
    })
}

/// Writes the subentro file of a comune.
///
/// # Errors
/// The disk does not take it.
pub fn write_subentro(comune: &Comune, path: &Path) -> std::io::Result<()> {
    let mut output = BufWriter::new(File::create(path)?);
    synthetic::write_subentro(comune, &mut output)?;
    output.flush()
}

/// Returns a desk over a folder, with keys of full cost and no printer.
#[must_use]
pub fn desk(folder: &Path) -> Desk {
    Desk::new(folder, Arc::new(SystemClock), Box::new(NoPaper))
}

/// Makes a counter with no registry.
///
/// # Errors
/// The folder cannot hold one.
pub fn new_counter(folder: &Path) -> Result<Desk, Box<dyn Error>> {
    let desk = desk(folder);
    desk.store_create(&Setup {
        belfiore: BelfioreCode("E205".to_owned()),
        counter: "01".to_owned(),
        operator: "prova".to_owned(),
        operator_name: "Prova Inventata".to_owned(),
        password: PASSWORD.to_owned(),
    })?;
    Ok(desk)
}

/// Paper is not measured here.
struct NoPaper;

impl Printers for NoPaper {
    fn list(&self) -> Result<Vec<PrinterInfo>, printing::Error> {
        Ok(Vec::new())
    }

    fn print(&self, _job: &PrintJob<'_>) -> Result<Printed, printing::Error> {
        Err(printing::Error::NoPrinter)
    }
}
