//! From the desk to the printer. A failure is told and never undoes an act.

use std::path::Path;

use domain::certificate::Certificate;
use printing::{PrintJob, Printed, PrinterInfo, Printers};

use crate::Error;
use crate::session::Desk;
use crate::views::PrintOutcome;

impl Desk {
    /// Lists the printers of this machine and their state.
    ///
    /// # Errors
    /// The print service does not answer.
    pub fn printers(&self) -> Result<Vec<PrinterInfo>, Error> {
        Ok(self.printers.list()?)
    }

    /// Opens a certificate in the system's viewer.
    ///
    /// # Errors
    /// There is no such number, or no viewer.
    pub fn certificate_open_viewer(&self, number: &str) -> Result<PrintOutcome, Error> {
        let pdf = self.certificate_pdf(number)?;
        let viewer = printing::Viewer::new(self.data.join("viewer"));
        viewer.print(&PrintJob {
            pdf: &pdf,
            title: number,
            printer: None,
            tray: None,
            copies: 1,
        })?;
        Ok(PrintOutcome::Viewer)
    }

    /// Writes a certificate's PDF, with the signatures it has, to a file.
    ///
    /// # Errors
    /// There is no such number, or the file cannot be written.
    pub fn certificate_save(&self, number: &str, path: &Path) -> Result<(), Error> {
        let pdf = self.certificate_pdf(number)?;
        std::fs::write(path, pdf).map_err(|source| Error::File {
            path: path.display().to_string(),
            source,
        })
    }

    /// Prints on the printer that the settings name for the document's family.
    pub(crate) fn print(
        &self,
        pdf: &[u8],
        certificate: &Certificate,
    ) -> Result<PrintOutcome, Error> {
        let settings = self.with(|desk| Ok(desk.store.settings()?))?;
        let settings = settings.printing(certificate.decision.family);
        let job = PrintJob {
            pdf,
            title: &certificate.number,
            printer: settings.printer.as_deref(),
            tray: settings.tray.as_deref(),
            copies: settings.copies.max(1),
        };
        Ok(match self.printers.print(&job) {
            Ok(Printed::Sent { printer, job }) => PrintOutcome::Printed { printer, job },
            Ok(Printed::OpenedInViewer) => PrintOutcome::Viewer,
            Err(error) => {
                tracing::warn!(%error, "printing failed");
                PrintOutcome::Failed {
                    printer: settings.printer.clone(),
                    reason: error.explain(),
                }
            }
        })
    }
}
