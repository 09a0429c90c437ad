//! The real program on loopback, spoken to over real TLS.

mod cli;
mod counter;
mod limits;
mod openapi;
mod refusals;
mod server;
mod stop;
mod whole;
