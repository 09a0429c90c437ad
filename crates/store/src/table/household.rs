//! `household`: households and cohabitations, as packed CBOR. Who belongs to them is in `person`.

use domain::{Household, HouseholdId};
use rusqlite::Connection;
use uuid::Uuid;

use crate::card;
use crate::error::Result;
use crate::table::optional;

/// The statement that writes a household; it touches no row that is the same already.
pub(crate) const UPSERT: &str = "INSERT INTO household (id, number, body) VALUES (?1, ?2, ?3)
     ON CONFLICT (id) DO UPDATE SET number = excluded.number, body = excluded.body
     WHERE body <> excluded.body";

pub(crate) fn by_id(db: &Connection, id: HouseholdId) -> Result<Option<Household>> {
    let body: Option<Vec<u8>> = optional(
        db.prepare_cached("SELECT body FROM household WHERE id = ?1")?
            .query_row([id.0.as_bytes()], |row| row.get(0)),
    )?;
    body.map(|body| card::decode(&body)).transpose()
}

/// Returns the households to which nobody belongs.
pub(crate) fn without_members(db: &Connection) -> Result<Vec<HouseholdId>> {
    let mut statement = db.prepare(
        "SELECT id FROM household
         WHERE NOT EXISTS (SELECT 1 FROM person WHERE person.household = household.id)",
    )?;
    let ids = statement.query_map((), |row| row.get::<_, [u8; 16]>(0))?;
    Ok(ids
        .map(|id| id.map(|id| HouseholdId(Uuid::from_bytes(id))))
        .collect::<Result<_, _>>()?)
}

pub(crate) fn remove(db: &Connection, id: HouseholdId) -> Result<()> {
    db.prepare_cached("DELETE FROM household WHERE id = ?1")?
        .execute([id.0.as_bytes()])?;
    Ok(())
}
