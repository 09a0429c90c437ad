//! What a signed document is worth: each signature by itself, and what was changed beside them.

use std::io::Read;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use cms::content_info::ContentInfo;
use der::Decode;
use der::oid::db::rfc5911;

use crate::active;
use crate::anchors::{Anchors, ChainProblem};
use crate::changes;
use crate::cms::{TIME_STAMP_TOKEN, signed_data};
use crate::crypto::Checked;
use crate::field::{self, FieldProblem, SignatureField};
use crate::pdf::{File, PDF_BYTES_MAX, PdfError, Value};
use crate::reason::{Reason, Verdict, verdict};
use crate::signed::{Named, Signed, single};
use crate::signer::{CertificateInfo, KeyPurpose, purpose};
use crate::token::{self, Token};

/// Why a document could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not a PDF, damaged, too long, or built to exhaust its reader.
    #[error("the document cannot be verified")]
    Document(#[from] PdfError),
    /// It could not be read from where it is.
    #[error("the document cannot be read")]
    Read(#[from] std::io::Error),
}

/// What was found out about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The worst of all reasons, of the file and of its signatures.
    pub verdict: Verdict,
    /// What concerns the whole file.
    pub reasons: Vec<Reason>,
    /// The signatures, in the order of the form.
    pub signatures: Vec<SignatureReport>,
    /// Length of what was there before the first update, in bytes.
    pub first_revision_bytes: usize,
    /// How often the file was saved.
    pub revisions: usize,
}

/// What was found out about one signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureReport {
    /// A time stamp over the document and not a person's signature.
    pub is_time_stamp: bool,
    /// The worst of its reasons.
    pub verdict: Verdict,
    /// What was found.
    pub reasons: Vec<Reason>,
    /// Whose certificate it is; `None` when the signature cannot be read.
    pub signer: Option<CertificateInfo>,
    /// When it was made by the signer's clock (`/M`).
    pub stated_time: Option<DateTime<Utc>>,
    /// When it existed, by the clock of a time-stamping authority that is believed.
    pub proven_time: Option<DateTime<Utc>>,
    /// What the signer says the reason is.
    pub stated_reason: Option<String>,
    /// Number of the last revision that it covers, from 1; `None` when it does not end where one does.
    pub covers_revision: Option<usize>,
    /// Whether nothing follows what it covers.
    pub covers_file: bool,
}

/// Reads a document from where it is, but never more than may be verified.
///
/// # Errors
/// [`VerifyError::Read`], or [`PdfError::TooLarge`] with the length that was read so far.
pub fn read_pdf(from: impl Read) -> Result<Vec<u8>, VerifyError> {
    let mut bytes = Vec::new();
    let max = PDF_BYTES_MAX as u64;
    from.take(max + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 {
        bytes if bytes > max => Err(PdfError::TooLarge { bytes, max }.into()),
        _ => Ok(bytes),
    }
}

/// Returns what was there before the first update: for a certificate of ours, the document that was signed,
/// byte for byte. A line end that ends the first save belongs to it.
///
/// # Errors
/// The bytes are not a PDF.
pub fn first_revision(pdf: &[u8]) -> Result<&[u8], VerifyError> {
    let file = File::open(pdf)?;
    Ok(&pdf[..file.revisions[0].end])
}

/// Verifies every signature of a document, and that nothing but signatures was added to its first revision.
/// `on` is the time at which the signers' certificates must be valid; where a time stamp of an authority
/// that is believed proves an earlier time, that one counts. Revocation is not looked up.
///
/// # Errors
/// [`VerifyError::Document`] when there is nothing to say about it, because it cannot be opened.
pub fn verify_pdf(pdf: &[u8], anchors: &Anchors, on: DateTime<Utc>) -> Result<Report, VerifyError> {
    let file = match File::open(pdf) {
        Ok(file) => file,
        Err(PdfError::Encrypted) => return Ok(hopeless(Reason::Encrypted, pdf)),
        Err(PdfError::Unsupported(_)) => return Ok(hopeless(Reason::Unreadable, pdf)),
        Err(error) => return Err(error.into()),
    };
    let mut reasons = Vec::new();
    let mut signatures: Vec<SignatureReport> = Vec::new();
    match field::fields(&file, file.last()) {
        Ok(fields) => {
            let judged = fields.into_iter();
            signatures.extend(judged.map(|field| judge(&file, field, anchors, on)));
            if signatures.iter().all(|signature| signature.is_time_stamp) {
                reasons.push(Reason::NotSigned);
            }
        }
        Err(_) => reasons.push(Reason::Unreadable),
    }
    // A part that cannot be read keeps nobody from saying what is wrong with the rest.
    if changes::check(&file, &mut reasons).is_err() || active::check(&file, &mut reasons).is_err() {
        reasons.push(Reason::Unreadable);
    }
    reasons.sort_unstable();
    reasons.dedup();
    let of_signatures = signatures.iter().map(|signature| signature.verdict);
    Ok(Report {
        verdict: of_signatures.fold(verdict(&reasons), Verdict::max),
        reasons,
        signatures,
        first_revision_bytes: file.revisions[0].end,
        revisions: file.revisions.len(),
    })
}

fn hopeless(reason: Reason, pdf: &[u8]) -> Report {
    Report {
        verdict: reason.effect(),
        reasons: vec![reason],
        signatures: Vec::new(),
        first_revision_bytes: pdf.len(),
        revisions: 1,
    }
}

fn judge(
    file: &File<'_>,
    field: Result<SignatureField, FieldProblem>,
    anchors: &Anchors,
    on: DateTime<Utc>,
) -> SignatureReport {
    let mut report = SignatureReport {
        is_time_stamp: false,
        verdict: Verdict::Valid,
        reasons: Vec::new(),
        signer: None,
        stated_time: None,
        proven_time: None,
        stated_reason: None,
        covers_revision: None,
        covers_file: false,
    };
    match field {
        Err(FieldProblem::Range) => report.reasons.push(Reason::RangeWrong),
        Err(FieldProblem::Contents) => report.reasons.push(Reason::SignatureMalformed),
        Ok(field) => {
            let text = |key: &[u8]| field.dictionary.get(key).and_then(Value::as_text);
            report.stated_time = text(b"M").as_deref().and_then(date);
            report.stated_reason = text(b"Reason");
            coverage(file, &field, &mut report);
            match field.sub_filter() {
                b"ETSI.RFC3161" => {
                    report.is_time_stamp = true;
                    document_time_stamp(file, &field, anchors, &mut report);
                }
                b"ETSI.CAdES.detached" | b"adbe.pkcs7.detached" => {
                    signature(file, &field, anchors, on, &mut report);
                }
                _ => report.reasons.push(Reason::KindUnknown),
            }
        }
    }
    report.reasons.sort_unstable();
    report.reasons.dedup();
    report.verdict = verdict(&report.reasons);
    report
}

/// A signature covers what was there at its save; the range must end where that save ended.
fn coverage(file: &File<'_>, field: &SignatureField, report: &mut SignatureReport) {
    let end = field.range.end;
    let found = file
        .revisions
        .iter()
        .position(|revision| (revision.eof..=revision.end).contains(&end));
    report.covers_revision = found.map(|index| index + 1);
    report.covers_file = found == Some(file.last());
    if found.is_none() {
        report.reasons.push(Reason::RangeWrong);
    }
}

fn signature(
    file: &File<'_>,
    field: &SignatureField,
    anchors: &Anchors,
    on: DateTime<Utc>,
    report: &mut SignatureReport,
) {
    let signed = signed_data(&field.signature)
        .ok()
        // Detached: content inside would be another one than the document.
        .filter(|data| data.encap_content_info.econtent.is_none())
        .and_then(|data| Signed::check(&data, rfc5911::ID_DATA, &field.covered(file.bytes)));
    let Some(signed) = signed else {
        report.reasons.push(Reason::SignatureMalformed);
        return;
    };
    report.signer = Some(CertificateInfo::of(&signed.certificate));
    let reasons = &mut report.reasons;
    for (checked, wrong) in [
        (signed.digest, Reason::DigestWrong),
        (signed.signature, Reason::SignatureWrong),
    ] {
        match checked {
            Checked::Good => {}
            Checked::Bad => reasons.push(wrong),
            Checked::Unknown => reasons.push(Reason::AlgorithmUnknown),
        }
    }
    match signed.named {
        Named::This => {}
        Named::Other => reasons.push(Reason::CertificateExchanged),
        // The older kind of signature need not bind its certificate.
        Named::Weak | Named::Nothing if field.sub_filter() == b"adbe.pkcs7.detached" => {}
        Named::Weak | Named::Nothing => reasons.push(Reason::CertificateNotNamed),
    }
    if purpose(&signed.certificate) == KeyPurpose::Other {
        reasons.push(Reason::CertificateNotForSigning);
    }
    report.proven_time = time_stamp(&signed, anchors, reasons);
    let at = report.proven_time.unwrap_or(on);
    reasons.extend(
        match anchors.check(&signed.certificate, &signed.others, at) {
            Ok(()) => None,
            Err(ChainProblem::UnknownIssuer) => Some(Reason::UnknownIssuer),
            Err(ChainProblem::Expired) if report.proven_time.is_some() => {
                Some(Reason::CertificateExpiredBefore)
            }
            Err(ChainProblem::Expired) => Some(Reason::CertificateExpired),
            Err(ChainProblem::NotYetValid) => Some(Reason::CertificateNotYetValid),
            Err(ChainProblem::NotAuthority) => Some(Reason::IssuerNotAuthority),
            Err(ChainProblem::Critical) => Some(Reason::CertificateUnknownRule),
        },
    );
    reasons.push(Reason::RevocationNotChecked);
}

/// The time that the stamp in a signature proves.
fn time_stamp(
    signed: &Signed,
    anchors: &Anchors,
    reasons: &mut Vec<Reason>,
) -> Option<DateTime<Utc>> {
    let attributes = signed.info.unsigned_attrs.clone().unwrap_or_default();
    if !attributes
        .iter()
        .any(|attribute| attribute.oid == TIME_STAMP_TOKEN)
    {
        reasons.push(Reason::NoTimeStamp);
        return None;
    }
    let token = single(&attributes, TIME_STAMP_TOKEN)
        .and_then(|value| value.decode_as::<ContentInfo>().ok())
        .and_then(|info| Token::read(&info).ok())
        .filter(|token| token.check(&[signed.info.signature.as_bytes()]).is_ok());
    let Some(token) = token else {
        reasons.push(Reason::TimeStampWrong);
        return None;
    };
    believed(&token, anchors, reasons)
}

fn believed(token: &Token, anchors: &Anchors, reasons: &mut Vec<Reason>) -> Option<DateTime<Utc>> {
    if token::check_chain(token, anchors).is_err() {
        reasons.push(Reason::TimeStampUnknownAuthority);
        return None;
    }
    Some(token.time())
}

/// A time stamp over the whole document (ISO 32000-2, 12.8.5), as long-term validation adds it.
fn document_time_stamp(
    file: &File<'_>,
    field: &SignatureField,
    anchors: &Anchors,
    report: &mut SignatureReport,
) {
    let token = ContentInfo::from_der(&field.signature)
        .ok()
        .and_then(|info| Token::read(&info).ok());
    let Some(token) = token else {
        report.reasons.push(Reason::SignatureMalformed);
        return;
    };
    report.signer = Some(CertificateInfo::of(token.certificate()));
    match token.check(&field.covered(file.bytes)) {
        Ok(()) => report.proven_time = believed(&token, anchors, &mut report.reasons),
        Err(token::TokenProblem::Imprint) => report.reasons.push(Reason::DigestWrong),
        Err(token::TokenProblem::Signature) => report.reasons.push(Reason::SignatureWrong),
        Err(_) => report.reasons.push(Reason::TimeStampWrong),
    }
}

/// Reads a date of PDF (ISO 32000-1, 7.9.4), whole to the second.
fn date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.strip_prefix("D:")?;
    let digits = text.get(..14)?;
    let local = NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S").ok()?;
    let zone = text.get(14..)?;
    let sign = match zone.chars().next() {
        None | Some('Z') => return Some(local.and_utc()),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    let number = |range| {
        zone.get(range)
            .and_then(|digits: &str| digits.parse::<i64>().ok())
    };
    let minutes = number(1..3)? * 60 + number(4..6).unwrap_or(0);
    local
        .and_utc()
        .checked_sub_signed(TimeDelta::minutes(sign * minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_pdf_are_read_in_every_zone() {
        let read = |text: &str| date(text).map(|time| time.format("%F %T").to_string());
        assert_eq!(
            read("D:20261124225412Z").as_deref(),
            Some("2026-11-24 22:54:12")
        );
        assert_eq!(
            read("D:20261124235412+01'00'").as_deref(),
            Some("2026-11-24 22:54:12")
        );
        assert_eq!(
            read("D:20261124175412-05'00").as_deref(),
            Some("2026-11-24 22:54:12")
        );
        for wrong in [
            "",
            "2026",
            "D:2026",
            "D:20261324225412Z",
            "D:20261124225412x",
            "D:2026112422541é",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
