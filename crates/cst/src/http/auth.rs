//! Who asks: the ModI headers of a request against the keys of enrolled counters.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, header};
use chrono::{DateTime, Utc};
use protocol::modi::{self, Claimed, Content, Identity, Refusal};
use protocol::sign::PublicKey;
use protocol::wire::CounterId;

use super::App;
use super::observe::Trace;
use super::problem::{Kind, Problem};
use super::replay::Refused;

/// A counter whose token was verified.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) counter: CounterId,
    key: PublicKey,
    identity: Identity,
    at: DateTime<Utc>,
}

impl App {
    /// Returns who asks. It reads nothing of the body: a stranger cannot make the centre hold one.
    pub(super) async fn authenticate(
        self: &Arc<Self>,
        headers: &HeaderMap,
        trace: &Trace,
    ) -> Result<Caller, Problem> {
        let at = self.centre.now();
        let refuse = |refusal: &Refusal| Problem::of_refusal(refusal, at);
        let authorization =
            text(headers, &header::AUTHORIZATION).ok_or(Refusal::Missing("Authorization"));
        let claimed = authorization
            .and_then(Claimed::read)
            .map_err(|refusal| refuse(&refusal))?;
        let caller = self.run(move |app| app.verify(claimed, at)).await?;
        self.replay
            .take(&caller.identity, at)
            .map_err(|refused| match refused {
                Refused::Seen => Problem::from(Kind::Replay),
                Refused::BeforeStart { wait_seconds } => {
                    Problem::from(Kind::Restarted).retry_after(wait_seconds)
                }
                Refused::Full => Problem::from(Kind::TooMany).retry_after(60),
            })?;
        trace.set_counter(&caller.counter);
        let counted = self.counters.count(caller.counter.clone(), at);
        trace.set_standing(counted.unwrap_or_else(|standing| standing));
        match counted {
            Ok(_) => Ok(caller),
            Err(standing) => Err(Problem::from(Kind::TooMany).retry_after(standing.reset)),
        }
    }

    fn verify(&self, claimed: Claimed, at: DateTime<Utc>) -> Result<Caller, Problem> {
        let (counter, key) = self
            .centre
            .counter_of_key(&claimed.counter.comune, claimed.kid())?;
        let identity = claimed
            .verify(&key, &self.audience, at)
            .map_err(|refusal| Problem::of_refusal(&refusal, at))?;
        if identity.counter == counter {
            Ok(Caller {
                counter,
                key,
                identity,
                at,
            })
        } else {
            Err(Kind::WrongCounter.into())
        }
    }

    /// Makes sure that the caller signed this body, byte for byte, for this request.
    pub(super) fn check_content(
        &self,
        caller: &Caller,
        headers: &HeaderMap,
        bytes: &[u8],
    ) -> Result<(), Problem> {
        let content = Content {
            bytes,
            media_type: text(headers, &header::CONTENT_TYPE).unwrap_or_default(),
            encoding: text(headers, &header::CONTENT_ENCODING),
        };
        let named = |name: &'static str| {
            let name =
                HeaderName::from_bytes(name.as_bytes()).expect("a header of ModI has a name");
            text(headers, &name)
        };
        caller
            .identity
            .check(
                &content,
                named(modi::SIGNATURE_HEADER),
                named(modi::DIGEST_HEADER),
                &caller.key,
                &self.audience,
                caller.at,
            )
            .map_err(|refusal| Problem::of_refusal(&refusal, caller.at))
    }
}

/// Returns a header that is there once: of two, nobody knows which was meant.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}
