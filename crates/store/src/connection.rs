//! A connection to an encrypted database: key, pragmas, migrations.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, params};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::keys::DatabaseKey;

/// The migrations of one kind of database, in their order; the first makes version 1.
pub(crate) type Migrations = &'static [&'static str];

/// Migrations of `store.db`.
pub(crate) const STORE: Migrations = &[include_str!("../migrations/0001_init.sql")];

/// Migrations of `documents.db`.
pub(crate) const DOCUMENTS: Migrations = &[include_str!("../migrations/documents/0001_init.sql")];

/// Makes a new encrypted database with the newest schema.
pub(crate) fn create(path: &Path, key: &DatabaseKey, migrations: Migrations) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = keyed(path, key, flags)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    set_up(&connection)?;
    migrate(&mut connection, migrations)?;
    Ok(connection)
}

/// Opens an encrypted database for writing and brings its schema up to date.
pub(crate) fn open(path: &Path, key: &DatabaseKey, migrations: Migrations) -> Result<Connection> {
    let mut connection = keyed(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // The first read: a wrong key, random bytes and a file cut short all show here.
    connection
        .query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))
        .map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Error::NotADatabase(path.to_owned())
            }
            _ => error.into(),
        })?;
    set_up(&connection)?;
    migrate(&mut connection, migrations)?;
    Ok(connection)
}

/// Opens for reading a database that [`open`] has opened already.
pub(crate) fn open_again(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let connection = keyed(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    set_up(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn keyed(path: &Path, key: &DatabaseKey, flags: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // What SQLCipher says of a wrong key on stderr, we say by an error.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    // A raw key: a passphrase would be stretched by SQLCipher at each open, 0.2 s a time.
    let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", *key.to_hex()));
    connection.execute_batch(&pragma)?;
    Ok(connection)
}

fn set_up(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        // `temp_store`: what SQLite sorts must not reach the disk, where it would be in clear.
        "PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -65536;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;",
    )?;
    // An import can write a log as large as the registry: it shrinks again afterwards.
    connection.pragma_update_and_check(None, "journal_size_limit", 16 << 20, |_| Ok(()))?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Brings the schema up to date, each migration in its transaction.
pub(crate) fn migrate(connection: &mut Connection, migrations: Migrations) -> Result<()> {
    let known = u32::try_from(migrations.len()).expect("a handful of migrations");
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(Error::NewerVersion { found, known });
    }
    for (version, sql) in (1..).zip(migrations) {
        let sha256 = checksum(sql);
        if version <= found {
            let applied: Option<Vec<u8>> = crate::table::optional(connection.query_row(
                "SELECT sha256 FROM migration WHERE version = ?1",
                [version],
                |row| row.get(0),
            ))?;
            if applied.as_deref() != Some(sha256.as_slice()) {
                return Err(Error::AlteredMigration(version));
            }
            continue;
        }
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(sql)?;
        tx.execute(
            "INSERT INTO migration (version, sha256) VALUES (?1, ?2)",
            params![version, sha256],
        )?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}

/// Returns the SHA-256 of a migration, the same on systems that end lines otherwise.
fn checksum(sql: &str) -> Vec<u8> {
    Sha256::digest(sql.replace("\r\n", "\n")).to_vec()
}
