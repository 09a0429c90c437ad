//! A centre and its counters in one process, one thread and one seed: stores, rules and messages are
//! the real ones; line, clocks and the death of programs are played.
//!
//! [`run`] lets clerks work for some hours while things fail, heals everything, waits, and says what is
//! wrong then. The same seed does the same again.

mod act;
mod centre;
mod chance;
mod counter;
mod inspect;
mod line;
mod world;

pub use world::{Report, Setting, run};
