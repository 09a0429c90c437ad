//! `keys.json`: the sealed copies of the database key.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::recovery::{RecoveryKey, RecoverySheet};
use super::{DatabaseKey, KeyCost, OperatorKey};
use crate::error::{Error, Result};
use crate::folder;

/// The version of the file that this program writes.
const VERSION: u32 = 1;

/// `keys.json`, as it stands on the disk.
pub(crate) struct KeyFile {
    path: PathBuf,
    content: Content,
}

#[derive(Serialize, Deserialize)]
struct Content {
    version: u32,
    operators: Vec<OperatorKey>,
    recovery: RecoveryKey,
}

impl KeyFile {
    /// Makes the file for a new store; nothing is written yet.
    pub(crate) fn new(
        path: PathBuf,
        login: &str,
        password: &str,
        cost: KeyCost,
        key: &DatabaseKey,
    ) -> Result<(Self, RecoverySheet)> {
        let (recovery, sheet) = RecoveryKey::new(key);
        let content = Content {
            version: VERSION,
            operators: vec![OperatorKey::new(login, password, cost, key)?],
            recovery,
        };
        Ok((Self { path, content }, sheet))
    }

    /// Reads the file.
    pub(crate) fn load(path: PathBuf) -> Result<Self> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::BadKeys(path));
            }
            read => read.map_err(|source| folder::failed(&path, source))?,
        };
        let Ok(Versioned { version }) = serde_json::from_slice(&bytes) else {
            return Err(Error::BadKeys(path));
        };
        if version > VERSION {
            return Err(Error::NewerVersion {
                found: version,
                known: VERSION,
            });
        }
        match serde_json::from_slice(&bytes) {
            Ok(content) => Ok(Self { path, content }),
            Err(_) => Err(Error::BadKeys(path)),
        }
    }

    /// Returns who may log in.
    pub(crate) fn logins(&self) -> Vec<String> {
        self.content
            .operators
            .iter()
            .map(|operator| operator.login.clone())
            .collect()
    }

    /// Returns the database key for a log-in and its password.
    pub(crate) fn unlock(&self, login: &str, password: &str) -> Result<DatabaseKey> {
        self.content
            .operators
            .iter()
            .find(|operator| operator.login == login)
            .and_then(|operator| operator.unlock(password))
            .ok_or(Error::WrongPassword)
    }

    /// Returns the database key for what stands on the recovery sheet.
    pub(crate) fn recover(&self, groups: &str) -> Result<DatabaseKey> {
        self.content
            .recovery
            .unlock(groups)
            .ok_or(Error::WrongRecoverySheet)
    }

    /// Gives an operator a new password.
    pub(crate) fn set_password(
        &mut self,
        login: &str,
        password: &str,
        cost: KeyCost,
        key: &DatabaseKey,
    ) -> Result<()> {
        let new = OperatorKey::new(login, password, cost, key)?;
        let operators = &mut self.content.operators;
        match operators.iter_mut().find(|known| known.login == login) {
            Some(known) => *known = new,
            None => operators.push(new),
        }
        self.save()
    }

    /// Writes the file, whole or not at all.
    pub(crate) fn save(&self) -> Result<()> {
        let json = serde_json::to_vec_pretty(&self.content).expect("texts and numbers are JSON");
        folder::write_atomically(&self.path, &json)
    }
}
