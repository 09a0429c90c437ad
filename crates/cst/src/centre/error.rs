//! Why the centre refuses. Nothing was changed then.

/// Why a call was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No counter has this key.
    #[error("no counter has this key")]
    UnknownCounter,
    /// The counter was revoked.
    #[error("the counter was revoked")]
    Revoked,
    /// The message is of another counter than the one that sends it.
    #[error("the message is of another counter")]
    WrongCounter,
    /// There is no such enrolment code, it was used, or it is too old. Which is not told to who
    /// guesses.
    #[error("the enrolment code is not good")]
    BadCode,
    /// The comune has a counter of this number, and papers with that number are about.
    #[error("the comune has a counter {0} already")]
    NumberTaken(String),
    /// The comune has as many counters as there are numbers.
    #[error("the comune has no number left for a counter")]
    NoNumberLeft,
    /// There is no such counter.
    #[error("there is no counter {0}")]
    NoCounter(String),
    /// The message cannot be understood, or its signature does not fit.
    #[error(transparent)]
    Message(#[from] protocol::Error),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] crate::storage::Error),
}

/// What the calls of the centre return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
