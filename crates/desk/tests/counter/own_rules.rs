//! Words and uses of the comune's own: they hold from their day on, and never for what was issued.

use desk::{Error, Paper};
use domain::certificate::catalogue::{ComuneRules, OwnClause, OwnExemption, Period};
use domain::certificate::{CertificateCode, CertificateRequest, Destination, UseCode};

use super::fixture::Counter;

fn period(from: &str, until: Option<&str>) -> Period {
    Period {
        from: from.parse().unwrap(),
        until: until.map(|day| day.parse().unwrap()),
    }
}

fn abroad(text: &str, period: Period) -> OwnClause {
    OwnClause {
        destination: Destination::Abroad,
        text: text.to_owned(),
        source: "delibera inventata 7/2026".to_owned(),
        period,
    }
}

fn exemption(code: &str, norm: &str, period: Period) -> OwnExemption {
    OwnExemption {
        code: UseCode(code.to_owned()),
        label: "Borsa di studio inventata".to_owned(),
        norm: norm.to_owned(),
        fee_due: false,
        period,
    }
}

/// Sets the rules; returns the field of what is refused.
fn set(counter: &Counter, rules: ComuneRules) -> Result<(), &'static str> {
    let mut settings = counter.desk.settings_read().unwrap().settings;
    settings.rules = rules;
    match counter.desk.settings_change(settings) {
        Ok(_) => Ok(()),
        Err(Error::Invalid { field, .. }) => Err(field),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_clause_holds_from_its_day_to_its_last_and_not_for_what_was_issued() {
    let counter = Counter::ready();
    let request = CertificateRequest {
        destination: Destination::Abroad,
        ..CertificateRequest::plain(counter.resident(), vec![CertificateCode("AN08".to_owned())])
    };
    let issue = || {
        let issued = counter.desk.certificate_issue(&request, None, Paper::None);
        issued.unwrap().number
    };
    let says = |number: &str, text: &str| {
        let shown = counter.desk.certificate_show(number).unwrap();
        shown.text.contains(text)
    };
    let words = "Rilasciato per l'estero a richiesta.";
    let before = issue();
    let bytes = counter.desk.certificate_pdf(&before).unwrap();
    let own = |until| ComuneRules {
        clauses: vec![abroad(words, period("2026-11-24", until))],
        ..ComuneRules::default()
    };
    set(&counter, own(None)).unwrap();
    let with = issue();
    assert!(says(&with, words) && !says(&before, words));
    set(&counter, own(Some("2026-11-24"))).unwrap();
    counter.clock.set("2026-11-25T09:30:00Z");
    let after = issue();
    assert!(!says(&after, words), "it has ended");
    assert!(says(&with, words), "and stays where it was printed");
    assert_eq!(counter.desk.certificate_pdf(&before).unwrap(), bytes);
    assert!(counter.desk.check().unwrap().ok);
}

#[test]
fn a_use_of_the_comune_exempts_and_is_printed_with_its_norm() {
    let counter = Counter::ready();
    let open = period("2026-11-01", None);
    let rules = ComuneRules {
        exemptions: vec![exemption("EC01", "art. 9 legge inventata", open)],
        ..ComuneRules::default()
    };
    set(&counter, rules).unwrap();
    let options = counter.desk.certificate_options().unwrap();
    assert!(options.uses.iter().any(|one| one.code.0 == "EC01"));
    let law = counter.desk.settings_read().unwrap();
    assert!(law.uses.iter().all(|one| one.code.0 != "EC01"));
    assert_eq!(law.clauses.len(), 5);
    let request = CertificateRequest {
        exempt_use: Some(UseCode("EC01".to_owned())),
        ..CertificateRequest::plain(counter.resident(), vec![CertificateCode("AN08".to_owned())])
    };
    let quote = counter.desk.certificate_quote(&request).unwrap();
    assert_eq!(quote.decision.unwrap().stamp_duty.0, 0);
    let norm = "art. 9 legge inventata";
    assert!(quote.text.contains(norm), "{}", quote.text);
}

#[test]
fn what_would_make_a_certificate_void_or_doubtful_is_refused() {
    let counter = Counter::ready();
    let open = period("2026-11-01", None);
    let private = |text: &str| OwnClause {
        destination: Destination::PrivateParty,
        ..abroad(text, open)
    };
    let law = counter.desk.settings_read().unwrap().clauses;
    let whole = format!("{} Vale sei mesi.", law[0].text);
    let words = "Rilasciato per l'estero.";
    let turned = period("2026-11-02", Some("2026-11-01"));
    let ended = period("2026-01-01", Some("2026-10-31"));
    let refused = Err("rules.clauses");
    for (clauses, expected) in [
        (vec![private(&whole)], Ok(())),
        (vec![private("Vale per tutti.")], refused),
        (vec![abroad(" ", open)], refused),
        (vec![abroad(words, open), abroad(words, open)], refused),
        (vec![abroad(words, ended), abroad(words, open)], Ok(())),
        (vec![abroad(words, turned)], refused),
    ] {
        let rules = ComuneRules {
            clauses,
            ..ComuneRules::default()
        };
        assert_eq!(set(&counter, rules.clone()), expected, "{rules:?}");
    }
    let refused = Err("rules.exemptions");
    for (code, norm, expected) in [
        ("EC01", "art. 9", Ok(())),
        ("EC01", "", refused),
        ("ES99", "art. 9", refused),
        ("ec 1", "art. 9", refused),
    ] {
        let rules = ComuneRules {
            exemptions: vec![exemption(code, norm, open)],
            ..ComuneRules::default()
        };
        assert_eq!(set(&counter, rules), expected, "{code} {norm}");
    }
}
