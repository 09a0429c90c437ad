//! The reads: connections that change nothing.

use std::fmt;
use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use domain::certificate::Issuer;
use domain::{CodiceFiscale, Household, HouseholdId, Person, PersonId, Settings};
use protocol::Entry;
use rusqlite::Connection;
use zeroize::Zeroizing;

use crate::connection;
use crate::error::{Error, Result};
use crate::folder::Folder;
use crate::keys::DatabaseKey;
use crate::table;
use crate::views::{
    CertificateFilter, CertificateRecord, CertificateRow, CheckReport, Identity, Operator,
    SealKeyRow, SearchRow,
};

/// Reads of a store. A [`crate::Store`] is one (by `Deref`); [`crate::Store::reader`] makes others,
/// which go on reading the state before an import while the import runs.
pub struct Reader {
    pub(crate) db: Connection,
    pub(crate) documents: Connection,
    identity: Identity,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

impl Reader {
    /// Reads through connections that are open already.
    pub(crate) fn new(db: Connection, documents: Connection) -> Result<Self> {
        let identity = table::meta::identity(&db)?;
        Ok(Self {
            db,
            documents,
            identity,
        })
    }

    /// Opens connections of its own.
    pub(crate) fn open(folder: &Folder, key: &DatabaseKey) -> Result<Self> {
        Self::new(
            connection::open_again(&folder.store(), key)?,
            connection::open_again(&folder.documents(), key)?,
        )
    }

    /// Reads again whose store this is, after it got another number.
    pub(crate) fn reread_identity(&mut self) -> Result<()> {
        self.identity = table::meta::identity(&self.db)?;
        Ok(())
    }

    /// Returns whose store this is.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }
}

#[expect(
    clippy::missing_errors_doc,
    reason = "a read fails when the database does, and in no other way"
)]
impl Reader {
    /// Returns the settings; until they are set, those that the identity implies.
    pub fn settings(&self) -> Result<Settings> {
        Ok(
            table::settings::current(&self.db)?.unwrap_or_else(|| Settings {
                issuer: Issuer {
                    comune: self.identity.name.clone(),
                    province: self.identity.province.clone(),
                    ..Issuer::default()
                },
                ..Settings::default()
            }),
        )
    }

    /// Returns who may log in.
    pub fn operators(&self) -> Result<Vec<Operator>> {
        table::operator::all(&self.db)
    }

    /// Returns the state of the registry: date and time of the last alignment.
    pub fn as_of(&self) -> Result<Option<DateTime<Utc>>> {
        Ok(table::registry_state::current(&self.db)?.map(|(as_of, _)| as_of))
    }

    /// Returns how many residents the registry has.
    pub fn residents(&self) -> Result<u32> {
        Ok(table::registry_state::current(&self.db)?.map_or(0, |(_, residents)| residents))
    }

    /// Returns a person.
    pub fn person(&self, id: PersonId) -> Result<Option<Person>> {
        table::person::by_id(&self.db, id)
    }

    /// Returns the persons with a codice fiscale; more than one only where the registry errs.
    pub fn person_by_codice_fiscale(&self, code: &CodiceFiscale) -> Result<Vec<Person>> {
        table::person::by_codice_fiscale(&self.db, code)
    }

    /// Returns persons by their keys of [`SearchRow`], in the order asked; unknown keys are left
    /// out.
    pub fn persons_by_key(&self, keys: &[i64]) -> Result<Vec<Person>> {
        let mut persons = Vec::with_capacity(keys.len());
        for key in keys {
            persons.extend(table::person_body::by_key(&self.db, *key)?);
        }
        Ok(persons)
    }

    /// Returns a household.
    pub fn household(&self, id: HouseholdId) -> Result<Option<Household>> {
        table::household::by_id(&self.db, id)
    }

    /// Returns who is registered in a household (resident or in AIRE): reference person first,
    /// then by position, then by birth date.
    pub fn household_members(&self, id: HouseholdId) -> Result<Vec<Person>> {
        table::person::of_household(&self.db, id)
    }

    /// Calls `take` for each person of the registry whose key is in `keys`, cancelled ones included.
    pub fn for_each_search_row(
        &self,
        keys: RangeInclusive<i64>,
        take: impl FnMut(SearchRow<'_>),
    ) -> Result<()> {
        table::person::for_each_search_row(&self.db, keys, take)
    }

    /// Returns the highest key of a person: keys go from 1 to it. 0 when there is nobody.
    pub fn last_person_key(&self) -> Result<i64> {
        table::person::last_key(&self.db)
    }

    /// Returns the number that the next certificate of a year must have.
    pub fn next_certificate_number(&self, year: i32) -> Result<String> {
        crate::effect::next_certificate_number(&self.db, &self.identity, year)
    }

    /// Returns the number of the certificate that used a stamp.
    pub fn contrassegno_use(&self, contrassegno: &str) -> Result<Option<String>> {
        table::contrassegno::certificate(&self.db, contrassegno)
    }

    /// Returns a page of the register, newest first, after the row with the key `after`.
    pub fn certificates(
        &self,
        filter: &CertificateFilter,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<CertificateRow>> {
        table::certificate::page(&self.db, filter, after, limit)
    }

    /// Returns how many certificates of the register a filter lets through.
    pub fn certificates_count(&self, filter: &CertificateFilter) -> Result<u32> {
        table::certificate::count(&self.db, filter)
    }

    /// Returns a certificate with all that stands behind it.
    pub fn certificate(&self, number: &str) -> Result<Option<CertificateRecord>> {
        table::certificate::record(&self.db, number)
    }

    /// Returns the keys whose seals are trusted, in the order in which they were added.
    pub fn seal_keys(&self) -> Result<Vec<SealKeyRow>> {
        table::seal_key::all(&self.db)
    }

    /// Returns the private half of a key of this counter.
    pub fn seal_secret(&self, kid: &str) -> Result<Option<Zeroizing<[u8; 32]>>> {
        table::seal_key::secret(&self.db, kid)
    }

    /// Returns a document by its SHA-256 in hexadecimal.
    pub fn document(&self, sha256: &str) -> Result<Option<Vec<u8>>> {
        match table::sha256(sha256) {
            Ok(sha256) => table::document::bytes(&self.documents, &sha256),
            Err(_) => Ok(None),
        }
    }

    /// Returns the entries numbered `from` to `to`, both included.
    pub fn journal(&self, from: u64, to: u64) -> Result<Vec<Entry>> {
        table::journal::range(&self.db, from, to)
    }

    /// Returns at most `limit` entries made from `from` on and before `until`, after the number
    /// `after` (0 for the first page).
    pub fn journal_between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Entry>> {
        table::journal::between(&self.db, from, until, after, limit)
    }

    /// Returns the number of the last entry.
    pub fn last_seq(&self) -> Result<u64> {
        Ok(self.head()?.1)
    }

    /// Returns the latest instant the journal knows. A clock that says less went back.
    pub fn last_entry_at(&self) -> Result<DateTime<Utc>> {
        table::journal::latest(&self.db)?.ok_or_else(no_entry)
    }

    /// Examines the whole store: pages, chain, numbers, documents, tables against the journal.
    pub fn check(&self) -> Result<CheckReport> {
        crate::check::check(self)
    }

    /// Returns epoch and number of the last entry.
    pub(crate) fn head(&self) -> Result<(u32, u64)> {
        table::journal::head(&self.db)?.ok_or_else(no_entry)
    }

    pub(crate) fn last_entry(&self) -> Result<Entry> {
        table::journal::last(&self.db)?.ok_or_else(no_entry)
    }
}

fn no_entry() -> Error {
    Error::Damaged("the journal is empty".to_owned())
}
