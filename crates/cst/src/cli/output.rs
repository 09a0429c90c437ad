//! Standard output: text for people, or one JSON document.

use std::io::{self, Write};

use serde::Serialize;

use super::failure::Failure;

/// Where a verb writes what it did.
pub(super) struct Output {
    json: bool,
}

impl Output {
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Writes `value` as JSON, or the lines that `text` makes of it.
    pub(super) fn show<T: Serialize>(
        &self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        let shown = if self.json {
            serde_json::to_string_pretty(value)
                .expect("what a verb shows has only texts, numbers and lists")
        } else {
            text(value)
        };
        write(&shown)
    }
}

/// Writes a text and a line end. A reader that has gone (`| head`) is not an error.
pub(super) fn write(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::outside(format!(
            "Non riesco a scrivere il risultato: {error}"
        ))),
        _ => Ok(()),
    }
}
