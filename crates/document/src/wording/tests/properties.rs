//! What holds of every kind, whoever it is about.

use domain::certificate::Certificate;
use domain::certificate::SignatureStyle;
use domain::{PartialDate, Sex};
use proptest::prelude::*;

use super::sample::{Sample, issuable, person};
use super::{act, certificate, facts_to_seal};

/// Checks that each string of the seal stands in the text, after the one before.
fn check_seal(certificate: &Certificate) {
    let text = act(certificate).text();
    let mut from = 0;
    for string in facts_to_seal(certificate) {
        let at = text[from..].find(&string);
        let at = at.unwrap_or_else(|| panic!("«{string}» is not, in its place, in:\n{text}"));
        from += at + string.len();
    }
}

#[test]
fn every_kind_says_something_and_names_no_parent_profession_or_schooling() {
    for (code, _) in issuable() {
        for sex in [Sex::Male, Sex::Female, Sex::Unknown] {
            let certificate = certificate(&code, sex);
            check_seal(&certificate);
            let act = act(&certificate);
            let text = act.text();
            assert!(!act.body.is_empty(), "{code}");
            assert!(
                !text.contains('{') && !text.contains("  "),
                "{code}: {text}"
            );
            assert!(
                !act.clause.is_empty() && !act.authority.is_empty(),
                "{code}"
            );
            for line in text.lines() {
                assert!(!line.trim().is_empty(), "{code} has an empty line: {text}");
            }
            let lower = text.to_lowercase();
            for word in [
                "figlio di",
                "figlia di",
                "paternità",
                "maternità",
                "professione",
                "titolo di studio",
            ] {
                assert!(!lower.contains(word), "{code}: {word}");
            }
        }
    }
}

#[test]
fn exactly_one_clause_stands_on_each_certificate() {
    for (code, _) in issuable() {
        let certificate = certificate(&code, Sex::Female);
        let text = act(&certificate).text();
        let clause = "non può essere prodotto agli organi della pubblica amministrazione";
        let count = text.matches(clause).count();
        let expected = usize::from(certificate.decision.clause_code.is_some());
        assert_eq!(count, expected, "{code}");
    }
}

#[test]
fn what_was_entered_is_marked_on_the_paper_and_in_the_facts() {
    let certificate = certificate("AN02", Sex::Male);
    let text = act(&certificate).text();
    assert!(
        text.contains("luogo del decesso: dato death place (dato inserito dall'operatore)"),
        "{text}"
    );
    let entered = &certificate.facts.entered;
    assert!(
        entered
            .iter()
            .any(|one| one.field == "death_place" && one.operator == "prova")
    );
}

#[test]
fn the_signature_is_by_hand_digital_or_a_printed_name() {
    let mut certificate = certificate("AN08", Sex::Female);
    assert_eq!(act(&certificate).signature_note, None);
    certificate.signature = SignatureStyle::PrintedName;
    let note = act(&certificate).signature_note.unwrap();
    assert!(note.contains("39/1993"), "{note}");
    certificate.signature = SignatureStyle::Digital;
    let text = act(&certificate).text();
    assert!(
        text.contains("Documento firmato digitalmente da Prova Inventata"),
        "{text}"
    );
}

#[test]
fn a_hidden_address_is_neither_printed_nor_sealed() {
    let mut sample = Sample::of("AN12", Sex::Female);
    sample.members[1].address_hidden = true;
    let certificate = sample.certificate();
    check_seal(&certificate);
    let text = act(&certificate).text();
    assert!(!text.contains("QUINTO ENNIO"), "{text}");
    assert!(
        !facts_to_seal(&certificate)
            .join(" ")
            .contains("QUINTO ENNIO")
    );
    let facts = format!("{:?}", certificate.facts);
    assert!(!facts.contains("QUINTO ENNIO"), "nor kept in the facts");
}

#[test]
fn a_household_of_fourteen_is_told_member_by_member() {
    let mut sample = Sample::of("AN12", Sex::Female);
    for number in 3..=14 {
        let name = format!("N{number}");
        sample
            .members
            .push(person(&number.to_string(), "DELL'ANNA", &name, Sex::Male));
    }
    let certificate = sample.certificate();
    check_seal(&certificate);
    assert_eq!(act(&certificate).body.len(), 15);
}

fn name() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[A-ZČŠŽŁŞÀÈÌÒÙ' -]{1,30}")
}

fn date() -> impl Strategy<Value = PartialDate> {
    prop_oneof![
        "19[0-9]{2}-0[1-9]-[012][1-8]",
        "19[0-9]{2}-0[1-9]",
        "19[0-9]{2}"
    ]
    .prop_map(|text| text.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sealed_is_printed_in_the_same_order(
        surname in name(),
        given in name(),
        born in date(),
        code in proptest::bool::ANY,
        sex in prop_oneof![Just(Sex::Male), Just(Sex::Female), Just(Sex::Unknown)],
        place in proptest::sample::select(issuable()),
    ) {
        let mut sample = Sample::of(&place.0, sex);
        sample.subject.surname = surname;
        sample.subject.name = given;
        if !code {
            sample.subject.codice_fiscale = None;
        }
        // Old enough to sign and to vote.
        sample.subject.birth_date = born;
        sample.members[0] = sample.subject.clone();
        if place.0 != "AN15" {
            check_seal(&sample.certificate());
        }
    }
}
