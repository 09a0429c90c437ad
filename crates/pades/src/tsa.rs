//! Time stamps of an authority (RFC 3161): asked for over HTTP, and checked as if it were an enemy.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use cms::content_info::ContentInfo;
use der::asn1::{Int, OctetString};
use der::{Decode, Encode};
use rsa::rand_core::{OsRng, RngCore};
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use x509_tsp::{MessageImprint, TimeStampReq, TimeStampResp, TspVersion};

use crate::anchors::Anchors;
use crate::cms::sha256;
use crate::crypto::Hash;
use crate::token::{self, Token, TokenProblem};

/// An authority that is not there must not keep a clerk waiting.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// A token with its chain has 4 to 10 kB.
const ANSWER_BYTES_MAX: u64 = 64 << 10;
/// How far the authority's clock may be from ours: ours may be wrong, but not by days.
const CLOCKS_APART_MAX: TimeDelta = TimeDelta::hours(24);

/// A time-stamping authority.
#[derive(Debug, Clone)]
pub struct Tsa {
    /// Its address, `http://…` or `https://…`.
    pub url: String,
    /// How long the whole exchange may take.
    pub timeout: Duration,
    /// Whom its certificate must descend from; `None` leaves that to who verifies.
    pub anchors: Option<Anchors>,
}

/// Why there is no time stamp. The signature is there all the same.
#[derive(Debug, thiserror::Error)]
pub enum TsaProblem {
    /// It does not answer, or not in time.
    #[error("time-stamping authority {url} does not answer")]
    Unreachable {
        /// Its address.
        url: String,
        /// The cause.
        #[source]
        source: Box<ureq::Error>,
    },
    /// The server at its `https` address shows a certificate that nobody who is believed has issued.
    #[error("server of time-stamping authority {url} is not believed")]
    ServerNotTrusted {
        /// Its address.
        url: String,
        /// The cause.
        #[source]
        source: Box<ureq::Error>,
    },
    /// It answered with an error.
    #[error("time-stamping authority answered HTTP {0}")]
    Status(u16),
    /// It refused the request (RFC 3161, 2.4.2).
    #[error("time-stamping authority refused: {0}")]
    Refused(String),
    /// The answer is longer than any token.
    #[error("answer of the time-stamping authority is too long")]
    TooLarge,
    /// The answer broke off, or is not one of RFC 3161.
    #[error("answer of the time-stamping authority is not understood")]
    Answer,
    /// The answer is to another question.
    #[error("time stamp is not of this request")]
    OtherRequest,
    /// The time is more than a day from that of the counter.
    #[error("time stamp says {time}")]
    Time {
        /// What it says.
        time: DateTime<Utc>,
    },
    /// The token itself is not good.
    #[error("time stamp is not good")]
    Token(#[from] TokenProblem),
    /// The signature and the token do not fit into the room of the signature.
    #[error("no room for the time stamp")]
    Room,
}

/// Asks for a time stamp over the value of a signature.
pub(crate) fn stamp(
    tsa: &Tsa,
    signature: &[u8],
    now: DateTime<Utc>,
) -> Result<ContentInfo, TsaProblem> {
    let imprint = Hash::Sha256.digest(&[signature]);
    // Positive and not short: 63 random bits behind a set one.
    let nonce = (OsRng.next_u64() >> 2 | 1 << 62).to_be_bytes();
    let request = request(&imprint, &nonce).map_err(|_| TsaProblem::Answer)?;
    let answer = post(tsa, &request)?;
    let response = TimeStampResp::from_der(&answer).map_err(|_| TsaProblem::Answer)?;
    // 0 granted, 1 granted with changes (RFC 3161, 2.4.2).
    let status = response.status.status as u32;
    let Some(info) = response.time_stamp_token.filter(|_| status <= 1) else {
        return Err(TsaProblem::Refused(format!("{:?}", response.status.status)));
    };
    let token = Token::read(&info)?;
    if token.nonce() != Some(nonce.as_slice()) {
        return Err(TsaProblem::OtherRequest);
    }
    token.check(&[signature])?;
    let time = token.time();
    if (time - now).abs() > CLOCKS_APART_MAX {
        return Err(TsaProblem::Time { time });
    }
    if let Some(anchors) = &tsa.anchors {
        token::check_chain(&token, anchors).map_err(TokenProblem::from)?;
    }
    Ok(info)
}

fn request(imprint: &[u8], nonce: &[u8]) -> Result<Vec<u8>, der::Error> {
    let request = TimeStampReq {
        version: TspVersion::V1,
        message_imprint: MessageImprint {
            hash_algorithm: sha256(),
            hashed_message: OctetString::new(imprint)?,
        },
        req_policy: None,
        nonce: Some(Int::new(nonce)?),
        // A verifier needs the authority's certificate beside the token.
        cert_req: true,
        extensions: None,
    };
    request.to_der()
}

/// Sends the request.
///
/// The server of an `https` address is believed when an authority of the web has issued its certificate
/// (Mozilla's list, compiled in), or else an authority of the settings: an office may run its own. It is a
/// matter of who sees the traffic; whether the stamp is good is told by the token alone.
fn post(tsa: &Tsa, request: &[u8]) -> Result<Vec<u8>, TsaProblem> {
    match post_to(tsa, request, RootCerts::WebPki) {
        Err(TsaProblem::ServerNotTrusted { .. }) if tsa.anchors.is_some() => {
            let anchors = tsa.anchors.iter().flat_map(Anchors::to_der);
            let roots = anchors.map(|der| Certificate::from_der(&der).to_owned());
            let roots: Vec<Certificate<'static>> = roots.collect();
            post_to(tsa, request, RootCerts::Specific(Arc::new(roots)))
        }
        answer => answer,
    }
}

/// The proxy of the environment is ignored, as for everything that the counter sends.
fn post_to(tsa: &Tsa, request: &[u8], roots: RootCerts) -> Result<Vec<u8>, TsaProblem> {
    let agent: Agent = Agent::config_builder()
        .proxy(None)
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .timeout_connect(Some(CONNECT_TIMEOUT.min(tsa.timeout)))
        .timeout_global(Some(tsa.timeout))
        .build()
        .into();
    let answer = agent
        .post(&tsa.url)
        .header("content-type", "application/timestamp-query")
        .send(request)
        .map_err(|error| match error {
            ureq::Error::StatusCode(code) => TsaProblem::Status(code),
            source if is_about_certificate(&source) => TsaProblem::ServerNotTrusted {
                url: tsa.url.clone(),
                source: Box::new(source),
            },
            source => TsaProblem::Unreachable {
                url: tsa.url.clone(),
                source: Box::new(source),
            },
        })?;
    let mut body = Vec::new();
    answer
        .into_body()
        .into_reader()
        .take(ANSWER_BYTES_MAX + 1)
        .read_to_end(&mut body)
        .map_err(|error| TsaProblem::Unreachable {
            url: tsa.url.clone(),
            source: Box::new(ureq::Error::from(error)),
        })?;
    if body.len() as u64 > ANSWER_BYTES_MAX {
        return Err(TsaProblem::TooLarge);
    }
    Ok(body)
}

/// Tells whether a connection failed because of the certificate of the server.
fn is_about_certificate(error: &ureq::Error) -> bool {
    let inner = match error {
        ureq::Error::Rustls(error) => Some(error),
        ureq::Error::Io(error) => error.get_ref().and_then(|error| error.downcast_ref()),
        _ => None,
    };
    matches!(inner, Some(rustls::Error::InvalidCertificate(_)))
}
