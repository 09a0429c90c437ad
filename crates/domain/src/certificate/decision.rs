//! What the rules decided, or what is in the way.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::CertificateCode;
use super::catalogue::Family;
use crate::money::Cents;

/// What became of stamp duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(tag = "stamp", rename_all = "snake_case")]
pub enum StampOutcome {
    /// A stamp is to be affixed.
    Due,
    /// The citizen brought a stamp.
    Paid {
        /// Its fourteen digits.
        number: String,
        /// Its date of emission.
        date: NaiveDate,
    },
    /// Exempt by the use.
    Exempt {
        /// The norm as printed.
        norm: String,
        /// The use as printed.
        exempt_use: String,
    },
    /// The kind is always exempt.
    Free {
        /// The norm as printed.
        norm: String,
    },
}

/// A block that the clerk passes over; it stays in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Forced {
    /// Code of the block.
    pub block: String,
    /// Why, in the clerk's words.
    pub reason: String,
}

/// What the rules decided. Texts are Italian and printed as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Decision {
    /// Title: `Certificato di residenza`.
    pub title: String,
    /// Family of the act.
    pub family: Family,
    /// Who certifies, in capitals.
    pub authority: String,
    /// What stands before the name of the subject.
    pub opening: String,
    /// Qualification of who signs; `None` for the official's own.
    pub role: Option<String>,
    /// Code of the clause, C01–C05; `None` for acts that are no certificates.
    pub clause_code: Option<String>,
    /// Text of the clause, or what stands in its place.
    pub clause: String,
    /// Stamp duty due.
    pub stamp_duty: Cents,
    /// Stamp duty: due, paid or exempt.
    pub stamp: StampOutcome,
    /// Text about stamp duty: paid with which stamp, or exempt by which norm and for which use.
    pub stamp_text: String,
    /// Secretarial fees due (*diritti di segreteria*).
    pub fee: Cents,
    /// Text about the fees; `None` when none are due.
    pub fee_text: Option<String>,
    /// Text about validity.
    pub validity_text: String,
    /// Last day of validity; `None` when without limit.
    pub valid_until: Option<NaiveDate>,
    /// Blocks that were passed over.
    pub forced: Vec<Forced>,
    /// What the clerk should know and nothing forbids, in Italian.
    pub warnings: Vec<String>,
}

/// Why a certificate is not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Block {
    /// A stable code: `dead`, `emigrated`, `not_certifiable`, `missing_household` …
    pub code: String,
    /// The field of the request it is about, if any: `contrassegno`, `applicant`, `kinds`.
    pub field: Option<String>,
    /// The reason in plain Italian, with what to do.
    pub reason: String,
    /// Whether a clerk may pass over it, with a reason that the journal keeps.
    pub forceable: bool,
    /// What to offer in its place: the self-declaration, to whom a public body asks.
    pub instead: Option<CertificateCode>,
}
