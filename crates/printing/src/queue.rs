//! A queue as the print service describes it.

use ipp::model::PrinterState as IppState;
// The whole prelude: it brings a trait without a name, which reads numbers as states.
use ipp::prelude::*;

use crate::{Error, PrinterState, ipp_http, reasons};

/// What to ask about a queue; [`Queue::read`] reads just these.
pub(crate) const QUEUE_ATTRIBUTES: [&str; 6] = [
    "printer-name",
    "printer-uri-supported",
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "media-source-supported",
];

/// One queue as the server describes it.
#[derive(Debug)]
pub(crate) struct Queue {
    pub(crate) name: String,
    /// Where it is on the server.
    pub(crate) path: String,
    pub(crate) state: PrinterState,
    accepting: bool,
    pub(crate) keywords: Vec<String>,
    pub(crate) trays: Vec<String>,
}

impl Queue {
    pub(crate) fn read(group: &IppAttributeGroup) -> Option<Self> {
        let name = ipp_http::text(group, "printer-name")?;
        let path = ipp_http::text(group, "printer-uri-supported")
            .and_then(|uri| {
                let (_, rest) = uri.split_once("://")?;
                rest.find('/').map(|at| rest[at..].to_owned())
            })
            .unwrap_or_else(|| format!("/printers/{name}"));
        let state = ipp_http::number(group, "printer-state").and_then(IppState::from_i32);
        Some(Self {
            name,
            path,
            state: match state {
                Some(IppState::Idle) => PrinterState::Idle,
                Some(IppState::Processing) => PrinterState::Printing,
                Some(IppState::Stopped) => PrinterState::Stopped,
                None => PrinterState::Unknown,
            },
            accepting: ipp_http::text(group, "printer-is-accepting-jobs").as_deref()
                != Some("false"),
            keywords: ipp_http::texts(group, "printer-state-reasons"),
            trays: ipp_http::texts(group, "media-source-supported"),
        })
    }

    /// Says in Italian why it is not ready.
    pub(crate) fn reason(&self) -> Option<String> {
        if self.accepting {
            reasons::printer_reason(&self.keywords)
        } else {
            Some("non accetta lavori".to_owned())
        }
    }

    /// Refuses a queue that would keep a job and print it some other day.
    pub(crate) fn check_running(&self) -> Result<(), Error> {
        if self.state == PrinterState::Stopped || !self.accepting {
            return Err(Error::Stopped {
                printer: self.name.clone(),
                reason: self.reason(),
            });
        }
        Ok(())
    }
}
