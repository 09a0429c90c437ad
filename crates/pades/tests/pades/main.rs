//! Signatures tried on independent programs: SoftHSM2 as the card, `openssl` as the maker of files and as
//! the time-stamping authority, pyHanko, `pdfsig` and `qpdf` as judges.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod cards;
mod changed_after;
mod hostile;
mod judges;
mod mutations;
mod pki;
mod sample;
mod signing;
mod softhsm;
mod stamps;
mod tsa_server;
mod verifying;
