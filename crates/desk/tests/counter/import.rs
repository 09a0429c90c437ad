//! The registry comes in whole or not at all.

use desk::{Error, ImportOptions, StoreError};
use domain::RegistryStatus;

use super::fixture::{Counter, generate, request};

fn residents(counter: &Counter) -> u32 {
    counter.desk.desk_status().unwrap().residents
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let counter = Counter::ready();
    let before = counter.desk.journal().unwrap().len();
    let file = counter.write(&counter.comune);
    let report = counter
        .desk
        .import_run(&file, &ImportOptions::default(), &mut |_| ())
        .unwrap();
    assert!(report.already_current);
    assert_eq!(
        (report.accepted, report.updated, report.cancelled),
        (0, 0, 0)
    );
    assert_eq!(
        counter.desk.journal().unwrap().len(),
        before,
        "no act, no entry"
    );
}

#[test]
fn a_newer_file_updates_and_keeps_who_left() {
    let counter = Counter::ready();
    let mut newer = generate(600, "2026-11-23");
    newer.as_of = "2026-11-24".parse().unwrap();
    let position = newer
        .people
        .iter()
        .position(|person| {
            let alone = |number: &str| {
                let same = |other: &&domain::Person| {
                    other
                        .membership
                        .as_ref()
                        .is_some_and(|m| m.number == number)
                };
                newer.people.iter().filter(same).count() == 1
            };
            person.status == RegistryStatus::Resident
                && person.membership.as_ref().is_some_and(|m| alone(&m.number))
        })
        .expect("somebody lives alone");
    let left = newer.people.remove(position);
    newer
        .households
        .retain(|household| Some(household.id) != left.membership.as_ref().map(|m| m.household));
    let file = counter.write(&newer);
    let report = counter
        .desk
        .import_run(&file, &ImportOptions::default(), &mut |_| ())
        .unwrap();
    assert_eq!(report.cancelled, 1);
    let card = counter.desk.person_card(left.id).unwrap();
    assert_eq!(
        card.person.status,
        RegistryStatus::Cancelled,
        "kept, as cancelled"
    );
}

#[test]
fn an_older_file_is_refused() {
    let counter = Counter::ready();
    let file = counter.write(&generate(600, "2026-10-01"));
    let refused = counter
        .desk
        .import_run(&file, &ImportOptions::default(), &mut |_| ());
    assert!(
        matches!(refused, Err(Error::Store(StoreError::OlderRegistry { .. }))),
        "{refused:?}"
    );
}

#[test]
fn a_cancelled_import_leaves_the_registry_as_it_was() {
    let counter = Counter::empty(600);
    let file = counter.write(&counter.comune);
    let cancelled = counter
        .desk
        .import_run(&file, &ImportOptions::default(), &mut |_| {
            counter.desk.import_cancel();
        });
    assert!(matches!(cancelled, Err(Error::Cancelled)), "{cancelled:?}");
    assert_eq!(residents(&counter), 0);
    counter
        .desk
        .import_run(&file, &ImportOptions::default(), &mut |_| ())
        .unwrap();
    assert!(residents(&counter) > 0, "and the next one comes in");
}

#[test]
fn broken_files_say_what_is_wrong_in_italian_and_change_nothing() {
    let counter = Counter::ready();
    let before = residents(&counter);
    let whole = std::fs::read(counter.write(&counter.comune)).unwrap();
    let bomb = b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
    let mut latin = whole[..2000].to_vec();
    latin.extend_from_slice(&[0xE0, 0xFF, 0xFE]);
    for (name, bytes) in [
        ("vuoto.xml", Vec::new()),
        ("troncato.xml", whole[..whole.len() / 2].to_vec()),
        ("bomba.xml", bomb.to_vec()),
        ("codifica.xml", latin),
    ] {
        let path = counter.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let refused = counter
            .desk
            .import_run(&path, &ImportOptions::default(), &mut |_| ());
        let Err(Error::Import(reason) | Error::Invalid { reason, .. }) = refused else {
            panic!("{name}: {refused:?}");
        };
        assert!(reason.len() > 20, "{name}: {reason}");
        assert_eq!(residents(&counter), before, "{name} changed the registry");
    }
}

#[test]
fn the_report_is_a_file_that_names_lines_and_no_person() {
    let counter = Counter::empty(600);
    let file = counter.write(&counter.comune);
    let report = counter
        .desk
        .import_run(&file, &ImportOptions::default(), &mut |_| ())
        .unwrap();
    let text = std::fs::read_to_string(report.report_file.unwrap()).unwrap();
    assert!(text.contains("Nuovi:"), "{text}");
    for person in counter
        .comune
        .people
        .iter()
        .filter_map(|person| person.codice_fiscale.as_ref())
    {
        assert!(
            !text.contains(person.as_str()),
            "a codice fiscale stands in the report"
        );
    }
}

#[test]
fn of_sixty_residences_the_latest_is_certified_and_a_domicile_is_none() {
    let counter = Counter::ready();
    let id = counter.resident();
    let person = counter
        .comune
        .people
        .iter()
        .find(|one| one.id == id)
        .unwrap();
    let mut newer = generate(600, "2026-11-23");
    newer.as_of = "2026-11-24".parse().unwrap();
    let path = counter.write(&newer);
    let xml = std::fs::read_to_string(&path).unwrap();
    let card = xml
        .find(&format!("<idSchedaSoggetto>{}<", person.card))
        .unwrap();
    let start = card + xml[card..].find("<residenza>").unwrap();
    let end = start + xml[start..].find("</residenza>").unwrap() + "</residenza>".len();
    let one = &xml[start..end];
    let address = person.residence().unwrap();
    let street = &address.address.as_ref().unwrap().street;
    let from = format!(">{}<", address.from.unwrap());
    assert!(one.contains(street) && one.contains(&from), "{one}");
    // In no order, the latest in the middle; last a domicile elected after all of them.
    let mut many = String::new();
    for place in (0..60).map(|place| (place * 7 + 30) % 60) {
        let moved = one
            .replace(street, &format!("STRADA NUMERO {place}"))
            .replace(&from, &format!(">{}-02-01<", 1960 + place));
        many.push_str(&moved);
    }
    let domicile = one
        .replace(street, "DOMICILIO ELETTO")
        .replace("<tipoIndirizzo>1<", "<tipoIndirizzo>3<")
        .replace(&from, ">2026-01-01<");
    assert!(domicile.contains("<tipoIndirizzo>3<"), "{domicile}");
    many.push_str(&domicile);
    std::fs::write(&path, format!("{}{many}{}", &xml[..start], &xml[end..])).unwrap();
    let report = counter
        .desk
        .import_run(&path, &ImportOptions::default(), &mut |_| ())
        .unwrap();
    assert_eq!((report.updated, report.refused), (1, 0), "{report:?}");
    let kept = counter.desk.person_card(id).unwrap().person.residences;
    assert_eq!(kept.len(), 61);
    let quote = counter
        .desk
        .certificate_quote(&request(id, "AN08"))
        .unwrap();
    assert!(quote.text.contains("STRADA NUMERO 59"), "{}", quote.text);
    assert!(quote.text.contains("01/02/2019"), "{}", quote.text);
}
