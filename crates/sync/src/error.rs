//! Why an exchange stopped. Nothing was lost: what was to be sent is still in the outbox.

use chrono::{DateTime, Utc};

/// Why an exchange stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The counter belongs to no centre.
    #[error("the counter belongs to no centre")]
    Alone,
    /// The line failed.
    #[error("no answer from the centre")]
    NoAnswer(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Who answers at that address is not the centre whose code this is.
    #[error("not the centre of this code")]
    WrongCentre,
    /// The address is none.
    #[error("{0} is no address of a centre")]
    Address(String),
    /// The code cannot be read, or the centre does not take it.
    #[error("the enrolment code is not good")]
    BadCode,
    /// Papers of this counter bear a number that another counter of the comune has.
    #[error("another counter of the comune has this number")]
    NumberTaken,
    /// This counter's clock is too far from the centre's.
    #[error("the clock is off: the centre has {0}")]
    Clock(DateTime<Utc>),
    /// The centre answered that it cannot now.
    #[error("the centre cannot answer now (status {0})")]
    Busy(u16),
    /// The centre refuses the request for good: something is wrong on this side.
    #[error("the centre refuses the request (status {0})")]
    Refused(u16),
    /// The answer does not fit what was asked, or is not signed by the centre.
    #[error("the answer is not the centre's")]
    NotTheCentre(#[source] protocol::Error),
    /// The centre revoked this counter.
    #[error("the centre revoked this counter")]
    Revoked,
    /// The same entries were sent again and again and nothing came of it.
    #[error("the exchange makes no progress")]
    NoProgress,
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Error {
    /// Tells whether trying again later may help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::Alone | Self::Revoked)
    }
}

/// What the functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
