//! How a counter comes to belong to the centre, and how it ceases to.

use chrono::{DateTime, Duration, Utc};
use domain::BelfioreCode;
use protocol::sign::{PublicKey, Signed};
use protocol::wire::{CounterId, Enrolled, EnrolmentCode, EnrolmentRequest};

use super::{Centre, Error, Result};
use crate::storage::{CodeRow, CounterRow, Transaction};

/// How long a code is good for.
const CODE_DAYS: i64 = 7;

/// Numbers of counters have two digits.
const COUNTERS_MAX: u32 = 99;

impl Centre {
    /// Makes a code with which one counter of a comune can enrol, and says until when.
    /// `secret` comes from a secure source of random bytes.
    ///
    /// # Errors
    /// The storage fails.
    pub fn enrolment_code(
        &self,
        comune: &BelfioreCode,
        secret: [u8; 10],
    ) -> Result<(EnrolmentCode, DateTime<Utc>)> {
        let code = EnrolmentCode {
            secret,
            fingerprint: EnrolmentCode::fingerprint(&self.authority),
        };
        let expires = self.clock.now() + Duration::days(CODE_DAYS);
        self.write(comune, |tx| {
            let known = tx.comune()?;
            tx.put_comune(&known)?;
            Ok(tx.put_code(&CodeRow {
                digest: code.digest(),
                expires_at: expires.timestamp_millis(),
                used: None,
            })?)
        })?;
        Ok((code, expires))
    }

    /// Enrols a counter. The same request a second time gets the first answer.
    ///
    /// # Errors
    /// [`Error::BadCode`], [`Error::NumberTaken`], [`Error::NoNumberLeft`], [`Error::Message`];
    /// the storage fails.
    pub fn enrol(&self, request: &Signed<EnrolmentRequest>) -> Result<Signed<Enrolled>> {
        let claimed = request.claimed()?;
        let key = PublicKey::from_bytes(&claimed.key).ok_or(Error::BadCode)?;
        let request = request.open(&key)?;
        let secret = request
            .secret
            .as_slice()
            .try_into()
            .map_err(|_| Error::BadCode)?;
        let fingerprint = EnrolmentCode::fingerprint(&self.authority);
        let digest = EnrolmentCode {
            secret,
            fingerprint,
        }
        .digest();
        let at = self.now_ms();
        self.write(&request.counter.comune, |tx| {
            let mut code = tx.code(&digest)?.ok_or(Error::BadCode)?;
            if let Some((nonce, answer)) = &code.used {
                let same = *nonce == request.nonce;
                return if same {
                    Ok(Signed::decode(answer)?)
                } else {
                    Err(Error::BadCode)
                };
            }
            if code.is_expired(at) {
                return Err(Error::BadCode);
            }
            let counter = number(tx, &request, &key)?;
            tx.put_counter(&new_counter(&counter, &key, at))?;
            let answer = Enrolled {
                counter: CounterId {
                    comune: request.counter.comune.clone(),
                    counter,
                },
                centre_key: self.key.public().to_bytes(),
                centre: self.name.clone(),
                epoch: 1,
                nonce: request.nonce,
            };
            let answer = Signed::new(&answer, &self.key)?;
            code.used = Some((request.nonce, answer.encode()));
            tx.put_code(&code)?;
            Ok(answer)
        })
    }

    /// Revokes a counter: from its next call on it is refused.
    ///
    /// # Errors
    /// [`Error::NoCounter`]; the storage fails.
    pub fn revoke(&self, counter: &CounterId) -> Result<()> {
        let at = self.now_ms();
        self.write(&counter.comune, |tx| {
            let mut row = tx
                .counter(&counter.counter)?
                .ok_or_else(|| Error::NoCounter(counter.to_string()))?;
            row.revoked_at.get_or_insert(at);
            Ok(tx.put_counter(&row)?)
        })
    }
}

/// Returns the number the counter gets: its own where that is free.
fn number(tx: &mut dyn Transaction, request: &EnrolmentRequest, key: &PublicKey) -> Result<String> {
    if tx.counter_of_key(&key.kid())?.is_some() {
        // A key is enrolled once: a second time it is a copy's.
        return Err(Error::BadCode);
    }
    let wanted = &request.counter.counter;
    if tx.counter(wanted)?.is_none() && is_number(wanted) {
        return Ok(wanted.clone());
    }
    if request.number_used {
        return Err(Error::NumberTaken(wanted.clone()));
    }
    let taken: Vec<String> = tx.counters()?.into_iter().map(|row| row.counter).collect();
    (1..=COUNTERS_MAX)
        .map(|number| format!("{number:02}"))
        .find(|number| !taken.contains(number))
        .ok_or(Error::NoNumberLeft)
}

fn is_number(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn new_counter(counter: &str, key: &PublicKey, at: i64) -> CounterRow {
    CounterRow {
        counter: counter.to_owned(),
        key: key.to_bytes(),
        kid: key.kid(),
        epoch: 0,
        entries: 0,
        contested: 0,
        quarantined: 0,
        enrolled_at: at,
        last_contact: Some(at),
        revoked_at: None,
        program: String::new(),
        head: Vec::new(),
    }
}
