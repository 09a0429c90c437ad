//! Invented comuni for demos, training, tests and benchmarks; seeded, any size.
//!
//! The same options give the same people, on every machine. Nobody of them exists: names are drawn
//! from lists of common ones, everything else from a generator of numbers.
//!
//! What is deliberately **not** here: reading files (`registry`) and storing people (`store`).

mod arms;
mod certifiable;
mod certificate;
mod csv;
mod facts;
mod hard;
mod marriages;
mod names;
mod people;
mod random;
mod xml;

use chrono::NaiveDate;
use domain::{BelfioreCode, Household, IstatCode, Person, PersonId};

pub use arms::coat_of_arms_png;
pub use certificate::alive_certificate;
pub use csv::write_csv;
pub use xml::write_subentro;

/// An invented comune. It has the name of a real one of the area, and nobody of its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comune {
    /// ISTAT code.
    pub istat: IstatCode,
    /// Belfiore code.
    pub belfiore: BelfioreCode,
    /// Name.
    pub name: String,
    /// Two letters of the province.
    pub province: String,
    /// The day the data were taken.
    pub as_of: NaiveDate,
    /// Everybody: residents, Italians abroad, the dead, the emigrated.
    pub people: Vec<Person>,
    /// Their households.
    pub households: Vec<Household>,
    /// People whom tests and trainers look for, by name of the case.
    pub cases: Vec<(&'static str, PersonId)>,
}

/// What comune to invent.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many residents; at least as many, for a household is never split.
    pub residents: u32,
    /// The seed.
    pub seed: u64,
    /// The comune whose name it has; one of the area.
    pub belfiore: BelfioreCode,
    /// The day the data were taken.
    pub as_of: NaiveDate,
}

/// Invents a comune.
///
/// # Panics
/// The Belfiore code is not one of the area.
#[must_use]
pub fn generate(options: &Options) -> Comune {
    people::generate(options)
}

/// Returns the hard cases that every comune of 500 residents or more holds, by name.
#[must_use]
pub fn hard_cases(comune: &Comune) -> Vec<(&'static str, PersonId)> {
    comune.cases.clone()
}
