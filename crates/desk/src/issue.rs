//! From a request to a certificate: facts, rules, number, drawing, journal, paper.

use std::sync::PoisonError;

use chrono::{DateTime, Datelike, Utc};
use domain::certificate::catalogue::{Catalogue, Tariffs};
use domain::certificate::{Block, Certificate, CertificateRequest, facts, rules};
use protocol::Body;

use crate::sealing::Sealed;
use crate::session::{Desk, OpenDesk};
use crate::views::{Issued, PrintOutcome, Quote, rfc3339};
use crate::{Error, ZONE};

/// A certificate that is drawn and not yet issued.
pub(crate) struct Draft {
    pub(crate) certificate: Certificate,
    pub(crate) sealed: Sealed,
}

impl Desk {
    /// Says what would be issued, or why not, and draws it: the preview is the final PDF.
    ///
    /// # Errors
    /// There is no such person, the desk is locked, or the store fails. What the rules forbid is
    /// not an error here: it is in [`Quote::blocks`].
    pub fn certificate_quote(&self, request: &CertificateRequest) -> Result<Quote, Error> {
        let now = self.clock.now();
        let instead = self.instead(request, now)?;
        match self.with(|desk| draft(desk, request, now)) {
            Ok(Draft {
                certificate,
                sealed: Sealed { rendered, .. },
            }) => {
                let mut previews = self.previews.lock().unwrap_or_else(PoisonError::into_inner);
                let rendered = previews.keep(rendered);
                Ok(Quote {
                    decision: Some(certificate.decision),
                    blocks: Vec::new(),
                    instead,
                    number: Some(certificate.number),
                    sha256: Some(rendered.sha256.clone()),
                    pages: rendered.pages,
                    text: rendered.text.clone(),
                })
            }
            Err(Error::Blocked(blocks)) => Ok(Quote {
                decision: None,
                blocks,
                instead,
                number: None,
                sha256: None,
                pages: 0,
                text: String::new(),
            }),
            Err(other) => Err(other),
        }
    }

    /// Returns the self-declaration to offer first, when a public body asks.
    fn instead(
        &self,
        request: &CertificateRequest,
        now: DateTime<Utc>,
    ) -> Result<Option<CertificateRequest>, Error> {
        self.with(|desk| {
            let today = now.with_timezone(&ZONE).date_naive();
            let catalogue = Catalogue::on(today, &desk.store.settings()?.rules);
            Ok(rules::self_declaration(&catalogue, request))
        })
    }

    /// Issues a certificate: numbered, drawn, journalled and, if asked, printed.
    ///
    /// `seen_sha256` is the digest of the preview; another one means that something changed since,
    /// and nothing is issued. Paper that fails never undoes the act.
    ///
    /// # Errors
    /// The rules forbid it, the preview is stale, the clock is behind, or the store fails. Nothing
    /// was written then.
    pub fn certificate_issue(
        &self,
        request: &CertificateRequest,
        seen_sha256: Option<&str>,
        paper: Paper,
    ) -> Result<Issued, Error> {
        let now = self.clock.now();
        let (certificate, sealed, tariffs) = self.with(|desk| {
            desk.check_clock(now)?;
            let Draft {
                certificate,
                sealed,
            } = draft(desk, request, now)?;
            if seen_sha256.is_some_and(|seen| seen != sealed.rendered.sha256) {
                return Err(Error::PreviewStale);
            }
            // The document is durable before the entry that names it.
            let body = Body::CertificateIssued {
                certificate: Box::new(certificate.clone()),
                request: Box::new(request.clone()),
                pdf_sha256: desk.store.put_document(&sealed.rendered.pdf)?,
                seal: sealed.record.clone(),
            };
            desk.store.commit(now, &desk.operator, body)?;
            let rules = desk.store.settings()?.rules;
            let tariffs = Tariffs::on(certificate.issued_on, &rules);
            Ok((certificate, sealed, tariffs))
        })?;
        let print = match paper {
            Paper::Print => self.print(&sealed.rendered.pdf, &certificate)?,
            Paper::None => PrintOutcome::NotRequested,
        };
        Ok(issued(&certificate, &tariffs, sealed, now, print))
    }
}

/// Whether the act comes out on paper at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// To the printer of the settings.
    Print,
    /// Not now.
    None,
}

fn issued(
    certificate: &Certificate,
    tariffs: &Tariffs,
    sealed: Sealed,
    now: DateTime<Utc>,
    print: PrintOutcome,
) -> Issued {
    let fee = certificate.decision.fee;
    Issued {
        number: certificate.number.clone(),
        kinds: certificate.kinds.clone(),
        sha256: sealed.rendered.sha256,
        seal: sealed.text,
        code: sealed.record.map(|record| record.code),
        issued_at: rfc3339(now),
        as_of: rfc3339(certificate.as_of),
        fee,
        stamp_duty: certificate.decision.stamp_duty,
        total: fee,
        cash_total: tariffs.cash(fee),
        print,
    }
}

fn draft(
    desk: &mut OpenDesk,
    request: &CertificateRequest,
    now: DateTime<Utc>,
) -> Result<Draft, Error> {
    let issued_on = now.with_timezone(&ZONE).date_naive();
    let as_of = desk.store.as_of()?.ok_or(Error::NoRegistry)?;
    let known = desk.circumstances(request.subject, issued_on)?;
    let used_by = match &request.contrassegno {
        Some(stamp) => desk.store.contrassegno_use(stamp.number.trim())?,
        None => None,
    };
    let case = known.case(request, used_by.as_deref());
    let decision = rules::decide(&case).map_err(Error::Blocked)?;
    let certificate = Certificate {
        number: desk.store.next_certificate_number(issued_on.year())?,
        issued_on,
        kinds: request.kinds.clone(),
        facts: facts::snapshot(&case, &desk.operator),
        decision,
        as_of,
        catalogue_version: known.catalogue.version().to_owned(),
        signature: known.settings.issuer.signature,
        language: request.language,
        eu_form: request.eu_form,
        issuer: known.settings.issuer.clone(),
    };
    let settings = known.settings;
    desk.load_arms(settings.arms.as_deref())?;
    let sealed = desk
        .seal(&certificate, &settings)
        .map_err(|error| match error {
            Error::Document(document::Error::Glyph { character }) => Error::Blocked(vec![Block {
                code: "glyph".to_owned(),
                field: None,
                reason: format!(
                    "Il carattere «{character}» non si può stampare con i caratteri disponibili. \
                 Segnala il caso al centro servizi: il certificato non è stato emesso."
                ),
                forceable: false,
                instead: None,
            }]),
            other => other,
        })?;
    Ok(Draft {
        certificate,
        sealed,
    })
}
