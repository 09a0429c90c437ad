//! What a handheld scanner types. It sends the keys of an American keyboard; where the system
//! believes in an Italian one, other characters arrive.

use crate::text::{self, NoSeal};

/// What arrives, and which character the scanner meant: `:` is typed where an Italian has `ç`.
const ARRIVES_FOR: [(char, char); 27] = [
    ('"', '@'),
    ('&', '^'),
    ('/', '&'),
    ('(', '*'),
    (')', '('),
    ('=', ')'),
    ('\'', '-'),
    ('?', '_'),
    ('ì', '='),
    ('^', '+'),
    ('è', '['),
    ('+', ']'),
    ('é', '{'),
    ('*', '}'),
    ('ù', '\\'),
    ('§', '|'),
    ('ò', ';'),
    ('ç', ':'),
    ('à', '\''),
    ('°', '"'),
    (';', '<'),
    (':', '>'),
    ('-', '/'),
    ('_', '?'),
    ('\\', '`'),
    ('|', '~'),
    ('£', '#'),
];

/// Puts right what a scanner typed: prefix and end of line, the Italian keyboard, Caps Lock.
///
/// A text that is a seal as it stands, or is none either way, keeps its characters.
#[must_use]
pub fn from_keyboard(typed: &str) -> String {
    let typed = typed.trim_matches(|c: char| c.is_control() || c.is_whitespace());
    let meant: String = typed.chars().map(meant).collect();
    match [typed, &meant]
        .into_iter()
        .find(|text| text::read(text) != Err(NoSeal::Other))
    {
        // A seal has no small letters: Caps Lock, or a scanner that sends small ones.
        Some(seal) => seal.to_ascii_uppercase(),
        None => typed.to_owned(),
    }
}

fn meant(arrived: char) -> char {
    let small = arrived.to_lowercase().next().unwrap_or(arrived);
    let known = ARRIVES_FOR.iter().find(|(arrives, _)| *arrives == small);
    known.map_or(arrived, |(_, meant)| *meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_italian_keyboard_and_caps_lock_are_put_right() {
        let seal = "HTTPS://CST.SINTAR-PROVA.EXAMPLE:8443/V#S1ABC234";
        for typed in [
            "HTTPS://CST.SINTAR-PROVA.EXAMPLE:8443/V#S1ABC234",
            "HTTPSç--CST.SINTAR'PROVA.EXAMPLEç8443-V£S1ABC234\r\n",
            "\u{2}httpsç--cst.sintar'prova.exampleç8443-v£s1abc234\t",
            "HTTPSÇ--CST.SINTAR'PROVA.EXAMPLEÇ8443-V£S1ABC234",
        ] {
            assert_eq!(from_keyboard(typed), seal, "{typed:?}");
        }
    }

    #[test]
    fn other_texts_stay() {
        for typed in [
            "RSSMRA80A01L049X",
            "perché no?",
            "PAGOPA|002|3000",
            "",
            "£A",
            "a£S0",
        ] {
            assert_eq!(from_keyboard(typed), typed);
        }
    }

    #[test]
    fn no_two_keys_arrive_alike() {
        for (index, (arrives, meant)) in ARRIVES_FOR.iter().enumerate() {
            for (other_arrives, other_meant) in &ARRIVES_FOR[..index] {
                assert_ne!(arrives, other_arrives);
                assert_ne!(meant, other_meant);
            }
        }
    }
}
