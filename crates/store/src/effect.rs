//! What an entry does to the tables: the one place where that is said, for a new act and for a
//! replay alike.

use domain::BelfioreCode;
use domain::certificate::{Certificate, CertificateRequest};
use protocol::{Body, Entry, SeriesMark};
use rusqlite::{Connection, Transaction};

use crate::error::{Error, Result};
use crate::table::{
    certificate, contrassegno, document_use, epoch, import_log, meta, number_series, operator,
    seal_key, settings,
};
use crate::views::{Identity, Operator};

/// Applies an entry whose row is in the journal already.
pub(crate) fn apply(tx: &Transaction<'_>, entry: &Entry, body: &Body) -> Result<()> {
    match body {
        Body::StoreCreated {
            comune,
            belfiore,
            name,
            province,
            counter,
        } => {
            if entry.seq != 1 {
                return Err(Error::Refused("a store is created once".to_owned()));
            }
            let identity = Identity {
                comune: comune.clone(),
                belfiore: belfiore.clone(),
                name: name.clone(),
                province: province.clone(),
                counter: counter.clone(),
            };
            meta::insert(tx, &identity)
        }
        Body::OperatorAdded { login, name, role } => operator::insert(
            tx,
            &Operator {
                login: login.clone(),
                name: name.clone(),
                role: *role,
            },
        ),
        // An unknown kind has no effect this program could apply; the entry itself is kept.
        Body::SessionOpened {} | Body::Unknown { .. } => Ok(()),
        Body::SettingsChanged { settings } => {
            if let Some(arms) = &settings.arms {
                document_use::insert(tx, arms, entry.seq)?;
            }
            settings::replace(tx, settings)
        }
        Body::RegistryImported { .. } => import_log::insert(tx, entry, body),
        Body::CertificateIssued { .. }
        | Body::CertificateSigned { .. }
        | Body::CertificateTimestamped { .. }
        | Body::CertificateVoided { .. }
        | Body::CertificateReprinted { .. } => apply_to_register(tx, entry, body),
        Body::SealKeyAdded { kid, jwk } => seal_key::insert(tx, kid, jwk, entry.seq),
        Body::SealKeyRevoked {
            kid,
            on,
            compromised,
        } => seal_key::revoke(tx, kid, *on, *compromised),
        Body::CounterEnrolled { counter, .. } => meta::renumber(tx, counter),
        Body::EpochStarted { fork, spent, .. } => {
            epoch::insert(tx, entry, *fork)?;
            spent
                .iter()
                .try_for_each(|mark| number_series::skip_to(tx, mark, entry.seq))
        }
    }
}

/// Applies what is done to a certificate.
fn apply_to_register(tx: &Transaction<'_>, entry: &Entry, body: &Body) -> Result<()> {
    match body {
        Body::CertificateIssued {
            certificate,
            request,
            pdf_sha256,
            seal,
        } => {
            issue(tx, entry, certificate, request, pdf_sha256)?;
            match seal {
                Some(seal) => certificate::seal(tx, &certificate.number, &seal.code),
                None => Ok(()),
            }
        }
        Body::CertificateSigned {
            number,
            pdf_sha256,
            signer,
            timestamped,
        } => {
            document_use::insert(tx, pdf_sha256, entry.seq)?;
            certificate::sign(tx, number, pdf_sha256, signer, *timestamped)
        }
        Body::CertificateTimestamped { number, pdf_sha256 } => {
            document_use::insert(tx, pdf_sha256, entry.seq)?;
            certificate::timestamp(tx, number, pdf_sha256)
        }
        Body::CertificateVoided { number, reason } => certificate::void(tx, number, reason),
        Body::CertificateReprinted { number, copy, .. } => certificate::reprint(tx, number, *copy),
        other => Err(Error::Refused(format!(
            "{} is done to no certificate",
            other.kind()
        ))),
    }
}

/// Returns the documents that an entry names and that must be there before it.
pub(crate) fn documents(body: &Body) -> Option<&str> {
    match body {
        Body::CertificateIssued { pdf_sha256, .. }
        | Body::CertificateSigned { pdf_sha256, .. }
        | Body::CertificateTimestamped { pdf_sha256, .. } => Some(pdf_sha256),
        Body::SettingsChanged { settings } => settings.arms.as_deref(),
        _ => None,
    }
}

/// Returns the number that the next certificate of a year must have.
pub(crate) fn next_certificate_number(
    db: &Connection,
    identity: &Identity,
    year: i32,
) -> Result<String> {
    let Identity {
        belfiore, counter, ..
    } = identity;
    let last = number_series::last(db, number_series::CERTIFICATE, counter, year)?;
    Ok(certificate_number(belfiore, counter, year, last + 1))
}

/// Writes a number: `<Belfiore>-<counter>-<year>-<7 digits>`.
pub(crate) fn certificate_number(
    belfiore: &BelfioreCode,
    counter: &str,
    year: i32,
    ordinal: u32,
) -> String {
    format!("{belfiore}-{counter}-{year:04}-{ordinal:07}")
}

fn issue(
    tx: &Transaction<'_>,
    entry: &Entry,
    certificate: &Certificate,
    request: &CertificateRequest,
    pdf_sha256: &str,
) -> Result<()> {
    let identity = meta::identity(tx)?;
    let year = year_of(&certificate.number);
    let wanted_year = year.unwrap_or(chrono::Datelike::year(&certificate.issued_on));
    let expected = next_certificate_number(tx, &identity, wanted_year)?;
    if certificate.number != expected {
        return Err(Error::WrongNumber {
            expected,
            found: certificate.number.clone(),
        });
    }
    number_series::advance(
        tx,
        number_series::CERTIFICATE,
        &identity.counter,
        wanted_year,
    )?;
    document_use::insert(tx, pdf_sha256, entry.seq)?;
    certificate::insert(tx, entry, certificate, request, pdf_sha256)?;
    match &request.contrassegno {
        Some(stamp) => contrassegno::insert(tx, &stamp.number, &certificate.number),
        None => Ok(()),
    }
}

/// Reads from a number how far it takes its series.
pub(crate) fn series_of(number: &str) -> Option<SeriesMark> {
    let mut parts = number.rsplitn(3, '-');
    let last = parts.next()?.parse().ok()?;
    let year = parts.next()?.parse().ok()?;
    let (_, counter) = parts.next()?.split_once('-')?;
    Some(SeriesMark {
        kind: number_series::CERTIFICATE.to_owned(),
        counter: counter.to_owned(),
        year,
        last,
    })
}

/// Reads the year of a number, from its end: a counter's name may hold a dash.
fn year_of(number: &str) -> Option<i32> {
    let mut parts = number.rsplit('-');
    parts.next()?;
    let year = parts.next()?;
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| year.parse().ok()).flatten()
}
