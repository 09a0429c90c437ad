//! Households and institutional cohabitations, and who belongs to them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::ids::HouseholdId;

/// What ties a household together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum HouseholdKind {
    /// A household (*famiglia anagrafica*, DPR 223/1989 art. 4).
    Family,
    /// An institutional cohabitation (*convivenza*, DPR 223/1989 art. 5).
    Convivenza,
}

/// A household of the registry. Its members are the persons whose [`Membership`] names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Household {
    /// Identifier, made from `number`.
    pub id: HouseholdId,
    /// The comune's own number.
    pub number: String,
    /// Family or cohabitation.
    pub kind: HouseholdKind,
    /// The day it was formed.
    pub formed: Option<NaiveDate>,
    /// Name of the institution, for a cohabitation.
    pub institution: Option<String>,
    /// ANPR's code of the species of the institution: 1 religious, 2 cure, 3 care, 4 military, 5
    /// prison, 6 other.
    #[serde(default)]
    pub species: Option<u8>,
    /// Address of the household where the file gives one; else that of the reference person.
    pub address: Option<Address>,
}

impl Household {
    /// Makes a household of which only a member's place in it is known.
    #[must_use]
    pub fn named(membership: &Membership) -> Self {
        Self {
            id: membership.household,
            number: membership.number.clone(),
            kind: membership.kind,
            formed: None,
            institution: None,
            species: None,
            address: None,
        }
    }
}

/// A person's place in a household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Membership {
    /// The household.
    pub household: HouseholdId,
    /// The comune's own number of it.
    pub number: String,
    /// Family or cohabitation.
    pub kind: HouseholdKind,
    /// Relation to the reference person (*intestatario scheda*).
    pub relation: Relation,
    /// Order of the person among the members, from 1.
    pub position: Option<u16>,
    /// Since when.
    pub since: Option<NaiveDate>,
}

/// Relation to the reference person: ANPR's code (1 reference person, 2 spouse, 3 child …).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(transparent)]
pub struct Relation(pub u8);

impl Relation {
    /// The reference person (*intestatario scheda*).
    pub const REFERENCE_PERSON: Self = Self(1);
}
