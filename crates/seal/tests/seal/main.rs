//! The seal from outside: sealed, drawn, read and verified.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod keys;
mod picture;
mod rubbish;
mod sample;
mod scanning;
mod symbol;
mod vectors;
mod verifying;
