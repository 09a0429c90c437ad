//! The window beside an empty Tauri window: from the start of the process to the first usable
//! paint, and the memory of all its processes then.
//!
//! Both are looked at from outside, in the memory of the same X server: the picture that stays is
//! the usable one, and its time is when it was there first.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use benches::{keep, percentile};

const ROUNDS: usize = 12;
const RESIDENTS: &str = "5000";
/// A picture that has not changed for so long is the last one.
const STAYS: Duration = Duration::from_millis(1500);
const WAIT_MAX: Duration = Duration::from_secs(30);
/// Pictures that differ in less than one byte of so many are the same: a caret blinks.
const SAME: usize = 1_000;

fn main() -> Result<(), Box<dyn Error>> {
    let programs = PathBuf::from(std::env::args().nth(1).unwrap_or("target/release".into()));
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let demo = Command::new(programs.join("sportello"))
        .args(["demo", "--residents", RESIDENTS, "--data"])
        .arg(&data)
        .stdout(Stdio::null())
        .status()?;
    if !demo.success() {
        return Err("the invented comune was not made".into());
    }
    let display = Display::start(folder.path())?;
    println!("{ROUNDS} starts of each in turn, files warm; PSS of all processes, MiB");
    println!("| window | start to usable, ms p50 | p95 | times empty | MiB p50 | times empty |");
    println!("|---|---|---|---|---|---|");
    let mut figures: [(Vec<f64>, Vec<f64>); 2] = Default::default();
    let mut raw = Vec::new();
    for round in 0..=ROUNDS {
        for (name, (times, sizes)) in ["empty-window", "sportello"].iter().zip(&mut figures) {
            let (ms, mib) = display.measure(&programs.join(name), &data)?;
            if round > 0 {
                // The first of each reads its files from the disk.
                raw.push(format!("{name};{ms:.1};{mib:.1}"));
                times.push(ms);
                sizes.push(mib);
            }
        }
    }
    for (times, sizes) in &mut figures {
        times.sort_by(f64::total_cmp);
        sizes.sort_by(f64::total_cmp);
    }
    let at = |values: &[f64]| percentile(values, 50);
    let [(empty_times, empty_sizes), _] = &figures;
    for (name, (times, sizes)) in ["empty Tauri window", "sportello"].iter().zip(&figures) {
        println!(
            "| {name} | {:.0} | {:.0} | {:.2} | {:.0} | {:.2} |",
            at(times),
            percentile(times, 95),
            at(times) / at(empty_times),
            at(sizes),
            at(sizes) / at(empty_sizes)
        );
    }
    keep("window.csv", "window;ms;mib", &raw);
    Ok(())
}

/// What the screen shows, and since when.
type Picture = (Duration, Vec<u8>);

/// An X server whose picture is a file.
struct Display {
    server: Child,
    name: String,
    picture: PathBuf,
}

impl Display {
    fn start(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24"])
            .args(["-nolisten", "tcp", "-fbdir"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = server.stdout.take().ok_or("Xvfb has no output")?;
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        Ok(Self {
            server,
            name: format!(":{}", number.trim()),
            picture: folder.join("Xvfb_screen0"),
        })
    }

    /// Starts a program; returns the milliseconds until it is usable, and its memory in MiB.
    fn measure(&self, program: &Path, data: &Path) -> Result<(f64, f64), Box<dyn Error>> {
        let before = fs::read(&self.picture)?;
        let begun = Instant::now();
        let mut child = Command::new(program)
            .env("DISPLAY", &self.name)
            .env("SPORTELLO_DATA", data)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .stderr(Stdio::null())
            .spawn()?;
        let pictures = self.pictures(begun, &before);
        let memory = memory(child.id())?;
        child.kill()?;
        child.wait()?;
        self.wait_for(&before)?;
        let pictures = pictures?;
        let last = &pictures.last().ok_or("no picture")?.1;
        let usable = pictures
            .iter()
            .find(|(_, picture)| same(picture, last))
            .ok_or("no picture")?;
        Ok((usable.0.as_secs_f64() * 1000.0, memory))
    }

    /// Takes every new picture until one stays.
    fn pictures(&self, begun: Instant, before: &[u8]) -> Result<Vec<Picture>, Box<dyn Error>> {
        let mut pictures: Vec<Picture> = Vec::new();
        while begun.elapsed() < WAIT_MAX {
            let picture = fs::read(&self.picture)?;
            let at = begun.elapsed();
            let known = pictures.last().map_or(before, |(_, last)| last.as_slice());
            if !same(&picture, known) {
                pictures.push((at, picture));
            }
            if pictures.last().is_some_and(|(last, _)| at - *last > STAYS) {
                return Ok(pictures);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Err("the window did not come to rest".into())
    }

    /// Waits until the screen is as it was.
    fn wait_for(&self, picture: &[u8]) -> Result<(), Box<dyn Error>> {
        let begun = Instant::now();
        while !same(&fs::read(&self.picture)?, picture) {
            if begun.elapsed() > WAIT_MAX {
                return Err("the window did not go away".into());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).filter(|(a, b)| a != b).count();
    one.len() == other.len() && differing < one.len() / SAME
}

/// Returns the memory of a process and of all that come from it, in MiB: what they share counts
/// for each by its part (PSS).
fn memory(root: u32) -> Result<f64, Box<dyn Error>> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let Ok(process) = entry.file_name().to_string_lossy().parse::<u32>() else {
            continue;
        };
        // The name stands in brackets and may hold blanks; state and parent come after it.
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        if let Some(Ok(parent)) = fields.split_whitespace().nth(1).map(str::parse::<u32>) {
            parents.insert(process, parent);
        }
    }
    let ours = |mut process: u32| {
        while process != root {
            match parents.get(&process) {
                Some(parent) => process = *parent,
                None => return false,
            }
        }
        true
    };
    let mut kib = 0.0;
    for process in parents.keys().filter(|process| ours(**process)) {
        let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
        let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        let pss = pss.and_then(|text| text.split_whitespace().next());
        kib += pss.ok_or("no memory told")?.parse::<f64>()?;
    }
    Ok(kib / 1024.0)
}
