//! The rules of the centre: who may speak, what goes in, what comes out.
//!
//! Each call takes a message that was read and the counter that sent it, and gives back what is to be
//! sent. What is deliberately **not** here: how messages travel, and SQL.

mod enrol;
mod error;
mod feed;
mod judge;
mod lineage;
mod push;
mod status;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use domain::{BelfioreCode, Clock};
use protocol::sign::{PublicKey, SecretKey};
use protocol::wire::CounterId;

use crate::storage::{CounterRow, Storage, Transaction};

pub use error::{Error, Result};
pub use status::{ComuneStatus, CounterStatus, Status};

/// The service centre.
pub struct Centre {
    storage: Box<dyn Storage>,
    key: SecretKey,
    name: String,
    /// The certificate (DER) of the authority that vouches for the centre's server.
    authority: Vec<u8>,
    clock: Arc<dyn Clock>,
    /// When counters were last heard of, if they only asked: not worth a flush of the disk.
    heard: Mutex<HashMap<CounterId, i64>>,
}

impl Centre {
    /// Makes a centre of its parts. `authority` is the certificate (DER) whose fingerprint goes
    /// into enrolment codes.
    #[must_use]
    pub fn new(
        storage: Box<dyn Storage>,
        key: SecretKey,
        name: &str,
        authority: Vec<u8>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            storage,
            key,
            name: name.to_owned(),
            authority,
            clock,
            heard: Mutex::default(),
        }
    }

    /// Returns the key with which answers are signed.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.key.public()
    }

    /// Returns the time by the centre's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Returns the counter that has a key, and the key: for who checks a request's signature.
    ///
    /// # Errors
    /// [`Error::UnknownCounter`], or the storage fails. One that was revoked is returned: it
    /// learns so by a signed answer.
    pub fn counter_of_key(
        &self,
        comune: &BelfioreCode,
        kid: &str,
    ) -> Result<(CounterId, PublicKey)> {
        let row = self.read(comune, |tx| Ok(tx.counter_of_key(kid)?))?;
        let row = row.ok_or(Error::UnknownCounter)?;
        let key = key_of(&row)?;
        let id = CounterId {
            comune: comune.clone(),
            counter: row.counter,
        };
        Ok((id, key))
    }

    fn now_ms(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    fn hear(&self, counter: &CounterId) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.insert(counter.clone(), self.now_ms());
    }

    /// Runs `work` in a transaction that writes.
    fn write<T>(
        &self,
        comune: &BelfioreCode,
        mut work: impl FnMut(&mut dyn Transaction) -> Result<T>,
    ) -> Result<T> {
        transact(&mut work, |inner| self.storage.write(comune, inner))
    }

    /// Runs `work` on one state.
    fn read<T>(
        &self,
        comune: &BelfioreCode,
        mut work: impl FnMut(&mut dyn Transaction) -> Result<T>,
    ) -> Result<T> {
        transact(&mut work, |inner| self.storage.read(comune, inner))
    }
}

type Inner<'work> = &'work mut dyn FnMut(&mut dyn Transaction) -> crate::storage::Result<()>;

/// Carries value and error of `work` through a storage, which knows neither. When `work` fails the
/// transaction is rolled back.
fn transact<T>(
    work: &mut dyn FnMut(&mut dyn Transaction) -> Result<T>,
    run: impl FnOnce(Inner<'_>) -> crate::storage::Result<()>,
) -> Result<T> {
    let mut done = None;
    let ran = run(&mut |tx| match work(tx) {
        Ok(value) => {
            done = Some(Ok(value));
            Ok(())
        }
        Err(Error::Storage(error)) => Err(error),
        Err(error) => {
            done = Some(Err(error));
            Err(crate::storage::Error::Damaged("refused".to_owned()))
        }
    });
    match (done, ran) {
        (Some(Ok(value)), Ok(())) => Ok(value),
        (Some(Err(error)), _) => Err(error),
        (_, Err(error)) => Err(error.into()),
        (None, Ok(())) => unreachable!("a storage runs the work it is given"),
    }
}

fn key_of(row: &CounterRow) -> Result<PublicKey> {
    PublicKey::from_bytes(&row.key)
        .ok_or_else(|| crate::storage::Error::Damaged("a key that is none".to_owned()).into())
}
