//! The examination of a store finds what was altered.

use super::*;

/// A store with something of everything.
fn full_store() -> (TempDir, Store) {
    let (dir, mut store, _) = new_store();
    let persons: Vec<Person> = (1..=10).map(person).collect();
    import(&mut store, "2026-03-01T00:00:00Z", &persons).unwrap();
    issue_with_stamp(
        &mut store,
        "L049-01-2026-0000001",
        1,
        Some("01234567890123"),
    )
    .unwrap();
    issue_next(&mut store, 2).unwrap();
    issue_next(&mut store, 3).unwrap();
    (dir, store)
}

#[test]
fn a_sound_store_has_no_problem() {
    let (_dir, store) = full_store();
    let report = store.check().unwrap();
    assert_eq!((report.entries, report.certificates), (6, 3));
    assert_eq!(report.problems, Vec::<String>::new());
}

/// Alters a store with the key in hand and expects a problem that says `expected`.
fn check_altered(sql: &str, expected: &str) {
    let (_dir, store) = full_store();
    store
        .reader
        .db
        .pragma_update(None, "foreign_keys", false)
        .unwrap();
    store.reader.db.execute_batch(sql).unwrap();
    let problems = store.check().unwrap().problems;
    assert!(
        problems.iter().any(|problem| problem.contains(expected)),
        "{sql}: {problems:?} does not say {expected}"
    );
}

#[test]
fn what_was_altered_in_the_journal_is_found() {
    check_altered(
        "UPDATE journal SET operator = 'altri' WHERE seq = 4",
        "la voce 5 del giornale non segue la precedente",
    );
    check_altered(
        "UPDATE journal SET at = at + 1 WHERE seq = 4",
        "la voce 5 del giornale non segue la precedente",
    );
    check_altered(
        "DELETE FROM journal WHERE seq = 4",
        "dopo la voce 3 del giornale viene la 5",
    );
    check_altered(
        "UPDATE journal SET body = x'ff' WHERE seq = 4",
        "una voce del giornale non si legge",
    );
    check_altered(
        "UPDATE journal SET kind = 'session.opened' WHERE seq = 6",
        "la tabella certificate non è quella che risulta dal giornale",
    );
}

#[test]
fn what_was_altered_in_the_tables_is_found() {
    check_altered(
        "DELETE FROM certificate WHERE number = 'L049-01-2026-0000002'",
        "manca il certificato L049-01-2026-0000002",
    );
    check_altered(
        "UPDATE certificate SET number = 'L049-01-2026-0000009' WHERE seq = 6",
        "il certificato L049-01-2026-0000009 è fuori dalla sua serie",
    );
    for sql in [
        "UPDATE certificate SET reprints = 1 WHERE seq = 6",
        "UPDATE certificate SET fee = 0 WHERE seq = 6",
        "DELETE FROM contrassegno",
        "UPDATE number_series SET last = 2",
        "UPDATE operator SET role = 'clerk'",
        "UPDATE meta SET name = 'Altro'",
        "UPDATE import_log SET residents = 1",
        "DELETE FROM document_use WHERE seq = 6",
        "INSERT INTO settings (id, body) VALUES (1, x'a0')",
    ] {
        check_altered(sql, "non è quella che risulta dal giornale");
    }
}

#[test]
fn a_document_that_is_gone_or_altered_is_found() {
    for (sql, expected) in [
        ("DELETE FROM document WHERE key = 2", "manca il documento"),
        (
            "UPDATE document SET bytes = x'00' WHERE key = 2",
            "è stato alterato",
        ),
    ] {
        let (_dir, store) = full_store();
        store.reader.documents.execute_batch(sql).unwrap();
        let problems = store.check().unwrap().problems;
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(expected), "{problems:?}");
    }
}

#[test]
fn a_page_damaged_on_the_disk_is_found() {
    let (dir, store) = full_store();
    drop(store);
    let path = dir.path().join("documents.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 2000;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    match open(&dir) {
        Ok(store) => {
            let problems = store.check().unwrap().problems;
            assert!(
                problems
                    .iter()
                    .any(|problem| problem.contains("documents.db")),
                "{problems:?}"
            );
        }
        Err(error) => assert!(matches!(error, Error::Damaged(_)), "{error:?}"),
    }
}
