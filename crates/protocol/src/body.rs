//! What an entry says was done: one variant for each kind.

use chrono::{DateTime, NaiveDate, Utc};
use ciborium::Value;
use domain::certificate::{Certificate, CertificateRequest};
use domain::{BelfioreCode, IstatCode, Settings};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, cbor};

/// What an operator may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Issues certificates for a handwritten signature.
    Clerk,
    /// Signs as an official of the registry.
    Registrar,
    /// Cashes fees.
    Cashier,
    /// Sets up the counter and its operators.
    Administrator,
    /// Answers for the protocol register.
    ProtocolManager,
}

/// What of a seal the journal keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealRecord {
    /// The key that made it.
    pub kid: String,
    /// The code for people with no phone, as printed: `XXXX-XXXX`.
    pub code: String,
}

/// Why a counter goes on under a new epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EpochReason {
    /// The journal was behind the mark beside the key: the database was put back from a copy.
    Restored,
    /// The centre had other entries under the same numbers.
    Diverged,
}

/// How far a series of numbers has come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeriesMark {
    /// `certificate`, …
    pub kind: String,
    /// The counter whose series it is.
    pub counter: String,
    /// The year.
    pub year: i32,
    /// The last number given.
    pub last: u32,
}

/// What was done. The name of a variant's kind is the text it is renamed to.
///
/// Frozen once released: fields may be added with a default, never changed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// The store was created: always entry 1.
    #[serde(rename = "store.created")]
    StoreCreated {
        /// ISTAT code of the comune.
        comune: IstatCode,
        /// Belfiore code of the comune.
        belfiore: BelfioreCode,
        /// Name of the comune.
        name: String,
        /// Two letters of the province.
        province: String,
        /// The counter.
        counter: String,
    },
    /// An operator may log in.
    #[serde(rename = "operator.added")]
    OperatorAdded {
        /// Log-in.
        login: String,
        /// Name and surname.
        name: String,
        /// Role.
        role: Role,
    },
    /// The operator of the entry logged in.
    #[serde(rename = "session.opened")]
    SessionOpened {},
    /// The settings are now these.
    #[serde(rename = "settings.changed")]
    SettingsChanged {
        /// All of them.
        settings: Box<Settings>,
    },
    /// The registry was brought up to a file.
    #[serde(rename = "registry.imported")]
    RegistryImported {
        /// Name of the file, without its folder.
        file_name: String,
        /// SHA-256 of the file, hexadecimal.
        file_sha256: String,
        /// `subentro` or `csv`.
        format: String,
        /// Date and time of the state the file describes.
        as_of: DateTime<Utc>,
        /// Persons of the file that were taken in, whether new, changed or as before.
        accepted: u32,
        /// Of these, those already known and now different.
        updated: u32,
        /// Persons that the file no longer has, kept as cancelled.
        cancelled: u32,
        /// Persons of the file that were refused.
        refused: u32,
        /// Residents after the import.
        residents: u32,
    },
    /// A certificate was issued.
    #[serde(rename = "certificate.issued")]
    CertificateIssued {
        /// What it states and what the rules decided.
        certificate: Box<Certificate>,
        /// What was asked, and who asked.
        request: Box<CertificateRequest>,
        /// SHA-256 of its PDF, hexadecimal.
        pdf_sha256: String,
        /// The seal on it; `None` on what is not sealed.
        #[serde(default)]
        seal: Option<SealRecord>,
    },
    /// An official signed a certificate's PDF: the signed file stands for it from now on.
    #[serde(rename = "certificate.signed")]
    CertificateSigned {
        /// Its number.
        number: String,
        /// SHA-256 of the signed PDF, hexadecimal.
        pdf_sha256: String,
        /// Who signed, as the signing certificate says.
        signer: String,
        /// Whether a time-stamp authority answered (PAdES B-T).
        timestamped: bool,
    },
    /// A time-stamp was added to the signatures of a certificate's PDF.
    #[serde(rename = "certificate.timestamped")]
    CertificateTimestamped {
        /// Its number.
        number: String,
        /// SHA-256 of the PDF, hexadecimal.
        pdf_sha256: String,
    },
    /// Seals of a key are trusted from now on: of this counter or of another.
    #[serde(rename = "seal_key.added")]
    SealKeyAdded {
        /// Its identifier, as in its JWK.
        kid: String,
        /// Its public half as a JWK (RFC 7517, JSON), with its comune, counter and days.
        jwk: String,
    },
    /// A seal key seals no more.
    #[serde(rename = "seal_key.revoked")]
    SealKeyRevoked {
        /// Its identifier.
        kid: String,
        /// The last day of its good seals.
        on: NaiveDate,
        /// Whether somebody else may have it: then no seal of it is believed without the register.
        compromised: bool,
    },
    /// A certificate was voided.
    #[serde(rename = "certificate.voided")]
    CertificateVoided {
        /// Its number.
        number: String,
        /// Why, in the clerk's words.
        reason: String,
    },
    /// A certificate was printed again.
    #[serde(rename = "certificate.reprinted")]
    CertificateReprinted {
        /// Its number.
        number: String,
        /// Which reprint this is, from 1.
        copy: u32,
        /// The printer; `None` when it was opened in a viewer.
        printer: Option<String>,
    },
    /// The counter belongs to a centre from now on, under this number.
    #[serde(rename = "counter.enrolled")]
    CounterEnrolled {
        /// What the centre is called.
        centre: String,
        /// Name of the key of its answers.
        centre_kid: String,
        /// The number of the counter from now on.
        counter: String,
        /// Name of the counter's own key.
        kid: String,
    },
    /// The journal goes on under a new epoch. Its entry is the first that bears it.
    #[serde(rename = "epoch.started")]
    EpochStarted {
        /// Why.
        reason: EpochReason,
        /// The first entry that is sent under the new epoch; what comes before is as it was.
        fork: u64,
        /// Numbers up to these were given, also those of which this journal knows nothing: they are not
        /// given again.
        spent: Vec<SeriesMark>,
    },
    /// A kind of a newer program: kept as it came, never dropped.
    #[serde(skip)]
    Unknown {
        /// Its kind.
        kind: String,
        /// Its bytes, deterministic CBOR.
        bytes: Vec<u8>,
    },
}

/// The kinds this version understands.
const KINDS: [&str; 14] = [
    "store.created",
    "operator.added",
    "session.opened",
    "settings.changed",
    "registry.imported",
    "certificate.issued",
    "certificate.signed",
    "certificate.timestamped",
    "seal_key.added",
    "seal_key.revoked",
    "certificate.voided",
    "certificate.reprinted",
    "counter.enrolled",
    "epoch.started",
];

impl Body {
    /// Returns the kind: `certificate.issued`.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::StoreCreated { .. } => "store.created",
            Self::OperatorAdded { .. } => "operator.added",
            Self::SessionOpened {} => "session.opened",
            Self::SettingsChanged { .. } => "settings.changed",
            Self::RegistryImported { .. } => "registry.imported",
            Self::CertificateIssued { .. } => "certificate.issued",
            Self::CertificateSigned { .. } => "certificate.signed",
            Self::CertificateTimestamped { .. } => "certificate.timestamped",
            Self::SealKeyAdded { .. } => "seal_key.added",
            Self::SealKeyRevoked { .. } => "seal_key.revoked",
            Self::CertificateVoided { .. } => "certificate.voided",
            Self::CertificateReprinted { .. } => "certificate.reprinted",
            Self::CounterEnrolled { .. } => "counter.enrolled",
            Self::EpochStarted { .. } => "epoch.started",
            Self::Unknown { kind, .. } => kind,
        }
    }

    /// Returns the bytes that the journal keeps.
    ///
    /// # Panics
    /// When the value read back is not the one written: a bug, and better found before the act
    /// is in the journal than after.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        if let Self::Unknown { bytes, .. } = self {
            return bytes.clone();
        }
        let value = Value::serialized(self).expect("the bodies have neither float nor odd key");
        let Value::Map(mut variants) = value else {
            unreachable!("serde writes a variant with fields as a map of one key");
        };
        let (kind, fields) = variants.pop().expect("a map of one key");
        assert_eq!(
            kind.as_text(),
            Some(self.kind()),
            "kind and name must agree"
        );
        let bytes = cbor::encode_value(fields).expect("the bodies have neither float nor odd key");
        assert_eq!(
            Self::decode(self.kind(), &bytes).ok().as_ref(),
            Some(self),
            "what is written must be readable"
        );
        bytes
    }

    /// Reads a body; a kind that is not known comes back as [`Body::Unknown`].
    ///
    /// # Errors
    /// When the bytes are not deterministic CBOR, or not of that kind.
    pub fn decode(kind: &str, bytes: &[u8]) -> Result<Self> {
        let malformed = |source| Error::Malformed {
            what: format!("a body of kind {kind}"),
            source,
        };
        let fields = cbor::decode_value(bytes).map_err(malformed)?;
        if !KINDS.contains(&kind) {
            return Ok(Self::Unknown {
                kind: kind.to_owned(),
                bytes: bytes.to_vec(),
            });
        }
        Value::Map(vec![(Value::Text(kind.to_owned()), fields)])
            .deserialized()
            .map_err(cbor::Error::Shape)
            .map_err(malformed)
    }
}
