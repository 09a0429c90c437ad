//! Around every request: its name, its place in the limits, one line of log, the counts.
//!
//! A line names the counter, never a person; the path is a pattern, since what was asked for is not
//! ours to write down.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use protocol::wire::CounterId;
use rand_core::{OsRng, RngCore};

use super::App;
use super::limits::{Standing, network};
use super::problem::{Kind, Problem};
use super::rest::Rest;

/// The header with the request's name.
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

const RATE_HEADERS: [HeaderName; 3] = [
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
];

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// What a handler finds out about its request, for the log and the headers.
#[derive(Debug, Clone, Default)]
pub(super) struct Trace(Arc<Found>);

#[derive(Debug, Default)]
struct Found {
    counter: OnceLock<String>,
    standing: OnceLock<Standing>,
    bytes_in: AtomicU64,
    entries: AtomicU64,
}

impl Trace {
    pub(super) fn set_counter(&self, counter: &CounterId) {
        let _ = self.0.counter.set(counter.to_string());
    }

    pub(super) fn set_standing(&self, standing: Standing) {
        let _ = self.0.standing.set(standing);
    }

    pub(super) fn set_bytes_in(&self, bytes: usize) {
        self.0.bytes_in.store(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn set_entries(&self, entries: usize) {
        self.0.entries.store(entries as u64, Ordering::Relaxed);
    }
}

/// Answers a request through `next`, unless it is one too many.
pub(super) async fn observe(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let name = format!("{:016x}", OsRng.next_u64());
    let trace = Trace::default();
    request.extensions_mut().insert(trace.clone());
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let peer = request.extensions().get::<Peer>().copied();
    let peer = peer.expect("a connection has an other end");
    let rest = Rest::of(&mut request);
    let counted = app.addresses.count(network(peer.0), app.centre.now());
    let response = match counted {
        Err(standing) => Problem::from(Kind::TooMany)
            .retry_after(standing.reset)
            .into_response(),
        Ok(_) => match app.requests.try_acquire() {
            Ok(_in_work) => next.run(request).await,
            Err(_) => Problem::from(Kind::Busy).into_response(),
        },
    };
    let (mut response, problem) = as_problem(response, &name);
    // Who was too slow was waited for already.
    let refused = problem.is_some() && response.status() != StatusCode::REQUEST_TIMEOUT;
    if let Some(rest) = rest.filter(|_| refused) {
        rest.drain().await;
    }
    let standing = counted.unwrap_or_else(|standing| standing);
    let standing = trace.0.standing.get().copied().unwrap_or(standing);
    let id = HeaderValue::from_str(&name).expect("hexadecimal digits fit a header");
    put_headers(response.headers_mut(), id, standing);
    let status = response.status().as_u16();
    let bytes_out = response.body().size_hint().lower();
    let entries = trace.0.entries.load(Ordering::Relaxed);
    app.metrics.bytes_out.add(bytes_out);
    app.metrics.entries.add(entries);
    app.metrics.request(&route, status, began.elapsed());
    tracing::info!(
        request = name,
        counter = trace.0.counter.get().map(String::as_str),
        %method,
        route,
        status,
        problem,
        bytes_in = trace.0.bytes_in.load(Ordering::Relaxed),
        bytes_out,
        entries,
        ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

fn put_headers(headers: &mut HeaderMap, id: HeaderValue, standing: Standing) {
    headers.insert(REQUEST_ID, id);
    let values = [
        u64::from(standing.limit),
        u64::from(standing.remaining),
        standing.reset,
    ];
    for (name, value) in RATE_HEADERS.into_iter().zip(values) {
        headers.insert(name, HeaderValue::from(value));
    }
}

/// Makes sure that a refusal is `problem+json` and names the request, whoever made it.
fn as_problem(mut response: Response, name: &str) -> (Response, Option<String>) {
    let status = response.status();
    if status.is_success() || status.is_redirection() {
        return (response, None);
    }
    let known = response.extensions_mut().remove::<Problem>();
    let problem = known.unwrap_or_else(|| of_status(status));
    let mut answer = problem.answer(Some(name));
    for (name, value) in response.headers() {
        // What the router says of its own, as `Allow`, and not what described another body.
        if name != header::CONTENT_LENGTH && !answer.headers().contains_key(name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    (answer, Some(problem.kind().uri()))
}

fn of_status(status: StatusCode) -> Problem {
    match status {
        StatusCode::NOT_FOUND => Kind::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Kind::Method,
        status if status.is_client_error() => Kind::Malformed,
        _ => Kind::Internal,
    }
    .into()
}
