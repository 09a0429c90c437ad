//! The embedded store: one SQLite file in a folder, for a demo or a small centre.

mod copy;
mod read;
mod transaction;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::BelfioreCode;
use rusqlite::{Connection, TransactionBehavior};

use super::{Result, Storage, Transaction};
use transaction::SqliteTransaction;

/// Version of the schema.
const VERSION: u32 = 1;

/// A centre's store in one file.
pub struct SqliteStorage {
    write: Mutex<Connection>,
    read: Mutex<Connection>,
}

impl SqliteStorage {
    /// Opens the store of a folder, and makes it if there is none.
    ///
    /// # Errors
    /// The folder or the file cannot be used.
    pub fn open(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir).map_err(|source| super::Error::File {
            path: dir.to_owned(),
            source,
        })?;
        let path = dir.join("cst.db");
        let mut write = connect(&path)?;
        migrate(&mut write)?;
        let read = connect(&path)?;
        read.pragma_update(None, "query_only", true)?;
        Ok(Self {
            write: Mutex::new(write),
            read: Mutex::new(read),
        })
    }
}

impl Storage for SqliteStorage {
    fn write(
        &self,
        comune: &BelfioreCode,
        work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>,
    ) -> Result<()> {
        let mut db = lock(&self.write);
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        work(&mut SqliteTransaction { db: &tx, comune })?;
        tx.commit()?;
        Ok(())
    }

    fn read(
        &self,
        comune: &BelfioreCode,
        work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>,
    ) -> Result<()> {
        let mut db = lock(&self.read);
        let tx = db.transaction()?;
        work(&mut SqliteTransaction { db: &tx, comune })
    }

    fn comuni(&self) -> Result<Vec<BelfioreCode>> {
        let db = lock(&self.read);
        let mut statement = db.prepare_cached("SELECT comune FROM comune ORDER BY comune")?;
        let codes = statement.query_map((), |row| row.get(0).map(BelfioreCode))?;
        Ok(codes.collect::<Result<_, _>>()?)
    }
}

/// A panic under the lock leaves no transaction open: dropping it rolled it back.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path) -> Result<Connection> {
    let db = Connection::open(path)?;
    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    db.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -65536;
         PRAGMA temp_store = MEMORY;",
    )?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

fn migrate(db: &mut Connection) -> Result<()> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > VERSION {
        return Err(super::Error::Damaged(format!(
            "version {found}, and this program knows up to {VERSION}"
        )));
    }
    if found == 0 {
        tx.execute_batch(include_str!("schema.sql"))?;
        tx.pragma_update(None, "user_version", VERSION)?;
    }
    tx.commit()?;
    Ok(())
}
