//! A person as the registry of a comune knows them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::address::{AddressKind, Residence};
use crate::codice_fiscale::CodiceFiscale;
use crate::date::PartialDate;
use crate::household::Membership;
use crate::ids::{IstatCode, PersonId};
use crate::marital::{CivilAct, MaritalState};
use crate::place::Place;

/// Sex as registered (ANPR: M, F, N).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Male.
    Male,
    /// Female.
    Female,
    /// Not known.
    Unknown,
}

/// Where a person stands with the registry of this comune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RegistryStatus {
    /// Resident (APR).
    Resident,
    /// Registered among the Italians abroad (AIRE).
    Aire,
    /// Dead.
    Dead,
    /// Emigrated to another comune or abroad.
    Emigrated,
    /// Cancelled for another reason, for example not found (*irreperibile*).
    Cancelled,
}

/// Why and when a person left the registry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct StatusCause {
    /// Day of the death or of the cancellation.
    pub date: Option<NaiveDate>,
    /// ANPR's code of the reason of cancellation.
    pub reason_code: Option<u8>,
    /// Where to, or what else the registry says.
    pub note: Option<String>,
}

/// Whether certificates may be made of a person (ANPR `soggettoCertificabile`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Certifiability {
    /// Not at all (0): blocks always.
    No,
    /// Residence and household only (1).
    Partial,
    /// Fully (2).
    #[default]
    Full,
    /// Subject who cannot be registered (3).
    NotRegistrable,
    /// Under guardianship (4).
    Interdicted,
}

/// A citizenship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Citizenship {
    /// The state's ISTAT code: 100 Italy, 997 none, 998 not known.
    pub state_code: String,
    /// The state's name in Italian.
    pub state: String,
    /// Since when.
    pub since: Option<NaiveDate>,
}

impl Citizenship {
    /// Tells whether it is the Italian one.
    #[must_use]
    pub fn is_italian(&self) -> bool {
        self.state_code == "100"
    }
}

/// A cohabitation de facto (L. 76/2016 art. 1 c. 36-37), with its contract (c. 50-52).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct Cohabitation {
    /// Surname of the other.
    pub surname: Option<String>,
    /// Name of the other.
    pub name: Option<String>,
    /// Sex of the other.
    pub sex: Option<Sex>,
    /// Codice fiscale of the other.
    pub codice_fiscale: Option<CodiceFiscale>,
    /// Birth date of the other.
    pub birth_date: Option<PartialDate>,
    /// Day of the declaration.
    pub since: Option<NaiveDate>,
    /// Day of the contract.
    pub contract_date: Option<NaiveDate>,
    /// Number under which the comune recorded the contract.
    pub contract_record: Option<String>,
    /// Day on which it ended.
    pub ended: Option<NaiveDate>,
}

/// Registration among the Italians abroad (L. 470/1988).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct Aire {
    /// Day of the registration.
    pub since: Option<NaiveDate>,
    /// Italian comune of registration.
    pub comune: Option<IstatCode>,
    /// Consulate.
    pub consulate: Option<String>,
}

/// A person's card.
///
/// Surname and name are `None` for people who have none (ANPR `senzaCognome`, `senzaNome`).
/// Profession and education are deliberately absent: they are never certified
/// (DPR 223/1989 art. 35 c. 2). Parents are absent too: no certificate of this product names them
/// (L. 1064/1955).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Person {
    /// Identifier, made from comune and card.
    pub id: PersonId,
    /// The card's number in the comune (`idSchedaSoggetto`).
    pub card: String,
    /// ANPR's own number.
    pub anpr_id: Option<String>,
    /// Codice fiscale; a few have none, or a provisional one of 11 digits.
    pub codice_fiscale: Option<CodiceFiscale>,
    /// Surname as registered.
    pub surname: Option<String>,
    /// Name as registered.
    pub name: Option<String>,
    /// Sex.
    pub sex: Sex,
    /// Birth date, maybe partial.
    pub birth_date: PartialDate,
    /// Birth place.
    pub birth_place: Place,
    /// Act of birth.
    pub birth_act: Option<CivilAct>,
    /// Standing with the registry.
    pub status: RegistryStatus,
    /// Why and when, for who is no longer resident.
    pub status_cause: Option<StatusCause>,
    /// Whether certificates may be made.
    pub certifiability: Certifiability,
    /// Without fixed abode.
    pub no_fixed_abode: bool,
    /// Marital status.
    pub marital: Option<MaritalState>,
    /// Citizenships; the first is the main one.
    pub citizenships: Vec<Citizenship>,
    /// Addresses, the present one last.
    pub residences: Vec<Residence>,
    /// Household or cohabitation.
    pub membership: Option<Membership>,
    /// AIRE data, for who is registered there.
    pub aire: Option<Aire>,
    /// Cohabitation de facto, if one was declared.
    #[serde(default)]
    pub cohabitation: Option<Cohabitation>,
    /// Whether the person votes (ANPR `elettore`); `None` when the registry does not say.
    #[serde(default)]
    pub elector: Option<bool>,
    /// The address is never stated: protected people, witnesses, victims of violence.
    #[serde(default)]
    pub address_hidden: bool,
    /// First registration in this comune.
    pub registered: Option<NaiveDate>,
    /// Last change of the card.
    pub updated: Option<NaiveDate>,
}

impl Person {
    /// Returns `SURNAME NAME`, whichever of the two there is.
    #[must_use]
    pub fn full_name(&self) -> String {
        [self.surname.as_deref(), self.name.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Returns where the person resides now: of several addresses that hold, the latest one that is a
    /// residence (ANPR's kinds 1, 10, 11, else 2), or the one abroad (4) of an Italian abroad. An
    /// elected domicile or a temporary address never stands in for a residence.
    #[must_use]
    pub fn residence(&self) -> Option<&Residence> {
        let abroad = self.status == RegistryStatus::Aire;
        let rank = |kind: AddressKind| match kind {
            AddressKind::Residence | AddressKind::Other(10 | 11) => Some(2),
            AddressKind::HabitualDwelling => Some(1),
            AddressKind::Abroad => Some(if abroad { 3 } else { 0 }),
            AddressKind::ElectedDomicile | AddressKind::Temporary | AddressKind::Other(_) => None,
        };
        self.residences
            .iter()
            .filter(|residence| residence.until.is_none())
            .filter_map(|residence| Some(((rank(residence.kind)?, residence.from), residence)))
            .max_by_key(|(order, _)| *order)
            .map(|(_, residence)| residence)
    }

    /// Tells whether one of the citizenships is the Italian one.
    #[must_use]
    pub fn is_italian(&self) -> bool {
        self.citizenships.iter().any(Citizenship::is_italian)
    }
}
