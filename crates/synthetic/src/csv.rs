//! An invented comune as a CSV, in the product's own columns.

use std::io::{self, Write};

use domain::{Person, Place, RegistryStatus, Sex};

use crate::Comune;

/// Writes everybody, the dead and the emigrated too, separated by semicolons.
///
/// # Errors
/// The output cannot be written.
pub fn write_csv<W: Write>(comune: &Comune, mut output: W) -> io::Result<()> {
    writeln!(
        output,
        "card;codice_fiscale;surname;name;sex;birth_date;birth_place;birth_province;birth_istat;\
         citizenship;marital_status;street_kind;street;number;suffix;inner;staircase;postal_code;\
         hamlet;resident_since;household;relation;status;status_date;status_reason;status_note;\
         registered;elector;protected"
    )?;
    for person in &comune.people {
        writeln!(output, "{}", row(person).join(";"))?;
    }
    Ok(())
}

fn row(person: &Person) -> [String; 29] {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let (place, province, istat) = birth_place(&person.birth_place);
    let residence = person.residence();
    let address = residence
        .and_then(|residence| residence.address.clone())
        .unwrap_or_default();
    let since = residence.and_then(|residence| residence.from);
    let membership = person.membership.as_ref();
    let cause = person.status_cause.clone().unwrap_or_default();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let letter = |yes: bool| if yes { "S" } else { "N" }.to_owned();
    [
        person.card.clone(),
        person
            .codice_fiscale
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        text(&person.surname),
        text(&person.name),
        sex(person.sex).to_owned(),
        person.birth_date.into(),
        place,
        province,
        istat,
        person
            .citizenships
            .first()
            .map(|first| first.state_code.clone())
            .unwrap_or_default(),
        person
            .marital
            .as_ref()
            .map(|state| state.status.anpr().to_string())
            .unwrap_or_default(),
        text(&address.street_kind),
        address.street,
        text(&address.number),
        text(&address.suffix),
        text(&address.inner),
        text(&address.staircase),
        text(&address.postal_code),
        text(&address.hamlet),
        since.map(|day| day.to_string()).unwrap_or_default(),
        membership
            .map(|membership| membership.number.clone())
            .unwrap_or_default(),
        membership
            .map(|membership| membership.relation.0.to_string())
            .unwrap_or_default(),
        status(person.status).to_owned(),
        day(cause.date),
        cause
            .reason_code
            .map(|code| code.to_string())
            .unwrap_or_default(),
        text(&cause.note),
        day(person.registered),
        person.elector.map(letter).unwrap_or_default(),
        letter(person.address_hidden),
    ]
}

/// Returns name, province and ISTAT code of a birth place.
fn birth_place(place: &Place) -> (String, String, String) {
    match place {
        Place::Comune {
            name,
            istat,
            province,
        } => (
            name.clone(),
            province.clone().unwrap_or_default(),
            istat.as_ref().map(ToString::to_string).unwrap_or_default(),
        ),
        Place::Abroad { state, .. } => (state.clone(), "EE".to_owned(), String::new()),
        Place::Exceptional { description } => (description.clone(), String::new(), String::new()),
    }
}

fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "M",
        Sex::Female => "F",
        Sex::Unknown => "N",
    }
}

fn status(status: RegistryStatus) -> &'static str {
    match status {
        RegistryStatus::Resident => "resident",
        RegistryStatus::Aire => "aire",
        RegistryStatus::Dead => "dead",
        RegistryStatus::Emigrated => "emigrated",
        RegistryStatus::Cancelled => "cancelled",
    }
}
