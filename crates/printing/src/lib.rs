//! PDF bytes to a printer: CUPS over IPP, or the system's viewer where there is no CUPS.
//!
//! What is deliberately not here: drawing a page (that is `document`), and any decision about what
//! a failed print means for an act (that is `desk`: the act stays). No name of a person ever
//! reaches this crate but inside the PDF: the title of a job is the number of the certificate.

mod cups;
mod error;
mod ipp_http;
mod queue;
mod reasons;
#[cfg(all(unix, feature = "test-server"))]
pub mod test_server;
mod viewer;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use crate::cups::Cups;
pub use crate::error::Error;
pub use crate::viewer::Viewer;

/// What can put a PDF on paper.
pub trait Printers: Send + Sync {
    /// Returns the printers of this machine, in the order of their names.
    ///
    /// # Errors
    /// The print service does not answer.
    fn list(&self) -> Result<Vec<PrinterInfo>, Error>;

    /// Prints, and waits some seconds at most for a failure to show.
    ///
    /// After an error nothing is left in the queue, so printing again does not give two sheets.
    ///
    /// # Errors
    /// The print service does not answer, the printer is stopped, or it gave up on the job.
    fn print(&self, job: &PrintJob<'_>) -> Result<Printed, Error>;
}

/// One printer, as the settings show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct PrinterInfo {
    /// Name of the queue.
    pub name: String,
    /// What it is doing.
    pub state: PrinterState,
    /// Why it is not ready, in Italian.
    pub reason: Option<String>,
    /// Names of the trays, as [`PrintJob::tray`] wants them.
    pub trays: Vec<String>,
    /// Whether the system prints here when nobody says where.
    pub is_default: bool,
}

/// What a printer is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub enum PrinterState {
    /// Ready.
    Idle,
    /// At work on a job.
    Printing,
    /// Takes no job to paper until someone starts it again.
    Stopped,
    /// The system does not say.
    Unknown,
}

/// A PDF to print.
#[derive(Debug, Clone, Copy)]
pub struct PrintJob<'a> {
    /// The very bytes that were previewed.
    pub pdf: &'a [u8],
    /// What the queue shows: the number of the certificate, never a name.
    pub title: &'a str,
    /// Name of the queue; the system's default when absent.
    pub printer: Option<&'a str>,
    /// One of [`PrinterInfo::trays`]; the printer's own choice when absent.
    pub tray: Option<&'a str>,
    /// How many copies, at least one.
    pub copies: u8,
}

/// Where a job went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printed {
    /// The printer has it.
    Sent {
        /// Name of the queue.
        printer: String,
        /// Number of the job in that queue.
        job: i32,
    },
    /// The viewer shows it; the clerk prints from there.
    OpenedInViewer,
}

/// Returns the printers of this system: CUPS on Unix, elsewhere the viewer, which keeps its file
/// in `viewer_folder`.
#[must_use]
pub fn system(viewer_folder: &Path) -> Box<dyn Printers> {
    if cfg!(unix) {
        Box::new(Cups::from_environment())
    } else {
        Box::new(Viewer::new(viewer_folder.to_owned()))
    }
}
