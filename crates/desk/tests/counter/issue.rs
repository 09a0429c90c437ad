//! Issuing: what is seen is what is issued, once, with a number that follows.

use chrono::NaiveDate;
use desk::views::PrintOutcome;
use desk::{Error, ImportOptions, Paper};
use domain::certificate::{CertificateCode, Contrassegno};

use super::fixture::{Counter, request};

#[test]
fn what_was_previewed_is_issued_byte_for_byte_and_found_again() {
    let counter = Counter::ready();
    let request = request(counter.resident(), "AN08");
    let quote = counter.desk.certificate_quote(&request).unwrap();
    assert_eq!(quote.number.as_deref(), Some("E205-02-2026-0000001"));
    let sha256 = quote.sha256.unwrap();
    let issued = counter
        .desk
        .certificate_issue(&request, Some(&sha256), Paper::Print)
        .unwrap();
    assert_eq!(issued.number, "E205-02-2026-0000001");
    assert_eq!(issued.sha256, sha256, "the preview is the document");
    assert_eq!(
        (issued.fee.0, issued.stamp_duty.0, issued.cash_total.0),
        (26, 0, 25)
    );
    let pdf = counter.desk.certificate_pdf(&issued.number).unwrap();
    assert_eq!(
        *counter.tray.papers.lock().unwrap(),
        vec![pdf],
        "paper has the same bytes"
    );
    let page = counter
        .desk
        .certificates(&Default::default(), None)
        .unwrap();
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].number, issued.number);
    let check = counter.desk.check().unwrap();
    assert!(check.ok, "{:?}", check.problems);
}

#[test]
fn a_preview_of_yesterday_is_not_issued_today() {
    let counter = Counter::ready();
    let request = request(counter.resident(), "AN08");
    let sha256 = counter
        .desk
        .certificate_quote(&request)
        .unwrap()
        .sha256
        .unwrap();
    counter.clock.set("2026-11-25T09:00:00Z");
    let refused = counter
        .desk
        .certificate_issue(&request, Some(&sha256), Paper::None);
    assert!(matches!(refused, Err(Error::PreviewStale)));
    assert_eq!(
        counter
            .desk
            .certificates(&Default::default(), None)
            .unwrap()
            .total,
        0
    );
}

#[test]
fn numbers_follow_without_gaps_and_begin_again_each_year() {
    let counter = Counter::ready();
    let request = request(counter.resident(), "AN08");
    let issue = || {
        counter
            .desk
            .certificate_issue(&request, None, Paper::None)
            .unwrap()
            .number
    };
    assert_eq!(issue(), "E205-02-2026-0000001");
    assert_eq!(issue(), "E205-02-2026-0000002");
    // Half past midnight in Italy, still the old year in UTC.
    counter.clock.set("2026-12-31T23:30:00Z");
    assert_eq!(issue(), "E205-02-2027-0000001");
}

#[test]
fn a_clock_set_back_a_year_stops_acts_and_loses_nothing() {
    let counter = Counter::ready();
    let request = request(counter.resident(), "AN08");
    counter
        .desk
        .certificate_issue(&request, None, Paper::None)
        .unwrap();
    counter.clock.set("2025-11-24T09:30:00Z");
    let refused = counter.desk.certificate_issue(&request, None, Paper::None);
    assert!(matches!(refused, Err(Error::ClockBehind)));
    counter.clock.set("2026-11-24T10:00:00Z");
    let issued = counter
        .desk
        .certificate_issue(&request, None, Paper::None)
        .unwrap();
    assert_eq!(issued.number, "E205-02-2026-0000002");
}

#[test]
fn a_stamp_serves_once_in_the_comune() {
    let counter = Counter::ready();
    let mut request = request(counter.resident(), "AN08");
    request.exempt_use = None;
    request.contrassegno = Some(Contrassegno {
        number: "01234567890123".to_owned(),
        date: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
    });
    let issued = counter
        .desk
        .certificate_issue(&request, None, Paper::None)
        .unwrap();
    assert_eq!((issued.fee.0, issued.stamp_duty.0), (52, 1600));
    let Err(Error::Blocked(blocks)) = counter.desk.certificate_issue(&request, None, Paper::None)
    else {
        panic!("the same stamp must be refused");
    };
    assert_eq!(blocks[0].field.as_deref(), Some("contrassegno"));
    assert!(
        blocks[0].reason.contains(&issued.number),
        "{}",
        blocks[0].reason
    );
}

#[test]
fn a_printer_out_of_paper_never_undoes_the_act() {
    let counter = Counter::ready();
    *counter.tray.out_of_paper.lock().unwrap() = true;
    let request = request(counter.resident(), "AN08");
    let issued = counter
        .desk
        .certificate_issue(&request, None, Paper::Print)
        .unwrap();
    assert!(
        matches!(issued.print, PrintOutcome::Failed { .. }),
        "{:?}",
        issued.print
    );
    assert_eq!(
        counter
            .desk
            .certificates(&Default::default(), None)
            .unwrap()
            .total,
        1
    );
}

#[test]
fn the_dead_and_the_emigrated_are_blocked_in_plain_words() {
    // The subentro format has no dead: they come by CSV.
    let counter = Counter::empty(600);
    let path = counter.folder.path().join("anagrafe.csv");
    let mut csv = Vec::new();
    synthetic::write_csv(&counter.comune, &mut csv).unwrap();
    std::fs::write(&path, csv).unwrap();
    let options = ImportOptions {
        as_of: "2026-11-23".parse().ok(),
        column_map: None,
    };
    counter
        .desk
        .import_run(&path, &options, &mut |_| ())
        .unwrap();
    for (case, code) in [
        ("dead", "dead"),
        ("emigrated", "emigrated"),
        ("not_found", "cancelled"),
        ("aire", "aire"),
    ] {
        let request = request(counter.hard_case(case), "AN08");
        let quote = counter.desk.certificate_quote(&request).unwrap();
        assert_eq!(quote.blocks[0].code, code, "{case}");
        assert!(
            quote.blocks[0].reason.len() > 30,
            "{}",
            quote.blocks[0].reason
        );
        assert!(quote.sha256.is_none(), "nothing is drawn");
        let refused = counter.desk.certificate_issue(&request, None, Paper::None);
        assert!(matches!(refused, Err(Error::Blocked(_))), "{case}");
    }
}

#[test]
fn hard_cases_are_issued_or_blocked_with_a_reason_and_never_fail() {
    let counter = Counter::ready();
    for (case, subject) in synthetic::hard_cases(&counter.comune) {
        for kind in ["AN01", "AN05", "AN07", "AN08", "AN11", "AN12", "AN13"] {
            if counter.desk.person_card(subject).is_err() {
                continue; // The dead and the emigrated are not in a subentro file.
            }
            let quote = counter
                .desk
                .certificate_quote(&request(subject, kind))
                .unwrap();
            assert_eq!(
                quote.sha256.is_some(),
                quote.blocks.is_empty(),
                "{case} {kind}: {:?}",
                quote.blocks
            );
        }
    }
}

#[test]
fn a_cumulative_certificate_states_all_its_kinds_under_one_number() {
    let counter = Counter::ready();
    let mut request = request(counter.resident(), "AN08");
    request.kinds = ["AN08", "AN05", "AN07"]
        .map(|kind| CertificateCode(kind.to_owned()))
        .into();
    let quote = counter.desk.certificate_quote(&request).unwrap();
    if quote.blocks.is_empty() {
        let title = quote.decision.unwrap().title;
        assert!(title.to_lowercase().contains("contestuale"), "{title}");
    } else {
        assert!(quote.blocks.iter().all(|block| !block.reason.is_empty()));
    }
}

#[test]
fn a_household_of_fourteen_is_certified_with_its_seal() {
    let counter = Counter::ready();
    let mut sizes = std::collections::HashMap::new();
    for person in &counter.comune.people {
        if let Some(membership) = &person.membership
            && membership.kind == domain::HouseholdKind::Family
        {
            sizes
                .entry(membership.household)
                .or_insert_with(Vec::new)
                .push(person.id);
        }
    }
    let large = sizes.into_values().max_by_key(Vec::len).unwrap();
    assert_eq!(large.len(), 14);
    let issued = counter
        .desk
        .certificate_issue(&request(large[0], "AN12"), None, Paper::None)
        .unwrap();
    let pdf = counter.desk.certificate_pdf(&issued.number).unwrap();
    let report = counter.desk.verify_bytes(&pdf).unwrap();
    assert_eq!(report.verdict, desk::views::Verdict::Genuine, "{report:#?}");
}
