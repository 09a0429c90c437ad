//! The print service CUPS over IPP (RFC 8011): queues, a job, and what became of it.
//!
//! Only TCP: a `CUPS_SERVER` that names a socket file is answered by `localhost:631`, where CUPS
//! listens as well.

use std::time::{Duration, Instant};

use ipp::parser::IppParseError;
// The whole prelude: it brings a trait without a name, which reads numbers as states.
use ipp::prelude::*;

use crate::ipp_http::{self, DOCUMENT_TIMEOUT, QUESTION_TIMEOUT};
use crate::queue::{QUEUE_ATTRIBUTES, Queue};
use crate::reasons;
use crate::{Error, PrintJob, Printed, PrinterInfo, PrinterState, Printers};

const DEFAULT_SERVER: &str = "localhost:631";
const A4: &str = "iso_a4_210x297mm";
/// A4 in hundredths of a millimetre, as IPP wants a size.
const A4_SIZE: (i32, i32) = (21000, 29700);

/// How long a failure may take to show; then the job counts as sent.
const WATCH_MAX: Duration = Duration::from_secs(8);
/// A job that the device has been taking for so long without complaint counts as sent.
const SETTLED: Duration = Duration::from_millis(800);
const POLL_EVERY: Duration = Duration::from_millis(60);

/// A CUPS server.
#[derive(Debug, Clone)]
pub struct Cups {
    server: String,
    user: String,
}

impl Cups {
    /// Returns the server at `server`: `host`, `host:port`, or what `CUPS_SERVER` may hold.
    #[must_use]
    pub fn new(server: &str) -> Self {
        // `host:631/version=1.1` is the old way to ask for an older protocol.
        let host = server.split('/').next().unwrap_or_default().trim();
        let server = match host {
            "" => DEFAULT_SERVER.to_owned(),
            host if host
                .rsplit(':')
                .next()
                .is_some_and(|port| port.parse::<u16>().is_ok()) =>
            {
                host.to_owned()
            }
            host => format!("{host}:631"),
        };
        let user = ["USER", "LOGNAME"]
            .iter()
            .find_map(|name| std::env::var(name).ok());
        Self {
            server,
            user: user.unwrap_or_else(|| "sportello".to_owned()),
        }
    }

    /// Returns the server that the environment variable `CUPS_SERVER` names, or that of this machine.
    #[must_use]
    pub fn from_environment() -> Self {
        Self::new(&std::env::var("CUPS_SERVER").unwrap_or_default())
    }

    fn queues(&self) -> Result<Vec<Queue>, Error> {
        let mut request = request(Operation::CupsGetPrinters);
        let wanted = QUEUE_ATTRIBUTES
            .iter()
            .filter_map(|name| IppValue::new_keyword(*name).ok());
        add(
            &mut request,
            "requested-attributes",
            IppValue::Array(wanted.collect()),
        );
        let answer = ipp_http::send(&self.server, "/", request, QUESTION_TIMEOUT)?;
        let mut queues: Vec<Queue> = answer
            .attributes()
            .groups_of(DelimiterTag::PrinterAttributes)
            .filter_map(Queue::read)
            .collect();
        queues.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(queues)
    }

    fn default_name(&self) -> Result<Option<String>, Error> {
        let request = request(Operation::CupsGetDefault);
        let answer = ipp_http::send(&self.server, "/", request, QUESTION_TIMEOUT)?;
        Ok(ipp_http::group(&answer, DelimiterTag::PrinterAttributes)
            .and_then(|group| ipp_http::text(group, "printer-name")))
    }

    fn queue(&self, name: &str) -> Result<Queue, Error> {
        let found = self.queues()?.into_iter().find(|queue| queue.name == name);
        found.ok_or_else(|| Error::UnknownPrinter {
            printer: name.to_owned(),
        })
    }

    /// Sends the document and returns the number of the job.
    fn send(&self, queue: &Queue, job: &PrintJob<'_>) -> Result<i32, Error> {
        let mut request = self.queue_request(Operation::PrintJob, queue, None)?;
        let unsendable = |source| Error::Unsendable {
            printer: queue.name.clone(),
            source,
        };
        add_job(&mut request, job).map_err(unsendable)?;
        let answer = ipp_http::send(&self.server, &queue.path, request, DOCUMENT_TIMEOUT)?;
        let refused = |status| Error::Refused {
            printer: queue.name.clone(),
            status,
        };
        let status = answer.header().status_code();
        if !status.is_success() {
            return Err(refused(status.to_string()));
        }
        ipp_http::group(&answer, DelimiterTag::JobAttributes)
            .and_then(|group| ipp_http::number(group, "job-id"))
            .ok_or_else(|| refused("no job number".to_owned()))
    }

    /// A request about a queue, or about one job of it, in the name of this user.
    fn queue_request(
        &self,
        operation: Operation,
        queue: &Queue,
        job: Option<i32>,
    ) -> Result<IppRequestResponse, Error> {
        let unsendable = |source| Error::Unsendable {
            printer: queue.name.clone(),
            source,
        };
        let mut request = request(operation);
        let uri = format!("ipp://{}{}", self.server, queue.path);
        add(
            &mut request,
            "printer-uri",
            IppValue::new_uri(uri).map_err(unsendable)?,
        );
        if let Some(job) = job {
            // RFC 8011, 4.1.5: the job follows the queue at once.
            add(&mut request, "job-id", IppValue::Integer(job));
        }
        let user = IppValue::new_name_without_language(&self.user).map_err(unsendable)?;
        add(&mut request, "requesting-user-name", user);
        Ok(request)
    }

    /// Returns the state of a job and its reasons; `None` when the server has forgotten it.
    fn job_state(&self, queue: &Queue, job: i32) -> Result<Option<(JobState, Vec<String>)>, Error> {
        let request = self.queue_request(Operation::GetJobAttributes, queue, Some(job))?;
        let answer = ipp_http::send(&self.server, "/", request, QUESTION_TIMEOUT)?;
        Ok(
            ipp_http::group(&answer, DelimiterTag::JobAttributes).and_then(|group| {
                let state = JobState::from_i32(ipp_http::number(group, "job-state")?)?;
                Some((state, ipp_http::texts(group, "job-state-reasons")))
            }),
        )
    }

    /// Takes a job back, so that printing again does not give two sheets.
    fn cancel(&self, queue: &Queue, job: i32) {
        let done = self
            .queue_request(Operation::CancelJob, queue, Some(job))
            .and_then(|request| ipp_http::send(&self.server, "/", request, QUESTION_TIMEOUT));
        if let Err(error) = done {
            tracing::warn!(%error, job, "a failed job stays in the queue");
        }
    }

    /// Waits until the job is on its way, or says why it is not.
    fn watch(&self, queue: &Queue, job: i32) -> Result<(), Error> {
        let started = Instant::now();
        loop {
            match self.look(queue, job, started.elapsed()) {
                Ok(Some(())) => return Ok(()),
                Ok(None) => std::thread::sleep(POLL_EVERY),
                // The server took the job and is silent now: the paper will tell.
                Err(error @ (Error::Unreachable { .. } | Error::Answer { .. })) => {
                    tracing::warn!(%error, job, "the job is sent, its state is not known");
                    return Ok(());
                }
                Err(error) => {
                    self.cancel(queue, job);
                    return Err(error);
                }
            }
        }
    }

    /// Looks once: `Some` when there is nothing more to wait for.
    fn look(&self, queue: &Queue, job: i32, waited: Duration) -> Result<Option<()>, Error> {
        let Some((state, keywords)) = self.job_state(queue, job)? else {
            return Ok(Some(()));
        };
        let failed = || Error::JobFailed {
            printer: queue.name.clone(),
            job,
            reason: reasons::job_reason(&keywords),
        };
        match state {
            JobState::Completed => return Ok(Some(())),
            JobState::Canceled | JobState::Aborted => return Err(failed()),
            // A queue that waits for someone at the device is meant so; one that asks who we are is not.
            JobState::PendingHeld if keywords.iter().any(|k| k.contains("authentication")) => {
                return Err(failed());
            }
            JobState::PendingHeld => return Ok(Some(())),
            JobState::Pending | JobState::Processing | JobState::ProcessingStopped => {}
        }
        let now = self.queue(&queue.name)?;
        now.check_running()?;
        let silent = reasons::is_silent(&now.keywords);
        // Idle with a job before it: the service tried, failed, and will try again later.
        let given_up = state == JobState::Pending && now.state == PrinterState::Idle;
        if waited > WATCH_MAX && (silent || given_up) {
            return Err(Error::NotResponding {
                printer: queue.name.clone(),
            });
        }
        let on_its_way = waited > SETTLED && !silent && !given_up;
        Ok((on_its_way || waited > WATCH_MAX).then_some(()))
    }
}

impl Printers for Cups {
    fn list(&self) -> Result<Vec<PrinterInfo>, Error> {
        let queues = self.queues()?;
        let default = if queues.is_empty() {
            None
        } else {
            self.default_name()?
        };
        Ok(queues
            .into_iter()
            .map(|queue| PrinterInfo {
                is_default: default.as_deref() == Some(queue.name.as_str()),
                reason: queue.reason(),
                name: queue.name,
                state: queue.state,
                trays: queue.trays,
            })
            .collect())
    }

    fn print(&self, job: &PrintJob<'_>) -> Result<Printed, Error> {
        let name = match job.printer {
            Some(name) => name.to_owned(),
            None => self.default_name()?.ok_or(Error::NoPrinter)?,
        };
        let queue = self.queue(&name)?;
        // A stopped queue would take the job and print it some other day.
        queue.check_running()?;
        let number = self.send(&queue, job)?;
        self.watch(&queue, number)?;
        Ok(Printed::Sent {
            printer: queue.name,
            job: number,
        })
    }
}

fn request(operation: Operation) -> IppRequestResponse {
    IppRequestResponse::new(IppVersion::v1_1(), operation, None)
        .expect("a request without an address has nothing that could be too long")
}

fn add(request: &mut IppRequestResponse, name: &str, value: IppValue) {
    let attribute = IppAttribute::with_name(name, value).expect("our attribute names are short");
    request
        .attributes_mut()
        .add(DelimiterTag::OperationAttributes, attribute);
}

/// Adds the document and how to print it.
fn add_job(request: &mut IppRequestResponse, job: &PrintJob<'_>) -> Result<(), IppParseError> {
    add(
        request,
        "job-name",
        IppValue::new_name_without_language(job.title)?,
    );
    add(
        request,
        "document-format",
        IppValue::new_mime_media_type("application/pdf")?,
    );
    let paper = match job.tray {
        None => ("media", IppValue::new_keyword(A4)?),
        Some(tray) => ("media-col", a4_from(tray)?),
    };
    let options = [
        paper,
        ("copies", IppValue::Integer(i32::from(job.copies.max(1)))),
        ("sides", IppValue::new_keyword("one-sided")?),
        // Nothing may move or shrink: the box for the stamp has its size and its place.
        ("print-scaling", IppValue::new_keyword("none")?),
        ("fit-to-page", IppValue::Boolean(false)),
    ];
    for (name, value) in options {
        let attribute = IppAttribute::with_name(name, value)?;
        request
            .attributes_mut()
            .add(DelimiterTag::JobAttributes, attribute);
    }
    *request.payload_mut() = IppPayload::new(std::io::Cursor::new(job.pdf.to_vec()));
    Ok(())
}

/// A4 paper from one tray.
fn a4_from(tray: &str) -> Result<IppValue, IppParseError> {
    let size = collection([
        ("x-dimension", IppValue::Integer(A4_SIZE.0)),
        ("y-dimension", IppValue::Integer(A4_SIZE.1)),
    ])?;
    collection([
        ("media-size", size),
        ("media-source", IppValue::new_keyword(tray)?),
    ])
}

fn collection(members: [(&str, IppValue); 2]) -> Result<IppValue, IppParseError> {
    let members = members
        .into_iter()
        .map(|(name, value)| Ok((name.try_into()?, value)));
    Ok(IppValue::Collection(
        members.collect::<Result<_, IppParseError>>()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_may_be_written_in_every_way_of_cups() {
        let check = |server: &str, expected: &str| assert_eq!(Cups::new(server).server, expected);
        check("", "localhost:631");
        check("stampe.example", "stampe.example:631");
        check("127.0.0.1:8631", "127.0.0.1:8631");
        check("127.0.0.1:8631/version=1.1", "127.0.0.1:8631");
        check("/run/cups/cups.sock", "localhost:631");
    }
}
