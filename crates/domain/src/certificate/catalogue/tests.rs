//! The data of the catalogue, read and checked.

use super::*;
use crate::money::Cents;

fn today() -> NaiveDate {
    "2026-11-24".parse().unwrap()
}

fn current() -> Catalogue {
    Catalogue::on(today(), &ComuneRules::default())
}

fn code(text: &str) -> CertificateCode {
    CertificateCode(text.to_owned())
}

/// The rows of the national list and of the acts of a town hall, one by one.
fn every_code() -> Vec<String> {
    let runs = [
        ("AN", 27),
        ("EL", 3),
        ("LE", 1),
        ("SC", 12),
        ("AU", 5),
        ("DS", 2),
        ("CI", 2),
        ("TU", 2),
    ];
    let of = |(letters, last): (&str, u32)| {
        let letters = letters.to_owned();
        (1..=last).map(move |number| format!("{letters}{number:02}"))
    };
    runs.into_iter().flat_map(of).collect()
}

#[test]
fn every_row_of_the_list_is_in_the_catalogue_and_issuable_or_says_why_not() {
    let catalogue = current();
    assert_eq!(catalogue.kinds().len(), every_code().len(), "and no other");
    for text in every_code() {
        let kind = catalogue
            .kind(&code(&text))
            .unwrap_or_else(|| panic!("{text}"));
        let issuable = kind.states.is_some() || kind.cumulative;
        assert_eq!(issuable, kind.unavailable.is_none(), "{text}");
        assert!(!kind.title.is_empty() && !kind.basis.is_empty(), "{text}");
        assert!("ABC".contains(kind.grade), "{text}");
        assert_eq!(
            kind.states == Some(Fact::Formula),
            kind.formula.is_some(),
            "{text}"
        );
        assert!(
            kind.clause || kind.foot.is_some(),
            "{text} has something in the clause's place"
        );
        assert!(
            kind.stamp != StampRule::Exempt || !kind.stamp_norm.is_empty(),
            "{text}: exempt by which norm"
        );
        let family = catalogue.family(kind.family);
        assert!(!family.authority.is_empty(), "{text}");
        assert!(
            kind.unavailable.as_ref().is_none_or(|why| why.len() > 30),
            "{text}"
        );
    }
}

#[test]
fn every_field_of_a_formula_is_one_that_is_entered() {
    for kind in current().kinds() {
        let formula = kind.formula.as_deref().unwrap_or_default();
        for piece in formula.split('{').skip(1) {
            let field = piece.split('}').next().unwrap();
            let entry = kind.entry.iter().find(|entry| entry.field == field);
            let entry = entry.unwrap_or_else(|| panic!("{:?} {field}", kind.code));
            assert_eq!(entry.need, Need::Always, "{:?} {field}", kind.code);
        }
    }
}

#[test]
fn the_forbidden_combinations_are_those_of_the_table() {
    let catalogue = current();
    for (one, other) in [
        ("AN03", "AN17"),
        ("AN03", "AN18"),
        ("AN11", "AN12"),
        ("AN11", "AN14"),
        ("AN11", "AN16"),
        ("AN11", "AN17"),
        ("AN12", "AN13"),
        ("AN12", "AN14"),
        ("AN12", "AN16"),
        ("AN13", "AN14"),
        ("AN13", "AN16"),
        ("AN14", "AN16"),
    ] {
        for (one, other) in [(one, other), (other, one)] {
            let kind = catalogue.kind(&code(one)).unwrap();
            assert!(kind.not_with.contains(&code(other)), "{one} with {other}");
        }
    }
    for alone in ["AN02", "AN04", "AN06", "AN09", "AN20"] {
        assert!(catalogue.kind(&code(alone)).unwrap().alone, "{alone}");
    }
    for abroad in ["AN10", "AN15"] {
        let group = catalogue.kind(&code(abroad)).unwrap().group.as_deref();
        assert_eq!(group, Some("aire"), "{abroad}");
    }
}

#[test]
fn a_kind_is_in_force_from_its_law() {
    let on = |day: &str| Catalogue::on(day.parse().unwrap(), &ComuneRules::default());
    assert!(on("2016-06-04").kind(&code("AN18")).is_none());
    assert!(on("2016-06-05").kind(&code("AN18")).is_some());
    assert!(on("2013-06-25").kind(&code("AN08")).is_none());
}

#[test]
fn every_destination_has_its_clause_and_every_exemption_its_norm() {
    let catalogue = current();
    for (destination, expected) in [
        (Destination::PrivateParty, "C01"),
        (Destination::Abroad, "C02"),
        (Destination::Immigration, "C03"),
        (Destination::CourtFile, "C04"),
        (Destination::PublicBody, "C05"),
    ] {
        let clause = catalogue.clause(destination);
        assert_eq!(clause.code, expected);
        assert!(!clause.text.is_empty());
    }
    assert!(catalogue.exemptions().len() > 30);
    for exemption in catalogue.exemptions() {
        let free = exemption.code.0 == "ES99";
        assert!(!exemption.norm.is_empty() || free, "{exemption:?}");
        assert!("ABC".contains(exemption.grade), "{exemption:?}");
    }
    let find = |code: &str| catalogue.exemption(&UseCode(code.to_owned()));
    assert!(find("ES40").is_none());
    assert!(!find("ES17").unwrap().fee_due);
    for kind in catalogue.kinds() {
        for used in &kind.kinship_uses {
            assert!(find(&used.0).is_some(), "{:?} {used:?}", kind.code);
        }
    }
}

#[test]
fn the_program_has_the_amounts_of_the_law() {
    let tariffs = Tariffs::on(today(), &ComuneRules::default());
    assert_eq!(
        (tariffs.stamp_duty, tariffs.fee_stamped, tariffs.fee_exempt),
        (Cents(1600), Cents(52), Cents(26))
    );
    assert_eq!(
        (tariffs.history_stamped, tariffs.history_exempt),
        (Cents(516), Cents(258))
    );
    assert_eq!(
        tariffs.cie_state + tariffs.cie_fixed + tariffs.cie_fee,
        Cents(2221)
    );
    assert!(tariffs.cash_rounding && !tariffs.handmade_history);
}

#[test]
fn the_rows_of_a_comune_come_first_on_their_days_and_change_the_version() {
    let period = |from: &str, until: Option<&str>| Period {
        from: from.parse().unwrap(),
        until: until.map(|until| until.parse().unwrap()),
    };
    let amount = |cents, period| OwnAmount {
        what: Amount::FeeStamped,
        cents: Cents(cents),
        period,
    };
    let own = ComuneRules {
        amounts: vec![
            amount(50, period("2026-01-01", Some("2026-06-30"))),
            amount(100, period("2026-07-01", None)),
        ],
        switches: vec![OwnSwitch {
            what: Switch::CashRounding,
            on: false,
            period: period("2026-07-01", None),
        }],
        clauses: vec![OwnClause {
            destination: Destination::Abroad,
            text: "Solo per l'estero.".to_owned(),
            source: "delibera".to_owned(),
            period: period("2026-07-01", None),
        }],
        exemptions: vec![OwnExemption {
            code: UseCode("ES09".to_owned()),
            label: "Pensione".to_owned(),
            norm: "norma del comune".to_owned(),
            fee_due: false,
            period: period("2026-07-01", None),
        }],
        policies: Vec::new(),
    };
    let fee = |day: &str| Tariffs::on(day.parse().unwrap(), &own).fee_stamped;
    assert_eq!(fee("2025-12-31"), Cents(52));
    assert_eq!(fee("2026-06-30"), Cents(50));
    assert_eq!(fee("2026-07-01"), Cents(100));
    let tariffs = Tariffs::on(today(), &own);
    assert_eq!(tariffs.cash(Cents(52)), Cents(52));
    let catalogue = Catalogue::on(today(), &own);
    assert_eq!(
        catalogue.clause(Destination::Abroad).text,
        "Solo per l'estero."
    );
    let exemption = catalogue.exemption(&UseCode("ES09".to_owned())).unwrap();
    assert_eq!(
        (exemption.norm.as_str(), exemption.fee_due),
        ("norma del comune", false)
    );
    assert_eq!(catalogue.exemptions().len(), current().exemptions().len());
    let version = catalogue.version().to_owned();
    assert!(version.starts_with("2026-11+"), "{version}");
    assert_eq!(current().version(), "2026-11");
}
