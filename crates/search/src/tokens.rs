//! The dictionary of distinct tokens, and what a word of the query costs against each of them.

use std::collections::HashMap;

use crate::distance::Pattern;
use crate::fold::sound;

/// No match.
pub(crate) const NONE: u8 = u8::MAX;

const PREFIX: u8 = 2;
const SOUND: u8 = 4;
const SOUND_PREFIX: u8 = 6;
const ONE_ERROR: u8 = 8;
const ONE_ERROR_PREFIX: u8 = 10;
const TWO_ERRORS: u8 = 14;
const TWO_ERRORS_PREFIX: u8 = 16;

/// Distinct tokens, all their bytes in one flat array.
pub(crate) struct Dictionary {
    bytes: Vec<u8>,
    /// Where each token ends; it begins where the one before ends.
    ends: Vec<u32>,
    /// Which of the letters a–z it has, one bit each.
    letters: Vec<u32>,
    /// Its sound, flat in the same way.
    sound_bytes: Vec<u8>,
    sound_ends: Vec<u32>,
}

/// Collects tokens.
#[derive(Default)]
pub(crate) struct Collector(HashMap<String, u32>);

impl Collector {
    /// Returns the number of a token.
    pub(crate) fn number(&mut self, token: String) -> u32 {
        let next = u32::try_from(self.0.len()).expect("fewer than 2^32 tokens");
        *self.0.entry(token).or_insert(next)
    }

    /// Returns the dictionary; numbers stay.
    pub(crate) fn finish(self) -> Dictionary {
        let mut words = vec![String::new(); self.0.len()];
        for (word, number) in self.0 {
            words[number as usize] = word;
        }
        let mut dictionary = Dictionary {
            bytes: Vec::new(),
            ends: Vec::with_capacity(words.len()),
            letters: Vec::with_capacity(words.len()),
            sound_bytes: Vec::new(),
            sound_ends: Vec::with_capacity(words.len()),
        };
        let place = |bytes: &[u8]| u32::try_from(bytes.len()).expect("under 4 GiB of names");
        for word in words {
            dictionary.letters.push(letters(word.as_bytes()));
            dictionary.bytes.extend_from_slice(word.as_bytes());
            dictionary.ends.push(place(&dictionary.bytes));
            dictionary
                .sound_bytes
                .extend_from_slice(sound(&word).as_bytes());
            dictionary.sound_ends.push(place(&dictionary.sound_bytes));
        }
        dictionary
    }
}

impl Dictionary {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.bytes.len() + self.sound_bytes.len() + self.ends.len() * 12
    }

    fn token(&self, number: usize) -> &[u8] {
        let start = if number == 0 {
            0
        } else {
            self.ends[number - 1] as usize
        };
        &self.bytes[start..self.ends[number] as usize]
    }

    fn sound(&self, number: usize) -> &[u8] {
        let start = if number == 0 {
            0
        } else {
            self.sound_ends[number - 1] as usize
        };
        &self.sound_bytes[start..self.sound_ends[number] as usize]
    }

    /// Returns what a word costs against each token; with `errors`, typing errors are forgiven.
    pub(crate) fn costs(&self, word: &str, errors: bool) -> Vec<u8> {
        let bytes = word.as_bytes();
        let word_sound = sound(word);
        let allowed = match (errors, word.chars().count()) {
            (false, _) | (true, 0..=3) => 0,
            (true, 4..=6) => 1,
            (true, _) => 2,
        };
        let pattern = (allowed > 0).then(|| Pattern::new(bytes)).flatten();
        let word_letters = letters(bytes);
        (0..self.len())
            .map(|number| {
                let token = self.token(number);
                if token.starts_with(bytes) {
                    return if token.len() == bytes.len() {
                        0
                    } else {
                        PREFIX
                    };
                }
                let mut cost = NONE;
                if bytes.len() >= 3 && self.sound(number).starts_with(word_sound.as_bytes()) {
                    let whole = self.sound(number).len() == word_sound.len();
                    cost = if whole { SOUND } else { SOUND_PREFIX };
                }
                if let Some(pattern) = &pattern {
                    // Letters of the word that the token lacks are errors at the least.
                    let missing = (word_letters & !self.letters[number]).count_ones();
                    if missing <= allowed {
                        cost = cost.min(error_cost(pattern.distances(token), allowed));
                    }
                }
                cost
            })
            .collect()
    }
}

fn error_cost((whole, beginning): (u32, u32), allowed: u32) -> u8 {
    let of = |errors: u32, one: u8, two: u8| match errors {
        0 | 1 if allowed >= 1 => one,
        2 if allowed >= 2 => two,
        _ => NONE,
    };
    of(whole, ONE_ERROR, TWO_ERRORS).min(of(beginning, ONE_ERROR_PREFIX, TWO_ERRORS_PREFIX))
}

fn letters(word: &[u8]) -> u32 {
    word.iter()
        .filter(|byte| byte.is_ascii_lowercase())
        .fold(0, |letters, byte| letters | 1 << (byte - b'a'))
}
