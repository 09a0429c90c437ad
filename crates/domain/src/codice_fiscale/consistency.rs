//! What in a codice fiscale does not fit its person. Always a warning: the code was assigned.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::{CodiceFiscale, MONTHS, digit, name_letters, surname_letters};
use crate::date::PartialDate;
use crate::person::{Person, Sex};
use crate::place::{Place, comuni};

/// A part that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inconsistency {
    /// The letters of the surname.
    Surname,
    /// The letters of the name.
    Name,
    /// The known parts of the birth date.
    BirthDate,
    /// The sex.
    Sex,
    /// The birth place, as it was on that day.
    BirthPlace,
}

/// Says it in Italian, for the clerk.
impl fmt::Display for Inconsistency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Surname => "il cognome",
            Self::Name => "il nome",
            Self::BirthDate => "la data di nascita",
            Self::Sex => "il sesso",
            Self::BirthPlace => "il luogo di nascita",
        };
        write!(
            f,
            "Il codice fiscale non corrisponde: {what}. Può essere giusto lo stesso: verifica."
        )
    }
}

impl CodiceFiscale {
    /// Returns what does not fit the person; a provisional code fits everybody.
    #[must_use]
    pub fn inconsistencies(&self, person: &Person) -> Vec<Inconsistency> {
        if self.is_provisional() {
            return Vec::new();
        }
        let plain = self.without_omocodia();
        let code = plain.as_str();
        let mut found = Vec::new();
        let mut check = |fits: bool, part: Inconsistency| {
            if !fits {
                found.push(part);
            }
        };
        let letters = surname_letters(person.surname.as_deref().unwrap_or_default());
        check(code[..3] == letters, Inconsistency::Surname);
        let letters = name_letters(person.name.as_deref().unwrap_or_default());
        check(code[3..6] == letters, Inconsistency::Name);
        check(self.fits_date(person.birth_date), Inconsistency::BirthDate);
        let female = code.as_bytes()[9] >= b'4';
        let fits = match person.sex {
            Sex::Male => !female,
            Sex::Female => female,
            Sex::Unknown => true,
        };
        check(fits, Inconsistency::Sex);
        check(
            fits_place(
                &code[11..15],
                &person.birth_place,
                person.birth_date.first_day(),
            ),
            Inconsistency::BirthPlace,
        );
        found
    }

    /// Tells whether the known parts of a date are those of the code.
    fn fits_date(&self, date: PartialDate) -> bool {
        let plain = self.without_omocodia();
        let bytes = plain.as_str().as_bytes();
        let two = |place: usize| {
            u32::from(digit(bytes[place]) - b'0') * 10 + u32::from(digit(bytes[place + 1]) - b'0')
        };
        let year_fits = date.year().rem_euclid(100).unsigned_abs() == two(6);
        let month = MONTHS
            .iter()
            .position(|letter| *letter == bytes[8])
            .map_or(0, |m| m + 1);
        let month_fits = |known: u32| u32::try_from(month) == Ok(known);
        match date {
            PartialDate::Day(date) => {
                year_fits && month_fits(date.month()) && two(9) % 40 == date.day()
            }
            PartialDate::Month { month, .. } => year_fits && month_fits(month),
            PartialDate::Year(_) => year_fits,
        }
    }
}

/// Tells whether the code of a place is one that the place had on the day. What the tables do not
/// know fits.
fn fits_place(code: &str, place: &Place, day: NaiveDate) -> bool {
    match place {
        Place::Comune { name, .. } => {
            let named = comuni::comuni_named(name, day);
            named.is_empty() || named.iter().any(|comune| comune.belfiore.0 == code)
        }
        Place::Abroad {
            state_code: Some(state_code),
            ..
        } => comuni::state_by_istat(state_code)
            .is_none_or(|state| state.belfiore.0 == code || code.starts_with('Z')),
        Place::Abroad {
            state_code: None, ..
        } => code.starts_with('Z'),
        Place::Exceptional { .. } => true,
    }
}
