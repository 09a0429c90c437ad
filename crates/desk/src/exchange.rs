//! The exchange with the centre, as the desk sees it: enrolment, one exchange, and the agent that makes one
//! whenever there is something to send or to ask.
//!
//! The store is held only while it reads or writes, never while the line is waited for: a clerk goes
//! on working whatever the line does.

mod acts;
mod words;

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use protocol::wire::Outcome;
use rand_core::{OsRng, RngCore};
use sync::{Backoff, Enrolment, Exchange, Line, Progress};

use crate::Error;
use crate::session::{Desk, OpenDesk};
use crate::views::{Enrolled, ExchangeResult, ExchangeView, rfc3339, small};

pub use words::{exchange_code, explain_exchange};

/// What the centre reads of who sends.
const PROGRAM: &str = concat!("sportello ", env!("CARGO_PKG_VERSION"));

/// With nothing to send, the centre is asked so often what is new.
const ASK_EVERY: Duration = Duration::from_mins(1);

/// Acts that follow each other go together.
const GATHER: Duration = Duration::from_millis(200);

/// How the exchange stands, and who waits for it.
#[derive(Default)]
pub(crate) struct ExchangeDesk {
    /// One exchange at a time.
    running: Mutex<()>,
    /// Since when no exchange succeeded, and why the last one did not.
    failed: Mutex<Option<(DateTime<Utc>, &'static str)>>,
    /// Whether the agent is to begin at once.
    wake: Mutex<bool>,
    woken: Condvar,
}

impl ExchangeDesk {
    /// Has the agent begin an exchange.
    pub(crate) fn wake(&self) {
        *self.wake.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.woken.notify_all();
    }

    /// Waits until there is a reason to begin, or as long as `pause`. Tells whether there was a reason.
    fn wait(&self, pause: Duration) -> bool {
        let wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.woken.wait_timeout_while(wake, pause, |wake| !*wake);
        let (mut wake, _) = waited.unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *wake)
    }

    fn note(&self, at: DateTime<Utc>, failure: Option<&'static str>) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        *failed = failure.map(|code| (failed.map_or(at, |(since, _)| since), code));
    }

    pub(crate) fn failed(&self) -> Option<(DateTime<Utc>, &'static str)> {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Makes this counter one of a centre's, by the code that the centre gave out. Where the centre gives it
    /// another number, it seals with a new key that bears that number.
    ///
    /// # Errors
    /// The code is not good, the centre does not answer or is not that of the code; the desk is locked, or the
    /// store fails.
    pub fn counter_enrol(&self, code: &str, url: &str) -> Result<Enrolled, Error> {
        let at = self.clock.now();
        let (code, url) = (typed_code(code), typed_address(url));
        let enrolment = self.with(|desk| Ok(Enrolment::begin(&mut desk.store, &code, &url)?))?;
        let accepted = enrolment.send()?;
        let (before, counter) = self.with(|desk| {
            let before = desk.store.identity().counter.clone();
            let operator = desk.operator.clone();
            let counter = enrolment.keep(&mut desk.store, &operator, accepted, at)?;
            Ok((before, counter))
        })?;
        if before != counter.counter {
            self.reopen_reader()?;
            self.seal_key_rotate()?;
        }
        self.exchange.wake();
        Ok(Enrolled {
            counter: counter.to_string(),
            renumbered: before != counter.counter,
        })
    }

    /// Sends what waits and takes what is new.
    ///
    /// # Errors
    /// Says why it stopped; what was not sent still waits. When the centre revoked this counter the
    /// desk is locked.
    pub fn exchange_run(&self) -> Result<ExchangeResult, Error> {
        let _one = self
            .exchange
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let done = self.exchange_steps();
        match &done {
            // A desk that is locked, or stands alone, has not tried: that says nothing of the line.
            Err(Error::Locked | Error::Exchange(sync::Error::Alone)) => {}
            tried => {
                let failure = tried.as_ref().err().map(exchange_code);
                self.exchange.note(self.clock.now(), failure);
            }
        }
        if matches!(done, Err(Error::Exchange(sync::Error::Revoked))) {
            self.session_lock()?;
        }
        let outcome = done?;
        self.read(|reader| {
            let exceptions = reader.exceptions()?;
            let contested = exceptions
                .iter()
                .filter(|exception| matches!(exception.outcome, Outcome::Contested(_)))
                .count();
            Ok(ExchangeResult {
                sent: small(outcome.sent),
                received: small(outcome.received),
                waiting: small(reader.exchange()?.waiting),
                contested: small(contested as u64),
                quarantined: small((exceptions.len() - contested) as u64),
            })
        })
    }

    fn exchange_steps(&self) -> Result<sync::Outcome, Error> {
        let (mut exchange, line) = self.with(|desk: &mut OpenDesk| {
            let exchange = Exchange::begin(&desk.store, PROGRAM)?;
            let centre = desk.store.centre()?.ok_or(sync::Error::Alone)?;
            Ok((exchange, Line::to(&centre)?))
        })?;
        loop {
            let call = match self.with(|desk| Ok(exchange.next(&desk.store)?))? {
                Progress::Done(outcome) => return Ok(outcome),
                Progress::Send(call) => call,
            };
            let reply = line.call(&exchange, &call, self.clock.now())?;
            let at = self.clock.now();
            self.with(|desk| Ok(exchange.take(&mut desk.store, &reply, at)?))?;
        }
    }

    /// Returns how the exchange stands: what waits, what did not simply go in.
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn exchange_state(&self) -> Result<ExchangeView, Error> {
        let failed = self.exchange.failed();
        self.read(|reader| {
            let exchange = reader.exchange()?;
            let centre = reader.centre()?;
            let identity = reader.identity();
            let enrolled = centre.is_some();
            Ok(ExchangeView {
                counter: format!("{}-{}", identity.belfiore.0, identity.counter),
                centre: centre.as_ref().map(|centre| centre.name.clone()),
                address: centre.as_ref().map(|centre| centre.url.clone()),
                waiting: if enrolled { small(exchange.waiting) } else { 0 },
                waiting_acts: if enrolled {
                    acts::waiting(reader)?
                } else {
                    Vec::new()
                },
                waiting_since: exchange.waiting_since.filter(|_| enrolled).map(rfc3339),
                aligned_at: exchange.aligned_at.map(rfc3339),
                offline_since: failed.map(|(since, _)| rfc3339(since)),
                failure: failed.map(|(_, code)| code.to_owned()),
                exceptions_total: small(reader.exceptions_count()?),
                exceptions: acts::exceptions(reader)?,
            })
        })
    }

    /// Makes exchanges until nothing waits any more, as the agent does; `failed` hears of each time that the
    /// centre did not answer.
    ///
    /// # Errors
    /// As [`Desk::exchange_run`], but for a line that is down: it is tried again.
    pub fn exchange_insist(&self, failed: &mut dyn FnMut(&Error)) -> Result<ExchangeResult, Error> {
        let mut backoff = Backoff::default();
        loop {
            match self.exchange_run() {
                Ok(done) if done.waiting == 0 => return Ok(done),
                Ok(_) => backoff.reset(),
                Err(error) if exchange_code(&error) == "no_answer" => {
                    failed(&error);
                    std::thread::sleep(backoff.after_failure(OsRng.next_u64()));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Makes exchanges until the program ends: at once when there is something to send, else every
    /// minute, and after a failure with growing pauses of up to five minutes.
    pub fn exchange_agent(self: &Arc<Self>) {
        let mut backoff = Backoff::default();
        let mut pause = Duration::ZERO;
        loop {
            if self.exchange.wait(pause) {
                // "Now", or an act: the line may be back.
                backoff.reset();
                std::thread::sleep(GATHER);
            }
            pause = match self.exchange_run() {
                Ok(_) => {
                    backoff.reset();
                    ASK_EVERY
                }
                Err(Error::Locked) => ASK_EVERY,
                Err(Error::Exchange(error)) if error.is_permanent() => ASK_EVERY,
                Err(error) => {
                    tracing::info!(error = &error as &dyn std::error::Error, "no exchange");
                    backoff.after_failure(OsRng.next_u64())
                }
            };
        }
    }
}

/// Leaves of a code what can belong to it: it comes by letter, by telephone, or pasted with what stood around it.
fn typed_code(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric()).collect()
}

/// Nobody types the beginning of an address; there is only one that is good.
fn typed_address(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clerk_types_is_understood() {
        assert_eq!(typed_code(" 0AB1C – 2DE3F. "), "0AB1C2DE3F");
        assert_eq!(
            typed_address(" cst.example:8443/ "),
            "https://cst.example:8443/"
        );
        // Another beginning is no slip: it is told.
        assert_eq!(typed_address("http://cst.example"), "http://cst.example");
        assert_eq!(typed_address(" "), "");
    }
}
