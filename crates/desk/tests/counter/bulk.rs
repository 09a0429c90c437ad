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

#[test]
fn what_stands_in_the_way_is_told_before_anything_is_issued() {
    let counter = Counter::ready();
    let mut people = adults(&counter);
    people.truncate(5);
    people.push(counter.hard_case("aire_household"));
    let quote = counter
        .desk
        .list_quote(&electoral(people[0]), &people)
        .unwrap();
    assert_eq!((quote.ready, quote.fee), (5, Cents(5 * 26)), "{quote:?}");
    assert_eq!((quote.refused.len(), quote.blocks.len()), (1, 0));
    assert_eq!(quote.refused[0].person, people[5]);
    assert!(quote.refused[0].reasons[0].contains("AIRE"), "{quote:?}");

    // A request that is wrong for everybody is said once, and not for each.
    let mut wrong = electoral(people[0]);
    wrong.exempt_use = Some(UseCode("NO".to_owned()));
    let quote = counter.desk.list_quote(&wrong, &people[..5]).unwrap();
    assert_eq!((quote.ready, quote.refused.len()), (0, 0), "{quote:?}");
    assert_eq!(quote.blocks[0].field.as_deref(), Some("exempt_use"));
    let rows = counter
        .desk
        .certificates(&Default::default(), None)
        .unwrap();
    assert_eq!(rows.total, 0, "nothing is issued by asking");
}

#[test]
fn a_csv_of_an_office_program_is_read_and_who_is_there_twice_counts_once() {
    let counter = Counter::ready();
    let codes: Vec<String> = counter
        .comune
        .people
        .iter()
        .filter(|person| person.status == RegistryStatus::Resident)
        .filter_map(|person| person.codice_fiscale.as_ref().map(ToString::to_string))
        .take(2)
        .collect();
    let file = counter.folder.path().join("elenco.csv");
    let mut bytes = b"Cognome;Nome;Codice fiscale\r\nD'Al\xec;X;".to_vec();
    let rest = format!("{0}\r\nB;Y;{1}\r\nB;Y;{0}\r\n", codes[0], codes[1]);
    bytes.extend(rest.bytes());
    std::fs::write(&file, bytes).unwrap();
    let text = counter.desk.list_read(&file).unwrap();
    assert!(text.contains("D'Alì"), "{text}");
    let lines = counter.desk.list_people(&text).unwrap();
    let found: Vec<bool> = lines.iter().map(|line| line.person.is_some()).collect();
    assert_eq!(found, [true, true, false], "{lines:?}");
    assert!(lines[2].problem.as_ref().unwrap().contains("riga 2"));
    assert_eq!(lines[2].name, lines[0].name, "who it is, is told too");

    let both = counter.desk.list_people(&codes.join(", ")).unwrap();
    assert!(both[0].person.is_none(), "none is chosen in silence");
    assert!(both[0].problem.as_ref().unwrap().contains("uno per riga"));

    std::fs::write(&file, b"PK\x03\x04\0\0").unwrap();
    let refused = counter.desk.list_read(&file);
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
}

#[test]
fn a_list_is_printed_and_saved_later() {
    let counter = Counter::ready();
    let people = &adults(&counter)[..4];
    let request = electoral(people[0]);
    let report = counter
        .desk
        .list_issue(&request, people, Paper::None, &mut |_| ())
        .unwrap();
    let numbers: Vec<String> = report.issued.into_iter().map(|one| one.number).collect();
    let folder = counter.folder.path().join("candidati/lista 1");
    assert_eq!(counter.desk.list_save(&numbers, &folder).unwrap(), 4);
    for number in &numbers {
        let saved = std::fs::read(folder.join(format!("{number}.pdf"))).unwrap();
        assert_eq!(saved, counter.desk.certificate_pdf(number).unwrap());
    }
    let paper = counter
        .desk
        .list_print(&numbers, &mut |at| {
            if at.done == 3 {
                counter.desk.list_cancel();
            }
        })
        .unwrap();
    assert_eq!((paper.printed, paper.not_reached), (3, 1));
    *counter.tray.out_of_paper.lock().unwrap() = true;
    let paper = counter.desk.list_print(&numbers, &mut |_| ()).unwrap();
    assert_eq!((paper.printed, paper.not_reached), (0, 4));
    assert!(paper.failure.is_some());
    assert_eq!(counter.tray.papers.lock().unwrap().len(), 3);
}

#[test]
fn a_delegate_who_asks_for_a_whole_list_gives_one_reason_and_each_entry_keeps_it() {
    let counter = Counter::ready();
    let people = &adults(&counter)[..3];
    let mut request = electoral(people[0]);
    request.applicant = domain::certificate::Applicant::ThirdParty {
        name: "Delegata Inventata".to_owned(),
        document: "CI AA00000".to_owned(),
        codice_fiscale: None,
    };
    let quote = counter.desk.list_quote(&request, people).unwrap();
    assert_eq!((quote.ready, quote.blocks.len()), (0, 1), "{quote:?}");
    assert!(quote.blocks[0].forceable);
    request.forced = vec![domain::certificate::Forced {
        block: quote.blocks[0].code.clone(),
        reason: "delegata di lista, d.P.R. 570/1960".to_owned(),
    }];
    assert_eq!(counter.desk.list_quote(&request, people).unwrap().ready, 3);
    let report = counter
        .desk
        .list_issue(&request, people, Paper::None, &mut |_| ())
        .unwrap();
    assert_eq!(report.issued.len(), 3);
    for issued in &report.issued {
        let shown = counter.desk.certificate_show(&issued.number).unwrap();
        assert_eq!(shown.forced, request.forced);
    }
}
