//! What the centre keeps, and the two places it can keep it in.
//!
//! All that belongs to a comune is read and written in a transaction of that comune: nothing on the
//! way of a journal looks at two of them, so that rows can be spread over machines by comune.
//! What is deliberately **not** here: any rule. Both stores run the same contract tests.

mod error;
mod postgres;
mod rows;
mod sqlite;

use domain::BelfioreCode;
use protocol::Hash;

pub use error::{Error, Result};
pub use postgres::PostgresStorage;
pub use rows::{BranchRow, Claim, CodeRow, ComuneRow, CounterRow, EntryRow, FeedRead, NumberRow};
pub use sqlite::SqliteStorage;

/// Where the centre keeps things.
pub trait Storage: Send + Sync {
    /// Runs `work` on a comune. What it wrote is durable when this returns, or not there at all when it fails.
    /// Two of the same comune run one after the other.
    ///
    /// # Errors
    /// Those of `work`, and of the database.
    fn write(
        &self,
        comune: &BelfioreCode,
        work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>,
    ) -> Result<()>;

    /// Runs `work` on one state of a comune.
    ///
    /// # Errors
    /// Those of `work`, and of the database.
    fn read(
        &self,
        comune: &BelfioreCode,
        work: &mut dyn FnMut(&mut dyn Transaction) -> Result<()>,
    ) -> Result<()>;

    /// Returns the comuni of which there is anything.
    ///
    /// # Errors
    /// Those of the database.
    fn comuni(&self) -> Result<Vec<BelfioreCode>>;
}

/// Reads and writes on one comune.
///
/// Methods do as their names say and decide nothing. All fail only when the database does.
#[expect(
    clippy::missing_errors_doc,
    reason = "they fail when the database does, and in no other way"
)]
pub trait Transaction {
    /// Returns what is known of the comune; all zero before anything is.
    fn comune(&mut self) -> Result<ComuneRow>;
    /// Keeps it.
    fn put_comune(&mut self, row: &ComuneRow) -> Result<()>;

    /// Returns the counters.
    fn counters(&mut self) -> Result<Vec<CounterRow>>;
    /// Returns one.
    fn counter(&mut self, counter: &str) -> Result<Option<CounterRow>>;
    /// Returns the one with a key.
    fn counter_of_key(&mut self, kid: &str) -> Result<Option<CounterRow>>;
    /// Keeps one, new or changed.
    fn put_counter(&mut self, row: &CounterRow) -> Result<()>;

    /// Returns an enrolment code by its digest.
    fn code(&mut self, digest: &Hash) -> Result<Option<CodeRow>>;
    /// Keeps one, new or changed.
    fn put_code(&mut self, row: &CodeRow) -> Result<()>;

    /// Returns the branches of a counter, by epoch.
    fn branches(&mut self, counter: &str) -> Result<Vec<BranchRow>>;
    /// Keeps one, new or grown.
    fn put_branch(&mut self, counter: &str, row: &BranchRow) -> Result<()>;

    /// Returns the hash of an entry, and when it was taken in: milliseconds since 1970.
    fn entry(&mut self, counter: &str, epoch: u32, seq: u64) -> Result<Option<(Hash, i64)>>;
    /// Keeps entries of one counter and epoch, all new.
    fn add_entries(&mut self, counter: &str, epoch: u32, rows: &[EntryRow]) -> Result<()>;
    /// Returns those of a run that did not simply go in, with their outcome.
    fn outcomes(
        &mut self,
        counter: &str,
        epoch: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<(u64, Vec<u8>)>>;
    /// Tells which of some entries' references were set aside: of `keys`, those that a rejected
    /// entry claimed.
    fn rejected_claims(&mut self, keys: &[String]) -> Result<Vec<String>>;
    /// Remembers what rejected entries claimed.
    fn add_rejected_claims(&mut self, keys: &[String]) -> Result<()>;

    /// Takes what is free of `claims`; returns, for each that was taken before, its place in
    /// `claims` and who has it.
    fn take_claims(&mut self, claims: &[Claim]) -> Result<Vec<(usize, Claim)>>;

    /// Appends to the feed. `seq` of the rows follow the last one.
    fn add_feed(&mut self, rows: &[FeedRead]) -> Result<()>;
    /// Returns rows of the feed after a number, at most `limit`; an act comes with its entry.
    fn feed(&mut self, after: u64, limit: u32) -> Result<Vec<FeedRead>>;

    /// Keeps ordinary protocol numbers that were given.
    fn add_numbers(&mut self, rows: &[NumberRow]) -> Result<()>;
    /// Returns those given to a run of entries.
    fn numbers(
        &mut self,
        counter: &str,
        epoch: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<(u64, String)>>;
}
