//! `centre`: to whom this counter belongs, and the key with which it speaks.

use rusqlite::{Connection, Transaction, params};
use zeroize::Zeroizing;

use crate::error::Result;
use crate::exchange::Centre;
use crate::table::{instant, optional};

pub(crate) fn current(db: &Connection) -> Result<Option<Centre>> {
    let found = optional(
        db.prepare_cached("SELECT url, name, key, authority, secret, revoked_at FROM centre")?
            .query_row((), |row| {
                Ok((
                    Centre {
                        url: row.get(0)?,
                        name: row.get(1)?,
                        key: row.get(2)?,
                        authority: row.get(3)?,
                        secret: Zeroizing::new(row.get(4)?),
                        revoked_at: None,
                    },
                    row.get::<_, Option<i64>>(5)?,
                ))
            }),
    )?;
    found
        .map(|(centre, revoked_at)| {
            Ok(Centre {
                revoked_at: revoked_at.map(instant).transpose()?,
                ..centre
            })
        })
        .transpose()
}

/// Returns key and nonce of the request for a code; the first time, those that are given.
pub(crate) fn enrolment(
    tx: &Transaction<'_>,
    code: &[u8; 32],
    secret: &[u8; 32],
    nonce: [u8; 16],
) -> Result<(Zeroizing<[u8; 32]>, [u8; 16])> {
    tx.prepare_cached("INSERT OR IGNORE INTO enrolment (code, secret, nonce) VALUES (?1, ?2, ?3)")?
        .execute(params![code, secret, nonce])?;
    Ok(tx
        .prepare_cached("SELECT secret, nonce FROM enrolment WHERE code = ?1")?
        .query_row([code], |row| Ok((Zeroizing::new(row.get(0)?), row.get(1)?)))?)
}

/// Forgets what was asked, once it is answered.
pub(crate) fn end_enrolments(tx: &Transaction<'_>) -> Result<()> {
    tx.execute("DELETE FROM enrolment", ())?;
    Ok(())
}

pub(crate) fn insert(tx: &Transaction<'_>, centre: &Centre) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO centre (id, url, name, key, authority, secret) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        centre.url,
        centre.name,
        centre.key,
        centre.authority,
        *centre.secret
    ])?;
    Ok(())
}

pub(crate) fn revoke(tx: &Transaction<'_>, at: i64) -> Result<()> {
    tx.prepare_cached("UPDATE centre SET revoked_at = coalesce(revoked_at, ?1)")?
        .execute([at])?;
    Ok(())
}
