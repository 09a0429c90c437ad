//! One act for a list: each has its number, whoever cannot have one is told, a cancel loses nothing.

use desk::{Error, Paper};
use domain::certificate::{CertificateCode, CertificateRequest, UseCode};
use domain::{Cents, PersonId, RegistryStatus};

use super::fixture::Counter;

/// Certificates for an election: exempt, with the fee.
fn electoral(subject: PersonId) -> CertificateRequest {
    CertificateRequest {
        exempt_use: Some(UseCode("ES01".to_owned())),
        ..CertificateRequest::plain(subject, vec![CertificateCode("EL01".to_owned())])
    }
}

fn adults(counter: &Counter) -> Vec<PersonId> {
    counter
        .comune
        .people
        .iter()
        .filter(|person| person.status == RegistryStatus::Resident)
        .filter(|person| person.elector == Some(true))
        .map(|person| person.id)
        .filter(|id| {
            let quote = counter.desk.certificate_quote(&electoral(*id)).unwrap();
            quote.blocks.is_empty()
        })
        .take(60)
        .collect()
}

#[test]
fn a_list_of_candidates_gets_one_number_each_in_its_order() {
    let counter = Counter::ready();
    let mut people = adults(&counter);
    assert_eq!(people.len(), 60, "an invented comune has voters");
    people.insert(3, counter.hard_case("aire_household"));
    let mut seen = Vec::new();
    let report = counter
        .desk
        .list_issue(&electoral(people[0]), &people, Paper::Print, &mut |at| {
            seen.push((at.done, at.total));
        })
        .unwrap();
    assert_eq!(report.refused.len(), 1, "{:?}", report.refused);
    assert!(report.refused[0].reasons[0].contains("AIRE"), "{report:?}");
    assert_eq!(report.issued.len(), people.len() - 1);
    for (issued, ordinal) in report.issued.iter().zip(1..) {
        assert!(
            issued.number.ends_with(&format!("{ordinal:07}")),
            "{} is not number {ordinal}",
            issued.number
        );
    }
    assert_eq!(seen.last(), Some(&(61, 61)), "progress to the end");
    let count = i32::try_from(report.issued.len()).unwrap();
    assert_eq!(report.total, Cents(26 * count));
    assert_eq!(usize::try_from(report.printed), Ok(report.issued.len()));
    assert_eq!(
        counter.tray.papers.lock().unwrap().len(),
        report.issued.len()
    );
    assert!(counter.desk.check().unwrap().ok);
}

#[test]
fn a_cancelled_list_keeps_what_was_issued_and_says_how_many_were_not_reached() {
    let counter = Counter::ready();
    let people = &adults(&counter)[..10];
    let report = counter
        .desk
        .list_issue(&electoral(people[0]), people, Paper::None, &mut |at| {
            if at.done == 4 {
                counter.desk.list_cancel();
            }
        })
        .unwrap();
    assert_eq!((report.issued.len(), report.not_reached), (4, 6));
    assert!(counter.desk.check().unwrap().ok);
}

#[test]
fn a_printer_that_fails_stops_the_paper_and_not_the_acts() {
    let counter = Counter::ready();
    let people = &adults(&counter)[..3];
    *counter.tray.out_of_paper.lock().unwrap() = true;
    let report = counter
        .desk
        .list_issue(&electoral(people[0]), people, Paper::Print, &mut |_| ())
        .unwrap();
    assert_eq!((report.issued.len(), report.printed), (3, 0));
    assert!(report.print_failure.is_some());
}

#[test]
fn a_list_is_looked_up_line_by_line() {
    let counter = Counter::ready();
    let known = counter
        .comune
        .people
        .iter()
        .find(|person| person.codice_fiscale.is_some())
        .unwrap();
    let code = known.codice_fiscale.as_ref().unwrap();
    let text = format!(
        "{code} {}\n\nRSSMRA80A01L049\nZZZQQQ78C12L049A;x\n",
        known.full_name()
    );
    let lines = counter.desk.list_people(&text).unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!((lines[0].line, lines[0].person), (1, Some(known.id)));
    assert_eq!(lines[0].name, known.full_name());
    assert_eq!((lines[1].line, lines[1].person), (3, None));
    assert!(lines[1].problem.is_some() && lines[2].problem.is_some());
}

#[test]
fn a_list_with_somebody_twice_or_with_one_stamp_is_refused_before_anything() {
    let counter = Counter::ready();
    let people = adults(&counter);
    let twice = [people[0], people[1], people[0]];
    let refused = counter
        .desk
        .list_issue(&electoral(people[0]), &twice, Paper::None, &mut |_| ());
    assert!(
        matches!(
            refused,
            Err(Error::Invalid {
                field: "people",
                ..
            })
        ),
        "{refused:?}"
    );
    let mut stamped = electoral(people[0]);
    stamped.exempt_use = None;
    stamped.contrassegno = Some(domain::certificate::Contrassegno {
        number: "01234567890123".to_owned(),
        date: "2026-11-20".parse().unwrap(),
    });
    let refused = counter
        .desk
        .list_issue(&stamped, &people[..2], Paper::None, &mut |_| ());
    assert!(
        matches!(
            refused,
            Err(Error::Invalid {
                field: "contrassegno",
                ..
            })
        ),
        "{refused:?}"
    );
    let rows = counter
        .desk
        .certificates(&Default::default(), None)
        .unwrap();
    assert_eq!(rows.total, 0);
}
