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
    params(
        ("after" = i64, Query, description = "L'ultima riga già nota; 0 all'inizio.", minimum = 0, example = 0),
        ("epoch" = i64, Query, description = "L'epoca dell'ultima registrazione consegnata da chi chiede; 0 se nessuna.", minimum = 0, example = 1),
        ("seq" = i64, Query, description = "Il numero di quella registrazione: le proprie che seguono sono andate perse allo sportello.", minimum = 0, example = 12),
    ),
    responses((status = 200, description = "La pagina firmata (`feed`).", content_type = "application/cbor", body = String)),
    security(("counter" = [])),
)]
pub(in crate::http) async fn feed(
    State(app): State<Arc<App>>,
    Extension(trace): Extension<Trace>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let [after, epoch, seq] = position(&uri)?;
    let epoch = u32::try_from(epoch).map_err(|_| Problem::from(Kind::Malformed))?;
    let accepted = Packing::accepted(&headers);
    let caller = app.authenticate(&headers, &trace).await?;
    let message = app
        .run(move |app| {
            let page = app.centre.feed(&caller.counter, after, epoch, seq)?;
            Ok(Message::new(page.encode(), accepted))
        })
        .await?;
    Ok(message.answer(StatusCode::OK))
}

/// Reads `?after=N&epoch=E&seq=S`, which must be the whole query. SQL's numbers have 63 bits.
fn position(uri: &Uri) -> Result<[u64; 3], Problem> {
    let malformed = || Problem::from(Kind::Malformed);
    let mut pairs = uri.query().ok_or_else(malformed)?.split('&');
    let mut number = |name: &str| {
        let (found, digits) = pairs.next()?.split_once('=')?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits
            .parse::<i64>()
            .ok()
            .and_then(|number| u64::try_from(number).ok());
        number.filter(|_| found == name && is_number)
    };
    let position = [number("after"), number("epoch"), number("seq")];
    match (position, pairs.next()) {
        ([Some(after), Some(epoch), Some(seq)], None) => Ok([after, epoch, seq]),
        _ => Err(malformed()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_three_numbers() {
        let read = |uri: &str| position(&uri.parse().unwrap());
        assert_eq!(read("/v1/feed?after=0&epoch=0&seq=0"), Ok([0, 0, 0]));
        assert_eq!(
            read("/v1/feed?after=9223372036854775807&epoch=1&seq=7"),
            Ok([i64::MAX as u64, 1, 7])
        );
        for wrong in [
            "/v1/feed",
            "/v1/feed?after=1",
            "/v1/feed?after=&epoch=1&seq=1",
            "/v1/feed?after=-1&epoch=1&seq=1",
            "/v1/feed?after=+1&epoch=1&seq=1",
            "/v1/feed?after=9223372036854775808&epoch=1&seq=1",
            "/v1/feed?after=1&epoch=1&seq=1&seq=2",
            "/v1/feed?epoch=1&after=1&seq=1",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
