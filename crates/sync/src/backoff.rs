//! How long to wait before the next attempt: longer after each failure, never long.

use std::time::Duration;

/// The first pause is up to this.
const FIRST: Duration = Duration::from_secs(2);

/// No pause is longer, whatever happened.
const LONGEST: Duration = Duration::from_mins(5);

/// Full jitter: any time between nothing and a bound that doubles with each failure, up to five minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Notes a failure and returns how long to wait. `random` is any number.
    pub fn after_failure(&mut self, random: u64) -> Duration {
        let bound = FIRST
            .saturating_mul(1 << self.failures.min(16))
            .min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let bound_ms = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(random % (bound_ms + 1))
    }

    /// Forgets the failures: something went through, the line came back, or the clerk said "now".
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_pause_is_longer_than_five_minutes_and_a_reset_begins_again() {
        let mut backoff = Backoff::default();
        for _ in 0..100 {
            assert!(backoff.after_failure(u64::MAX) <= LONGEST);
        }
        // The largest pause after many failures is the ceiling, and not the ceiling of a ceiling.
        assert_eq!(backoff.after_failure(300_000), LONGEST);
        backoff.reset();
        assert!(backoff.after_failure(u64::MAX) <= FIRST);
    }
}
