//! The encrypted local database: open, migrate, one file for each table.
//!
//! A store is a folder: `store.db` and `documents.db` (SQLCipher, one random key), `keys.json`
//! (that key, sealed to each operator and to the recovery sheet) and `lock` (held by the one
//! program that has the store open).
//!
//! There is one write path: [`Store::commit`] appends an entry to the journal and applies its
//! effect to the tables, in one transaction. The registry alone comes another way, by
//! [`Store::import_registry`], together with the entry that records it; it is not in the journal,
//! so a replay rebuilds every table but `person`, `person_body` and `household`. What the centre says comes in
//! by the calls of [`Exchange`]'s file, and is in no journal of ours either.
//!
//! What is deliberately **not** here: whether an act is allowed (that is `desk`), searching by
//! name (`search`), and the making of documents.

mod card;
mod check;
mod connection;
mod delivery;
mod effect;
mod epoch;
mod error;
mod exchange;
mod folder;
mod import;
mod keys;
mod mark;
mod reader;
mod store;
mod table;
#[cfg(test)]
mod tests;
mod views;

pub use delivery::ReceiptRow;
pub use error::{Error, Result};
pub use exchange::{Centre, Exception, Exchange};
pub use import::{ImportReport, ImportedFile, RegistryWriter};
pub use keys::{KeyCost, RecoverySheet};
pub use reader::Reader;
pub use store::{NewOperator, NewStore, Store};
pub use views::{
    CertificateFilter, CertificateRecord, CertificateRow, CertificateState, CheckReport, Identity,
    Operator, SealKeyRow, SearchRow, SignatureView,
};
