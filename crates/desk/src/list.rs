//! A list of people before anything is issued: who they are, what it costs, and for whom it cannot be.

use std::collections::HashMap;
use std::path::Path;

use domain::certificate::catalogue::Tariffs;
use domain::certificate::{Block, CertificateRequest, Decision, StampOutcome, rules};
use domain::{Cents, CodiceFiscale, PersonId};

use crate::Error;
use crate::session::Desk;
use crate::views::{ListLine, ListQuote, ListRefused};

/// The longest list that is taken: more is a mistake, or a database that leaves the office.
pub(crate) const PEOPLE_MAX: usize = 5_000;
/// The largest file of a list that is read, in bytes.
const FILE_MAX_BYTES: u64 = 1024 * 1024;

impl Desk {
    /// Reads a list from a text file, as an office program writes it: UTF-8, or else Latin-1.
    ///
    /// # Errors
    /// The file cannot be read or is too large.
    pub fn list_read(&self, path: &Path) -> Result<String, Error> {
        let failed = |source| Error::File {
            path: path.display().to_string(),
            source,
        };
        if std::fs::metadata(path).map_err(failed)?.len() > FILE_MAX_BYTES {
            return Err(too_long());
        }
        let bytes = std::fs::read(path).map_err(failed)?;
        if bytes.contains(&0) {
            return Err(Error::Invalid {
                field: "list",
                reason: "Il file non è un testo. Da un foglio di calcolo salvalo come CSV."
                    .to_owned(),
            });
        }
        Ok(match String::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
            // Each byte of Latin-1 is the code point of its letter.
            Err(other) => other.into_bytes().into_iter().map(char::from).collect(),
        })
    }

    /// Looks up a list of people: one codice fiscale a line, or lines of a CSV that hold one in any
    /// column. Blank lines and the CSV's line of titles are passed over.
    ///
    /// # Errors
    /// The list is too long, the desk is locked, or the store fails.
    pub fn list_people(&self, text: &str) -> Result<Vec<ListLine>, Error> {
        let lines = text
            .lines()
            .zip(1_u32..)
            .map(|(text, line)| (line, text.trim()))
            .filter(|(_, text)| !text.is_empty());
        let mut people: Vec<ListLine> = Vec::new();
        let mut first: HashMap<PersonId, u32> = HashMap::new();
        for (line, text) in lines {
            if people.is_empty() && first.is_empty() && is_titles(text) {
                continue;
            }
            if people.len() == PEOPLE_MAX {
                return Err(too_long());
            }
            let mut found = self.list_line(line, text)?;
            if let Some(person) = found.person {
                let before = *first.entry(person).or_insert(line);
                if before != line {
                    found.person = None;
                    found.problem = Some(format!("È già alla riga {before}: conta una volta."));
                }
            }
            people.push(found);
        }
        Ok(people)
    }

    fn list_line(&self, line: u32, text: &str) -> Result<ListLine, Error> {
        let mut found = ListLine {
            line,
            text: text.chars().take(80).collect(),
            person: None,
            name: String::new(),
            problem: None,
        };
        if codes(text).nth(1).is_some() {
            found.problem =
                Some("Nella riga ci sono più codici fiscali: scrivine uno per riga.".to_owned());
            return Ok(found);
        }
        match self.person_by_codice_fiscale(code(text)) {
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

    /// Says what `request` would cost for each of `people` and for whom it is not allowed; nothing is
    /// drawn, and no number is taken.
    ///
    /// # Errors
    /// The list is too long or names a person that is gone, the desk is locked, or the store fails.
    pub fn list_quote(
        &self,
        request: &CertificateRequest,
        people: &[PersonId],
    ) -> Result<ListQuote, Error> {
        if people.len() > PEOPLE_MAX {
            return Err(too_long());
        }
        let today = self.today();
        let mut quote = ListQuote::default();
        let mut refused = Vec::new();
        for person in people {
            let request = CertificateRequest {
                subject: *person,
                contrassegno: None,
                ..request.clone()
            };
            // The lock is taken for one person at a time: a clerk at work is not held up.
            let decided = self.with(|desk| {
                let known = desk.circumstances(*person, today)?;
                Ok(rules::decide(&known.case(&request, None)))
            })?;
            match decided {
                Ok(decision) => add(&mut quote, decision),
                Err(blocks) => refused.push((*person, blocks)),
            }
        }
        quote.blocks = common(&refused, people.len());
        for (person, blocks) in refused {
            let own = blocks.into_iter().filter(|one| !quote.blocks.contains(one));
            let reasons: Vec<String> = own.map(|block| block.reason).collect();
            if !reasons.is_empty() {
                quote.refused.push(ListRefused {
                    person,
                    name: self.name_of(person)?,
                    reasons,
                });
            }
        }
        quote.cash_total = self.cash(quote.fee)?;
        Ok(quote)
    }

    /// Returns what is paid in cash for an amount.
    pub(crate) fn cash(&self, total: Cents) -> Result<Cents, Error> {
        let today = self.today();
        self.read(|reader| Ok(Tariffs::on(today, &reader.settings()?.rules).cash(total)))
    }

    pub(crate) fn name_of(&self, person: PersonId) -> Result<String, Error> {
        self.read(|reader| {
            let person = reader.person(person)?.ok_or(Error::NoPerson)?;
            Ok(person.full_name())
        })
    }
}

fn add(quote: &mut ListQuote, decision: Decision) {
    quote.ready += 1;
    quote.fee = Cents(quote.fee.0 + decision.fee.0);
    quote.stamp_duty = Cents(quote.stamp_duty.0 + decision.stamp_duty.0);
    quote.stamp_free |= matches!(decision.stamp, StampOutcome::Free { .. });
    for warning in decision.warnings {
        if !quote.warnings.contains(&warning) {
            quote.warnings.push(warning);
        }
    }
}

/// Returns what stands in everybody's way: the request is wrong, and not the people.
fn common(refused: &[(PersonId, Vec<Block>)], people: usize) -> Vec<Block> {
    let Some((_, first)) = refused.first().filter(|_| refused.len() == people) else {
        return Vec::new();
    };
    let everybody = |block: &&Block| refused.iter().all(|(_, blocks)| blocks.contains(block));
    first.iter().filter(everybody).cloned().collect()
}

/// Returns what stands between blanks and the marks of a CSV.
fn fields(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| letter.is_whitespace() || ";,".contains(letter))
        .map(|field| field.trim_matches('"'))
        .filter(|field| !field.is_empty())
}

/// Returns the fields of a line that are codici fiscali.
fn codes(line: &str) -> impl Iterator<Item = &str> {
    // Eleven digits may be a telephone as well: only where there is nothing better.
    fields(line).filter(|field| field.len() == 16 && CodiceFiscale::parse(field).is_ok())
}

/// Returns the field of a line that is a codice fiscale, or else what most looks like one, so that it
/// can be told what is wrong with it.
fn code(line: &str) -> &str {
    let is_code = |field: &&str| CodiceFiscale::parse(field).is_ok();
    let has_digit = |field: &&str| field.bytes().any(|byte| byte.is_ascii_digit());
    codes(line)
        .next()
        .or_else(|| fields(line).find(is_code))
        .or_else(|| fields(line).find(|field| has_digit(field) && field.len() >= 11))
        .or_else(|| fields(line).next())
        .unwrap_or_default()
}

/// Tells whether a line is a CSV's line of titles: it names what a codice fiscale stands in.
fn is_titles(line: &str) -> bool {
    let line = line.to_lowercase();
    let names = ["codice", "fiscale"];
    let abbreviated = || {
        line.split(|letter: char| !letter.is_alphanumeric())
            .any(|word| word == "cf")
    };
    !line.bytes().any(|byte| byte.is_ascii_digit())
        && (names.iter().any(|name| line.contains(name)) || abbreviated())
}

pub(crate) fn too_long() -> Error {
    Error::Invalid {
        field: "people",
        reason: format!("L'elenco ha più di {PEOPLE_MAX} persone: dividilo."),
    }
}

pub(crate) fn small(count: usize) -> u32 {
    u32::try_from(count).expect("a list is short")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codice_fiscale_is_found_in_any_column() {
        for (line, expected) in [
            ("RSSMRA80A01L049L", "RSSMRA80A01L049L"),
            ("rssmra80a01l049l ROSSI MARIO", "rssmra80a01l049l"),
            (
                "ROSSI;MARIO;\"RSSMRA80A01L049L\";Via Ennio 12",
                "RSSMRA80A01L049L",
            ),
            ("1,ROSSI,MARIO,RSSMRA80A01L049L", "RSSMRA80A01L049L"),
            ("ROSSI;RSSMRA80A01L049;x", "RSSMRA80A01L049"),
            ("ROSSI;09900000001;RSSMRA80A01L049L", "RSSMRA80A01L049L"),
            ("ROSSI MARIO", "ROSSI"),
            (";", ""),
        ] {
            assert_eq!(code(line), expected, "{line}");
        }
    }

    #[test]
    fn only_a_line_of_titles_is_passed_over() {
        for (line, expected) in [
            ("Cognome;Nome;Codice fiscale", true),
            ("nome,CF", true),
            ("ROSSI MARIO", false),
            ("CF RSSMRA80A01L049L", false),
        ] {
            assert_eq!(is_titles(line), expected, "{line}");
        }
    }
}
