//! `meta`: whose store this is. One row, written by the first entry.

use domain::{BelfioreCode, IstatCode};
use rusqlite::{Connection, Transaction, params};

use crate::error::{Error, Result};
use crate::table::optional;
use crate::views::Identity;

pub(crate) fn insert(tx: &Transaction<'_>, identity: &Identity) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO meta (id, comune, belfiore, name, province, counter)
         VALUES (1, ?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        identity.comune.0,
        identity.belfiore.0,
        identity.name,
        identity.province,
        identity.counter
    ])?;
    Ok(())
}

/// Gives the counter the number it has from now on.
pub(crate) fn renumber(tx: &Transaction<'_>, counter: &str) -> Result<()> {
    tx.prepare_cached("UPDATE meta SET counter = ?1")?
        .execute([counter])?;
    Ok(())
}

pub(crate) fn identity(db: &Connection) -> Result<Identity> {
    let row = db
        .prepare_cached("SELECT comune, belfiore, name, province, counter FROM meta")?
        .query_row((), |row| {
            Ok(Identity {
                comune: IstatCode(row.get(0)?),
                belfiore: BelfioreCode(row.get(1)?),
                name: row.get(2)?,
                province: row.get(3)?,
                counter: row.get(4)?,
            })
        });
    optional(row)?.ok_or_else(|| Error::Damaged("no identity".to_owned()))
}
