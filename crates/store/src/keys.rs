//! Who can open the database, and with what.
//!
//! The database key is random. It is sealed to the public key of each operator, whose private
//! half is encrypted under the operator's password, and to the public key of the recovery sheet.
//! So an operator comes, goes or changes the password without touching the database. Names and
//! roles are deliberately **not** here but in the database: this file can be read by anybody.

mod file;
mod recovery;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, OsRng, Payload, rand_core::RngCore};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use crypto_box::{PublicKey, SecretKey};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::error::{Error, Result};

pub(crate) use file::KeyFile;
pub use recovery::RecoverySheet;

/// What guessing one password costs (Argon2id).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct KeyCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl KeyCost {
    /// What a counter uses: 64 MiB, three passes.
    pub const COUNTER: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
    };
    /// For tests only: guessing is nearly free.
    pub const TEST: Self = Self {
        memory_kib: 8,
        passes: 1,
    };
    /// No file may ask for more: it would only be a way to stop the program.
    const MOST: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 16,
    };
}

/// The key of the two databases.
#[derive(Clone)]
pub(crate) struct DatabaseKey(Zeroizing<[u8; 32]>);

impl DatabaseKey {
    /// Makes a new key.
    pub(crate) fn random() -> Self {
        let mut key = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(key.as_mut());
        Self(key)
    }

    /// Returns the key in hexadecimal.
    pub(crate) fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0.as_ref()))
    }

    fn seal_to(&self, public_key: &PublicKey) -> Vec<u8> {
        public_key
            .seal(&mut OsRng, self.0.as_ref())
            .expect("sealing 32 bytes needs nothing but memory")
    }

    fn unseal(sealed: &[u8], secret_key: &SecretKey) -> Option<Self> {
        let bytes = Zeroizing::new(secret_key.unseal(sealed).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }
}

/// One operator's way to the database key.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct OperatorKey {
    login: String,
    cost: KeyCost,
    #[serde(with = "hex")]
    salt: Vec<u8>,
    #[serde(with = "hex")]
    public_key: Vec<u8>,
    /// Nonce and private key, encrypted under the password.
    #[serde(with = "hex")]
    private_key: Vec<u8>,
    /// Database key, sealed to the public key.
    #[serde(with = "hex")]
    database_key: Vec<u8>,
}

const NONCE_BYTES: usize = 24;

impl OperatorKey {
    /// Lets an operator open the database with a password.
    fn new(login: &str, password: &str, cost: KeyCost, key: &DatabaseKey) -> Result<Self> {
        let mut salt = vec![0; 16];
        OsRng.fill_bytes(&mut salt);
        let mut nonce = [0; NONCE_BYTES];
        OsRng.fill_bytes(&mut nonce);
        let secret_key = SecretKey::generate(&mut OsRng);
        let public_key = secret_key.public_key();
        let secret_bytes = Zeroizing::new(secret_key.to_bytes());
        let ciphertext = password_cipher(password, &salt, cost)
            .ok_or_else(|| Error::Refused("a cost that cannot be paid".to_owned()))?
            .encrypt(
                XNonce::from_slice(&nonce),
                Payload {
                    msg: secret_bytes.as_ref(),
                    aad: login.as_bytes(),
                },
            )
            .expect("encrypting 32 bytes needs nothing but memory");
        Ok(Self {
            login: login.to_owned(),
            cost,
            salt,
            database_key: key.seal_to(&public_key),
            public_key: public_key.to_bytes().to_vec(),
            private_key: [nonce.as_slice(), &ciphertext].concat(),
        })
    }

    /// Returns the database key; `None` when the password is wrong or the file was altered, which
    /// the cipher cannot tell apart.
    fn unlock(&self, password: &str) -> Option<DatabaseKey> {
        let (nonce, ciphertext) = self.private_key.split_at_checked(NONCE_BYTES)?;
        let secret = password_cipher(password, &self.salt, self.cost)?
            .decrypt(
                XNonce::from_slice(nonce),
                Payload {
                    msg: ciphertext,
                    aad: self.login.as_bytes(),
                },
            )
            .ok()?;
        let secret_key = SecretKey::from_slice(&Zeroizing::new(secret)).ok()?;
        DatabaseKey::unseal(&self.database_key, &secret_key)
    }
}

/// Stretches a password to a cipher; `None` when the cost is out of reason.
fn password_cipher(password: &str, salt: &[u8], cost: KeyCost) -> Option<XChaCha20Poly1305> {
    if cost.memory_kib > KeyCost::MOST.memory_kib || cost.passes > KeyCost::MOST.passes {
        return None;
    }
    // The same password reaches us composed from one keyboard and decomposed from another.
    let password: Zeroizing<String> = Zeroizing::new(password.nfc().collect());
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, key.as_mut())
        .ok()?;
    Some(XChaCha20Poly1305::new(key.as_slice().into()))
}
