//! The short verbs.

use chrono::SecondsFormat;
use domain::BelfioreCode;
use protocol::modi;
use rand_core::{OsRng, RngCore};
use serde::Serialize;

use super::Place;
use super::failure::Failure;
use super::output::Output;
use crate::centre::{CounterStatus, Status};

/// What `enrol` gives.
#[derive(Serialize)]
struct Code {
    /// To be typed at the counter.
    code: String,
    /// RFC 3339.
    expires: String,
}

/// Makes a code for one enrolment.
pub(super) fn enrol(place: &Place, comune: &str, output: &Output) -> Result<(), Failure> {
    let comune = belfiore(comune)?;
    let mut secret = [0; 10];
    OsRng.fill_bytes(&mut secret);
    let (code, expires) = place.centre()?.enrolment_code(&comune, secret)?;
    let code = Code {
        code: code.to_string(),
        expires: expires.to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    output.show(&code, |code| {
        format!(
            "Codice di adesione per uno sportello di {comune}, valido fino al {}:\n\n  {}\n\n\
             Sullo sportello: sportello enrol CODICE --cst URL",
            code.expires, code.code
        )
    })
}

/// What `revoke` did.
#[derive(Serialize)]
struct Revoked {
    counter: String,
}

/// Revokes a counter.
pub(super) fn revoke(place: &Place, counter: &str, output: &Output) -> Result<(), Failure> {
    let counter = modi::counter_id(counter).ok_or_else(|| {
        Failure::wrong_use(format!(
            "«{counter}» non è uno sportello: si scrive L049-01."
        ))
    })?;
    place.centre()?.revoke(&counter)?;
    let revoked = Revoked {
        counter: counter.to_string(),
    };
    output.show(&revoked, |revoked| {
        format!(
            "Lo sportello {} è revocato: dalla prossima chiamata è rifiutato.",
            revoked.counter
        )
    })
}

/// Shows what each counter has delivered.
pub(super) fn status(place: &Place, output: &Output) -> Result<(), Failure> {
    output.show(&place.centre()?.status()?, table)
}

fn table(status: &Status) -> String {
    let counters = status.comuni.iter().flat_map(|comune| &comune.counters);
    let lines: Vec<String> = counters.map(line).collect();
    if lines.is_empty() {
        return "Nessuno sportello. Creane il codice con «cst enrol --comune CODICE».".to_owned();
    }
    let head = "Sportello  epoca    ultima  registrate  contese  in quarantena  ultimo contatto";
    format!("{head}\n{}", lines.join("\n"))
}

fn line(counter: &CounterStatus) -> String {
    let contact = counter.last_contact.as_deref().unwrap_or("mai");
    let revoked = counter.revoked_at.as_deref();
    let revoked = revoked.map_or_else(String::new, |at| format!("  revocato il {at}"));
    format!(
        "{:<9}  {:>5}  {:>8}  {:>10}  {:>7}  {:>13}  {contact}{revoked}",
        counter.id,
        counter.epoch,
        counter.last_seq,
        counter.entries,
        counter.contested,
        counter.quarantined,
    )
}

fn belfiore(text: &str) -> Result<BelfioreCode, Failure> {
    let text = text.to_ascii_uppercase();
    let valid = text.len() == 4
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    if valid {
        Ok(BelfioreCode(text))
    } else {
        Err(Failure::wrong_use(format!(
            "«{text}» non è un codice catastale: una lettera e tre cifre, per esempio L049."
        )))
    }
}
