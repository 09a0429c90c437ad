//! What was typed, understood: words, dates, numbers, a codice fiscale.

use chrono::{Datelike, NaiveDate};

use crate::fold::fold;

/// The most words that are looked at.
const WORDS_MAX: usize = 8;
/// The most digits of a number: more do not fit.
const NUMBER_MAX: usize = 18;

/// A query, understood.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// Words, folded.
    pub(crate) words: Vec<String>,
    /// A whole date.
    pub(crate) date: Option<NaiveDate>,
    /// Numbers: year, house number or household.
    pub(crate) numbers: Vec<String>,
    /// The beginning of a codice fiscale, or a whole one.
    pub(crate) code: Option<String>,
}

/// Words before a street's name that say nothing by themselves.
const STREET_KINDS: [&str; 10] = [
    "via",
    "viale",
    "piazza",
    "corso",
    "contrada",
    "vico",
    "vicolo",
    "largo",
    "strada",
    "piazzetta",
];

/// Tells whether a word is the kind of a street.
pub(crate) fn is_street_kind(word: &str) -> bool {
    STREET_KINDS.contains(&word)
}

/// Understands a query.
pub(crate) fn parse(text: &str, today: NaiveDate) -> Query {
    // Beyond some hundred characters nobody types: the rest is not looked at.
    let text: String = text.chars().take(300).collect();
    let mut query = Query {
        code: code(&text),
        ..Query::default()
    };
    // Eleven digits are a provisional code, or the number of a household.
    let whole = |code: &String| code.len() >= 11 && !code.bytes().all(|b| b.is_ascii_digit());
    if query.code.as_ref().is_some_and(whole) {
        return query;
    }
    for piece in text.split_whitespace() {
        match date(piece, today) {
            Some(date) => query.date = Some(date),
            None => words(piece, &mut query),
        }
    }
    if let [day, month, year] = query.numbers.as_slice()
        && let Some(date) = date(&format!("{day}/{month}/{year}"), today)
    {
        // A date typed with blanks.
        query.date = Some(date);
        query.numbers.clear();
    }
    query.numbers.truncate(3);
    query
}

/// Takes the words and numbers of a piece. What follows a house number (`12/a`, `12bis`) is left
/// out: the number finds the house.
fn words(piece: &str, query: &mut Query) {
    let mut after_number = false;
    for word in fold(piece).split_whitespace() {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = word.split_at(digits);
        if (1..=NUMBER_MAX).contains(&digits) && rest.len() <= 3 {
            query.numbers.push(number.to_owned());
            after_number = true;
        } else if after_number && word.len() <= 3 {
            after_number = false;
        } else if query.words.len() < WORDS_MAX {
            query.words.push(word.to_owned());
        }
    }
}

/// Returns the codice fiscale, or its beginning, that the whole text is.
fn code(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.to_ascii_uppercase();
    let bytes = plain.as_bytes();
    if plain.len() == 11 && bytes.iter().all(u8::is_ascii_digit) {
        return Some(plain);
    }
    // Six letters alone are a name; with the first digit of the year they are a code.
    let fits = (7..=16).contains(&bytes.len())
        && bytes.iter().enumerate().all(|(place, byte)| match place {
            0..=5 | 11 | 15 => byte.is_ascii_uppercase(),
            8 => b"ABCDEHLMPRST".contains(byte),
            _ => byte.is_ascii_digit() || b"LMNPQRSTUV".contains(byte),
        });
    // Letters alone that could be omocodia are a name, until the code is whole.
    (fits && (bytes.len() == 16 || bytes.iter().any(u8::is_ascii_digit))).then_some(plain)
}

/// Reads `12/03/1978`, `12-3-78`, `12.03.1978`, `12031978`, `1978-03-12`.
fn date(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (*year, *month, *day),
        [day, month, year] => (*year, *month, *day),
        [whole] if whole.len() == 8 && whole.is_ascii() => (&whole[4..], &whole[2..4], &whole[..2]),
        _ => return None,
    };
    let number = |text: &str| -> Option<i32> {
        (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let mut year_number = number(year)?;
    if year.len() == 2 {
        // Two digits are of the last hundred years: nobody is born after today.
        let century = today.year() / 100 * 100;
        year_number += if year_number <= today.year() % 100 {
            century
        } else {
            century - 100
        };
    } else if year.len() != 4 {
        return None;
    }
    let month = u32::try_from(number(month)?).ok()?;
    let day = u32::try_from(number(day)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year_number, month, day)?;
    if year.len() == 2 && date > today {
        return NaiveDate::from_ymd_opt(year_number - 100, month, day);
    }
    Some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        parse(text, NaiveDate::from_ymd_opt(2026, 11, 24).unwrap())
    }

    #[test]
    fn dates_are_read_in_every_form_that_clerks_type() {
        let date = NaiveDate::from_ymd_opt(1978, 3, 12);
        for text in [
            "12/03/1978",
            "12-3-1978",
            "12.03.1978",
            "12/3/78",
            "12031978",
            "1978-03-12",
        ] {
            assert_eq!(query(text).date, date, "{text}");
        }
        assert_eq!(query("1/1/25").date, NaiveDate::from_ymd_opt(2025, 1, 1));
        assert_eq!(query("31/02/1978").date, None);
        assert_eq!(
            query("31/12/26").date,
            NaiveDate::from_ymd_opt(1926, 12, 31)
        );
        assert_eq!(query("rossi 12 03 1978").date, date);
    }

    #[test]
    fn codes_are_told_from_names() {
        for text in [
            "rssmra80a01l049l",
            "RSSMRA80A01L049L\r\n",
            "RSS MRA 80A01 L049L",
            "rssmra8",
        ] {
            assert!(query(text).code.is_some(), "{text}");
        }
        for text in [
            "rossi mario",
            "ROSSIM",
            "rossi 1978",
            "via roma 12",
            "romano 12031978",
            "romano 50123",
        ] {
            assert_eq!(query(text).code, None, "{text}");
        }
    }

    #[test]
    fn odd_input_is_a_query_like_any_other() {
        for text in [
            "AND",
            "\"",
            "*",
            "'",
            "",
            "\u{0}",
            "👍",
            &"a ".repeat(10_000),
        ] {
            assert!(query(text).words.len() <= WORDS_MAX, "{text:.20}");
        }
    }
}
