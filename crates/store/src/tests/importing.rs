//! Import: new, changed, absent, the same again, and the failures.

use super::*;

fn cards(from: u32, to: u32) -> Vec<Person> {
    (from..=to).map(person).collect()
}

#[test]
fn a_first_import_brings_everybody_and_is_in_the_journal() {
    let (_dir, mut store, _) = new_store();
    let report = import(&mut store, "2026-03-01T12:00:00.5Z", &cards(1, 30)).unwrap();
    assert_eq!(
        (report.accepted, report.added, report.residents),
        (30, 30, 30)
    );
    assert_eq!(store.residents().unwrap(), 30);
    assert_eq!(
        store.as_of().unwrap(),
        Some(instant("2026-03-01T12:00:00.5Z"))
    );
    let entry = report.entry.unwrap();
    assert_eq!(entry, store.last_entry().unwrap());
    assert_eq!(entry.kind, "registry.imported");
    assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn persons_and_households_are_found_again() {
    let (_dir, mut store, _) = new_store();
    let mut dead = person(4);
    dead.status = RegistryStatus::Dead;
    let persons = [person(5), person(3), dead, person(1)];
    import(&mut store, "2026-03-01T00:00:00Z", &persons).unwrap();
    for person in &persons {
        assert_eq!(store.person(person.id).unwrap().as_ref(), Some(person));
    }
    assert_eq!(store.person(person(99).id).unwrap(), None);
    let code = CodiceFiscale::parse("ZZZQQQ78C12L049A").unwrap();
    assert_eq!(store.person_by_codice_fiscale(&code).unwrap(), [person(1)]);
    let home = household(1);
    assert_eq!(store.household(home.id).unwrap(), Some(home.clone()));
    assert_eq!(
        store.household_members(home.id).unwrap(),
        [person(3), person(5)],
        "the reference person first, and not who has died"
    );
    let mut rows = Vec::new();
    store
        .for_each_search_row(1..=i64::MAX, |row| {
            rows.push((
                row.key,
                row.surname.map(str::to_owned),
                row.street.map(str::to_owned),
                row.house_number.map(str::to_owned),
                row.household.map(str::to_owned),
                row.status,
            ));
        })
        .unwrap();
    assert_eq!(rows.len(), 4);
    let keys: Vec<i64> = rows.iter().rev().map(|row| row.0).collect();
    let fetched = store.persons_by_key(&[keys[0], 999, keys[1]]).unwrap();
    assert_eq!(
        fetched,
        [persons[3].clone(), persons[2].clone()],
        "in the order asked"
    );
    assert_eq!(rows[2].5, RegistryStatus::Dead);
    assert_eq!(rows[0].2.as_deref(), Some("VIA STRADAFINTA"));
    assert_eq!(rows[0].3.as_deref(), Some("12/A"));
    assert_eq!(rows[0].4.as_deref(), Some("1"));
}

#[test]
fn the_same_file_again_changes_nothing_and_leaves_no_entry() {
    let (_dir, mut store, _) = new_store();
    let as_of = "2026-03-01T00:00:00Z";
    import(&mut store, as_of, &cards(1, 30)).unwrap();
    let before = store.last_entry().unwrap();
    let report = import(&mut store, as_of, &cards(1, 30)).unwrap();
    assert_eq!((report.accepted, report.unchanged), (30, 30));
    assert_eq!((report.added, report.updated, report.cancelled), (0, 0, 0));
    assert_eq!(report.entry, None);
    assert_eq!(store.last_entry().unwrap(), before);
    // The same persons at a later date: the registry is now of that date, and says so.
    let report = import(&mut store, "2026-03-02T00:00:00Z", &cards(1, 30)).unwrap();
    assert!(report.entry.is_some());
    assert_eq!(
        store.as_of().unwrap(),
        Some(instant("2026-03-02T00:00:00Z"))
    );
}

#[test]
fn a_newer_file_updates_adds_and_keeps_who_left_as_cancelled() {
    let (_dir, mut store, _) = new_store();
    let mut first = cards(1, 10);
    first[8].status = RegistryStatus::Aire;
    first[9].status = RegistryStatus::Dead;
    import(&mut store, "2026-03-01T00:00:00Z", &first).unwrap();
    let mut second = cards(3, 8);
    second[0].surname = Some("NUOVOCOGNOME".to_owned());
    second.push(person(11));
    let report = import(&mut store, "2026-03-04T23:00:00Z", &second).unwrap();
    assert_eq!(
        (
            report.added,
            report.updated,
            report.unchanged,
            report.cancelled
        ),
        (1, 1, 5, 3),
        "1 and 2 were resident and 9 in AIRE; 10 had died and stays dead"
    );
    assert_eq!(report.residents, 7);
    let left = store.person(person(1).id).unwrap().unwrap();
    assert_eq!(left.status, RegistryStatus::Cancelled);
    let cause = left.status_cause.unwrap();
    assert_eq!(cause.date, Some("2026-03-05".parse().unwrap()));
    assert_eq!(
        cause.note.as_deref(),
        Some("assente dal file dell'anagrafe del 05/03/2026")
    );
    assert_eq!(
        store.person(person(10).id).unwrap().unwrap().status,
        RegistryStatus::Dead
    );
    let mut surnames = Vec::new();
    store
        .for_each_search_row(1..=i64::MAX, |row| {
            surnames.extend(row.surname.map(str::to_owned))
        })
        .unwrap();
    assert_eq!(surnames.len(), 11, "nobody is lost");
    assert!(surnames.contains(&"NUOVOCOGNOME".to_owned()));
    // Who comes back is resident again.
    let report = import(&mut store, "2026-03-06T00:00:00Z", &cards(1, 11)).unwrap();
    assert_eq!((report.residents, report.cancelled), (11, 0));
    let again = store.person(person(1).id).unwrap();
    assert_eq!(again, Some(person(1)));
}

#[test]
fn a_household_that_nobody_belongs_to_any_more_goes() {
    let (_dir, mut store, _) = new_store();
    // Three to a household: 1 and 2 in the first, 3 to 5 in the next, then 6 to 8.
    import(&mut store, "2026-03-01T00:00:00Z", &cards(1, 8)).unwrap();
    let home = |card| person(card).membership.unwrap().household;
    let (emptied, left) = (home(1), home(3));
    let new_home = household(77);
    let mut second = [cards(1, 2), cards(6, 8)].concat();
    for person in &mut second[..2] {
        let tie = person.membership.as_mut().unwrap();
        (tie.household, tie.number) = (new_home.id, "77".to_owned());
    }
    let again = |store: &mut Store| import(store, "2026-03-02T00:00:00Z", &second).unwrap();
    again(&mut store);
    assert_eq!(store.household(emptied).unwrap(), None);
    assert!(
        store.household(left).unwrap().is_some(),
        "who left the comune still belongs to it"
    );
    assert!(store.household(new_home.id).unwrap().is_some());
    assert_eq!(
        again(&mut store).entry,
        None,
        "the same file changes nothing"
    );
}

#[test]
fn the_card_of_another_comune_is_not_cancelled_by_its_absence() {
    let (_dir, mut store, _) = new_store();
    let mut guest = person(50);
    guest.id = PersonId::from_card(&IstatCode("073001".to_owned()), "50");
    import(
        &mut store,
        "2026-03-01T00:00:00Z",
        &[person(1), guest.clone()],
    )
    .unwrap();
    let report = import(&mut store, "2026-03-02T00:00:00Z", &[person(1)]).unwrap();
    assert_eq!(report.cancelled, 0);
    assert_eq!(store.person(guest.id).unwrap(), Some(guest));
}

#[test]
fn an_older_file_is_refused() {
    let (_dir, mut store, _) = new_store();
    import(&mut store, "2026-03-05T00:00:00Z", &cards(1, 3)).unwrap();
    let error = import(&mut store, "2026-03-04T23:59:59Z", &cards(1, 4)).unwrap_err();
    assert!(matches!(error, Error::OlderRegistry { .. }), "{error:?}");
    assert_eq!(store.person(person(4).id).unwrap(), None);
    let early = store.import_registry(instant("2026-03-06T00:00:00Z"), LOGIN, |writer| {
        writer.check_as_of(instant("2026-03-05T00:00:00Z"))?;
        writer.check_as_of(instant("2026-03-01T00:00:00Z"))?;
        Ok::<_, Error>(file("2026-03-05T00:00:00Z"))
    });
    assert!(
        matches!(early, Err(Error::OlderRegistry { .. })),
        "{early:?}"
    );
}

#[test]
fn a_file_with_nobody_does_not_cancel_the_comune() {
    let (_dir, mut store, _) = new_store();
    let error = import(&mut store, "2026-03-01T00:00:00Z", &[]).unwrap_err();
    assert!(matches!(error, Error::NobodyAccepted), "{error:?}");
    import(&mut store, "2026-03-01T00:00:00Z", &cards(1, 3)).unwrap();
    let error = import(&mut store, "2026-03-05T00:00:00Z", &[]).unwrap_err();
    assert!(matches!(error, Error::NobodyAccepted), "{error:?}");
    assert_eq!(store.person(person(1).id).unwrap(), Some(person(1)));
}

#[test]
fn an_import_that_stops_leaves_the_registry_as_it_was() {
    #[derive(Debug, PartialEq)]
    enum Stop {
        Cancelled,
        Store,
    }
    impl From<Error> for Stop {
        fn from(_: Error) -> Self {
            Self::Store
        }
    }
    for first in [0, 10] {
        let (dir, mut store, _) = new_store();
        if first > 0 {
            import(&mut store, "2026-03-01T00:00:00Z", &cards(1, first)).unwrap();
        }
        let before = store.last_entry().unwrap();
        let stopped = store.import_registry(instant("2026-03-06T00:00:00Z"), LOGIN, |writer| {
            for card in 5..50 {
                let mut person = person(card);
                person.name = None;
                writer.person(&person)?;
            }
            Err(Stop::Cancelled)
        });
        assert_eq!(stopped, Err(Stop::Cancelled));
        assert_eq!(store.last_entry().unwrap(), before);
        drop(store);
        let store = open(&dir).unwrap();
        assert_eq!(
            store.last_entry().unwrap(),
            before,
            "nor after opening again"
        );
        assert_eq!(store.person(person(49).id).unwrap(), None);
        let mut count = 0;
        store
            .for_each_search_row(1..=i64::MAX, |_| count += 1)
            .unwrap();
        assert_eq!(count, first);
        assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
    }
}

#[test]
fn a_double_card_is_told_and_the_import_can_go_on() {
    for first in [0, 10] {
        let (_dir, mut store, _) = new_store();
        if first > 0 {
            import(&mut store, "2026-03-01T00:00:00Z", &cards(1, first)).unwrap();
        }
        let mut doubles = 0;
        let report = store
            .import_registry(instant("2026-03-06T00:00:00Z"), LOGIN, |writer| {
                for card in [5, 20, 5, 20, 6] {
                    match writer.person(&person(card)) {
                        Err(Error::DoubleCard(_)) => doubles += 1,
                        other => other?,
                    }
                }
                Ok::<_, Error>(ImportedFile {
                    refused: 2,
                    ..file("2026-03-02T00:00:00Z")
                })
            })
            .unwrap();
        assert_eq!((doubles, report.accepted, report.refused), (2, 3, 2));
    }
}

#[test]
fn a_reader_goes_on_with_the_registry_before_an_import_under_way() {
    let (_dir, mut store, _) = new_store();
    import(&mut store, "2026-03-01T00:00:00Z", &cards(1, 3)).unwrap();
    let reader = store.reader().unwrap();
    store
        .import_registry(instant("2026-03-06T00:00:00Z"), LOGIN, |writer| {
            for card in 1..=4 {
                writer.person(&person(card))?;
            }
            assert_eq!(reader.person(person(4).id)?, None, "not yet");
            assert_eq!(reader.person(person(3).id)?, Some(person(3)));
            Ok::<_, Error>(file("2026-03-02T00:00:00Z"))
        })
        .unwrap();
    assert_eq!(reader.person(person(4).id).unwrap(), Some(person(4)));
    assert!(
        reader.db.execute("DELETE FROM person_body", ()).is_err(),
        "a reader writes nothing"
    );
}
