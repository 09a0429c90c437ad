//! What the window and the command line are shown. Dates are ISO texts, amounts are cents.

use domain::certificate::{Block, CertificateCode, Decision, Destination, UseCode};
use domain::{Cents, Person, PersonId, RegistryStatus, Settings, Sex};
use serde::{Deserialize, Serialize};

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
    /// Acts not yet delivered to the CST.
    pub waiting: u32,
    /// Since when (RFC 3339).
    pub waiting_since: Option<String>,
    /// Last alignment with the CST (RFC 3339); `None` for a counter that works by itself.
    pub aligned_at: Option<String>,
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
    /// Why it cannot be issued for this person; `None` when it can.
    pub block: Option<String>,
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

/// A kind of certificate.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct KindChoice {
    /// Code.
    pub code: CertificateCode,
    /// Title.
    pub title: String,
}

/// A use that exempts from stamp duty.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct UseChoice {
    /// Code.
    pub code: UseCode,
    /// The use.
    pub label: String,
    /// The norm that exempts.
    pub norm: String,
    /// Whether the secretarial fee is due all the same.
    pub fee_due: bool,
}

/// A destination.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct DestinationChoice {
    /// Code.
    pub code: Destination,
    /// In Italian.
    pub label: String,
}

/// All that can be chosen on the issue screen.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct CertificateOptions {
    /// Kinds.
    pub kinds: Vec<KindChoice>,
    /// Uses that exempt.
    pub uses: Vec<UseChoice>,
    /// Destinations.
    pub destinations: Vec<DestinationChoice>,
    /// Stamp duty where it is due.
    pub stamp_duty: Cents,
}

/// What would be issued, or why not.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Quote {
    /// What the rules decided.
    pub decision: Option<Decision>,
    /// Why it cannot be issued.
    pub blocks: Vec<Block>,
    /// The number it will have.
    pub number: Option<String>,
    /// SHA-256 of the PDF, in hexadecimal: the same bytes will be issued.
    pub sha256: Option<String>,
    /// Pages of the PDF.
    pub pages: u32,
    /// Its text, for who does not see the picture.
    pub text: String,
}

/// What became of the paper.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PrintOutcome {
    /// Sent to a printer.
    Printed {
        /// Its name.
        printer: String,
        /// The job's number.
        job: i32,
    },
    /// Not printed; the act stays.
    Failed {
        /// The printer that was meant.
        printer: Option<String>,
        /// Why, in Italian.
        reason: String,
    },
    /// Nobody asked for paper.
    NotRequested,
    /// Opened in the system's viewer, to be printed from there.
    Viewer,
}

/// A certificate just issued.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Issued {
    /// Number.
    pub number: String,
    /// Kinds.
    pub kinds: Vec<CertificateCode>,
    /// SHA-256 of the PDF, in hexadecimal.
    pub sha256: String,
    /// When (RFC 3339).
    pub issued_at: String,
    /// The state of the registry it rests on (RFC 3339).
    pub as_of: String,
    /// Secretarial fee.
    pub fee: Cents,
    /// Stamp duty.
    pub stamp_duty: Cents,
    /// To cash at the counter: the fee; the stamp is bought elsewhere.
    pub total: Cents,
    /// The same, when paid wholly in cash (DL 50/2017 art. 13-quater).
    pub cash_total: Cents,
    /// What became of the paper.
    pub print: PrintOutcome,
}

/// Whether a certificate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CertificateState {
    /// It holds.
    Issued,
    /// It was voided.
    Voided,
}

/// A line of the register.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct CertificateRow {
    /// Number.
    pub number: String,
    /// When (RFC 3339).
    pub issued_at: String,
    /// Title.
    pub title: String,
    /// Kinds.
    pub kinds: Vec<CertificateCode>,
    /// Person certified.
    pub subject: String,
    /// Their codice fiscale.
    pub codice_fiscale: Option<String>,
    /// Who issued it.
    pub operator: String,
    /// Whether it holds.
    pub state: CertificateState,
    /// Why it was voided.
    pub void_reason: Option<String>,
    /// How often it was reprinted.
    pub reprints: u32,
    /// Stamp duty.
    pub stamp_duty: Cents,
    /// Secretarial fee.
    pub fee: Cents,
}

/// What the register is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct CertificateFilter {
    /// Part of the number, of the person's name or of the codice fiscale.
    pub text: Option<String>,
    /// First day, `2026-11-01`.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// Only these.
    pub state: Option<CertificateState>,
}

/// A page of the register, the latest first.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct CertificatePage {
    /// The lines.
    pub rows: Vec<CertificateRow>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
    /// How many lines the filter lets through in all.
    pub total: u32,
}

/// One certificate of the register.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct CertificateDetail {
    /// The line of the register.
    pub row: CertificateRow,
    /// SHA-256 of the PDF, in hexadecimal.
    pub sha256: String,
    /// Pages of the PDF.
    pub pages: u32,
    /// Its text.
    pub text: String,
    /// Who asked.
    pub applicant: String,
    /// Stamp duty in words.
    pub stamp_text: String,
}

/// A reprint.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Reprinted {
    /// How many reprints there are now.
    pub count: u32,
    /// What became of the paper.
    pub print: PrintOutcome,
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
