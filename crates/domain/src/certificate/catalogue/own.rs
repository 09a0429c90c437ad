//! What a comune sets for itself: its rows come before the program's.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::kind::Issuing;
use super::tariff::{Amount, Switch};
use crate::certificate::{CertificateCode, Destination, UseCode};
use crate::money::Cents;

/// The days on which a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` for the present row.
    pub until: Option<NaiveDate>,
}

impl Period {
    /// Tells whether a day is in the period.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// An amount of the comune's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct OwnAmount {
    /// Which.
    pub what: Amount,
    /// How much.
    pub cents: Cents,
    /// When.
    pub period: Period,
}

/// A choice of the comune's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct OwnSwitch {
    /// Which.
    pub what: Switch,
    /// Yes or no.
    pub on: bool,
    /// When.
    pub period: Period,
}

/// Who issues a kind in this comune.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct OwnPolicy {
    /// The kind.
    pub code: CertificateCode,
    /// Who issues it.
    pub issuing: Issuing,
    /// When.
    pub period: Period,
}

/// A clause in the comune's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct OwnClause {
    /// For which destination.
    pub destination: Destination,
    /// The text.
    pub text: String,
    /// Norm or circular.
    pub source: String,
    /// When.
    pub period: Period,
}

/// A use that exempts, which the program does not know or words otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct OwnExemption {
    /// Code; that of a row of the program takes its place.
    pub code: UseCode,
    /// The use as printed.
    pub label: String,
    /// The norm as printed.
    pub norm: String,
    /// Whether the secretarial fee is due all the same.
    pub fee_due: bool,
    /// When.
    pub period: Period,
}

/// All that a comune sets for itself about certificates; nothing of it needs a new program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct ComuneRules {
    /// Amounts.
    pub amounts: Vec<OwnAmount>,
    /// Choices.
    pub switches: Vec<OwnSwitch>,
    /// Who issues which kind.
    pub policies: Vec<OwnPolicy>,
    /// Clauses.
    pub clauses: Vec<OwnClause>,
    /// Exemptions.
    pub exemptions: Vec<OwnExemption>,
}

impl ComuneRules {
    /// Returns eight digits that stand for these rules in a version; `None` when there are none.
    ///
    /// # Panics
    /// Never: the rules are lists of plain values.
    #[must_use]
    pub fn fingerprint(&self) -> Option<String> {
        if *self == Self::default() {
            return None;
        }
        let text = toml::to_string(self).expect("lists of plain values have a text");
        let digest = Sha256::digest(text);
        Some(hex::encode(&digest[..4]))
    }
}
