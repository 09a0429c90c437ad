//! The centre over HTTPS: who asks, within which limits, and which call of [`Centre`] answers.
//!
//! A handler authenticates, reads, makes one call and answers; all that computes or waits for the
//! storage runs on a bounded pool of threads. What is deliberately **not** here: any rule about journals,
//! feeds or counters.

mod auth;
mod body;
mod limits;
mod metrics;
mod observe;
mod openapi;
mod problem;
mod range;
mod replay;
mod rest;
mod routes;
mod server;

use std::net::IpAddr;
use std::sync::Arc;

use protocol::modi;
use protocol::wire::CounterId;
use tokio::sync::Semaphore;

use crate::Centre;
use limits::Rates;
use metrics::Metrics;
use problem::{Kind, Problem};
use replay::Replay;

pub use limits::Limits;
pub use openapi::document as openapi;
pub use server::{Addresses, Listening, listen};

/// What all requests share.
struct App {
    centre: Centre,
    /// Certificate of the authority (DER).
    authority: Vec<u8>,
    audience: String,
    limits: Limits,
    replay: Replay,
    counters: Rates<CounterId>,
    addresses: Rates<IpAddr>,
    metrics: Metrics,
    /// Requests in work.
    requests: Semaphore,
    /// Threads.
    workers: Arc<Semaphore>,
    /// Memory for bodies, in KiB.
    memory: Semaphore,
}

impl App {
    fn new(centre: Centre, authority: Vec<u8>, limits: Limits) -> Self {
        Self {
            audience: modi::audience(&centre.public_key()),
            replay: Replay::new(centre.now()),
            counters: Rates::new(limits.counter_per_minute),
            addresses: Rates::new(limits.address_per_minute),
            metrics: Metrics::default(),
            requests: Semaphore::new(limits.requests),
            workers: Arc::new(Semaphore::new(limits.workers)),
            memory: Semaphore::new(limits.body_bytes_held >> 10),
            centre,
            authority,
            limits,
        }
    }

    /// Runs work that computes or waits for the storage, when a thread is free.
    ///
    /// It goes on when the asker leaves: what was begun is finished or rolled back, and a repeated
    /// request finds it done.
    async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let free = self.workers.clone().acquire_owned();
        let Ok(permit) = tokio::time::timeout(self.limits.wait, free).await else {
            return Err(Kind::Busy.into());
        };
        let permit = permit.expect("the pool is never closed");
        let app = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&app)
        });
        match done.await {
            Ok(done) => done,
            Err(error) => {
                self.metrics.panics.add(1);
                tracing::error!(%error, "a request met a bug");
                Err(Kind::Internal.into())
            }
        }
    }
}
