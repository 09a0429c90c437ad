//! Connections that are kept, and the statements each has prepared.
//!
//! Written here rather than taken from a crate: a pool that does not know of our prepared statements would prepare
//! them for each transaction or ask each connection whether it lives, a round trip either way.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls, Statement};

use super::address::Address;
use super::schema;
use crate::storage::{Error, Result};

/// How long a transaction waits for a connection: less than a counter waits for its answer.
const WAIT: Duration = Duration::from_secs(10);

/// Connections to one server.
pub(super) struct Pool {
    address: Address,
    connections_max: usize,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    /// The one used last is on top: the others can fall asleep.
    idle: Vec<Connection>,
    /// Idle and in use. Invariant: at most `connections_max`.
    open: usize,
}

/// A connection with its prepared statements.
pub(super) struct Connection {
    pub(super) client: Client,
    statements: HashMap<&'static str, Statement>,
}

/// A connection that goes back when it is dropped.
pub(super) struct Pooled<'pool> {
    pool: &'pool Pool,
    connection: Option<Connection>,
}

impl Pool {
    pub(super) fn new(address: Address, connections_max: usize) -> Self {
        Self {
            address,
            connections_max,
            state: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    /// Returns a connection, an idle one or a new one.
    ///
    /// # Errors
    /// [`Error::Busy`] when none came free; those of connecting.
    pub(super) fn take(&self) -> Result<Pooled<'_>> {
        let until = Instant::now() + WAIT;
        let mut state = self.lock();
        loop {
            if let Some(connection) = state.idle.pop() {
                return Ok(self.pooled(connection));
            }
            if state.open < self.connections_max {
                state.open += 1;
                drop(state);
                let place = Place(self);
                let connection = self.connect()?;
                std::mem::forget(place);
                return Ok(self.pooled(connection));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::Busy);
            }
            let waited = self.freed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Closes the idle connections: after one was lost the others are as old.
    pub(super) fn close_idle(&self) {
        let idle = {
            let mut state = self.lock();
            state.open -= state.idle.len();
            std::mem::take(&mut state.idle)
        };
        self.freed.notify_all();
        drop(idle);
    }

    fn pooled(&self, connection: Connection) -> Pooled<'_> {
        Pooled {
            pool: self,
            connection: Some(connection),
        }
    }

    fn connect(&self) -> Result<Connection> {
        let mut client = match &self.address.tls {
            Some(tls) => self.address.config.connect(tls.clone())?,
            None => self.address.config.connect(NoTls)?,
        };
        schema::prepare_session(&mut client)?;
        Ok(Connection {
            client,
            statements: HashMap::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pool {
    /// Says good-bye on a thread of its own: the client waits for the line, which a thread that runs
    /// asynchronous work may not.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut self.lock().idle);
        if !idle.is_empty() {
            // A thread that panicked while it closed a connection has closed it.
            let _ = std::thread::spawn(move || drop(idle)).join();
        }
    }
}

/// The place of a connection that is being made; given back when that fails.
struct Place<'pool>(&'pool Pool);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.lock().open -= 1;
        self.0.freed.notify_one();
    }
}

impl Connection {
    /// Returns a statement, prepared at its first use.
    pub(super) fn statement(&mut self, sql: &'static str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}

impl Deref for Pooled<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
            .as_ref()
            .expect("it is there until it is dropped")
    }
}

impl DerefMut for Pooled<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
            .as_mut()
            .expect("it is there until it is dropped")
    }
}

impl Pooled<'_> {
    /// Closes the connection instead of giving it back.
    pub(super) fn discard(mut self) {
        self.connection = None;
    }
}

impl Drop for Pooled<'_> {
    fn drop(&mut self) {
        let kept = self
            .connection
            .take()
            .filter(|connection| !connection.client.is_closed());
        let mut state = self.pool.lock();
        match kept {
            Some(connection) => state.idle.push(connection),
            None => state.open -= 1,
        }
        drop(state);
        self.pool.freed.notify_one();
    }
}
