//! The store in PostgreSQL 15 and later, for a centre of many comuni (docs/SCALE.md).
//!
//! Who writes of a comune holds its row until the end, so two of one comune wait for each other and two
//! of different comuni do not. What is deliberately **not** here: locks outside the database, which a second centre
//! on the same database would not see.

mod address;
mod bulk;
mod pool;
mod rows;
mod schema;
mod transaction;
mod values;

use domain::BelfioreCode;

use self::address::Address;
use self::pool::{Connection, Pool};
use self::transaction::PostgresTransaction;
use super::{Error, Result, Storage, Transaction};

/// As many as the centre works on at once; a server gives a hundred where it is not told otherwise.
const CONNECTIONS_MAX: usize = 16;

/// How often a transaction is begun that the server would not end.
const ATTEMPTS_MAX: u32 = 4;

/// A centre's store in PostgreSQL.
pub struct PostgresStorage {
    pool: Pool,
}

/// The two kinds of transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Read,
    Write,
}

/// A transaction that did not come to its end.
struct Failed {
    error: Error,
    /// Nothing of it is there for certain: it may be tried again.
    undone: bool,
}

impl PostgresStorage {
    /// Opens the store at an address, and makes its tables if there are none:
    /// `postgres://user@host/database?sslmode=verify-full&sslrootcert=/etc/ca.pem`.
    ///
    /// # Errors
    /// The address is wrong, the server does not answer or is not fit, its tables are of a later program.
    pub fn open(url: &str) -> Result<Self> {
        let pool = Pool::new(Address::parse(url)?, CONNECTIONS_MAX);
        schema::migrate(&mut pool.take()?.client)?;
        Ok(Self { pool })
    }

    /// Runs work on a connection, again when the server undid it for no fault of its own.
    fn run(&self, work: &mut dyn FnMut(&mut Connection) -> Result<(), Failed>) -> Result<()> {
        for _ in 1..ATTEMPTS_MAX {
            match self.attempt(work)? {
                Err(failed) if failed.undone && failed.error.is_passing() => {
                    tracing::warn!(error = %failed.error, "a transaction is begun again");
                }
                ended => return ended.map_err(|failed| failed.error),
            }
        }
        self.attempt(work)?.map_err(|failed| failed.error)
    }

    /// Runs work on a connection once; the outer error is that there is no connection.
    fn attempt(
        &self,
        work: &mut dyn FnMut(&mut Connection) -> Result<(), Failed>,
    ) -> Result<Result<(), Failed>> {
        let mut pooled = self.pool.take()?;
        let ended = work(&mut pooled);
        if ended
            .as_ref()
            .is_err_and(|failed| failed.error.is_passing())
        {
            if pooled.client.is_closed() {
                self.pool.close_idle();
            }
            // Of a server that stops or only reads: the next connection finds the one that took over.
            pooled.discard();
        }
        Ok(ended)
    }
}

fn undone(error: Error) -> Failed {
    Failed {
        error,
        undone: true,
    }
}

fn transact(
    connection: &mut Connection,
    comune: &BelfioreCode,
    mode: Mode,
    work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>,
) -> Result<(), Failed> {
    let open = Open::begin(connection, mode).map_err(undone)?;
    {
        let mut tx = PostgresTransaction::new(open.connection, comune);
        if mode == Mode::Write {
            tx.lock().map_err(undone)?;
        }
        work(&mut tx).map_err(undone)?;
        if tx.failed {
            // A server answers ROLLBACK, and no error, to a COMMIT after a statement that failed.
            let what = "a statement that failed and was passed over";
            return Err(undone(Error::Damaged(what.to_owned())));
        }
    }
    open.commit().map_err(|error| Failed {
        // When the server says why, it did not commit. When the line is lost over it nobody knows, and who asked
        // asks again: a repeated batch gets the first answer.
        undone: mode == Mode::Read || error.is_conflict(),
        error,
    })
}

/// A transaction that is rolled back unless it was committed, also by a panic.
struct Open<'connection> {
    connection: &'connection mut Connection,
    done: bool,
}

impl<'connection> Open<'connection> {
    fn begin(connection: &'connection mut Connection, mode: Mode) -> Result<Self> {
        connection.client.batch_execute(match mode {
            // Each statement sees what was committed before it; all of it after the lock is ours alone.
            Mode::Write => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        })?;
        Ok(Self {
            connection,
            done: false,
        })
    }

    fn commit(mut self) -> Result<()> {
        self.connection.client.batch_execute("COMMIT")?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.done {
            // Where this fails the connection is lost, and with it the transaction.
            let _ = self.connection.client.batch_execute("ROLLBACK");
        }
    }
}

impl Storage for PostgresStorage {
    fn write(
        &self,
        comune: &BelfioreCode,
        work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>,
    ) -> Result<()> {
        self.run(&mut |connection| transact(connection, comune, Mode::Write, work))
    }

    fn read(
        &self,
        comune: &BelfioreCode,
        work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>,
    ) -> Result<()> {
        self.run(&mut |connection| transact(connection, comune, Mode::Read, work))
    }

    fn comuni(&self) -> Result<Vec<BelfioreCode>> {
        let mut codes = Vec::new();
        self.run(&mut |connection| {
            codes = known(connection).map_err(undone)?;
            Ok(())
        })?;
        Ok(codes)
    }
}

fn known(connection: &mut Connection) -> Result<Vec<BelfioreCode>> {
    let statement =
        connection.statement("SELECT comune FROM comune WHERE known ORDER BY comune")?;
    let rows = connection.client.query(&statement, &[])?;
    rows.iter()
        .map(|row| Ok(BelfioreCode(row.try_get(0)?)))
        .collect()
}
