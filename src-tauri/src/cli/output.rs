//! Standard output: text for people, or one JSON document.

use std::io::{self, Write};

use serde::Serialize;

use super::failure::Failure;

/// Where a verb writes what it did.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Tells whether JSON is wanted.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Writes `value` as JSON, or the lines that `text` makes of it.
    pub(crate) fn show<T: Serialize>(
        &self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        let shown = if self.json {
            serde_json::to_string_pretty(value)
                .expect("what the desk shows has only texts, numbers and lists")
        } else {
            text(value)
        };
        write(&shown)
    }
}

/// Tells a person what goes on; a script that reads standard output does not see it.
pub(crate) fn note(text: &str) {
    // Who closed standard error does not want to know.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes a number with its noun, which agrees with it: `1 certificato`, `2 certificati`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Writes a text and a line end. A reader that has gone (`| head`) is not an error.
pub(crate) fn write(text: &str) -> Result<(), Failure> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::outside(format!(
            "Non riesco a scrivere il risultato: {error}"
        ))),
        _ => Ok(()),
    }
}
