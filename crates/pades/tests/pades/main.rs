//! Signatures tried on independent programs: SoftHSM2 as the card, `openssl` as the maker of files and as
//! the time-stamping authority, pyHanko, `pdfsig` and `qpdf` as judges.

mod hostile;
mod judges;
mod pki;
mod sample;
mod signing;
mod softhsm;
mod tsa_server;
mod verifying;
