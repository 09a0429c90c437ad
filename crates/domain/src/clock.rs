//! The clock that is passed in, so that a test says what time it is.

use chrono::{DateTime, Utc};

/// Tells the present instant.
pub trait Clock: Send + Sync {
    /// Returns the present instant in UTC.
    fn now(&self) -> DateTime<Utc>;
}

/// The clock of the machine: the one place where the system's time is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that all others stand in for"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still, for tests and for renderings that must repeat.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}
