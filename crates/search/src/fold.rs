//! Text as it is compared: lower case, no accents, apostrophes all one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest text that is looked at, in characters.
const LENGTH_MAX: usize = 200;

/// Folds a text; letters and digits stay, apostrophes and everything else become one blank.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text
        .chars()
        .take(LENGTH_MAX)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
    {
        match character {
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ə' | 'Ə' => folded.push('e'),
            other if other.is_alphanumeric() => folded.extend(other.to_lowercase()),
            _ if !folded.ends_with(' ') => folded.push(' '),
            _ => {}
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Returns the tokens of a folded name: its parts, neighbours joined, and the whole joined.
pub(crate) fn tokens(folded: &str) -> Vec<String> {
    let parts: Vec<&str> = folded.split_whitespace().collect();
    let mut tokens: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
    if parts.len() > 1 {
        tokens.extend(parts.windows(2).map(|pair| pair.concat()));
    }
    if parts.len() > 2 {
        tokens.push(parts.concat());
    }
    tokens
}

/// Returns how a word sounds to an Italian ear: doubles are one, `h` is mute, `qu`, `cu`, `ch`, `k`
/// and `c` are one, `j` and `y` are `i`.
pub(crate) fn sound(word: &str) -> String {
    let mut sound = String::with_capacity(word.len());
    for character in word.chars() {
        let plain = match character {
            'h' => continue,
            'k' | 'q' => 'c',
            'j' | 'y' => 'i',
            'w' => 'v',
            'x' => 's',
            other => other,
        };
        if !sound.ends_with(plain) {
            sound.push(plain);
        }
    }
    sound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_apostrophes_fold_away() {
        for (text, folded) in [
            ("D'AMICO", "d amico"),
            ("D’Amico ", "d amico"),
            ("Nicolò", "nicolo"),
            ("NICOLO'", "nicolo"),
            ("Müller-Straße", "muller strasse"),
            ("Č, ş; Ł", "c s l"),
            ("\u{0}\u{200f}", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    #[test]
    fn joined_forms_are_tokens_too() {
        assert_eq!(tokens(&fold("D'Amico")), ["d", "amico", "damico"]);
        assert_eq!(
            tokens(&fold("De la Cruz")),
            ["de", "la", "cruz", "dela", "lacruz", "delacruz"]
        );
    }

    #[test]
    fn what_sounds_alike_is_alike() {
        for (one, other) in [
            ("quaranta", "cuaranta"),
            ("iacovitti", "jacoviti"),
            ("niccolo", "nicolo"),
        ] {
            assert_eq!(sound(one), sound(other));
        }
    }
}
