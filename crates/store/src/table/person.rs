//! `person`: what search and look-ups need of each person. The card is in `person_body`.

use std::ops::RangeInclusive;

use domain::{CodiceFiscale, HouseholdId, Person, PersonId, RegistryStatus};
use rusqlite::{Connection, Row, Statement, params};

use crate::card;
use crate::error::{Error, Result};
use crate::table::optional;
use crate::views::SearchRow;

/// Writes a person in the place `key`, which is new or holds the same person.
pub(crate) fn insert(statement: &mut Statement<'_>, key: i64, person: &Person) -> Result<()> {
    let address = person
        .residence()
        .and_then(|residence| residence.address.as_ref());
    let street = address.map(|address| match &address.street_kind {
        Some(kind) => format!("{kind} {}", address.street),
        None => address.street.clone(),
    });
    let house_number = address.and_then(|address| {
        let number = address.number.as_ref()?;
        Some(match &address.suffix {
            Some(suffix) => format!("{number}/{suffix}"),
            None => number.clone(),
        })
    });
    let membership = person.membership.as_ref();
    // By place and not by name: names are looked up at each call.
    statement.execute(params![
        key,
        person.id.0.as_bytes(),
        person.codice_fiscale.as_ref().map(|code| code.as_str()),
        person.surname,
        person.name,
        String::from(person.birth_date),
        status_text(person.status),
        street,
        house_number,
        membership.map(|membership| membership.household.0.as_bytes()),
        membership.map(|membership| membership.number.as_str()),
    ])?;
    Ok(())
}

/// The statement for [`insert`] of a new person.
pub(crate) const INSERT: &str =
    "INSERT INTO person (key, id, codice_fiscale, surname, name, birth_date, status,
                         street, house_number, household, household_number)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

/// The statement for [`insert`] of a person already known.
pub(crate) const UPDATE: &str =
    "UPDATE person SET id = ?2, codice_fiscale = ?3, surname = ?4, name = ?5, birth_date = ?6,
                       status = ?7, street = ?8, house_number = ?9, household = ?10,
                       household_number = ?11
     WHERE key = ?1";

/// The statement that finds key and body of a person by `id`.
pub(crate) const FIND: &str = "SELECT person.key, person_body.body
     FROM person JOIN person_body ON person_body.person = person.key
     WHERE person.id = ?1";

pub(crate) fn by_id(db: &Connection, id: PersonId) -> Result<Option<Person>> {
    let body: Option<Vec<u8>> = optional(
        db.prepare_cached(
            "SELECT person_body.body
             FROM person JOIN person_body ON person_body.person = person.key
             WHERE person.id = ?1",
        )?
        .query_row([id.0.as_bytes()], |row| row.get(0)),
    )?;
    body.map(|body| card::decode(&body)).transpose()
}

pub(crate) fn by_codice_fiscale(db: &Connection, code: &CodiceFiscale) -> Result<Vec<Person>> {
    let mut statement = db.prepare_cached(
        "SELECT person_body.body
         FROM person JOIN person_body ON person_body.person = person.key
         WHERE person.codice_fiscale = ?1 ORDER BY person.key",
    )?;
    bodies(statement.query([code.as_str()])?)
}

/// Returns who is registered in a household, in the order of its members.
pub(crate) fn of_household(db: &Connection, household: HouseholdId) -> Result<Vec<Person>> {
    let mut statement = db.prepare_cached(
        "SELECT person_body.body
         FROM person JOIN person_body ON person_body.person = person.key
         WHERE person.household = ?1 AND person.status IN ('resident', 'aire')
         ORDER BY person.birth_date, person.key",
    )?;
    let mut members = bodies(statement.query([household.0.as_bytes()])?)?;
    members.sort_by_key(|person| {
        let membership = person.membership.as_ref();
        (
            membership.is_none_or(|at| at.relation != domain::Relation::REFERENCE_PERSON),
            membership.and_then(|at| at.position).unwrap_or(u16::MAX),
        )
    });
    Ok(members)
}

pub(crate) fn for_each_search_row(
    db: &Connection,
    keys: RangeInclusive<i64>,
    mut take: impl FnMut(SearchRow<'_>),
) -> Result<()> {
    let mut statement = db.prepare_cached(
        "SELECT key, codice_fiscale, surname, name, birth_date, status, street, house_number,
                household_number
         FROM person WHERE key BETWEEN ?1 AND ?2",
    )?;
    let mut rows = statement.query((keys.start(), keys.end()))?;
    while let Some(row) = rows.next()? {
        take(SearchRow {
            key: row.get(0)?,
            codice_fiscale: text(row, 1)?,
            surname: text(row, 2)?,
            name: text(row, 3)?,
            birth_date: text(row, 4)?.unwrap_or_default(),
            status: status(text(row, 5)?.unwrap_or_default())?,
            street: text(row, 6)?,
            house_number: text(row, 7)?,
            household: text(row, 8)?,
        });
    }
    Ok(())
}

/// Returns the highest key given; 0 when there is nobody.
pub(crate) fn last_key(db: &Connection) -> Result<i64> {
    Ok(
        db.query_row("SELECT coalesce(max(key), 0) FROM person", (), |row| {
            row.get(0)
        })?,
    )
}

/// Returns key of everybody who is registered, resident or in AIRE.
pub(crate) fn registered(db: &Connection) -> Result<Vec<i64>> {
    let mut statement =
        db.prepare("SELECT key FROM person WHERE status IN ('resident', 'aire') ORDER BY key")?;
    let rows = statement.query_map((), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn residents(db: &Connection) -> Result<u32> {
    Ok(db.query_row(
        "SELECT count(*) FROM person WHERE status = 'resident'",
        params![],
        |row| row.get(0),
    )?)
}

/// Reads an identifier.
pub(crate) fn uuid(bytes: &[u8]) -> Result<uuid::Uuid> {
    uuid::Uuid::from_slice(bytes).map_err(|_| Error::Damaged("an id of another length".to_owned()))
}

fn bodies(mut rows: rusqlite::Rows<'_>) -> Result<Vec<Person>> {
    let mut persons = Vec::new();
    while let Some(row) = rows.next()? {
        let body = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        persons.push(card::decode(body)?);
    }
    Ok(persons)
}

fn text<'row>(row: &'row Row<'_>, column: usize) -> Result<Option<&'row str>> {
    Ok(row
        .get_ref(column)?
        .as_str_or_null()
        .map_err(rusqlite::Error::from)?)
}

fn status(text: &str) -> Result<RegistryStatus> {
    Ok(match text {
        "resident" => RegistryStatus::Resident,
        "aire" => RegistryStatus::Aire,
        "dead" => RegistryStatus::Dead,
        "emigrated" => RegistryStatus::Emigrated,
        "cancelled" => RegistryStatus::Cancelled,
        other => return Err(Error::Damaged(format!("{other} is no status"))),
    })
}

fn status_text(status: RegistryStatus) -> &'static str {
    match status {
        RegistryStatus::Resident => "resident",
        RegistryStatus::Aire => "aire",
        RegistryStatus::Dead => "dead",
        RegistryStatus::Emigrated => "emigrated",
        RegistryStatus::Cancelled => "cancelled",
    }
}
