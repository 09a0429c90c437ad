//! Signing a document, and stamping it with time then or later.

use chrono::{DateTime, Utc};
use der::Encode;

use crate::cms;
use crate::crypto::Hash;
use crate::error::SignError;
use crate::field::{self, SignatureField};
use crate::pdf::{File, PdfError};
use crate::signer::{CertificateInfo, Signer, check_usable};
use crate::tsa::{self, Tsa, TsaProblem};
use crate::update::{self, Field, Prepared};

/// Room for a signature with its chain and a time stamp, in bytes.
const ROOM: usize = 16 << 10;
/// Of it, what attributes, signature and time stamp may need besides the certificates.
const ROOM_BESIDE_CERTIFICATES: usize = 11 << 10;

/// What a signature says about itself.
#[derive(Debug, Clone)]
pub struct SignOptions {
    /// Why it was made.
    pub reason: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// Who signs; `None` takes the common name of the certificate.
    pub name: Option<String>,
    /// When, by the counter's clock.
    pub signing_time: DateTime<Utc>,
}

/// A document, signed.
#[derive(Debug)]
pub struct Signed {
    /// Its bytes: those of the unsigned document come first, unchanged.
    pub pdf: Vec<u8>,
    /// Whether an authority's time stamp is in the signature (baseline B-T).
    pub timestamped: bool,
    /// Why there is no time stamp although one was wanted; the signature is a valid B-B.
    pub tsa_problem: Option<TsaProblem>,
}

/// Why a time stamp could not be added to a document.
#[derive(Debug, thiserror::Error)]
pub enum StampError {
    /// The document cannot be read.
    #[error("the document cannot be stamped")]
    Document(#[from] PdfError),
    /// No signature is in it.
    #[error("the document is not signed")]
    NotSigned,
    /// The last signature has a time stamp.
    #[error("the signature has a time stamp")]
    AlreadyStamped,
    /// The last signature does not cover the whole file: filling it would break what came later.
    #[error("something was added after the signature")]
    NotLast,
    /// The signature cannot be read.
    #[error("the signature cannot be read")]
    Signature,
    /// There is no time stamp to be had now.
    #[error(transparent)]
    Tsa(#[from] TsaProblem),
}

/// Signs a document (PAdES baseline B-B), and stamps it with time when an authority is named and
/// answers (B-T). A second signature leaves the first one valid.
///
/// # Errors
/// [`SignError`]; never because of the authority.
pub fn sign_pdf(
    pdf: &[u8],
    signer: &dyn Signer,
    how: &SignOptions,
    tsa: Option<&Tsa>,
) -> Result<Signed, SignError> {
    check_usable(signer.certificate(), how.signing_time)?;
    let common_name = CertificateInfo::of(signer.certificate()).common_name;
    let field = Field {
        name: how.name.as_deref().unwrap_or(&common_name),
        reason: how.reason.as_deref(),
        location: how.location.as_deref(),
        signing_time: how.signing_time,
    };
    let mut prepared = update::prepare(pdf, &field, room(signer)?)?;
    let digest = Hash::Sha256.digest(&prepared.covered());
    let signature = cms::sign(signer, &digest)?;
    assert!(
        prepared.fill(&signature),
        "the room is counted from the certificates"
    );
    let tsa_problem = tsa.and_then(|tsa| {
        let stamped = stamp(&mut prepared, &signature, tsa, how.signing_time);
        stamped.err()
    });
    if let Some(problem) = &tsa_problem {
        tracing::warn!(error = %problem, "the signature has no time stamp");
    }
    Ok(Signed {
        pdf: prepared.bytes,
        timestamped: tsa.is_some() && tsa_problem.is_none(),
        tsa_problem,
    })
}

/// Adds a time stamp to the last signature of a document that was signed before, in its own room.
/// `now` is the counter's time.
///
/// # Errors
/// [`StampError`]; the document given is never lost, it is not changed.
pub fn add_timestamp(pdf: &[u8], tsa: &Tsa, now: DateTime<Utc>) -> Result<Vec<u8>, StampError> {
    let file = File::open(pdf)?;
    let fields = field::fields(&file, file.last())?;
    let mut last: Option<SignatureField> = None;
    for field in fields {
        let field = field.map_err(|_| StampError::Signature)?;
        if last
            .as_ref()
            .is_none_or(|last| last.range.end < field.range.end)
        {
            last = Some(field);
        }
    }
    let last = last.ok_or(StampError::NotSigned)?;
    if last.range.end != pdf.len() {
        return Err(StampError::NotLast);
    }
    let (stamped, value) = cms::stamped_and_value(&last.signature).ok_or(StampError::Signature)?;
    if stamped {
        return Err(StampError::AlreadyStamped);
    }
    let token = tsa::stamp(tsa, &value, now)?;
    let with = cms::add_time_stamp(&last.signature, &token).map_err(|_| StampError::Signature)?;
    let mut bytes = pdf.to_vec();
    if !update::fill(&mut bytes, last.digits, &with) {
        return Err(TsaProblem::Room.into());
    }
    Ok(bytes)
}

fn stamp(
    prepared: &mut Prepared,
    signature: &[u8],
    tsa: &Tsa,
    now: DateTime<Utc>,
) -> Result<(), TsaProblem> {
    let (_, value) = cms::stamped_and_value(signature).ok_or(TsaProblem::Answer)?;
    let token = tsa::stamp(tsa, &value, now)?;
    let with = cms::add_time_stamp(signature, &token).map_err(|_| TsaProblem::Answer)?;
    match prepared.fill(&with) {
        true => Ok(()),
        false => Err(TsaProblem::Room),
    }
}

fn room(signer: &dyn Signer) -> Result<usize, SignError> {
    let mut certificates = usize::try_from(signer.certificate().encoded_len()?)?;
    for certificate in signer.chain() {
        certificates += usize::try_from(certificate.encoded_len()?)?;
    }
    Ok(ROOM.max(certificates + ROOM_BESIDE_CERTIFICATES))
}
