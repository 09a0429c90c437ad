//! The keys that seal: those of this counter, made here, and those of others, that are trusted.
//!
//! A key is trusted because an operator said so, or because it was made here; never because a
//! paper carries it.

use std::path::Path;

use chrono::{DateTime, Utc};
use protocol::Body;
use rand_core::OsRng;
use seal::{Jwk, Jwks, KeyRing, Revocation, SealKey, TrustedKey};
use store::{Reader, SealKeyRow};

use crate::session::{Desk, OpenDesk};
use crate::views::{SealKeyState, SealKeyView};
use crate::{Error, ZONE};

/// The largest set of keys that is read, in bytes: 28 comuni have a few hundred keys.
const KEYS_BYTES_MAX: u64 = 1024 * 1024;

impl Desk {
    /// Returns the keys whose seals are trusted, in the order in which they were added.
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn seal_keys(&self) -> Result<Vec<SealKeyView>, Error> {
        self.read(|reader| reader.seal_keys()?.iter().map(view).collect())
    }

    /// Returns the keys of this counter as a set (RFC 7517), for the centre and for other counters.
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn seal_keys_export(&self) -> Result<String, Error> {
        let keys = self.read(|reader| {
            let own = reader.seal_keys()?.into_iter().filter(|key| key.own);
            own.map(|key| Ok(Jwk::from(&trusted(&key)?))).collect()
        })?;
        Ok(Jwks { keys }.to_json())
    }

    /// Writes the keys of this counter to a file.
    ///
    /// # Errors
    /// The file cannot be written; the desk is locked, or the store fails.
    pub fn seal_keys_write(&self, path: &Path) -> Result<(), Error> {
        let keys = self.seal_keys_export()?;
        std::fs::write(path, keys).map_err(|source| Error::File {
            path: path.display().to_string(),
            source,
        })
    }

    /// Makes a new key, which seals from now on; what the one before has sealed stays genuine.
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn seal_key_rotate(&self) -> Result<Vec<SealKeyView>, Error> {
        let now = self.clock.now();
        self.with(|desk| {
            let before = desk.active_key()?;
            desk.make_seal_key(now)?;
            match before {
                Some(kid) => desk.revoke_seal_key(now, kid, false),
                None => Ok(()),
            }
        })?;
        self.seal_keys()
    }

    /// Revokes a key that somebody else may have. One of this counter is replaced at once.
    ///
    /// # Errors
    /// There is no such key or it is revoked so already; the desk is locked, or the store fails.
    pub fn seal_key_revoke(&self, kid: &str) -> Result<Vec<SealKeyView>, Error> {
        let now = self.clock.now();
        self.with(|desk| {
            let is_active = desk.active_key()?.as_deref() == Some(kid);
            let keys = desk.store.seal_keys()?;
            let known = keys.iter().find(|key| key.kid == kid);
            if known.is_none_or(|key| key.revoked.is_some_and(|(_, compromised)| compromised)) {
                return Err(Error::Invalid {
                    field: "kid",
                    reason: "Questa chiave non c'è, o è già stata revocata.".to_owned(),
                });
            }
            desk.revoke_seal_key(now, kid.to_owned(), true)?;
            if is_active {
                desk.make_seal_key(now)?;
            }
            Ok(())
        })?;
        self.seal_keys()
    }

    /// Trusts the keys of a file: the set that another counter or the centre exported. Known ones
    /// are brought up to date, if they were revoked there. Returns how many were new.
    ///
    /// # Errors
    /// The file cannot be read or is no set of keys; the desk is locked, or the store fails.
    pub fn seal_keys_trust(&self, path: &Path) -> Result<u32, Error> {
        let ring = KeyRing::from_jwks(&read_keys(path)?).map_err(|_| not_keys())?;
        let now = self.clock.now();
        self.with(|desk| {
            let known = desk.store.seal_keys()?;
            let mut added = 0;
            for jwk in ring.to_jwks().keys {
                let key = jwk.to_trusted().map_err(|_| not_keys())?;
                let kid = key.key.kid().to_string();
                let before = known.iter().find(|row| row.kid == kid);
                if before.is_none() {
                    desk.trust(now, &key)?;
                    added += 1;
                }
                let revoked = before.and_then(|row| row.revoked);
                let Some((on, why)) = key.revoked else {
                    continue;
                };
                let compromised = why == Revocation::Compromised;
                if revoked.is_none_or(|(_, already)| compromised && !already) {
                    desk.commit_revocation(now, kid, on, compromised)?;
                }
            }
            Ok(added)
        })
    }
}

impl OpenDesk {
    /// Makes a key if this counter has none that seals.
    pub(crate) fn ensure_seal_key(&mut self, now: DateTime<Utc>) -> Result<(), Error> {
        match self.active_key()? {
            Some(_) => Ok(()),
            None => self.make_seal_key(now),
        }
    }

    /// Takes the key that seals from the store, once.
    pub(crate) fn sealing_key(&mut self) -> Result<(), Error> {
        if self.seal_key.is_none() {
            let kid = self.active_key()?.ok_or(Error::SealKey)?;
            let secret = self.store.seal_secret(&kid)?.ok_or(Error::SealKey)?;
            self.seal_key = Some(SealKey::from_bytes(&secret).map_err(|_| Error::SealKey)?);
        }
        Ok(())
    }

    fn active_key(&self) -> Result<Option<String>, Error> {
        let keys = self.store.seal_keys()?;
        let active = keys
            .into_iter()
            .rev()
            .find(|key| key.own && key.revoked.is_none());
        Ok(active.map(|key| key.kid))
    }

    fn make_seal_key(&mut self, now: DateTime<Utc>) -> Result<(), Error> {
        let key = SealKey::generate(&mut OsRng);
        let identity = self.store.identity();
        let trusted = TrustedKey {
            key: key.public(),
            comune: identity.belfiore.0.clone(),
            counter: identity.counter.clone(),
            not_before: now.with_timezone(&ZONE).date_naive(),
            not_after: None,
            revoked: None,
        };
        let kid = key.kid().to_string();
        let (operator, jwk) = (self.operator.clone(), json(&trusted));
        self.store
            .add_seal_key(now, &operator, &kid, jwk, &key.to_bytes())?;
        self.seal_key = Some(key);
        Ok(())
    }

    fn revoke_seal_key(
        &mut self,
        now: DateTime<Utc>,
        kid: String,
        compromised: bool,
    ) -> Result<(), Error> {
        let on = now.with_timezone(&ZONE).date_naive();
        self.commit_revocation(now, kid, on, compromised)
    }

    fn commit_revocation(
        &mut self,
        now: DateTime<Utc>,
        kid: String,
        on: chrono::NaiveDate,
        compromised: bool,
    ) -> Result<(), Error> {
        let body = Body::SealKeyRevoked {
            kid,
            on,
            compromised,
        };
        self.store.commit(now, &self.operator, body)?;
        Ok(())
    }

    fn trust(&mut self, now: DateTime<Utc>, key: &TrustedKey) -> Result<(), Error> {
        let body = Body::SealKeyAdded {
            kid: key.key.kid().to_string(),
            jwk: json(key),
        };
        self.store.commit(now, &self.operator, body)?;
        Ok(())
    }
}

/// Returns the keys that a store trusts.
pub(crate) fn ring(reader: &Reader) -> Result<KeyRing, Error> {
    let mut ring = KeyRing::default();
    for key in reader.seal_keys()? {
        ring.trust(trusted(&key)?);
    }
    Ok(ring)
}

/// Reads a set of keys from a file.
pub(crate) fn read_keys(path: &Path) -> Result<Jwks, Error> {
    let failed = |source| Error::File {
        path: path.display().to_string(),
        source,
    };
    if std::fs::metadata(path).map_err(failed)?.len() > KEYS_BYTES_MAX {
        return Err(not_keys());
    }
    let text = std::fs::read_to_string(path).map_err(failed)?;
    Jwks::from_json(&text).map_err(|_| not_keys())
}

pub(crate) fn not_keys() -> Error {
    Error::Invalid {
        field: "keys",
        reason: "Il file non è un elenco di chiavi di sigillo (JWKS).".to_owned(),
    }
}

/// The public half without what was said of it later: that is the journal's to say.
fn json(key: &TrustedKey) -> String {
    let fresh = TrustedKey {
        revoked: None,
        ..key.clone()
    };
    let keys = vec![Jwk::from(&fresh)];
    Jwks { keys }.to_json()
}

fn trusted(row: &SealKeyRow) -> Result<TrustedKey, Error> {
    let jwks = Jwks::from_json(&row.jwk).map_err(|_| Error::SealKey)?;
    let jwk = jwks.keys.first().ok_or(Error::SealKey)?;
    let mut key = jwk.to_trusted().map_err(|_| Error::SealKey)?;
    key.revoked = row.revoked.map(|(on, compromised)| {
        let why = if compromised {
            Revocation::Compromised
        } else {
            Revocation::Superseded
        };
        (on, why)
    });
    Ok(key)
}

fn view(row: &SealKeyRow) -> Result<SealKeyView, Error> {
    let key = trusted(row)?;
    Ok(SealKeyView {
        kid: row.kid.clone(),
        comune: key.comune,
        counter: key.counter,
        not_before: key.not_before.to_string(),
        revoked_on: row.revoked.map(|(on, _)| on.to_string()),
        state: match row.revoked {
            None => SealKeyState::Active,
            Some((_, false)) => SealKeyState::Superseded,
            Some((_, true)) => SealKeyState::Compromised,
        },
        own: row.own,
    })
}
