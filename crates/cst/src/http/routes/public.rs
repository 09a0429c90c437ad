//! What anybody may ask: whether the centre is up, who it is, and to become one of its counters.

use std::sync::{Arc, LazyLock};

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use domain::BelfioreCode;
use protocol::sign::Signed;
use protocol::wire::{EnrolmentRequest, MEDIA_TYPE};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::centre;
use crate::http::App;
use crate::http::body::{Message, Packing};
use crate::http::observe::Trace;
use crate::http::problem::Problem;
use crate::http::range;

/// A request to enrol has some 300 bytes.
const ENROLMENT_BYTES_MAX: usize = 4 << 10;

/// Whether the centre works.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Up {
    /// Always `up`: a centre that is not says so with a problem.
    #[schema(max_length = 10, example = "up")]
    status: &'static str,
    /// The program's version.
    #[schema(max_length = 20, example = "0.1.0")]
    version: &'static str,
    /// The centre's time.
    #[schema(
        format = "date-time",
        max_length = 30,
        example = "2026-11-25T10:00:00.000Z"
    )]
    time: String,
}

/// Says whether the centre works, its storage too.
#[utoipa::path(
    get, path = "/status", tag = "status", operation_id = "readStatus",
    summary = "Stato del servizio",
    description = "Risponde se il centro servizi e il suo archivio funzionano.",
    responses((status = 200, description = "Il servizio funziona.", body = Up)),
    security(()),
)]
pub(in crate::http) async fn status(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    app.run(|app| {
        // Nobody has such a key; what counts is that the storage can say so.
        match app
            .centre
            .counter_of_key(&BelfioreCode("Z000".to_owned()), "")
        {
            Err(centre::Error::UnknownCounter) | Ok(_) => Ok(()),
            Err(error) => Err(error.into()),
        }
    })
    .await?;
    let up = Up {
        status: "up",
        version: env!("CARGO_PKG_VERSION"),
        time: app
            .centre
            .now()
            .to_rfc3339_opts(SecondsFormat::Millis, true),
    };
    let body = serde_json::to_vec(&up).expect("texts are JSON");
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, body).into_response())
}

/// Hands out the certificate whose fingerprint is in every enrolment code.
#[utoipa::path(
    get, path = "/v1/ca", tag = "enrolment", operation_id = "readAuthority",
    summary = "Certificato dell'autorità",
    description = "Restituisce il certificato (DER) la cui impronta è nel codice di adesione.",
    responses((status = 200, description = "Il certificato.", content_type = "application/pkix-cert", body = String)),
    security(()),
)]
pub(in crate::http) async fn authority(State(app): State<Arc<App>>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pkix-cert"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, app.authority.clone()).into_response()
}

/// Hands out the description of the service.
#[utoipa::path(
    get, path = "/openapi", tag = "status", operation_id = "readOpenapi",
    summary = "Descrizione OpenAPI",
    description = "Restituisce questo documento.",
    responses((status = 200, description = "Il documento OpenAPI 3.1.", body = crate::http::openapi::Document)),
    security(()),
)]
pub(in crate::http) async fn openapi(headers: HeaderMap) -> Result<Response, Problem> {
    static DOCUMENT: LazyLock<(Bytes, String)> = LazyLock::new(|| {
        let document = crate::http::openapi::document().to_string();
        let tag = hex::encode(Sha256::digest(&document));
        (Bytes::from(document), tag)
    });
    let (document, tag) = &*DOCUMENT;
    let mut response = range::answer(document, tag, &headers)?;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}

/// Makes a counter one of the centre's.
#[utoipa::path(
    post, path = "/v1/enrolments", tag = "enrolment", operation_id = "enrolCounter",
    summary = "Adesione di uno sportello",
    description = "Con un codice usabile una volta registra la chiave di uno sportello. La stessa richiesta ripetuta riceve la prima risposta.",
    request_body(content = String, content_type = "application/cbor", description = "La richiesta (`enrolment request`), firmata con la chiave che porta."),
    responses((status = 200, description = "La risposta firmata (`enrolled`).", content_type = "application/cbor", body = String)),
    security(()),
)]
pub(in crate::http) async fn enrolment(
    State(app): State<Arc<App>>,
    Extension(trace): Extension<Trace>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let packing = Packing::of(&headers, MEDIA_TYPE)?;
    let accepted = Packing::accepted(&headers);
    let mut received = app.receive(&headers, body, ENROLMENT_BYTES_MAX).await?;
    trace.set_bytes_in(received.bytes.len());
    let bytes = std::mem::take(&mut received.bytes);
    let message = app
        .run(move |app| {
            let bytes = packing.unpack(bytes)?;
            let request =
                Signed::<EnrolmentRequest>::decode(&bytes).map_err(centre::Error::from)?;
            let enrolled = app.centre.enrol(&request)?;
            Ok(Message::new(enrolled.encode(), accepted))
        })
        .await?;
    Ok(message.answer(StatusCode::OK))
}
