//! What a counter asks, signed with its key.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use protocol::wire::{Batch, MEDIA_TYPE, MESSAGE_BYTES_MAX};

use crate::http::App;
use crate::http::body::{Message, Packing};
use crate::http::observe::Trace;
use crate::http::problem::{Kind, Problem};

/// Takes in a batch of the caller's journal.
#[utoipa::path(
    post, path = "/v1/journal", tag = "journal", operation_id = "deliverJournal",
    summary = "Consegna del giornale",
    description = "Prende in carico un lotto di registrazioni. La risposta è firmata dal centro servizi; un lotto ripetuto riceve la prima risposta.",
    request_body(content = String, content_type = "application/cbor", description = "Il lotto (`batch`)."),
    responses((status = 200, description = "La risposta firmata (`answer`).", content_type = "application/cbor", body = String)),
    security(("counter" = [])),
)]
pub(in crate::http) async fn journal(
    State(app): State<Arc<App>>,
    Extension(trace): Extension<Trace>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let packing = Packing::of(&headers, MEDIA_TYPE)?;
    let accepted = Packing::accepted(&headers);
    let caller = app.authenticate(&headers, &trace).await?;
    let mut received = app.receive(&headers, body, MESSAGE_BYTES_MAX).await?;
    trace.set_bytes_in(received.bytes.len());
    let bytes = std::mem::take(&mut received.bytes);
    let message = app
        .run(move |app| {
            app.check_content(&caller, &headers, &bytes)?;
            let batch =
                Batch::decode(&packing.unpack(bytes)?).map_err(crate::centre::Error::from)?;
            trace.set_entries(batch.len());
            let answer = app.centre.push(&caller.counter, batch)?;
            Ok(Message::new(answer.encode(), accepted))
        })
        .await?;
    Ok(message.answer(StatusCode::OK))
}

/// Hands out the next page of the feed.
#[utoipa::path(
    get, path = "/v1/feed", tag = "feed", operation_id = "readFeed",
    summary = "Novità per il comune",
    description = "Restituisce la pagina che segue la riga indicata, firmata dal centro servizi, senza le registrazioni di chi chiede.",
    params(("after" = i64, Query, description = "L'ultima riga già nota; 0 all'inizio.", minimum = 0, example = 0)),
    responses((status = 200, description = "La pagina firmata (`feed`).", content_type = "application/cbor", body = String)),
    security(("counter" = [])),
)]
pub(in crate::http) async fn feed(
    State(app): State<Arc<App>>,
    Extension(trace): Extension<Trace>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let after = after(&uri)?;
    let accepted = Packing::accepted(&headers);
    let caller = app.authenticate(&headers, &trace).await?;
    let message = app
        .run(move |app| {
            let page = app.centre.feed(&caller.counter, after)?;
            Ok(Message::new(page.encode(), accepted))
        })
        .await?;
    Ok(message.answer(StatusCode::OK))
}

/// Reads `?after=N`, which must be the whole query. SQL's numbers have 63 bits.
fn after(uri: &Uri) -> Result<u64, Problem> {
    let number = uri.query().and_then(|query| query.strip_prefix("after="));
    let digits = number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    digits
        .and_then(|digits| digits.parse::<i64>().ok())
        .and_then(|number| u64::try_from(number).ok())
        .ok_or_else(|| Kind::Malformed.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_one_number() {
        let read = |uri: &str| after(&uri.parse().unwrap());
        assert_eq!(read("/v1/feed?after=0"), Ok(0));
        assert_eq!(
            read("/v1/feed?after=9223372036854775807"),
            Ok(i64::MAX as u64)
        );
        for wrong in [
            "/v1/feed",
            "/v1/feed?after=",
            "/v1/feed?after=-1",
            "/v1/feed?after=+1",
            "/v1/feed?after=9223372036854775808",
            "/v1/feed?after=1&after=2",
            "/v1/feed?before=1",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
