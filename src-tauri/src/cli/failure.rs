//! What a failed verb tells: what happened, that nothing was lost, what to do; and the exit code.

use std::io::Write;
use std::process::ExitCode;

/// A verb that did not do what it was asked.
pub(crate) struct Failure {
    text: String,
    exit: u8,
}

const REFUSED: u8 = 1;
const WRONG_USE: u8 = 2;
const OUTSIDE: u8 = 3;

impl Failure {
    pub(crate) fn refused(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: REFUSED,
        }
    }

    pub(crate) fn wrong_use(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: WRONG_USE,
        }
    }

    pub(crate) fn outside(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: OUTSIDE,
        }
    }

    /// Writes the text to standard error and returns the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        // With no standard error there is nobody left to tell.
        let _ = writeln!(std::io::stderr().lock(), "{}", self.text);
        ExitCode::from(self.exit)
    }
}

impl From<desk::Error> for Failure {
    fn from(error: desk::Error) -> Self {
        tracing::debug!(error = &error as &dyn std::error::Error, "a verb failed");
        use desk::Error;
        match &error {
            Error::Locked => Self::refused("Nessun operatore è entrato."),
            Error::Missing => Self::wrong_use(
                "In questa cartella non c'è uno sportello. Preparalo con «sportello init», o provane \
                 uno inventato con «sportello demo».",
            ),
            Error::Exists => Self::refused(
                "In questa cartella c'è già uno sportello: non l'ho toccato. Scegli un'altra \
                 cartella con --data.",
            ),
            Error::Invalid { reason, .. } => Self::wrong_use(reason.clone()),
            Error::NoPerson => Self::refused(
                "Nessuna persona con questo codice fiscale nell'anagrafe di questo sportello.",
            ),
            Error::AmbiguousPerson => Self::refused(
                "Più persone hanno questo codice fiscale: cerca per nome e data di nascita dalla \
                 finestra.",
            ),
            Error::NoRegistry => {
                Self::refused("L'anagrafe è vuota. Importala con «sportello import FILE».")
            }
            Error::Blocked(blocks) => {
                let reasons: Vec<&str> = blocks.iter().map(|block| block.reason.as_str()).collect();
                Self::refused(format!(
                    "Il certificato non si può emettere:\n{}",
                    reasons.join("\n")
                ))
            }
            Error::PreviewStale => Self::refused("L'anteprima non vale più: rifalla."),
            Error::NoCertificate => Self::refused("Nessun certificato con questo numero."),
            Error::AlreadyVoided => Self::refused("Il certificato è già annullato."),
            Error::ClockBehind => Self::refused(
                "L'orologio del computer è indietro rispetto all'ultimo atto. Nulla è stato \
                 scritto: correggi data e ora e riprova.",
            ),
            Error::Cancelled => Self::refused("Importazione annullata: l'anagrafe è come prima."),
            Error::Import(reason) => Self::refused(format!(
                "Il file non è stato importato e l'anagrafe è come prima.\n{reason}"
            )),
            Error::File { path, source } => Self::outside(format!(
                "Il file {path} non si legge o non si scrive: {source}"
            )),
            Error::Document(_) => Self::outside(
                "Il documento non si può disegnare. Nulla è stato scritto. Segnala il caso al \
                 centro servizi.",
            ),
            Error::SealKey | Error::Seal(_) => Self::outside(
                "Il sigillo non si può fare: la chiave di questo sportello non si legge. Nulla è \
                 stato scritto. Chiama il centro servizi.",
            ),
            Error::Exchange(stopped) => {
                let text = desk::explain_exchange(stopped);
                match desk::exchange_code(&error) {
                    "address" => Self::wrong_use(text),
                    "alone" | "bad_code" | "number_taken" | "revoked" => Self::refused(text),
                    _ => Self::outside(text),
                }
            }
            Error::PinNeeded => Self::wrong_use(
                "Serve il PIN della carta o la password del file: indicane il file con \
                 SPORTELLO_PIN_FILE, o scrivilo al terminale.",
            ),
            Error::Signing(error) => Self::outside(desk::explain_signing(error)),
            Error::Stamping(error) => Self::outside(desk::explain_stamping(error)),
            Error::Printing(error) => Self::outside(error.explain()),
            Error::Store(error) => store(error),
        }
    }
}

fn store(error: &desk::StoreError) -> Failure {
    use desk::StoreError as Error;
    match error {
        Error::NotFound(_) => Failure::wrong_use("In questa cartella non c'è uno sportello."),
        Error::AlreadyExists(_) => {
            Failure::refused("In questa cartella c'è già uno sportello: non l'ho toccato.")
        }
        Error::Locked(_) => Failure::outside(
            "L'archivio è aperto in un'altra finestra. Chiudila e riprova: nulla è andato perso.",
        ),
        Error::WrongPassword => Failure::refused("Nome utente o password sbagliati."),
        Error::NotEncrypted(path) => Failure::outside(format!(
            "{} non è cifrato: non è l'archivio di questo sportello. Non l'ho toccato. Rimetti \
             l'archivio dal backup o chiama il centro servizi.",
            path.display()
        )),
        Error::NotADatabase(path) | Error::BadKeys(path) => Failure::outside(format!(
            "{} non è un archivio di Sportello, o è rovinato. Non l'ho toccato. Rimettilo dal \
             backup o chiama il centro servizi.",
            path.display()
        )),
        Error::NewerVersion { .. } | Error::AlteredMigration(_) => Failure::outside(
            "L'archivio è di una versione più nuova del programma. Aggiorna il programma: nulla è \
             andato perso.",
        ),
        Error::DiskFull => Failure::outside(
            "Il disco è pieno. Nulla è stato scritto a metà: libera spazio e riprova.",
        ),
        Error::ContrassegnoUsed {
            contrassegno,
            certificate,
        } => Failure::refused(format!(
            "Il contrassegno {contrassegno} è già stato usato per il certificato {certificate}."
        )),
        Error::OlderRegistry { file, current } => Failure::refused(format!(
            "Il file è del {}, l'anagrafe è già al {}: non l'ho importato.",
            file.format("%d/%m/%Y"),
            current.format("%d/%m/%Y")
        )),
        other => Failure::outside(format!(
            "L'archivio non ha fatto quanto chiesto ({other}). Nulla è stato scritto."
        )),
    }
}
