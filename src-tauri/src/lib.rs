//! The shell around the desk: the window, its commands, and the command line.
//!
//! What is deliberately **not** here: any rule of the domain. A command unpacks its arguments,
//! calls one function of `desk`, and converts the error.

mod cli;
mod commands;
mod error;
mod window;

use std::process::ExitCode;

/// Runs the program: the window with no verb, else the verb.
#[must_use]
pub fn run() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("SPORTELLO_LOG"))
        .with_writer(std::io::stderr)
        .init();
    cli::run()
}
