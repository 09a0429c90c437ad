//! The exchange with the centre: journal out, feed in.
//!
//! [`Exchange`] says what to send next and takes what came back; it opens no connection and knows no
//! clock but the one it is told, so that the store is never held while the line is slow, and a test
//! can be the line. [`Line`] is the line: HTTPS with ModI's signatures. What is deliberately **not** here: what entries mean.

mod backoff;
mod enrolment;
mod error;
mod exchange;
mod line;

pub use backoff::Backoff;
pub use enrolment::{Accepted, Enrolment};
pub use error::{Error, Result};
pub use exchange::{Call, Exchange, Outcome, Progress, Reply};
pub use line::Line;
