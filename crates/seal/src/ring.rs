//! The keys that are trusted, each for one comune and one counter and for a time.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{Error, Jwk, Jwks, Kid, PublicKey, Revocation};

/// A public key, and what it is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// The key.
    pub key: PublicKey,
    /// Belfiore code of the only comune for which it is good.
    pub comune: String,
    /// The only counter for which it is good.
    pub counter: String,
    /// First day on which it seals.
    pub not_before: NaiveDate,
    /// Last day on which it seals, when that is known.
    pub not_after: Option<NaiveDate>,
    /// Day and kind of its revocation; it sealed on that day still.
    pub revoked: Option<(NaiveDate, Revocation)>,
}

impl TrustedKey {
    /// Last day on which the owner sealed with it.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        let revoked_on = self.revoked.map(|(day, _)| day);
        self.not_after.into_iter().chain(revoked_on).min()
    }
}

/// Trusted keys by name.
///
/// Invariant: a key comes in by [`KeyRing::trust`] only, never from a paper.
#[derive(Debug, Clone, Default)]
pub struct KeyRing(BTreeMap<Kid, TrustedKey>);

impl KeyRing {
    /// Takes the keys of a set; keys of other families are passed over.
    ///
    /// # Errors
    /// A key of P-256 with a wrong member; then nothing is trusted.
    pub fn from_jwks(jwks: &Jwks) -> Result<Self, Error> {
        let mut ring = Self::default();
        for jwk in jwks.keys.iter().filter(|jwk| jwk.is_of_p256()) {
            ring.trust(jwk.to_trusted()?);
        }
        Ok(ring)
    }

    /// Writes all keys, the revoked ones too, in the order of their names.
    #[must_use]
    pub fn to_jwks(&self) -> Jwks {
        Jwks {
            keys: self.0.values().map(Jwk::from).collect(),
        }
    }

    /// Trusts a key, or takes the news about one.
    ///
    /// A revocation is never lost: an older list does not bring a revoked key back to life, nor
    /// turn a compromise into a mere replacement.
    pub fn trust(&mut self, mut key: TrustedKey) {
        let kid = key.key.kid();
        if let Some(known) = self.0.get(&kid) {
            key.revoked = graver(known.revoked, key.revoked);
        }
        self.0.insert(kid, key);
    }

    /// The key of this name.
    #[must_use]
    pub fn find(&self, kid: Kid) -> Option<&TrustedKey> {
        self.0.get(&kid)
    }

    /// Number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no key is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

type Revoked = Option<(NaiveDate, Revocation)>;

/// Of two revocations the compromise, and of two of a kind the earlier.
fn graver(one: Revoked, other: Revoked) -> Revoked {
    let order = |(day, kind): &(NaiveDate, Revocation)| (*kind == Revocation::Superseded, *day);
    one.into_iter().chain(other).min_by_key(order)
}
