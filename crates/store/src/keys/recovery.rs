//! The recovery sheet: a secret on paper that opens the database when no password is left.

use chacha20poly1305::aead::{OsRng, rand_core::RngCore};
use crypto_box::SecretKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::DatabaseKey;

/// What opens the store when no password is left. Shown once, printed, never stored.
pub struct RecoverySheet {
    /// The secret in groups of letters and digits, to be typed back.
    pub groups: String,
}

/// The recovery sheet's half of the lock.
#[derive(Serialize, Deserialize)]
pub(super) struct RecoveryKey {
    #[serde(with = "hex")]
    public_key: Vec<u8>,
    /// Database key, sealed to the public key.
    #[serde(with = "hex")]
    database_key: Vec<u8>,
}

/// Crockford's base 32: none of I, L, O, U, which are misread or spell words.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const SECRET_BYTES: usize = 32;
/// Enough to tell a slip of the pen from the sheet of another store; it fills 56 characters.
const CHECK_BYTES: usize = 3;

impl RecoveryKey {
    /// Makes a secret and seals the database key to it.
    pub(super) fn new(key: &DatabaseKey) -> (Self, RecoverySheet) {
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        OsRng.fill_bytes(secret.as_mut());
        let public_key = SecretKey::from_bytes(*secret).public_key();
        let recovery = Self {
            database_key: key.seal_to(&public_key),
            public_key: public_key.to_bytes().to_vec(),
        };
        let groups = print(&secret);
        (recovery, RecoverySheet { groups })
    }

    /// Returns the database key; `None` when the sheet is mistyped or another store's.
    pub(super) fn unlock(&self, groups: &str) -> Option<DatabaseKey> {
        let secret = read(groups)?;
        DatabaseKey::unseal(&self.database_key, &SecretKey::from_bytes(*secret))
    }
}

fn check_bytes(secret: &[u8; SECRET_BYTES]) -> [u8; CHECK_BYTES] {
    let digest = Sha256::digest(secret);
    std::array::from_fn(|position| digest[position])
}

fn print(secret: &[u8; SECRET_BYTES]) -> String {
    let bytes = Zeroizing::new([secret.as_slice(), &check_bytes(secret)].concat());
    let mut groups = String::new();
    let (mut bits, mut count) = (0_u32, 0);
    let mut written = 0;
    for byte in bytes.iter() {
        bits = (bits << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            if written > 0 && written % 4 == 0 {
                groups.push('-');
            }
            groups.push(char::from(ALPHABET[(bits >> count) as usize & 31]));
            written += 1;
        }
    }
    assert_eq!(count, 0, "35 bytes fill 56 characters");
    groups
}

fn read(groups: &str) -> Option<Zeroizing<[u8; SECRET_BYTES]>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(SECRET_BYTES + CHECK_BYTES));
    let (mut bits, mut count) = (0_u32, 0);
    for letter in groups.chars() {
        let letter = match letter.to_ascii_uppercase() {
            '-' => continue,
            blank if blank.is_whitespace() => continue,
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        };
        let value = ALPHABET
            .iter()
            .position(|known| char::from(*known) == letter)?;
        bits = (bits << 5) | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
        if bytes.len() > SECRET_BYTES + CHECK_BYTES {
            return None;
        }
    }
    let (secret, check) = bytes.split_at_checked(SECRET_BYTES)?;
    let secret: Zeroizing<[u8; SECRET_BYTES]> = Zeroizing::new(secret.try_into().ok()?);
    (count == 0 && check == check_bytes(&secret)).then_some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_typed_back_as_people_type() {
        let secret = std::array::from_fn(|position| (position * 37 % 256) as u8);
        let groups = print(&secret);
        assert_eq!(groups.len(), 14 * 4 + 13, "{groups}");
        for typed in [
            groups.clone(),
            groups.to_lowercase(),
            groups.replace('-', " "),
            groups.replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(*read(&typed).expect(&typed), secret, "{typed}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_noticed() {
        let groups = print(&[7; SECRET_BYTES]);
        for position in 0..groups.len() {
            let mut typed = groups.clone().into_bytes();
            if typed[position] == b'-' {
                continue;
            }
            typed[position] = if typed[position] == b'7' { b'8' } else { b'7' };
            let typed = String::from_utf8(typed).unwrap();
            assert!(read(&typed).is_none(), "{typed} is not {groups}");
        }
        assert!(read("").is_none());
        assert!(read(&groups[1..]).is_none(), "a character is missing");
        assert!(
            read(&format!("{groups}0")).is_none(),
            "a character too many"
        );
    }
}
