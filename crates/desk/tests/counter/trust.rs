//! The paper can be trusted: sealed, signed, verified from the file, from a scan and by a scanner.

use desk::views::{SealKeyState, Verdict, VerifyReport};
use desk::{Error, Paper};

use super::fixture::{Counter, PASSWORD, desk, request};

/// Issues a certificate of residence; returns its number and its PDF.
pub(crate) fn issue(counter: &Counter) -> (String, Vec<u8>) {
    let request = request(counter.resident(), "AN08");
    let issued = counter
        .desk
        .certificate_issue(&request, None, Paper::None)
        .unwrap();
    let pdf = counter.desk.certificate_pdf(&issued.number).unwrap();
    (issued.number, pdf)
}

fn check(report: &VerifyReport, verdict: Verdict, reason: &str) {
    assert_eq!(report.verdict, verdict, "{report:#?}");
    assert!(
        report.reasons.iter().any(|found| found.contains(reason)),
        "«{reason}» is not among {:#?}",
        report.reasons
    );
}

#[test]
fn what_is_issued_is_genuine_and_any_changed_byte_is_found() {
    let counter = Counter::ready();
    let (number, pdf) = issue(&counter);
    let report = counter.desk.verify_bytes(&pdf).unwrap();
    check(&report, Verdict::Genuine, &number);
    assert_eq!(report.number.as_deref(), Some(number.as_str()));
    let text = document::text_of(&pdf).unwrap();
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(report.facts.len() >= 4, "{:?}", report.facts);
    for fact in &report.facts {
        assert!(
            plain(&text).contains(&plain(fact)),
            "«{fact}» is sealed and not printed"
        );
    }
    eprintln!("every 997th byte of {}", pdf.len());
    for place in (9..pdf.len()).step_by(997) {
        let mut changed = pdf.clone();
        changed[place] ^= 0x04;
        let report = counter.desk.verify_bytes(&changed).unwrap();
        assert_ne!(report.verdict, Verdict::Genuine, "byte {place}: {report:?}");
    }
}

#[test]
fn of_a_changed_file_it_is_said_first_that_it_was_changed() {
    let counter = Counter::ready();
    let (number, pdf) = issue(&counter);
    let mut told = 0;
    eprintln!("every 997th byte of {}", pdf.len());
    for place in (9..pdf.len()).step_by(997) {
        let mut changed = pdf.clone();
        changed[place] ^= 0x01;
        let report = counter.desk.verify_bytes(&changed).unwrap();
        // A byte of the file's frame leaves nothing that could be read.
        if report.number.as_ref() != Some(&number) {
            assert_eq!(report.verdict, Verdict::CannotTell, "byte {place}");
            continue;
        }
        check(&report, Verdict::NotGenuine, "il suo file è un altro");
        assert!(
            report.reasons[0].starts_with("Il file è stato modificato dopo il rilascio"),
            "byte {place}: {:#?}",
            report.reasons
        );
        let denied = |reason: &String| reason.contains("non risulta nel registro");
        assert!(!report.reasons.iter().any(denied), "byte {place}");
        told += 1;
    }
    assert!(told > 20, "{told} places were told");
}

#[test]
fn a_file_worked_over_is_not_taken_for_a_scan() {
    let counter = Counter::ready();
    let (_, pdf) = issue(&counter);
    for (what, by) in [
        (&b"/ImageMask true"[..], &b"/ImageMasc true"[..]),
        (b"/Seal", b"/Sea1"),
    ] {
        let mut changed = pdf.clone();
        let places: Vec<usize> = (0..pdf.len() - what.len())
            .filter(|at| pdf[*at..].starts_with(what))
            .collect();
        assert!(!places.is_empty(), "{}", String::from_utf8_lossy(what));
        for at in places {
            changed[at..at + by.len()].copy_from_slice(by);
        }
        let report = counter.desk.verify_bytes(&changed).unwrap();
        assert_ne!(report.verdict, Verdict::Genuine, "{report:#?}");
    }
}

#[test]
fn a_voided_certificate_is_told_with_its_reason() {
    let counter = Counter::ready();
    let (number, pdf) = issue(&counter);
    counter
        .desk
        .certificate_void(&number, "indirizzo sbagliato")
        .unwrap();
    let report = counter.desk.verify_bytes(&pdf).unwrap();
    check(
        &report,
        Verdict::NotGenuine,
        "annullato: indirizzo sbagliato",
    );
}

#[test]
fn a_scan_a_pdf_of_it_and_a_scanners_text_are_read() {
    let counter = Counter::ready();
    let (number, pdf) = issue(&counter);
    let scan = document::page_png(&pdf, 1, 1654).unwrap();
    let report = counter.desk.verify_bytes(&scan).unwrap();
    check(&report, Verdict::Genuine, "Confronta con il foglio");
    assert_eq!(report.number.as_deref(), Some(number.as_str()));

    let grey = document::page_grey(&pdf, 1, 1654).unwrap();
    let report = counter.desk.verify_bytes(&pdf_of(&grey)).unwrap();
    check(&report, Verdict::Genuine, &number);

    let embedded = document::read_seal(&pdf).unwrap();
    let text = seal::qr::decode(embedded.side.into(), &embedded.bits).unwrap();
    let report = counter.desk.verify_text(&text).unwrap();
    check(&report, Verdict::Genuine, &number);
    let report = counter.desk.verify_text(&text[..text.len() - 9]).unwrap();
    assert_ne!(report.verdict, Verdict::Genuine);
    let report = counter.desk.verify_text("https://example.org").unwrap();
    check(&report, Verdict::CannotTell, "Non c'è un sigillo");
}

/// A PDF that holds nothing but the picture of a page.
fn pdf_of(grey: &document::GreyPage) -> Vec<u8> {
    let content = "q 595 0 0 842 0 0 cm /P Do Q";
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (head, body) in [
        ("<</Type/Catalog/Pages 2 0 R>>".to_owned(), None),
        ("<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(), None),
        (
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
             /Resources<</XObject<</P 5 0 R>>>>>>"
                .to_owned(),
            None,
        ),
        (
            format!("<</Length {}>>", content.len()),
            Some(content.as_bytes()),
        ),
        (
            format!(
                "<</Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/DeviceGray\
                 /BitsPerComponent 8/Length {}>>",
                grey.width,
                grey.height,
                grey.pixels.len()
            ),
            Some(grey.pixels.as_slice()),
        ),
    ] {
        offsets.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{head}\n", offsets.len()).into_bytes());
        if let Some(body) = body {
            pdf.extend_from_slice(b"stream\n");
            pdf.extend_from_slice(body);
            pdf.extend_from_slice(b"\nendstream\n");
        }
        pdf.extend_from_slice(b"endobj\n");
    }
    let start = pdf.len();
    pdf.extend(b"xref\n0 6\n0000000000 65535 f \n");
    for offset in offsets {
        pdf.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    pdf.extend(format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").into_bytes());
    pdf
}

#[test]
fn another_counter_believes_a_seal_only_when_it_was_told_the_key() {
    let ours = Counter::ready();
    let (number, pdf) = issue(&ours);
    let theirs = Counter::empty(10);
    let report = theirs.desk.verify_bytes(&pdf).unwrap();
    check(&report, Verdict::CannotTell, "chiave");
    let keys = ours.folder.path().join("chiavi.json");
    ours.desk.seal_keys_write(&keys).unwrap();
    assert_eq!(theirs.desk.seal_keys_trust(&keys).unwrap(), 1);
    assert_eq!(theirs.desk.seal_keys_trust(&keys).unwrap(), 0, "known now");
    check(
        &theirs.desk.verify_bytes(&pdf).unwrap(),
        Verdict::Genuine,
        &number,
    );
    let file = ours.folder.path().join("certificato.pdf");
    std::fs::write(&file, &pdf).unwrap();
    check(
        &theirs.desk.verify_with_keys(&file, &keys).unwrap(),
        Verdict::Genuine,
        &number,
    );
    assert!(theirs.desk.check().unwrap().ok);
}

#[test]
fn a_key_that_was_replaced_stays_good_for_what_it_sealed_and_a_lost_one_does_not() {
    let counter = Counter::ready();
    let (number, pdf) = issue(&counter);
    let (_, copied) = issue(&counter);
    counter.clock.set("2026-11-26T09:00:00Z");
    let keys = counter.desk.seal_key_rotate().unwrap();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0].state, SealKeyState::Superseded);
    assert_eq!(keys[1].state, SealKeyState::Active);
    check(
        &counter.desk.verify_bytes(&pdf).unwrap(),
        Verdict::Genuine,
        &number,
    );
    let (_, after) = issue(&counter);
    check(
        &counter.desk.verify_bytes(&after).unwrap(),
        Verdict::Genuine,
        "sigillo",
    );
    // Somebody else may have the first key: paper is not enough, the register is.
    counter.desk.seal_key_revoke(&keys[0].kid).unwrap();
    let report = counter.desk.verify_bytes(&copied).unwrap();
    assert_eq!(
        report.verdict,
        Verdict::Genuine,
        "the register has it: {report:?}"
    );
    let list = counter.folder.path().join("chiavi.json");
    counter.desk.seal_keys_write(&list).unwrap();
    let other = Counter::empty(10);
    other.desk.seal_keys_trust(&list).unwrap();
    let report = other.desk.verify_bytes(&copied).unwrap();
    assert_eq!(report.verdict, Verdict::CannotTell, "{report:?}");
    let again = counter.desk.seal_key_revoke(&keys[0].kid);
    assert!(
        matches!(again, Err(Error::Invalid { .. })),
        "once is enough"
    );
    assert!(counter.desk.check().unwrap().ok);
}

#[test]
fn what_the_register_has_otherwise_is_refuted_whoever_sealed_it() {
    let counter = Counter::ready();
    let (number, pdf) = issue(&counter);
    let report = counter.desk.verify_bytes(&pdf).unwrap();
    counter.desk.session_lock().unwrap();
    // Somebody who has the store's key and that paper.
    let store = store::Store::open(counter.folder.path(), "prova", PASSWORD).unwrap();
    let kid = store.seal_keys().unwrap().remove(0).kid;
    let key = seal::SealKey::from_bytes(&store.seal_secret(&kid).unwrap().unwrap()).unwrap();
    let record = store.certificate(&number).unwrap().unwrap();
    drop(store);
    let certificate = record.certificate;
    let facts = document::facts_to_seal(&certificate);
    assert_eq!(report.facts.len(), facts.len());
    let mut payload = seal::Payload {
        comune: "E205".to_owned(),
        counter: "02".to_owned(),
        kinds: vec!["AN08".to_owned()],
        number: number.clone(),
        issued_on: certificate.issued_on,
        valid_until: certificate.decision.valid_until,
        as_of: certificate.as_of,
        code: key.typed_code(&number, &facts),
        facts,
        document: [0; 32],
    };
    counter.desk.session_open("prova", PASSWORD).unwrap();
    let address = "HTTPS://CST.SINTAR.EXAMPLE/V";
    let honest = key.seal(&payload, address).unwrap();
    let report = counter.desk.verify_text(&honest).unwrap();
    check(&report, Verdict::Genuine, "risulta nel registro");
    // The code stands for number and facts: what is about them is the register's to know.
    payload.valid_until = "2030-12-31".parse().ok();
    let forged = key.seal(&payload, address).unwrap();
    let report = counter.desk.verify_text(&forged).unwrap();
    check(&report, Verdict::NotGenuine, "attesta altro");
}

#[test]
fn the_key_stays_in_the_store_and_out_of_the_journal() {
    let counter = Counter::ready();
    let before = counter.desk.seal_keys().unwrap();
    counter.desk.session_lock().unwrap();
    drop(counter.desk);
    let again = desk(counter.folder.path(), &counter.clock, &counter.tray);
    again.session_open("prova", PASSWORD).unwrap();
    let after = again.seal_keys().unwrap();
    assert_eq!(after.len(), 1, "no second one is made");
    assert_eq!(after[0].kid, before[0].kid);
    let set = again.seal_keys_export().unwrap();
    assert!(!set.contains("\"d\""), "no private half in {set}");
}

#[test]
fn what_is_no_document_gets_a_plain_answer() {
    let counter = Counter::ready();
    let (_, pdf) = issue(&counter);
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("text", b"ciao".to_vec()),
        ("head of a PDF", b"%PDF-1.7\n".to_vec()),
        ("half a PDF", pdf[..pdf.len() / 2].to_vec()),
        ("head of a PNG", b"\x89PNG\r\n\x1a\n".to_vec()),
    ] {
        let report = counter.desk.verify_bytes(&bytes).unwrap();
        assert_eq!(report.verdict, Verdict::CannotTell, "{name}: {report:?}");
        assert!(!report.reasons.is_empty(), "{name} has a reason");
    }
}
