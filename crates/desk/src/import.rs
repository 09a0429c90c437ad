//! Bringing the registry in from a file: all of it or nothing, with a report of what was refused.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use domain::{Household, Person};
use registry::{ColumnMap, Header, ReadError, Refusal, Sink};
use sha2::{Digest, Sha256};
use store::{ImportedFile, RegistryWriter};

use crate::session::Desk;
use crate::views::{ImportNote, ImportReport, rfc3339, small};
use crate::{Error, ZONE};

/// How many refusals the answer carries; the report file has them all.
const NOTES_MAX: usize = 200;

/// What the file itself does not say.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The day the data were taken; a CSV does not say it.
    pub as_of: Option<NaiveDate>,
    /// Column map of a CSV; `None` for the product's own columns.
    pub column_map: Option<PathBuf>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Read so far, in KiB.
    pub done_kib: u32,
    /// Size of the file, in KiB.
    pub total_kib: u32,
    /// Persons read so far.
    pub persons: u32,
    /// Seconds left, once they can be told.
    pub seconds_left: Option<u32>,
}

impl Desk {
    /// Asks the import under way to stop. The registry stays as it was.
    pub fn import_cancel(&self) {
        self.import_cancelled.store(true, Ordering::SeqCst);
    }

    /// Imports a file of the registry in one transaction.
    ///
    /// # Errors
    /// The file cannot be read or contradicts itself, it is older than the registry, the clerk
    /// cancelled, or the store fails. The registry is as it was then.
    pub fn import_run(
        &self,
        path: &Path,
        options: &ImportOptions,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<ImportReport, Error> {
        self.import_cancelled.store(false, Ordering::SeqCst);
        let failed = |source| Error::File {
            path: path.display().to_string(),
            source,
        };
        let file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let now = self.clock.now();
        let mut notes = Notes::default();
        let done = self.with(|desk| {
            let comune = desk.store.identity().comune.clone();
            desk.store.import_registry(now, &desk.operator, |writer| {
                let intake = Intake {
                    writer,
                    notes: &mut notes,
                    progress,
                    cancelled: &self.import_cancelled,
                    size,
                    persons: 0,
                    started: Instant::now(),
                    as_of: options.as_of.map(start_of_day),
                };
                read(path, file, options, &comune, intake)
            })
        })?;
        let mut report = ImportReport {
            accepted: done.added,
            updated: done.updated,
            unchanged: done.unchanged,
            cancelled: done.cancelled,
            refused: done.refused,
            as_of: rfc3339(done.as_of),
            already_current: done.entry.is_none(),
            ..ImportReport::default()
        };
        report.report_file = self.write_report(path, now, &report, &notes)?;
        notes.refusals.truncate(NOTES_MAX);
        notes.warnings.truncate(NOTES_MAX);
        report.refusals = notes.refusals;
        report.warnings = notes.warnings;
        Ok(report)
    }

    fn write_report(
        &self,
        source: &Path,
        now: DateTime<Utc>,
        report: &ImportReport,
        notes: &Notes,
    ) -> Result<Option<String>, Error> {
        let folder = self.data.join("reports");
        let name = format!(
            "importazione-{}.txt",
            now.with_timezone(&ZONE).format("%Y%m%d-%H%M%S")
        );
        let path = folder.join(name);
        let failed = |source| Error::File {
            path: path.display().to_string(),
            source,
        };
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let mut text = String::new();
        text.push_str(&format!(
            "Importazione del file {}\nDati al {}\nNuovi: {}\nAggiornati: {}\nInvariati: {}\nCancellati (non più nel file): {}\nRifiutati: {}\n",
            source.file_name().unwrap_or_default().to_string_lossy(),
            in_words(&report.as_of), report.accepted, report.updated, report.unchanged, report.cancelled, report.refused,
        ));
        for (title, list) in [
            ("Rifiutati", &notes.refusals),
            ("Da verificare", &notes.warnings),
        ] {
            if !list.is_empty() {
                text.push_str(&format!("\n{title}\n"));
            }
            for note in list {
                // Cards are named by their number only: the report may leave the counter.
                let card = note.card.as_deref().unwrap_or("senza numero");
                text.push_str(&format!(
                    "riga {}, scheda {card}: {}\n",
                    note.line, note.reason
                ));
            }
        }
        let mut file = File::create(&path).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        Ok(Some(path.display().to_string()))
    }
}

#[derive(Default)]
struct Notes {
    refusals: Vec<ImportNote>,
    warnings: Vec<ImportNote>,
}

/// Takes what the reader of the file hands over, and puts it into the store.
struct Intake<'run, 'store> {
    writer: &'run mut RegistryWriter<'store>,
    notes: &'run mut Notes,
    progress: &'run mut dyn FnMut(&Progress),
    cancelled: &'run AtomicBool,
    size: u64,
    persons: u32,
    started: Instant,
    as_of: Option<DateTime<Utc>>,
}

impl Sink for Intake<'_, '_> {
    type Error = Error;

    fn header(&mut self, header: &Header) -> Result<(), Error> {
        self.as_of = self.as_of.or(header.as_of.map(start_of_day));
        if let Some(as_of) = self.as_of {
            self.writer.check_as_of(as_of)?;
        }
        Ok(())
    }

    fn person(&mut self, person: Person, line: u64) -> Result<(), Error> {
        match self.writer.person(&person) {
            Err(store::Error::DoubleCard(card)) => {
                self.notes.refusals.push(ImportNote {
                    line: small(line),
                    card: Some(card),
                    reason: "La stessa scheda compare due volte nel file: vale la prima."
                        .to_owned(),
                });
                Ok(())
            }
            other => {
                self.persons += 1;
                Ok(other?)
            }
        }
    }

    fn household(&mut self, household: Household, _line: u64) -> Result<(), Error> {
        Ok(self.writer.household(&household)?)
    }

    fn refused(&mut self, refusal: Refusal) -> Result<(), Error> {
        self.notes
            .refusals
            .push(note(refusal.line, refusal.card, refusal.reason));
        Ok(())
    }

    fn warned(&mut self, warning: registry::Warning) -> Result<(), Error> {
        self.notes
            .warnings
            .push(note(warning.line, warning.card, warning.reason));
        Ok(())
    }

    fn progress(&mut self, bytes_read: u64) -> Result<(), Error> {
        if self.cancelled.load(Ordering::SeqCst) {
            return Err(Error::Cancelled);
        }
        let elapsed = self.started.elapsed().as_secs_f64();
        let left = self.size.saturating_sub(bytes_read);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an estimate in whole seconds"
        )]
        let seconds_left = (elapsed > 1.0 && bytes_read > 0)
            .then(|| (elapsed * left as f64 / bytes_read as f64).ceil() as u32);
        (self.progress)(&Progress {
            done_kib: small(bytes_read / 1024),
            total_kib: small(self.size / 1024),
            persons: self.persons,
            seconds_left,
        });
        Ok(())
    }
}

fn read(
    path: &Path,
    file: File,
    options: &ImportOptions,
    comune: &domain::IstatCode,
    mut intake: Intake<'_, '_>,
) -> Result<ImportedFile, Error> {
    let failed = |source| Error::File {
        path: path.display().to_string(),
        source,
    };
    let digest = Arc::new(Mutex::new(Sha256::new()));
    let mut head = BufReader::with_capacity(
        1 << 16,
        Hashed {
            inner: file,
            digest: Arc::clone(&digest),
        },
    );
    let format = registry::sniff(io::BufRead::fill_buf(&mut head).map_err(failed)?);
    let told = match format {
        registry::Format::SubentroXml => {
            registry::read_subentro(&mut head, comune, &mut intake).map(|_| "subentro")
        }
        registry::Format::Csv => {
            let map = column_map(options.column_map.as_deref())?;
            let as_of = options.as_of.ok_or_else(|| Error::Invalid {
                field: "as_of",
                reason: "Un file CSV non dice la data dei dati: indicala (gg/mm/aaaa).".to_owned(),
            })?;
            registry::read_csv(&mut head, &map, comune, as_of, &mut intake).map(|_| "csv")
        }
    };
    let told = told.map_err(|error| match error {
        ReadError::Sink(error) => error,
        other => Error::Import(other.explain()),
    })?;
    // What follows the last element belongs to the file, and to its digest.
    io::copy(&mut head, &mut io::sink()).map_err(failed)?;
    let refused = intake.notes.refusals.len();
    let as_of = intake.as_of.ok_or_else(|| {
        Error::Import("Il file non dice a quale data si riferiscono i dati.".to_owned())
    })?;
    let digest = digest
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
        .finalize();
    Ok(ImportedFile {
        file_name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        file_sha256: hex::encode(digest),
        format: told.to_owned(),
        as_of,
        refused: u32::try_from(refused).unwrap_or(u32::MAX),
    })
}

/// The most a column map may have, in bytes.
const COLUMN_MAP_MAX: u64 = 64 * 1024;

fn column_map(path: Option<&Path>) -> Result<ColumnMap, Error> {
    let Some(path) = path else {
        return Ok(ColumnMap::default());
    };
    let failed = |source| Error::File {
        path: path.display().to_string(),
        source,
    };
    let mut text = String::new();
    File::open(path)
        .map_err(failed)?
        .take(COLUMN_MAP_MAX)
        .read_to_string(&mut text)
        .map_err(failed)?;
    ColumnMap::parse(&text).map_err(|error| Error::Import(error.explain()))
}

/// A reader that takes the digest of what passes through it.
struct Hashed<R> {
    inner: R,
    digest: Arc<Mutex<Sha256>>,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.digest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .update(&buffer[..length]);
        Ok(length)
    }
}

/// The data of a day are taken as they stood at its beginning, in Italy: the prudent reading.
fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    ZONE.from_local_datetime(&day.and_time(NaiveTime::MIN))
        .earliest()
        .expect("midnight exists in Italy on every day: clocks change at two and three")
        .with_timezone(&Utc)
}

/// Writes an instant (RFC 3339) as an Italian reads it, in Italy's time.
#[must_use]
pub fn in_words(instant: &str) -> String {
    DateTime::parse_from_rfc3339(instant).map_or_else(
        |_| instant.to_owned(),
        |at| {
            at.with_timezone(&ZONE)
                .format("%d/%m/%Y, ore %H:%M")
                .to_string()
        },
    )
}

fn note(line: u64, card: Option<String>, reason: String) -> ImportNote {
    ImportNote {
        line: small(line),
        card,
        reason,
    }
}
