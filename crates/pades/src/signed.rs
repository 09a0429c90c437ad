//! One signer's part of a CMS structure, checked against what it signs: the same for a signature on a
//! document and for a time stamp.

use cms::cert::IssuerAndSerialNumber;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::oid::db::rfc5911;
use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use crate::cms::{SIGNING_CERTIFICATE_V2, SigningCertificateV2, certificates_of};
use crate::crypto::{self, Checked, Hash};
use crate::signer::extension;

/// `id-aa-signingCertificate` (RFC 2634): the same with SHA-1, as old time stamps have it.
const SIGNING_CERTIFICATE_V1: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");

/// What a signer's attribute says about which certificate it used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// The certificate at hand.
    This,
    /// Another one: the certificate was exchanged.
    Other,
    /// Only in a form that is too weak to tell.
    Weak,
    /// None.
    Nothing,
}

/// A signer's part, checked.
pub(crate) struct Signed {
    pub(crate) certificate: Certificate,
    /// All certificates that came along.
    pub(crate) others: Vec<Certificate>,
    pub(crate) digest: Checked,
    pub(crate) signature: Checked,
    pub(crate) named: Named,
    pub(crate) info: SignerInfo,
}

impl Signed {
    /// Checks a structure with one signer over content in parts. `None` when it is not put together as
    /// one: no signer or several, no attributes, no certificate.
    pub(crate) fn check(
        data: &SignedData,
        content_type: ObjectIdentifier,
        content: &[&[u8]],
    ) -> Option<Self> {
        let [info] = data.signer_infos.0.as_slice() else {
            return None;
        };
        let attributes = info.signed_attrs.as_ref()?;
        let others = certificates_of(data);
        let certificate = others.iter().find(|one| is_of(one, &info.sid))?.clone();
        let stated: ObjectIdentifier = single(attributes, rfc5911::ID_CONTENT_TYPE)?
            .decode_as()
            .ok()?;
        if stated != content_type {
            return None;
        }
        let digest: OctetString = single(attributes, rfc5911::ID_MESSAGE_DIGEST)?
            .decode_as()
            .ok()?;
        let hash = Hash::of(&info.digest_alg);
        let digest = match hash {
            None => Checked::Unknown,
            Some(hash) if hash.digest(content) == digest.as_bytes() => Checked::Good,
            Some(_) => Checked::Bad,
        };
        let signature = crypto::check(
            &certificate.tbs_certificate.subject_public_key_info,
            &info.signature_algorithm,
            hash,
            &attributes.to_der().ok()?,
            info.signature.as_bytes(),
        );
        Some(Self {
            digest,
            signature,
            named: named(attributes, &certificate)?,
            info: info.clone(),
            certificate,
            others,
        })
    }
}

/// The value of an attribute that must be there once and have one value (RFC 5652, 11).
pub(crate) fn single(attributes: &Attributes, oid: ObjectIdentifier) -> Option<&Any> {
    let mut found = attributes
        .iter()
        .filter(|attribute: &&Attribute| attribute.oid == oid);
    let attribute = found.next()?;
    match attribute.values.as_slice() {
        [value] if found.next().is_none() => Some(value),
        _ => None,
    }
}

fn is_of(certificate: &Certificate, signer: &SignerIdentifier) -> bool {
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer,
            serial_number,
        }) => {
            certificate.tbs_certificate.issuer == *issuer
                && certificate.tbs_certificate.serial_number == *serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(wanted) => {
            matches!(extension::<SubjectKeyIdentifier>(certificate), Ok(Some((_, found))) if found == *wanted)
        }
    }
}

/// What the attribute says; `None` when it is there and malformed.
fn named(attributes: &Attributes, certificate: &Certificate) -> Option<Named> {
    let has = |oid| attributes.iter().any(|attribute| attribute.oid == oid);
    if !has(SIGNING_CERTIFICATE_V2) {
        return Some(match has(SIGNING_CERTIFICATE_V1) {
            true => Named::Weak,
            false => Named::Nothing,
        });
    }
    let value = single(attributes, SIGNING_CERTIFICATE_V2)?.to_der().ok()?;
    let value = SigningCertificateV2::from_der(&value).ok()?;
    let first = value.certs.first()?;
    let hash = match &first.hash_algorithm {
        None => Hash::Sha256,
        Some(algorithm) => Hash::of(algorithm)?,
    };
    let own = hash.digest(&[&certificate.to_der().ok()?]);
    Some(match own == first.cert_hash.as_bytes() {
        true => Named::This,
        false => Named::Other,
    })
}
