//! `person_body`: the card of each person, as packed CBOR (`card`).

use domain::Person;
use rusqlite::Connection;

use crate::card;
use crate::error::Result;
use crate::table::optional;

/// The statement that adds a card.
pub(crate) const INSERT: &str = "INSERT INTO person_body (person, body) VALUES (?1, ?2)";

/// The statement that replaces a card.
pub(crate) const UPDATE: &str = "UPDATE person_body SET body = ?2 WHERE person = ?1";

pub(crate) fn by_key(db: &Connection, key: i64) -> Result<Option<Person>> {
    let body: Option<Vec<u8>> = optional(
        db.prepare_cached("SELECT body FROM person_body WHERE person = ?1")?
            .query_row([key], |row| row.get(0)),
    )?;
    body.map(|body| card::decode(&body)).transpose()
}
