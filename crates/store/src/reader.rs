//! The reads: a connection that changes nothing.

use chrono::{DateTime, Utc};
use domain::{CodiceFiscale, Household, HouseholdId, Person, PersonId, Settings};
use protocol::Entry;

use crate::error::Result;
use crate::views::{
    CertificateFilter, CertificateRecord, CertificateRow, CheckReport, Identity, Operator,
    SearchRow,
};

/// Reads of a store. A [`crate::Store`] is one (by `Deref`); [`crate::Store::reader`] makes others,
/// which go on reading the state before an import while the import runs.
pub struct Reader {}

#[expect(
    clippy::missing_errors_doc,
    reason = "a read fails when the database does, and in no other way"
)]
impl Reader {
    /// Returns whose store this is.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        unimplemented!()
    }
    /// Returns the settings; until they are set, those that the identity implies.
    pub fn settings(&self) -> Result<Settings> {
        unimplemented!()
    }
    /// Returns who may log in.
    pub fn operators(&self) -> Result<Vec<Operator>> {
        unimplemented!()
    }
    /// Returns the state of the registry: date and time of the last alignment.
    pub fn as_of(&self) -> Result<Option<DateTime<Utc>>> {
        unimplemented!()
    }
    /// Returns how many residents the registry has.
    pub fn residents(&self) -> Result<u32> {
        unimplemented!()
    }
    /// Returns a person.
    pub fn person(&self, _id: PersonId) -> Result<Option<Person>> {
        unimplemented!()
    }
    /// Returns the persons with a codice fiscale; more than one only where the registry errs.
    pub fn person_by_codice_fiscale(&self, _code: &CodiceFiscale) -> Result<Vec<Person>> {
        unimplemented!()
    }
    /// Returns persons by their keys of [`SearchRow`], in the order asked; unknown keys are left out.
    pub fn persons_by_key(&self, _keys: &[i64]) -> Result<Vec<Person>> {
        unimplemented!()
    }
    /// Returns a household.
    pub fn household(&self, _id: HouseholdId) -> Result<Option<Household>> {
        unimplemented!()
    }
    /// Returns the residents of a household, reference person first, then by position.
    pub fn household_members(&self, _id: HouseholdId) -> Result<Vec<Person>> {
        unimplemented!()
    }
    /// Calls `take` for each person of the registry, cancelled ones included.
    pub fn for_each_search_row(&self, _take: impl FnMut(SearchRow<'_>)) -> Result<()> {
        unimplemented!()
    }
    /// Returns the number that the next certificate of a year must have.
    pub fn next_certificate_number(&self, _year: i32) -> Result<String> {
        unimplemented!()
    }
    /// Returns the number of the certificate that used a stamp.
    pub fn contrassegno_use(&self, _contrassegno: &str) -> Result<Option<String>> {
        unimplemented!()
    }
    /// Returns a page of the register, newest first, after the row with the key `after`.
    pub fn certificates(
        &self,
        _filter: &CertificateFilter,
        _after: Option<i64>,
        _limit: u32,
    ) -> Result<Vec<CertificateRow>> {
        unimplemented!()
    }
    /// Returns a certificate with all that stands behind it.
    pub fn certificate(&self, _number: &str) -> Result<Option<CertificateRecord>> {
        unimplemented!()
    }
    /// Returns a document by its SHA-256 in hexadecimal.
    pub fn document(&self, _sha256: &str) -> Result<Option<Vec<u8>>> {
        unimplemented!()
    }
    /// Returns the entries numbered `from` to `to`, both included.
    pub fn journal(&self, _from: u64, _to: u64) -> Result<Vec<Entry>> {
        unimplemented!()
    }
    /// Returns the number of the last entry.
    pub fn last_seq(&self) -> Result<u64> {
        unimplemented!()
    }
    /// Returns the latest instant the journal knows. A clock that says less went back.
    pub fn last_entry_at(&self) -> Result<DateTime<Utc>> {
        unimplemented!()
    }
    /// Examines the whole store: pages, chain, numbers, documents, tables against the journal.
    pub fn check(&self) -> Result<CheckReport> {
        unimplemented!()
    }
}
