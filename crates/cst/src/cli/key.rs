//! The key with which the centre signs its answers: one file, made at the first start.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use protocol::sign::SecretKey;
use rand_core::{OsRng, RngCore};
use zeroize::Zeroizing;

use super::failure::Failure;

/// The file inside the data folder.
pub(super) const FILE: &str = "centre.key";

/// Takes up the key, and makes it if there is none.
pub(super) fn open(dir: &Path) -> Result<SecretKey, Failure> {
    let path = dir.join(FILE);
    if !path.exists() {
        make(&path).map_err(|error| Failure::file(&path, &error))?;
    }
    // Read back also when it was made: another process may have been faster.
    let text = fs::read_to_string(&path).map_err(|error| Failure::file(&path, &error))?;
    parse(Zeroizing::new(text).trim()).ok_or_else(|| {
        Failure::outside(format!(
            "{} non è una chiave di questo programma. Rimettila da una copia: con un'altra gli \
             sportelli non accettano più le risposte.",
            path.display()
        ))
    })
}

fn make(path: &Path) -> io::Result<()> {
    let key = SecretKey::generate(&mut OsRng);
    let text = hex::encode(*key.to_bytes());
    let draft = path.with_extension(format!("draft-{:016x}", OsRng.next_u64()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(Zeroizing::new(text).as_bytes())?;
    file.sync_all()?;
    // A link and not a new name: it fails where there is a key already.
    match fs::hard_link(&draft, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => fs::remove_file(&draft),
    }
}

fn parse(text: &str) -> Option<SecretKey> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = Zeroizing::new([0_u8; 32]);
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
    }
    SecretKey::from_bytes(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = open(dir.path()).unwrap();
        assert_eq!(first.public(), open(dir.path()).unwrap().public());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dir.path().join(FILE)).unwrap().permissions();
            assert_eq!(mode.mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_no_key_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        for text in ["", "00", &"0".repeat(64), &"é".repeat(32)] {
            fs::write(dir.path().join(FILE), text).unwrap();
            assert!(open(dir.path()).is_err(), "{text:?}");
            assert_eq!(fs::read_to_string(dir.path().join(FILE)).unwrap(), text);
        }
    }
}
