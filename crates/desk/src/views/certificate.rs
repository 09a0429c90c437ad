//! Certificates: what can be chosen, what would be issued, what was, and the register.

use domain::Cents;
use domain::certificate::catalogue::{Entry, Family, Issuing, WhoMayAsk};
use domain::certificate::{
    Block, CertificateCode, CertificateRequest, Decision, Destination, Entered, EuLanguage, Forced,
    Language, UseCode,
};
use serde::{Deserialize, Serialize};

/// A kind of certificate.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct KindChoice {
    /// Code.
    pub code: CertificateCode,
    /// Title.
    pub title: String,
    /// Family.
    pub family: Family,
    /// Name of the family.
    pub family_title: String,
    /// Who issues it in this comune.
    pub issuing: Issuing,
    /// Why it is never issued here.
    pub unavailable: Option<String>,
    /// Data that the clerk may enter.
    pub entry: Vec<Entry>,
    /// A written reason is asked.
    pub needs_reason: bool,
    /// It is about a day of the past.
    pub needs_day: bool,
    /// Who may ask.
    pub who: WhoMayAsk,
    /// It may be self-declared.
    pub declarable: bool,
    /// There are words for it in the second languages.
    pub translated: bool,
    /// The multilingual form of the Union may go with it.
    pub eu_form: bool,
}

/// A second language.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct LanguageChoice {
    /// Code.
    pub code: Language,
    /// In Italian.
    pub label: String,
}

/// A language of the multilingual form of the Union.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct EuLanguageChoice {
    /// Code.
    pub code: EuLanguage,
    /// In Italian.
    pub label: String,
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
    /// Second languages.
    pub languages: Vec<LanguageChoice>,
    /// Languages of the multilingual form of the Union.
    pub eu_languages: Vec<EuLanguageChoice>,
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
    /// The self-declaration of the same facts, to offer first when a public body asks.
    pub instead: Option<CertificateRequest>,
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
    /// The text of its seal; a declaration of a citizen has none.
    pub seal: Option<String>,
    /// The code printed for who has no phone.
    pub code: Option<String>,
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
    /// Who signed its file, in their order; none where it is signed by hand.
    pub signers: Vec<String>,
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
    /// Why it was asked, where a reason was.
    pub reason: Option<String>,
    /// What was entered by hand, and by whom.
    pub entered: Vec<Entered>,
    /// Blocks that were passed over.
    pub forced: Vec<Forced>,
    /// The code printed for who has no phone.
    pub code: Option<String>,
    /// Whether the last signature has a time stamp.
    pub timestamped: bool,
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
