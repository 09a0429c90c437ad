//! The index, put together from rows in any order.

use std::collections::HashMap;

use chrono::Datelike;
use domain::{CodiceFiscale, PartialDate};

use crate::Row;
use crate::fold::{fold, tokens};
use crate::tokens::{Collector, Dictionary};

/// No number.
pub(crate) const NO_NUMBER: u32 = u32::MAX;

/// Takes rows and makes an [`Index`] of them.
#[derive(Default)]
pub struct Builder {
    tokens: Collector,
    texts: Texts,
    sort_keys: Vec<String>,
    entries: Vec<Entry>,
    codes: Vec<(String, u32)>,
}

/// A person, in 32 bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) key: i64,
    /// Numbers in [`Texts`].
    pub(crate) surname: u32,
    pub(crate) name: u32,
    pub(crate) street: u32,
    pub(crate) house_number: u32,
    pub(crate) household: u32,
    /// Year, month and day as digits; unknown parts are zero.
    pub(crate) birth: u32,
    pub(crate) resident: bool,
}

/// Distinct surnames, names and streets, each as the numbers of its tokens.
#[derive(Default)]
pub(crate) struct Texts {
    known: HashMap<String, u32>,
    tokens: Vec<u32>,
    ends: Vec<u32>,
    /// How many of the tokens are parts; the others are joined forms.
    parts: Vec<u8>,
}

impl Texts {
    fn number(&mut self, text: &str, collector: &mut Collector) -> u32 {
        if let Some(number) = self.known.get(text) {
            return *number;
        }
        let number = u32::try_from(self.ends.len()).expect("fewer than 2^32 names");
        self.known.insert(text.to_owned(), number);
        let parts = fold(text).split_whitespace().count();
        for token in tokens(text) {
            self.tokens.push(collector.number(token));
        }
        self.ends
            .push(u32::try_from(self.tokens.len()).expect("fewer than 2^32 tokens"));
        self.parts.push(u8::try_from(parts).unwrap_or(u8::MAX));
        number
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the tokens of a text, and how many of them are its parts.
    pub(crate) fn tokens(&self, number: usize) -> (&[u32], usize) {
        let start = if number == 0 {
            0
        } else {
            self.ends[number - 1] as usize
        };
        (
            &self.tokens[start..self.ends[number] as usize],
            usize::from(self.parts[number]),
        )
    }
}

/// The index of a registry, in memory.
pub struct Index {
    pub(crate) dictionary: Dictionary,
    pub(crate) texts: Texts,
    /// In the order of surname, name and birth date.
    pub(crate) entries: Vec<Entry>,
    /// Codici fiscali, sorted, with the place of their entry; those of omocodia twice.
    pub(crate) codes: Vec<(String, u32)>,
}

impl Builder {
    /// Makes an empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a row.
    pub fn push(&mut self, row: &Row<'_>) {
        let place = u32::try_from(self.entries.len()).expect("fewer than 2^32 people");
        let entry = Entry {
            key: row.key,
            surname: self.texts.number(row.surname, &mut self.tokens),
            name: self.texts.number(row.name, &mut self.tokens),
            street: self
                .texts
                .number(row.street.unwrap_or_default(), &mut self.tokens),
            house_number: number(row.house_number),
            household: number(row.household),
            birth: birth(row.birth_date),
            resident: row.resident,
        };
        self.entries.push(entry);
        self.sort_keys
            .push(format!("{}\u{1}{}", fold(row.surname), fold(row.name)));
        if let Some(code) = row.codice_fiscale {
            self.codes.push((code.to_owned(), place));
            if let Ok(read) = CodiceFiscale::parse(code) {
                let plain = read.without_omocodia();
                if plain.as_str() != code {
                    self.codes.push((plain.as_str().to_owned(), place));
                }
            }
        }
    }

    /// Makes the index.
    #[must_use]
    pub fn finish(mut self) -> Index {
        let mut order: Vec<u32> =
            (0..u32::try_from(self.entries.len()).expect("fewer than 2^32 people")).collect();
        order.sort_by(|one, other| {
            let key = |place: &u32| {
                let place = *place as usize;
                (
                    &self.sort_keys[place],
                    self.entries[place].birth,
                    self.entries[place].key,
                )
            };
            key(one).cmp(&key(other))
        });
        let mut places = vec![0; order.len()];
        for (place, old) in order.iter().enumerate() {
            places[*old as usize] = u32::try_from(place).expect("fewer than 2^32 people");
        }
        for (_, place) in &mut self.codes {
            *place = places[*place as usize];
        }
        self.codes.sort_unstable();
        self.texts.known = HashMap::new();
        Index {
            dictionary: self.tokens.finish(),
            texts: self.texts,
            entries: order
                .iter()
                .map(|old| self.entries[*old as usize])
                .collect(),
            codes: self.codes,
        }
    }
}

impl Index {
    /// Returns how many people are in the index.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether nobody is in the index.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns about how many bytes of memory the index takes.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        self.dictionary.memory_bytes()
            + self.entries.len() * size_of::<Entry>()
            + self.texts.tokens.len() * 4
            + self.texts.ends.len() * 5
            + self
                .codes
                .iter()
                .map(|(code, _)| code.len() + size_of::<(String, u32)>())
                .sum::<usize>()
    }
}

/// Returns a number as typed: its digits, of at most nine.
fn number(text: Option<&str>) -> u32 {
    let digits: String = text
        .unwrap_or_default()
        .chars()
        .take_while(char::is_ascii_digit)
        .take(9)
        .collect();
    digits.parse().unwrap_or(NO_NUMBER)
}

fn birth(date: PartialDate) -> u32 {
    let year = u32::try_from(date.year()).unwrap_or(0) * 10_000;
    match date {
        PartialDate::Day(day) => year + day.month() * 100 + day.day(),
        PartialDate::Month { month, .. } => year + month * 100,
        PartialDate::Year(_) => year,
    }
}
