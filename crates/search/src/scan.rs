//! The search: every row gets its cost, the best are kept.

use std::collections::BinaryHeap;

use chrono::{Datelike, NaiveDate};

use crate::Hit;
use crate::build::{Entry, Index, NO_NUMBER};
use crate::query::{Query, is_street_kind, parse};
use crate::tokens::NONE;

/// With fewer hits than this, typing errors are forgiven.
const FEW: usize = 10;
/// No match of a row.
const OUT: u32 = u32::MAX;
/// A word that matches a later part of a name, not the first.
const LATER_PART: u8 = 1;
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
            if !hits.is_empty() || query.words.is_empty() {
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
        let start = self
            .codes
            .partition_point(|(known, _)| known.as_str() < code);
        let mut places: Vec<(u32, u32)> = self.codes[start..]
            .iter()
            .take_while(|(known, _)| known.starts_with(code))
            .map(|(_, place)| (0, *place))
            .collect();
        if places.is_empty() && code.len() >= 9 {
            let differs_once = |known: &str| {
                known.len() >= code.len()
                    && known
                        .bytes()
                        .zip(code.bytes())
                        .filter(|(one, other)| one != other)
                        .count()
                        == 1
            };
            places = self
                .codes
                .iter()
                .filter(|(known, _)| differs_once(known))
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
        // The worst of the best is on top of the heap, to be thrown out first.
        let mut best: BinaryHeap<(u32, usize)> = BinaryHeap::new();
        for (place, entry) in self.entries.iter().enumerate() {
            let ceiling = match best.peek() {
                Some((cost, _)) if best.len() == limit => *cost,
                _ => OUT,
            };
            let cost = cost(entry, query, &words, ceiling);
            // Among equals the earlier row stays: rows are in alphabetical order.
            if cost < ceiling {
                if best.len() == limit {
                    best.pop();
                }
                best.push((cost, place));
            }
        }
        best.into_sorted_vec()
            .into_iter()
            .map(|(cost, place)| Hit {
                key: self.entries[place].key,
                cost,
            })
            .collect()
    }

    /// Returns what each word costs against each distinct name and street.
    fn words(&self, query: &Query, errors: bool) -> Vec<Word> {
        let mut words = Vec::new();
        let has_street = query.words.iter().any(|word| is_street_kind(word));
        let mut place = 0;
        while place < query.words.len() {
            let word = &query.words[place];
            let single = self.text_costs(word, errors);
            let joined = query.words.get(place + 1).map(|next| {
                let joined = format!("{word}{next}");
                self.text_costs(&joined, errors)
            });
            words.push(Word {
                single,
                joined,
                optional: is_street_kind(word),
                street: has_street,
            });
            place += 1;
        }
        words
    }

    /// Returns what a word costs against each text: the least over its tokens.
    fn text_costs(&self, word: &str, errors: bool) -> Vec<u8> {
        let token_costs = self.dictionary.costs(word, errors);
        (0..self.texts.len())
            .map(|number| {
                let (tokens, parts) = self.texts.tokens(number);
                let mut least = NONE;
                for (position, token) in tokens.iter().enumerate() {
                    let cost = token_costs[*token as usize];
                    let later = position > 0 && position < parts;
                    let cost = if later {
                        cost.saturating_add(LATER_PART)
                    } else {
                        cost
                    };
                    least = least.min(cost);
                }
                least
            })
            .collect()
    }
}

/// A word of the query: by itself, and joined with the next.
struct Word {
    single: Vec<u8>,
    joined: Option<Vec<u8>>,
    /// The kind of a street: it need not match.
    optional: bool,
    /// The query names the kind of a street.
    street: bool,
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
    while place < words.len() {
        let word = &words[place];
        let single = name_cost(entry, &word.single, place == 0, word.street);
        let joined = word.joined.as_ref().map_or(OUT, |joined| {
            name_cost(entry, joined, place == 0, word.street)
        });
        let step = if joined < OUT && joined <= single {
            2
        } else {
            1
        };
        let cost = single.min(joined);
        if cost < OUT {
            total += cost;
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
    let value: u32 = number.parse().ok()?;
    if value == NO_NUMBER {
        return None;
    }
    if number.len() == 4 && entry.birth / 10_000 == value {
        return Some(0);
    }
    if entry.house_number == value {
        return Some(HOUSE);
    }
    (entry.household == value).then_some(HOUSEHOLD)
}
