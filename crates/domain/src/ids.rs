//! Identifiers. Each is a type of its own, so that one cannot stand for another.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Identifies a person's card in the registry of one comune.
///
/// It is made from the card's own number, so every counter and the CST reach the same value
/// without asking each other (UUID version 8, RFC 9562 §5.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(transparent)]
pub struct PersonId(#[cfg_attr(feature = "ipc", specta(type = String))] pub Uuid);

/// Identifies a household or an institutional cohabitation (*convivenza*) of one comune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(transparent)]
pub struct HouseholdId(#[cfg_attr(feature = "ipc", specta(type = String))] pub Uuid);

impl PersonId {
    /// Returns the identifier of the card `card` of the comune with the ISTAT code `comune`.
    #[must_use]
    pub fn from_card(comune: &IstatCode, card: &str) -> Self {
        Self(derived("person", comune, card))
    }
}

impl HouseholdId {
    /// Returns the identifier of the household `number` of the comune with the code `comune`.
    #[must_use]
    pub fn from_number(comune: &IstatCode, number: &str) -> Self {
        Self(derived("household", comune, number))
    }
}

fn derived(what: &str, comune: &IstatCode, number: &str) -> Uuid {
    let digest = Sha256::digest(format!("{what}\u{1f}{}\u{1f}{number}", comune.0));
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for HouseholdId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The ISTAT code of a comune: six digits, for example `073008` (Grottaglie).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(transparent)]
pub struct IstatCode(pub String);

/// The cadastral (Belfiore) code of a comune or state: a letter and three digits, `L049`, `Z100`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(transparent)]
pub struct BelfioreCode(pub String);

impl fmt::Display for IstatCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for BelfioreCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
