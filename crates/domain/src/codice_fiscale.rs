//! Codice fiscale (DM 23.12.1976 n. 345/A): its form, its check character, omocodia.
//!
//! What is deliberately **not** here: giving one out. The Agenzia delle Entrate assigns codici
//! fiscali; computing one only serves to point out what does not fit ([`inconsistencies`]).
//!
//! [`inconsistencies`]: CodiceFiscale::inconsistencies

use std::fmt;

use serde::{Deserialize, Serialize};

mod consistency;
mod letters;

pub use consistency::Inconsistency;
pub use letters::{name_letters, surname_letters};

/// A codice fiscale: sixteen characters with a right check character, or a provisional one of
/// eleven digits.
///
/// Invariant: upper case, checked by [`CodiceFiscale::parse`], the only way to get one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct CodiceFiscale(#[cfg_attr(feature = "ipc", specta(type = String))] String);

/// Why a text is not a codice fiscale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodiceFiscaleError {
    /// Neither 16 nor 11 characters, or a character out of its place.
    #[error("not the form of a codice fiscale")]
    Form,
    /// The last character does not match the others.
    #[error("the check character is wrong")]
    CheckCharacter,
}

/// Where digits stand, from the left; omocodia replaces them with letters.
const DIGIT_PLACES: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
/// The letters of omocodia, for the digits 0 to 9.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";
/// The letters of the months, January to December.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// Values of the odd places, for the digits 0 to 9; A to J have the same.
const ODD: [u32; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

impl CodiceFiscale {
    /// Reads a codice fiscale; case, and blanks around and inside, do not matter.
    ///
    /// # Errors
    /// Says whether the form or the check character is wrong.
    pub fn parse(text: &str) -> Result<Self, CodiceFiscaleError> {
        // Longer texts are no codes, and are not copied whole.
        let text: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(17)
            .collect::<String>();
        let text = text.to_ascii_uppercase();
        let bytes = text.as_bytes();
        match bytes.len() {
            11 if bytes.iter().all(u8::is_ascii_digit) => {
                if luhn_holds(bytes) && bytes[..7] != *b"0000000" {
                    Ok(Self(text))
                } else {
                    Err(CodiceFiscaleError::CheckCharacter)
                }
            }
            16 if has_form(bytes) => {
                if check_character(&bytes[..15]) == bytes[15] {
                    Ok(Self(text))
                } else {
                    Err(CodiceFiscaleError::CheckCharacter)
                }
            }
            _ => Err(CodiceFiscaleError::Form),
        }
    }

    /// Makes the code of fifteen characters and their check character; for invented people.
    ///
    /// # Errors
    /// The fifteen characters do not have the form.
    pub fn complete(fifteen: &str) -> Result<Self, CodiceFiscaleError> {
        let bytes = fifteen.as_bytes();
        if bytes.len() != 15 || !fifteen.is_ascii() {
            return Err(CodiceFiscaleError::Form);
        }
        Self::parse(&format!("{fifteen}{}", char::from(check_character(bytes))))
    }

    /// Returns the text, upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether it is a provisional one, of eleven digits.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        self.0.len() == 11
    }

    /// Returns the same code with the letters of omocodia turned back into digits.
    #[must_use]
    pub fn without_omocodia(&self) -> Self {
        if self.is_provisional() {
            return self.clone();
        }
        let mut bytes = self.0.clone().into_bytes();
        for place in DIGIT_PLACES {
            bytes[place] = digit(bytes[place]);
        }
        bytes[15] = check_character(&bytes[..15]);
        Self(String::from_utf8(bytes).expect("letters and digits were replaced by digits"))
    }

    /// Returns the code's variant of omocodia with `letters` digits replaced, from the right.
    #[must_use]
    pub fn with_omocodia(&self, letters: usize) -> Self {
        if self.is_provisional() {
            return self.clone();
        }
        let mut bytes = self.without_omocodia().0.into_bytes();
        for place in DIGIT_PLACES.iter().rev().take(letters) {
            bytes[*place] = OMOCODIA[usize::from(bytes[*place] - b'0')];
        }
        bytes[15] = check_character(&bytes[..15]);
        Self(String::from_utf8(bytes).expect("digits were replaced by letters"))
    }
}

/// Returns the digit that a character of a digit's place stands for.
fn digit(byte: u8) -> u8 {
    match OMOCODIA.iter().position(|letter| *letter == byte) {
        Some(value) => b'0' + u8::try_from(value).expect("there are ten letters"),
        None => byte,
    }
}

fn has_form(bytes: &[u8]) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || OMOCODIA.contains(&byte);
    bytes[..6].iter().all(u8::is_ascii_uppercase)
        && MONTHS.contains(&bytes[8])
        && bytes[11].is_ascii_uppercase()
        && bytes[15].is_ascii_uppercase()
        && DIGIT_PLACES.iter().all(|place| is_digit(bytes[*place]))
        && {
            let day = u32::from(digit(bytes[9]) - b'0') * 10 + u32::from(digit(bytes[10]) - b'0');
            matches!(day, 1..=31 | 41..=71)
        }
}

/// Returns the check character of fifteen characters, upper case.
fn check_character(fifteen: &[u8]) -> u8 {
    let sum: u32 = fifteen
        .iter()
        .enumerate()
        .map(|(place, byte)| {
            let value = match byte {
                b'0'..=b'9' => byte - b'0',
                b'A'..=b'Z' => byte - b'A',
                _ => 0,
            };
            if place.is_multiple_of(2) {
                ODD[usize::from(value)]
            } else {
                u32::from(value)
            }
        })
        .sum();
    b'A' + u8::try_from(sum % 26).expect("a remainder of 26")
}

/// Tells whether the eleventh digit is right (the rule of the partita IVA).
fn luhn_holds(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(place, byte)| {
            let value = u32::from(byte - b'0');
            match (place.is_multiple_of(2), value * 2) {
                (true, _) => value,
                (false, doubled) if doubled > 9 => doubled - 9,
                (false, doubled) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

impl TryFrom<String> for CodiceFiscale {
    type Error = CodiceFiscaleError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CodiceFiscale> for String {
    fn from(code: CodiceFiscale) -> Self {
        code.0
    }
}

impl fmt::Display for CodiceFiscale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
