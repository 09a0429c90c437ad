//! One-box search over the registry: an index in memory, every row ranked.
//!
//! A query is codice fiscale, names in any order, birth date or year, street, house or household
//! number, in whatever mixture; nothing typed is an error. Every row is scored, so the best are the
//! best of all, and equal ones come in the order of surname, name and birth date.
//!
//! What is deliberately **not** here: reading people (they are handed over row by row) and showing
//! them. Nothing is written to disk; dropping the [`Index`] drops what it knows.

mod build;
mod distance;
mod fold;
mod lists;
mod query;
mod scan;
mod tokens;
mod words;

use domain::PartialDate;

pub use build::{Builder, Index};

/// What is searched of a person.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The caller's key; it comes back in [`Hit::key`].
    pub key: i64,
    /// Surname; empty for who has none.
    pub surname: &'a str,
    /// Name; empty for who has none.
    pub name: &'a str,
    /// Birth date.
    pub birth_date: PartialDate,
    /// Codice fiscale.
    pub codice_fiscale: Option<&'a str>,
    /// Household number.
    pub household: Option<&'a str>,
    /// Kind and name of the street.
    pub street: Option<&'a str>,
    /// House number, digits as written.
    pub house_number: Option<&'a str>,
    /// Whether the person is resident; others come later among equals.
    pub resident: bool,
}

/// A person found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The key of the row.
    pub key: i64,
    /// How far from the query: 0 is exact.
    pub cost: u32,
}
