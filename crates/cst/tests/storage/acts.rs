//! What clerks do, as the journal takes it: the rules of certificates are tried elsewhere.

use chrono::{DateTime, Utc};
use domain::certificate::Contrassegno;
use protocol::Body;

pub(crate) fn at() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_000).expect("in the calendar")
}

pub(crate) fn voided(number: &str) -> Body {
    Body::CertificateVoided {
        number: number.to_owned(),
        reason: "prova".to_owned(),
    }
}

/// A certificate of nobody in particular, with or without a revenue stamp.
pub(crate) fn certificate(number: &str, stamp: Option<&str>) -> Body {
    let (certificate, mut request) = synthetic::alive_certificate(number, 1, at());
    request.contrassegno = stamp.map(|number| Contrassegno {
        number: number.to_owned(),
        date: at().date_naive(),
    });
    Body::CertificateIssued {
        certificate: Box::new(certificate),
        request: Box::new(request),
        pdf_sha256: "00".repeat(32),
        seal: None,
    }
}
