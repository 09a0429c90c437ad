//! The memory of each `jti` that was seen, until its token ends (ModI, ID_AUTH_REST_02).
//!
//! It is of this process only: after a start, tokens made before it are refused instead, and what
//! two processes on one database let through twice is a repeated batch, which gets its first answer.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use domain::BelfioreCode;
use protocol::modi::Identity;

/// The most tokens remembered for one comune: more than its counters may send while one lives.
const TOKENS_MAX: usize = 50_000;

/// What was seen, by comune: one that is flooded does not shut out the others.
#[derive(Debug)]
pub(super) struct Replay {
    started: DateTime<Utc>,
    seen: Mutex<HashMap<BelfioreCode, Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    tokens: HashSet<(String, String)>,
    ends: BTreeSet<(i64, String, String)>,
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// It was seen.
    Seen,
    /// It may have been seen by the process before this one.
    BeforeStart {
        /// A token made after so many seconds will do.
        wait_seconds: u64,
    },
    /// There is no room until others end.
    Full,
}

impl Replay {
    pub(super) fn new(started: DateTime<Utc>) -> Self {
        Self {
            started,
            seen: Mutex::default(),
        }
    }

    /// Takes a token once. Only for tokens whose signature was verified: a stranger takes no memory.
    pub(super) fn take(&self, identity: &Identity, now: DateTime<Utc>) -> Result<(), Refused> {
        // A token says whole seconds.
        let before = self.started.timestamp() - identity.made.timestamp();
        if before > 0 {
            return Err(Refused::BeforeStart {
                wait_seconds: before.unsigned_abs(),
            });
        }
        let mut comuni = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = comuni.entry(identity.counter.comune.clone()).or_default();
        seen.forget(now.timestamp());
        let (counter, jti) = (&identity.counter.counter, &identity.jti);
        let token = (counter.clone(), jti.clone());
        if seen.tokens.contains(&token) {
            return Err(Refused::Seen);
        }
        if seen.tokens.len() >= TOKENS_MAX {
            return Err(Refused::Full);
        }
        seen.tokens.insert(token);
        let end = identity.until.timestamp();
        seen.ends.insert((end, counter.clone(), jti.clone()));
        Ok(())
    }
}

impl Seen {
    fn forget(&mut self, now: i64) {
        while let Some((end, counter, jti)) = self.ends.pop_first() {
            if end >= now {
                self.ends.insert((end, counter, jti));
                return;
            }
            self.tokens.remove(&(counter, jti));
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use protocol::wire::CounterId;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_000_000 + seconds, 0).unwrap()
    }

    fn identity(comune: &str, jti: &str, made: i64) -> Identity {
        Identity {
            counter: CounterId {
                comune: BelfioreCode(comune.to_owned()),
                counter: "01".to_owned(),
            },
            jti: jti.to_owned(),
            made: at(made),
            until: at(made) + TimeDelta::seconds(180),
        }
    }

    #[test]
    fn a_token_is_taken_once() {
        let replay = Replay::new(at(0));
        let token = identity("L049", "a", 0);
        assert_eq!(replay.take(&token, at(1)), Ok(()));
        assert_eq!(replay.take(&token, at(1)), Err(Refused::Seen));
        assert_eq!(
            replay.take(&token, at(180)),
            Err(Refused::Seen),
            "to its end"
        );
        assert_eq!(replay.take(&identity("L049", "b", 0), at(1)), Ok(()));
        assert_eq!(replay.take(&identity("A662", "a", 0), at(1)), Ok(()));
    }

    #[test]
    fn what_ended_is_forgotten() {
        let replay = Replay::new(at(0));
        for second in 0..2_000 {
            let token = identity("L049", &format!("{second}"), second);
            assert_eq!(replay.take(&token, at(second)), Ok(()));
        }
        let comuni = replay.seen.lock().unwrap();
        let seen = &comuni[&BelfioreCode("L049".to_owned())];
        assert!(seen.tokens.len() <= 182, "{} are kept", seen.tokens.len());
        assert_eq!(seen.tokens.len(), seen.ends.len());
    }

    #[test]
    fn memory_is_bounded_and_a_full_comune_does_not_stop_another() {
        let replay = Replay::new(at(0));
        for number in 0..TOKENS_MAX {
            let token = identity("L049", &format!("{number}"), 0);
            assert_eq!(replay.take(&token, at(0)), Ok(()));
        }
        assert_eq!(
            replay.take(&identity("L049", "x", 0), at(0)),
            Err(Refused::Full)
        );
        assert_eq!(replay.take(&identity("A662", "x", 0), at(0)), Ok(()));
        assert_eq!(replay.take(&identity("L049", "x", 0), at(181)), Ok(()));
    }

    #[test]
    fn what_an_earlier_process_may_have_seen_is_refused() {
        let replay = Replay::new(at(10));
        let refused = replay.take(&identity("L049", "a", 7), at(11));
        assert_eq!(refused, Err(Refused::BeforeStart { wait_seconds: 3 }));
    }
}
