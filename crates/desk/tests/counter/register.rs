//! The register: nothing leaves it, a reprint is counted, a void has its reason.

use desk::views::CertificateState;
use desk::{Error, Paper};

use super::fixture::{Counter, request};

#[test]
fn a_void_needs_a_reason_and_stays_in_sight() {
    let counter = Counter::ready();
    let request = request(counter.resident(), "AN08");
    let number = counter
        .desk
        .certificate_issue(&request, None, Paper::None)
        .unwrap()
        .number;
    let refused = counter.desk.certificate_void(&number, "  no ");
    assert!(matches!(
        refused,
        Err(Error::Invalid {
            field: "reason",
            ..
        })
    ));
    let row = counter
        .desk
        .certificate_void(&number, "errore nell'uso indicato")
        .unwrap();
    assert_eq!(row.state, CertificateState::Voided);
    let again = counter
        .desk
        .certificate_void(&number, "errore nell'uso indicato");
    assert!(matches!(again, Err(Error::AlreadyVoided)));
    let reprint = counter.desk.certificate_reprint(&number);
    assert!(
        matches!(reprint, Err(Error::AlreadyVoided)),
        "no paper of a void act"
    );
    let page = counter
        .desk
        .certificates(&Default::default(), None)
        .unwrap();
    assert_eq!(
        page.rows[0].void_reason.as_deref(),
        Some("errore nell'uso indicato")
    );
    assert!(counter.desk.check().unwrap().ok);
}

#[test]
fn a_reprint_has_the_same_bytes_and_its_own_count() {
    let counter = Counter::ready();
    let request = request(counter.resident(), "AN08");
    let number = counter
        .desk
        .certificate_issue(&request, None, Paper::Print)
        .unwrap()
        .number;
    assert_eq!(counter.desk.certificate_reprint(&number).unwrap().count, 1);
    assert_eq!(counter.desk.certificate_reprint(&number).unwrap().count, 2);
    let papers = counter.tray.papers.lock().unwrap();
    assert!(
        papers.iter().all(|paper| *paper == papers[0]),
        "three papers, one document"
    );
    assert_eq!(papers.len(), 3);
}

#[test]
fn paper_that_did_not_come_out_is_not_counted() {
    let counter = Counter::ready();
    let request = request(counter.resident(), "AN08");
    let number = counter
        .desk
        .certificate_issue(&request, None, Paper::None)
        .unwrap()
        .number;
    *counter.tray.out_of_paper.lock().unwrap() = true;
    assert_eq!(counter.desk.certificate_reprint(&number).unwrap().count, 0);
}

#[test]
fn the_register_turns_its_pages_and_is_searched() {
    let counter = Counter::ready();
    let subject = counter.resident();
    for _ in 0..103 {
        counter
            .desk
            .certificate_issue(&request(subject, "AN08"), None, Paper::None)
            .unwrap();
    }
    let first = counter
        .desk
        .certificates(&Default::default(), None)
        .unwrap();
    assert_eq!((first.rows.len(), first.total), (100, 103));
    assert_eq!(
        first.rows[0].number, "E205-02-2026-0000103",
        "the latest first"
    );
    let second = counter
        .desk
        .certificates(&Default::default(), first.next.as_deref())
        .unwrap();
    assert_eq!(second.rows.len(), 3);
    assert_eq!(second.next, None);
    let filter = desk::views::CertificateFilter {
        text: Some("0000042".to_owned()),
        ..Default::default()
    };
    assert_eq!(
        counter.desk.certificates(&filter, None).unwrap().rows.len(),
        1
    );
}

#[test]
fn a_certificate_goes_to_a_file_as_it_is() {
    let counter = Counter::ready();
    let request = request(counter.resident(), "AN08");
    let number = counter
        .desk
        .certificate_issue(&request, None, Paper::None)
        .unwrap()
        .number;
    let path = counter.folder.path().join("salvato.pdf");
    counter.desk.certificate_save(&number, &path).unwrap();
    let pdf = counter.desk.certificate_pdf(&number).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), pdf);
    let missing = counter.desk.certificate_save("E205-01-2026-9999999", &path);
    assert!(matches!(missing, Err(Error::NoCertificate)), "{missing:?}");
}
