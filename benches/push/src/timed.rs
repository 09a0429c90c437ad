//! Wall and processor time; of the database too, when it is another program.

use std::error::Error;
use std::time::Instant;

/// What a run took, in seconds.
#[derive(Clone, Copy)]
pub(crate) struct Timed {
    wall: f64,
    centre: f64,
    database: f64,
}

impl Timed {
    pub(crate) fn raw(&self) -> String {
        format!("{:.3};{:.2};{:.2}", self.wall, self.centre, self.database)
    }
}

/// Times work, and the server whose first process has the number `database`.
pub(crate) fn timed(
    database: Option<u32>,
    work: impl FnOnce() -> Result<(), Box<dyn Error>>,
) -> Result<Timed, Box<dyn Error>> {
    let processor =
        || -> std::io::Result<(f64, f64)> { Ok((own()?, database.map_or(Ok(0.0), family)?)) };
    let before = processor()?;
    let begun = Instant::now();
    work()?;
    let wall = begun.elapsed().as_secs_f64();
    let after = processor()?;
    Ok(Timed {
        wall,
        centre: after.0 - before.0,
        database: after.1 - before.1,
    })
}

/// Writes the rest of a line of the table.
pub(crate) fn row(runs: &[Timed], entries: usize) -> String {
    let count = f64::from(u32::try_from(entries).unwrap_or(u32::MAX));
    let sorted = |of: fn(&Timed) -> f64| {
        let mut all: Vec<f64> = runs.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        (all[0], all[all.len() - 1])
    };
    let (best, worst) = sorted(|timed| timed.wall);
    let each =
        |(least, most): (f64, f64)| format!("{:.1}–{:.1}", least * 1e6 / count, most * 1e6 / count);
    format!(
        "{:.0}–{:.0} | {} | {} |",
        count / worst,
        count / best,
        each(sorted(|timed| timed.centre)),
        each(sorted(|timed| timed.database)),
    )
}

fn own() -> std::io::Result<f64> {
    Ok(seconds(&std::fs::read_to_string("/proc/self/stat")?, false))
}

/// Returns the processor time of a process, of its children, and of those that ended.
fn family(parent: u32) -> std::io::Result<f64> {
    let mut total = seconds(
        &std::fs::read_to_string(format!("/proc/{parent}/stat"))?,
        true,
    );
    for process in std::fs::read_dir("/proc")? {
        // One that ends meanwhile is counted by its parent.
        let Ok(stat) = std::fs::read_to_string(process?.path().join("stat")) else {
            continue;
        };
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        if after_name.split_whitespace().nth(1) == Some(&parent.to_string()) {
            total += seconds(&stat, true);
        }
    }
    Ok(total)
}

/// Reads user and system time of a line of `/proc`, in hundredths of a second on every Linux.
fn seconds(stat: &str, with_ended_children: bool) -> f64 {
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let wanted = if with_ended_children { 4 } else { 2 };
    let ticks = fields.split_whitespace().skip(11).take(wanted);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}
