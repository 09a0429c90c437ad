//! What clerks do, as the journal takes it: the rules of certificates are tried elsewhere.

use chrono::{DateTime, Utc};
use protocol::Body;
use store::Store;

/// A certificate of nobody in particular.
pub(crate) fn certificate(store: &mut Store, at: DateTime<Utc>, card: u64) -> store::Result<Body> {
    let number = store.next_certificate_number(chrono::Datelike::year(&at))?;
    let pdf_sha256 = store.put_document(format!("%PDF of {number} {card}").as_bytes())?;
    let (certificate, request) = synthetic::alive_certificate(&number, card, at);
    Ok(Body::CertificateIssued {
        certificate: Box::new(certificate),
        request: Box::new(request),
        pdf_sha256,
        seal: None,
    })
}
