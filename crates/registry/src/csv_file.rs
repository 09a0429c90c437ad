//! A CSV of the registry, by a column map. What a cell holds is text: a formula is never trusted.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};

use chrono::NaiveDate;
use domain::{
    Address, AddressKind, Certifiability, Citizenship, CodiceFiscale, Household, HouseholdId,
    HouseholdKind, IstatCode, MaritalState, MaritalStatus, Membership, PartialDate, Person, Place,
    RegistryStatus, Relation, Residence, Sex, StatusCause,
};

use crate::column_map::{ColumnMap, Places};
use crate::error::ReadError;
use crate::input::{Decoded, Input};
use crate::{Header, Refusal, Sink, Totals, Warning};

/// Reads a CSV and hands over what it holds; `as_of` is the day the data were taken.
///
/// # Errors
/// [`ReadError`]; what the sink took meanwhile must then be undone.
pub fn read_csv<R: Read, S: Sink>(
    input: R,
    map: &ColumnMap,
    comune: &IstatCode,
    as_of: NaiveDate,
    sink: &mut S,
) -> Result<Totals, ReadError<S::Error>> {
    let mut input = Input::new(Decoded::new(BufReader::new(input), map.encoding));
    let lag = u64::from(ends_lines_in_two(input.fill_buf().map_err(ReadError::Io)?));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(map.separator).unwrap_or(b';'))
        .flexible(true)
        .from_reader(input);
    let heading = reader.headers().cloned();
    let heading = match heading {
        Ok(heading) => heading,
        Err(_) if reader.get_ref().overflow => return Err(ReadError::TooLarge { line: 1 }),
        Err(error) => return Err(failure(&error, 1)),
    };
    if heading.is_empty() {
        return Err(ReadError::Empty);
    }
    let places = Places::find(map, &heading)?;
    sink.header(&Header {
        as_of: Some(as_of),
        ..Header::default()
    })
    .map_err(ReadError::Sink)?;
    let mut row = csv::StringRecord::new();
    let mut counted = Totals::default();
    let mut known = Known::default();
    loop {
        reader.get_mut().begin_piece();
        let line = reader.position().line() + lag;
        match reader.read_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return Ok(counted),
            Err(_) if reader.get_ref().overflow => return Err(ReadError::TooLarge { line }),
            Err(error) => return Err(failure(&error, line)),
        }
        counted.persons += 1;
        if counted.persons.is_multiple_of(256) {
            sink.progress(reader.get_ref().bytes)
                .map_err(ReadError::Sink)?;
        }
        let cells = Cells {
            row: &row,
            places: &places,
            date: &map.date,
        };
        if row.len() == heading.len() {
            take(&cells, comune, line, &mut known, sink)?;
        } else {
            let reason = format!(
                "La riga ha {} colonne invece di {}.",
                row.len(),
                heading.len()
            );
            let card = cells.owned("card");
            sink.refused(Refusal { line, card, reason })
                .map_err(ReadError::Sink)?;
        }
    }
}

/// Tells whether lines end in CR LF: the reader then stops before the LF, a line too early.
fn ends_lines_in_two(head: &[u8]) -> bool {
    head.iter()
        .position(|byte| *byte == b'\n')
        .is_some_and(|at| at > 0 && head[at - 1] == b'\r')
}

fn failure<E>(error: &csv::Error, line: u64) -> ReadError<E> {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => ReadError::Encoding { line },
        csv::ErrorKind::Io(error) => {
            ReadError::Io(std::io::Error::new(error.kind(), error.to_string()))
        }
        _ => ReadError::Malformed { line },
    }
}

#[derive(Default)]
struct Known {
    cards: HashSet<domain::PersonId>,
    households: HashSet<HouseholdId>,
}

fn take<S: Sink>(
    cells: &Cells<'_>,
    comune: &IstatCode,
    line: u64,
    known: &mut Known,
    sink: &mut S,
) -> Result<(), ReadError<S::Error>> {
    let card = cells.owned("card");
    let (person, warnings) = match person(cells, comune) {
        Ok(read) => read,
        Err(reason) => {
            let refusal = Refusal {
                line,
                card,
                reason: reason.to_owned(),
            };
            return sink.refused(refusal).map_err(ReadError::Sink);
        }
    };
    if !known.cards.insert(person.id) {
        let reason = "La stessa scheda compare due volte nel file: vale la prima.".to_owned();
        return sink
            .refused(Refusal { line, card, reason })
            .map_err(ReadError::Sink);
    }
    for reason in warnings {
        sink.warned(Warning {
            line,
            card: card.clone(),
            reason,
        })
        .map_err(ReadError::Sink)?;
    }
    if let Some(membership) = &person.membership
        && known.households.insert(membership.household)
    {
        sink.household(Household::named(membership), line)
            .map_err(ReadError::Sink)?;
    }
    sink.person(person, line).map_err(ReadError::Sink)
}

/// A row, read by the names of its fields.
struct Cells<'row> {
    row: &'row csv::StringRecord,
    places: &'row Places,
    date: &'row str,
}

impl Cells<'_> {
    fn value(&self, field: &str) -> Option<&str> {
        self.places.value(self.row, field)
    }

    fn owned(&self, field: &str) -> Option<String> {
        self.value(field).map(str::to_owned)
    }

    fn day(&self, field: &str) -> Option<NaiveDate> {
        NaiveDate::parse_from_str(self.value(field)?, self.date).ok()
    }
}

fn person(cells: &Cells<'_>, comune: &IstatCode) -> Result<(Person, Vec<String>), &'static str> {
    let card = cells.owned("card").ok_or("Manca il numero di scheda.")?;
    let names = (cells.owned("surname"), cells.owned("name"));
    if names == (None, None) {
        return Err("Mancano cognome e nome.");
    }
    let birth_date = cells
        .day("birth_date")
        .map(PartialDate::from)
        .or_else(|| cells.value("birth_date").and_then(|text| text.parse().ok()))
        .ok_or("La data di nascita manca o non è una data.")?;
    let mut warnings = Vec::new();
    let codice_fiscale = cells.value("codice_fiscale").and_then(|text| {
        let code = CodiceFiscale::parse(text).ok();
        if code.is_none() {
            warnings.push(
                "Il codice fiscale è scritto male: la persona è stata importata senza.".to_owned(),
            );
        }
        code
    });
    let person = Person {
        id: crate::person_id(comune, &card),
        card,
        anpr_id: None,
        codice_fiscale,
        surname: names.0,
        name: names.1,
        sex: match cells.value("sex") {
            Some("M" | "m") => Sex::Male,
            Some("F" | "f") => Sex::Female,
            _ => Sex::Unknown,
        },
        birth_date,
        birth_place: birth_place(cells).ok_or("Il luogo di nascita manca.")?,
        birth_act: None,
        status: status(cells.value("status")).ok_or("Lo stato della scheda non si riconosce.")?,
        status_cause: status_cause(cells),
        certifiability: Certifiability::Full,
        no_fixed_abode: false,
        marital: cells
            .value("marital_status")
            .and_then(|code| MaritalStatus::from_anpr(code.parse().ok()?))
            .map(|status| MaritalState {
                status,
                union: None,
                ended: None,
            }),
        citizenships: citizenship(cells).into_iter().collect(),
        residences: residence(cells, comune).into_iter().collect(),
        membership: membership(cells, comune),
        aire: None,
        cohabitation: None,
        elector: cells.value("elector").and_then(yes_or_no),
        address_hidden: cells.value("protected").and_then(yes_or_no) == Some(true),
        registered: cells.day("registered"),
        updated: None,
    };
    if let Some(code) = &person.codice_fiscale {
        warnings.extend(
            code.inconsistencies(&person)
                .iter()
                .map(ToString::to_string),
        );
    }
    Ok((person, warnings))
}

/// Reads the state of a card; a file with no such column lists residents.
fn status(text: Option<&str>) -> Option<RegistryStatus> {
    Some(match text.map(str::to_lowercase).as_deref() {
        None | Some("resident" | "residente") => RegistryStatus::Resident,
        Some("aire") => RegistryStatus::Aire,
        Some("dead" | "deceduto" | "morto") => RegistryStatus::Dead,
        Some("emigrated" | "emigrato") => RegistryStatus::Emigrated,
        Some("cancelled" | "cancellato" | "irreperibile") => RegistryStatus::Cancelled,
        Some(_) => return None,
    })
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "s" | "si" | "sì" | "1" | "y" | "yes" => Some(true),
        "n" | "no" | "0" => Some(false),
        _ => None,
    }
}

/// Reads why and when a person left; nothing for who is here.
fn status_cause(cells: &Cells<'_>) -> Option<StatusCause> {
    let cause = StatusCause {
        date: cells.day("status_date"),
        reason_code: cells
            .value("status_reason")
            .and_then(|code| code.parse().ok()),
        note: cells.owned("status_note"),
    };
    (cause != StatusCause::default()).then_some(cause)
}

fn birth_place(cells: &Cells<'_>) -> Option<Place> {
    let name = cells.owned("birth_place")?;
    Some(match cells.owned("birth_province").as_deref() {
        Some("EE") => Place::Abroad {
            locality: None,
            state: name,
            state_code: None,
        },
        province => Place::Comune {
            name,
            istat: cells.owned("birth_istat").map(IstatCode),
            province: province.map(str::to_owned),
        },
    })
}

fn citizenship(cells: &Cells<'_>) -> Option<Citizenship> {
    let code = cells.owned("citizenship")?;
    let state = if code == "100" {
        "ITALIA".to_owned()
    } else {
        domain::place::comuni::state_by_istat(&code)
            .map(|state| state.name.clone())
            .unwrap_or_default()
    };
    Some(Citizenship {
        state_code: code,
        state,
        since: None,
    })
}

fn residence(cells: &Cells<'_>, comune: &IstatCode) -> Option<Residence> {
    let street = cells.owned("street")?;
    Some(Residence {
        kind: AddressKind::Residence,
        address: Some(Address {
            comune_istat: Some(comune.clone()),
            postal_code: cells.owned("postal_code"),
            hamlet: cells.owned("hamlet"),
            street_kind: cells.owned("street_kind"),
            street,
            number: cells.owned("number"),
            suffix: cells.owned("suffix"),
            inner: cells.owned("inner"),
            staircase: cells.owned("staircase"),
            ..Address::default()
        }),
        abroad: None,
        from: cells.day("resident_since"),
        until: None,
    })
}

fn membership(cells: &Cells<'_>, comune: &IstatCode) -> Option<Membership> {
    let number = cells.owned("household")?;
    let relation = cells
        .value("relation")
        .and_then(|code| code.parse().ok())
        .unwrap_or(99);
    // Codes 24 and 25 are those of an institutional cohabitation.
    let kind = if matches!(relation, 24 | 25) {
        HouseholdKind::Convivenza
    } else {
        HouseholdKind::Family
    };
    Some(Membership {
        household: HouseholdId::from_number(comune, &number),
        number,
        kind,
        relation: Relation(relation),
        position: None,
        since: None,
    })
}
