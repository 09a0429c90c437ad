//! Opening: with the right and the wrong key, of what is a store and of what is not.

use std::io::Write;
use std::path::PathBuf;

use super::*;

#[test]
fn a_store_opens_again_with_its_password_and_says_whose_it_is() {
    let (dir, store, _) = new_store();
    drop(store);
    let store = open(&dir).unwrap();
    assert_eq!(store.identity().belfiore.0, "L049");
    assert_eq!(store.identity().counter, "01");
    assert_eq!(store.settings().unwrap().issuer.comune, "Borgo Inventato");
    assert_eq!(store.operators().unwrap()[0].login, LOGIN);
    assert_eq!(store.last_seq().unwrap(), 2, "store and operator");
    assert_eq!(store.as_of().unwrap(), None);
    assert_eq!(store.residents().unwrap(), 0);
    assert!(store.check().unwrap().problems.is_empty());
}

#[test]
fn a_wrong_password_or_operator_is_refused_and_which_of_the_two_is_not_told() {
    let (dir, store, _) = new_store();
    assert!(store.verify_password(LOGIN, PASSWORD).is_ok());
    assert!(matches!(
        store.verify_password(LOGIN, "altra"),
        Err(Error::WrongPassword)
    ));
    drop(store);
    for (login, password) in [(LOGIN, ""), (LOGIN, "altra"), ("nessuno", PASSWORD)] {
        let opened = Store::open(dir.path(), login, password);
        assert!(matches!(opened, Err(Error::WrongPassword)), "{opened:?}");
    }
}

#[test]
fn a_password_is_the_same_composed_and_decomposed() {
    let (dir, mut store, _) = new_store();
    store
        .set_password(LOGIN, "perch\u{e9} no", KeyCost::TEST)
        .unwrap();
    drop(store);
    assert!(Store::open(dir.path(), LOGIN, PASSWORD).is_err(), "the old");
    Store::open(dir.path(), LOGIN, "perche\u{301} no").unwrap();
}

#[test]
fn the_recovery_sheet_opens_the_store_and_gives_a_new_password() {
    let (dir, store, sheet) = new_store();
    drop(store);
    let (_other_dir, _other, other_sheet) = new_store();
    for wrong in [other_sheet.groups.as_str(), "", "0000-0000"] {
        let opened = Store::open_with_recovery(dir.path(), wrong);
        assert!(
            matches!(opened, Err(Error::WrongRecoverySheet)),
            "{opened:?}"
        );
    }
    let mut store = Store::open_with_recovery(dir.path(), &sheet.groups.to_lowercase()).unwrap();
    store.set_password(LOGIN, "nuova", KeyCost::TEST).unwrap();
    assert!(
        matches!(
            store.set_password("nessuno", "x", KeyCost::TEST),
            Err(Error::Refused(_))
        ),
        "nobody becomes an operator by having a password"
    );
    drop(store);
    Store::open(dir.path(), LOGIN, "nuova").unwrap();
}

#[test]
fn a_second_window_is_refused_until_the_first_is_closed() {
    let (dir, store, _) = new_store();
    assert!(matches!(open(&dir), Err(Error::Locked(_))));
    drop(store);
    open(&dir).unwrap();
}

#[test]
fn a_store_and_its_readers_go_from_thread_to_thread() {
    let (_dir, store, _) = new_store();
    let reader = store.reader().unwrap();
    let names = std::thread::spawn(move || {
        (
            store.identity().name.clone(),
            reader.identity().name.clone(),
        )
    });
    let (name, same) = names.join().unwrap();
    assert_eq!(name, same);
}

#[test]
fn a_store_is_made_once() {
    let (dir, store, _) = new_store();
    assert!(Store::exists(dir.path()));
    drop(store);
    assert!(matches!(
        new_store_in(dir.path()),
        Err(Error::AlreadyExists(_))
    ));
    open(&dir).unwrap();
}

#[test]
fn an_empty_folder_and_no_folder_hold_no_store() {
    let dir = tempfile::tempdir().unwrap();
    assert!(!Store::exists(dir.path()));
    assert!(matches!(open(&dir), Err(Error::NotFound(_))));
    let missing = dir.path().join("missing");
    assert!(matches!(
        Store::open(&missing, LOGIN, PASSWORD),
        Err(Error::NotFound(_))
    ));
    assert!(!missing.exists(), "looking makes nothing");
}

#[test]
fn a_creation_cut_short_is_begun_again_or_ended() {
    let (dir, store, _) = new_store();
    drop(store);
    let at = |name: &str| dir.path().join(name);
    // Cut short after the keys were written: opening ends it.
    for name in ["store.db", "documents.db"] {
        std::fs::rename(at(name), at(&format!("{name}.new"))).unwrap();
    }
    drop(open(&dir).unwrap());
    // Cut short before: there is no store, and a new one can be made.
    for name in ["store.db", "documents.db"] {
        std::fs::rename(at(name), at(&format!("{name}.new"))).unwrap();
    }
    std::fs::remove_file(at("keys.json")).unwrap();
    assert!(!Store::exists(dir.path()));
    new_store_in(dir.path()).unwrap();
}

/// Puts something else in the place of a database and tells how opening fails.
fn open_with(name: &str, replace: impl FnOnce(&PathBuf)) -> Error {
    let (dir, store, _) = new_store();
    drop(store);
    let path = dir.path().join(name);
    replace(&path);
    let before = std::fs::read(&path).ok();
    let error = open(&dir).expect_err("it is not the database of this store");
    assert_eq!(before, std::fs::read(&path).ok(), "{name} is left alone");
    error
}

#[test]
fn a_plain_sqlite_file_in_its_place_is_refused() {
    for name in ["store.db", "documents.db"] {
        let error = open_with(name, |path| {
            std::fs::remove_file(path).unwrap();
            let plain = rusqlite::Connection::open(path).unwrap();
            plain.execute_batch("CREATE TABLE t (x)").unwrap();
        });
        assert!(matches!(error, Error::NotEncrypted(_)), "{name}: {error:?}");
    }
}

#[test]
fn what_is_not_a_database_is_refused() {
    for name in ["store.db", "documents.db"] {
        type Damage = fn(&PathBuf);
        let damages: [(&str, Damage); 5] = [
            ("missing", |path| std::fs::remove_file(path).unwrap()),
            ("empty", |path| std::fs::write(path, b"").unwrap()),
            ("text", |path| std::fs::write(path, b"ciao").unwrap()),
            ("random bytes", |path| {
                let bytes: Vec<u8> = (0..40_960_u32)
                    .map(|byte| (byte.wrapping_mul(2_654_435_761) >> 13) as u8)
                    .collect();
                std::fs::write(path, bytes).unwrap();
            }),
            ("cut short", |path| {
                let bytes = std::fs::read(path).unwrap();
                std::fs::write(path, &bytes[..bytes.len() - 4096 - 7]).unwrap();
            }),
        ];
        for (what, damage) in damages {
            let error = open_with(name, damage);
            assert!(
                matches!(error, Error::NotADatabase(_)),
                "{name} {what}: {error:?}"
            );
        }
    }
}

#[test]
fn the_database_of_another_store_is_refused() {
    let (other_dir, other, _) = new_store();
    drop(other);
    let error = open_with("store.db", |path| {
        std::fs::copy(other_dir.path().join("store.db"), path).unwrap();
    });
    assert!(matches!(error, Error::NotADatabase(_)), "{error:?}");
}

#[test]
fn a_store_of_a_newer_program_is_refused_and_left_alone() {
    for name in ["store.db", "documents.db"] {
        let (dir, store, _) = new_store();
        let db = match name {
            "store.db" => &store.reader.db,
            _ => &store.reader.documents,
        };
        db.pragma_update(None, "user_version", 99).unwrap();
        drop(store);
        let error = open(&dir).expect_err("a newer store");
        assert!(
            matches!(
                error,
                Error::NewerVersion {
                    found: 99,
                    known: 1
                }
            ),
            "{error:?}"
        );
    }
}

#[test]
fn keys_that_cannot_be_read_are_told_from_a_wrong_password() {
    let (dir, store, _) = new_store();
    drop(store);
    let path = dir.path().join("keys.json");
    let good = std::fs::read_to_string(&path).unwrap();
    for bad in ["", "{}", "{\"version\":1}", &good[..good.len() / 2]] {
        std::fs::write(&path, bad).unwrap();
        let error = open(&dir).expect_err("no keys");
        assert!(matches!(error, Error::BadKeys(_)), "{bad}: {error:?}");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(open(&dir), Err(Error::BadKeys(_))));
    let newer = good.replacen("\"version\": 1", "\"version\": 2", 1);
    std::fs::write(&path, newer).unwrap();
    assert!(matches!(open(&dir), Err(Error::NewerVersion { .. })));
    std::fs::write(&path, &good).unwrap();
    open(&dir).unwrap();
}

#[test]
fn a_file_of_keys_that_asks_for_all_the_memory_is_refused() {
    let (dir, store, _) = new_store();
    drop(store);
    let path = dir.path().join("keys.json");
    let good = std::fs::read_to_string(&path).unwrap();
    let greedy = good.replacen("\"memory_kib\": 8", "\"memory_kib\": 4000000000", 1);
    assert_ne!(good, greedy, "the cost is in the file");
    std::fs::write(&path, greedy).unwrap();
    assert!(matches!(open(&dir), Err(Error::WrongPassword)));
}

#[test]
fn a_log_left_by_a_crash_is_taken_in() {
    // The files as they are while the store is open, copied: what a crash leaves.
    let (dir, mut store, _) = new_store();
    issue_next(&mut store, 1).unwrap();
    let crashed = tempfile::tempdir().unwrap();
    for name in [
        "store.db",
        "store.db-wal",
        "documents.db",
        "documents.db-wal",
        "keys.json",
    ] {
        std::fs::copy(dir.path().join(name), crashed.path().join(name)).unwrap();
    }
    // And a page half written at the end of the log, which is no part of it.
    let mut wal = std::fs::OpenOptions::new()
        .append(true)
        .open(crashed.path().join("store.db-wal"))
        .unwrap();
    wal.write_all(&[7; 1000]).unwrap();
    let store = open(&crashed).unwrap();
    assert!(store.certificate("L049-01-2026-0000001").unwrap().is_some());
    assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
}
