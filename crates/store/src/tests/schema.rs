//! The schema: what it is, and that a replay of the journal makes the same tables.

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::check::{replay, same_rows};
use crate::connection::{DOCUMENTS, STORE, migrate};
use crate::table::journal;

/// What does not come by the journal: the registry comes by import, and a secret goes nowhere.
const NOT_JOURNALLED: [&str; 14] = [
    "household",
    "migration",
    "centre",
    "enrolment",
    "exception",
    "exchange",
    "feed_row",
    "foreign_entry",
    "person",
    "person_body",
    "protocol_number",
    "receipt",
    "registry_state",
    "seal_secret",
];

fn tables(db: &Connection) -> Vec<String> {
    db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap()
        .query_map((), |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// Replays the journal of a store into an empty database and compares every table.
fn check_replay(store: &Store) {
    let mut empty = Connection::open_in_memory().unwrap();
    migrate(&mut empty, STORE).unwrap();
    let tx = empty.transaction().unwrap();
    journal::for_each(&store.reader.db, |entry| journal::append(&tx, &entry?)).unwrap();
    replay(&store.reader.db, &tx).unwrap();
    for table in tables(&store.reader.db) {
        if NOT_JOURNALLED.contains(&table.as_str()) {
            continue;
        }
        assert!(
            same_rows(&store.reader.db, &tx, &table, "1, 2").unwrap(),
            "{table} is not what its journal says"
        );
    }
}

/// An act of a clerk, sensible or not.
#[derive(Debug, Clone)]
enum Act {
    Issue { card: u32, year: i32, stamp: u8 },
    Void(usize),
    Reprint(usize),
    Settings(String),
    Import(u32),
    Login,
    Sign { index: usize, timestamped: bool },
    Timestamp(usize),
    AddKey(u8),
    RevokeKey { key: u8, compromised: bool },
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (1..9_u32, 2025..2028, 0..20_u8)
            .prop_map(|(card, year, stamp)| Act::Issue { card, year, stamp }),
        1 => (0..6_usize).prop_map(Act::Void),
        1 => (0..6_usize).prop_map(Act::Reprint),
        1 => "[a-zà-ù ]{0,12}".prop_map(Act::Settings),
        1 => (1..9_u32).prop_map(Act::Import),
        1 => Just(Act::Login),
        2 => (0..6_usize, any::<bool>())
            .prop_map(|(index, timestamped)| Act::Sign { index, timestamped }),
        1 => (0..6_usize).prop_map(Act::Timestamp),
        1 => (0..3_u8).prop_map(Act::AddKey),
        1 => (0..3_u8, any::<bool>())
            .prop_map(|(key, compromised)| Act::RevokeKey { key, compromised }),
    ]
}

fn perform(store: &mut Store, numbers: &mut Vec<String>, act: &Act) -> crate::Result<()> {
    let at = instant("2026-06-01T10:00:00.123Z");
    let nth = |index: usize| numbers.get(index).cloned().unwrap_or_default();
    match act {
        Act::Issue { card, year, stamp } => {
            let number = store.next_certificate_number(*year)?;
            let stamp = format!("{stamp:014}");
            issue_with_stamp(store, &number, *card, Some(&stamp))?;
            numbers.push(number);
        }
        Act::Void(index) => {
            let body = Body::CertificateVoided {
                number: nth(*index),
                reason: "errore".to_owned(),
            };
            store.commit(at, LOGIN, body)?;
        }
        Act::Reprint(index) => {
            let number = nth(*index);
            let copy = store.certificate(&number)?.map_or(1, |of| of.reprints + 1);
            let body = Body::CertificateReprinted {
                number,
                copy,
                printer: None,
            };
            store.commit(at, LOGIN, body)?;
        }
        Act::Settings(office) => {
            let mut settings = store.settings()?;
            settings.issuer.office.clone_from(office);
            settings.arms = Some(store.put_document(office.as_bytes())?);
            store.commit(
                at,
                LOGIN,
                Body::SettingsChanged {
                    settings: Box::new(settings),
                },
            )?;
        }
        Act::Import(last) => {
            let persons: Vec<Person> = (1..=*last).map(person).collect();
            import(store, "2026-05-01T00:00:00Z", &persons)?;
        }
        Act::Sign { index, timestamped } => {
            let number = nth(*index);
            let body = Body::CertificateSigned {
                pdf_sha256: store.put_document(format!("signed {number}").as_bytes())?,
                number,
                signer: "FIRMATARIA INVENTATA".to_owned(),
                timestamped: *timestamped,
            };
            store.commit(at, LOGIN, body)?;
        }
        Act::Timestamp(index) => {
            let number = nth(*index);
            let body = Body::CertificateTimestamped {
                pdf_sha256: store.put_document(format!("stamped {number}").as_bytes())?,
                number,
            };
            store.commit(at, LOGIN, body)?;
        }
        Act::AddKey(_) | Act::RevokeKey { .. } => perform_key(store, act)?,
        Act::Login => drop(store.commit(at, LOGIN, Body::SessionOpened {})?),
    }
    Ok(())
}

/// What is done with seal keys.
fn perform_key(store: &mut Store, act: &Act) -> crate::Result<()> {
    let at = instant("2026-06-01T10:00:00.123Z");
    match act {
        Act::AddKey(key) => {
            let kid = format!("{key:011}");
            store.add_seal_key(at, LOGIN, &kid, "{}".to_owned(), &[*key; 32])?;
            assert_eq!(store.seal_secret(&kid)?.map(|secret| secret[0]), Some(*key));
        }
        Act::RevokeKey { key, compromised } => {
            let body = Body::SealKeyRevoked {
                kid: format!("{key:011}"),
                on: "2026-05-31".parse().expect("a day"),
                compromised: *compromised,
            };
            store.commit(at, LOGIN, body)?;
        }
        _ => unreachable!("not about keys"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn replaying_the_journal_makes_the_same_tables(
        acts in prop::collection::vec(act(), 1..25),
    ) {
        let (dir, mut store, _) = new_store();
        let mut numbers = Vec::new();
        for act in &acts {
            let before = store.last_seq().unwrap();
            if perform(&mut store, &mut numbers, act).is_err() {
                prop_assert_eq!(store.last_seq().unwrap(), before, "a refusal leaves no entry");
            }
        }
        check_replay(&store);
        prop_assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
        drop(store);
        let store = open(&dir).unwrap();
        check_replay(&store);
        for number in &numbers {
            prop_assert!(store.certificate(number).unwrap().is_some(), "{} is lost", number);
        }
    }
}

#[test]
fn an_altered_migration_is_noticed() {
    let (dir, store, _) = new_store();
    let sql = "UPDATE migration SET sha256 = zeroblob(32) WHERE version = 1";
    store.reader.db.execute_batch(sql).unwrap();
    drop(store);
    assert!(matches!(open(&dir), Err(Error::AlteredMigration(1))));
}

#[test]
fn a_registry_that_was_imported_at_first_has_all_its_indexes() {
    let (_dir, mut store, _) = new_store();
    let indexes = |store: &Store| -> Vec<(String, String)> {
        store
            .reader
            .db
            .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap()
            .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    let before = indexes(&store);
    import(&mut store, "2026-03-01T00:00:00Z", &[person(1)]).unwrap();
    assert_eq!(indexes(&store), before);
}

/// The schema in one text, one object a line, blanks made one.
fn schema(migrations: crate::connection::Migrations) -> String {
    let mut db = Connection::open_in_memory().unwrap();
    migrate(&mut db, migrations).unwrap();
    let mut statement = db
        .prepare("SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        .unwrap();
    let rows = statement
        .query_map((), |row| {
            Ok(format!(
                "{} {}",
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?
            ))
        })
        .unwrap();
    rows.map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_schema_is_the_one_expected() {
    insta::assert_snapshot!(schema(STORE), @"
    table centre
    table certificate
    index certificate_subject
    table contrassegno
    table document_use
    table enrolment
    table epoch
    table exception
    table exchange
    table feed_row
    table foreign_entry
    table household
    table import_log
    table journal
    index journal_at
    table meta
    table migration
    table number_gap
    table number_series
    table operator
    table person
    table person_body
    index person_codice_fiscale
    index person_household
    index person_id
    table protocol_number
    table receipt
    table registry_state
    table seal_key
    table seal_secret
    table settings
    ");
    insta::assert_snapshot!(schema(DOCUMENTS), @r"
    table document
    table migration
    table sweep
    ");
}

#[test]
fn released_migrations_are_not_edited() {
    use sha2::{Digest, Sha256};
    let sums = |migrations: &[&str]| {
        migrations
            .iter()
            .map(|sql| hex::encode(Sha256::digest(sql.replace("\r\n", "\n"))))
            .collect::<Vec<_>>()
            .join("\n")
    };
    insta::assert_snapshot!(sums(STORE), @"0cde0eb9a604b9bf98ff03372dbf011c81e2e4dcce99975cf0740ef149c1bc95");
    insta::assert_snapshot!(sums(DOCUMENTS), @"91899cfbcc4771c74a61b443521a8cabbef2e32dab42505fc5de3fbebf125ed2");
}
