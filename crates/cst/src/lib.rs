//! The service centre (CST): takes in the journals of counters, gives numbers, hands out the feed.
//!
//! [`Centre`] is the whole of its rules; what is kept is behind `Storage`, what travels is
//! in `http`. What is deliberately **not** here: anything a single counter can decide by itself.

pub mod centre;

pub mod cli;
pub mod http;
pub mod storage;
pub mod tls;

pub use centre::Centre;
