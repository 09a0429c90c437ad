//! Runs a check on each store.

use cst::storage::{Error, PostgresStorage, Result, SqliteStorage, Storage, Transaction};
use domain::BelfioreCode;

use crate::server::Server;

/// Runs a check on a new embedded store and on a new database.
pub(crate) fn on_both(check: fn(Box<dyn Storage>)) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    check(Box::new(
        SqliteStorage::open(dir.path()).expect("a new store"),
    ));
    let server = Server::start();
    check(Box::new(postgres(&server.database("contract"))));
}

pub(crate) fn postgres(url: &str) -> PostgresStorage {
    PostgresStorage::open(url).expect("the server answers")
}

pub(crate) fn code(text: &str) -> BelfioreCode {
    BelfioreCode(text.to_owned())
}

/// Writes, and returns what the work does.
pub(crate) fn write<T>(
    storage: &dyn Storage,
    comune: &str,
    mut work: impl FnMut(&mut dyn Transaction) -> Result<T>,
) -> Result<T, Error> {
    let mut done = None;
    storage.write(&code(comune), &mut |tx| {
        done = Some(work(tx)?);
        Ok(())
    })?;
    Ok(done.expect("the work was done"))
}

/// Reads, and returns what the work does.
pub(crate) fn read<T>(
    storage: &dyn Storage,
    comune: &str,
    mut work: impl FnMut(&mut dyn Transaction) -> Result<T>,
) -> T {
    let mut done = None;
    storage
        .read(&code(comune), &mut |tx| {
            done = Some(work(tx)?);
            Ok(())
        })
        .expect("a read");
    done.expect("the work was done")
}
