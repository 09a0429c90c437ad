//! The algorithms: digests, and whether a signature is of a key.

use der::Encode;
use der::oid::ObjectIdentifier;
use der::oid::db::{rfc5912 as oid, rfc5912::ID_EC_PUBLIC_KEY};
use rsa::pkcs1v15;
use rsa::signature::Verifier as _;
use rsa::signature::hazmat::PrehashVerifier as _;
use sha2::{Digest, Sha256, Sha384, Sha512};
use spki::{AlgorithmIdentifierOwned, DecodePublicKey, SubjectPublicKeyInfoOwned};

/// A digest that signatures may use today. SHA-1 is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(crate) fn of(algorithm: &AlgorithmIdentifierOwned) -> Option<Self> {
        match algorithm.oid {
            oid::ID_SHA_256 => Some(Self::Sha256),
            oid::ID_SHA_384 => Some(Self::Sha384),
            oid::ID_SHA_512 => Some(Self::Sha512),
            _ => None,
        }
    }

    /// The digest of parts that follow each other.
    pub(crate) fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha256 => chain::<Sha256>(parts),
            Self::Sha384 => chain::<Sha384>(parts),
            Self::Sha512 => chain::<Sha512>(parts),
        }
    }
}

fn chain<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = D::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().to_vec()
}

/// What became of checking a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checked {
    Good,
    Bad,
    /// An algorithm or a key that is not known here: neither good nor bad.
    Unknown,
}

/// Checks a signature over a message. `hash` is what a bare RSA identifier leaves open.
pub(crate) fn check(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    hash: Option<Hash>,
    message: &[u8],
    signature: &[u8],
) -> Checked {
    let hash = match algorithm.oid {
        oid::SHA_256_WITH_RSA_ENCRYPTION | oid::ECDSA_WITH_SHA_256 => Some(Hash::Sha256),
        oid::SHA_384_WITH_RSA_ENCRYPTION | oid::ECDSA_WITH_SHA_384 => Some(Hash::Sha384),
        oid::SHA_512_WITH_RSA_ENCRYPTION | oid::ECDSA_WITH_SHA_512 => Some(Hash::Sha512),
        oid::RSA_ENCRYPTION => hash,
        _ => None,
    };
    let (Some(hash), Ok(spki)) = (hash, key.to_der()) else {
        return Checked::Unknown;
    };
    let elliptic = matches!(
        algorithm.oid,
        oid::ECDSA_WITH_SHA_256 | oid::ECDSA_WITH_SHA_384 | oid::ECDSA_WITH_SHA_512
    );
    match (key.algorithm.oid, elliptic) {
        (oid::RSA_ENCRYPTION, false) => rsa(&spki, hash, message, signature),
        (ID_EC_PUBLIC_KEY, true) => ecdsa(key, &spki, &hash.digest(&[message]), signature),
        _ => Checked::Unknown,
    }
}

fn rsa(spki: &[u8], hash: Hash, message: &[u8], signature: &[u8]) -> Checked {
    // The crate refuses keys over 4096 bits, so that a key cannot cost minutes.
    let Ok(key) = rsa::RsaPublicKey::from_public_key_der(spki) else {
        return Checked::Unknown;
    };
    let Ok(signature) = pkcs1v15::Signature::try_from(signature) else {
        return Checked::Bad;
    };
    let good = match hash {
        Hash::Sha256 => pkcs1v15::VerifyingKey::<Sha256>::new(key).verify(message, &signature),
        Hash::Sha384 => pkcs1v15::VerifyingKey::<Sha384>::new(key).verify(message, &signature),
        Hash::Sha512 => pkcs1v15::VerifyingKey::<Sha512>::new(key).verify(message, &signature),
    };
    checked(good.is_ok())
}

fn ecdsa(
    key: &SubjectPublicKeyInfoOwned,
    spki: &[u8],
    prehash: &[u8],
    signature: &[u8],
) -> Checked {
    let curve = key.algorithm.parameters.as_ref();
    match curve.and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok()) {
        Some(oid::SECP_256_R_1) => {
            let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_der(spki) else {
                return Checked::Unknown;
            };
            let signature = p256::ecdsa::Signature::from_der(signature);
            checked(
                signature.is_ok_and(|signature| key.verify_prehash(prehash, &signature).is_ok()),
            )
        }
        Some(oid::SECP_384_R_1) => {
            let Ok(key) = p384::ecdsa::VerifyingKey::from_public_key_der(spki) else {
                return Checked::Unknown;
            };
            let signature = p384::ecdsa::Signature::from_der(signature);
            checked(
                signature.is_ok_and(|signature| key.verify_prehash(prehash, &signature).is_ok()),
            )
        }
        _ => Checked::Unknown,
    }
}

fn checked(good: bool) -> Checked {
    if good { Checked::Good } else { Checked::Bad }
}
