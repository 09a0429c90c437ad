//! What the centre counts, in the text form that Prometheus reads.
//!
//! Labels are routes and statuses, never counters or comuni: their number is bounded, and they tell
//! nothing about anybody.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The bounds of the histogram of durations, in milliseconds.
const BOUNDS_MS: [u64; 10] = [1, 5, 10, 25, 50, 100, 250, 1_000, 5_000, 30_000];

/// A number that only grows, or one that goes up and down.
#[derive(Debug, Default)]
pub(super) struct Number(AtomicU64);

impl Number {
    pub(super) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub(super) fn one_less(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// All that is counted.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    requests: Mutex<BTreeMap<(String, u16), u64>>,
    durations: Mutex<BTreeMap<String, Histogram>>,
    pub(super) bytes_in: Number,
    pub(super) bytes_out: Number,
    pub(super) entries: Number,
    pub(super) connections_open: Number,
    pub(super) connections: Number,
    pub(super) handshakes_failed: Number,
    pub(super) panics: Number,
}

#[derive(Debug, Default)]
struct Histogram {
    counts: [u64; BOUNDS_MS.len()],
    count: u64,
    sum: Duration,
}

impl Metrics {
    /// Counts one answered request. `route` is a pattern of ours, not what was asked for.
    pub(super) fn request(&self, route: &str, status: u16, took: Duration) {
        let mut requests = lock(&self.requests);
        *requests.entry((route.to_owned(), status)).or_default() += 1;
        drop(requests);
        let mut durations = lock(&self.durations);
        let histogram = durations.entry(route.to_owned()).or_default();
        histogram.count += 1;
        histogram.sum += took;
        for (bound, count) in BOUNDS_MS.iter().zip(&mut histogram.counts) {
            *count += u64::from(took <= Duration::from_millis(*bound));
        }
    }

    /// Writes everything.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).expect("a text takes every write");
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        head(text, "cst_requests_total", "counter", "Requests answered.")?;
        for ((route, status), count) in lock(&self.requests).iter() {
            let labels = format!("route=\"{route}\",status=\"{status}\"");
            writeln!(text, "cst_requests_total{{{labels}}} {count}")?;
        }
        let name = "cst_request_seconds";
        head(text, name, "histogram", "Time from header to answer.")?;
        for (route, histogram) in lock(&self.durations).iter() {
            for (bound, count) in BOUNDS_MS.iter().zip(histogram.counts) {
                let bound = Duration::from_millis(*bound).as_secs_f64();
                let labels = format!("route=\"{route}\",le=\"{bound}\"");
                writeln!(text, "{name}_bucket{{{labels}}} {count}")?;
            }
            let (count, sum) = (histogram.count, histogram.sum.as_secs_f64());
            writeln!(
                text,
                "{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}"
            )?;
            writeln!(text, "{name}_sum{{route=\"{route}\"}} {sum}")?;
            writeln!(text, "{name}_count{{route=\"{route}\"}} {count}")?;
        }
        let simple = [
            (
                "cst_bytes_in_total",
                "counter",
                "Bytes of bodies received.",
                &self.bytes_in,
            ),
            (
                "cst_bytes_out_total",
                "counter",
                "Bytes of bodies sent.",
                &self.bytes_out,
            ),
            (
                "cst_entries_total",
                "counter",
                "Entries received, repeated ones too.",
                &self.entries,
            ),
            (
                "cst_connections_total",
                "counter",
                "Connections accepted.",
                &self.connections,
            ),
            (
                "cst_connections_open",
                "gauge",
                "Connections open.",
                &self.connections_open,
            ),
            (
                "cst_handshakes_failed_total",
                "counter",
                "TLS handshakes that failed.",
                &self.handshakes_failed,
            ),
            (
                "cst_panics_total",
                "counter",
                "Requests that met a bug.",
                &self.panics,
            ),
        ];
        for (name, kind, help, number) in simple {
            head(text, name, kind, help)?;
            writeln!(text, "{name} {}", number.value())?;
        }
        Ok(())
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
