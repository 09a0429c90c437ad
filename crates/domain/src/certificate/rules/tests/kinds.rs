//! The kinds added to the first ones: standing, entered data, policies, households, ties.

use crate::marital::Union;
use crate::person::{Cohabitation, StatusCause};

use super::*;

/// A request with a good reason and a day of the past.
pub(super) fn past(kinds: &[&str]) -> CertificateRequest {
    CertificateRequest {
        reason: Some("successione davanti al notaio".to_owned()),
        day: "2018-01-01".parse().ok(),
        ..ask(kinds)
    }
}

pub(super) fn enter(request: &mut CertificateRequest, field: &str, value: &str) {
    request.entered.insert(field.to_owned(), value.to_owned());
}

fn dead() -> Person {
    Person {
        status: RegistryStatus::Dead,
        status_cause: Some(StatusCause {
            date: "2024-05-02".parse().ok(),
            reason_code: Some(1),
            note: None,
        }),
        ..resident()
    }
}

#[test]
fn kinds_of_which_the_registry_has_no_facts_are_listed_and_never_issued() {
    for code in [
        "EL03", "SC08", "SC09", "SC10", "SC11", "CI01", "TU01", "TU02",
    ] {
        let blocks = run(&ask(&[code]), &resident()).unwrap_err();
        assert_eq!(blocks[0].code, "unavailable", "{code}");
        assert!(
            !blocks[0].forceable && blocks[0].reason.len() > 30,
            "{code}"
        );
    }
}

#[test]
fn each_kind_is_of_who_stands_where_it_says() {
    check(&ask(&["AN02"]), &resident(), &["not_dead"]);
    check(&ask(&["AN04"]), &resident(), &["not_cancelled"]);
    check(&ask(&["AN10"]), &resident(), &["not_aire"]);
    check(&past(&["AN26"]), &resident(), &["not_cancelled"]);
    check(&ask(&["AN07"]), &dead(), &["dead"]);
}

#[test]
fn what_the_registry_lacks_is_entered_and_what_it_has_is_not() {
    let mut request = ask(&["AN02"]);
    check(&request, &dead(), &["entry_needed"]);
    enter(&mut request, "death_place", "TARANTO");
    check(&request, &dead(), &[]);
    enter(&mut request, "death_date", "3 maggio 2024");
    check(&request, &dead(), &["known_field"]);
    request.entered.remove("death_date");
    enter(&mut request, "profession", "fabbro");
    check(&request, &dead(), &["unknown_field"]);
}

#[test]
fn the_past_needs_a_written_reason_that_is_one() {
    for code in ["AN06", "AN09", "AN20", "AN22", "AN23"] {
        for reason in [
            None,
            Some("x"),
            Some("uso amministrativo"),
            Some("per gli usi consentiti"),
        ] {
            let request = CertificateRequest {
                reason: reason.map(str::to_owned),
                ..past(&[code])
            };
            let blocks = run(&request, &resident()).unwrap_err();
            let found = blocks.iter().find(|block| block.code == "reason_needed");
            assert!(
                found.is_some_and(|block| !block.forceable),
                "{code} {reason:?}"
            );
        }
        let blocks = run(&past(&[code]), &resident()).err().unwrap_or_default();
        assert!(
            blocks.iter().all(|block| block.code == "entry_needed"),
            "{code} {blocks:?}"
        );
    }
    let emigrated = Person {
        status: RegistryStatus::Emigrated,
        ..dead()
    };
    let request = CertificateRequest {
        reason: None,
        ..past(&["AN26"])
    };
    check(&request, &emigrated, &["reason_needed"]);
}

#[test]
fn a_day_of_the_past_is_inside_the_registration() {
    let mut person = resident();
    person.registered = "2010-06-15".parse().ok();
    person.residences[0].from = "2010-06-15".parse().ok();
    let on = |day: Option<&str>| CertificateRequest {
        day: day.map(|day| day.parse().unwrap()),
        ..past(&["AN20"])
    };
    check(&on(Some("2015-01-01")), &person, &[]);
    check(&on(None), &person, &["entry_needed", "day_needed"]);
    check(&on(Some("2027-01-01")), &person, &["day_ahead"]);
    check(
        &on(Some("2010-06-14")),
        &person,
        &["entry_needed", "before_registration"],
    );
}

fn by(code: Option<&str>) -> Applicant {
    Applicant::ThirdParty {
        name: "Terzo Inventato".to_owned(),
        document: "CI CA00000AA".to_owned(),
        codice_fiscale: code.map(str::to_owned),
    }
}

const OTHER: &str = "RSSMRA80A01L049L";

#[test]
fn a_contract_of_cohabitation_is_for_the_two_only() {
    let mut person = resident();
    check(&ask(&["AN19"]), &person, &["missing_cohabitation"]);
    person.cohabitation = Some(Cohabitation {
        surname: Some("ALTRA".to_owned()),
        codice_fiscale: crate::CodiceFiscale::parse(OTHER).ok(),
        since: "2019-03-04".parse().ok(),
        ..Cohabitation::default()
    });
    check(&ask(&["AN21"]), &person, &[]);
    check(&ask(&["AN19"]), &person, &["missing_contract"]);
    person.cohabitation.as_mut().unwrap().contract_date = "2020-06-01".parse().ok();
    check(&ask(&["AN19"]), &person, &[]);
    let asked_by = |applicant| CertificateRequest {
        applicant,
        ..ask(&["AN19"])
    };
    check(&asked_by(by(Some(OTHER))), &person, &[]);
    check(&asked_by(by(None)), &person, &["not_cohabitant"]);
    check(
        &asked_by(by(Some("BNCLRA80A41L049Q"))),
        &person,
        &["applicant_code", "not_cohabitant"],
    );
    let mut forced = asked_by(by(None));
    forced.forced = vec![Forced {
        block: "not_cohabitant".to_owned(),
        reason: "lo vuole il sindaco".to_owned(),
    }];
    check(&forced, &person, &["not_cohabitant"]);
    person.cohabitation.as_mut().unwrap().ended = "2022-01-01".parse().ok();
    check(&ask(&["AN19"]), &person, &["missing_cohabitation"]);
}

/// A couple: the resident, and another with a codice fiscale.
fn couple() -> Setting {
    let mut other = resident();
    other.id = PersonId::from_card(&comune(), "2");
    other.codice_fiscale = crate::CodiceFiscale::parse(OTHER).ok();
    other.membership.as_mut().unwrap().relation = Relation(2);
    Setting::of(&[resident(), other])
}

#[test]
fn kinship_is_for_the_household_or_a_use_that_needs_it_or_forced_with_a_trace() {
    let setting = couple();
    for kind in ["AN13", "AN16"] {
        let mut request = ask(&[kind]);
        setting.check(&request, &resident(), &[]);
        request.applicant = by(Some(OTHER));
        setting.check(&request, &resident(), &[]);
        request.applicant = by(None);
        setting.check(&request, &resident(), &["applicant_stranger"]);
        let used = CertificateRequest {
            exempt_use: exempt("ES17"),
            ..request.clone()
        };
        setting.check(&used, &resident(), &[]);
        request.forced = vec![Forced {
            block: "applicant_stranger".to_owned(),
            reason: "breve".to_owned(),
        }];
        setting.check(
            &request,
            &resident(),
            &["applicant_stranger", "forced_reason"],
        );
        request.forced[0].reason = "delega scritta dell'intestatario".to_owned();
        let decision = setting.decide(&request, &resident()).unwrap();
        assert_eq!(
            decision.forced, request.forced,
            "the trace stays with the act"
        );
    }
    let mut request = ask(&["AN12"]);
    request.applicant = by(None);
    setting.check(&request, &resident(), &[]);
}

#[test]
fn what_anpr_lets_force_is_forced_with_a_trace_and_nothing_else() {
    let with = |certifiability| Person {
        certifiability,
        ..resident()
    };
    for (certifiability, code, forceable) in [
        (Certifiability::No, "not_certifiable", false),
        (Certifiability::Partial, "partially_certifiable", true),
        (Certifiability::NotRegistrable, "not_registrable", true),
        (Certifiability::Interdicted, "interdicted", true),
    ] {
        let request = CertificateRequest {
            forced: vec![Forced {
                block: code.to_owned(),
                reason: "verificato con l'ufficiale".to_owned(),
            }],
            ..ask(&["AN05"])
        };
        let decided = run(&request, &with(certifiability));
        assert_eq!(decided.is_ok(), forceable, "{code}");
        let blocks = run(&ask(&["AN05"]), &with(certifiability)).unwrap_err();
        assert_eq!(blocks[0].forceable, forceable, "{code}");
    }
}

#[test]
fn a_hidden_address_is_never_certified_and_its_household_is_for_members_only() {
    let person = Person {
        address_hidden: true,
        ..resident()
    };
    check(&ask(&["AN08"]), &person, &["hidden_address"]);
    check(&ask(&["AN12"]), &person, &[]);
    let request = CertificateRequest {
        applicant: by(None),
        ..ask(&["AN12"])
    };
    check(&request, &person, &["hidden_household"]);
    let setting = Setting::of(std::slice::from_ref(&person));
    let request = ask(&["AN12"]);
    let facts = setting.case(&request, &person, |case| {
        crate::certificate::facts::snapshot(case, "prova")
    });
    assert!(!format!("{facts:?}").contains("ENNIO"), "{facts:?}");
}

#[test]
fn marriages_and_unions_are_of_who_is_in_one() {
    let mut person = resident();
    for (kind, code) in [
        ("AN03", "not_married"),
        ("AN18", "not_in_union"),
        ("AN25", "not_widowed"),
    ] {
        let blocks = run(&ask(&[kind]), &person).unwrap_err();
        assert_eq!(blocks[0].code, code);
    }
    check(&ask(&["AN17"]), &person, &[]);
    person.marital = Some(MaritalState {
        status: MaritalStatus::Married,
        union: Some(Union {
            spouse_surname: Some("ALTRO".to_owned()),
            date: "2008-09-06".parse().ok(),
            ..Union::default()
        }),
        ended: None,
    });
    check(&ask(&["AN17"]), &person, &["not_free"]);
    let mut request = ask(&["AN03"]);
    check(&request, &person, &["entry_needed"]);
    enter(&mut request, "marriage_place", "TARANTO");
    check(&request, &person, &[]);
}

#[test]
fn who_asks_in_another_s_name_signs_nothing() {
    for (kind, forceable) in [
        ("AU02", false),
        ("DS02", false),
        ("EL02", true),
        ("CI02", true),
    ] {
        let request = CertificateRequest {
            applicant: by(None),
            ..ask(&[kind])
        };
        let blocks = run(&request, &resident()).unwrap_err();
        let block = blocks
            .iter()
            .find(|block| block.code == "only_subject")
            .unwrap();
        assert_eq!(block.forceable, forceable, "{kind}");
    }
}

#[test]
fn a_public_body_is_offered_the_self_declaration_first() {
    let request = CertificateRequest {
        destination: Destination::PublicBody,
        ..ask(&["AN08", "AN05"])
    };
    let blocks = run(&request, &resident()).unwrap_err();
    assert_eq!(blocks[0].code, "public_body");
    assert_eq!(blocks[0].instead, Some(CertificateCode("DS01".to_owned())));
    let catalogue = Catalogue::on(today(), &ComuneRules::default());
    let instead = self_declaration(&catalogue, &request).unwrap();
    assert_eq!(instead.declared, request.kinds);
    let decision = run(&instead, &resident()).unwrap();
    assert_eq!(
        (decision.stamp_duty, decision.fee),
        (Cents::ZERO, Cents::ZERO)
    );
    assert_eq!(decision.clause_code, None);
    assert!(self_declaration(&catalogue, &ask(&["AN08"])).is_none());
}

#[test]
fn an_act_of_another_comune_is_certified_there() {
    let mut person = resident();
    person.birth_act = Some(crate::marital::CivilAct {
        comune: Some("ALTROVE".to_owned()),
        number: Some("7".to_owned()),
        ..crate::marital::CivilAct::default()
    });
    check(&ask(&["SC01"]), &person, &["act_elsewhere"]);
    person.birth_act.as_mut().unwrap().comune = Some("NAVE".to_owned());
    check(&ask(&["SC01"]), &person, &[]);
}

#[test]
fn a_kind_without_translation_refuses_a_second_language() {
    let mut request = ask(&["AN08"]);
    request.language = Some(crate::certificate::Language::De);
    check(&request, &resident(), &[]);
    request.kinds = vec![CertificateCode("AU04".to_owned())];
    let blocks = run(&request, &resident()).unwrap_err();
    assert_eq!(blocks[0].code, "no_translation");
}
