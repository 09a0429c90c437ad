//! The line to the centre: HTTPS to the one authority that the enrolment named, requests signed in the ModI
//! way. One connection is kept open between the requests of an exchange.

use std::time::Duration;

use chrono::{DateTime, Utc};
use protocol::modi::{Content, DIGEST_HEADER, Request, SIGNATURE_HEADER, audience};
use protocol::sign::PublicKey;
use protocol::wire::MESSAGE_BYTES_MAX;
use rand_core::{OsRng, RngCore};
use serde::Deserialize;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::{Call, Error, Exchange, Reply, Result};

/// Longer than this nobody waits for a connection.
const CONNECT: Duration = Duration::from_secs(15);

/// A whole batch over 64 kbit/s, and the centre's answer.
const WHOLE: Duration = Duration::from_mins(5);

/// The coding of bodies (RFC 8878).
const ZSTD: &str = "zstd";

/// Near the best there is; a batch takes some milliseconds.
const LEVEL: i32 = 12;

/// A line to one centre.
pub struct Line {
    agent: ureq::Agent,
    url: String,
    audience: String,
}

impl Line {
    /// Makes a line to the centre a counter belongs to. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Address`]; the store holds no key of a centre.
    pub fn to(centre: &store::Centre) -> Result<Self> {
        let key = PublicKey::from_bytes(&centre.key)
            .ok_or_else(|| store::Error::Damaged("the centre's key".to_owned()))?;
        Ok(Self {
            agent: trusting(&centre.authority),
            url: address(&centre.url)?,
            audience: audience(&key),
        })
    }

    /// Sends a call and returns what came back, whatever its status. `at` is the time by this counter's
    /// clock.
    ///
    /// # Errors
    /// [`Error::NoAnswer`].
    pub fn call(&self, exchange: &Exchange, call: &Call, at: DateTime<Utc>) -> Result<Reply> {
        let mut nonce = [0; 16];
        OsRng.fill_bytes(&mut nonce);
        let request = Request {
            counter: exchange.counter(),
            audience: &self.audience,
            at,
            nonce,
        };
        let url = format!("{}{}", self.url, call.path);
        let answered = match call.media_type {
            None => self
                .agent
                .get(&url)
                .header("Authorization", request.authorization(exchange.key()))
                .header("Accept-Encoding", ZSTD)
                .call(),
            Some(media_type) => {
                let packed = pack(&call.body);
                let content = Content {
                    bytes: &packed,
                    media_type,
                    encoding: Some(ZSTD),
                };
                let headers = request.headers(exchange.key(), &content);
                self.agent
                    .post(&url)
                    .header("Authorization", headers.authorization)
                    .header(SIGNATURE_HEADER, headers.signature)
                    .header(DIGEST_HEADER, headers.digest)
                    .header("Content-Type", media_type)
                    .header("Content-Encoding", ZSTD)
                    .header("Accept-Encoding", ZSTD)
                    .send(&packed)
            }
        };
        read(answered)
    }
}

/// Checks an address and returns it without a slash at its end.
pub(crate) fn address(url: &str) -> Result<String> {
    let url = url.trim().trim_end_matches('/');
    let wrong = || Error::Address(url.to_owned());
    let host = url.strip_prefix("https://").ok_or_else(wrong)?;
    let is_host = !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']);
    if is_host {
        Ok(url.to_owned())
    } else {
        Err(wrong())
    }
}

/// Returns a client that believes one authority and no other.
pub(crate) fn trusting(authority: &[u8]) -> ureq::Agent {
    let certificate = Certificate::from_der(authority).to_owned();
    agent(
        TlsConfig::builder()
            .root_certs(RootCerts::new_with_certs(&[certificate]))
            .build(),
    )
}

/// Returns a client with limits on everything. It follows neither redirections nor the
/// environment's proxy: what it carries goes to the centre or nowhere.
pub(crate) fn agent(tls: TlsConfig) -> ureq::Agent {
    ureq::Agent::config_builder()
        .tls_config(tls)
        .https_only(true)
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(WHOLE))
        .build()
        .new_agent()
}

/// Reads an answer whole.
pub(crate) fn read(
    answered: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<Reply> {
    let no_answer = |error: ureq::Error| Error::NoAnswer(Box::new(error));
    let mut response = answered.map_err(no_answer)?;
    let status = response.status().as_u16();
    let is_packed = response
        .headers()
        .get("content-encoding")
        .is_some_and(|encoding| encoding == ZSTD);
    let body = response
        .body_mut()
        .with_config()
        .limit(MESSAGE_BYTES_MAX as u64)
        .read_to_vec()
        .map_err(no_answer)?;
    let body = if is_packed {
        unpack(&body).map_err(|error| Error::NoAnswer(Box::new(error)))?
    } else {
        body
    };
    Ok(Reply { status, body })
}

/// Packs a body. It is done once for each batch, and the line is what is slow.
fn pack(body: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(body, LEVEL).expect("packing needs nothing but memory")
}

/// Unpacks an answer, as long as it is no longer than a message may be.
fn unpack(body: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::bulk::decompress(body, MESSAGE_BYTES_MAX)
}

/// What of `application/problem+json` (RFC 9457) decides anything here.
#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, alias = "centreTime")]
    centre_time: Option<DateTime<Utc>>,
}

/// Tells whether an answer claims that the counter is revoked. Nothing is done on its word alone.
pub(crate) fn says_revoked(body: &[u8]) -> bool {
    serde_json::from_slice::<Problem>(body)
        .is_ok_and(|problem| problem.kind == "urn:sintar:problem:revoked")
}

/// Says why a request was refused.
pub(crate) fn refusal(status: u16, body: &[u8]) -> Error {
    let Ok(problem) = serde_json::from_slice::<Problem>(body) else {
        return Error::Refused(status);
    };
    match (problem.kind.as_str(), problem.centre_time) {
        ("urn:sintar:problem:clock", Some(time)) => Error::Clock(time),
        ("urn:sintar:problem:code", _) => Error::BadCode,
        ("urn:sintar:problem:number-taken", _) => Error::NumberTaken,
        _ => Error::Refused(status),
    }
}
