//! What the reads give back where no type of the domain does.

use chrono::{DateTime, NaiveDate, Utc};
use domain::certificate::{Certificate, CertificateCode, CertificateRequest};
use domain::{BelfioreCode, Cents, IstatCode, PersonId, RegistryStatus};
use protocol::Role;

/// Whose store this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// ISTAT code of the comune.
    pub comune: IstatCode,
    /// Belfiore code of the comune.
    pub belfiore: BelfioreCode,
    /// Name of the comune.
    pub name: String,
    /// Two letters of the province.
    pub province: String,
    /// The counter, as it stands in numbers: `01`.
    pub counter: String,
}

/// Somebody who may log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Log-in.
    pub login: String,
    /// Name and surname.
    pub name: String,
    /// Role.
    pub role: Role,
}

/// What the search index needs to know of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRow<'row> {
    /// Key of the person in this store; [`crate::Reader::persons_by_key`] takes it.
    pub key: i64,
    /// Codice fiscale.
    pub codice_fiscale: Option<&'row str>,
    /// Surname.
    pub surname: Option<&'row str>,
    /// Name.
    pub name: Option<&'row str>,
    /// Birth date in the text form of [`domain::PartialDate`]: `1978-03-12`, `1978-03`, `1978`.
    pub birth_date: &'row str,
    /// Standing with the registry.
    pub status: RegistryStatus,
    /// Present street, with its kind: `VIA ENNIO`.
    pub street: Option<&'row str>,
    /// Present house number, with its suffix: `12/A`.
    pub house_number: Option<&'row str>,
    /// The comune's number of the household.
    pub household: Option<&'row str>,
}

/// Which certificates of the register are wanted. The default wants all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CertificateFilter {
    /// Part of the number, of the subject's name or codice fiscale, or of the title.
    pub text: Option<String>,
    /// First day of issue.
    pub from: Option<NaiveDate>,
    /// Last day of issue.
    pub to: Option<NaiveDate>,
    /// The person certified.
    pub subject: Option<PersonId>,
    /// Issued or voided.
    pub state: Option<CertificateState>,
}

/// Whether a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CertificateState {
    /// It stands.
    Issued,
    /// It was voided; its number stays spent.
    Voided,
}

/// The digital signatures on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureView {
    /// Who signed, in their order.
    pub signers: Vec<String>,
    /// Whether the last signature has a time-stamp.
    pub timestamped: bool,
}

/// A key whose seals are trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealKeyRow {
    /// Identifier, as in its JWK.
    pub kid: String,
    /// The public half as a JWK (JSON).
    pub jwk: String,
    /// The last day of its good seals, and whether somebody else may have it.
    pub revoked: Option<(NaiveDate, bool)>,
    /// Whether it is of this counter.
    pub own: bool,
}

/// A line of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRow {
    /// Place in the register; the next page starts after it.
    pub key: i64,
    /// Number.
    pub number: String,
    /// Title as printed.
    pub title: String,
    /// Kinds.
    pub kinds: Vec<CertificateCode>,
    /// The person certified.
    pub subject: PersonId,
    /// Surname and name, as certified.
    pub subject_name: String,
    /// Codice fiscale, as certified.
    pub subject_codice_fiscale: Option<String>,
    /// Day of issue, in Italy.
    pub issued_on: NaiveDate,
    /// Instant of the entry.
    pub at: DateTime<Utc>,
    /// Log-in of who issued it.
    pub operator: String,
    /// Secretarial fees.
    pub fee: Cents,
    /// Stamp duty.
    pub stamp_duty: Cents,
    /// Whether it stands.
    pub state: CertificateState,
    /// Why it was voided.
    pub void_reason: Option<String>,
    /// How many times it was printed again.
    pub reprints: u32,
    /// Who signed its PDF; `None` where it is signed by hand.
    pub signature: Option<SignatureView>,
}

/// A certificate with all that stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRecord {
    /// Place in the register.
    pub key: i64,
    /// The certificate.
    pub certificate: Certificate,
    /// What was asked.
    pub request: CertificateRequest,
    /// SHA-256 of the PDF that stands for it now, hexadecimal.
    pub sha256: String,
    /// The code printed for who has no phone; `None` on what is not sealed.
    pub code: Option<String>,
    /// Instant of the entry.
    pub at: DateTime<Utc>,
    /// Log-in of who issued it.
    pub operator: String,
    /// Whether it stands.
    pub state: CertificateState,
    /// Why it was voided.
    pub void_reason: Option<String>,
    /// How many times it was printed again.
    pub reprints: u32,
    /// Who signed its PDF; `None` where it is signed by hand.
    pub signature: Option<SignatureView>,
}

/// What an examination of the whole store found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Entries of the journal.
    pub entries: u64,
    /// Certificates of the register, voided ones included.
    pub certificates: u64,
    /// What is wrong, one sentence each, in Italian; empty when all is well.
    pub problems: Vec<String>,
}
