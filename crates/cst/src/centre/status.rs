//! What each counter has delivered.

use std::sync::PoisonError;

use domain::BelfioreCode;
use protocol::wire::CounterId;
use serde::Serialize;

use super::{Centre, Result};
use crate::storage::Transaction;

/// All comuni of the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Those of which there is anything.
    pub comuni: Vec<ComuneStatus>,
}

/// One comune.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComuneStatus {
    /// Belfiore code.
    pub code: String,
    /// Its counters.
    pub counters: Vec<CounterStatus>,
}

/// One counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CounterStatus {
    /// `L049-01`.
    pub id: String,
    /// The epoch it sends under.
    pub epoch: u32,
    /// Number of its last entry; 0 before the first.
    pub last_seq: u64,
    /// Entries taken in, of all epochs.
    pub entries: u64,
    /// Of these, the contested ones.
    pub contested: u64,
    /// Of these, those set aside.
    pub quarantined: u64,
    /// When it was last heard of (RFC 3339).
    pub last_contact: Option<String>,
    /// When it was revoked (RFC 3339).
    pub revoked_at: Option<String>,
    /// The program it runs.
    pub program: String,
}

impl Centre {
    /// Returns what each counter has delivered.
    ///
    /// # Errors
    /// The storage fails.
    pub fn status(&self) -> Result<Status> {
        let comuni = self.storage.comuni()?;
        let comuni = comuni
            .into_iter()
            .map(|code| self.comune_status(code))
            .collect::<Result<_>>()?;
        Ok(Status { comuni })
    }

    fn comune_status(&self, code: BelfioreCode) -> Result<ComuneStatus> {
        let counters = self.read(&code, |tx| {
            let rows = tx.counters()?;
            rows.into_iter()
                .map(|row| self.counter_status(tx, &code, row))
                .collect()
        })?;
        Ok(ComuneStatus {
            code: code.0,
            counters,
        })
    }

    fn counter_status(
        &self,
        tx: &mut dyn Transaction,
        comune: &BelfioreCode,
        row: crate::storage::CounterRow,
    ) -> Result<CounterStatus> {
        let id = CounterId {
            comune: comune.clone(),
            counter: row.counter.clone(),
        };
        let heard = self
            .heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .copied();
        let last_seq = tx
            .branches(&row.counter)?
            .last()
            .map_or(0, |branch| branch.last);
        Ok(CounterStatus {
            id: id.to_string(),
            epoch: row.epoch,
            last_seq,
            entries: row.entries,
            contested: row.contested,
            quarantined: row.quarantined,
            last_contact: row.last_contact.max(heard).and_then(rfc3339),
            revoked_at: row.revoked_at.and_then(rfc3339),
            program: row.program,
        })
    }
}

fn rfc3339(at: i64) -> Option<String> {
    let at = chrono::DateTime::from_timestamp_millis(at)?;
    Some(at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}
