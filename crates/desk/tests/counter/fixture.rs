//! A counter over an invented comune, with a clock that the test sets.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDate, Utc};
use desk::{Desk, ImportOptions, KeyCost, Printers, Setup};
use domain::certificate::{CertificateCode, CertificateRequest, UseCode};
use domain::{BelfioreCode, Clock, PersonId, RegistryStatus};
use printing::{PrintJob, Printed, PrinterInfo};

pub(crate) const SEED: u64 = 20_261_124;
pub(crate) const PASSWORD: &str = "parola-di-prova";

/// A clock that a test moves.
pub(crate) struct Hands(AtomicI64);

impl Hands {
    pub(crate) fn set(&self, text: &str) {
        let at: DateTime<Utc> = text.parse().unwrap();
        self.0.store(at.timestamp_millis(), Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// A tray that keeps what it is given, or refuses while it is out of paper.
#[derive(Clone, Default)]
pub(crate) struct Tray {
    pub(crate) papers: Arc<Mutex<Vec<Vec<u8>>>>,
    /// The printer that each job named.
    pub(crate) named: Arc<Mutex<Vec<Option<String>>>>,
    pub(crate) out_of_paper: Arc<Mutex<bool>>,
}

impl Printers for Tray {
    fn list(&self) -> Result<Vec<PrinterInfo>, printing::Error> {
        Ok(Vec::new())
    }

    fn print(&self, job: &PrintJob<'_>) -> Result<Printed, printing::Error> {
        if *self.out_of_paper.lock().unwrap() {
            return Err(printing::Error::NoPrinter);
        }
        let named = job.printer.map(str::to_owned);
        self.named.lock().unwrap().push(named);
        let mut papers = self.papers.lock().unwrap();
        papers.push(job.pdf.to_vec());
        Ok(Printed::Sent {
            printer: "vassoio".to_owned(),
            job: i32::try_from(papers.len()).unwrap(),
        })
    }
}

/// A counter, its folder and its clock.
pub(crate) struct Counter {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<Hands>,
    pub(crate) tray: Tray,
    pub(crate) desk: Desk,
    pub(crate) comune: synthetic::Comune,
}

impl Counter {
    /// Makes a counter with nobody in its registry.
    pub(crate) fn empty(residents: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(0)));
        clock.set("2026-11-24T09:30:00Z");
        let tray = Tray::default();
        let desk = desk(folder.path(), &clock, &tray);
        desk.store_create(&Setup {
            belfiore: BelfioreCode("E205".to_owned()),
            counter: "02".to_owned(),
            operator: "prova".to_owned(),
            operator_name: "Prova Inventata".to_owned(),
            password: PASSWORD.to_owned(),
        })
        .unwrap();
        let comune = generate(residents, "2026-11-23");
        Self {
            folder,
            clock,
            tray,
            desk,
            comune,
        }
    }

    /// Makes a counter with an imported registry, ready to search.
    pub(crate) fn ready() -> Self {
        let counter = Self::empty(600);
        let file = counter.write(&counter.comune);
        counter
            .desk
            .import_run(&file, &ImportOptions::default(), &mut |_| ())
            .unwrap();
        counter.desk.search_prepare().unwrap();
        counter
    }

    /// Writes a comune as a subentro file and returns its path.
    pub(crate) fn write(&self, comune: &synthetic::Comune) -> PathBuf {
        let path = self
            .folder
            .path()
            .join(format!("subentro-{}.xml", comune.as_of));
        let mut bytes = Vec::new();
        synthetic::write_subentro(comune, &mut bytes).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Returns a resident of whom a plain certificate of residence can be made.
    pub(crate) fn resident(&self) -> PersonId {
        self.comune
            .people
            .iter()
            .filter(|person| person.status == RegistryStatus::Resident)
            .map(|person| person.id)
            .find(|id| {
                let quote = self.desk.certificate_quote(&request(*id, "AN08")).unwrap();
                quote.blocks.is_empty()
            })
            .expect("an invented comune has residents")
    }

    /// Returns the hard case with this name.
    pub(crate) fn hard_case(&self, name: &str) -> PersonId {
        let cases = synthetic::hard_cases(&self.comune);
        let names: Vec<&str> = cases.iter().map(|(case, _)| *case).collect();
        cases
            .iter()
            .find(|(case, _)| *case == name)
            .unwrap_or_else(|| panic!("no case {name} among {names:?}"))
            .1
    }
}

/// Makes a desk with cheap keys over a folder.
pub(crate) fn desk(folder: &Path, clock: &Arc<Hands>, tray: &Tray) -> Desk {
    let clock: Arc<dyn Clock> = clock.clone();
    Desk::new(folder, clock, Box::new(tray.clone())).with_key_cost(KeyCost::TEST)
}

/// Makes an invented comune of Grottaglie.
pub(crate) fn generate(residents: u32, as_of: &str) -> synthetic::Comune {
    eprintln!("seed {SEED}");
    synthetic::generate(&synthetic::Options {
        residents,
        seed: SEED,
        belfiore: BelfioreCode("E205".to_owned()),
        as_of: as_of.parse::<NaiveDate>().unwrap(),
    })
}

/// A request for a pension: exempt from stamp duty.
pub(crate) fn request(subject: PersonId, kind: &str) -> CertificateRequest {
    CertificateRequest {
        exempt_use: Some(UseCode("ES09".to_owned())),
        ..CertificateRequest::plain(subject, vec![CertificateCode(kind.to_owned())])
    }
}
