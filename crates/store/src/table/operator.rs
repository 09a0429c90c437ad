//! `operator`: who may log in. Their keys are in `keys.json`.

use protocol::Role;
use protocol::cbor::Error as CborError;
use rusqlite::{Connection, Transaction, params};

use crate::error::{Error, Result};
use crate::views::Operator;

pub(crate) fn insert(tx: &Transaction<'_>, operator: &Operator) -> Result<()> {
    let inserted = tx
        .prepare_cached("INSERT OR IGNORE INTO operator (login, name, role) VALUES (?1, ?2, ?3)")?
        .execute(params![
            operator.login,
            operator.name,
            role_text(operator.role)?
        ])?;
    if inserted == 1 {
        Ok(())
    } else {
        Err(Error::Refused(format!(
            "operator {} is there already",
            operator.login
        )))
    }
}

pub(crate) fn all(db: &Connection) -> Result<Vec<Operator>> {
    let mut statement =
        db.prepare_cached("SELECT login, name, role FROM operator ORDER BY login")?;
    let mut rows = statement.query(())?;
    let mut operators = Vec::new();
    while let Some(row) = rows.next()? {
        operators.push(Operator {
            login: row.get(0)?,
            name: row.get(1)?,
            role: role(&row.get::<_, String>(2)?)?,
        });
    }
    Ok(operators)
}

/// Writes a role as its name in the journal.
fn role_text(role: Role) -> Result<String> {
    let value = ciborium::Value::serialized(&role).map_err(CborError::Write)?;
    value
        .into_text()
        .map_err(|_| Error::Damaged("a role is a text".to_owned()))
}

fn role(text: &str) -> Result<Role> {
    ciborium::Value::Text(text.to_owned())
        .deserialized()
        .map_err(|source| Error::Value(CborError::Shape(source)))
}
