//! The listener: connections in, TLS, one task each, and a stop that lets open requests end.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_rustls::TlsAcceptor;

use super::limits::{HEADER_BYTES_MAX, HEADERS_MAX, Limits, network};
use super::observe::Peer;
use super::{App, routes};
use crate::Centre;
use crate::tls::Tls;

/// How often the server's certificate is made or read anew.
const RENEWAL: Duration = Duration::from_secs(24 * 60 * 60);

/// After a failed `accept` (no file descriptor left) the next one waits so long.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Where to listen.
#[derive(Debug, Clone, Copy)]
pub struct Addresses {
    /// HTTPS.
    pub service: SocketAddr,
    /// Plain HTTP for the counts, on a network that nobody else reaches.
    pub metrics: Option<SocketAddr>,
}

/// A centre that has its ports and takes connections once [`Listening::serve`] runs.
pub struct Listening {
    app: Arc<App>,
    tls: Tls,
    service: TcpListener,
    metrics: Option<TcpListener>,
}

/// Takes the ports.
///
/// # Errors
/// An address is in use, or not of this machine.
pub async fn listen(
    centre: Centre,
    tls: Tls,
    limits: Limits,
    addresses: Addresses,
) -> io::Result<Listening> {
    let service = TcpListener::bind(addresses.service).await?;
    let metrics = match addresses.metrics {
        Some(address) => Some(TcpListener::bind(address).await?),
        None => None,
    };
    let authority = tls.authority().to_vec();
    Ok(Listening {
        app: Arc::new(App::new(centre, authority, limits)),
        tls,
        service,
        metrics,
    })
}

impl Listening {
    /// Returns where it listens for counters.
    ///
    /// # Errors
    /// The system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.service.local_addr()
    }

    /// Returns where it tells its counts.
    ///
    /// # Errors
    /// The system does not say.
    pub fn metrics_address(&self) -> io::Result<Option<SocketAddr>> {
        self.metrics
            .as_ref()
            .map(TcpListener::local_addr)
            .transpose()
    }

    /// Serves until `stop` is done, then lets open requests end.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let Self {
            app,
            tls,
            service,
            metrics,
        } = self;
        let (stopping, stopped) = watch::channel(false);
        if let Some(metrics) = metrics {
            let router = routes::metrics(app.clone());
            tokio::spawn(serve_metrics(metrics, router, app.clone(), stopped));
        }
        let connections = Connections {
            router: routes::router(app.clone()),
            acceptor: TlsAcceptor::from(tls.config()),
            open: Arc::new(Semaphore::new(app.limits.connections)),
            by_network: Arc::default(),
            graceful: GracefulShutdown::new(),
            app,
        };
        let mut renewal = tokio::time::interval(RENEWAL);
        renewal.tick().await;
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                _ = renewal.tick() => connections.renew(&tls),
                accepted = service.accept() => match accepted {
                    Ok((stream, peer)) => connections.take(stream, peer.ip()),
                    Err(error) => {
                        tracing::warn!(%error, "a connection was not accepted");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
            }
        }
        drop(service);
        tracing::info!("stopping");
        let _ = stopping.send(true);
        connections.finish().await;
    }
}

struct Connections {
    app: Arc<App>,
    router: Router,
    acceptor: TlsAcceptor,
    open: Arc<Semaphore>,
    by_network: Arc<Mutex<HashMap<IpAddr, usize>>>,
    graceful: GracefulShutdown,
}

impl Connections {
    /// Serves a connection in a task of its own. One too many is closed at once: what it could be told would cost
    /// a handshake.
    fn take(&self, stream: TcpStream, peer: IpAddr) {
        let Some(place) = self.place(peer) else {
            return;
        };
        // Answers are short; waiting for more of them would only add delay.
        let _ = stream.set_nodelay(true);
        self.app.metrics.connections.add(1);
        self.app.metrics.connections_open.add(1);
        let acceptor = self.acceptor.clone();
        let router = self.router.clone();
        let app = self.app.clone();
        let watcher = self.graceful.watcher();
        tokio::spawn(async move {
            let handshake = acceptor.accept(stream);
            match tokio::time::timeout(app.limits.handshake, handshake).await {
                Ok(Ok(stream)) => {
                    let connection = builder(&app.limits)
                        .serve_connection(TokioIo::new(stream), service(router, peer));
                    if let Err(error) = watcher.watch(connection).await {
                        tracing::debug!(%error, "a connection ended badly");
                    }
                }
                Ok(Err(_)) | Err(_) => app.metrics.handshakes_failed.add(1),
            }
            app.metrics.connections_open.one_less();
            drop(place);
        });
    }

    fn place(&self, peer: IpAddr) -> Option<Place> {
        let permit = self.open.clone().try_acquire_owned().ok()?;
        let network = network(peer);
        let mut counts = self
            .by_network
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(network).or_default();
        if *count >= self.app.limits.connections_per_address {
            return None;
        }
        *count += 1;
        drop(counts);
        Some(Place {
            network,
            counts: self.by_network.clone(),
            _permit: permit,
        })
    }

    fn renew(&self, tls: &Tls) {
        match tls.renew(self.app.centre.now()) {
            Ok(()) => tracing::info!("the certificate was renewed"),
            Err(error) => tracing::error!(%error, "the certificate was not renewed"),
        }
    }

    async fn finish(self) {
        let limit = self.app.limits.stop;
        let open = self.graceful.shutdown();
        if tokio::time::timeout(limit, open).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
    }
}

/// One of the connections that may be open, given back when dropped.
struct Place {
    network: IpAddr,
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.network);
            }
        }
    }
}

fn builder(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle)
        .max_buf_size(HEADER_BYTES_MAX)
        .max_headers(HEADERS_MAX);
    builder
}

/// Lets the router see who is at the other end.
fn service(
    router: Router,
    peer: IpAddr,
) -> impl Service<Request<Incoming>, Response = Response<Body>, Error = Infallible, Future: Send + 'static>
{
    let router = TowerToHyperService::new(router);
    service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.call(request)
    })
}

/// Serves the counts, one connection after the other: one reader comes every few seconds.
async fn serve_metrics(
    listener: TcpListener,
    router: Router,
    app: Arc<App>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => return,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        serve_one_metrics(stream, router.clone(), peer.ip(), &app).await;
    }
}

async fn serve_one_metrics(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    peer: IpAddr,
    app: &App,
) {
    let mut builder = builder(&app.limits);
    builder.keep_alive(false);
    let connection = builder.serve_connection(TokioIo::new(stream), service(router, peer));
    let _ = tokio::time::timeout(app.limits.handshake, connection).await;
}
