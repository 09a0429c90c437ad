//! The reads and writes of one comune, in SQL of SQLite.

use domain::BelfioreCode;
use protocol::Hash;
use rusqlite::{Connection, OptionalExtension, named_params, params};

use super::read::counter;
use crate::storage::{
    BranchRow, Claim, CodeRow, ComuneRow, CounterRow, EntryRow, FeedRead, NumberRow, Result,
    Transaction,
};

pub(super) struct SqliteTransaction<'tx> {
    pub(super) db: &'tx Connection,
    pub(super) comune: &'tx BelfioreCode,
}

const COUNTER: &str = "SELECT counter, key, kid, epoch, entries, contested, quarantined,
                              enrolled_at, last_contact, revoked_at, program, head
                       FROM counter WHERE comune = ?1";

impl SqliteTransaction<'_> {
    fn here(&self) -> &str {
        &self.comune.0
    }

    fn one_counter(&self, by: &str, value: &str) -> Result<Option<CounterRow>> {
        let mut statement = self
            .db
            .prepare_cached(&format!("{COUNTER} AND {by} = ?2"))?;
        Ok(statement
            .query_row([self.here(), value], counter)
            .optional()?)
    }
}

impl Transaction for SqliteTransaction<'_> {
    fn comune(&mut self) -> Result<ComuneRow> {
        let row = self
            .db
            .prepare_cached(
                "SELECT feed_last, protocol_year, protocol_last, as_of, residents
                 FROM comune WHERE comune = ?1",
            )?
            .query_row([self.here()], |row| {
                Ok(ComuneRow {
                    feed_last: row.get(0)?,
                    protocol_year: row.get(1)?,
                    protocol_last: row.get(2)?,
                    as_of: row.get(3)?,
                    residents: row.get(4)?,
                })
            });
        Ok(row.optional()?.unwrap_or_default())
    }

    fn put_comune(&mut self, row: &ComuneRow) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO comune (comune, feed_last, protocol_year, protocol_last, as_of,
                                     residents)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (comune) DO UPDATE SET feed_last = ?2, protocol_year = ?3,
                     protocol_last = ?4, as_of = ?5, residents = ?6",
            )?
            .execute(params![
                self.here(),
                row.feed_last,
                row.protocol_year,
                row.protocol_last,
                row.as_of,
                row.residents
            ])?;
        Ok(())
    }

    fn counters(&mut self) -> Result<Vec<CounterRow>> {
        let mut statement = self
            .db
            .prepare_cached(&format!("{COUNTER} ORDER BY counter"))?;
        let rows = statement.query_map([self.here()], counter)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn counter(&mut self, counter: &str) -> Result<Option<CounterRow>> {
        self.one_counter("counter", counter)
    }

    fn counter_of_key(&mut self, kid: &str) -> Result<Option<CounterRow>> {
        self.one_counter("kid", kid)
    }

    fn put_counter(&mut self, row: &CounterRow) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO counter
                     (comune, counter, key, kid, epoch, entries, contested, quarantined,
                      enrolled_at, last_contact, revoked_at, program, head)
                 VALUES (:comune, :counter, :key, :kid, :epoch, :entries, :contested,
                         :quarantined, :enrolled_at, :last_contact, :revoked_at, :program, :head)",
            )?
            .execute(named_params! {
                ":comune": self.here(),
                ":counter": row.counter,
                ":key": row.key,
                ":kid": row.kid,
                ":epoch": row.epoch,
                ":entries": row.entries,
                ":contested": row.contested,
                ":quarantined": row.quarantined,
                ":enrolled_at": row.enrolled_at,
                ":last_contact": row.last_contact,
                ":revoked_at": row.revoked_at,
                ":program": row.program,
                ":head": row.head,
            })?;
        Ok(())
    }

    fn code(&mut self, digest: &Hash) -> Result<Option<CodeRow>> {
        let row = self
            .db
            .prepare_cached(
                "SELECT expires_at, nonce, answer FROM enrolment_code
                 WHERE comune = ?1 AND digest = ?2",
            )?
            .query_row(params![self.here(), digest], |row| {
                let nonce: Option<[u8; 16]> = row.get(1)?;
                let answer: Option<Vec<u8>> = row.get(2)?;
                Ok(CodeRow {
                    digest: *digest,
                    expires_at: row.get(0)?,
                    used: nonce.zip(answer),
                })
            });
        Ok(row.optional()?)
    }

    fn put_code(&mut self, row: &CodeRow) -> Result<()> {
        let (nonce, answer) = row.used.clone().unzip();
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO enrolment_code (comune, digest, expires_at, nonce, answer)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                self.here(),
                row.digest,
                row.expires_at,
                nonce,
                answer
            ])?;
        Ok(())
    }

    fn branches(&mut self, counter: &str) -> Result<Vec<BranchRow>> {
        let mut statement = self.db.prepare_cached(
            "SELECT epoch, start, parent, last, hash FROM branch
             WHERE comune = ?1 AND counter = ?2 ORDER BY epoch",
        )?;
        let rows = statement.query_map([self.here(), counter], |row| {
            Ok(BranchRow {
                epoch: row.get(0)?,
                start: row.get(1)?,
                parent: row.get(2)?,
                last: row.get(3)?,
                hash: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn put_branch(&mut self, counter: &str, row: &BranchRow) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO branch (comune, counter, epoch, start, parent, last, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                self.here(),
                counter,
                row.epoch,
                row.start,
                row.parent,
                row.last,
                row.hash
            ])?;
        Ok(())
    }

    fn entry(&mut self, counter: &str, epoch: u32, seq: u64) -> Result<Option<(Hash, i64)>> {
        // Beyond what the database counts there is none.
        let Ok(seq) = i64::try_from(seq) else {
            return Ok(None);
        };
        let found = self
            .db
            .prepare_cached(
                "SELECT hash, received_at FROM entry
                 WHERE comune = ?1 AND counter = ?2 AND epoch = ?3 AND seq = ?4",
            )?
            .query_row(params![self.here(), counter, epoch, seq], |row| {
                Ok((row.get(0)?, row.get(1)?))
            });
        Ok(found.optional()?)
    }

    fn add_entries(&mut self, counter: &str, epoch: u32, rows: &[EntryRow]) -> Result<()> {
        let mut statement = self.db.prepare_cached(
            "INSERT INTO entry (comune, counter, epoch, seq, kind, bytes, hash, received_at,
                                outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for row in rows {
            statement.execute(params![
                self.here(),
                counter,
                epoch,
                row.seq,
                row.kind,
                row.bytes,
                row.hash,
                row.received_at,
                row.outcome
            ])?;
        }
        Ok(())
    }

    fn outcomes(
        &mut self,
        counter: &str,
        epoch: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<(u64, Vec<u8>)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT seq, outcome FROM entry
             WHERE comune = ?1 AND counter = ?2 AND epoch = ?3 AND seq BETWEEN ?4 AND ?5
                   AND outcome IS NOT NULL
             ORDER BY seq",
        )?;
        let rows = statement.query_map(params![self.here(), counter, epoch, from, to], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn rejected_claims(&mut self, keys: &[String]) -> Result<Vec<String>> {
        let mut statement = self
            .db
            .prepare_cached("SELECT 1 FROM rejected_claim WHERE comune = ?1 AND key = ?2")?;
        let mut found = Vec::new();
        for key in keys {
            if statement.exists([self.here(), key])? {
                found.push(key.clone());
            }
        }
        Ok(found)
    }

    fn add_rejected_claims(&mut self, keys: &[String]) -> Result<()> {
        let mut statement = self
            .db
            .prepare_cached("INSERT OR IGNORE INTO rejected_claim (comune, key) VALUES (?1, ?2)")?;
        for key in keys {
            statement.execute([self.here(), key])?;
        }
        Ok(())
    }

    fn take_claims(&mut self, claims: &[Claim]) -> Result<Vec<(usize, Claim)>> {
        let mut insert = self.db.prepare_cached(
            "INSERT OR IGNORE INTO claim (comune, key, counter, epoch, seq)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let mut find = self.db.prepare_cached(
            "SELECT key, counter, epoch, seq FROM claim WHERE comune = ?1 AND key = ?2",
        )?;
        let mut taken = Vec::new();
        for (place, claim) in claims.iter().enumerate() {
            let comune = self.here();
            let key = params![comune, claim.key, claim.counter, claim.epoch, claim.seq];
            if insert.execute(key)? == 0 {
                let holder = find.query_row([comune, &claim.key], |row| {
                    Ok(Claim {
                        key: row.get(0)?,
                        counter: row.get(1)?,
                        epoch: row.get(2)?,
                        seq: row.get(3)?,
                    })
                })?;
                taken.push((place, holder));
            }
        }
        Ok(taken)
    }

    fn add_feed(&mut self, rows: &[FeedRead]) -> Result<()> {
        let mut statement = self.db.prepare_cached(
            "INSERT INTO feed (comune, seq, kind, item, counter, epoch, entry)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for row in rows {
            let (counter, epoch, seq) = match &row.entry {
                Some((counter, epoch, seq)) => (Some(counter), Some(epoch), Some(seq)),
                None => (None, None, None),
            };
            // The bytes of an act are with its entry.
            let item = row.entry.is_none().then_some(&row.item);
            statement.execute(params![
                self.here(),
                row.seq,
                row.kind,
                item,
                counter,
                epoch,
                seq
            ])?;
        }
        Ok(())
    }

    fn feed(&mut self, after: u64, limit: u32) -> Result<Vec<FeedRead>> {
        let Ok(after) = i64::try_from(after) else {
            return Ok(Vec::new());
        };
        let mut statement = self.db.prepare_cached(
            "SELECT feed.seq, feed.kind, coalesce(feed.item, entry.bytes), feed.counter,
                    feed.epoch, feed.entry
             FROM feed LEFT JOIN entry
                 ON entry.comune = feed.comune AND entry.counter = feed.counter
                    AND entry.epoch = feed.epoch AND entry.seq = feed.entry
             WHERE feed.comune = ?1 AND feed.seq > ?2 ORDER BY feed.seq LIMIT ?3",
        )?;
        let rows = statement.query_map(params![self.here(), after, limit], |row| {
            let counter: Option<String> = row.get(3)?;
            let epoch: Option<u32> = row.get(4)?;
            let seq: Option<u64> = row.get(5)?;
            Ok(FeedRead {
                seq: row.get(0)?,
                kind: row.get(1)?,
                item: row.get(2)?,
                entry: counter
                    .zip(epoch)
                    .zip(seq)
                    .map(|((counter, epoch), seq)| (counter, epoch, seq)),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn add_numbers(&mut self, rows: &[NumberRow]) -> Result<()> {
        let mut statement = self.db.prepare_cached(
            "INSERT INTO protocol_number (comune, counter, epoch, seq, number, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for row in rows {
            statement.execute(params![
                self.here(),
                row.counter,
                row.epoch,
                row.seq,
                row.number,
                row.at
            ])?;
        }
        Ok(())
    }

    fn numbers(
        &mut self,
        counter: &str,
        epoch: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<(u64, String)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT seq, number FROM protocol_number
             WHERE comune = ?1 AND counter = ?2 AND epoch = ?3 AND seq BETWEEN ?4 AND ?5
             ORDER BY seq",
        )?;
        let rows = statement.query_map(params![self.here(), counter, epoch, from, to], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
