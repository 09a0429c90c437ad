//! Dates of which the day, or the day and the month, may be unknown.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A civil date as the registry knows it (ANPR: `senzaGiorno`, `senzaGiornoMese`).
///
/// Its text form, also in JSON, is `1978-03-12`, `1978-03` or `1978`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum PartialDate {
    /// Day, month and year are known.
    Day(NaiveDate),
    /// The day is unknown.
    Month {
        /// The year.
        year: i32,
        /// The month, 1–12.
        month: u32,
    },
    /// Day and month are unknown.
    Year(i32),
}

#[cfg(feature = "ipc")]
impl specta::Type for PartialDate {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        <String as specta::Type>::definition(types)
    }
}

/// Why a text is not a date of the registry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a date: {0}")]
pub struct DateError(pub String);

impl PartialDate {
    /// Returns the year.
    #[must_use]
    pub fn year(self) -> i32 {
        match self {
            Self::Day(date) => date.year(),
            Self::Month { year, .. } | Self::Year(year) => year,
        }
    }

    /// Returns the earliest day this date can be.
    ///
    /// # Panics
    /// Never: a month and a year inside the calendar have a first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let (year, month) = match self {
            Self::Day(date) => return date,
            Self::Month { year, month } => (year, month),
            Self::Year(year) => (year, 1),
        };
        NaiveDate::from_ymd_opt(year, month, 1).expect("checked when the date was read")
    }

    /// Returns the whole date, if day and month are known.
    #[must_use]
    pub fn known(self) -> Option<NaiveDate> {
        match self {
            Self::Day(date) => Some(date),
            Self::Month { .. } | Self::Year(_) => None,
        }
    }

    /// Returns the completed years on the day `today`; with an unknown day, the most there can be.
    #[must_use]
    pub fn age(self, today: NaiveDate) -> i32 {
        let born = self.first_day();
        let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
        today.year() - born.year() - i32::from(before_birthday)
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(date: NaiveDate) -> Self {
        Self::Day(date)
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || DateError(text.chars().take(20).collect());
        let digits = |part: &str, length: usize| {
            (part.len() == length && part.bytes().all(|b| b.is_ascii_digit())).then_some(())
        };
        let parts: Vec<&str> = text.split('-').collect();
        let checked = |year: &str, month: u32| -> Option<i32> {
            digits(year, 4)?;
            let year: i32 = year.parse().ok()?;
            NaiveDate::from_ymd_opt(year, month, 1)?;
            Some(year)
        };
        match parts.as_slice() {
            [year] => checked(year, 1).map(Self::Year),
            [year, month] => digits(month, 2)
                .and_then(|()| month.parse().ok())
                .and_then(|month| checked(year, month).map(|year| Self::Month { year, month })),
            [year, month, day] => digits(day, 2)
                .and_then(|()| Some((month.parse().ok()?, day.parse().ok()?)))
                .and_then(|(month, day)| NaiveDate::from_ymd_opt(checked(year, month)?, month, day))
                .map(Self::Day),
            _ => None,
        }
        .ok_or_else(wrong)
    }
}

impl TryFrom<String> for PartialDate {
    type Error = DateError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        match date {
            PartialDate::Day(date) => date.format("%Y-%m-%d").to_string(),
            PartialDate::Month { year, month } => format!("{year:04}-{month:02}"),
            PartialDate::Year(year) => format!("{year:04}"),
        }
    }
}

/// Writes the Italian form: `12/03/1978`, `03/1978`, `1978`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{}", date.format("%d/%m/%Y")),
            Self::Month { year, month } => write!(f, "{month:02}/{year:04}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_precision_survives_its_own_text() {
        for text in ["1978-03-12", "1978-03", "1978", "2000-02-29"] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(String::from(date), text);
        }
    }

    #[test]
    fn what_is_not_in_the_calendar_is_refused() {
        for text in [
            "1978-02-30",
            "1978-13",
            "78",
            "",
            "1978-3-1",
            "x",
            "1978-03-12T00:00",
            "+978",
        ] {
            assert!(
                text.parse::<PartialDate>().is_err(),
                "{text} must be refused"
            );
        }
    }

    #[test]
    fn nobody_is_older_the_day_before_the_birthday() {
        let born: PartialDate = "1978-03-12".parse().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(born.age(day("2026-03-11")), 47);
        assert_eq!(born.age(day("2026-03-12")), 48);
    }
}
