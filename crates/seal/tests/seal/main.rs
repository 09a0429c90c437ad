//! The seal from outside: sealed, drawn, read and verified.

mod sample;
mod symbol;
