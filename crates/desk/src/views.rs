//! What the window and the command line are shown. Dates are ISO texts, amounts are cents.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::certificate::catalogue::{Amount, Family};
use domain::certificate::{CertificateCode, Destination};
use domain::{Cents, Person, PersonId, RegistryStatus, Settings, Sex};
use serde::{Deserialize, Serialize};

mod bulk;
mod certificate;
mod exchange;
mod trust;

pub use bulk::*;
pub use certificate::*;
pub use exchange::*;
pub use trust::*;

/// Writes an instant as the window gets it: RFC 3339, whole seconds.
pub(crate) fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Writes a count as the window gets it.
pub(crate) fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Whether there is a counter, and who is at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The folder holds no counter.
    Missing,
    /// Nobody has logged in.
    Closed,
    /// Somebody has.
    Open,
}

/// What is known before and after log-in.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct SessionState {
    /// Missing, closed or open.
    pub phase: Phase,
    /// Name of the comune, once open.
    pub comune: Option<String>,
    /// Counter number, once open.
    pub counter: Option<String>,
    /// Who is logged in.
    pub operator: Option<String>,
    /// Who may log in.
    pub operators: Vec<String>,
    /// User and password of an invented comune, shown on its log-in page.
    pub hint: Option<LoginHint>,
    /// Whether the centre has just revoked this counter, which locked the desk.
    pub revoked: bool,
}

/// User and password of an invented comune.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct LoginHint {
    /// The user.
    pub operator: String,
    /// The password.
    pub password: String,
}

/// A new counter, with what must be printed and put away.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Created {
    /// The recovery key, in groups.
    pub recovery: String,
    /// The session that follows.
    pub state: SessionState,
}

/// A comune that may be chosen at set-up.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ComuneChoice {
    /// Belfiore code.
    pub belfiore: String,
    /// Name.
    pub name: String,
    /// Two letters of the province.
    pub province: String,
}

/// The strip at the bottom of the window.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct DeskStatus {
    /// Name of the comune.
    pub comune: String,
    /// Counter number.
    pub counter: String,
    /// Who is logged in.
    pub operator: String,
    /// The state of the registry (RFC 3339); `None` before the first import.
    pub as_of: Option<String>,
    /// Residents in the registry.
    pub residents: u32,
    /// Whether the search answers yet.
    pub search_ready: bool,
    /// Whether the counter belongs to a centre; what follows is empty where it does not.
    pub enrolled: bool,
    /// Acts not yet delivered to the CST.
    pub waiting: u32,
    /// Since when (RFC 3339).
    pub waiting_since: Option<String>,
    /// Last alignment with the CST (RFC 3339).
    pub aligned_at: Option<String>,
    /// Since when no exchange with the CST succeeds (RFC 3339); `None` while it does.
    pub offline_since: Option<String>,
    /// Why: a code of the table of texts.
    pub failure: Option<String>,
    /// Acts that did not simply go in: contested, or set aside.
    pub exceptions: u32,
}

/// A person in a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct PersonHit {
    /// Identifier.
    pub id: PersonId,
    /// Codice fiscale.
    pub codice_fiscale: Option<String>,
    /// Surname; empty for who has none.
    pub surname: String,
    /// Name; empty for who has none.
    pub name: String,
    /// Birth date, `1978-03-12`, `1978-03` or `1978`.
    pub birth_date: String,
    /// Birth place.
    pub birth_place: String,
    /// Sex.
    pub sex: Sex,
    /// Present address on one line; empty if there is none.
    pub address: String,
    /// Standing with the registry.
    pub status: RegistryStatus,
    /// Household number.
    pub household: Option<String>,
}

/// The answer of the search box.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct SearchAnswer {
    /// What was asked, so that a late answer can be told from the present one.
    pub query: String,
    /// The best, best first.
    pub hits: Vec<PersonHit>,
    /// Whether there may be more than are shown.
    pub more: bool,
    /// Whether the index is ready; if not, ask again.
    pub ready: bool,
}

/// A member of the household.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct MemberRow {
    /// Identifier.
    pub id: PersonId,
    /// Surname and name.
    pub full_name: String,
    /// Birth date.
    pub birth_date: String,
    /// Relation to the reference person, in Italian; on the screen only.
    pub relation: String,
    /// Whether this is the reference person.
    pub reference_person: bool,
}

/// A kind of certificate, offered for one person.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Offer {
    /// Code.
    pub code: CertificateCode,
    /// Title.
    pub title: String,
    /// Family.
    pub family: Family,
    /// The clerk has something to fill in: data of the act, a reason, a day.
    pub fills_in: bool,
    /// Why it cannot be issued for this person; `None` when it can.
    pub block: Option<String>,
    /// The clerk may pass over what is in the way, with a reason.
    pub forceable: bool,
}

/// All that is known of one person.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct PersonCard {
    /// The card of the registry.
    pub person: Person,
    /// The same, as in a list.
    pub hit: PersonHit,
    /// The household, reference person first.
    pub household: Vec<MemberRow>,
    /// Certificates issued, the latest first.
    pub certificates: Vec<CertificateRow>,
    /// What can be issued.
    pub offers: Vec<Offer>,
    /// What does not fit, for example a codice fiscale against the birth date.
    pub warnings: Vec<String>,
}

/// A line of a file that was refused or doubtful.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ImportNote {
    /// Line of the file, from 1.
    pub line: u32,
    /// Card in the comune.
    pub card: Option<String>,
    /// Why, in Italian.
    pub reason: String,
}

/// What an import did.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ImportReport {
    /// Persons new in the registry.
    pub accepted: u32,
    /// Persons changed.
    pub updated: u32,
    /// Persons as before.
    pub unchanged: u32,
    /// Persons no longer in the file, kept as cancelled.
    pub cancelled: u32,
    /// Persons refused.
    pub refused: u32,
    /// The state of the registry (RFC 3339).
    pub as_of: String,
    /// The first refusals; all are in the report file.
    pub refusals: Vec<ImportNote>,
    /// The first doubts about persons that came in.
    pub warnings: Vec<ImportNote>,
    /// The report, as a text file.
    pub report_file: Option<String>,
    /// The same file had been imported before.
    pub already_current: bool,
}

/// The settings, with what the screen shows besides.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct SettingsView {
    /// The settings.
    pub settings: Settings,
    /// The coat of arms as a PNG in base64.
    pub arms_png: Option<String>,
    /// The authorities of the settings, in their order.
    pub authorities: Vec<AuthorityView>,
    /// The protected people of the settings that are in the registry.
    pub protected: Vec<PersonHit>,
    /// The amounts of the law today, which hold where the comune sets none.
    pub amounts: Vec<AmountView>,
    /// The clauses of the law today, which hold where the comune has no words of its own.
    pub clauses: Vec<ClauseView>,
    /// The uses that exempt today, without the comune's own.
    pub uses: Vec<UseChoice>,
}

/// A clause of the law.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ClauseView {
    /// For which destination.
    pub destination: Destination,
    /// The destination, in Italian.
    pub label: String,
    /// The text.
    pub text: String,
    /// Norm or circular.
    pub source: String,
}

/// An amount of the law.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct AmountView {
    /// Which.
    pub what: Amount,
    /// How much.
    pub cents: Cents,
}

/// What the check of the store found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct CheckView {
    /// Nothing is wrong.
    pub ok: bool,
    /// Entries in the journal.
    pub entries: u32,
    /// Certificates in the register.
    pub certificates: u32,
    /// What is wrong.
    pub problems: Vec<String>,
}

/// A line of the journal.
#[derive(Debug, Clone, Serialize)]
pub struct JournalRow {
    /// Epoch of the counter.
    pub epoch: u32,
    /// Place in the journal, from 1.
    pub seq: u64,
    /// When (RFC 3339).
    pub at: String,
    /// Who.
    pub operator: String,
    /// What.
    pub kind: String,
    /// SHA-256 of the entry, in hexadecimal.
    pub hash: String,
    /// Always `recorded`: an entry is never taken back.
    pub state: &'static str,
}
