//! What a clerk does: find a person, issue a certificate, look it up in the register.
//!
//! Every act is one function of [`Desk`], called alike by the window and by the command line.
//! `Desk` is synchronous, `Send` and `Sync`: it owns the store and takes its lock inside a call.
//!
//! What is deliberately **not** here: SQL (`store`), drawing (`document`), the network (`sync`),
//! and anything that knows whether a window or a terminal asked.

mod bulk;
mod certificates;
mod error;
mod exchange;
mod import;
mod issue;
mod list;
mod options;
mod own_rules;
mod person;
mod preview;
mod printing_jobs;
mod seal_keys;
mod sealing;
mod search_box;
mod session;
mod settings;
mod signing;
mod status;
mod verification;
pub mod views;

pub use error::Error;
pub use exchange::{exchange_code, explain_exchange};
pub use import::{ImportOptions, Progress, in_words};
pub use issue::Paper;
pub use printing::{PrinterInfo, Printers};
pub use session::{Desk, Setup};
pub use signing::{explain_signing, explain_stamping};
pub use store::{Error as StoreError, KeyCost};

/// Returns the printers of this system: CUPS where there is one, else the viewer.
#[must_use]
pub fn system_printers(data: &std::path::Path) -> Box<dyn Printers> {
    printing::system(&data.join("viewer"))
}

/// The zone in which a comune keeps its dates.
pub(crate) const ZONE: chrono_tz::Tz = chrono_tz::Europe::Rome;
