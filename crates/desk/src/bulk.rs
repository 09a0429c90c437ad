//! The same kind for a list of people, as for the candidates of an election: one act, one numbered
//! entry for each.
//!
//! Each certificate is durable by itself: whoever cancels, or loses the current, keeps what was
//! issued, and the report says for whom nothing was.

use std::sync::atomic::Ordering;

use domain::certificate::CertificateRequest;
use domain::certificate::catalogue::Tariffs;
use domain::{Cents, PersonId};

use crate::session::Desk;
use crate::views::{
    Issued, ListIssued, ListLine, ListProgress, ListRefused, ListReport, PrintOutcome,
};
use crate::{Error, Paper};

/// The longest list that is taken: more is a mistake, or a database that leaves the office.
const PEOPLE_MAX: usize = 5_000;

impl Desk {
    /// Looks up a list of codici fiscali, one a line; what follows a code on its line is passed
    /// over. Blank lines are too.
    ///
    /// # Errors
    /// The list is too long, the desk is locked, or the store fails.
    pub fn list_people(&self, text: &str) -> Result<Vec<ListLine>, Error> {
        let lines = text
            .lines()
            .zip(1..)
            .filter(|(line, _)| !line.trim().is_empty());
        let mut people = Vec::new();
        for (text, line) in lines {
            if people.len() == PEOPLE_MAX {
                return Err(too_long());
            }
            people.push(self.list_line(line, text.trim())?);
        }
        Ok(people)
    }

    fn list_line(&self, line: u32, text: &str) -> Result<ListLine, Error> {
        let code = text
            .split(|letter: char| letter.is_whitespace() || ";,".contains(letter))
            .next()
            .unwrap_or_default();
        let mut found = ListLine {
            line,
            text: text.chars().take(80).collect(),
            person: None,
            name: String::new(),
            problem: None,
        };
        match self.person_by_codice_fiscale(code) {
            Ok(person) => {
                found.person = Some(person);
                found.name = self.name_of(person)?;
            }
            Err(Error::Invalid { reason, .. }) => found.problem = Some(reason),
            Err(Error::NoPerson) => {
                found.problem =
                    Some("Nessuno ha questo codice fiscale in questa anagrafe.".to_owned());
            }
            Err(Error::AmbiguousPerson) => {
                found.problem =
                    Some("Più persone hanno questo codice fiscale: va emesso da solo.".to_owned());
            }
            Err(other) => return Err(other),
        }
        Ok(found)
    }

    /// Asks the list under way to stop after the certificate that is being issued.
    pub fn list_cancel(&self) {
        self.list_cancelled.store(true, Ordering::SeqCst);
    }

    /// Issues what `request` asks for each of `people` in their order; its own subject is passed
    /// over. Somebody for whom the rules forbid it is reported, and the list goes on.
    ///
    /// # Errors
    /// The list is empty, too long or names somebody twice; a stamp is given, which serves once; the
    /// desk is locked, or the store fails: then what was issued before stays issued.
    pub fn list_issue(
        &self,
        request: &CertificateRequest,
        people: &[PersonId],
        paper: Paper,
        progress: &mut dyn FnMut(ListProgress),
    ) -> Result<ListReport, Error> {
        check(request, people)?;
        self.list_cancelled.store(false, Ordering::SeqCst);
        let total = small(people.len());
        let mut report = ListReport::default();
        let mut paper = paper;
        for (person, done) in people.iter().zip(0_u32..) {
            if self.list_cancelled.load(Ordering::SeqCst) {
                report.not_reached = total - done;
                break;
            }
            let request = CertificateRequest {
                subject: *person,
                ..request.clone()
            };
            match self.certificate_issue(&request, None, paper) {
                Ok(issued) => self.note(&mut report, &mut paper, *person, issued)?,
                Err(Error::Blocked(blocks)) => report.refused.push(ListRefused {
                    person: *person,
                    name: self.name_of(*person)?,
                    reasons: blocks.into_iter().map(|block| block.reason).collect(),
                }),
                Err(other) => return Err(other),
            }
            let done = done + 1;
            progress(ListProgress { done, total });
        }
        report.cash_total = self.cash(report.total)?;
        Ok(report)
    }

    fn note(
        &self,
        report: &mut ListReport,
        paper: &mut Paper,
        person: PersonId,
        issued: Issued,
    ) -> Result<(), Error> {
        match issued.print {
            PrintOutcome::Printed { .. } => report.printed += 1,
            PrintOutcome::Failed { reason, .. } => {
                // A printer that fails once would fail for each: the rest is issued, not printed.
                report.print_failure = Some(reason);
                *paper = Paper::None;
            }
            PrintOutcome::NotRequested | PrintOutcome::Viewer => {}
        }
        report.total = Cents(report.total.0 + issued.total.0);
        report.issued.push(ListIssued {
            number: issued.number,
            name: self.name_of(person)?,
            sha256: issued.sha256,
        });
        Ok(())
    }

    /// Returns what is paid in cash for an amount.
    fn cash(&self, total: Cents) -> Result<Cents, Error> {
        let today = self.today();
        self.read(|reader| Ok(Tariffs::on(today, &reader.settings()?.rules).cash(total)))
    }

    fn name_of(&self, person: PersonId) -> Result<String, Error> {
        self.read(|reader| {
            let person = reader.person(person)?.ok_or(Error::NoPerson)?;
            Ok(person.full_name())
        })
    }
}

fn check(request: &CertificateRequest, people: &[PersonId]) -> Result<(), Error> {
    let wrong = |field, reason: &str| Error::Invalid {
        field,
        reason: reason.to_owned(),
    };
    if people.is_empty() {
        return Err(wrong("people", "L'elenco è vuoto."));
    }
    if people.len() > PEOPLE_MAX {
        return Err(too_long());
    }
    let mut seen = std::collections::HashSet::new();
    if !people.iter().all(|person| seen.insert(person)) {
        return Err(wrong(
            "people",
            "Nell'elenco qualcuno compare due volte: toglilo, o avrà due certificati.",
        ));
    }
    if request.contrassegno.is_some() {
        return Err(wrong(
            "contrassegno",
            "Un contrassegno vale per un solo certificato: per un elenco lascia il riquadro vuoto, \
             o indica l'uso esente.",
        ));
    }
    Ok(())
}

fn too_long() -> Error {
    Error::Invalid {
        field: "people",
        reason: format!("L'elenco ha più di {PEOPLE_MAX} persone: dividilo."),
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).expect("a list is short")
}
