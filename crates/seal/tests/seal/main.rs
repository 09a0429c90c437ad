//! The seal from outside: sealed, drawn, read and verified.

mod keys;
mod picture;
mod rubbish;
mod sample;
mod scanning;
mod symbol;
mod vectors;
mod verifying;
