//! The store, open: the one place from which anything is written.

use std::fmt;
use std::fs::File;
use std::ops::Deref;
use std::path::Path;

use chrono::{DateTime, Utc};
use domain::{BelfioreCode, Clock, IstatCode};
use protocol::planted;
use protocol::{Body, Entry, Role};
use rusqlite::{Transaction, TransactionBehavior};

use crate::connection::{self, DOCUMENTS, STORE};
use crate::effect;
use crate::error::{Error, Result};
use crate::folder::{Folder, check_encrypted, failed};
use crate::keys::{DatabaseKey, KeyCost, KeyFile, RecoverySheet};
use crate::mark::MarkFile;
use crate::reader::Reader;
use crate::table;

/// The operator a new store starts with.
pub struct NewOperator {
    /// Log-in.
    pub login: String,
    /// Name and surname.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Password.
    pub password: String,
}

/// What a new store is made of.
pub struct NewStore {
    /// ISTAT code of the comune.
    pub comune: IstatCode,
    /// Belfiore code of the comune.
    pub belfiore: BelfioreCode,
    /// Name of the comune.
    pub name: String,
    /// Two letters of the province.
    pub province: String,
    /// The counter, as it will stand in numbers: `01`.
    pub counter: String,
    /// Its first operator.
    pub operator: NewOperator,
    /// What guessing a password shall cost.
    pub key_cost: KeyCost,
}

/// An open store. It is also a [`Reader`].
pub struct Store {
    pub(crate) reader: Reader,
    keys: KeyFile,
    key: DatabaseKey,
    folder: Folder,
    pub(crate) marks: MarkFile,
    // Invariant: dropped last, so that nobody else opens the store while it is being closed.
    _lock: File,
}

impl Deref for Store {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// Tells whether a folder holds a store.
    #[must_use]
    pub fn exists(dir: &Path) -> bool {
        Folder::new(dir).holds_store()
    }

    /// Makes a store in a folder, with its first operator, and opens it. Its first two entries
    /// record the store and the operator.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`], [`Error::Locked`], or the failure of the disk.
    pub fn create(dir: &Path, new: NewStore, clock: &dyn Clock) -> Result<(Self, RecoverySheet)> {
        std::fs::create_dir_all(dir).map_err(|source| failed(dir, source))?;
        let folder = Folder::new(dir);
        if folder.holds_store() {
            return Err(Error::AlreadyExists(dir.to_owned()));
        }
        let lock = folder.lock()?;
        // Again, now that nobody else can be making one.
        if folder.holds_store() {
            return Err(Error::AlreadyExists(dir.to_owned()));
        }
        folder.remove_unfinished()?;
        let key = DatabaseKey::random();
        let operator = &new.operator;
        let (keys, sheet) = KeyFile::new(
            folder.keys(),
            &operator.login,
            &operator.password,
            new.key_cost,
            &key,
        )?;
        let unfinished = Folder::unfinished(&folder.documents());
        close(connection::create(&unfinished, &key, DOCUMENTS)?)?;
        let unfinished = Folder::unfinished(&folder.store());
        let mut db = connection::create(&unfinished, &key, STORE)?;
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        first_entries(&tx, new, clock.now())?;
        tx.commit()?;
        close(db)?;
        // From here on the store exists: a crash between these two is mended at opening.
        keys.save()?;
        folder.finish()?;
        Ok((Self::open_with(folder, lock, keys, key)?, sheet))
    }

    /// Opens the store of a folder.
    ///
    /// # Errors
    /// One variant of [`Error`] for each thing that can be wrong with a folder or a password.
    pub fn open(dir: &Path, login: &str, password: &str) -> Result<Self> {
        Self::unlock(dir, |keys| keys.unlock(login, password))
    }

    /// Opens the store with the recovery sheet; case, blanks and dashes do not matter.
    ///
    /// # Errors
    /// As [`Store::open`]; [`Error::WrongRecoverySheet`].
    pub fn open_with_recovery(dir: &Path, groups: &str) -> Result<Self> {
        Self::unlock(dir, |keys| keys.recover(groups))
    }

    /// Checks a password against the file of the keys, for a session that was locked.
    ///
    /// # Errors
    /// [`Error::WrongPassword`].
    pub fn verify_password(&self, login: &str, password: &str) -> Result<()> {
        self.keys.unlock(login, password).map(|_| ())
    }

    /// Gives an operator of this store a new password, or a first one.
    ///
    /// # Errors
    /// [`Error::Refused`] for somebody who is not an operator; the failure of the disk.
    pub fn set_password(&mut self, login: &str, password: &str, cost: KeyCost) -> Result<()> {
        if !self.operators()?.iter().any(|known| known.login == login) {
            return Err(Error::Refused(format!("{login} is not an operator")));
        }
        self.keys.set_password(login, password, cost, &self.key)
    }

    /// Returns another connection for reads, which an import under way does not hold up.
    ///
    /// # Errors
    /// When the database cannot be opened once more.
    pub fn reader(&self) -> Result<Reader> {
        Reader::open(&self.folder, &self.key)
    }

    /// Appends an entry and applies its effect, in one transaction. The instant is recorded as it
    /// is given, even when it lies before that of the entry before.
    ///
    /// # Errors
    /// When the effect does not follow from the state of the store (a wrong number, a stamp used
    /// twice, a document that is not there …), or the database fails. Nothing is changed then.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an act is handed over: nobody should go on with it"
    )]
    pub fn commit(&mut self, at: DateTime<Utc>, operator: &str, body: Body) -> Result<Entry> {
        if matches!(body, Body::RegistryImported { .. } | Body::Unknown { .. }) {
            return Err(Error::Refused(format!("{} is not an act", body.kind())));
        }
        if let Some(document) = effect::documents(&body) {
            // Durable before the entry: SQLite does not commit two files as one.
            if !table::document::exists(&self.reader.documents, &table::sha256(document)?)? {
                return Err(Error::NoDocument(document.to_owned()));
            }
        }
        self.restart_if_behind(at)?;
        let tx = self.write()?;
        let entry = append(&tx, at, operator, &body)?;
        planted::crash_point();
        tx.commit()?;
        planted::crash_point();
        self.mark(&entry);
        Ok(entry)
    }

    /// Keeps a new seal key of this counter and records its public half, in one transaction.
    ///
    /// # Errors
    /// There is such a key already, or the database fails.
    pub fn add_seal_key(
        &mut self,
        at: DateTime<Utc>,
        operator: &str,
        kid: &str,
        jwk: String,
        secret: &[u8; 32],
    ) -> Result<Entry> {
        let body = Body::SealKeyAdded {
            kid: kid.to_owned(),
            jwk,
        };
        self.restart_if_behind(at)?;
        let tx = self.write()?;
        let entry = append(&tx, at, operator, &body)?;
        table::seal_key::insert_secret(&tx, kid, secret)?;
        tx.commit()?;
        self.mark(&entry);
        Ok(entry)
    }

    /// Keeps a document and returns its SHA-256 in hexadecimal. It is durable on return; one that
    /// no entry names by the next opening is swept.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put_document(&mut self, bytes: &[u8]) -> Result<String> {
        let tx = self
            .reader
            .documents
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sha256 = table::document::insert(&tx, bytes)?;
        tx.commit()?;
        Ok(hex::encode(&sha256))
    }

    /// Returns the database key in hexadecimal, for the test that looks for it on the disk.
    #[cfg(test)]
    pub(crate) fn keys_for_test(&self) -> zeroize::Zeroizing<String> {
        self.key.to_hex()
    }

    /// Begins the one kind of transaction that writes.
    pub(crate) fn write(&mut self) -> Result<Transaction<'_>> {
        Ok(self
            .reader
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Returns who may log in to the store of a folder; their log-ins are no secret.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], or the file of the keys cannot be read.
    pub fn logins(dir: &Path) -> Result<Vec<String>> {
        let folder = Folder::new(dir);
        if !folder.holds_store() {
            return Err(Error::NotFound(dir.to_owned()));
        }
        Ok(KeyFile::load(folder.keys())?.logins())
    }

    fn unlock(dir: &Path, key: impl FnOnce(&KeyFile) -> Result<DatabaseKey>) -> Result<Self> {
        let folder = Folder::new(dir);
        if !folder.holds_store() {
            return Err(Error::NotFound(dir.to_owned()));
        }
        let lock = folder.lock()?;
        folder.finish()?;
        check_encrypted(&folder.store())?;
        check_encrypted(&folder.documents())?;
        let keys = KeyFile::load(folder.keys())?;
        let key = key(&keys)?;
        Self::open_with(folder, lock, keys, key)
    }

    fn open_with(folder: Folder, lock: File, keys: KeyFile, key: DatabaseKey) -> Result<Self> {
        let db = connection::open(&folder.store(), &key, STORE)?;
        let mut documents = connection::open(&folder.documents(), &key, DOCUMENTS)?;
        let tx = documents.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let swept =
            table::document::sweep(&tx, |sha256| table::document_use::is_used(&db, sha256))?;
        tx.commit()?;
        if swept > 0 {
            tracing::info!(swept, "documents that no entry names were removed");
        }
        let mut store = Self {
            reader: Reader::new(db, documents)?,
            keys,
            key,
            marks: MarkFile::open(&folder.mark())?,
            folder,
            _lock: lock,
        };
        let last = store.last_entry()?;
        let mark = store.marks.mark();
        if (last.epoch, last.seq) >= (mark.epoch, mark.seq) {
            store.mark(&last);
        }
        Ok(store)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.marks.flush();
    }
}

/// Appends an entry to the journal and applies its effect.
pub(crate) fn append(
    tx: &Transaction<'_>,
    at: DateTime<Utc>,
    operator: &str,
    body: &Body,
) -> Result<Entry> {
    append_after(tx, None, at, operator, body)
}

/// Appends an entry; `epoch` is that of the first entry of a new one.
pub(crate) fn append_after(
    tx: &Transaction<'_>,
    epoch: Option<u32>,
    at: DateTime<Utc>,
    operator: &str,
    body: &Body,
) -> Result<Entry> {
    let last = table::journal::last(tx)?
        .ok_or_else(|| Error::Damaged("the journal is empty".to_owned()))?;
    // The number of the counter is not that of the last entry where it has just enrolled.
    let counter = table::meta::identity(tx)?.counter;
    let epoch = epoch.unwrap_or(last.epoch);
    let entry = last.next_as(&counter, epoch, at, operator, body);
    table::journal::append(tx, &entry)?;
    effect::apply(tx, &entry, body)?;
    Ok(entry)
}

fn first_entries(tx: &Transaction<'_>, new: NewStore, at: DateTime<Utc>) -> Result<()> {
    let operator = new.operator;
    let created = Body::StoreCreated {
        comune: new.comune,
        belfiore: new.belfiore,
        name: new.name,
        province: new.province,
        counter: new.counter.clone(),
    };
    let entry = Entry::first(&new.counter, at, &operator.login, &created);
    table::journal::append(tx, &entry)?;
    effect::apply(tx, &entry, &created)?;
    let added = Body::OperatorAdded {
        login: operator.login.clone(),
        name: operator.name,
        role: operator.role,
    };
    append(tx, at, &operator.login, &added).map(|_| ())
}

fn close(db: rusqlite::Connection) -> Result<()> {
    db.close().map_err(|(_, error)| error.into())
}
