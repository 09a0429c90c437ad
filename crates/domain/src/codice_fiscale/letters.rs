//! The letters that a surname and a name give to the codice fiscale.

use unicode_normalization::UnicodeNormalization;

/// Returns the three letters of a surname; of an absent one, `XXX`.
#[must_use]
pub fn surname_letters(surname: &str) -> String {
    let (consonants, vowels) = split(surname);
    three(consonants + &vowels)
}

/// Returns the three letters of a name: of four or more consonants the second is left out.
#[must_use]
pub fn name_letters(name: &str) -> String {
    let (consonants, vowels) = split(name);
    if consonants.len() >= 4 {
        return [0, 2, 3]
            .map(|place| char::from(consonants.as_bytes()[place]))
            .iter()
            .collect();
    }
    three(consonants + &vowels)
}

fn three(mut letters: String) -> String {
    letters.truncate(3);
    while letters.len() < 3 {
        letters.push('X');
    }
    letters
}

/// Returns consonants and vowels, upper case, without accents and anything that is no letter.
fn split(text: &str) -> (String, String) {
    let plain = text.nfkd().flat_map(|c| match c {
        'ß' => vec!['S', 'S'],
        'æ' | 'Æ' => vec!['A', 'E'],
        'œ' | 'Œ' => vec!['O', 'E'],
        'ø' | 'Ø' => vec!['O'],
        'đ' | 'Đ' | 'ð' | 'Ð' => vec!['D'],
        'ł' | 'Ł' => vec!['L'],
        'ı' => vec!['I'],
        other => vec![other.to_ascii_uppercase()],
    });
    plain
        .filter(char::is_ascii_alphabetic)
        .partition(|c| !"AEIOU".contains(*c))
}
