//! What the benchmarks share: percentiles and rows of invented people.
//!
//! A benchmark is not a test: it prints figures and ratios, and keeps the raw ones as CSV.

use std::io::Write as _;

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
