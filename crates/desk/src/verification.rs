//! From a file, a scan or a scanner's text to an answer: genuine, not genuine, cannot tell.

use std::collections::HashSet;
use std::path::Path;

use chrono::{DateTime, Utc};
use document::EmbeddedSeal;
use pades::{Anchors, Report};
use seal::{KeyRing, Register, Verification};
use store::{CertificateState, Reader};

use crate::seal_keys::{not_keys, read_keys, ring};
use crate::sealing::seals;
use crate::session::Desk;
use crate::views::{Verdict, VerifyReport};
use crate::{Error, ZONE};

/// Pages of a PDF that are looked at for a seal.
const PAGES_MAX: u32 = 4;
/// A4 at 200 dpi.
const SCAN_WIDTH_PX: u32 = 1654;

/// What verification rests on.
struct Trust {
    ring: KeyRing,
    anchors: Anchors,
    now: DateTime<Utc>,
}

impl Desk {
    /// Verifies a file: a PDF, or a scan or photograph (PNG, JPEG, a PDF of pictures).
    ///
    /// # Errors
    /// The file cannot be read, the desk is locked, or the store fails. What is wrong with the
    /// document is no error: it is in the report.
    pub fn verify_file(&self, path: &Path) -> Result<VerifyReport, Error> {
        let bytes = match read(path)? {
            Ok(bytes) => bytes,
            Err(report) => return Ok(report),
        };
        self.verify_bytes(&bytes)
    }

    /// Verifies the bytes of a file, as [`Desk::verify_file`].
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn verify_bytes(&self, bytes: &[u8]) -> Result<VerifyReport, Error> {
        self.read(|reader| verify(bytes, &self.trust(reader)?, Some(reader)))
    }

    /// Verifies what a scanner typed.
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn verify_text(&self, text: &str) -> Result<VerifyReport, Error> {
        self.read(|reader| {
            let trust = self.trust(reader)?;
            let seal = sealed(&trust, &seal::scan::from_keyboard(text));
            let known = with_register(seal, Some(reader))?;
            Ok(answer(known, None, From::Paper))
        })
    }

    /// Verifies a file with the keys of a JWKS file and no counter at all.
    ///
    /// # Errors
    /// One of the two files cannot be read.
    pub fn verify_with_keys(&self, path: &Path, keys: &Path) -> Result<VerifyReport, Error> {
        let trust = Trust {
            ring: KeyRing::from_jwks(&read_keys(keys)?).map_err(|_| not_keys())?,
            anchors: Anchors::default(),
            now: self.clock.now(),
        };
        match read(path)? {
            Ok(bytes) => verify(&bytes, &trust, None),
            Err(report) => Ok(report),
        }
    }

    fn trust(&self, reader: &Reader) -> Result<Trust, Error> {
        Ok(Trust {
            ring: ring(reader)?,
            anchors: crate::signing::anchors(&reader.settings()?),
            now: self.clock.now(),
        })
    }
}

/// Reads a file that may be verified; one that is too long has its answer already.
fn read(path: &Path) -> Result<Result<Vec<u8>, VerifyReport>, Error> {
    let failed = |source| Error::File {
        path: path.display().to_string(),
        source,
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    match pades::read_pdf(file) {
        Ok(bytes) => Ok(Ok(bytes)),
        Err(pades::VerifyError::Read(source)) => Err(failed(source)),
        Err(pades::VerifyError::Document(_)) => Ok(Err(cannot_tell(
            "Il file è troppo grande per essere un certificato: non è stato esaminato.",
        ))),
    }
}

fn verify(bytes: &[u8], trust: &Trust, reader: Option<&Reader>) -> Result<VerifyReport, Error> {
    if bytes.starts_with(b"%PDF") {
        return verify_pdf(bytes, trust, reader);
    }
    match seal::scan::read(bytes) {
        Ok(texts) => {
            let seal = best(trust, &texts);
            let known = with_register(seal, reader)?;
            Ok(answer(known, None, From::Paper))
        }
        Err(seal::scan::ScanError::OtherFormat) => Ok(cannot_tell(
            "Il file non è un PDF, né un'immagine PNG o JPEG.",
        )),
        Err(_) => Ok(cannot_tell(
            "L'immagine è danneggiata o troppo grande: non è stata esaminata.",
        )),
    }
}

fn verify_pdf(pdf: &[u8], trust: &Trust, reader: Option<&Reader>) -> Result<VerifyReport, Error> {
    let Ok(signatures) = pades::verify_pdf(pdf, &trust.anchors, trust.now) else {
        return Ok(cannot_tell(
            "Il file non è un PDF che si possa leggere: è danneggiato o di un altro tipo.",
        ));
    };
    let first = &pdf[..signatures.first_revision_bytes.min(pdf.len())];
    let embedded = document::read_seal(first);
    let text = embedded
        .as_ref()
        .and_then(|seal| seal::qr::decode(seal.side.into(), &seal.bits));
    let Some(text) = text else {
        return no_seal_of_ours(pdf, trust, reader, &signatures);
    };
    let mut seal = sealed(trust, &text);
    if let Some(EmbeddedSeal { digest, bits, .. }) = &embedded {
        // A symbol reads the same with a few modules changed; a file with them is not the one issued.
        let is_intact = seal::qr::encode(&text).is_ok_and(|symbol| symbol.bits == *bits);
        seal = seal.with_document(if is_intact { digest } else { &[0; 32] });
    }
    if let Ok(text) = document::text_of(first) {
        seal = seal.with_text(&text);
    }
    let known = with_register(seal, reader)?;
    Ok(answer(known, Some(&signatures), From::File))
}

/// Verifies a file in which no seal of ours stands as we write it: the scan of a paper, or a file
/// of ours that somebody worked over.
fn no_seal_of_ours(
    pdf: &[u8],
    trust: &Trust,
    reader: Option<&Reader>,
    signatures: &Report,
) -> Result<VerifyReport, Error> {
    let mut seal = best(trust, &scanned(pdf));
    let from = match document::text_of(pdf) {
        // Nothing but a picture.
        Ok(text) if text.trim().is_empty() => From::Paper,
        // What was issued has its seal in its place: this is another file, whatever it shows.
        Ok(text) => {
            seal = seal.with_document(&[0; 32]).with_text(&text);
            From::File
        }
        // A scan may be too large to be read as a document. It has no letters of its own.
        Err(_) if !has(pdf, b"/Font") && !has(pdf, b"/ObjStm") => From::Paper,
        Err(_) => From::Unread,
    };
    let known = with_register(seal, reader)?;
    Ok(answer(known, Some(signatures), from))
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn sealed(trust: &Trust, text: &str) -> Verification {
    let today = trust.now.with_timezone(&ZONE).date_naive();
    seal::verify(text, &trust.ring, today)
}

/// Returns the best answer that one of the codes on a picture gives.
fn best(trust: &Trust, texts: &[String]) -> Verification {
    let rank = |verification: &Verification| match verification.verdict {
        _ if verification.payload.is_none() => 0,
        seal::Verdict::CannotTell => 1,
        seal::Verdict::NotGenuine => 2,
        seal::Verdict::Genuine => 3,
    };
    texts
        .iter()
        .map(|text| sealed(trust, text))
        .max_by_key(rank)
        .unwrap_or_else(|| sealed(trust, ""))
}

/// Returns the codes on the pages of a PDF.
fn scanned(pdf: &[u8]) -> Vec<String> {
    let pages = document::page_count(pdf).unwrap_or(0).min(PAGES_MAX);
    (1..=pages)
        .filter_map(|page| document::page_grey(pdf, page, SCAN_WIDTH_PX).ok())
        .filter_map(|grey| seal::scan::read_luma(grey.width, grey.height, &grey.pixels).ok())
        .flatten()
        .collect()
}

/// Adds what the register of this counter says; `voided` is said in [`Known`].
fn with_register(seal: Verification, reader: Option<&Reader>) -> Result<Known, Error> {
    let mut known = Known { seal, voided: None };
    let (Some(reader), Some(payload)) = (reader, known.seal.payload.clone()) else {
        return Ok(known);
    };
    let identity = reader.identity();
    if (&payload.comune, &payload.counter) != (&identity.belfiore.0, &identity.counter) {
        return Ok(known);
    }
    let record = reader.certificate(&payload.number)?;
    // The register keeps the code, which is made from the number and the facts with a secret.
    let code = payload.code.to_string();
    let known_code = record
        .as_ref()
        .is_some_and(|record| record.code.as_deref() == Some(code.as_str()));
    // Who has a paper and the stolen key can seal other facts under its number and code.
    let other_facts = record
        .as_ref()
        .is_some_and(|record| !seals(&payload, &record.certificate));
    // That a file was changed is no reason to say that its certificate was never issued.
    let other_file = known.seal.reasons.contains(&seal::Reason::OtherDocument);
    known.seal = known.seal.with_register(match (known_code, other_file) {
        (true, _) if other_facts => Register::KnowsOtherFacts,
        (true, false) => Register::Knows,
        (true, true) => Register::KnowsOtherFile,
        (false, _) => Register::DoesNotKnow,
    });
    if let Some(record) = record.filter(|record| record.state == CertificateState::Voided) {
        known.voided = Some(record.void_reason.unwrap_or_default());
    }
    Ok(known)
}

/// A seal's verdict and what the register adds.
struct Known {
    seal: Verification,
    /// The reason for which the certificate was voided.
    voided: Option<String>,
}

/// Where the seal was read: on paper the eye has to compare what stands beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Paper,
    File,
    /// A file whose text cannot be read: what it shows may not be what was sealed.
    Unread,
}

/// Puts the answers together: one that refutes decides, and doubt only goes where something proves.
fn answer(known: Known, signatures: Option<&Report>, from: From) -> VerifyReport {
    let Known { seal, voided } = known;
    let mut reasons: Vec<(u8, String)> = seal
        .reasons
        .iter()
        .map(|reason| (order(reason.weight()), reason.sentence()))
        .collect();
    let mut verdict = match seal.verdict {
        seal::Verdict::Genuine => Verdict::Genuine,
        seal::Verdict::NotGenuine => Verdict::NotGenuine,
        seal::Verdict::CannotTell => Verdict::CannotTell,
    };
    if let Some(reason) = voided {
        verdict = Verdict::NotGenuine;
        reasons.push((0, format!("Il certificato è stato annullato: {reason}.")));
    }
    if verdict == Verdict::Genuine && from == From::Unread {
        verdict = Verdict::CannotTell;
        reasons.push((
            1,
            "Il sigillo è buono, ma il file non è quello rilasciato e non se ne legge il testo: \
             verifica il foglio stampato, o chiedi il file."
                .to_owned(),
        ));
    }
    if verdict == Verdict::Genuine && from == From::Paper {
        reasons.push((
            2,
            "Confronta con il foglio i dati che il sigillo attesta.".to_owned(),
        ));
    }
    let mut signers = Vec::new();
    if let Some(report) = signatures {
        verdict = signed(report, verdict, &mut reasons);
        let names = report.signatures.iter().filter(|one| !one.is_time_stamp);
        signers.extend(names.filter_map(|one| Some(one.signer.as_ref()?.common_name.clone())));
    }
    reasons.sort_by_key(|(order, _)| *order);
    // Two signatures have the same to say about themselves: once is enough.
    let mut said = HashSet::new();
    reasons.retain(|(_, reason)| said.insert(reason.clone()));
    let payload = seal.payload;
    VerifyReport {
        verdict,
        reasons: reasons.into_iter().map(|(_, reason)| reason).collect(),
        number: payload.as_ref().map(|payload| payload.number.clone()),
        facts: payload.map(|payload| payload.facts).unwrap_or_default(),
        signers,
    }
}

/// Adds what the signatures of a file say, and returns the verdict with them.
fn signed(report: &Report, verdict: Verdict, reasons: &mut Vec<(u8, String)>) -> Verdict {
    let found = report.reasons.iter();
    let of_signatures = report.signatures.iter().flat_map(|one| &one.reasons);
    for reason in found.chain(of_signatures) {
        let order = match reason.effect() {
            pades::Verdict::NotValid => 0,
            pades::Verdict::CannotTell => 1,
            pades::Verdict::Valid => 2,
        };
        reasons.push((order, reason.italian().to_owned()));
    }
    let is_signed = report.signatures.iter().any(|one| !one.is_time_stamp);
    match (report.verdict, verdict) {
        (pades::Verdict::NotValid, _) => Verdict::NotGenuine,
        // A good signature of a known authority is enough where there is no seal.
        (pades::Verdict::Valid, Verdict::CannotTell) if is_signed => Verdict::Genuine,
        (_, verdict) => verdict,
    }
}

fn order(weight: seal::Weight) -> u8 {
    match weight {
        seal::Weight::Refutes => 0,
        seal::Weight::Doubt => 1,
        seal::Weight::Note => 2,
    }
}

fn cannot_tell(reason: &str) -> VerifyReport {
    VerifyReport {
        verdict: Verdict::CannotTell,
        reasons: vec![reason.to_owned()],
        number: None,
        facts: Vec::new(),
        signers: Vec::new(),
    }
}
