//! Whether a document is the one that was sealed: its facts by their text, its bytes by their digest.

use crate::Payload;

/// The page breaks a word only where it is wider than the line; a shorter one is never broken.
const BROKEN_WORD_CHARS_MIN: usize = 16;

/// Returns the facts that do not occur in the text, in the order of the seal.
///
/// A fact occurs when its words stand there as words, one after the other, after the fact before
/// it. White space and line breaks between words are forgiven, as is a line break inside a word
/// of some length; nothing else is.
#[must_use]
pub fn check_facts(payload: &Payload, text_of_document: &str) -> Vec<String> {
    let mut rest = Text {
        before: None,
        characters: text_of_document,
    };
    let mut missing = Vec::new();
    for fact in &payload.facts {
        match rest.after(fact) {
            Some(after) => rest = after,
            None => missing.push(fact.clone()),
        }
    }
    missing
}

/// Whether a file, by its digest with the seal's bits zero, is the one that was sealed.
#[must_use]
pub fn check_document(payload: &Payload, digest: &[u8; 32]) -> bool {
    payload.document == *digest
}

/// What is left of a text, and the character before it.
#[derive(Clone, Copy)]
struct Text<'a> {
    before: Option<char>,
    characters: &'a str,
}

impl<'a> Text<'a> {
    /// What follows the first occurrence of a fact.
    fn after(self, fact: &str) -> Option<Self> {
        let words: Vec<&str> = fact.split_whitespace().collect();
        let Some(first) = words.first().and_then(|word| word.chars().next()) else {
            return Some(self);
        };
        self.characters.match_indices(first).find_map(|(at, _)| {
            let before = self.characters[..at].chars().next_back().or(self.before);
            let starts = !(continues(before) && first.is_alphanumeric());
            starts
                .then(|| after_words(&self.characters[at..], &words))
                .flatten()
        })
    }
}

/// What follows these words at the very start of a text.
fn after_words<'a>(text: &'a str, words: &[&str]) -> Option<Text<'a>> {
    let mut rest = text;
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                return None;
            }
            rest = trimmed;
        }
        rest = after_word(rest, word)?;
    }
    let last = words.last()?.chars().next_back();
    let ends = !(last.is_some_and(char::is_alphanumeric) && continues(rest.chars().next()));
    ends.then_some(Text {
        before: last,
        characters: rest,
    })
}

fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text;
    for (index, character) in word.chars().enumerate() {
        if let Some(next) = rest.strip_prefix(character) {
            rest = next;
            continue;
        }
        let trimmed = rest.trim_start();
        let skipped = &rest[..rest.len() - trimmed.len()];
        if index < BROKEN_WORD_CHARS_MIN || !skipped.contains('\n') {
            return None;
        }
        rest = trimmed.strip_prefix(character)?;
    }
    Some(rest)
}

/// Whether a word goes on with this character.
fn continues(neighbour: Option<char>) -> bool {
    neighbour.is_some_and(char::is_alphanumeric)
}
