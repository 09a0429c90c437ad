//! Every kind that can be issued is issued, each for a person of whom it can be.

use desk::{Error, ImportOptions, Paper};
use domain::certificate::catalogue::{Amount, OwnAmount, Period};
use domain::certificate::{Applicant, CertificateCode, CertificateRequest, Destination, UseCode};
use domain::{Cents, PersonId, Settings};

use super::fixture::Counter;

/// A counter that read its registry from a CSV, where the dead and the emigrated are too.
fn from_csv() -> Counter {
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
    counter
}

/// Who serves for a kind, by the name of the case.
fn case_of(kind: &str) -> &'static str {
    match kind {
        "AN02" | "SC03" | "SC07" => "dead",
        "AN04" | "AN26" => "emigrated",
        "AN03" | "AN13" | "AN16" | "SC02" | "SC06" => "married",
        "AN10" | "AN15" => "aire_household",
        "AN14" => "in_institution",
        "AN18" | "SC04" => "in_civil_union",
        "AN19" | "AN21" => "cohabitant",
        "AN25" => "widowed",
        "AN27" => "eu_citizen",
        "LE01" => "conscript",
        "SC01" | "SC05" => "born_here",
        _ => "voter",
    }
}

fn plain(subject: PersonId, kind: &str) -> CertificateRequest {
    CertificateRequest {
        reason: Some("successione davanti al notaio".to_owned()),
        day: "2020-01-01".parse().ok(),
        declared: vec![CertificateCode("AN08".to_owned())],
        ..CertificateRequest::plain(subject, vec![CertificateCode(kind.to_owned())])
    }
}

/// Enters whatever the quote says is missing, as a clerk does from the act.
fn fill_in(counter: &Counter, request: &mut CertificateRequest) {
    let quote = counter.desk.certificate_quote(request).unwrap();
    for block in quote.blocks {
        let field = block.field.unwrap_or_default();
        if let Some(field) = field.strip_prefix("entered.") {
            let value = format!("dato dell'atto: {}", field.replace('_', " "));
            request.entered.insert(field.to_owned(), value);
        }
    }
}

#[test]
fn every_issuable_kind_is_issued_for_somebody_and_stays_in_the_register() {
    let (whole, from_csv) = (Counter::ready(), from_csv());
    let options = whole.desk.certificate_options().unwrap();
    assert_eq!(options.kinds.len(), 53, "all but the cumulative one");
    let mut issued = 0;
    for kind in &options.kinds {
        let code = kind.code.0.as_str();
        let case = case_of(code);
        let gone = matches!(case, "dead" | "emigrated");
        let counter = if gone { &from_csv } else { &whole };
        let mut request = plain(counter.hard_case(case), code);
        fill_in(counter, &mut request);
        let result = counter.desk.certificate_issue(&request, None, Paper::None);
        if let Some(reason) = &kind.unavailable {
            let Err(Error::Blocked(blocks)) = result else {
                panic!("{code} can never be issued");
            };
            assert!(blocks.iter().any(|block| block.reason == *reason), "{code}");
            continue;
        }
        let done = result.unwrap_or_else(|error| panic!("{code} {case}: {error:?}"));
        let detail = counter.desk.certificate_show(&done.number).unwrap();
        assert_eq!(detail.entered.len(), request.entered.len(), "{code}");
        assert!(
            detail.entered.iter().all(|one| one.operator == "prova"),
            "{code}"
        );
        issued += 1;
    }
    assert_eq!(issued, 53 - 8);
    for counter in [&whole, &from_csv] {
        let check = counter.desk.check().unwrap();
        assert!(check.ok, "{:?}", check.problems);
    }
}

#[test]
fn a_protected_person_of_the_settings_has_no_address_on_paper() {
    let counter = Counter::ready();
    let subject = counter.hard_case("voter");
    let settings = counter.desk.settings_read().unwrap().settings;
    let settings = Settings {
        protected: vec![subject],
        ..settings
    };
    counter.desk.settings_change(settings).unwrap();
    let blocked = counter
        .desk
        .certificate_quote(&plain(subject, "AN08"))
        .unwrap();
    assert_eq!(blocked.blocks[0].code, "hidden_address");
    let quote = counter
        .desk
        .certificate_quote(&plain(subject, "AN12"))
        .unwrap();
    let card = counter.desk.person_card(subject).unwrap();
    assert!(
        !card.hit.address.is_empty(),
        "the screen of the office has it"
    );
    assert!(quote.blocks.is_empty(), "{:?}", quote.blocks);
    assert!(!quote.text.contains(&card.hit.address), "{}", quote.text);
    assert!(
        card.warnings
            .iter()
            .any(|warning| warning.contains("protetta"))
    );
}

#[test]
fn a_public_body_is_offered_the_self_declaration_and_it_can_be_made() {
    let counter = Counter::ready();
    let request = CertificateRequest {
        destination: Destination::PublicBody,
        ..plain(counter.hard_case("voter"), "AN08")
    };
    let quote = counter.desk.certificate_quote(&request).unwrap();
    let instead = quote.instead.expect("a self-declaration in its place");
    let issued = counter
        .desk
        .certificate_issue(&instead, None, Paper::None)
        .unwrap();
    assert_eq!((issued.fee.0, issued.stamp_duty.0), (0, 0));
    let whole = CertificateRequest {
        exempt_use: Some(UseCode("ES21".to_owned())),
        public_request: Some("INPS Taranto, prot. 1 del 2/11/2026".to_owned()),
        ..request
    };
    let quote = counter.desk.certificate_quote(&whole).unwrap();
    let clause = quote.decision.and_then(|decision| decision.clause_code);
    assert_eq!(clause.as_deref(), Some("C05"));
    assert!(quote.instead.is_some(), "offered first all the same");
}

#[test]
fn each_kind_of_document_has_its_own_printer() {
    let counter = Counter::ready();
    let mut settings = counter.desk.settings_read().unwrap().settings;
    settings.certificate_printing.printer = Some("Anagrafe".to_owned());
    settings.declaration_printing.printer = Some("Banco".to_owned());
    settings.declaration_printing.copies = 0;
    let refused = counter.desk.settings_change(settings.clone());
    assert!(
        matches!(
            refused,
            Err(Error::Invalid {
                field: "declaration_printing.copies",
                ..
            })
        ),
        "{refused:?}"
    );
    settings.declaration_printing.copies = 1;
    counter.desk.settings_change(settings).unwrap();
    let subject = counter.hard_case("voter");
    for kind in ["AN08", "DS01"] {
        let issued = counter
            .desk
            .certificate_issue(&plain(subject, kind), None, Paper::Print)
            .unwrap();
        counter.desk.certificate_reprint(&issued.number).unwrap();
    }
    let named = counter.tray.named.lock().unwrap().clone();
    let named: Vec<&str> = named.iter().flatten().map(String::as_str).collect();
    assert_eq!(named, ["Anagrafe", "Anagrafe", "Banco", "Banco"]);
}

#[test]
fn a_contract_is_given_to_the_other_cohabitant_and_to_nobody_else() {
    let counter = Counter::ready();
    let subject = counter.hard_case("cohabitant");
    let other = counter.desk.person_card(subject).unwrap().person;
    let other = other.cohabitation.unwrap().codice_fiscale.unwrap();
    let mut request = plain(subject, "AN19");
    let by = |code: Option<String>| Applicant::ThirdParty {
        name: "Terzo Inventato".to_owned(),
        document: "CI CA00000AA".to_owned(),
        codice_fiscale: code,
    };
    request.applicant = by(None);
    let quote = counter.desk.certificate_quote(&request).unwrap();
    assert_eq!(quote.blocks[0].code, "not_cohabitant");
    request.applicant = by(Some(other.to_string()));
    counter
        .desk
        .certificate_issue(&request, None, Paper::None)
        .unwrap();
}

#[test]
fn a_certificate_in_two_languages_says_both() {
    let counter = Counter::ready();
    let request = CertificateRequest {
        language: Some(domain::certificate::Language::De),
        ..plain(counter.hard_case("married"), "AN12")
    };
    let quote = counter.desk.certificate_quote(&request).unwrap();
    assert!(
        quote.text.contains("FAMIGLIA") && quote.text.contains("Familienbogen"),
        "{}",
        quote.text
    );
}

#[test]
fn amounts_of_the_comune_are_checked_and_those_of_the_law_are_shown() {
    let counter = Counter::ready();
    let view = counter.desk.settings_read().unwrap();
    let law = |what| {
        let amount = view.amounts.iter().find(|amount| amount.what == what);
        amount.unwrap().cents
    };
    assert_eq!(law(Amount::FeeStamped), Cents(52));
    assert_eq!(law(Amount::StampDuty), Cents(1600));
    let own = |cents, from: &str, until: Option<&str>| {
        let mut settings = view.settings.clone();
        settings.rules.amounts = vec![OwnAmount {
            what: Amount::FeeStamped,
            cents: Cents(cents),
            period: Period {
                from: from.parse().unwrap(),
                until: until.map(|day| day.parse().unwrap()),
            },
        }];
        counter.desk.settings_change(settings)
    };
    for refused in [
        own(-1, "2026-01-01", None),
        own(60, "2026-06-01", Some("2026-05-31")),
    ] {
        assert!(
            matches!(
                refused,
                Err(Error::Invalid {
                    field: "rules.amounts",
                    ..
                })
            ),
            "{refused:?}"
        );
    }
    own(60, "2026-01-01", None).unwrap();
    let subject = counter.hard_case("voter");
    let quote = counter.desk.certificate_quote(&plain(subject, "AN08"));
    assert_eq!(quote.unwrap().decision.unwrap().fee, Cents(60));
}
