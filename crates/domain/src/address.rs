//! Addresses with all the parts ANPR keeps, and how long someone lived there.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::IstatCode;

/// What an address is to the person (ANPR table *tipo indirizzo*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum AddressKind {
    /// Residence (1).
    Residence,
    /// Habitual dwelling (2).
    HabitualDwelling,
    /// Elected domicile (3).
    ElectedDomicile,
    /// Residence abroad (4).
    Abroad,
    /// Temporary residence (8).
    Temporary,
    /// Any other kind, with ANPR's code.
    Other(u8),
}

/// An address in Italy.
///
/// The parts are as written in the registry; absent parts are `None`, never empty texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct Address {
    /// Name of the comune.
    pub comune: String,
    /// ISTAT code of the comune.
    pub comune_istat: Option<IstatCode>,
    /// Two letters of the province.
    pub province: Option<String>,
    /// Postal code (CAP).
    pub postal_code: Option<String>,
    /// Hamlet (*frazione*).
    pub hamlet: Option<String>,
    /// Kind of street: `VIA`, `PIAZZA`, `CONTRADA`.
    pub street_kind: Option<String>,
    /// Name of the street, without its kind.
    pub street: String,
    /// House number (*numero civico*), digits as written; may be empty with `no_number`.
    pub number: Option<String>,
    /// Letter or fraction after the number (*esponente*): `A`, `BIS`, `1/2`.
    pub suffix: Option<String>,
    /// Colour of the number, where numbers are red or black: `R`, `N`.
    pub colour: Option<String>,
    /// Kilometre, on roads out of town.
    pub kilometre: Option<String>,
    /// Courtyard (*corte*).
    pub court: Option<String>,
    /// Staircase (*scala*).
    pub staircase: Option<String>,
    /// Outer staircase (*scala esterna*).
    pub outer_staircase: Option<String>,
    /// First inner number (*interno*); `0` is a value.
    pub inner: Option<String>,
    /// Letter after the inner number.
    pub inner_suffix: Option<String>,
    /// Second inner number.
    pub inner2: Option<String>,
    /// Letter after the second inner number.
    pub inner2_suffix: Option<String>,
    /// Floor (*piano*).
    pub floor: Option<String>,
    /// Block (*isolato*, *edificio*).
    pub block: Option<String>,
    /// With whom (*presso*).
    pub care_of: Option<String>,
}

impl Address {
    /// Returns street and house number on one line: `VIA ENNIO 12/A scala B int. 3`.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = String::new();
        let mut push = |before: &str, part: Option<&String>| {
            if let Some(part) = part.filter(|part| !part.is_empty()) {
                if !line.is_empty() && !before.starts_with('/') {
                    line.push(' ');
                }
                line.push_str(before);
                line.push_str(part);
            }
        };
        push("", self.street_kind.as_ref());
        push("", Some(&self.street));
        push(
            if self.number.is_some() { "" } else { "s.n." },
            self.number.as_ref(),
        );
        push("/", self.suffix.as_ref());
        push("", self.colour.as_ref());
        push("km ", self.kilometre.as_ref());
        push("corte ", self.court.as_ref());
        push("scala ", self.staircase.as_ref());
        push("scala est. ", self.outer_staircase.as_ref());
        push("piano ", self.floor.as_ref());
        push("int. ", self.inner.as_ref());
        push("/", self.inner_suffix.as_ref());
        push("int. ", self.inner2.as_ref());
        push("/", self.inner2_suffix.as_ref());
        push("isolato ", self.block.as_ref());
        push("presso ", self.care_of.as_ref());
        push("fraz. ", self.hamlet.as_ref());
        line
    }
}

/// An address abroad.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct ForeignAddress {
    /// Street and number as written.
    pub street: Option<String>,
    /// Locality.
    pub locality: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// County or federal state.
    pub region: Option<String>,
    /// The state's name in Italian.
    pub state: String,
    /// The state's ISTAT code, three digits.
    pub state_code: Option<String>,
    /// The Italian consulate in whose district it lies.
    pub consulate: Option<String>,
}

/// An address and the days on which it held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Residence {
    /// What the address is to the person.
    pub kind: AddressKind,
    /// The address, when it is in Italy.
    pub address: Option<Address>,
    /// The address, when it is abroad.
    pub abroad: Option<ForeignAddress>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day; `None` for the present one.
    pub until: Option<NaiveDate>,
}
