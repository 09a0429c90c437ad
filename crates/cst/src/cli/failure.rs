//! What a failed verb tells: what happened, what to do; and the exit code.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::{centre, storage, tls};

/// A verb that did not do what it was asked.
#[derive(Debug)]
pub(super) struct Failure {
    text: String,
    exit: u8,
}

const REFUSED: u8 = 1;
const WRONG_USE: u8 = 2;
const OUTSIDE: u8 = 3;

impl Failure {
    pub(super) fn refused(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: REFUSED,
        }
    }

    pub(super) fn wrong_use(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: WRONG_USE,
        }
    }

    pub(super) fn outside(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: OUTSIDE,
        }
    }

    /// A file or folder that cannot be used.
    pub(super) fn file(path: &Path, error: &io::Error) -> Self {
        Self::outside(format!(
            "{} non si legge o non si scrive: {error}",
            path.display()
        ))
    }

    /// Writes the text to standard error and returns the exit code.
    pub(super) fn report(&self) -> ExitCode {
        // With no standard error there is nobody left to tell.
        let _ = writeln!(io::stderr().lock(), "{}", self.text);
        ExitCode::from(self.exit)
    }
}

impl From<centre::Error> for Failure {
    fn from(error: centre::Error) -> Self {
        use centre::Error;
        match error {
            Error::Storage(error) => error.into(),
            Error::NoCounter(counter) => Self::refused(format!(
                "Lo sportello {counter} non esiste. L'elenco è in «cst status»."
            )),
            other => Self::refused(format!("Il centro servizi rifiuta: {other}.")),
        }
    }
}

impl From<storage::Error> for Failure {
    fn from(error: storage::Error) -> Self {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
        Self::outside(format!(
            "L'archivio non si può usare ({error}{cause}). Controlla la cartella, il disco e che \
             l'archivio sia di questa versione."
        ))
    }
}

impl From<tls::Error> for Failure {
    fn from(error: tls::Error) -> Self {
        match error {
            tls::Error::File { path, source } => Self::file(&path, &source),
            tls::Error::Pem { path, what } => Self::wrong_use(format!(
                "{} non contiene quanto serve in formato PEM ({what}).",
                path.display()
            )),
            tls::Error::Make(error) => Self::wrong_use(format!(
                "Il certificato del server non si può fare ({error}): controlla i nomi dati con --name."
            )),
            tls::Error::Rustls(error) => Self::wrong_use(format!(
                "Certificato e chiave del server non si possono usare insieme ({error})."
            )),
        }
    }
}
