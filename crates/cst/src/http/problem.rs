//! What the centre says when it refuses: `application/problem+json` (RFC 9457), always.
//!
//! The `type` is for programs, `title` and `detail` are for people. No detail names a person, a code
//! or a key.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use protocol::modi::Refusal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::centre;

/// The media type of a refusal.
pub(super) const PROBLEM: &str = "application/problem+json";

/// A refusal, on its way to whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Problem {
    kind: Kind,
    /// The centre's time, where a clock is the matter.
    centre_time: Option<DateTime<Utc>>,
    retry_after_seconds: Option<u64>,
}

/// A refusal as it is sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Details {
    /// What kind it is: `urn:sintar:problem:clock`. Programs decide by it.
    #[serde(rename = "type")]
    #[schema(format = "uri", max_length = 100, example = "urn:sintar:problem:clock")]
    kind: String,
    /// The kind in words, in Italian.
    #[schema(max_length = 200, example = "Orologio non allineato")]
    pub(super) title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599, example = 401)]
    status: u16,
    /// What to do about it, in Italian.
    #[schema(max_length = 1000, example = "Regolare l'orologio.")]
    detail: &'static str,
    /// The request, as the centre's log names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        format = "uri",
        max_length = 100,
        example = "urn:sintar:request:00c0ffee00c0ffee"
    )]
    instance: Option<String>,
    /// The centre's time, where a clock is the matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        format = "date-time",
        max_length = 30,
        example = "2026-11-25T10:00:00.000Z"
    )]
    centre_time: Option<String>,
}

/// The kinds of refusal: name, status, title, detail.
macro_rules! kinds {
    ($($kind:ident, $name:literal, $status:ident, $title:literal, $detail:literal;)*) => {
        /// Why a request is refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind { $(#[doc = $title] $kind,)* }

        impl Kind {
            fn words(self) -> (&'static str, StatusCode, &'static str, &'static str) {
                match self {
                    $(Self::$kind => ($name, StatusCode::$status, $title, $detail),)*
                }
            }
        }
    };
}

kinds! {
    NotFound, "not-found", NOT_FOUND, "Indirizzo sconosciuto", "Il centro servizi non ha questa risorsa.";
    Method, "method", METHOD_NOT_ALLOWED, "Metodo non ammesso", "La risorsa esiste, ma non con questo metodo.";
    Malformed, "malformed", BAD_REQUEST, "Richiesta non comprensibile", "Il contenuto non ha la forma prevista da questa versione.";
    Version, "version", BAD_REQUEST, "Versione non compresa", "Aggiornare il programma dello sportello, o il centro servizi.";
    Content, "content", BAD_REQUEST, "Contenuto alterato", "Il contenuto ricevuto non corrisponde alla firma: ripetere l'invio.";
    MediaType, "media-type", UNSUPPORTED_MEDIA_TYPE, "Formato non ammesso", "Content-Type o Content-Encoding non sono tra quelli ammessi.";
    TooLarge, "too-large", PAYLOAD_TOO_LARGE, "Contenuto troppo grande", "Il contenuto supera il limite: inviarne meno per volta.";
    Slow, "slow", REQUEST_TIMEOUT, "Contenuto non arrivato in tempo", "La linea è troppo lenta o si è interrotta: ripetere l'invio.";
    Range, "range", RANGE_NOT_SATISFIABLE, "Intervallo fuori dal contenuto", "La risorsa è più corta dell'intervallo chiesto.";
    Unsigned, "unsigned", UNAUTHORIZED, "Richiesta non firmata", "Mancano le intestazioni di firma, o non hanno la forma prevista.";
    Signature, "signature", UNAUTHORIZED, "Firma non valida", "La firma non è di uno sportello conosciuto.";
    Clock, "clock", UNAUTHORIZED, "Orologio non allineato", "L'orologio dello sportello differisce di oltre un minuto da quello del centro servizi: regolarlo.";
    Replay, "replay", UNAUTHORIZED, "Richiesta già vista", "Una richiesta firmata vale una volta sola: firmarne una nuova.";
    Revoked, "revoked", FORBIDDEN, "Sportello revocato", "Lo sportello non appartiene più al centro servizi.";
    WrongCounter, "wrong-counter", FORBIDDEN, "Altro sportello", "Il contenuto è di un altro sportello, o di un altro comune.";
    Code, "code", FORBIDDEN, "Codice non valido", "Il codice di adesione non esiste, è scaduto o è già stato usato: chiederne uno nuovo.";
    NumberTaken, "number-taken", CONFLICT, "Numero di sportello occupato", "Il comune ha già uno sportello con questo numero e sono stati emessi atti che lo portano.";
    NoNumberLeft, "no-number-left", CONFLICT, "Numeri di sportello esauriti", "Il comune ha già tanti sportelli quanti sono i numeri.";
    TooMany, "too-many", TOO_MANY_REQUESTS, "Troppe richieste", "Attendere prima di ripetere.";
    Busy, "busy", SERVICE_UNAVAILABLE, "Centro servizi occupato", "Riprovare tra poco.";
    Restarted, "restarted", SERVICE_UNAVAILABLE, "Centro servizi appena avviato", "La richiesta è stata firmata prima dell'avvio: firmarne una nuova.";
    Storage, "storage", SERVICE_UNAVAILABLE, "Archivio non disponibile", "L'archivio del centro servizi non risponde: nulla è stato registrato.";
    Internal, "internal", INTERNAL_SERVER_ERROR, "Errore del centro servizi", "Segnalare l'accaduto indicando il numero della richiesta.";
}

/// After so long whoever met a busy centre may come back.
const RETRY_SECONDS: u64 = 5;

impl Kind {
    pub(super) fn status(self) -> StatusCode {
        self.words().1
    }

    /// Returns what programs decide by.
    pub(super) fn uri(self) -> String {
        format!("urn:sintar:problem:{}", self.words().0)
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        let retry = kind.status() == StatusCode::SERVICE_UNAVAILABLE;
        Self {
            kind,
            centre_time: None,
            retry_after_seconds: retry.then_some(RETRY_SECONDS),
        }
    }
}

impl Problem {
    /// Says how long to wait.
    pub(super) fn retry_after(self, seconds: u64) -> Self {
        Self {
            retry_after_seconds: Some(seconds),
            ..self
        }
    }

    /// Turns the refusal of a request's signature into an answer, with the centre's time where that matters.
    pub(super) fn of_refusal(refusal: &Refusal, now: DateTime<Utc>) -> Self {
        tracing::debug!(%refusal, "a signature was refused");
        let kind = match refusal {
            Refusal::Missing(_) | Refusal::Malformed(_) | Refusal::Algorithm => Kind::Unsigned,
            Refusal::Signature | Refusal::Audience => Kind::Signature,
            Refusal::Clock { .. } => Kind::Clock,
            Refusal::Content(_) => Kind::Content,
        };
        Self {
            centre_time: (kind == Kind::Clock).then_some(now),
            ..kind.into()
        }
    }

    pub(super) fn kind(self) -> Kind {
        self.kind
    }

    /// Returns what is sent, with the request's name where it has one.
    pub(super) fn details(self, request: Option<&str>) -> Details {
        let (_, status, title, detail) = self.kind.words();
        let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        Details {
            kind: self.kind.uri(),
            title,
            status: status.as_u16(),
            detail,
            instance: request.map(|name| format!("urn:sintar:request:{name}")),
            centre_time: self.centre_time.map(instant),
        }
    }

    /// Makes the answer.
    pub(super) fn answer(self, request: Option<&str>) -> Response {
        let status = self.kind.status();
        let body = serde_json::to_vec(&self.details(request)).expect("texts and integers are JSON");
        let mut response = (status, [(header::CONTENT_TYPE, PROBLEM)], body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl From<centre::Error> for Problem {
    fn from(error: centre::Error) -> Self {
        use centre::Error;
        let kind = match &error {
            Error::UnknownCounter => Kind::Signature,
            Error::Revoked => Kind::Revoked,
            Error::WrongCounter => Kind::WrongCounter,
            Error::BadCode => Kind::Code,
            Error::NumberTaken(_) => Kind::NumberTaken,
            Error::NoNumberLeft => Kind::NoNumberLeft,
            Error::NoCounter(_) => Kind::NotFound,
            Error::Message(protocol::Error::Version(_)) => Kind::Version,
            Error::Message(_) => Kind::Malformed,
            Error::Storage(error) => {
                tracing::error!(error = %Chain(error), "the storage failed");
                match error {
                    crate::storage::Error::Damaged(_) => Kind::Internal,
                    _ => Kind::Storage,
                }
            }
        };
        kind.into()
    }
}

/// An error with its causes on one line.
struct Chain<'a>(&'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl IntoResponse for Problem {
    /// Leaves the words to who knows the request's name.
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
