//! The index, put together from rows in any order.

use std::collections::HashMap;

use chrono::Datelike as _;
use domain::{CodiceFiscale, PartialDate};

use crate::Row;
use crate::fold::{fold, tokens};
use crate::lists::Lists;
use crate::tokens::Dictionary;

/// No number.
pub(crate) const NO_NUMBER: u64 = u64::MAX;

/// Takes rows and makes an [`Index`] of them.
#[derive(Default)]
pub struct Builder {
    texts: Texts,
    entries: Vec<Entry>,
    codes: Vec<(Code, u32)>,
}

/// A person, in 40 bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) key: i64,
    pub(crate) household: u64,
    /// Numbers of texts, see [`Index::texts_of`].
    pub(crate) surname: u32,
    pub(crate) name: u32,
    pub(crate) street: u32,
    pub(crate) house_number: u32,
    /// Year, month and day as digits; unknown parts are zero.
    pub(crate) birth: u32,
    pub(crate) resident: bool,
}

/// A codice fiscale; a provisional one ends in zero bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Code([u8; 16]);

impl Code {
    fn new(text: &str) -> Self {
        let mut code = [0; 16];
        for (place, byte) in code.iter_mut().zip(text.bytes()) {
            *place = byte;
        }
        Self(code)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        let length = self.0.iter().take_while(|byte| **byte != 0).count();
        &self.0[..length]
    }
}

/// Distinct surnames, names and streets, folded.
#[derive(Default)]
struct Texts {
    /// As written.
    known: HashMap<String, u32>,
    folded: HashMap<String, u32>,
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.known.get(text) {
            return *number;
        }
        let next = index(self.folded.len());
        let number = *self.folded.entry(fold(text)).or_insert(next);
        self.known.insert(text.to_owned(), number);
        number
    }

    /// Returns the texts in alphabetical order, and for each number its place in it.
    fn finish(self) -> (Vec<String>, Vec<u32>) {
        let mut texts: Vec<(String, u32)> = self.folded.into_iter().collect();
        texts.sort_unstable();
        let mut places = vec![0; texts.len()];
        for (place, (_, number)) in texts.iter().enumerate() {
            places[*number as usize] = index(place);
        }
        (texts.into_iter().map(|(text, _)| text).collect(), places)
    }
}

/// The index of a registry, in memory.
pub struct Index {
    pub(crate) dictionary: Dictionary,
    /// For each token the texts that have it: twice the number of the text, and one more where the
    /// token is a later part of it.
    pub(crate) texts_of: Lists,
    /// For each text the entries that have it as surname, name or street.
    pub(crate) entries_of: Lists,
    /// In the order of surname, name and birth date.
    pub(crate) entries: Vec<Entry>,
    /// Codici fiscali, sorted, with the place of their entry; those of omocodia twice.
    pub(crate) codes: Vec<(Code, u32)>,
}

impl Builder {
    /// Makes an empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a row.
    pub fn push(&mut self, row: &Row<'_>) {
        let place = index(self.entries.len());
        self.entries.push(Entry {
            key: row.key,
            household: number(row.household),
            surname: self.texts.number(row.surname),
            name: self.texts.number(row.name),
            street: self.texts.number(row.street.unwrap_or_default()),
            house_number: u32::try_from(number(row.house_number)).unwrap_or(u32::MAX),
            birth: birth(row.birth_date),
            resident: row.resident,
        });
        if let Some(code) = row.codice_fiscale {
            self.codes.push((Code::new(code), place));
            // Reading a code costs more than all else here, and one in a thousand needs it.
            if may_be_omocodia(code)
                && let Ok(read) = CodiceFiscale::parse(code)
            {
                let plain = read.without_omocodia();
                if plain.as_str() != code {
                    self.codes.push((Code::new(plain.as_str()), place));
                }
            }
        }
    }

    /// Takes the rows of another builder: halves of a registry can be read side by side.
    pub fn append(&mut self, other: Self) {
        let first = index(self.entries.len());
        let mut numbers = vec![0; other.texts.folded.len()];
        for (text, number) in &other.texts.known {
            numbers[*number as usize] = self.texts.number(text);
        }
        self.entries
            .extend(other.entries.into_iter().map(|entry| Entry {
                surname: numbers[entry.surname as usize],
                name: numbers[entry.name as usize],
                street: numbers[entry.street as usize],
                ..entry
            }));
        self.codes.extend(
            other
                .codes
                .into_iter()
                .map(|(code, place)| (code, place + first)),
        );
    }

    /// Makes the index.
    #[must_use]
    pub fn finish(self) -> Index {
        let (texts, text_places) = self.texts.finish();
        let mut entries = self.entries;
        for entry in &mut entries {
            entry.surname = text_places[entry.surname as usize];
            entry.name = text_places[entry.name as usize];
            entry.street = text_places[entry.street as usize];
        }
        // What is compared stands side by side: looking it up at each comparison costs four times
        // as much. The old place is the last word, so equal ones keep their order.
        let mut order: Vec<(u32, u32, u32, i64, u32)> = entries
            .iter()
            .enumerate()
            .map(|(old, entry)| {
                let Entry {
                    surname,
                    name,
                    birth,
                    key,
                    ..
                } = *entry;
                (surname, name, birth, key, index(old))
            })
            .collect();
        order.sort_unstable();
        let mut places = vec![0; order.len()];
        for (place, (.., old)) in order.iter().enumerate() {
            places[*old as usize] = index(place);
        }
        let codes = self.codes;
        // The two halves of the work share nothing.
        std::thread::scope(|scope| {
            let codes = scope.spawn(move || sorted(codes, &places));
            let entries: Vec<Entry> = order
                .iter()
                .map(|(.., old)| entries[*old as usize])
                .collect();
            let (dictionary, texts_of) = dictionary(&texts);
            let pairs = entries.iter().enumerate().flat_map(|(place, entry)| {
                [entry.surname, entry.name, entry.street].map(|text| (text, index(place)))
            });
            Index {
                dictionary,
                texts_of,
                entries_of: Lists::new(texts.len(), pairs),
                entries,
                codes: codes.join().expect("sorting does not panic"),
            }
        })
    }
}

/// Returns the codes in order, with the places that their entries have now.
fn sorted(mut codes: Vec<(Code, u32)>, places: &[u32]) -> Vec<(Code, u32)> {
    for (_, place) in &mut codes {
        *place = places[*place as usize];
    }
    codes.sort_unstable();
    codes
}

/// Tells whether a code has a letter where the plain one has a digit (DM 12.3.1974, art. 6).
fn may_be_omocodia(code: &str) -> bool {
    const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
    let code = code.as_bytes();
    code.len() == 16 && DIGITS.iter().any(|place| !code[*place].is_ascii_digit())
}

/// Returns the dictionary of texts in alphabetical order, and the texts of each token.
fn dictionary(texts: &[String]) -> (Dictionary, Lists) {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (text, folded) in texts.iter().enumerate() {
        let parts = folded.split_whitespace().count();
        for (position, token) in tokens(folded).into_iter().enumerate() {
            let later = u32::from(position > 0 && position < parts);
            let next = index(numbers.len());
            let number = *numbers.entry(token).or_insert(next);
            pairs.push((number, index(text) * 2 + later));
        }
    }
    let mut words: Vec<(String, u32)> = numbers.into_iter().collect();
    words.sort_unstable();
    let mut places = vec![0; words.len()];
    for (place, (_, number)) in words.iter().enumerate() {
        places[*number as usize] = index(place);
    }
    let words: Vec<String> = words.into_iter().map(|(word, _)| word).collect();
    let pairs = pairs
        .iter()
        .map(|(number, text)| (places[*number as usize], *text));
    (Dictionary::new(&words), Lists::new(words.len(), pairs))
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
            + self.texts_of.memory_bytes()
            + self.entries_of.memory_bytes()
            + self.entries.len() * size_of::<Entry>()
            + self.codes.len() * size_of::<(Code, u32)>()
    }
}

fn index(place: usize) -> u32 {
    u32::try_from(place).expect("fewer than 2^32 of anything")
}

/// Returns a number as written: its digits, [`NO_NUMBER`] where it has none or too many.
pub(crate) fn number(text: Option<&str>) -> u64 {
    let text = text.unwrap_or_default().trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text[..digits].parse().unwrap_or(NO_NUMBER)
}

fn birth(date: PartialDate) -> u32 {
    let year = u32::try_from(date.year()).unwrap_or(0) * 10_000;
    match date {
        PartialDate::Day(day) => year + day.month() * 100 + day.day(),
        PartialDate::Month { month, .. } => year + month * 100,
        PartialDate::Year(_) => year,
    }
}
