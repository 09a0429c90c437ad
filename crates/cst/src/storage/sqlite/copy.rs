//! A copy of the embedded store, of one moment, while others write.

use std::path::Path;

use super::{Result, SqliteStorage, connect};

impl SqliteStorage {
    /// Copies the store of a folder into a new file.
    ///
    /// # Errors
    /// The store cannot be read, or the file exists or cannot be written.
    pub fn copy(dir: &Path, file: &Path) -> Result<()> {
        let db = connect(&dir.join("cst.db"))?;
        let name = file.to_str().ok_or_else(|| super::super::Error::File {
            path: file.to_owned(),
            source: std::io::ErrorKind::InvalidFilename.into(),
        })?;
        db.execute("VACUUM INTO ?1", [name])?;
        let synced = std::fs::File::open(file).and_then(|file| file.sync_all());
        synced.map_err(|source| super::super::Error::File {
            path: file.to_owned(),
            source,
        })
    }
}
