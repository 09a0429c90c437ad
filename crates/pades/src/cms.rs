//! The signature itself: CMS (RFC 5652) with the attributes of CAdES (ETSI EN 319 122-1) that a PAdES
//! baseline signature has. No signing-time among them: PAdES takes `/M` (ETSI EN 319 142-1, 6.3).

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::oid::db::{rfc5911, rfc5912};
use der::{Decode, Encode, Sequence};
use sha2::{Digest, Sha256};
use spki::AlgorithmIdentifierOwned;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;

use crate::crypto::{self, Checked};
use crate::error::SignError;
use crate::signer::{Algorithm, Signer, same};

/// `id-aa-signingCertificateV2` (RFC 5035).
pub(crate) const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// `id-aa-timeStampToken` (RFC 3161, appendix A).
pub(crate) const TIME_STAMP_TOKEN: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

/// `SigningCertificateV2` (RFC 5035, 3).
#[derive(Sequence)]
pub(crate) struct SigningCertificateV2 {
    pub(crate) certs: Vec<EssCertIdV2>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

/// `ESSCertIDv2`; without an algorithm it is SHA-256.
#[derive(Sequence)]
pub(crate) struct EssCertIdV2 {
    #[asn1(optional = "true")]
    pub(crate) hash_algorithm: Option<AlgorithmIdentifierOwned>,
    pub(crate) cert_hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

/// Signs the digest of a document and returns the signature in DER.
pub(crate) fn sign(signer: &dyn Signer, digest: &[u8]) -> Result<Vec<u8>, SignError> {
    let certificate = signer.certificate();
    let attributes = SetOfVec::try_from(vec![
        attribute(rfc5911::ID_CONTENT_TYPE, &rfc5911::ID_DATA)?,
        attribute(rfc5911::ID_MESSAGE_DIGEST, &OctetString::new(digest)?)?,
        attribute(SIGNING_CERTIFICATE_V2, &signing_certificate(certificate)?)?,
    ])?;
    // RFC 5652, 5.4: what is signed is the set as DER, with its own tag.
    let message = attributes.to_der()?;
    let signature = signer.sign(&message)?;
    let algorithm = signature_algorithm(signer.algorithm());
    let key = &certificate.tbs_certificate.subject_public_key_info;
    // A card whose key and certificate do not belong together would give worthless paper.
    if crypto::check(key, &algorithm, None, &message, &signature) == Checked::Bad {
        return Err(SignError::Mismatch);
    }
    let info = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: certificate.tbs_certificate.issuer.clone(),
            serial_number: certificate.tbs_certificate.serial_number.clone(),
        }),
        digest_alg: sha256(),
        signed_attrs: Some(attributes),
        signature_algorithm: algorithm,
        signature: OctetString::new(signature)?,
        unsigned_attrs: None,
    };
    wrap(&SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![sha256()])?,
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: rfc5911::ID_DATA,
            econtent: None,
        },
        certificates: Some(certificates(signer)?),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from(vec![info])?),
    })
}

/// Adds a time stamp to a signature in DER: an attribute that is not signed (CAdES, 5.3).
pub(crate) fn add_time_stamp(signature: &[u8], token: &ContentInfo) -> Result<Vec<u8>, der::Error> {
    let mut data = signed_data(signature)?;
    let mut infos = data.signer_infos.0.into_vec();
    for info in &mut infos {
        let mut attributes = info.unsigned_attrs.take().unwrap_or_default().into_vec();
        attributes.push(Attribute {
            oid: TIME_STAMP_TOKEN,
            values: SetOfVec::try_from(vec![Any::encode_from(token)?])?,
        });
        info.unsigned_attrs = Some(SetOfVec::try_from(attributes)?);
    }
    data.signer_infos = SignerInfos(SetOfVec::try_from(infos)?);
    let wrapped = ContentInfo {
        content_type: rfc5911::ID_SIGNED_DATA,
        content: Any::encode_from(&data)?,
    };
    wrapped.to_der()
}

/// Reads a `ContentInfo` of signed data.
pub(crate) fn signed_data(bytes: &[u8]) -> Result<SignedData, der::Error> {
    let info = ContentInfo::from_der(bytes)?;
    if info.content_type != rfc5911::ID_SIGNED_DATA {
        return Err(der::Tag::ObjectIdentifier.value_error());
    }
    info.content.decode_as()
}

/// The certificates in a signature; what is not X.509 is left out.
pub(crate) fn certificates_of(data: &SignedData) -> Vec<Certificate> {
    let choices = data.certificates.iter().flat_map(|set| set.0.iter());
    choices
        .filter_map(|choice| match choice {
            CertificateChoices::Certificate(certificate) => Some(certificate.clone()),
            CertificateChoices::Other(_) => None,
        })
        .collect()
}

fn wrap(data: &SignedData) -> Result<Vec<u8>, SignError> {
    let info = ContentInfo {
        content_type: rfc5911::ID_SIGNED_DATA,
        content: Any::encode_from(data)?,
    };
    Ok(info.to_der()?)
}

fn certificates(signer: &dyn Signer) -> Result<CertificateSet, SignError> {
    let own = signer.certificate();
    let mut all = vec![own.clone()];
    for other in signer.chain() {
        if !all.iter().any(|seen| same(seen, other)) {
            all.push(other.clone());
        }
    }
    let choices = all.into_iter().map(CertificateChoices::Certificate);
    Ok(CertificateSet(SetOfVec::try_from(
        choices.collect::<Vec<_>>(),
    )?))
}

fn attribute(oid: ObjectIdentifier, value: &impl ToAny) -> Result<Attribute, der::Error> {
    Ok(Attribute {
        oid,
        values: SetOfVec::try_from(vec![value.to_any()?])?,
    })
}

/// What can be the value of an attribute.
trait ToAny {
    fn to_any(&self) -> Result<Any, der::Error>;
}

impl<T: der::EncodeValue + der::Tagged> ToAny for T {
    fn to_any(&self) -> Result<Any, der::Error> {
        Any::encode_from(self)
    }
}

fn signing_certificate(certificate: &Certificate) -> Result<SigningCertificateV2, der::Error> {
    Ok(SigningCertificateV2 {
        certs: vec![EssCertIdV2 {
            hash_algorithm: None,
            cert_hash: OctetString::new(Sha256::digest(certificate.to_der()?).as_slice())?,
            issuer_serial: None,
        }],
        policies: None,
    })
}

pub(crate) fn sha256() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned {
        oid: rfc5912::ID_SHA_256,
        parameters: None,
    }
}

fn signature_algorithm(algorithm: Algorithm) -> AlgorithmIdentifierOwned {
    match algorithm {
        Algorithm::Rsa => AlgorithmIdentifierOwned {
            oid: rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
            parameters: Some(Any::null()),
        },
        Algorithm::Ecdsa => AlgorithmIdentifierOwned {
            oid: rfc5912::ECDSA_WITH_SHA_256,
            parameters: None,
        },
    }
}

/// Whether a signature in DER has a time stamp, and its value, which is what gets stamped.
pub(crate) fn stamped_and_value(signature: &[u8]) -> Option<(bool, Vec<u8>)> {
    let data = signed_data(signature).ok()?;
    let [info] = data.signer_infos.0.as_slice() else {
        return None;
    };
    let mut attributes = info.unsigned_attrs.iter().flat_map(SetOfVec::iter);
    let stamped = attributes.any(|attribute| attribute.oid == TIME_STAMP_TOKEN);
    Some((stamped, info.signature.as_bytes().to_vec()))
}
