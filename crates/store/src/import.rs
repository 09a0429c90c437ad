//! Bringing the registry up to a file, in one transaction.
//!
//! What is deliberately **not** here: reading files, which is `registry`'s, and deciding whose
//! card is good enough.

use std::collections::HashSet;

use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Europe::Rome;
use domain::{Household, HouseholdId, IstatCode, Person, PersonId, RegistryStatus, StatusCause};
use protocol::{Body, Entry};
use rusqlite::{Connection, Statement, Transaction};

use crate::card;
use crate::error::{Error, Result};
use crate::store::{Store, append};
use crate::table::{household, optional, person, person_body, registry_state};

/// What the reading of a file told about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedFile {
    /// Name, without its folder.
    pub file_name: String,
    /// SHA-256, hexadecimal.
    pub file_sha256: String,
    /// `subentro` or `csv`.
    pub format: String,
    /// Date and time of the state it describes.
    pub as_of: DateTime<Utc>,
    /// Persons that were refused.
    pub refused: u32,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// Persons taken in: new, changed or as before.
    pub accepted: u32,
    /// Of these, the new ones.
    pub added: u32,
    /// Of these, those known and now different.
    pub updated: u32,
    /// Of these, those as before.
    pub unchanged: u32,
    /// Persons that the file no longer has, now kept as cancelled.
    pub cancelled: u32,
    /// Persons that were refused.
    pub refused: u32,
    /// Residents now.
    pub residents: u32,
    /// As-of of the registry now.
    pub as_of: DateTime<Utc>,
    /// The entry; `None` when the import changed nothing at all.
    pub entry: Option<Entry>,
}

#[derive(Default)]
struct Counts {
    added: u32,
    updated: u32,
    unchanged: u32,
    households: u32,
}

/// Takes in the persons and households of a file.
pub struct RegistryWriter<'import> {
    as_of: Option<DateTime<Utc>>,
    seen: Seen,
    /// Households of the file; not kept for an empty registry, where none can be left over.
    households: HashSet<HouseholdId>,
    last_key: i64,
    counts: Counts,
    /// One buffer for all cards, and one to make them in.
    body: Vec<u8>,
    plain: Vec<u8>,
    find: Statement<'import>,
    insert: Statement<'import>,
    insert_body: Statement<'import>,
    update: Statement<'import>,
    update_body: Statement<'import>,
    upsert_household: Statement<'import>,
}

/// Who came already, so that a double card is noticed and the absent are known at the end.
enum Seen {
    /// The registry was empty: there are no keys to look up, only ids to tell apart.
    Ids(HashSet<PersonId>),
    /// By key: keys are dense, so this is a few bytes for each hundred persons.
    Keys(Vec<bool>),
}

impl<'import> RegistryWriter<'import> {
    fn new(db: &'import Connection) -> Result<Self> {
        let last_key = person::last_key(db)?;
        let seen = match usize::try_from(last_key) {
            Ok(0) => Seen::Ids(HashSet::new()),
            Ok(last) => Seen::Keys(vec![false; last + 1]),
            Err(_) => return Err(Error::Damaged("a negative key".to_owned())),
        };
        Ok(Self {
            as_of: registry_state::current(db)?.map(|(as_of, _)| as_of),
            seen,
            households: HashSet::new(),
            last_key,
            counts: Counts::default(),
            body: Vec::new(),
            plain: Vec::new(),
            find: db.prepare(person::FIND)?,
            insert: db.prepare(person::INSERT)?,
            insert_body: db.prepare(person_body::INSERT)?,
            update: db.prepare(person::UPDATE)?,
            update_body: db.prepare(person_body::UPDATE)?,
            upsert_household: db.prepare(household::UPSERT)?,
        })
    }

    /// Refuses a file that describes an older state than the registry has: to be called as soon as
    /// the file's as-of is known, so that nobody waits for nothing. The end of the import checks
    /// it again.
    ///
    /// # Errors
    /// [`Error::OlderRegistry`].
    pub fn check_as_of(&self, as_of: DateTime<Utc>) -> Result<()> {
        let file = as_of.trunc_subsecs(3);
        match self.as_of {
            Some(current) if file < current => Err(Error::OlderRegistry { file, current }),
            _ => Ok(()),
        }
    }

    /// Takes in a person.
    ///
    /// # Errors
    /// [`Error::DoubleCard`] when the file has the same card twice: the first stands, and the
    /// import can go on; else when the database fails.
    pub fn person(&mut self, person: &Person) -> Result<()> {
        card::encode(person, &mut self.plain, &mut self.body)?;
        let double = || Error::DoubleCard(person.card.clone());
        let seen = match &mut self.seen {
            Seen::Ids(ids) => {
                if !ids.insert(person.id) {
                    return Err(double());
                }
                return self.add(person);
            }
            Seen::Keys(seen) => seen,
        };
        let body = &self.body;
        let known = optional(self.find.query_row([person.id.0.as_bytes()], |row| {
            let same = row.get_ref(1)?.as_blob()? == body.as_slice();
            Ok((row.get::<_, i64>(0)?, same))
        }))?;
        let Some((key, same)) = known else {
            // `Keys` grows with the new ones, so that they too are noticed when they come twice.
            seen.push(true);
            return self.add(person);
        };
        let index = usize::try_from(key).expect("keys are from 1");
        if std::mem::replace(&mut seen[index], true) {
            return Err(double());
        }
        if same {
            self.counts.unchanged += 1;
            return Ok(());
        }
        self.counts.updated += 1;
        person::insert(&mut self.update, key, person)?;
        self.update_body.execute((key, &self.body))?;
        Ok(())
    }

    /// Takes in a household. The same one may come more than once; the last wins.
    ///
    /// # Errors
    /// When the database fails.
    pub fn household(&mut self, household: &Household) -> Result<()> {
        card::encode(household, &mut self.plain, &mut self.body)?;
        if matches!(self.seen, Seen::Keys(_)) {
            self.households.insert(household.id);
        }
        let id = household.id.0.as_bytes();
        let changed = self
            .upsert_household
            .execute((id, &household.number, &self.body))?;
        self.counts.households += u32::from(changed > 0);
        Ok(())
    }

    fn add(&mut self, person: &Person) -> Result<()> {
        self.last_key += 1;
        self.counts.added += 1;
        person::insert(&mut self.insert, self.last_key, person)?;
        self.insert_body.execute((self.last_key, &self.body))?;
        Ok(())
    }

    /// Cancels who was registered and did not come; returns how many.
    fn cancel_absent(
        &mut self,
        db: &Connection,
        comune: &IstatCode,
        as_of: DateTime<Utc>,
    ) -> Result<u32> {
        let Seen::Keys(seen) = &self.seen else {
            return Ok(0);
        };
        let absent = person::registered(db)?
            .into_iter()
            .filter(|key| !usize::try_from(*key).is_ok_and(|key| seen[key]));
        let mut cancelled = 0;
        for key in absent {
            let mut person = person_body::by_key(db, key)?
                .ok_or_else(|| Error::Damaged("a person has no card".to_owned()))?;
            if person.id != PersonId::from_card(comune, &person.card) {
                // The card of another comune: its absence from this file says nothing.
                continue;
            }
            let day = as_of.with_timezone(&Rome).date_naive();
            person.status = RegistryStatus::Cancelled;
            person.status_cause = Some(StatusCause {
                date: Some(day),
                reason_code: None,
                note: Some(format!(
                    "assente dal file dell'anagrafe del {}",
                    day.format("%d/%m/%Y")
                )),
            });
            card::encode(&person, &mut self.plain, &mut self.body)?;
            person::insert(&mut self.update, key, &person)?;
            self.update_body.execute((key, &self.body))?;
            cancelled += 1;
        }
        Ok(cancelled)
    }

    /// Removes the households that did not come and to which nobody belongs, not even somebody
    /// who left; returns how many.
    fn remove_left_over(&self, db: &Connection) -> Result<u32> {
        if matches!(self.seen, Seen::Ids(_)) {
            return Ok(0);
        }
        let mut removed = 0;
        for id in household::without_members(db)? {
            if !self.households.contains(&id) {
                household::remove(db, id)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

impl Store {
    /// Brings the registry up to what `fill` hands to the writer, and records it, in one
    /// transaction: when `fill` fails (or was told to stop) the registry is as it was.
    ///
    /// Persons of this comune that `fill` does not hand over and that were resident or in AIRE
    /// become cancelled. A file that changes nothing leaves no entry.
    ///
    /// # Errors
    /// Those of `fill`; [`Error::OlderRegistry`]; [`Error::NobodyAccepted`]; when the database fails.
    pub fn import_registry<E: From<Error>>(
        &mut self,
        at: DateTime<Utc>,
        operator: &str,
        fill: impl FnOnce(&mut RegistryWriter<'_>) -> Result<ImportedFile, E>,
    ) -> Result<ImportReport, E> {
        let comune = self.identity().comune.clone();
        self.restart_if_behind(at)?;
        let tx = self.write()?;
        let indexes = drop_indexes_if_empty(&tx)?;
        let mut writer = RegistryWriter::new(&tx)?;
        let mut file = fill(&mut writer)?;
        file.as_of = file.as_of.trunc_subsecs(3);
        writer.check_as_of(file.as_of)?;
        let cancelled = writer.cancel_absent(&tx, &comune, file.as_of)?;
        let as_of_before = writer.as_of;
        let mut counts = std::mem::take(&mut writer.counts);
        counts.households += writer.remove_left_over(&tx)?;
        drop(writer);
        if counts.added + counts.updated + counts.unchanged == 0 {
            return Err(Error::NobodyAccepted.into());
        }
        for sql in indexes {
            tx.execute_batch(&sql).map_err(Error::from)?;
        }
        let mut report = ImportReport {
            accepted: counts.added + counts.updated + counts.unchanged,
            added: counts.added,
            updated: counts.updated,
            unchanged: counts.unchanged,
            cancelled,
            refused: file.refused,
            residents: person::residents(&tx)?,
            as_of: file.as_of,
            entry: None,
        };
        let same = counts.added + counts.updated + counts.households + cancelled == 0;
        if same && as_of_before == Some(file.as_of) {
            // Dropping the transaction rolls back: there is nothing in it.
            return Ok(report);
        }
        registry_state::replace(&tx, file.as_of, report.residents)?;
        let entry = append(&tx, at, operator, &imported(file, &report))?;
        tx.commit().map_err(Error::from)?;
        self.mark(&entry);
        report.entry = Some(entry);
        Ok(report)
    }
}

fn imported(file: ImportedFile, report: &ImportReport) -> Body {
    Body::RegistryImported {
        file_name: file.file_name,
        file_sha256: file.file_sha256,
        format: file.format,
        as_of: file.as_of,
        accepted: report.accepted,
        updated: report.updated,
        cancelled: report.cancelled,
        refused: report.refused,
        residents: report.residents,
    }
}

/// Drops the indexes of an empty registry and returns the texts that make them again: made after
/// the rows they cost a sort, made with them a random write for each.
fn drop_indexes_if_empty(tx: &Transaction<'_>) -> Result<Vec<String>> {
    if person::last_key(tx)? > 0 {
        return Ok(Vec::new());
    }
    let mut statement = tx.prepare(
        "SELECT name, sql FROM sqlite_schema
         WHERE type = 'index' AND tbl_name = 'person' AND sql IS NOT NULL",
    )?;
    let indexes = statement
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(String, String)>, _>>()?;
    for (name, _) in &indexes {
        tx.execute_batch(&format!("DROP INDEX \"{name}\""))?;
    }
    Ok(indexes.into_iter().map(|(_, sql)| sql).collect())
}
