//! `cst serve`: listens until it is told to stop.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use domain::Clock;
use domain::clock::SystemClock;
use protocol::wire::EnrolmentCode;
use serde::Serialize;
use tracing_subscriber::EnvFilter;

use super::Place;
use super::failure::Failure;
use super::open::make_private;
use super::output::Output;
use crate::http::{self, Addresses, Limits, Listening};
use crate::tls::{Source, Tls};

#[derive(Args)]
pub(super) struct ServeArgs {
    /// Indirizzo e porta
    #[arg(long, env = "CST_LISTEN", default_value = "127.0.0.1:8443")]
    listen: SocketAddr,
    /// Nome o indirizzo con cui gli sportelli chiamano il centro; si può ripetere
    #[arg(long, env = "CST_HOSTNAME", value_delimiter = ',')]
    name: Vec<String>,
    /// Indirizzo e porta delle misure per Prometheus, in HTTP: solo per la rete interna
    #[arg(long, env = "CST_METRICS", value_name = "INDIRIZZO")]
    metrics: Option<SocketAddr>,
    /// Richieste al minuto di uno sportello
    #[arg(long, value_name = "N", default_value_t = Limits::default().counter_per_minute)]
    counter_per_minute: u32,
    /// Richieste al minuto da un indirizzo di rete
    #[arg(long, value_name = "N", default_value_t = Limits::default().address_per_minute)]
    address_per_minute: u32,
    /// Secondi concessi a un contenuto, oltre a quelli che la sua lunghezza richiede
    #[arg(long, value_name = "SECONDI", default_value_t = Limits::default().body_grace.as_secs())]
    body_seconds: u64,
    /// Richieste elaborate insieme
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=512))]
    workers: u16,
}

/// What a started centre says of itself.
#[derive(Serialize)]
struct Started {
    /// Where counters reach it.
    url: String,
    /// Fingerprint (SHA-256, hexadecimal) of the authority's certificate, cut as in enrolment codes.
    authority: String,
    /// Where its counts are.
    metrics: Option<String>,
}

/// Serves until SIGTERM or SIGINT.
pub(super) fn serve(place: &Place, args: &ServeArgs, output: &Output) -> Result<(), Failure> {
    start_log();
    let limits = args.limits();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .max_blocking_threads(limits.workers + 4)
        .thread_name("cst")
        .enable_all()
        .build()
        .map_err(|error| Failure::outside(format!("Non riesco ad avviare il servizio: {error}")))?;
    make_private(&place.data).map_err(|error| Failure::file(&place.data, &error))?;
    let tls = tls(place, args)?;
    place.serve_with(tls.authority())?;
    let centre = place.centre()?;
    let fingerprint = EnrolmentCode::fingerprint(tls.authority());
    let addresses = Addresses {
        service: args.listen,
        metrics: args.metrics,
    };
    runtime.block_on(async {
        // Before the port is open: who sees it open may stop the program at once.
        let stop = stop_signal()?;
        let listening = http::listen(centre, tls, limits, addresses).await;
        let listening = listening.map_err(|error| {
            let listen = args.listen;
            Failure::outside(format!("Non riesco ad aprire {listen}: {error}"))
        })?;
        announce(&listening, &fingerprint, output)?;
        listening.serve(stop).await;
        Ok(())
    })
}

fn announce(listening: &Listening, fingerprint: &[u8], output: &Output) -> Result<(), Failure> {
    let failed =
        |error| Failure::outside(format!("Il sistema non dice a quale indirizzo: {error}"));
    let metrics = listening.metrics_address().map_err(failed)?;
    let started = Started {
        url: format!("https://{}", listening.address().map_err(failed)?),
        authority: hex::encode(fingerprint),
        metrics: metrics.map(|address| format!("http://{address}/metrics")),
    };
    tracing::info!(url = started.url, "listening");
    output.show(&started, |started| {
        format!(
            "Il centro servizi risponde su {}. Si ferma con Ctrl+C.",
            started.url
        )
    })
}

fn tls(place: &Place, args: &ServeArgs) -> Result<Tls, Failure> {
    let source = match place.tls_files() {
        Some((certificates, key)) => Source::Files {
            certificates: certificates.to_owned(),
            key: key.to_owned(),
        },
        None => Source::Own {
            authority: Box::new(place.own_authority()?),
            names: args.names(),
        },
    };
    Ok(Tls::new(source, SystemClock.now())?)
}

impl ServeArgs {
    /// Returns the names of the server: those given, this machine's, and where it listens.
    fn names(&self) -> Vec<String> {
        let mut names = self.name.clone();
        names.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let host = host.trim();
        if !host.is_empty() && host != "(none)" {
            names.push(host.to_owned());
        }
        if !self.listen.ip().is_unspecified() {
            names.push(self.listen.ip().to_string());
        }
        names.sort();
        names.dedup();
        names
    }

    fn limits(&self) -> Limits {
        Limits {
            counter_per_minute: self.counter_per_minute,
            address_per_minute: self.address_per_minute,
            body_grace: Duration::from_secs(self.body_seconds),
            workers: usize::from(self.workers),
            ..Limits::default()
        }
    }
}

/// Returns what is done once the program is told to stop.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = |error| Failure::outside(format!("Non riesco a ricevere segnali: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Returns what is done once the program is told to stop.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// One JSON object a line on standard error; `CST_LOG` says how much.
fn start_log() {
    let filter = EnvFilter::try_from_env("CST_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // A second subscriber (a test that serves twice) is no reason to stop.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
