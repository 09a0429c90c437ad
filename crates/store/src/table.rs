//! One file for each table. Reads take a `&Connection`, writes a `&Transaction`, so the compiler
//! says who may write.

pub(crate) mod centre;
pub(crate) mod certificate;
pub(crate) mod contrassegno;
pub(crate) mod document;
pub(crate) mod document_use;
pub(crate) mod epoch;
pub(crate) mod exchange;
pub(crate) mod foreign_entry;
pub(crate) mod household;
pub(crate) mod import_log;
pub(crate) mod journal;
pub(crate) mod meta;
pub(crate) mod number_series;
pub(crate) mod operator;
pub(crate) mod person;
pub(crate) mod person_body;
pub(crate) mod receipt;
pub(crate) mod registry_state;
pub(crate) mod seal_key;
pub(crate) mod settings;

use chrono::{DateTime, Utc};

use crate::error::{Error, Result};

/// Turns "no row" into `None`.
pub(crate) fn optional<T>(row: rusqlite::Result<T>) -> rusqlite::Result<Option<T>> {
    match row {
        Ok(value) => Ok(Some(value)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads an instant.
pub(crate) fn instant(milliseconds: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_millis(milliseconds)
        .ok_or_else(|| Error::Damaged(format!("{milliseconds} is no instant")))
}

/// Reads a stored value of the domain.
pub(crate) fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    ciborium::from_reader(bytes).map_err(|source| Error::Value(protocol::cbor::Error::Read(source)))
}

/// Reads the SHA-256 of a document from its hexadecimal text.
pub(crate) fn sha256(text: &str) -> Result<Vec<u8>> {
    hex::decode(text)
        .ok()
        .filter(|bytes| bytes.len() == 32)
        .ok_or_else(|| Error::NoDocument(text.to_owned()))
}
