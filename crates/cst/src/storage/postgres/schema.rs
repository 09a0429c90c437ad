//! Makes sure that a server keeps what it is told, and that its tables are those of this program.

use postgres::Client;

use crate::storage::{Error, Result};

/// The changes of the schema, in their order; the place of each is its version.
const MIGRATIONS: [&str; 1] = [include_str!("0001_init.sql")];

/// The oldest server that is tried.
const SERVER_MIN: i32 = 150_000;

/// Two centres that start at once make the tables once: this number is their lock.
const LOCK: i64 = 0x5349_4e54_4152;

/// Settings of every connection.
///
/// A commit that returned is on the disk: a server that was told to be hasty is told otherwise here, one that waits
/// for its standbys is left so. All statements are look-ups by key, which no statistic of a table that just grew
/// may turn into a reading of the whole. A centre that hangs lets the comune go.
const SESSION: &str = "SET jit = off;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off;
    SET enable_seqscan = off;
    SET statement_timeout = '60s';
    SET lock_timeout = '30s';
    SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local');";

/// Makes a new connection fit for use.
///
/// # Errors
/// [`Error::Unfit`] when the server would lose what it acknowledged, or cannot hold what is written.
pub(super) fn prepare_session(client: &mut Client) -> Result<()> {
    client.batch_execute(SESSION)?;
    let row = client.query_one(
        "SELECT current_setting('fsync'), current_setting('server_encoding'),
                current_setting('server_version_num')::integer",
        &[],
    )?;
    let (fsync, encoding, version): (&str, &str, i32) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    if fsync != "on" {
        return Err(Error::Unfit(
            "it runs with fsync off, and forgets when it falls",
        ));
    }
    if encoding != "UTF8" {
        return Err(Error::Unfit("the encoding of the database is not UTF8"));
    }
    if version < SERVER_MIN {
        return Err(Error::Unfit("it is older than PostgreSQL 15"));
    }
    Ok(())
}

/// Brings the tables to this program's version.
///
/// # Errors
/// [`Error::Damaged`] when they are of a later program.
pub(super) fn migrate(client: &mut Client) -> Result<()> {
    let mut tx = client.transaction()?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])?;
    let there: bool = tx
        .query_one("SELECT to_regclass('schema_version') IS NOT NULL", &[])?
        .try_get(0)?;
    if !there {
        tx.batch_execute(
            "CREATE TABLE schema_version (
                 version INTEGER PRIMARY KEY,
                 applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
             )",
        )?;
    }
    let found: i32 = tx
        .query_one("SELECT coalesce(max(version), 0) FROM schema_version", &[])?
        .try_get(0)?;
    let known = i32::try_from(MIGRATIONS.len()).expect("they are few");
    if found > known {
        return Err(Error::Damaged(format!(
            "version {found}, and this program knows up to {known}"
        )));
    }
    for (version, migration) in (1..).zip(MIGRATIONS) {
        if version > found {
            tx.batch_execute(migration)?;
            tx.execute(
                "INSERT INTO schema_version (version) VALUES ($1)",
                &[&version],
            )?;
        }
    }
    Ok(tx.commit()?)
}
