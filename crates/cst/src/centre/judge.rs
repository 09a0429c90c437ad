//! What an entry means to the centre: what it claims for itself, on what it rests, whether it can be
//! acted upon at all.

use protocol::planted;
use protocol::wire::{CounterId, Rejection};
use protocol::{Body, Entry, Hash};

/// An entry that was looked at, before anything is known of the others.
pub(super) struct Judged {
    pub(super) entry: Entry,
    pub(super) hash: Hash,
    /// What only one act of the comune can have.
    pub(super) claims: Vec<String>,
    /// Claims of earlier acts on which it rests.
    pub(super) rests_on: Vec<String>,
    /// Why it is set aside whatever the others are.
    pub(super) rejection: Option<Rejection>,
}

/// Looks at an entry of a counter.
pub(super) fn judge(id: &CounterId, entry: Entry, hash: Hash) -> Judged {
    let mut judged = Judged {
        hash,
        claims: Vec::new(),
        rests_on: Vec::new(),
        rejection: None,
        entry,
    };
    match judged.entry.body() {
        Ok(_) if planted::is_poison(&judged.entry.operator) => {
            judged.rejection = Some(rejection("planted", "Messo da parte dalla simulazione."));
        }
        Ok(body) => weigh(id, &mut judged, &body),
        Err(error) => {
            judged.rejection = Some(rejection(
                "unreadable",
                &format!("Il contenuto non si legge ({error})."),
            ));
        }
    }
    judged
}

fn weigh(id: &CounterId, judged: &mut Judged, body: &Body) {
    match body {
        Body::CertificateIssued {
            certificate,
            request,
            ..
        } => {
            let series = format!("{}-{}-", id.comune, judged.entry.counter);
            if !certificate.number.starts_with(&series) {
                let reason = format!(
                    "Il numero {} non è della serie di questo sportello.",
                    certificate.number
                );
                judged.rejection = Some(rejection("number", &reason));
            }
            judged.claims.push(claim(&certificate.number));
            if let Some(stamp) = &request.contrassegno {
                judged.claims.push(format!("contrassegno {}", stamp.number));
            }
        }
        Body::CertificateSigned { number, .. }
        | Body::CertificateTimestamped { number, .. }
        | Body::CertificateVoided { number, .. }
        | Body::CertificateReprinted { number, .. } => judged.rests_on.push(claim(number)),
        // A kind of a newer program is kept, and judged by who understands it.
        _ => {}
    }
}

fn claim(number: &str) -> String {
    format!("certificate {number}")
}

pub(super) fn rejection(code: &str, reason: &str) -> Rejection {
    Rejection {
        code: code.to_owned(),
        reason: reason.to_owned(),
    }
}
