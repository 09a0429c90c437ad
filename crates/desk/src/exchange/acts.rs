//! Acts as a clerk names them: what waits, what became of each at the centre.

use chrono::{DateTime, Utc};
use protocol::wire::{Contest, Outcome};
use protocol::{Body, Entry};
use store::Reader;

use crate::Error;
use crate::session::Desk;
use crate::views::{ActView, Delivery, ExceptionKind, ExceptionView, ReceiptView, rfc3339, small};

/// So many acts of a list are shown; its total counts all.
const SHOWN: usize = 200;

impl Desk {
    /// Returns what became of a certificate's issue at the centre; `None` on a counter that stands alone.
    ///
    /// # Errors
    /// There is no such number, the desk is locked, or the store fails.
    pub fn certificate_delivery(&self, number: &str) -> Result<Option<Delivery>, Error> {
        self.read(|reader| {
            let record = reader.certificate(number)?.ok_or(Error::NoCertificate)?;
            if reader.centre()?.is_none() {
                return Ok(None);
            }
            let seq = u64::try_from(record.key).map_err(|_| Error::NoCertificate)?;
            delivery(reader, seq, record.at).map(Some)
        })
    }
}

fn delivery(reader: &Reader, seq: u64, done_at: DateTime<Utc>) -> Result<Delivery, Error> {
    let mut delivery = Delivery {
        since: rfc3339(done_at),
        receipt: None,
        protocol_number: None,
        exception: None,
    };
    // A centre that was put back from a copy asks again for what it once acknowledged.
    if seq > reader.exchange()?.acked {
        return Ok(delivery);
    }
    delivery.receipt = reader.receipt(seq)?.map(|receipt| ReceiptView {
        number: small(receipt.upto),
        at: rfc3339(receipt.at),
    });
    delivery.protocol_number = reader.protocol_number(seq)?;
    if let Some(outcome) = reader.exception(seq)? {
        let entry = reader.journal(seq, seq)?.pop();
        let ours = entry.as_ref().ok_or(Error::NoCertificate)?;
        delivery.exception = Some(exception(reader, ours, &outcome)?);
    }
    Ok(delivery)
}

/// Returns the acts that wait, the oldest first, at most [`SHOWN`].
pub(super) fn waiting(reader: &Reader) -> Result<Vec<ActView>, Error> {
    let from = reader.exchange()?.acked + 1;
    let entries = reader.journal(from, from + SHOWN as u64 - 1)?;
    Ok(entries.iter().map(act).collect())
}

/// Returns the acts that did not simply go in, the latest first, at most [`SHOWN`].
pub(super) fn exceptions(reader: &Reader) -> Result<Vec<ExceptionView>, Error> {
    let all = reader.exceptions()?;
    let shown = all.iter().rev().take(SHOWN);
    shown
        .map(|one| exception(reader, &one.entry, &one.outcome))
        .collect()
}

fn exception(reader: &Reader, entry: &Entry, outcome: &Outcome) -> Result<ExceptionView, Error> {
    let ours = act(entry);
    Ok(match outcome {
        Outcome::Contested(contest) => {
            let other = reader.foreign_entry(&contest.counter, contest.epoch, contest.seq)?;
            ExceptionView {
                kind: ExceptionKind::Contested,
                ours,
                theirs: other.as_ref().map(act),
                text: format!(
                    "Anche lo sportello {} ha un atto per {}, arrivato prima al centro servizi.",
                    contest.counter,
                    about(contest)
                ),
            }
        }
        Outcome::Rejected(rejection) => ExceptionView {
            kind: ExceptionKind::Quarantined,
            ours,
            theirs: None,
            text: rejection.reason.clone(),
        },
    })
}

/// What two acts claim, which the centre names as the wire does.
fn about(contest: &Contest) -> String {
    match contest.about.split_once(' ') {
        Some(("certificate", number)) => format!("il certificato {number}"),
        Some(("contrassegno", number)) => format!("il contrassegno {number}"),
        _ => format!("«{}»", contest.about),
    }
}

/// Shows an entry.
fn act(entry: &Entry) -> ActView {
    let (what, about) = match entry.body() {
        Ok(body) => (what(&body), said(&body)),
        Err(_) => ("Atto che non si legge", String::new()),
    };
    ActView {
        counter: entry.counter.clone(),
        seq: small(entry.seq),
        at: rfc3339(entry.at),
        operator: entry.operator.clone(),
        what: what.to_owned(),
        about,
    }
}

fn what(body: &Body) -> &'static str {
    match body {
        Body::StoreCreated { .. } => "Archivio creato",
        Body::OperatorAdded { .. } => "Operatore aggiunto",
        Body::SessionOpened {} => "Accesso allo sportello",
        Body::SettingsChanged { .. } => "Impostazioni cambiate",
        Body::RegistryImported { .. } => "Anagrafe importata",
        Body::CertificateIssued { .. } => "Certificato emesso",
        Body::CertificateSigned { .. } => "Certificato firmato",
        Body::CertificateTimestamped { .. } => "Marca temporale aggiunta",
        Body::SealKeyAdded { .. } => "Chiave di sigillo aggiunta",
        Body::SealKeyRevoked { .. } => "Chiave di sigillo tolta",
        Body::CertificateVoided { .. } => "Certificato annullato",
        Body::CertificateReprinted { .. } => "Certificato ristampato",
        Body::CounterEnrolled { .. } => "Iscrizione al centro servizi",
        Body::EpochStarted { .. } => "Ripresa dopo una copia",
        Body::Unknown { .. } => "Atto di una versione più nuova del programma",
    }
}

/// What tells this act from others of its kind.
fn said(body: &Body) -> String {
    match body {
        Body::CertificateIssued {
            certificate,
            request,
            ..
        } => {
            let subject = &certificate.facts.subject;
            let names = [subject.surname.as_deref(), subject.name.as_deref()];
            let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let title = &certificate.decision.title;
            let mut text = format!("{} · {title} · {name}", certificate.number);
            if let Some(stamp) = &request.contrassegno {
                text.push_str(&format!(" · contrassegno {}", stamp.number));
            }
            text
        }
        Body::CertificateSigned { number, signer, .. } => format!("{number} · {signer}"),
        Body::CertificateVoided { number, reason } => format!("{number} · {reason}"),
        Body::CertificateReprinted { number, copy, .. } => {
            format!("{number} · ristampa n. {copy}")
        }
        Body::CertificateTimestamped { number, .. } => number.clone(),
        Body::OperatorAdded { name, login, .. } => format!("{name} ({login})"),
        Body::RegistryImported { file_name, .. } => file_name.clone(),
        Body::SealKeyAdded { kid, .. } | Body::SealKeyRevoked { kid, .. } => kid.clone(),
        Body::CounterEnrolled {
            centre, counter, ..
        } => format!("{centre} · sportello {counter}"),
        Body::StoreCreated { name, counter, .. } => format!("{name} · sportello {counter}"),
        Body::Unknown { kind, .. } => kind.clone(),
        Body::SessionOpened {} | Body::SettingsChanged { .. } | Body::EpochStarted { .. } => {
            String::new()
        }
    }
}
