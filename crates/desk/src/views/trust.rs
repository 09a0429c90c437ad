//! Seals, signatures and what a verification says.

use serde::{Deserialize, Serialize};

/// What a seal key is good for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SealKeyState {
    /// Its seals are good.
    Active,
    /// Another took its place; its seals up to that day are good.
    Superseded,
    /// Somebody else may have it; its seals are believed where the register has them.
    Compromised,
}

/// A seal key that is trusted.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct SealKeyView {
    /// Identifier, as in its JWK.
    pub kid: String,
    /// Belfiore code of its comune.
    pub comune: String,
    /// Its counter.
    pub counter: String,
    /// First day of its seals.
    pub not_before: String,
    /// Last day of its seals, once it is revoked.
    pub revoked_on: Option<String>,
    /// What it is good for.
    pub state: SealKeyState,
    /// Whether it is of this counter.
    pub own: bool,
}

/// The answer to "is it genuine?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is.
    Genuine,
    /// It is not, or it does not stand any more.
    NotGenuine,
    /// What is at hand does not tell.
    CannotTell,
}

/// What a verification says.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct VerifyReport {
    /// The answer.
    pub verdict: Verdict,
    /// Why, in Italian; the gravest first.
    pub reasons: Vec<String>,
    /// Number of the certificate, where a trusted seal states it.
    pub number: Option<String>,
    /// What the seal states: to be compared with the paper.
    pub facts: Vec<String>,
    /// Who signed the file.
    pub signers: Vec<String>,
}

/// An authority whose signatures are believed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct AuthorityView {
    /// Its certificate, in PEM, as the settings keep it.
    pub pem: String,
    /// Its name.
    pub name: String,
    /// Its last day.
    pub not_after: String,
}

/// A certificate on a card in a reader.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct CardView {
    /// The reader.
    pub slot: String,
    /// The card's name.
    pub label: String,
    /// One more wrong PIN locks the card.
    pub last_try: bool,
    /// The card is locked.
    pub locked: bool,
    /// The reader asks for the PIN itself.
    pub pin_pad: bool,
    /// The certificate, for [`SigningKey::Card`].
    pub certificate: String,
    /// Whose it is.
    pub name: String,
    /// Its last day.
    pub not_after: String,
}

/// With which key to sign.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(tag = "key", rename_all = "snake_case")]
pub enum SigningKey {
    /// A card, through the module of the settings.
    Card {
        /// The maker's module; `None` for that of the settings.
        module: Option<String>,
        /// The reader; `None` when there is one card.
        slot: Option<String>,
        /// The certificate; `None` takes the one for binding signatures.
        certificate: Option<String>,
    },
    /// A PKCS#12 file.
    File {
        /// Its path.
        path: String,
    },
}

/// A certificate, signed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct SignOutcome {
    /// SHA-256 of the signed PDF, in hexadecimal.
    pub sha256: String,
    /// Who signed.
    pub signer: String,
    /// Whether it has a time stamp.
    pub timestamped: bool,
    /// Why it has none although one was wanted, in Italian.
    pub no_time_stamp: Option<String>,
}
