//! A row of the catalogue: a kind of certificate, and the family it belongs to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::certificate::{CertificateCode, UseCode};
use crate::person::RegistryStatus;

/// The office and register an act belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Registry of the residents (*anagrafe*).
    #[default]
    Registry,
    /// Registry of the Italians abroad (AIRE).
    Aire,
    /// Electoral office.
    Electoral,
    /// Conscription (*leva*).
    Conscription,
    /// Civil status (*stato civile*).
    CivilStatus,
    /// Authentications of copies and signatures.
    Authentication,
    /// Self-declarations (DPR 445/2000 artt. 46, 47): the citizen signs.
    Declaration,
    /// Identity documents.
    Documents,
    /// Technical office.
    Technical,
}

/// The words of a family.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyRow {
    /// Which family.
    pub code: Family,
    /// Its name.
    pub title: String,
    /// Who certifies, as printed in capitals.
    pub authority: String,
    /// What stands before the name of the subject.
    pub opening: String,
    /// Qualification of who signs; empty for the official's own.
    pub role: String,
    /// How sure we are of the row: A, B or C.
    pub grade: char,
}

/// Who issues a kind, by the comune's policy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Issuing {
    /// The counter, from its own copy of the registry.
    #[default]
    Local,
    /// The counter, only while an emergency session is open.
    Emergency,
    /// ANPR: the request is queued and not issued here.
    Anpr,
}

/// What a kind states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Birth and its act.
    Birth,
    /// Death and its act.
    Death,
    /// Marriage, with the other.
    Marriage,
    /// Cancellation from the registry.
    Cancellation,
    /// Italian citizenship.
    Citizenship,
    /// Citizenships with their dates.
    CitizenshipHistory,
    /// Being alive.
    Alive,
    /// Residence.
    Residence,
    /// Residences with their dates.
    ResidenceHistory,
    /// Residence abroad of an Italian.
    AireResidence,
    /// Marital status.
    Marital,
    /// Household, without relations.
    Household,
    /// Household with the marital status of each.
    HouseholdMarital,
    /// Residence in an institution.
    Convivenza,
    /// Household abroad.
    AireHousehold,
    /// Household with the relation of each.
    HouseholdKinship,
    /// Freedom to marry.
    FreeState,
    /// Civil union, with the other.
    CivilUnion,
    /// Contract of cohabitation.
    Contract,
    /// Residence on a day of the past.
    ResidenceOnDay,
    /// Cohabitation de facto.
    Cohabitation,
    /// Household on a day of the past: entered.
    HouseholdOnDay,
    /// Household from its beginning: entered.
    HouseholdOrigin,
    /// Being a widow or widower.
    Widowhood,
    /// The last residence of who left or died.
    LastResidence,
    /// Registration of a citizen of the Union.
    EuRegistration,
    /// Being on the electoral roll.
    ElectoralRoll,
    /// Political rights.
    PoliticalRights,
    /// Conscription: entered.
    Conscription,
    /// A formula that entered data fill.
    Formula,
    /// What the citizen declares: the facts of the kinds named in the request.
    Declared,
}

/// Whether stamp duty is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StampRule {
    /// Due, unless the use exempts.
    #[default]
    Due,
    /// Never due.
    Exempt,
    /// Due whatever the use.
    Always,
}

/// Which fee is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeRule {
    /// By the stamp duty: with it or without.
    #[default]
    Standard,
    /// As the standard one; for each name where the comune searches by hand.
    History,
    /// Always that of exempt acts.
    Exempt,
    /// Always that of stamped acts.
    Stamped,
    /// None.
    None,
    /// What an identity card costs.
    Cie,
}

/// Who may ask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum WhoMayAsk {
    /// Anyone who is identified (DPR 223/1989 art. 33).
    #[default]
    Anyone,
    /// A grown member of the household, or who has a use that needs it.
    Household,
    /// One of the two cohabitants.
    Cohabitants,
    /// The person certified, or somebody in their name.
    Subject,
}

/// When the clerk enters a datum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Always: no registry holds it.
    Always,
    /// When the registry does not hold it.
    Missing,
    /// When the clerk has it and the registry has not.
    Optional,
}

/// A datum of the act that the clerk may enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Code of the field in [`CertificateRequest::entered`](crate::certificate::CertificateRequest::entered).
    pub field: String,
    /// Its name in Italian, as printed.
    pub label: String,
    /// When it is entered.
    pub need: Need,
}

/// A kind of certificate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column of the table of kinds, and none excludes another"
)]
pub struct Kind {
    /// Code.
    pub code: CertificateCode,
    /// ANPR's code, where it has one.
    pub anpr: Option<u8>,
    /// Title as printed.
    pub title: String,
    /// What it certifies, for the title of a cumulative certificate.
    pub short: String,
    /// What it states; `None` for what is never issued or only a name for several kinds.
    pub states: Option<Fact>,
    /// Norm it rests on.
    pub basis: String,
    /// Family.
    pub family: Family,
    /// Months of validity; 0 for facts that do not change.
    #[serde(default = "six")]
    pub validity_months: u32,
    /// Days of validity, where the norm counts days.
    pub validity_days: Option<u32>,
    /// Text about validity, where neither months nor days say it.
    pub validity_text: Option<String>,
    /// Stamp duty.
    #[serde(default)]
    pub stamp: StampRule,
    /// Norm that exempts what is always exempt.
    #[serde(default)]
    pub stamp_norm: String,
    /// How many stamps: two where the application pays one as well.
    #[serde(default = "one")]
    pub stamps: u8,
    /// Fee.
    #[serde(default)]
    pub fee: FeeRule,
    /// Who may ask.
    #[serde(default)]
    pub who: WhoMayAsk,
    /// Uses for which a stranger may ask all the same.
    #[serde(default)]
    pub kinship_uses: Vec<UseCode>,
    /// A written reason is asked and kept (DPR 223/1989 art. 35 c. 4).
    #[serde(default)]
    pub needs_reason: bool,
    /// It is about a day of the past.
    #[serde(default)]
    pub needs_day: bool,
    /// May be issued of who is certifiable only in part.
    #[serde(default)]
    pub partially_certifiable: bool,
    /// ANPR's certifiability counts.
    #[serde(default = "yes")]
    pub certifiable: bool,
    /// Standings of which it may be issued.
    #[serde(default = "resident")]
    pub standing: Vec<RegistryStatus>,
    /// It names an address as its subject; never of protected people.
    #[serde(default)]
    pub shows_address: bool,
    /// It is about a household.
    #[serde(default)]
    pub household: bool,
    /// The act must be of this comune's civil status.
    #[serde(default)]
    pub here: bool,
    /// Only a name for several kinds together.
    #[serde(default)]
    pub cumulative: bool,
    /// Never with another kind.
    #[serde(default)]
    pub alone: bool,
    /// Only with kinds of the same group.
    pub group: Option<String>,
    /// Kinds it cannot stand with in one certificate.
    #[serde(default)]
    pub not_with: Vec<CertificateCode>,
    /// It bears one of the clauses C01–C05 (DPR 445/2000 art. 40).
    #[serde(default = "yes")]
    pub clause: bool,
    /// What stands in the place of the clause.
    pub foot: Option<String>,
    /// Formula that entered data fill.
    pub formula: Option<String>,
    /// Data the clerk may enter.
    #[serde(default)]
    pub entry: Vec<Entry>,
    /// The facts may be self-declared (DPR 445/2000 art. 46).
    #[serde(default)]
    pub declarable: bool,
    /// It is the self-declaration of other kinds' facts.
    #[serde(default)]
    pub declares: bool,
    /// Who asks must be of age.
    #[serde(default)]
    pub adult: bool,
    /// There are words for it in the second languages.
    #[serde(default)]
    pub translated: bool,
    /// The multilingual form of the Union may go with it (Reg. (UE) 2016/1191, art. 2 c. 1).
    #[serde(default)]
    pub eu_form: bool,
    /// Who issues it, unless the comune says otherwise.
    #[serde(default)]
    pub issuing: Issuing,
    /// Why it can never be issued here, in Italian.
    pub unavailable: Option<String>,
    /// First day of the row; `None` for that of its file.
    pub from: Option<NaiveDate>,
    /// Last day of the row.
    pub until: Option<NaiveDate>,
    /// How sure we are of the row: A, B or C.
    pub grade: char,
}

fn six() -> u32 {
    6
}

fn one() -> u8 {
    1
}

fn yes() -> bool {
    true
}

fn resident() -> Vec<RegistryStatus> {
    vec![RegistryStatus::Resident]
}
