//! Marital status, with the union that made it and the act that records it.

use serde::{Deserialize, Serialize};

use crate::codice_fiscale::CodiceFiscale;
use crate::date::PartialDate;
use crate::person::Sex;
use crate::place::Place;

/// Marital status (ANPR table *stato civile*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum MaritalStatus {
    /// Never married (1).
    Single,
    /// Married (2).
    Married,
    /// Widowed (3).
    Widowed,
    /// Divorced (4).
    Divorced,
    /// In a civil union (6).
    CivilUnion,
    /// Free again after the death of the partner of a civil union (7).
    FreeAfterPartnerDeath,
    /// Free again after the dissolution of a civil union (8).
    FreeAfterDissolution,
    /// Unknown or not to be classified (9).
    Unknown,
}

impl MaritalStatus {
    /// Reads ANPR's code.
    #[must_use]
    pub fn from_anpr(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::Single,
            2 => Self::Married,
            3 => Self::Widowed,
            4 => Self::Divorced,
            6 => Self::CivilUnion,
            7 => Self::FreeAfterPartnerDeath,
            8 => Self::FreeAfterDissolution,
            9 => Self::Unknown,
            _ => return None,
        })
    }

    /// Returns ANPR's code.
    #[must_use]
    pub fn anpr(self) -> u8 {
        match self {
            Self::Single => 1,
            Self::Married => 2,
            Self::Widowed => 3,
            Self::Divorced => 4,
            Self::CivilUnion => 6,
            Self::FreeAfterPartnerDeath => 7,
            Self::FreeAfterDissolution => 8,
            Self::Unknown => 9,
        }
    }
}

/// A person's marital status and, where there is one, the union behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct MaritalState {
    /// The status.
    pub status: MaritalStatus,
    /// The marriage or civil union; the registry may know the status and nothing else.
    pub union: Option<Union>,
    /// How it ended: death of the other, divorce; date of the event.
    pub ended: Option<PartialDate>,
}

/// A marriage or a civil union. Each part may be missing from the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct Union {
    /// Surname of the other.
    pub spouse_surname: Option<String>,
    /// Name of the other.
    pub spouse_name: Option<String>,
    /// Sex of the other.
    pub spouse_sex: Option<Sex>,
    /// Codice fiscale of the other.
    pub spouse_codice_fiscale: Option<CodiceFiscale>,
    /// Birth date of the other.
    pub spouse_birth_date: Option<PartialDate>,
    /// Day of the celebration.
    pub date: Option<PartialDate>,
    /// Where it was celebrated.
    pub place: Option<Place>,
    /// The act of civil status.
    pub act: Option<CivilAct>,
}

/// Reference to an act of civil status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct CivilAct {
    /// The comune that holds it.
    pub comune: Option<String>,
    /// Year.
    pub year: Option<String>,
    /// Part.
    pub part: Option<String>,
    /// Series.
    pub series: Option<String>,
    /// Number.
    pub number: Option<String>,
    /// Office.
    pub office: Option<String>,
}
