//! The reads and writes of one comune, in SQL of PostgreSQL.

use std::borrow::Cow;
use std::collections::HashSet;

use domain::BelfioreCode;
use postgres::Row;
use postgres::types::ToSql;
use protocol::Hash;

use super::bulk;
use super::pool::Connection;
use super::values::{big, branch, comune, counter, hash, key, number, text};
use crate::storage::{
    BranchRow, Claim, CodeRow, ComuneRow, CounterRow, EntryRow, Error, FeedRead, NumberRow, Result,
    Transaction,
};

/// A parameter of a statement.
pub(super) type Value<'a> = &'a (dyn ToSql + Sync);

const COMUNE: &str = "SELECT feed_last, protocol_year, protocol_last, as_of, residents
    FROM comune WHERE comune = $1";
const COMUNE_LOCKED: &str = "SELECT feed_last, protocol_year, protocol_last, as_of, residents
    FROM comune WHERE comune = $1 FOR UPDATE";
const COUNTERS: &str = "SELECT counter, key, kid, epoch, entries, contested, quarantined,
        enrolled_at, last_contact, revoked_at, program, head
    FROM counter WHERE comune = $1 ORDER BY counter";
const COUNTER: &str = "SELECT counter, key, kid, epoch, entries, contested, quarantined,
        enrolled_at, last_contact, revoked_at, program, head
    FROM counter WHERE comune = $1 AND counter = $2";
const COUNTER_OF_KEY: &str = "SELECT counter, key, kid, epoch, entries, contested, quarantined,
        enrolled_at, last_contact, revoked_at, program, head
    FROM counter WHERE comune = $1 AND kid = $2";

pub(super) struct PostgresTransaction<'tx> {
    connection: &'tx mut Connection,
    comune: Cow<'tx, str>,
    /// The row of the comune, once it was read: only we change it.
    row: Option<ComuneRow>,
    /// A statement failed, and the server has undone all of it.
    pub(super) failed: bool,
}

impl<'tx> PostgresTransaction<'tx> {
    pub(super) fn new(connection: &'tx mut Connection, comune: &'tx BelfioreCode) -> Self {
        Self {
            connection,
            comune: text(&comune.0),
            row: None,
            failed: false,
        }
    }

    /// Waits until nobody else writes of this comune.
    pub(super) fn lock(&mut self) -> Result<()> {
        loop {
            if let Some(row) = self.here(COMUNE_LOCKED, &[])?.first() {
                self.row = Some(comune(row)?);
                return Ok(());
            }
            // Two may come here at once: one makes the row, and both go round and wait for it.
            self.execute(
                "INSERT INTO comune (comune) VALUES ($1) ON CONFLICT DO NOTHING",
                &[],
            )?;
        }
    }

    /// Runs a query whose first parameter is the comune.
    pub(super) fn here(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>> {
        let Self {
            connection, comune, ..
        } = self;
        let values: Vec<Value<'_>> = std::iter::once(comune as Value<'_>)
            .chain(values.iter().copied())
            .collect();
        let rows = connection
            .statement(sql)
            .and_then(|statement| Ok(connection.client.query(&statement, &values)?));
        self.failed |= rows.is_err();
        rows
    }

    /// Runs a statement whose first parameter is the comune.
    pub(super) fn execute(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<()> {
        self.here(sql, values).map(drop)
    }

    /// Sends rows in the binary form of `COPY`.
    pub(super) fn copy(&mut self, sql: &'static str, rows: &[u8]) -> Result<()> {
        let connection = &mut *self.connection;
        let sent = connection.statement(sql).and_then(|statement| {
            let mut writer = connection.client.copy_in(&statement)?;
            // What the writer has to say of a lost line is said again by `finish`.
            let written = std::io::Write::write_all(&mut writer, rows);
            writer.finish()?;
            written.map_err(Error::Line)
        });
        self.failed |= sent.is_err();
        sent
    }

    pub(super) fn comune_code(&self) -> &str {
        &self.comune
    }
}

impl Transaction for PostgresTransaction<'_> {
    fn comune(&mut self) -> Result<ComuneRow> {
        if self.row.is_none() {
            let rows = self.here(COMUNE, &[])?;
            let row = rows.first().map(comune).transpose()?;
            self.row = Some(row.unwrap_or_default());
        }
        Ok(self.row.clone().unwrap_or_default())
    }

    fn put_comune(&mut self, row: &ComuneRow) -> Result<()> {
        self.execute(
            "UPDATE comune SET known = TRUE, feed_last = $2, protocol_year = $3,
                 protocol_last = $4, as_of = $5, residents = $6
             WHERE comune = $1",
            &[
                &big(row.feed_last)?,
                &row.protocol_year,
                &i64::from(row.protocol_last),
                &row.as_of,
                &i64::from(row.residents),
            ],
        )?;
        self.row = Some(row.clone());
        Ok(())
    }

    fn counters(&mut self) -> Result<Vec<CounterRow>> {
        self.here(COUNTERS, &[])?.iter().map(counter).collect()
    }

    fn counter(&mut self, of: &str) -> Result<Option<CounterRow>> {
        let rows = self.here(COUNTER, &[&text(of)])?;
        rows.first().map(counter).transpose()
    }

    fn counter_of_key(&mut self, kid: &str) -> Result<Option<CounterRow>> {
        let rows = self.here(COUNTER_OF_KEY, &[&text(kid)])?;
        rows.first().map(counter).transpose()
    }

    fn put_counter(&mut self, row: &CounterRow) -> Result<()> {
        self.execute(
            "INSERT INTO counter
                 (comune, counter, key, kid, epoch, entries, contested, quarantined,
                  enrolled_at, last_contact, revoked_at, program, head)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (comune, counter) DO UPDATE SET
                 key = $3, kid = $4, epoch = $5, entries = $6, contested = $7, quarantined = $8,
                 enrolled_at = $9, last_contact = $10, revoked_at = $11, program = $12, head = $13",
            &[
                &text(&row.counter),
                &row.key,
                &text(&row.kid),
                &i64::from(row.epoch),
                &big(row.entries)?,
                &big(row.contested)?,
                &big(row.quarantined)?,
                &row.enrolled_at,
                &row.last_contact,
                &row.revoked_at,
                &text(&row.program),
                &row.head,
            ],
        )
    }

    fn code(&mut self, digest: &Hash) -> Result<Option<CodeRow>> {
        let rows = self.here(
            "SELECT expires_at, nonce, answer FROM enrolment_code
             WHERE comune = $1 AND digest = $2",
            &[&digest.as_slice()],
        )?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let nonce: Option<&[u8]> = row.try_get(1)?;
        let nonce = nonce
            .map(<[u8; 16]>::try_from)
            .transpose()
            .map_err(|_| Error::Damaged("a nonce of another length".to_owned()))?;
        Ok(Some(CodeRow {
            digest: *digest,
            expires_at: row.try_get(0)?,
            used: nonce.zip(row.try_get(2)?),
        }))
    }

    fn put_code(&mut self, row: &CodeRow) -> Result<()> {
        let (nonce, answer) = row
            .used
            .as_ref()
            .map(|(nonce, answer)| (nonce, answer))
            .unzip();
        self.execute(
            "INSERT INTO enrolment_code (comune, digest, expires_at, nonce, answer)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (comune, digest) DO UPDATE SET expires_at = $3, nonce = $4, answer = $5",
            &[
                &row.digest.as_slice(),
                &row.expires_at,
                &nonce.map(<[u8; 16]>::as_slice),
                &answer,
            ],
        )
    }

    fn branches(&mut self, counter: &str) -> Result<Vec<BranchRow>> {
        let rows = self.here(
            "SELECT epoch, start, parent, last, hash FROM branch
             WHERE comune = $1 AND counter = $2 ORDER BY epoch",
            &[&text(counter)],
        )?;
        rows.iter().map(branch).collect()
    }

    fn put_branch(&mut self, counter: &str, row: &BranchRow) -> Result<()> {
        self.execute(
            "INSERT INTO branch (comune, counter, epoch, start, parent, last, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (comune, counter, epoch) DO UPDATE SET
                 start = $4, parent = $5, last = $6, hash = $7",
            &[
                &text(counter),
                &i64::from(row.epoch),
                &big(row.start)?,
                &row.parent.map(i64::from),
                &big(row.last)?,
                &row.hash.as_slice(),
            ],
        )
    }

    fn entry(&mut self, counter: &str, epoch: u32, seq: u64) -> Result<Option<(Hash, i64)>> {
        let Ok(seq) = i64::try_from(seq) else {
            return Ok(None);
        };
        let rows = self.here(
            "SELECT hash, received_at FROM entry
             WHERE comune = $1 AND counter = $2 AND epoch = $3 AND seq = $4",
            &[&text(counter), &i64::from(epoch), &seq],
        )?;
        let found = |row: &Row| Ok((hash(row, 0)?, row.try_get(1)?));
        rows.first().map(found).transpose()
    }

    fn add_entries(&mut self, counter: &str, epoch: u32, rows: &[EntryRow]) -> Result<()> {
        bulk::add_entries(self, counter, epoch, rows)
    }

    fn outcomes(
        &mut self,
        counter: &str,
        epoch: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<(u64, Vec<u8>)>> {
        let rows = self.here(
            "SELECT seq, outcome FROM entry
             WHERE comune = $1 AND counter = $2 AND epoch = $3 AND seq BETWEEN $4 AND $5
                   AND outcome IS NOT NULL
             ORDER BY seq",
            &[&text(counter), &i64::from(epoch), &big(from)?, &big(to)?],
        )?;
        rows.iter()
            .map(|row| Ok((number(row, 0)?, row.try_get(1)?)))
            .collect()
    }

    fn rejected_claims(&mut self, keys: &[String]) -> Result<Vec<String>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: Vec<Cow<'_, [u8]>> = keys.iter().map(|claimed| key(claimed)).collect();
        let rows = self.here(
            "SELECT key FROM rejected_claim WHERE comune = $1 AND key = ANY($2)",
            &[&bulk::slices(&wanted)],
        )?;
        let found: HashSet<&[u8]> = rows
            .iter()
            .map(|row| Ok(row.try_get(0)?))
            .collect::<Result<_>>()?;
        let set_aside = keys
            .iter()
            .zip(&wanted)
            .filter(|(_, key)| found.contains(&***key));
        Ok(set_aside.map(|(claimed, _)| claimed.clone()).collect())
    }

    fn add_rejected_claims(&mut self, keys: &[String]) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let keys: Vec<Cow<'_, [u8]>> = keys.iter().map(|claimed| key(claimed)).collect();
        self.execute(
            "INSERT INTO rejected_claim (comune, key) SELECT $1, unnest($2::bytea[])
             ON CONFLICT DO NOTHING",
            &[&bulk::slices(&keys)],
        )
    }

    fn take_claims(&mut self, claims: &[Claim]) -> Result<Vec<(usize, Claim)>> {
        bulk::take_claims(self, claims)
    }

    fn add_feed(&mut self, rows: &[FeedRead]) -> Result<()> {
        bulk::add_feed(self, rows)
    }

    fn feed(&mut self, after: u64, limit: u32) -> Result<Vec<FeedRead>> {
        bulk::feed(self, after, limit)
    }

    fn add_numbers(&mut self, rows: &[NumberRow]) -> Result<()> {
        bulk::add_numbers(self, rows)
    }

    fn numbers(
        &mut self,
        counter: &str,
        epoch: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<(u64, String)>> {
        let rows = self.here(
            "SELECT seq, number FROM protocol_number
             WHERE comune = $1 AND counter = $2 AND epoch = $3 AND seq BETWEEN $4 AND $5
             ORDER BY seq",
            &[&text(counter), &i64::from(epoch), &big(from)?, &big(to)?],
        )?;
        rows.iter()
            .map(|row| Ok((number(row, 0)?, row.try_get(1)?)))
            .collect()
    }
}
