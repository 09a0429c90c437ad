//! The same kind for a list of people, as for the candidates of an election: one act, one numbered
//! entry for each.
//!
//! Who is on the list, and what stands in the way of whom, is in [`crate::list`].
//! Each certificate is durable by itself: whoever cancels, or loses the current, keeps what was
//! issued, and the report says for whom nothing was.

use std::path::Path;
use std::sync::atomic::Ordering;

use domain::certificate::CertificateRequest;
use domain::{Cents, PersonId};

use crate::list::{PEOPLE_MAX, small, too_long};
use crate::session::Desk;
use crate::views::{
    Issued, ListIssued, ListPaper, ListProgress, ListRefused, ListReport, PrintOutcome,
};
use crate::{Error, Paper};

impl Desk {
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

    /// Prints certificates of a list again, in their order, each with its own count in the register.
    ///
    /// Stops at the first that the printer does not take: it would take no other.
    ///
    /// # Errors
    /// There is no such number, one is void, the desk is locked, or the store fails.
    pub fn list_print(
        &self,
        numbers: &[String],
        progress: &mut dyn FnMut(ListProgress),
    ) -> Result<ListPaper, Error> {
        self.list_cancelled.store(false, Ordering::SeqCst);
        let total = small(numbers.len());
        let mut paper = ListPaper::default();
        for number in numbers {
            if self.list_cancelled.load(Ordering::SeqCst) {
                break;
            }
            if let PrintOutcome::Failed { reason, .. } = self.certificate_reprint(number)?.print {
                paper.failure = Some(reason);
                break;
            }
            paper.printed += 1;
            progress(ListProgress {
                done: paper.printed,
                total,
            });
        }
        paper.not_reached = total - paper.printed;
        Ok(paper)
    }

    /// Writes the PDFs of a list into a folder, one file for each, by its number; the folder is made
    /// where there is none. Returns how many were written.
    ///
    /// # Errors
    /// The folder cannot be written, there is no such number, the desk is locked, or the store fails.
    pub fn list_save(&self, numbers: &[String], folder: &Path) -> Result<u32, Error> {
        let failed = |source| Error::File {
            path: folder.display().to_string(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        for number in numbers {
            let pdf = self.certificate_pdf(number)?;
            std::fs::write(folder.join(format!("{number}.pdf")), pdf).map_err(failed)?;
        }
        Ok(small(numbers.len()))
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
