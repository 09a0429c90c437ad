//! Registry files: ANPR subentro XML and CSV, read as a stream of persons and households.
//!
//! A file is handed over piece by piece to a [`Sink`]; memory does not grow with the file. Nothing
//! is refused silently: what cannot be taken comes as a [`Refusal`] with its line and the reason in
//! Italian. Malformed files, and files that contradict their own totals, are errors.
//!
//! What is deliberately **not** here: where persons go, and whether a file is newer than another.

mod column_map;
mod csv_file;
mod error;
mod input;
mod person;
mod subentro;
mod tree;

use chrono::NaiveDate;
use domain::{Household, IstatCode, Person};

pub use column_map::ColumnMap;
pub use csv_file::read_csv;
pub use error::{ReadError, TotalsDiffer};
pub use subentro::read_subentro;

/// What the beginning of a file says about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The day the data were taken (`dataEstrazione`).
    pub as_of: Option<NaiveDate>,
    /// The totals that the file declares (`datiFornitura`).
    pub declared: Option<Totals>,
    /// The totals that it declares for the one shipment that it is (`datiInvio`).
    pub shipment: Option<Totals>,
}

/// Totals of a file (`datiFornitura`, `datiInvio`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Persons.
    pub persons: u64,
    /// Of these, Italian citizens.
    pub italians: u64,
    /// Of these, others.
    pub foreigners: u64,
    /// Of these, women.
    pub women: u64,
    /// Of these, men.
    pub men: u64,
    /// Households.
    pub families: u64,
    /// Institutional cohabitations.
    pub convivenze: u64,
}

/// A person that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Line of the file, from 1.
    pub line: u64,
    /// The card's number, if it was read.
    pub card: Option<String>,
    /// Why, in Italian.
    pub reason: String,
}

/// A doubt about a person that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Line of the file, from 1.
    pub line: u64,
    /// The card's number.
    pub card: Option<String>,
    /// What is doubtful, in Italian.
    pub reason: String,
}

/// Takes what a file holds. An error stops the reading.
pub trait Sink {
    /// Why the sink can stop.
    type Error;
    /// Takes the header; it comes before everything else.
    ///
    /// # Errors
    /// The sink wants no more.
    fn header(&mut self, header: &Header) -> Result<(), Self::Error>;
    /// Takes a person.
    ///
    /// # Errors
    /// The sink wants no more.
    fn person(&mut self, person: Person, line: u64) -> Result<(), Self::Error>;
    /// Takes a household; the same one may come more than once.
    ///
    /// # Errors
    /// The sink wants no more.
    fn household(&mut self, household: Household, line: u64) -> Result<(), Self::Error>;
    /// Takes a refusal.
    ///
    /// # Errors
    /// The sink wants no more.
    fn refused(&mut self, refusal: Refusal) -> Result<(), Self::Error>;
    /// Takes a warning.
    ///
    /// # Errors
    /// The sink wants no more.
    fn warned(&mut self, warning: Warning) -> Result<(), Self::Error>;
    /// Is told how many bytes were read; an error cancels.
    ///
    /// # Errors
    /// The sink wants no more.
    fn progress(&mut self, bytes_read: u64) -> Result<(), Self::Error>;
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// ANPR subentro.
    SubentroXml,
    /// Separated values.
    Csv,
}

/// Tells the form of a file by its first bytes.
#[must_use]
pub fn sniff(head: &[u8]) -> Format {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    // An empty file is told about by the reader of XML, in the same words.
    if matches!(first, None | Some(b'<')) {
        Format::SubentroXml
    } else {
        Format::Csv
    }
}

/// Returns the identity of a comune's card.
pub(crate) fn person_id(comune: &IstatCode, card: &str) -> domain::PersonId {
    domain::PersonId::from_card(comune, card)
}
