//! `seal_key` and `seal_secret`: the keys whose seals are trusted, and the private halves of our own.

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, params};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::table::optional;
use crate::views::SealKeyRow;

pub(crate) fn insert(tx: &Transaction<'_>, kid: &str, jwk: &str, seq: u64) -> Result<()> {
    let added = tx
        .prepare_cached("INSERT OR IGNORE INTO seal_key (kid, jwk, seq) VALUES (?1, ?2, ?3)")?
        .execute(params![kid, jwk, seq])?;
    match added {
        1 => Ok(()),
        _ => Err(Error::Refused(format!("the key {kid} is known already"))),
    }
}

/// Revokes a key. A key that somebody else may have stays so, whatever is said later.
pub(crate) fn revoke(
    tx: &Transaction<'_>,
    kid: &str,
    on: NaiveDate,
    compromised: bool,
) -> Result<()> {
    let revoked = tx
        .prepare_cached(
            "UPDATE seal_key SET revoked_on = ?2, compromised = ?3
             WHERE kid = ?1 AND coalesce(compromised, 0) = 0",
        )?
        .execute(params![kid, on.to_string(), compromised])?;
    match revoked {
        1 => Ok(()),
        _ => Err(Error::Refused(format!("there is no key {kid} to revoke"))),
    }
}

/// Returns every key, in the order in which they were added.
pub(crate) fn all(db: &Connection) -> Result<Vec<SealKeyRow>> {
    let mut statement = db.prepare_cached(
        "SELECT seal_key.kid, jwk, revoked_on, compromised, seal_secret.kid IS NOT NULL
         FROM seal_key LEFT JOIN seal_secret USING (kid) ORDER BY seq, seal_key.kid",
    )?;
    let mut rows = statement.query(())?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let revoked_on: Option<String> = row.get(2)?;
        let revoked_on = revoked_on
            .map(|day| {
                day.parse()
                    .map_err(|_| Error::Damaged(format!("{day} is no day")))
            })
            .transpose()?;
        keys.push(SealKeyRow {
            kid: row.get(0)?,
            jwk: row.get(1)?,
            revoked: revoked_on.zip(row.get(3)?),
            own: row.get(4)?,
        });
    }
    Ok(keys)
}

pub(crate) fn insert_secret(tx: &Transaction<'_>, kid: &str, secret: &[u8; 32]) -> Result<()> {
    tx.prepare_cached("INSERT INTO seal_secret (kid, secret) VALUES (?1, ?2)")?
        .execute(params![kid, secret])?;
    Ok(())
}

pub(crate) fn secret(db: &Connection, kid: &str) -> Result<Option<Zeroizing<[u8; 32]>>> {
    Ok(optional(
        db.prepare_cached("SELECT secret FROM seal_secret WHERE kid = ?1")?
            .query_row([kid], |row| row.get(0).map(Zeroizing::new)),
    )?)
}
