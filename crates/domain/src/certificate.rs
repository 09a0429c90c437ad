//! Certificates: what is asked, what is stated, what the rules decide.
//!
//! The catalogue of kinds, clauses, exemptions and amounts is data: [`catalogue`]. The rules that
//! turn a request into a [`Decision`] or into [`Block`]s are in [`rules`]; the snapshot of what is
//! stated is made in [`facts`].

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::PersonId;

pub mod catalogue;
mod decision;
mod eu;
pub mod facts;
pub mod rules;
mod statement;

pub use decision::{Block, Decision, Forced, StampOutcome};
pub use eu::EuLanguage;
pub use statement::{
    CohabitantFacts, Entered, Facts, Generalities, MemberFacts, ResidencePeriod, Statement,
    UnionFacts,
};

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
        /// Their codice fiscale, as typed: it tells a member of the household or a cohabitant.
        #[serde(default)]
        codice_fiscale: Option<String>,
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
    /// Why, in the words of who asks; for what is past (DPR 223/1989 art. 35 c. 4).
    #[serde(default)]
    pub reason: Option<String>,
    /// The day of the past it is about (AN20, AN22).
    #[serde(default)]
    pub day: Option<NaiveDate>,
    /// The request of the public body: its name, number and date; for [`Destination::PublicBody`].
    #[serde(default)]
    pub public_request: Option<String>,
    /// Data of the act that the clerk entered, by the code of the field.
    #[serde(default)]
    pub entered: BTreeMap<String, String>,
    /// The kinds whose facts are self-declared (DS01).
    #[serde(default)]
    pub declared: Vec<CertificateCode>,
    /// Blocks that the clerk passes over, each with a reason.
    #[serde(default)]
    pub forced: Vec<Forced>,
    /// A second language beside the Italian.
    #[serde(default)]
    pub language: Option<Language>,
    /// The multilingual form of the Union, in a language of the state that receives it.
    #[serde(default)]
    pub eu_form: Option<EuLanguage>,
}

impl CertificateRequest {
    /// Returns the request that has nothing special: for a private party, asked in person.
    #[must_use]
    pub fn plain(subject: PersonId, kinds: Vec<CertificateCode>) -> Self {
        Self {
            subject,
            kinds,
            destination: Destination::PrivateParty,
            exempt_use: None,
            exemption_note: None,
            contrassegno: None,
            applicant: Applicant::Subject,
            reason: None,
            day: None,
            public_request: None,
            entered: BTreeMap::new(),
            declared: Vec::new(),
            forced: Vec::new(),
            language: None,
            eu_form: None,
        }
    }
}

/// A language beside the Italian: statutory in some regions, or English for abroad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// German.
    De,
    /// French.
    Fr,
    /// Slovene.
    Sl,
    /// English.
    En,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::De, Self::Fr, Self::Sl, Self::En];

    /// Returns its tag (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::Fr => "fr",
            Self::Sl => "sl",
            Self::En => "en",
        }
    }
}

/// How an act is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SignatureStyle {
    /// By hand, on the paper.
    #[default]
    Handwritten,
    /// Digitally (PAdES).
    Digital,
    /// The printed name stands for the signature (D.Lgs. 39/1993 art. 3 c. 2).
    PrintedName,
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
    /// How the official signs, unless the act is signed otherwise.
    pub signature: SignatureStyle,
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
    /// How it is signed.
    #[serde(default)]
    pub signature: SignatureStyle,
    /// The second language, if any.
    #[serde(default)]
    pub language: Option<Language>,
    /// The multilingual form of the Union after its own pages, in this language.
    #[serde(default)]
    pub eu_form: Option<EuLanguage>,
}
