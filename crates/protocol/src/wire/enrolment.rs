//! How a counter becomes one of the centre's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::CounterId;
use crate::sign::Message;

/// Crockford's base 32: none of I, L, O, U, which are misread or spell words.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const SECRET_BYTES: usize = 10;
const FINGERPRINT_BYTES: usize = 13;
const CHECK_BYTES: usize = 2;
/// 25 bytes of five bits a letter.
const LETTERS: usize = 40;

/// What a person carries from the centre to the counter: good for one enrolment.
///
/// It holds the fingerprint of the centre's certificate, so that nothing else has to be trusted by hand:
/// 40 letters and digits in groups of five, of which the last make a slip of the pen known.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolmentCode {
    /// What only the centre and the bearer know.
    pub secret: [u8; SECRET_BYTES],
    /// The first bytes of the SHA-256 of the certificate of the centre's own authority (DER).
    pub fingerprint: [u8; FINGERPRINT_BYTES],
}

impl EnrolmentCode {
    /// Returns the fingerprint of a certificate (DER).
    #[must_use]
    pub fn fingerprint(certificate: &[u8]) -> [u8; FINGERPRINT_BYTES] {
        let digest = Sha256::digest(certificate);
        std::array::from_fn(|place| digest[place])
    }

    /// Returns what the centre keeps instead of the secret.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest([b"sintar enrolment 1".as_slice(), &self.secret].concat()).into()
    }

    fn bytes(&self) -> [u8; SECRET_BYTES + FINGERPRINT_BYTES + CHECK_BYTES] {
        let mut bytes = [0; SECRET_BYTES + FINGERPRINT_BYTES + CHECK_BYTES];
        bytes[..SECRET_BYTES].copy_from_slice(&self.secret);
        bytes[SECRET_BYTES..SECRET_BYTES + FINGERPRINT_BYTES].copy_from_slice(&self.fingerprint);
        let digest = Sha256::digest(&bytes[..SECRET_BYTES + FINGERPRINT_BYTES]);
        bytes[SECRET_BYTES + FINGERPRINT_BYTES..].copy_from_slice(&digest[..CHECK_BYTES]);
        bytes
    }
}

impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolmentCode").finish_non_exhaustive()
    }
}

impl fmt::Display for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = 0;
        for five in self.bytes().chunks_exact(5) {
            let bits = five
                .iter()
                .fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
            for place in (0..8).rev() {
                if written > 0 && written % 5 == 0 {
                    f.write_str("-")?;
                }
                let letter = ALPHABET[(bits >> (place * 5)) as usize & 31];
                write!(f, "{}", char::from(letter))?;
                written += 1;
            }
        }
        Ok(())
    }
}

/// The code was mistyped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an enrolment code")]
pub struct MistypedCode;

impl FromStr for EnrolmentCode {
    type Err = MistypedCode;

    /// Reads a code as people type: case, blanks and dashes do not matter, nor O for 0, I or L for 1.
    fn from_str(text: &str) -> Result<Self, MistypedCode> {
        let mut values = Vec::with_capacity(LETTERS);
        for letter in text.chars() {
            let letter = match letter.to_ascii_uppercase() {
                '-' => continue,
                blank if blank.is_whitespace() => continue,
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            };
            let place = ALPHABET
                .iter()
                .position(|known| char::from(*known) == letter);
            values.push(place.ok_or(MistypedCode)? as u64);
            if values.len() > LETTERS {
                return Err(MistypedCode);
            }
        }
        if values.len() != LETTERS {
            return Err(MistypedCode);
        }
        let mut bytes = Vec::with_capacity(25);
        for eight in values.chunks_exact(8) {
            let bits = eight.iter().fold(0_u64, |bits, value| (bits << 5) | value);
            bytes.extend_from_slice(&bits.to_be_bytes()[3..]);
        }
        let take = |from: usize, count: usize| bytes[from..from + count].to_vec();
        let code = Self {
            secret: take(0, SECRET_BYTES).try_into().map_err(|_| MistypedCode)?,
            fingerprint: take(SECRET_BYTES, FINGERPRINT_BYTES)
                .try_into()
                .map_err(|_| MistypedCode)?,
        };
        if code.bytes().as_slice() == bytes {
            Ok(code)
        } else {
            Err(MistypedCode)
        }
    }
}

/// `POST /v1/enrolments`: signed by the key that it brings, so that the sender has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentRequest {
    /// Version of the wire.
    pub version: u32,
    /// The secret of the code.
    #[serde(with = "serde_bytes")]
    pub secret: Vec<u8>,
    /// The comune that the store is of, and the number it would keep.
    pub counter: CounterId,
    /// Whether papers bear that number already, so that another one will not do.
    pub number_used: bool,
    /// The counter's key: compressed point.
    #[serde(with = "serde_bytes")]
    pub key: Vec<u8>,
    /// Makes the same request known when it comes twice.
    #[serde(with = "serde_bytes")]
    pub nonce: [u8; 16],
}

impl Message for EnrolmentRequest {
    const CONTEXT: &'static str = "sintar enrolment request 1";
}

/// What the centre answers, signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The number it has from now on.
    pub counter: CounterId,
    /// The centre's key for answers: compressed point.
    #[serde(with = "serde_bytes")]
    pub centre_key: Vec<u8>,
    /// What the centre is called.
    pub centre: String,
    /// The first epoch.
    pub epoch: u32,
    /// Of the request.
    #[serde(with = "serde_bytes")]
    pub nonce: [u8; 16],
}

impl Message for Enrolled {
    const CONTEXT: &'static str = "sintar enrolled 1";
}
