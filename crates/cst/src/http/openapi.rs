//! The description of the service (OpenAPI 3.1), from the handlers and the types they answer with.
//!
//! What is the same everywhere is put in here once: refusals, limits, the headers of ModI. The
//! document passes the ruleset of the Italian guidelines.

use protocol::modi::{DIGEST_HEADER, SIGNATURE_HEADER};
use serde_json::{Map, Value, json};
use utoipa::{OpenApi, ToSchema};

use super::problem::{Details, Kind, PROBLEM, Problem};
use super::routes;

/// An OpenAPI document, whose own form is described elsewhere.
#[derive(ToSchema)]
#[schema(value_type = Object, example = json!({"openapi": "3.1.0"}))]
pub(super) struct Document(());

#[derive(OpenApi)]
#[openapi(
    paths(
        routes::status,
        routes::openapi,
        routes::authority,
        routes::enrolment,
        routes::journal,
        routes::feed,
    ),
    components(schemas(Details)),
    tags(
        (name = "status", description = "Il servizio e la sua descrizione."),
        (name = "enrolment", description = "Adesione degli sportelli."),
        (name = "journal", description = "Dallo sportello al centro servizi."),
        (name = "feed", description = "Dal centro servizi allo sportello."),
    ),
)]
struct Handlers;

/// Refusals that any request may meet.
const EVERYWHERE: [Kind; 4] = [Kind::Malformed, Kind::TooMany, Kind::Internal, Kind::Busy];

/// Refusals of requests that are signed.
const SIGNED: [Kind; 2] = [Kind::Unsigned, Kind::Revoked];

/// Refusals of requests with a body.
const WITH_BODY: [Kind; 3] = [Kind::TooLarge, Kind::MediaType, Kind::Slow];

/// Returns the document.
///
/// # Panics
/// Never: the handlers' descriptions are JSON.
#[must_use]
pub fn document() -> Value {
    let handlers = Handlers::openapi();
    let mut document = serde_json::to_value(&handlers).expect("a description is JSON");
    document["info"] = info();
    document["servers"] = json!([{
        "url": "https://cst.example.it:8443",
        "description": "Il centro servizi territoriale: indirizzo d'esempio, ogni centro ha il suo."
    }]);
    document["components"]["securitySchemes"] = json!({"counter": {
        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
        "description": "ModI ID_AUTH_REST_02: JWT firmato ES256 con la chiave dello sportello."
    }});
    document["components"]["headers"] = headers();
    document["components"]["responses"] = refusals();
    let paths = document["paths"].as_object_mut().expect("there are paths");
    for (path, operations) in paths {
        for operation in operations
            .as_object_mut()
            .into_iter()
            .flat_map(Map::values_mut)
        {
            complete(path, operation);
        }
    }
    document
}

fn info() -> Value {
    json!({
        "title": "SINTAR CST",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": "Sincronizzazione degli sportelli comunali con il centro servizi territoriale.",
        "x-summary": "Sincronizzazione degli sportelli comunali con il centro servizi territoriale.",
        "x-api-id": "3f0c2f0e-5d0b-4c0a-9a2e-7d1f2b6c9e41",
        "description": "Gli sportelli dei comuni consegnano il giornale degli atti e ricevono numeri di protocollo, \
            variazioni anagrafiche e atti degli altri sportelli. I messaggi sono CBOR deterministico (RFC 8949), \
            firmati COSE (RFC 9052); le richieste sono firmate secondo ModI (ID_AUTH_REST_02, INTEGRITY_REST_01). \
            I messaggi sono descritti in docs/PROTOCOL.md.",
        "termsOfService": "https://cst.example.it/condizioni",
        "contact": {
            "name": "Centro servizi territoriale SINTAR",
            "url": "https://cst.example.it",
            "email": "cst@example.it"
        },
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    })
}

fn headers() -> Value {
    let number = |description: &str, example: u32| {
        json!({"description": description, "schema":
            {"type": "integer", "format": "int32", "minimum": 0, "maximum": 1_000_000, "example": example}})
    };
    json!({
        "X-RateLimit-Limit": number("Richieste ammesse in un minuto.", 1200),
        "X-RateLimit-Remaining": number("Richieste ancora ammesse.", 1199),
        "X-RateLimit-Reset": number("Secondi alla fine del minuto.", 42),
        "Retry-After": number("Secondi da attendere.", 42),
        "Cache-Control": {"description": "no-store: la risposta non si conserva; no-cache: si conserva e si verifica.",
            "schema": {"type": "string", "maxLength": 50, "example": "no-store"}},
        "Request-Id": {"description": "Il nome della richiesta nei registri del centro servizi.",
            "schema": {"type": "string", "maxLength": 16, "pattern": "^[0-9a-f]{16}$", "example": "00c0ffee00c0ffee"}}
    })
}

/// What headers a status brings.
fn headers_of(status: u16) -> Value {
    let names = [
        "X-RateLimit-Limit",
        "X-RateLimit-Remaining",
        "X-RateLimit-Reset",
        "Cache-Control",
        "Request-Id",
    ];
    let retry = matches!(status, 429 | 503).then_some("Retry-After");
    let reference = |name: &str| {
        let reference = json!({"$ref": format!("#/components/headers/{name}")});
        (name.to_owned(), reference)
    };
    names.into_iter().chain(retry).map(reference).collect()
}

fn refusals() -> Value {
    let kinds = EVERYWHERE.iter().chain(&SIGNED).chain(&WITH_BODY);
    let more = [Kind::Code, Kind::NumberTaken];
    kinds
        .chain(&more)
        .map(|kind| {
            let problem = Problem::from(*kind).details(Some("00c0ffee00c0ffee"));
            let response = json!({
                "description": problem.title,
                "headers": headers_of(kind.status().as_u16()),
                "content": {PROBLEM: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": problem,
                }}
            });
            (name(*kind), response)
        })
        .collect()
}

fn name(kind: Kind) -> String {
    format!("{kind:?}")
}

/// Adds to an operation what its handler does not say.
fn complete(path: &str, operation: &mut Value) {
    let public = operation["security"] == json!([{}]);
    let body = operation.get_mut("requestBody");
    let has_body = body.is_some();
    if let Some(body) = body {
        body["required"] = json!(true);
        describe_cbor(&mut body["content"]);
    }
    let responses = operation["responses"]
        .as_object_mut()
        .expect("an operation has responses");
    for (status, response) in responses.iter_mut() {
        response["headers"] = headers_of(status.parse().unwrap_or_default());
        describe_cbor(&mut response["content"]);
    }
    let own: &[Kind] = match path {
        "/v1/enrolments" => &[Kind::Code, Kind::NumberTaken],
        _ => &[],
    };
    let signed: &[Kind] = if public { &[] } else { &SIGNED };
    let with_body: &[Kind] = if has_body { &WITH_BODY } else { &[] };
    for kind in EVERYWHERE.iter().chain(own).chain(signed).chain(with_body) {
        let reference = json!({"$ref": format!("#/components/responses/{}", name(*kind))});
        responses.insert(kind.status().as_u16().to_string(), reference);
    }
    if has_body && !public {
        let parameters = operation["parameters"].as_array_mut().map(std::mem::take);
        let signed = parameters
            .unwrap_or_default()
            .into_iter()
            .chain(integrity());
        operation["parameters"] = signed.collect();
    }
}

/// What bytes look like to who reads a schema.
fn describe_cbor(content: &mut Value) {
    for (media, description) in content.as_object_mut().into_iter().flatten() {
        if !media.ends_with("json") {
            description["schema"] = json!({"type": "string", "contentMediaType": media});
        }
    }
}

/// The headers of INTEGRITY_REST_01.
fn integrity() -> [Value; 2] {
    let header = |name: &str, description: &str, length: u32, example: &str| {
        json!({"name": name, "in": "header", "required": true, "description": description,
            "schema": {"type": "string", "maxLength": length, "example": example}})
    };
    [
        header(
            SIGNATURE_HEADER,
            "ModI INTEGRITY_REST_01: JWT firmato ES256 con digest, content-type e content-encoding.",
            4096,
            "eyJhbGciOiJFUzI1NiJ9.e30.AA",
        ),
        header(
            DIGEST_HEADER,
            "Impronta SHA-256 dei byte del contenuto (RFC 3230).",
            60,
            "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        ),
    ]
}
