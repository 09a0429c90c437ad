//! Sets of public keys as JSON (RFC 7517), with members of our own for whose they are and until when.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Error, PublicKey, TrustedKey};

/// Why a key seals no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Revocation {
    /// Another took its place; what it had sealed stays.
    Superseded,
    /// Somebody else may have it, and can date what he seals as he likes.
    Compromised,
}

/// One key of a [`Jwks`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// `EC`.
    pub kty: String,
    /// `P-256`.
    #[serde(default)]
    pub crv: String,
    /// `ES256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// `sig`.
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// Name of the key, base64url of its eight bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Coordinate, base64url.
    #[serde(default)]
    pub x: String,
    /// Coordinate, base64url.
    #[serde(default)]
    pub y: String,
    /// Belfiore code of the only comune for which it is good.
    #[serde(default)]
    pub comune: String,
    /// The only counter for which it is good.
    #[serde(default)]
    pub counter: String,
    /// First day on which it seals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<NaiveDate>,
    /// Last day on which it seals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<NaiveDate>,
    /// Day of the revocation, the last on which it sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<NaiveDate>,
    /// Kind of the revocation; there if and only if `revoked_at` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation: Option<Revocation>,
    /// The private half. It is never written, and a set with one is refused.
    #[serde(default, skip_serializing)]
    d: Option<serde_json::Value>,
}

/// A set of public keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwks {
    /// The keys.
    pub keys: Vec<Jwk>,
}

impl Jwks {
    /// Reads a set. Members that are not ours are passed over, as RFC 7517 §5 wants.
    ///
    /// # Errors
    /// [`Error::Jwks`] when it is no JSON of this shape.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Ok(serde_json::from_str(text)?)
    }

    /// Writes the set.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and dates are always JSON")
    }
}

impl From<&TrustedKey> for Jwk {
    fn from(trusted: &TrustedKey) -> Self {
        let (x, y) = trusted.key.coordinates();
        Self {
            kty: "EC".into(),
            crv: "P-256".into(),
            alg: Some("ES256".into()),
            usage: Some("sig".into()),
            kid: Some(trusted.key.kid().to_string()),
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
            comune: trusted.comune.clone(),
            counter: trusted.counter.clone(),
            not_before: Some(trusted.not_before),
            not_after: trusted.not_after,
            revoked_at: trusted.revoked.map(|(day, _)| day),
            revocation: trusted.revoked.map(|(_, kind)| kind),
            d: None,
        }
    }
}

impl Jwk {
    /// Whether it is of the only family that seals; others may stand in a set and are passed over.
    #[must_use]
    pub fn is_of_p256(&self) -> bool {
        self.kty == "EC" && self.crv == "P-256"
    }

    /// Takes the key, checked.
    ///
    /// # Errors
    /// [`Error::JwkMember`] names the member that is wrong; [`Error::Key`] for no point of P-256.
    pub fn to_trusted(&self) -> Result<TrustedKey, Error> {
        let known = |member: &Option<String>, expected| {
            member.as_deref().is_none_or(|value| value == expected)
        };
        if !self.is_of_p256() {
            return Err(Error::JwkMember("kty"));
        }
        if self.d.is_some() {
            return Err(Error::JwkMember("d"));
        }
        if !known(&self.alg, "ES256") {
            return Err(Error::JwkMember("alg"));
        }
        if !known(&self.usage, "sig") {
            return Err(Error::JwkMember("use"));
        }
        if self.comune.is_empty() {
            return Err(Error::JwkMember("comune"));
        }
        if self.counter.is_empty() {
            return Err(Error::JwkMember("counter"));
        }
        let key = PublicKey::from_coordinates(
            &coordinate(&self.x).ok_or(Error::JwkMember("x"))?,
            &coordinate(&self.y).ok_or(Error::JwkMember("y"))?,
        )?;
        if self
            .kid
            .as_ref()
            .is_some_and(|kid| *kid != key.kid().to_string())
        {
            return Err(Error::JwkMember("kid"));
        }
        let revoked = match (self.revoked_at, self.revocation) {
            (None, None) => None,
            (Some(day), Some(kind)) => Some((day, kind)),
            _ => return Err(Error::JwkMember("revocation")),
        };
        Ok(TrustedKey {
            key,
            comune: self.comune.clone(),
            counter: self.counter.clone(),
            not_before: self.not_before.ok_or(Error::JwkMember("not_before"))?,
            not_after: self.not_after,
            revoked,
        })
    }
}

fn coordinate(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}
