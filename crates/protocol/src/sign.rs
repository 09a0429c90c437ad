//! Signatures of counters and of the centre: COSE_Sign1 (RFC 9052 §4.2) with ES256.
//!
//! The key of a counter signs what it sends, the key of the centre what it answers. What is signed
//! says for what it was meant, so that a receipt cannot be shown as something else.
//! What is deliberately **not** here: whose key it is, and the seal of a certificate, which has a
//! key of its own.

use std::fmt;
use std::marker::PhantomData;

use ciborium::Value;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::rand_core::CryptoRngCore;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Error, Result, cbor};

/// The algorithm of COSE: ECDSA with SHA-256 (RFC 9053 §2.1).
const ES256: i8 = -7;

/// A private key of P-256: of a counter, or of the centre.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// Makes a key from a secure source of random bytes.
    pub fn generate(random: &mut impl CryptoRngCore) -> Self {
        Self(SigningKey::random(random))
    }

    /// Takes up a key from what [`SecretKey::to_bytes`] gave; `None` when it is no key.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        SigningKey::from_slice(bytes).ok().map(Self)
    }

    /// Returns the 32 bytes, for an encrypted store.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// Returns the half that everybody may know.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(*self.0.verifying_key())
    }

    /// Signs bytes; the signature is `r` and `s`, 32 bytes each, the same for the same bytes
    /// (RFC 6979).
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        let signature: Signature = self.0.sign(bytes);
        signature.to_bytes().into()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey of {}", self.public().kid())
    }
}

/// A public key of P-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads the compressed point of SEC 1, 33 bytes; `None` when it is no point of the curve.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        VerifyingKey::from_sec1_bytes(bytes).ok().map(Self)
    }

    /// Returns the compressed point of SEC 1, 33 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_encoded_point(true).as_bytes().to_vec()
    }

    /// Returns the uncompressed coordinates `x` and `y`, for a JWK (RFC 7518 §6.2).
    #[must_use]
    pub fn coordinates(&self) -> ([u8; 32], [u8; 32]) {
        let point = self.0.to_encoded_point(false);
        let half =
            |bytes: Option<&p256::FieldBytes>| (*bytes.expect("an uncompressed point")).into();
        (half(point.x()), half(point.y()))
    }

    /// Returns the name of the key: the first eight bytes of the SHA-256 of its compressed point, in
    /// hexadecimal.
    #[must_use]
    pub fn kid(&self) -> String {
        let digest = Sha256::digest(self.to_bytes());
        hex::encode(&digest[..8])
    }

    /// Tells whether a signature of [`SecretKey::sign`] is of this key.
    #[must_use]
    pub fn verify(&self, bytes: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify(bytes, &signature).is_ok())
    }
}

/// Something that is sent signed.
pub trait Message: Serialize + DeserializeOwned {
    /// What it is meant for; the `external_aad` of COSE. Never changed once released.
    const CONTEXT: &'static str;
}

/// A message with its signature, as it travels and as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed<T> {
    kid: String,
    payload: Vec<u8>,
    signature: Vec<u8>,
    message: PhantomData<T>,
}

impl<T: Message> Signed<T> {
    /// Signs a message.
    ///
    /// # Errors
    /// The message has a float or a key that is no text.
    pub fn new(message: &T, key: &SecretKey) -> Result<Self> {
        let payload = cbor::encode(message).map_err(malformed::<T>)?;
        let kid = key.public().kid();
        let signature = key.sign(&signed_bytes::<T>(&kid, &payload)).to_vec();
        Ok(Self {
            kid,
            payload,
            signature,
            message: PhantomData,
        })
    }

    /// Returns the name of the key it claims to be signed with.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Returns the message, if the signature is of that key.
    ///
    /// # Errors
    /// [`Error::Signature`]; [`Error::Malformed`] for a message of another shape.
    pub fn open(&self, key: &PublicKey) -> Result<T> {
        if !key.verify(
            &signed_bytes::<T>(&self.kid, &self.payload),
            &self.signature,
        ) {
            return Err(Error::Signature(T::CONTEXT));
        }
        cbor::decode(&self.payload).map_err(malformed::<T>)
    }

    /// Returns the message without asking whose it is: to find out whose it claims to be.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn claimed(&self) -> Result<T> {
        cbor::decode(&self.payload).map_err(malformed::<T>)
    }

    /// Returns the bytes: the array of COSE_Sign1 without its tag.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode_value(Value::Array(vec![
            Value::Bytes(protected(&self.kid)),
            Value::Map(Vec::new()),
            Value::Bytes(self.payload.clone()),
            Value::Bytes(self.signature.clone()),
        ]))
        .expect("bytes have one encoding")
    }

    /// Reads the bytes of [`Signed::encode`].
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let shape = || Error::Malformed {
            what: T::CONTEXT.to_owned(),
            source: cbor::Error::Forbidden("another shape than COSE_Sign1"),
        };
        let value = cbor::decode_value(bytes).map_err(malformed::<T>)?;
        let parts: [Value; 4] = value
            .into_array()
            .ok()
            .and_then(|parts| parts.try_into().ok())
            .ok_or_else(shape)?;
        let [header, unprotected, payload, signature] = parts;
        let header = header.into_bytes().map_err(|_| shape())?;
        if unprotected != Value::Map(Vec::new()) {
            return Err(shape());
        }
        let signed = Self {
            kid: kid_of(&header).ok_or_else(shape)?,
            payload: payload.into_bytes().map_err(|_| shape())?,
            signature: signature.into_bytes().map_err(|_| shape())?,
            message: PhantomData,
        };
        if protected(&signed.kid) == header && signed.signature.len() == 64 {
            Ok(signed)
        } else {
            Err(shape())
        }
    }
}

fn malformed<T: Message>(source: cbor::Error) -> Error {
    Error::Malformed {
        what: T::CONTEXT.to_owned(),
        source,
    }
}

/// The protected header: algorithm (1) and key (4).
fn protected(kid: &str) -> Vec<u8> {
    cbor::encode_value(Value::Map(vec![
        (Value::Integer(1.into()), Value::Integer(ES256.into())),
        (
            Value::Integer(4.into()),
            Value::Bytes(kid.as_bytes().to_vec()),
        ),
    ]))
    .expect("integers and bytes have one encoding")
}

fn kid_of(header: &[u8]) -> Option<String> {
    let pairs = cbor::decode_value(header).ok()?.into_map().ok()?;
    let (_, kid) = pairs
        .into_iter()
        .find(|(key, _)| *key == Value::Integer(4.into()))?;
    String::from_utf8(kid.into_bytes().ok()?).ok()
}

/// The `Sig_structure` of RFC 9052 §4.4.
fn signed_bytes<T: Message>(kid: &str, payload: &[u8]) -> Vec<u8> {
    cbor::encode_value(Value::Array(vec![
        Value::Text("Signature1".to_owned()),
        Value::Bytes(protected(kid)),
        Value::Bytes(T::CONTEXT.as_bytes().to_vec()),
        Value::Bytes(payload.to_vec()),
    ]))
    .expect("texts and bytes have one encoding")
}
