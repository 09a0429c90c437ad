//! Small facts about invented people: status, citizenship, codice fiscale.

use chrono::Datelike;
use domain::codice_fiscale::{name_letters, surname_letters};
use domain::{Citizenship, CodiceFiscale, MaritalState, MaritalStatus, Person, Place, Sex};

pub(crate) fn state(status: MaritalStatus) -> MaritalState {
    MaritalState {
        status,
        union: None,
        ended: None,
    }
}

pub(crate) fn citizenship(code: &str, state: &str) -> Citizenship {
    Citizenship {
        state_code: code.to_owned(),
        state: state.to_owned(),
        since: None,
    }
}

/// Computes the codice fiscale of an invented person (DM 23.12.1976 n. 345/A).
pub(crate) fn code_of(person: &Person) -> Option<CodiceFiscale> {
    let date = person.birth_date.first_day();
    let place = match &person.birth_place {
        Place::Comune { name, .. } => domain::place::comuni::comuni_named(name, date)
            .first()?
            .belfiore
            .0
            .clone(),
        Place::Abroad { state_code, .. } => {
            domain::place::comuni::state_by_istat(state_code.as_deref()?)?
                .belfiore
                .0
                .clone()
        }
        Place::Exceptional { .. } => return None,
    };
    let month = char::from(b"ABCDEHLMPRST"[usize::try_from(date.month0()).ok()?]);
    let day = date.day() + if person.sex == Sex::Female { 40 } else { 0 };
    let fifteen = format!(
        "{}{}{:02}{month}{day:02}{place}",
        surname_letters(person.surname.as_deref().unwrap_or_default()),
        name_letters(person.name.as_deref().unwrap_or_default()),
        date.year().rem_euclid(100),
    );
    CodiceFiscale::complete(&fifteen).ok()
}
