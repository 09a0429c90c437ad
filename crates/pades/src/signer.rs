//! What can sign, wherever its key is.

use chrono::{DateTime, Utc};
use der::oid::db::rfc5912::{ID_EC_PUBLIC_KEY, RSA_ENCRYPTION};
use der::oid::{AssociatedOid, ObjectIdentifier};
use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages};

use crate::error::SignError;

/// How a key signs; SHA-256 in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA with PKCS#1 v1.5 padding (RFC 8017, 8.2).
    Rsa,
    /// ECDSA on a curve of the NIST; the signature is the DER of RFC 3279, 2.2.3.
    Ecdsa,
}

/// A key with its certificate. The key may be on a card and take seconds.
pub trait Signer {
    /// Returns the certificate of the key.
    fn certificate(&self) -> &Certificate;

    /// Returns the certificates of the issuers that came with it, in no order.
    fn chain(&self) -> &[Certificate];

    /// Returns how the key signs.
    fn algorithm(&self) -> Algorithm;

    /// Signs the SHA-256 of a message.
    ///
    /// # Errors
    /// What stopped the key: see [`SignError`].
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// What a certificate may be used for, of what matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPurpose {
    /// Signatures that bind (non-repudiation): the certificate of a digital signature.
    Binding,
    /// Signatures of any kind.
    Any,
    /// Something else, as encryption.
    Other,
}

/// A certificate, for a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateInfo {
    /// The common name, or the whole name where there is none.
    pub common_name: String,
    /// Whose it is (RFC 4514).
    pub subject: String,
    /// Who issued it (RFC 4514).
    pub issuer: String,
    /// Serial number, lower-case hexadecimal.
    pub serial: String,
    /// Start of validity.
    pub not_before: DateTime<Utc>,
    /// End of validity.
    pub not_after: DateTime<Utc>,
    /// What it is for.
    pub purpose: KeyPurpose,
}

impl CertificateInfo {
    /// Reads what a reader wants to know.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        let body = &certificate.tbs_certificate;
        Self {
            common_name: common_name(certificate),
            subject: body.subject.to_string(),
            issuer: body.issuer.to_string(),
            serial: hex::encode(body.serial_number.as_bytes()),
            not_before: instant(body.validity.not_before),
            not_after: instant(body.validity.not_after),
            purpose: purpose(certificate),
        }
    }
}

/// How the key of a certificate signs.
pub(crate) fn algorithm(certificate: &Certificate) -> Result<Algorithm, SignError> {
    let oid = certificate
        .tbs_certificate
        .subject_public_key_info
        .algorithm
        .oid;
    match oid {
        RSA_ENCRYPTION => Ok(Algorithm::Rsa),
        ID_EC_PUBLIC_KEY => Ok(Algorithm::Ecdsa),
        other => Err(SignError::Algorithm(other.to_string())),
    }
}

/// Refuses a certificate that cannot sign at that time.
pub(crate) fn check_usable(certificate: &Certificate, at: DateTime<Utc>) -> Result<(), SignError> {
    let info = CertificateInfo::of(certificate);
    if at > info.not_after {
        return Err(SignError::Expired {
            not_after: info.not_after,
        });
    }
    if at < info.not_before {
        return Err(SignError::NotYetValid {
            not_before: info.not_before,
        });
    }
    if info.purpose == KeyPurpose::Other {
        return Err(SignError::NotForSigning);
    }
    Ok(())
}

/// The value of an extension and whether it is critical. The outer error: it is there and malformed.
pub(crate) fn extension<'a, T: AssociatedOid + Decode<'a>>(
    certificate: &'a Certificate,
) -> Result<Option<(bool, T)>, der::Error> {
    let all = certificate.tbs_certificate.extensions.iter().flatten();
    let mut found = all.filter(|extension| extension.extn_id == T::OID);
    match found.next() {
        None => Ok(None),
        Some(extension) => {
            let value = T::from_der(extension.extn_value.as_bytes())?;
            Ok(Some((extension.critical, value)))
        }
    }
}

/// What the key usage allows; without that extension everything is allowed (RFC 5280, 4.2.1.3).
pub(crate) fn purpose(certificate: &Certificate) -> KeyPurpose {
    match extension::<KeyUsage>(certificate) {
        Ok(None) => KeyPurpose::Any,
        Ok(Some((_, KeyUsage(usages)))) => {
            if usages.contains(KeyUsages::NonRepudiation) {
                KeyPurpose::Binding
            } else if usages.contains(KeyUsages::DigitalSignature) {
                KeyPurpose::Any
            } else {
                KeyPurpose::Other
            }
        }
        Err(_) => KeyPurpose::Other,
    }
}

/// Whether the certificate is for time stamps and nothing else (RFC 3161, 2.3).
pub(crate) fn is_for_time_stamps(certificate: &Certificate) -> bool {
    let only = [der::oid::db::rfc5280::ID_KP_TIME_STAMPING];
    matches!(extension::<ExtendedKeyUsage>(certificate), Ok(Some((true, ExtendedKeyUsage(uses)))) if uses == only)
}

pub(crate) fn instant(time: x509_cert::time::Time) -> DateTime<Utc> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The common name, decoded; every string type that certificates use.
fn common_name(certificate: &Certificate) -> String {
    const COMMON_NAME: ObjectIdentifier = der::oid::db::rfc4519::CN;
    let subject = &certificate.tbs_certificate.subject;
    let parts = subject.0.iter().flat_map(|part| part.0.iter());
    parts
        .filter(|part| part.oid == COMMON_NAME)
        .find_map(|part| match der::Tagged::tag(&part.value) {
            der::Tag::BmpString => {
                let units: Vec<u16> = part
                    .value
                    .value()
                    .chunks_exact(2)
                    .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                    .collect();
                String::from_utf16(&units).ok()
            }
            _ => String::from_utf8(part.value.value().to_vec()).ok(),
        })
        .unwrap_or_else(|| subject.to_string())
}

/// Whether two certificates are the same, byte for byte.
pub(crate) fn same(one: &Certificate, other: &Certificate) -> bool {
    matches!((one.to_der(), other.to_der()), (Ok(one), Ok(other)) if one == other)
}
