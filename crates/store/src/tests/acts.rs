//! Acts: numbers, stamps, voids, reprints, settings, and the register that lists them.

use domain::Settings;

use super::*;
use crate::{CertificateFilter, CertificateRow, CertificateState};

/// Tells that a refused act left no trace.
fn refused(
    store: &mut Store,
    act: impl FnOnce(&mut Store) -> crate::Result<protocol::Entry>,
) -> Error {
    let before = store.last_entry().unwrap();
    let next = store.next_certificate_number(2026).unwrap();
    let error = act(store).expect_err("the act is refused");
    assert_eq!(store.last_entry().unwrap(), before, "no entry");
    assert_eq!(store.next_certificate_number(2026).unwrap(), next);
    assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
    error
}

fn void(store: &mut Store, number: &str, reason: &str) -> crate::Result<protocol::Entry> {
    let body = Body::CertificateVoided {
        number: number.to_owned(),
        reason: reason.to_owned(),
    };
    store.commit(instant("2026-03-03T10:00:00Z"), LOGIN, body)
}

fn reprint(store: &mut Store, number: &str, copy: u32) -> crate::Result<protocol::Entry> {
    let body = Body::CertificateReprinted {
        number: number.to_owned(),
        copy,
        printer: None,
    };
    store.commit(instant("2026-03-03T11:00:00Z"), LOGIN, body)
}

#[test]
fn numbers_follow_one_another_in_each_year() {
    let (_dir, mut store, _) = new_store();
    for expected in ["L049-01-2026-0000001", "L049-01-2026-0000002"] {
        assert_eq!(store.next_certificate_number(2026).unwrap(), expected);
        issue(&mut store, expected, 1).unwrap();
    }
    assert_eq!(
        store.next_certificate_number(2027).unwrap(),
        "L049-01-2027-0000001"
    );
}

#[test]
fn a_number_that_is_not_the_next_is_refused() {
    let (_dir, mut store, _) = new_store();
    issue_next(&mut store, 1).unwrap();
    for wrong in [
        "L049-01-2026-0000001",
        "L049-01-2026-0000003",
        "L049-02-2026-0000002",
        "A001-01-2026-0000002",
        "L049-01-2026-2",
        "L049-01-26-0000002",
        "L049-01-2026-0000002 ",
        "",
        "2026",
    ] {
        let error = refused(&mut store, |store| issue(store, wrong, 1));
        assert!(
            matches!(&error, Error::WrongNumber { found, .. } if found == wrong),
            "{wrong}: {error:?}"
        );
    }
}

#[test]
fn a_clock_set_back_a_year_and_forth_makes_neither_gap_nor_double() {
    let (_dir, mut store, _) = new_store();
    let mut years = Vec::new();
    for year in [2026, 2026, 2025, 2025, 2026, 2024, 2026] {
        let number = store.next_certificate_number(year).unwrap();
        let (certificate, request) = certificate(&number, 1);
        let pdf_sha256 = store.put_document(number.as_bytes()).unwrap();
        let at = instant(&format!("{year}-05-01T10:00:00Z"));
        let body = Body::CertificateIssued {
            certificate: Box::new(certificate),
            request: Box::new(request),
            pdf_sha256,
            seal: None,
        };
        let entry = store.commit(at, LOGIN, body).unwrap();
        assert_eq!(entry.at, at, "the instant is recorded as the clock said it");
        years.push(number);
    }
    assert_eq!(
        store.last_entry_at().unwrap(),
        instant("2026-05-01T10:00:00Z"),
        "the latest, so that the desk can tell that the clock went back"
    );
    years.sort();
    years.dedup();
    assert_eq!(years.len(), 7, "no number twice");
    assert_eq!(
        store.next_certificate_number(2026).unwrap(),
        "L049-01-2026-0000005"
    );
    assert_eq!(
        store.next_certificate_number(2025).unwrap(),
        "L049-01-2025-0000003"
    );
    assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_stamp_is_used_once_and_stays_used_when_its_certificate_is_voided() {
    let (_dir, mut store, _) = new_store();
    let stamp = "01234567890123";
    assert_eq!(store.contrassegno_use(stamp).unwrap(), None);
    issue_with_stamp(&mut store, "L049-01-2026-0000001", 1, Some(stamp)).unwrap();
    void(&mut store, "L049-01-2026-0000001", "errore").unwrap();
    assert_eq!(
        store.contrassegno_use(stamp).unwrap().as_deref(),
        Some("L049-01-2026-0000001")
    );
    let error = refused(&mut store, |store| {
        issue_with_stamp(store, "L049-01-2026-0000002", 2, Some(stamp))
    });
    assert!(matches!(error, Error::ContrassegnoUsed { .. }), "{error:?}");
}

#[test]
fn a_certificate_whose_document_is_not_there_is_refused() {
    let (_dir, mut store, _) = new_store();
    for sha256 in ["00".repeat(32), "no".to_owned(), String::new()] {
        let error = refused(&mut store, |store| {
            let (certificate, request) = certificate("L049-01-2026-0000001", 1);
            let body = Body::CertificateIssued {
                certificate: Box::new(certificate),
                request: Box::new(request),
                pdf_sha256: sha256.clone(),
                seal: None,
            };
            store.commit(instant("2026-03-02T10:00:00Z"), LOGIN, body)
        });
        assert!(matches!(error, Error::NoDocument(_)), "{sha256}: {error:?}");
    }
}

#[test]
fn a_certificate_is_voided_once_and_never_edited() {
    let (_dir, mut store, _) = new_store();
    let number = "L049-01-2026-0000001";
    let issued = issue(&mut store, number, 1).unwrap();
    void(&mut store, number, "nome sbagliato").unwrap();
    let record = store.certificate(number).unwrap().unwrap();
    assert_eq!(record.state, CertificateState::Voided);
    assert_eq!(record.void_reason.as_deref(), Some("nome sbagliato"));
    assert_eq!(record.at, issued.at);
    assert_eq!(store.journal(issued.seq, issued.seq).unwrap(), [issued]);
    assert_eq!(
        store.next_certificate_number(2026).unwrap(),
        "L049-01-2026-0000002",
        "the number stays spent"
    );
    let error = refused(&mut store, |store| void(store, number, "ancora"));
    assert!(matches!(error, Error::AlreadyVoided(_)), "{error:?}");
    let error = refused(&mut store, |store| void(store, "L049-01-2026-0000009", "x"));
    assert!(matches!(error, Error::NoCertificate(_)), "{error:?}");
}

#[test]
fn reprints_are_counted_one_by_one() {
    let (_dir, mut store, _) = new_store();
    let number = "L049-01-2026-0000001";
    issue(&mut store, number, 1).unwrap();
    let error = refused(&mut store, |store| reprint(store, number, 2));
    assert!(matches!(error, Error::Refused(_)), "{error:?}");
    reprint(&mut store, number, 1).unwrap();
    reprint(&mut store, number, 2).unwrap();
    assert_eq!(store.certificate(number).unwrap().unwrap().reprints, 2);
    let error = refused(&mut store, |store| {
        reprint(store, "L049-01-2026-0000009", 1)
    });
    assert!(matches!(error, Error::NoCertificate(_)), "{error:?}");
}

#[test]
fn what_is_not_an_act_is_refused() {
    let (_dir, mut store, _) = new_store();
    let at = instant("2026-03-02T10:00:00Z");
    let unknown = Body::Unknown {
        kind: "future.kind".to_owned(),
        bytes: vec![0xa0],
    };
    let again = store.journal(1, 1).unwrap()[0].body().unwrap();
    let operator = store.journal(2, 2).unwrap()[0].body().unwrap();
    for body in [unknown, again, operator] {
        let kind = body.kind().to_owned();
        let error = refused(&mut store, |store| store.commit(at, LOGIN, body));
        assert!(matches!(error, Error::Refused(_)), "{kind}: {error:?}");
    }
}

#[test]
fn settings_are_those_of_the_last_change_and_keep_their_arms() {
    let (dir, mut store, _) = new_store();
    let at = instant("2026-03-02T10:00:00Z");
    let mut settings = store.settings().unwrap();
    settings.issuer.office = "Ufficio Anagrafe".to_owned();
    settings.arms = Some("00".repeat(32));
    let body = |settings: &Settings| Body::SettingsChanged {
        settings: Box::new(settings.clone()),
    };
    let error = refused(&mut store, |store| store.commit(at, LOGIN, body(&settings)));
    assert!(matches!(error, Error::NoDocument(_)), "{error:?}");
    let arms = store.put_document(b"a picture").unwrap();
    settings.arms = Some(arms.clone());
    store.commit(at, LOGIN, body(&settings)).unwrap();
    settings.arms = None;
    store.commit(at, LOGIN, body(&settings)).unwrap();
    drop(store);
    let store = open(&dir).unwrap();
    assert_eq!(store.settings().unwrap(), settings);
    assert!(
        store.document(&arms).unwrap().is_some(),
        "the journal still names the old coat of arms"
    );
}

#[test]
fn a_document_that_no_entry_names_is_swept_at_opening_and_no_other() {
    let (dir, mut store, _) = new_store();
    issue_next(&mut store, 1).unwrap();
    let used = store.certificate("L049-01-2026-0000001").unwrap().unwrap();
    let orphan = store.put_document(b"an orphan").unwrap();
    assert_eq!(
        store.put_document(b"an orphan").unwrap(),
        orphan,
        "kept once"
    );
    drop(store);
    let mut store = open(&dir).unwrap();
    assert_eq!(store.document(&orphan).unwrap(), None);
    assert!(store.document(&used.sha256).unwrap().is_some());
    assert_eq!(store.document("no hash").unwrap(), None);
    // What comes after a sweep is looked at by the next one.
    let second = store.put_document(b"a second orphan").unwrap();
    issue_next(&mut store, 2).unwrap();
    drop(store);
    let store = open(&dir).unwrap();
    assert_eq!(store.document(&second).unwrap(), None);
    assert_eq!(store.check().unwrap().problems, Vec::<String>::new());
}

/// Issues certificates for the cards 1, 2, 1, voids the second and asks the register.
fn check_filter(filter: &CertificateFilter, expected: &[&str]) {
    let (_dir, mut store, _) = new_store();
    for card in [1, 2, 1] {
        issue_next(&mut store, card).unwrap();
    }
    void(&mut store, "L049-01-2026-0000002", "errore").unwrap();
    let rows = store.certificates(filter, None, 50).unwrap();
    let numbers: Vec<&str> = rows.iter().map(|row| &row.number[13..]).collect();
    assert_eq!(numbers, expected, "{filter:?}");
}

#[test]
fn the_register_filters_by_person_day_state_and_words() {
    let all = CertificateFilter::default;
    let text = |text: &str| CertificateFilter {
        text: Some(text.to_owned()),
        ..all()
    };
    check_filter(&all(), &["0000003", "0000002", "0000001"]);
    let person = CertificateFilter {
        subject: Some(person(1).id),
        ..all()
    };
    check_filter(&person, &["0000003", "0000001"]);
    let voided = CertificateFilter {
        state: Some(CertificateState::Voided),
        ..all()
    };
    check_filter(&voided, &["0000002"]);
    let later = CertificateFilter {
        from: Some("2026-03-03".parse().unwrap()),
        ..all()
    };
    check_filter(&later, &[]);
    let the_day = CertificateFilter {
        from: Some("2026-03-02".parse().unwrap()),
        to: Some("2026-03-02".parse().unwrap()),
        ..all()
    };
    check_filter(&the_day, &["0000003", "0000002", "0000001"]);
    check_filter(&text("cognomefinto2"), &["0000002"]);
    check_filter(&text("2026-0000003"), &["0000003"]);
    check_filter(
        &text("NOMEFINTO  Vìta cognomefinto1"),
        &["0000003", "0000001"],
    );
    check_filter(&text("zzzqqq78c12"), &["0000003", "0000001"]);
}

#[test]
fn what_a_clerk_types_is_never_a_pattern_nor_an_error() {
    for text in [
        "%",
        "_",
        "\\",
        "'",
        "\"",
        "%'; DROP TABLE certificate; --",
        "😀",
    ] {
        let filter = CertificateFilter {
            text: Some(text.to_owned()),
            ..CertificateFilter::default()
        };
        check_filter(&filter, &[]);
    }
    let controls = CertificateFilter {
        text: Some("\u{0}\u{1b}".to_owned()),
        ..CertificateFilter::default()
    };
    check_filter(&controls, &["0000003", "0000002", "0000001"]);
    let long = CertificateFilter {
        text: Some("vita ".repeat(20_000)),
        ..CertificateFilter::default()
    };
    check_filter(&long, &["0000003", "0000002", "0000001"]);
}

#[test]
fn pages_of_the_register_join_without_gap_or_overlap() {
    let (_dir, mut store, _) = new_store();
    for card in 1..=7 {
        issue_next(&mut store, card).unwrap();
    }
    let filter = CertificateFilter::default();
    let whole = store.certificates(&filter, None, 50).unwrap();
    let mut joined: Vec<CertificateRow> = Vec::new();
    loop {
        let after = joined.last().map(|row| row.key);
        let page = store.certificates(&filter, after, 3).unwrap();
        if page.is_empty() {
            break;
        }
        joined.extend(page);
    }
    assert_eq!(joined, whole);
    assert_eq!(whole.len(), 7);
}

#[test]
fn the_journal_is_read_by_number_and_by_time() {
    let (_dir, mut store, _) = new_store();
    issue_next(&mut store, 1).unwrap();
    void(&mut store, "L049-01-2026-0000001", "errore").unwrap();
    let kinds = |entries: Vec<protocol::Entry>| -> Vec<String> {
        entries.into_iter().map(|entry| entry.kind).collect()
    };
    assert_eq!(
        kinds(store.journal(1, u64::MAX).unwrap()),
        [
            "store.created",
            "operator.added",
            "certificate.issued",
            "certificate.voided"
        ]
    );
    let day = |text: &str| instant(&format!("{text}T00:00:00Z"));
    let between = |after, limit| {
        kinds(
            store
                .journal_between(day("2026-03-02"), day("2026-03-03"), after, limit)
                .unwrap(),
        )
    };
    assert_eq!(between(0, 2), ["store.created", "operator.added"]);
    assert_eq!(
        between(2, 2),
        ["certificate.issued"],
        "the void is of the day after"
    );
}
