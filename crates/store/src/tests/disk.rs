//! The disk: what is on it cannot be read, and when it is full nothing is half done.

use rusqlite::Connection;

use super::*;

/// Leaves a database no room beyond what it has, as a full disk does.
fn fill(db: &Connection) {
    let pages: i64 = db
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    // What is free inside the file is used up first.
    let free: i64 = db
        .pragma_query_value(None, "freelist_count", |row| row.get(0))
        .unwrap();
    assert_eq!(free, 0, "a new store has no free pages");
    db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
        .unwrap();
}

fn free(db: &Connection) {
    db.pragma_update_and_check(None, "max_page_count", 1_000_000, |_| Ok(()))
        .unwrap();
}

#[test]
fn a_disk_full_while_issuing_changes_nothing_and_the_next_act_goes_through() {
    let (_dir, mut store, _) = new_store();
    issue_next(&mut store, 1).unwrap();
    fill(&store.reader.db);
    // Certificates until there is no room: the pages that are there have some left.
    let error = loop {
        let before = (
            store.last_entry().unwrap(),
            store.next_certificate_number(2026).unwrap(),
        );
        match issue_next(&mut store, 1) {
            Ok(_) => {}
            Err(error) => {
                let after = (
                    store.last_entry().unwrap(),
                    store.next_certificate_number(2026).unwrap(),
                );
                assert_eq!(after, before, "nothing is half done");
                break error;
            }
        }
    };
    assert!(matches!(error, Error::DiskFull), "{error:?}");
    free(&store.reader.db);
    issue_next(&mut store, 1).unwrap();
    assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_disk_full_while_a_document_is_kept_is_told() {
    let (_dir, mut store, _) = new_store();
    fill(&store.reader.documents);
    let error = store.put_document(&[1; 100_000]).unwrap_err();
    assert!(matches!(error, Error::DiskFull), "{error:?}");
    free(&store.reader.documents);
    store.put_document(&[1; 100_000]).unwrap();
}

#[test]
fn a_disk_full_while_importing_leaves_the_registry_as_it_was() {
    let persons: Vec<Person> = (1..=200).map(person).collect();
    for first in [0, 50] {
        let (dir, mut store, _) = new_store();
        if first > 0 {
            import(&mut store, "2026-03-01T00:00:00Z", &persons[..first]).unwrap();
        }
        let before = store.last_entry().unwrap();
        fill(&store.reader.db);
        let error = import(&mut store, "2026-03-02T00:00:00Z", &persons).unwrap_err();
        assert!(matches!(error, Error::DiskFull), "{error:?}");
        drop(store);
        let mut store = open(&dir).unwrap();
        assert_eq!(store.last_entry().unwrap(), before);
        let mut count = 0;
        store
            .for_each_search_row(1..=i64::MAX, |_| count += 1)
            .unwrap();
        assert_eq!(count, first);
        assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
        import(&mut store, "2026-03-02T00:00:00Z", &persons).unwrap();
        assert_eq!(store.residents().unwrap(), 200);
    }
}

#[test]
fn no_name_is_in_clear_in_any_file() {
    let (dir, mut store, sheet) = new_store();
    let persons: Vec<Person> = (1..=300).map(person).collect();
    import(&mut store, "2026-03-01T00:00:00Z", &persons).unwrap();
    issue_next(&mut store, 1).unwrap();
    // While it is open, with its log, and closed.
    let key = store.keys_for_test();
    let mut secrets: Vec<Vec<u8>> = [
        "COGNOMEFINTO",
        "NOMEFINTO",
        "STRADAFINTA",
        "LUOGOFINTO",
        "ZZZQQQ78C12",
        "Operatorinventato",
        "Inventato",
        PASSWORD,
        "%PDF",
        "CREATE TABLE",
        sheet.groups.as_str(),
        key.as_str(),
    ]
    .iter()
    .flat_map(|text| {
        let wide = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [text.as_bytes().to_vec(), wide]
    })
    .collect();
    secrets.push(hex::decode(&key).unwrap());
    let search = |expected: &[&str]| {
        let mut names = Vec::new();
        for found in std::fs::read_dir(dir.path()).unwrap() {
            let path = found.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            for secret in &secrets {
                assert!(
                    !bytes.windows(secret.len()).any(|window| window == secret),
                    "{} has {} in clear",
                    path.display(),
                    String::from_utf8_lossy(secret)
                );
            }
            names.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
        for name in expected {
            assert!(
                names.iter().any(|found| found == name),
                "{name} was searched"
            );
        }
    };
    search(&[
        "store.db",
        "store.db-wal",
        "documents.db",
        "documents.db-wal",
        "keys.json",
        "mark",
    ]);
    drop(store);
    search(&["store.db", "documents.db", "keys.json", "mark"]);
}

#[test]
fn a_store_put_back_from_a_copy_gives_no_number_twice() {
    let (dir, mut store, _) = new_store();
    issue_next(&mut store, 1).unwrap();
    drop(store);
    let copy = tempfile::tempdir().unwrap();
    for name in ["store.db", "documents.db"] {
        std::fs::copy(dir.path().join(name), copy.path().join(name)).unwrap();
    }
    let mut store = open(&dir).unwrap();
    issue_next(&mut store, 2).unwrap();
    issue_next(&mut store, 3).unwrap();
    drop(store);
    for name in ["store.db", "documents.db"] {
        std::fs::copy(copy.path().join(name), dir.path().join(name)).unwrap();
    }
    let mut store = open(&dir).unwrap();
    let at = instant("2026-03-05T10:00:00Z");
    store.commit(at, LOGIN, Body::SessionOpened {}).unwrap();
    let last = store.last_entry().unwrap();
    assert_eq!(
        (last.epoch, last.seq),
        (2, 5),
        "a new epoch, which its first entry begins"
    );
    assert_eq!(store.journal(4, 4).unwrap()[0].kind, "epoch.started");
    assert_eq!(
        store.next_certificate_number(2026).unwrap(),
        "L049-01-2026-0000004"
    );
    issue_next(&mut store, 4).unwrap();
    assert_eq!(
        store.check().unwrap().problems,
        Vec::<String>::new(),
        "the gap is explained"
    );
    drop(store);
    let store = open(&dir).unwrap();
    assert_eq!(
        store.last_entry().unwrap().epoch,
        2,
        "and not a third one at each opening"
    );
}

#[test]
fn a_mark_that_a_power_cut_tore_leaves_the_one_before() {
    let (dir, mut store, _) = new_store();
    for _ in 0..3 {
        let at = instant("2026-03-02T10:00:00Z");
        store.commit(at, LOGIN, Body::SessionOpened {}).unwrap();
    }
    drop(store);
    let path = dir.path().join("mark");
    let whole = std::fs::read(&path).unwrap();
    for torn in [0, whole.len() / 2] {
        let mut bytes = whole.clone();
        let end = bytes.len().min(torn + 200);
        bytes[torn + 40..end].fill(0);
        std::fs::write(&path, bytes).unwrap();
        let mark = crate::mark::MarkFile::open(&path).unwrap();
        assert!(
            mark.mark().seq >= 4,
            "one of the last two: {:?}",
            mark.mark()
        );
    }
}
