//! Why nothing came out of the printer, for the program and for the clerk.

use std::io;

/// Why a document was not printed. The act it belongs to is not touched by it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The print service of the machine does not answer.
    #[error("print service {server} does not answer")]
    Unreachable {
        /// Host and port.
        server: String,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The print service answered something that is not IPP.
    #[error("answer of print service {server} is not understood")]
    Answer {
        /// Host and port.
        server: String,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No printer was named and the system has no default.
    #[error("no printer is chosen")]
    NoPrinter,
    /// There is no such queue.
    #[error("there is no printer {printer}")]
    UnknownPrinter {
        /// Name of the queue.
        printer: String,
    },
    /// The queue is stopped, or refuses new jobs.
    #[error("printer {printer} is stopped")]
    Stopped {
        /// Name of the queue.
        printer: String,
        /// Why, in Italian.
        reason: Option<String>,
    },
    /// The queue is on but the device behind it is silent.
    #[error("printer {printer} does not respond")]
    NotResponding {
        /// Name of the queue.
        printer: String,
    },
    /// The print service did not take the job.
    #[error("printer {printer} refused the job: {status}")]
    Refused {
        /// Name of the queue.
        printer: String,
        /// What the service answered, in its own words.
        status: String,
    },
    /// What was asked cannot be said in IPP, such as a title that is too long.
    #[error("the job cannot be put in words for printer {printer}")]
    Unsendable {
        /// Name of the queue.
        printer: String,
        /// The cause.
        #[source]
        source: ipp::parser::IppParseError,
    },
    /// The job was taken and then aborted or cancelled.
    #[error("job {job} failed on printer {printer}")]
    JobFailed {
        /// Name of the queue.
        printer: String,
        /// Number of the job.
        job: i32,
        /// Why, in Italian.
        reason: Option<String>,
    },
    /// The file for the viewer could not be written.
    #[error("the file for the viewer cannot be written")]
    File(#[source] io::Error),
    /// The viewer could not be started.
    #[error("the viewer cannot be started")]
    Viewer(#[source] io::Error),
    /// The viewer was started and gave up.
    #[error("no viewer opens PDF files")]
    NoViewer,
}

impl Error {
    /// Says what happened, in Italian, and what to do where it is not simply to print again.
    ///
    /// That the act is safe, and how to print it again, is for the window to say.
    #[must_use]
    pub fn explain(&self) -> String {
        match self {
            Self::Unreachable { .. } => "Il servizio di stampa di questo computer non risponde: \
                 controlla che sia acceso."
                .to_owned(),
            Self::Answer { .. } => {
                "Il servizio di stampa ha dato una risposta non comprensibile.".to_owned()
            }
            Self::NoPrinter => {
                "Nessuna stampante è scelta: sceglila nelle impostazioni.".to_owned()
            }
            Self::UnknownPrinter { printer } => format!(
                "La stampante “{printer}” non c’è su questo computer: \
                 scegline un’altra nelle impostazioni."
            ),
            Self::Stopped { printer, reason } => {
                format!(
                    "La stampante “{printer}” è ferma{}.",
                    because(reason.as_deref())
                )
            }
            Self::NotResponding { printer } => format!("La stampante “{printer}” non risponde."),
            Self::Refused { printer, .. } | Self::Unsendable { printer, .. } => format!(
                "La stampante “{printer}” non accetta il documento: \
                 scegline un’altra o stampa dal visualizzatore."
            ),
            Self::JobFailed {
                printer, reason, ..
            } => {
                format!(
                    "La stampante “{printer}” ha interrotto la stampa{}.",
                    because(reason.as_deref())
                )
            }
            Self::File(_) => "Il documento non si può aprire nel visualizzatore: \
                 non c’è spazio o permesso per scriverne una copia."
                .to_owned(),
            Self::Viewer(_) | Self::NoViewer => "Su questo computer non c’è un programma \
                 che apre i PDF: installane uno, o scegli una stampante nelle impostazioni."
                .to_owned(),
        }
    }
}

fn because(reason: Option<&str>) -> String {
    reason
        .map(|reason| format!(" ({reason})"))
        .unwrap_or_default()
}
