//! The one box of the search. The index lives in memory and is built after log-in.

use std::ops::RangeInclusive;
use std::sync::PoisonError;

use domain::{PartialDate, Person, RegistryStatus};
use search::{Builder, Row};
use store::Reader;

use crate::Error;
use crate::person::hit;
use crate::session::Desk;
use crate::views::SearchAnswer;

/// How many persons a list shows.
const HITS_MAX: usize = 50;

impl Desk {
    /// Builds the search index from the registry. The window does it behind the first screen.
    ///
    /// # Errors
    /// The desk is locked, or the store fails.
    pub fn search_prepare(&self) -> Result<(), Error> {
        // Most of the work is to decrypt and to read: a second connection takes half of it.
        let second = self.with(|desk| Ok(desk.store.reader()?))?;
        let builder = self.read(|first| {
            let last = first.last_person_key()?;
            let half = last / 2;
            std::thread::scope(|scope| {
                let rest = scope.spawn(move || rows(&second, half + 1..=last));
                let mut builder = rows(first, 1..=half)?;
                builder.append(rest.join().expect("reading does not panic")?);
                Ok(builder)
            })
        })?;
        let index = builder.finish();
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = Some(index);
        Ok(())
    }

    /// Searches persons: codice fiscale, names, birth date, address or household, in one box.
    ///
    /// # Errors
    /// The desk is locked, or the store fails. No text is an error.
    pub fn search(&self, query: &str) -> Result<SearchAnswer, Error> {
        let mut answer = SearchAnswer {
            query: query.to_owned(),
            hits: Vec::new(),
            more: false,
            ready: true,
        };
        let today = self.today();
        let keys: Vec<i64> = {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
            let Some(index) = index.as_ref() else {
                answer.ready = false;
                return self.read(|_| Ok(answer));
            };
            index
                .search(query, today, HITS_MAX + 1)
                .iter()
                .map(|hit| hit.key)
                .collect()
        };
        answer.more = keys.len() > HITS_MAX;
        let shown = &keys[..keys.len().min(HITS_MAX)];
        let persons: Vec<Person> = self.read(|reader| Ok(reader.persons_by_key(shown)?))?;
        answer.hits = persons.iter().map(hit).collect();
        Ok(answer)
    }
}

/// Reads the rows with these keys.
fn rows(reader: &Reader, keys: RangeInclusive<i64>) -> Result<Builder, Error> {
    let mut builder = Builder::new();
    reader.for_each_search_row(keys, |row| {
        builder.push(&Row {
            key: row.key,
            surname: row.surname.unwrap_or_default(),
            name: row.name.unwrap_or_default(),
            birth_date: row.birth_date.parse().unwrap_or(PartialDate::Year(0)),
            codice_fiscale: row.codice_fiscale,
            household: row.household,
            street: row.street,
            house_number: row.house_number,
            resident: row.status == RegistryStatus::Resident,
        });
    })?;
    Ok(builder)
}
