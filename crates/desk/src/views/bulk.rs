//! One act for a list of people.

use domain::certificate::Block;
use domain::{Cents, PersonId};
use serde::{Deserialize, Serialize};

/// A line of a list of people, looked up.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ListLine {
    /// Line of the list, from 1.
    pub line: u32,
    /// What stands there.
    pub text: String,
    /// Who it is; `None` when that cannot be told.
    pub person: Option<PersonId>,
    /// Surname and name; empty when that cannot be told.
    pub name: String,
    /// Why it cannot be told, in Italian.
    pub problem: Option<String>,
}

/// What a list would cost, and for whom it is not allowed.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ListQuote {
    /// For how many it is allowed.
    pub ready: u32,
    /// What stands in everybody's way: the request is to be put right.
    pub blocks: Vec<Block>,
    /// For whom it is not allowed, and why.
    pub refused: Vec<ListRefused>,
    /// Fees of all that is allowed.
    pub fee: Cents,
    /// The same, when paid wholly in cash.
    pub cash_total: Cents,
    /// Stamp duty of all that is allowed.
    pub stamp_duty: Cents,
    /// The kind is exempt from stamp duty whatever the use.
    pub stamp_free: bool,
    /// What the clerk should know and nothing forbids, in Italian.
    pub warnings: Vec<String>,
}

/// How far a list is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ListProgress {
    /// People done with, whether a certificate was issued or not.
    pub done: u32,
    /// People of the list.
    pub total: u32,
}

/// A certificate of a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ListIssued {
    /// Number.
    pub number: String,
    /// Surname and name.
    pub name: String,
    /// SHA-256 of the PDF, in hexadecimal.
    pub sha256: String,
}

/// Somebody of a list for whom nothing was issued.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ListRefused {
    /// The person.
    pub person: PersonId,
    /// Surname and name.
    pub name: String,
    /// Why, in Italian.
    pub reasons: Vec<String>,
}

/// What became of a list.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ListReport {
    /// What was issued, in the order of the list.
    pub issued: Vec<ListIssued>,
    /// For whom nothing was, and why.
    pub refused: Vec<ListRefused>,
    /// How many were not reached, because somebody cancelled.
    pub not_reached: u32,
    /// How many came out on paper.
    pub printed: u32,
    /// Why printing stopped, in Italian; the certificates are issued all the same.
    pub print_failure: Option<String>,
    /// To cash for all of them.
    pub total: Cents,
    /// The same, when paid wholly in cash.
    pub cash_total: Cents,
}

/// What became of the paper of a list.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ListPaper {
    /// How many went to the printer.
    pub printed: u32,
    /// How many did not: somebody cancelled, or the printer failed.
    pub not_reached: u32,
    /// Why the printer stopped, in Italian.
    pub failure: Option<String>,
}
