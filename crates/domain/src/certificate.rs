//! Certificates: what is asked, what is stated, what the rules decide.
//!
//! The catalogue of kinds, clauses, exemptions and amounts is data: [`catalogue`]. The rules that
//! turn a request into a [`Decision`] or into [`Block`]s are in [`rules`]; the snapshot of what is
//! stated is made in [`facts`].

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::codice_fiscale::CodiceFiscale;
use crate::date::PartialDate;
use crate::ids::PersonId;
use crate::marital::{CivilAct, MaritalState};
use crate::money::Cents;
use crate::person::{Citizenship, Sex};
use crate::place::Place;

pub mod catalogue;
pub mod facts;
pub mod rules;

/// Code of a kind of certificate in the catalogue: `AN08`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(transparent)]
pub struct CertificateCode(pub String);

/// Code of a use that exempts from stamp duty: `ES09`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(transparent)]
pub struct UseCode(pub String);

/// For whom the certificate is; it decides the clause (exactly one of C01–C05).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// A private party in Italy: C01.
    #[default]
    PrivateParty,
    /// Abroad: C02.
    Abroad,
    /// A procedure under the immigration rules: C03.
    Immigration,
    /// The file of a lawsuit: C04.
    CourtFile,
    /// A public body, of its own motion (DPR 445/2000 art. 43): C05.
    PublicBody,
}

/// The stamp (*contrassegno telematico*) that a citizen brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Contrassegno {
    /// Fourteen digits, as typed; the rules check them.
    pub number: String,
    /// Its date of emission.
    pub date: NaiveDate,
}

/// Who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Applicant {
    /// The person certified.
    #[default]
    Subject,
    /// Someone else, identified by a document (DPR 223/1989 art. 33).
    ThirdParty {
        /// Name and surname.
        name: String,
        /// Kind, number and issuer of the document, as typed.
        document: String,
    },
}

/// What a clerk asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct CertificateRequest {
    /// The person certified.
    pub subject: PersonId,
    /// The kinds: one, or several for a cumulative certificate (AN24 *contestuale*).
    pub kinds: Vec<CertificateCode>,
    /// For whom it is.
    pub destination: Destination,
    /// The use that exempts from stamp duty; `None` when stamp duty is due.
    pub exempt_use: Option<UseCode>,
    /// The norm, in the clerk's words, for the use ES99.
    pub exemption_note: Option<String>,
    /// The stamp the citizen brings; `None` leaves the box empty for one to be affixed.
    pub contrassegno: Option<Contrassegno>,
    /// Who asks.
    pub applicant: Applicant,
}

/// Generalities as stated in every certificate. Never parents, profession or education.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Generalities {
    /// Surname, if there is one.
    pub surname: Option<String>,
    /// Name, if there is one.
    pub name: Option<String>,
    /// Sex; the words agree with it.
    pub sex: Sex,
    /// Birth date.
    pub birth_date: PartialDate,
    /// Birth place.
    pub birth_place: Place,
    /// Codice fiscale.
    pub codice_fiscale: Option<CodiceFiscale>,
}

/// A member of a household, as stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct MemberFacts {
    /// Who.
    pub generalities: Generalities,
    /// Marital status, where the kind states it (AN13).
    pub marital: Option<MaritalState>,
    /// Tells the reference person from the others.
    pub reference_person: bool,
}

/// One thing stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(tag = "states", rename_all = "snake_case")]
pub enum Statement {
    /// Birth, with its act where known (AN01).
    Birth {
        /// The act.
        act: Option<CivilAct>,
    },
    /// Italian citizenship (AN05).
    Citizenship {
        /// The citizenships held.
        citizenships: Vec<Citizenship>,
    },
    /// Being alive (AN07).
    Alive,
    /// Residence (AN08).
    Residence {
        /// Where; `None` for people with no fixed abode.
        address: Option<Address>,
        /// Since when.
        since: Option<NaiveDate>,
    },
    /// Marital status (AN11).
    Marital {
        /// The status and the union.
        state: MaritalState,
    },
    /// Household without relations (AN12), with marital status (AN13).
    Household {
        /// Its address.
        address: Option<Address>,
        /// Its members, reference person first.
        members: Vec<MemberFacts>,
    },
}

/// The snapshot of what one certificate states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Facts {
    /// The person.
    pub subject: Generalities,
    /// What is stated, in the order of the kinds asked.
    pub statements: Vec<Statement>,
}

/// What the rules decided. Texts are Italian and printed as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Decision {
    /// Title: `Certificato di residenza`.
    pub title: String,
    /// Code of the clause, C01–C05.
    pub clause_code: String,
    /// Text of the clause.
    pub clause: String,
    /// Stamp duty due.
    pub stamp_duty: Cents,
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
}

/// Who issues: comune, office, official.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct Issuer {
    /// Name of the comune: `Grottaglie`.
    pub comune: String,
    /// Two letters of the province.
    pub province: String,
    /// Office: `Ufficio Anagrafe`.
    pub office: String,
    /// Name of the official who signs.
    pub official: String,
    /// Qualification: `L'Ufficiale d'Anagrafe delegato`.
    pub official_role: String,
}

/// A certificate, whole: the one input from which its PDF is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Certificate {
    /// Number: `<Belfiore>-<counter>-<year>-<7 digits>`.
    pub number: String,
    /// Day of issue, in Italy.
    pub issued_on: NaiveDate,
    /// Kinds.
    pub kinds: Vec<CertificateCode>,
    /// Who issues.
    pub issuer: Issuer,
    /// What is stated.
    pub facts: Facts,
    /// What the rules decided.
    pub decision: Decision,
    /// The state of the registry it rests on.
    pub as_of: DateTime<Utc>,
    /// Version of the catalogue used.
    pub catalogue_version: String,
}
