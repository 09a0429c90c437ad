//! The key with which a counter seals, and its public half.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::rand_core::CryptoRngCore;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Error, Payload, TypedCode, cose, text};

/// What the secret of the typed code is derived for; another use of the key has another label.
const CODE_LABEL: &[u8] = b"SINTAR seal typed code 1";

/// Name of a key: the first eight bytes of its RFC 7638 thumbprint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kid(pub(crate) [u8; 8]);

impl Kid {
    /// The eight bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Kid({self})")
    }
}

/// A private key of P-256 that seals. It is wiped when dropped, and shows nothing of itself.
pub struct SealKey {
    key: SigningKey,
    kid: Kid,
    code_secret: Zeroizing<[u8; 32]>,
}

impl SealKey {
    /// Makes a key from a secure source of random bytes.
    pub fn generate(random: &mut impl CryptoRngCore) -> Self {
        let bytes = Zeroizing::new(SigningKey::random(random).to_bytes().into());
        Self::from_bytes(&bytes).expect("the bytes of a key are a key")
    }

    /// Takes up a key from 32 random bytes, or from what [`SealKey::to_bytes`] gave.
    ///
    /// # Errors
    /// [`Error::Key`] for zero, or a number not below the order of the curve.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Error> {
        let key = SigningKey::from_slice(bytes).map_err(|_| Error::Key)?;
        let kid = PublicKey(*key.verifying_key()).kid();
        let mut code_secret = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, bytes)
            .expand(CODE_LABEL, code_secret.as_mut())
            .expect("32 bytes are within what HKDF gives");
        Ok(Self {
            key,
            kid,
            code_secret,
        })
    }

    /// The 32 bytes, for the encrypted store.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes().into())
    }

    /// Name of the key.
    #[must_use]
    pub fn kid(&self) -> Kid {
        self.kid
    }

    /// The half that everybody may know.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(*self.key.verifying_key())
    }

    /// The typed code of a certificate.
    #[must_use]
    pub fn typed_code(&self, number: &str, facts: &[String]) -> TypedCode {
        TypedCode::of(&self.code_secret, number, facts)
    }

    /// Seals: gives the text of the QR, `<address>#S1<base32 of the COSE_Sign1>`.
    ///
    /// The signature is deterministic (RFC 6979): the same payload gives the same text.
    ///
    /// # Errors
    /// A number of another comune or counter, a typed code that is not [`SealKey::typed_code`]'s,
    /// an address with other characters than a QR's alphanumeric mode and a link have in common.
    pub fn seal(&self, payload: &Payload, address: &str) -> Result<String, Error> {
        if payload.code != self.typed_code(&payload.number, &payload.facts) {
            return Err(Error::Code);
        }
        let bytes = payload.encode()?;
        text::write(address, &self.sign(&bytes))
    }

    pub(crate) fn sign(&self, payload: &[u8]) -> Vec<u8> {
        let signature: Signature = self.key.sign(&cose::to_be_signed(self.kid, payload));
        cose::write(self.kid, payload, &signature.to_bytes().into())
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SealKey({})", self.kid)
    }
}

/// The public half of a [`SealKey`]: a point of P-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Takes up a point from its coordinates, big-endian.
    ///
    /// # Errors
    /// [`Error::Key`] when they are no point of the curve.
    pub fn from_coordinates(x: &[u8; 32], y: &[u8; 32]) -> Result<Self, Error> {
        let point = p256::EncodedPoint::from_affine_coordinates(x.into(), y.into(), false);
        VerifyingKey::from_encoded_point(&point)
            .map(Self)
            .map_err(|_| Error::Key)
    }

    /// The coordinates, big-endian.
    #[must_use]
    pub fn coordinates(&self) -> ([u8; 32], [u8; 32]) {
        let point = self.0.to_encoded_point(false);
        let half = |half: Option<&p256::FieldBytes>| {
            (*half.expect("an uncompressed point of a key has both coordinates")).into()
        };
        (half(point.x()), half(point.y()))
    }

    /// Name of the key.
    #[must_use]
    pub fn kid(&self) -> Kid {
        let (x, y) = self.coordinates();
        // RFC 7638 §3: the required members in the order of their names, without blanks.
        let members = format!(
            r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#,
            URL_SAFE_NO_PAD.encode(x),
            URL_SAFE_NO_PAD.encode(y)
        );
        let thumbprint = Sha256::digest(members);
        Kid(*thumbprint.first_chunk().expect("a SHA-256 has 32 bytes"))
    }

    /// Whether the signature over this payload, under this key's own name, is of this key.
    pub(crate) fn has_signed(&self, payload: &[u8], signature: &[u8; 64]) -> bool {
        let Ok(signature) = Signature::from_slice(signature) else {
            return false;
        };
        self.0
            .verify(&cose::to_be_signed(self.kid(), payload), &signature)
            .is_ok()
    }
}
