//! The register of certificates: list, show, reprint, void.

use std::sync::PoisonError;

use chrono::NaiveDate;
use domain::certificate::Applicant;
use protocol::Body;
use store::CertificateRecord;

use crate::Error;
use crate::session::{Desk, OpenDesk};
use crate::views::{
    CertificateDetail, CertificateFilter, CertificatePage, CertificateRow, CertificateState,
    PrintOutcome, Reprinted, rfc3339,
};

/// Lines of a page of the register.
const PAGE: u32 = 100;
/// The shortest reason for which a certificate is voided.
const REASON_MIN: usize = 5;

impl Desk {
    /// Returns a page of the register, the latest first; `after` is [`CertificatePage::next`].
    ///
    /// # Errors
    /// A date of the filter is not one, the desk is locked, or the store fails.
    pub fn certificates(
        &self,
        filter: &CertificateFilter,
        after: Option<&str>,
    ) -> Result<CertificatePage, Error> {
        let filter = store::CertificateFilter {
            text: filter.text.clone().filter(|text| !text.trim().is_empty()),
            from: day("from", filter.from.as_deref())?,
            to: day("to", filter.to.as_deref())?,
            subject: None,
            state: filter.state.map(|state| match state {
                CertificateState::Issued => store::CertificateState::Issued,
                CertificateState::Voided => store::CertificateState::Voided,
            }),
        };
        let after = after.map(|key| {
            key.parse::<i64>().map_err(|_| Error::Invalid {
                field: "after",
                reason: "La pagina chiesta non esiste.".to_owned(),
            })
        });
        let after = after.transpose()?;
        self.with(|desk| {
            let rows = desk.store.certificates(&filter, after, PAGE)?;
            let next = (rows.len() == PAGE as usize)
                .then(|| rows.last().map(|row| row.key.to_string()))
                .flatten();
            let total = desk.store.certificates_count(&filter)?;
            Ok(CertificatePage {
                rows: rows.iter().map(row).collect(),
                next,
                total,
            })
        })
    }

    /// Returns one certificate; its pages are drawn by [`Desk::preview_page`].
    ///
    /// # Errors
    /// There is no such number, its document is gone, the desk is locked, or the store fails.
    pub fn certificate_show(&self, number: &str) -> Result<CertificateDetail, Error> {
        let (record, pdf) = self.with(|desk| {
            let record = desk.certificate(number)?;
            let pdf = desk
                .store
                .document(&record.sha256)?
                .ok_or(Error::NoCertificate)?;
            Ok((record, pdf))
        })?;
        let rendered = document::Rendered::from_pdf(pdf, &record.certificate)?;
        let (pages, text) = (rendered.pages, rendered.text.clone());
        self.previews
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .keep(rendered);
        Ok(CertificateDetail {
            row: line(&record),
            sha256: record.sha256.clone(),
            pages,
            text,
            applicant: match &record.request.applicant {
                Applicant::Subject => "L'interessato".to_owned(),
                Applicant::ThirdParty { name, document, .. } => format!("{name} ({document})"),
            },
            reason: record.request.reason,
            entered: record.certificate.facts.entered,
            forced: record.certificate.decision.forced,
            code: record.code,
            timestamped: record
                .signature
                .is_some_and(|signature| signature.timestamped),
            stamp_text: record.certificate.decision.stamp_text,
        })
    }

    /// Returns the PDF of a certificate, byte for byte as issued.
    ///
    /// # Errors
    /// There is no such number, its document is gone, the desk is locked, or the store fails.
    pub fn certificate_pdf(&self, number: &str) -> Result<Vec<u8>, Error> {
        self.with(|desk| {
            let record = desk.certificate(number)?;
            desk.store
                .document(&record.sha256)?
                .ok_or(Error::NoCertificate)
        })
    }

    /// Prints a certificate again: another entry, with its own count.
    ///
    /// # Errors
    /// There is no such number, it is void, the desk is locked, or the store fails.
    pub fn certificate_reprint(&self, number: &str) -> Result<Reprinted, Error> {
        let now = self.clock.now();
        let (pdf, certificate) = self.with(|desk| {
            let record = desk.certificate(number)?;
            if record.state == store::CertificateState::Voided {
                return Err(Error::AlreadyVoided);
            }
            let pdf = desk.store.document(&record.sha256)?;
            Ok((pdf.ok_or(Error::NoCertificate)?, record.certificate))
        })?;
        let print = self.print(&pdf, &certificate)?;
        if matches!(print, PrintOutcome::Failed { .. }) {
            // No paper came out, so there is nothing to count.
            let count = self.with(|desk| Ok(desk.certificate(number)?.reprints))?;
            return Ok(Reprinted { count, print });
        }
        let printer = match &print {
            PrintOutcome::Printed { printer, .. } => Some(printer.clone()),
            _ => None,
        };
        let count = self.with(|desk| {
            let count = desk.certificate(number)?.reprints + 1;
            let body = Body::CertificateReprinted {
                number: number.to_owned(),
                copy: count,
                printer,
            };
            desk.store.commit(now, &desk.operator, body)?;
            Ok(count)
        })?;
        Ok(Reprinted { count, print })
    }

    /// Voids a certificate. It stays in the register, with its reason.
    ///
    /// # Errors
    /// The reason is missing, there is no such number, it is void already, or the store fails.
    pub fn certificate_void(&self, number: &str, reason: &str) -> Result<CertificateRow, Error> {
        let reason = reason.trim();
        if reason.chars().count() < REASON_MIN {
            return Err(Error::Invalid {
                field: "reason",
                reason: "Scrivi il motivo dell'annullamento (almeno cinque lettere).".to_owned(),
            });
        }
        let now = self.clock.now();
        self.with(|desk| {
            desk.check_clock(now)?;
            let record = desk.certificate(number)?;
            if record.state == store::CertificateState::Voided {
                return Err(Error::AlreadyVoided);
            }
            let body = Body::CertificateVoided {
                number: number.to_owned(),
                reason: reason.chars().take(500).collect(),
            };
            desk.store.commit(now, &desk.operator, body)?;
            Ok(line(&desk.certificate(number)?))
        })
    }
}

/// Makes the line of a register's row.
pub(crate) fn row(row: &store::CertificateRow) -> CertificateRow {
    CertificateRow {
        number: row.number.clone(),
        issued_at: rfc3339(row.at),
        title: row.title.clone(),
        kinds: row.kinds.clone(),
        subject: row.subject_name.clone(),
        codice_fiscale: row.subject_codice_fiscale.clone(),
        operator: row.operator.clone(),
        state: state(row.state),
        void_reason: row.void_reason.clone(),
        reprints: row.reprints,
        signers: signers(row.signature.as_ref()),
        stamp_duty: row.stamp_duty,
        fee: row.fee,
    }
}

/// Makes the line of a certificate with all that stands behind it.
fn line(record: &CertificateRecord) -> CertificateRow {
    let certificate = &record.certificate;
    let subject = &certificate.facts.subject;
    let names = [subject.surname.as_deref(), subject.name.as_deref()];
    CertificateRow {
        number: certificate.number.clone(),
        issued_at: rfc3339(record.at),
        title: certificate.decision.title.clone(),
        kinds: certificate.kinds.clone(),
        subject: names.into_iter().flatten().collect::<Vec<_>>().join(" "),
        codice_fiscale: subject.codice_fiscale.as_ref().map(ToString::to_string),
        operator: record.operator.clone(),
        state: state(record.state),
        void_reason: record.void_reason.clone(),
        reprints: record.reprints,
        signers: signers(record.signature.as_ref()),
        stamp_duty: certificate.decision.stamp_duty,
        fee: certificate.decision.fee,
    }
}

fn signers(signature: Option<&store::SignatureView>) -> Vec<String> {
    signature
        .map(|signature| signature.signers.clone())
        .unwrap_or_default()
}

fn state(state: store::CertificateState) -> CertificateState {
    match state {
        store::CertificateState::Issued => CertificateState::Issued,
        store::CertificateState::Voided => CertificateState::Voided,
    }
}

impl OpenDesk {
    pub(crate) fn certificate(&self, number: &str) -> Result<CertificateRecord, Error> {
        self.store.certificate(number)?.ok_or(Error::NoCertificate)
    }
}

fn day(field: &'static str, text: Option<&str>) -> Result<Option<NaiveDate>, Error> {
    text.filter(|text| !text.is_empty())
        .map(|text| {
            text.parse().map_err(|_| Error::Invalid {
                field,
                reason: "La data si scrive gg/mm/aaaa.".to_owned(),
            })
        })
        .transpose()
}
