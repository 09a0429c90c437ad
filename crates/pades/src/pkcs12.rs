//! A key in a PKCS#12 file (RFC 7292), modern or of old makers.

use der::Decode;
use der::oid::db::rfc5912::{ID_EC_PUBLIC_KEY, RSA_ENCRYPTION};
use p12_keystore::{Pkcs12Archive, PrivateKey};
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::rand_core::OsRng;
use rsa::signature::{Keypair, RandomizedSigner, SignatureEncoding, Signer as _};
use sha2::Sha256;
use spki::EncodePublicKey;
use x509_cert::Certificate;

use crate::error::SignError;
use crate::pin::Pin;
use crate::signer::{Algorithm, Signer};

/// Longer than this, a file is not a key: it is not even tried.
const FILE_BYTES_MAX: usize = 1 << 20;

/// A key from a file, in memory until it is dropped; the key's own type wipes it then.
pub struct KeyFile {
    key: Key,
    certificate: Certificate,
    chain: Vec<Certificate>,
}

enum Key {
    Rsa(Box<SigningKey<Sha256>>),
    P256(p256::ecdsa::SigningKey),
}

impl KeyFile {
    /// Opens a PKCS#12 file with its password.
    ///
    /// # Errors
    /// [`SignError::Pkcs12Password`], [`SignError::Pkcs12NoKey`], [`SignError::Pkcs12NoCertificate`];
    /// [`SignError::Pkcs12Malformed`] for anything that is not such a file;
    /// [`SignError::Algorithm`] for a key that is neither RSA nor on the curve P-256.
    pub fn open(file: &[u8], password: &Pin) -> Result<Self, SignError> {
        if file.len() > FILE_BYTES_MAX {
            return Err(SignError::Pkcs12Malformed);
        }
        let archive =
            Pkcs12Archive::from_pkcs12(file, password.expose()).map_err(|error| refused(&error))?;
        let key = &archive.keys.first().ok_or(SignError::Pkcs12NoKey)?.key;
        let key = Key::read(key)?;
        let public = key.public()?;
        let mut certificate = None;
        let mut chain = Vec::new();
        for bag in &archive.certs {
            let read = Certificate::from_der(bag.cert.as_der()).map_err(SignError::Certificate)?;
            let of_key = der::Encode::to_der(&read.tbs_certificate.subject_public_key_info)?;
            // The local key id is not asked: some makers leave it out.
            if of_key == public && certificate.is_none() {
                certificate = Some(read);
            } else {
                chain.push(read);
            }
        }
        Ok(Self {
            key,
            certificate: certificate.ok_or(SignError::Pkcs12NoCertificate)?,
            chain,
        })
    }
}

impl Key {
    fn read(key: &PrivateKey) -> Result<Self, SignError> {
        let kind = key.oid().to_string();
        let malformed = |_| SignError::Pkcs12Malformed;
        if kind == RSA_ENCRYPTION.to_string() {
            let key = rsa::RsaPrivateKey::from_pkcs8_der(key.as_der()).map_err(malformed)?;
            Ok(Self::Rsa(Box::new(SigningKey::new(key))))
        } else if kind == ID_EC_PUBLIC_KEY.to_string() {
            let key = p256::ecdsa::SigningKey::from_pkcs8_der(key.as_der())
                .map_err(|_| SignError::Algorithm(kind))?;
            Ok(Self::P256(key))
        } else {
            Err(SignError::Algorithm(kind))
        }
    }

    fn public(&self) -> Result<Vec<u8>, SignError> {
        let public = match self {
            Self::Rsa(key) => key.verifying_key().to_public_key_der(),
            Self::P256(key) => key.verifying_key().to_public_key_der(),
        };
        Ok(public.map_err(|_| SignError::Pkcs12Malformed)?.into_vec())
    }
}

impl Signer for KeyFile {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> Algorithm {
        match self.key {
            Key::Rsa(_) => Algorithm::Rsa,
            Key::P256(_) => Algorithm::Ecdsa,
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        match &self.key {
            // Blinded with random numbers against timing (RUSTSEC-2023-0071); the signature is the same.
            Key::Rsa(key) => Ok(key
                .try_sign_with_rng(&mut OsRng, message)
                .map_err(|_| SignError::Mismatch)?
                .to_vec()),
            Key::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.try_sign(message).map_err(|_| SignError::Mismatch)?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
        }
    }
}

/// What a failure to open means. A wrong password shows in the MAC; in a file without one, in padding.
fn refused(error: &p12_keystore::error::Error) -> SignError {
    use p12_keystore::error::Error;
    match error {
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => SignError::Pkcs12Password,
        _ => SignError::Pkcs12Malformed,
    }
}
