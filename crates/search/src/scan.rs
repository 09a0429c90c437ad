//! The search: every row gets its cost, the best are kept.

use std::collections::BinaryHeap;

use chrono::{Datelike, NaiveDate};

use crate::Hit;
use crate::build::{Entry, Index};
use crate::query::{Query, parse};
use crate::words::{NONE, Places, Word};

/// With fewer hits than this, typing errors are forgiven.
const FEW: usize = 10;
/// No match of a row.
const OUT: u32 = u32::MAX;
/// The first word matches the name and not the surname.
const SWAPPED: u32 = 1;
/// A word matches the street; or, where the query names the kind of a street, no street at all.
const STREET: u32 = 20;
/// A word matches a name in a query that names the kind of a street.
const NAME_BESIDE_STREET: u32 = 4;
/// A number is taken as a house number, or as a household.
const HOUSE: u32 = 1;
const HOUSEHOLD: u32 = 3;
/// Somebody who is not resident comes after residents that match as well.
const NOT_RESIDENT: u32 = 1;

impl Index {
    /// Returns the best matches of a query, best first; at most `limit`.
    ///
    /// `today` tells the century of a year of two digits. No text is an error.
    #[must_use]
    pub fn search(&self, query: &str, today: NaiveDate, limit: usize) -> Vec<Hit> {
        let query = parse(query, today);
        if limit == 0 {
            return Vec::new();
        }
        if let Some(code) = &query.code {
            let hits = self.by_code(code, limit);
            if !hits.is_empty() || (query.words.is_empty() && query.numbers.is_empty()) {
                return hits;
            }
        }
        if query.words.is_empty() && query.date.is_none() && query.numbers.is_empty() {
            return Vec::new();
        }
        let hits = self.scan(&query, limit, false);
        if hits.len() >= FEW.min(limit) || query.words.is_empty() {
            return hits;
        }
        self.scan(&query, limit, true)
    }

    /// Finds people by a codice fiscale or its beginning; of a long one, with one wrong character.
    fn by_code(&self, code: &str, limit: usize) -> Vec<Hit> {
        let code = code.as_bytes();
        let start = self
            .codes
            .partition_point(|(known, _)| known.as_bytes() < code);
        let mut places: Vec<(u32, u32)> = self.codes[start..]
            .iter()
            .take_while(|(known, _)| known.as_bytes().starts_with(code))
            .map(|(_, place)| (0, *place))
            .collect();
        if places.is_empty() && code.len() >= 9 {
            let differs_once = |known: &[u8]| {
                known.len() >= code.len()
                    && known
                        .iter()
                        .zip(code)
                        .filter(|(one, other)| one != other)
                        .count()
                        == 1
            };
            places = self
                .codes
                .iter()
                .filter(|(known, _)| differs_once(known.as_bytes()))
                .map(|(_, place)| (8, *place))
                .collect();
        }
        places.sort_unstable();
        places.dedup();
        places
            .into_iter()
            .take(limit)
            .map(|(cost, place)| Hit {
                key: self.entries[place as usize].key,
                cost,
            })
            .collect()
    }

    fn scan(&self, query: &Query, limit: usize, errors: bool) -> Vec<Hit> {
        let words = self.words(query, errors);
        let candidates = self.candidates(&words);
        self.rank(query, &words, candidates.as_ref(), limit)
    }

    /// Ranks the candidates; `None`: everybody.
    fn rank(
        &self,
        query: &Query,
        words: &[Word],
        candidates: Option<&Places>,
        limit: usize,
    ) -> Vec<Hit> {
        let mut best = Best::new(limit);
        let mut rank = |place: usize| {
            let cost = cost(&self.entries[place], query, words, best.ceiling());
            best.take(cost, place);
        };
        match candidates {
            Some(candidates) => candidates.each(&mut rank),
            None => (0..self.entries.len()).for_each(&mut rank),
        }
        best.0
            .into_sorted_vec()
            .into_iter()
            .map(|(cost, place)| Hit {
                key: self.entries[place].key,
                cost,
            })
            .collect()
    }
}

/// The best so far; the worst of them is on top of the heap, to be thrown out first.
struct Best(BinaryHeap<(u32, usize)>, usize);

impl Best {
    fn new(limit: usize) -> Self {
        Self(BinaryHeap::new(), limit)
    }

    /// Returns the cost from which on nothing is taken any more.
    fn ceiling(&self) -> u32 {
        match self.0.peek() {
            Some((cost, _)) if self.0.len() == self.1 => *cost,
            _ => OUT,
        }
    }

    /// Takes an entry. Among equals the earlier stays: entries come in alphabetical order.
    fn take(&mut self, cost: u32, place: usize) {
        if cost < self.ceiling() {
            if self.0.len() == self.1 {
                self.0.pop();
            }
            self.0.push((cost, place));
        }
    }
}

fn cost(entry: &Entry, query: &Query, words: &[Word], ceiling: u32) -> u32 {
    let mut total = u32::from(!entry.resident) * NOT_RESIDENT;
    if let Some(date) = query.date {
        let wanted =
            u32::try_from(date.year()).unwrap_or(0) * 10_000 + date.month() * 100 + date.day();
        if entry.birth != wanted {
            return OUT;
        }
    }
    for number in &query.numbers {
        match number_cost(entry, number) {
            Some(cost) => total += cost,
            None => return OUT,
        }
    }
    let mut place = 0;
    while let Some(word) = words.get(place) {
        let (mut least, mut step) = (OUT, 1);
        for (more, texts) in word.spans.iter().enumerate() {
            let cost = name_cost(entry, &texts.costs, place == 0, word.street);
            if cost <= least && cost < OUT {
                (least, step) = (cost, more + 1);
            }
        }
        if least < OUT {
            total += least;
        } else if word.optional {
            total += STREET;
        } else {
            return OUT;
        }
        if total >= ceiling {
            return OUT;
        }
        place += step;
    }
    total
}

/// Returns what a word costs against surname, name or street of a row, whichever is best.
fn name_cost(entry: &Entry, costs: &[u8], first: bool, street: bool) -> u32 {
    let of = |text: u32, more: u32| match costs[text as usize] {
        NONE => OUT,
        cost => u32::from(cost) + more,
    };
    let swapped = if first { SWAPPED } else { 0 };
    let (name, road) = if street {
        (NAME_BESIDE_STREET, 0)
    } else {
        (0, STREET)
    };
    of(entry.surname, name)
        .min(of(entry.name, name + swapped))
        .min(of(entry.street, road))
}

/// A number is a year, a house number or a household: the year is likeliest.
fn number_cost(entry: &Entry, number: &str) -> Option<u32> {
    let value: u64 = number.parse().ok()?;
    if number.len() == 4 && u64::from(entry.birth / 10_000) == value {
        return Some(0);
    }
    if u64::from(entry.house_number) == value && entry.house_number != u32::MAX {
        return Some(HOUSE);
    }
    (entry.household == value).then_some(HOUSEHOLD)
}

#[cfg(test)]
mod tests {
    use domain::{BelfioreCode, Person};

    use super::*;
    use crate::{Builder, Row};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    fn people(residents: u32, seed: u64) -> Vec<Person> {
        let comune = synthetic::generate(&synthetic::Options {
            residents,
            seed,
            belfiore: BelfioreCode("E205".to_owned()),
            as_of: today(),
        });
        comune.people
    }

    fn index(people: &[Person]) -> Index {
        let mut builder = Builder::new();
        for (key, person) in people.iter().enumerate() {
            let at = person.residence().and_then(|at| at.address.as_ref());
            builder.push(&Row {
                key: i64::try_from(key).unwrap(),
                surname: person.surname.as_deref().unwrap_or_default(),
                name: person.name.as_deref().unwrap_or_default(),
                birth_date: person.birth_date,
                codice_fiscale: person.codice_fiscale.as_ref().map(|code| code.as_str()),
                household: person.membership.as_ref().map(|tie| tie.number.as_str()),
                street: at.map(|at| at.street.as_str()),
                house_number: at.and_then(|at| at.number.as_deref()),
                resident: person.status == domain::RegistryStatus::Resident,
            });
        }
        builder.finish()
    }

    /// A short cut must not change what is found: the candidates hold everybody who matches.
    #[test]
    fn candidates_are_found_as_if_everybody_had_been_looked_at() {
        for seed in 1..=3 {
            let people = people(1_500, seed);
            let index = index(&people);
            let mut narrowed = 0;
            for person in people.iter().step_by(17) {
                let (full, street) = (person.full_name(), person.residence());
                let street = street.and_then(|at| at.address.as_ref());
                let street = street.map_or("", |address| address.street.as_str());
                let first: String = full.chars().take(4).collect();
                for text in [
                    full.clone(),
                    full.replace([' ', '\''], ""),
                    full.chars().rev().collect(),
                    format!("via {street} {first}"),
                    format!("{first} {}", person.birth_date),
                    first.clone(),
                ] {
                    let query = parse(&text, today());
                    for errors in [false, true] {
                        let words = index.words(&query, errors);
                        let candidates = index.candidates(&words);
                        narrowed += usize::from(candidates.is_some());
                        assert_eq!(
                            index.rank(&query, &words, candidates.as_ref(), 50),
                            index.rank(&query, &words, None, 50),
                            "seed {seed}, «{text}», errors {errors}"
                        );
                    }
                }
            }
            assert!(narrowed > 100, "seed {seed}: only {narrowed} were narrowed");
        }
    }

    /// Whoever is in a registry is found by the own name, whatever that is.
    #[test]
    fn everybody_of_an_invented_comune_is_found_by_name_and_birth_date() {
        for seed in 1..=2 {
            let people = people(1_000, seed);
            let index = index(&people);
            for (key, person) in people.iter().enumerate() {
                let mut query = person.full_name();
                if let domain::PartialDate::Day(day) = person.birth_date {
                    query = format!("{query} {}", day.format("%d/%m/%Y"));
                }
                let hits = index.search(&query, today(), 50);
                let found = hits.iter().any(|hit| usize::try_from(hit.key) == Ok(key));
                assert!(found, "seed {seed}, «{query}»");
            }
        }
    }
}
