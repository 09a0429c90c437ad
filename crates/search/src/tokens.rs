//! The dictionary of distinct tokens, and which of them a word of the query means, at what cost.

use std::ops::Range;

use crate::distance::Pattern;
use crate::fold::sound;

const PREFIX: u8 = 2;
const SOUND: u8 = 4;
const SOUND_PREFIX: u8 = 6;
const ONE_ERROR: u8 = 8;
const ONE_ERROR_PREFIX: u8 = 10;
const TWO_ERRORS: u8 = 14;
const TWO_ERRORS_PREFIX: u8 = 16;

/// A token that is meant, and the cost.
pub(crate) type Match = (u32, u8);

/// Distinct tokens in alphabetical order; their place is their number.
pub(crate) struct Dictionary {
    words: Flat,
    /// Which of the letters a–z each token has, one bit each.
    letters: Vec<u32>,
    /// How the tokens sound, in alphabetical order.
    sounds: Flat,
    /// The token of each sound.
    sounds_of: Vec<u32>,
}

impl Dictionary {
    /// Makes a dictionary of distinct tokens in alphabetical order.
    pub(crate) fn new(words: &[String]) -> Self {
        let mut sounds: Vec<(String, u32)> = words
            .iter()
            .enumerate()
            .map(|(place, word)| (sound(word), number(place)))
            .collect();
        sounds.sort_unstable();
        Self {
            words: Flat::new(words.iter().map(String::as_bytes)),
            letters: words.iter().map(|word| letters(word.as_bytes())).collect(),
            sounds: Flat::new(sounds.iter().map(|(sound, _)| sound.as_bytes())),
            sounds_of: sounds.iter().map(|(_, token)| *token).collect(),
        }
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.words.memory_bytes()
            + self.sounds.memory_bytes()
            + (self.letters.len() + self.sounds_of.len()) * 4
    }

    /// Returns the tokens that a word means: those that begin so or sound so, and with `errors`
    /// those that a clerk may have mistyped. A token can come several times; the least cost holds.
    pub(crate) fn matches(&self, word: &str, errors: bool) -> Vec<Match> {
        let bytes = word.as_bytes();
        let begin = self.words.beginning_with(bytes);
        let mut found: Vec<Match> = begin
            .map(|place| {
                let whole = self.words.get(place).len() == bytes.len();
                (number(place), if whole { 0 } else { PREFIX })
            })
            .collect();
        let word_sound = sound(word);
        if bytes.len() >= 3 && !word_sound.is_empty() {
            let alike = self.sounds.beginning_with(word_sound.as_bytes());
            found.extend(alike.map(|place| {
                let whole = self.sounds.get(place).len() == word_sound.len();
                let cost = if whole { SOUND } else { SOUND_PREFIX };
                (self.sounds_of[place], cost)
            }));
        }
        if errors {
            self.mistyped(word, &mut found);
        }
        found
    }

    /// Adds the tokens from which a word differs by one error, by two from seven letters on.
    fn mistyped(&self, word: &str, found: &mut Vec<Match>) {
        let bytes = word.as_bytes();
        let allowed = match word.chars().count() {
            0..=3 => return,
            4..=6 => 1,
            _ => 2,
        };
        let Some(pattern) = Pattern::new(bytes) else {
            return;
        };
        let word_letters = letters(bytes);
        for (place, token_letters) in self.letters.iter().enumerate() {
            // Letters of the word that the token lacks are errors at the least.
            if (word_letters & !token_letters).count_ones() > allowed {
                continue;
            }
            let token = self.words.get(place);
            if token.len() + allowed as usize >= bytes.len() {
                let cost = error_cost(pattern.distances(token), allowed);
                found.extend(cost.map(|cost| (number(place), cost)));
            }
        }
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("fewer than 2^32 tokens")
}

fn error_cost((whole, beginning): (u32, u32), allowed: u32) -> Option<u8> {
    let of = |errors: u32, one: u8, two: u8| match errors {
        0 | 1 => Some(one),
        2 if allowed >= 2 => Some(two),
        _ => None,
    };
    let whole = of(whole, ONE_ERROR, TWO_ERRORS);
    let beginning = of(beginning, ONE_ERROR_PREFIX, TWO_ERRORS_PREFIX);
    whole.into_iter().chain(beginning).min()
}

fn letters(word: &[u8]) -> u32 {
    word.iter()
        .filter(|byte| byte.is_ascii_lowercase())
        .fold(0, |letters, byte| letters | 1 << (byte - b'a'))
}

/// Texts in their order, all their bytes in one array.
struct Flat {
    bytes: Vec<u8>,
    /// Where each text begins; one more than there are texts.
    starts: Vec<u32>,
}

impl Flat {
    fn new<'text>(texts: impl Iterator<Item = &'text [u8]>) -> Self {
        let mut flat = Self {
            bytes: Vec::new(),
            starts: vec![0],
        };
        for text in texts {
            flat.bytes.extend_from_slice(text);
            let end = u32::try_from(flat.bytes.len()).expect("under 4 GiB of names");
            flat.starts.push(end);
        }
        flat
    }

    fn get(&self, place: usize) -> &[u8] {
        &self.bytes[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// Returns the places of the texts that begin so; the texts are sorted.
    fn beginning_with(&self, bytes: &[u8]) -> Range<usize> {
        let first = |before: &dyn Fn(&[u8]) -> bool| {
            let (mut low, mut high) = (0, self.starts.len() - 1);
            while low < high {
                let middle = low.midpoint(high);
                if before(self.get(middle)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            low
        };
        let start = first(&|text| text < bytes);
        start..first(&|text| text < bytes || text.starts_with(bytes))
    }

    fn memory_bytes(&self) -> usize {
        self.bytes.len() + self.starts.len() * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dictionary() -> Dictionary {
        let words = ["giuseppe", "hhh", "ros", "rosa", "rossi", "russo"];
        Dictionary::new(&words.map(str::to_owned))
    }

    fn best(word: &str, errors: bool) -> Vec<(usize, u8)> {
        let mut costs = std::collections::BTreeMap::new();
        for (token, cost) in dictionary().matches(word, errors) {
            let least: &mut u8 = costs.entry(token as usize).or_insert(cost);
            *least = cost.min(*least);
        }
        costs.into_iter().collect()
    }

    #[test]
    fn a_word_means_what_begins_so_or_sounds_so() {
        assert_eq!(best("ros", false), [(2, 0), (3, PREFIX), (4, PREFIX)]);
        assert_eq!(best("rossi", false), [(4, 0)]);
        assert_eq!(best("rosi", false), [(4, SOUND)]);
        assert_eq!(best("hhh", false), [(1, 0)], "a mute word sounds like none");
        assert_eq!(best("z", false), []);
    }

    #[test]
    fn errors_are_forgiven_when_asked() {
        assert_eq!(best("guiseppe", false), []);
        assert_eq!(best("guiseppe", true), [(0, ONE_ERROR)]);
        assert_eq!(best("guisep", true), [(0, ONE_ERROR_PREFIX)]);
        assert_eq!(best("rsi", true), [], "three letters have to be right");
    }
}
