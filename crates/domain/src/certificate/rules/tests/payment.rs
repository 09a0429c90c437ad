//! Stamps and exemptions.

use super::*;

#[test]
fn a_stamp_has_fourteen_digits_a_past_date_and_one_use() {
    let with = |number: &str, date: &str| CertificateRequest {
        contrassegno: Some(Contrassegno {
            number: number.to_owned(),
            date: date.parse().unwrap(),
        }),
        ..ask(&["AN08"])
    };
    check(&with("01234567890123", "2026-11-24"), &resident(), &[]);
    check(
        &with("0123456789012", "2026-11-24"),
        &resident(),
        &["stamp_format"],
    );
    check(
        &with("0123456789012X", "2026-11-24"),
        &resident(),
        &["stamp_format"],
    );
    check(
        &with("01234567890123", "2026-11-25"),
        &resident(),
        &["stamp_date"],
    );
    let (request, subject) = (with("01234567890123", "2026-11-24"), resident());
    let setting = Setting {
        used_by: Some("E205-02-2026-0000001"),
        ..Setting::of(&[])
    };
    setting.check(&request, &subject, &["stamp_used"]);
    let both = CertificateRequest {
        exempt_use: exempt("ES09"),
        ..request
    };
    check(&both, &subject, &["stamp_and_exemption"]);
}

#[test]
fn an_exemption_of_the_clerks_own_needs_a_true_norm() {
    let with = |note: Option<&str>| CertificateRequest {
        exempt_use: exempt("ES99"),
        exemption_note: note.map(str::to_owned),
        ..ask(&["AN08"])
    };
    check(&with(None), &resident(), &["exemption_note"]);
    check(
        &with(Some("Uso amministrativo")),
        &resident(),
        &["generic_use"],
    );
    check(
        &with(Some(&"x".repeat(257))),
        &resident(),
        &["exemption_note"],
    );
    check(
        &with(Some("Borsa di ricerca, art. 4 L. 210/1998")),
        &resident(),
        &[],
    );
    let request = CertificateRequest {
        exempt_use: exempt("ES40"),
        ..ask(&["AN08"])
    };
    check(&request, &resident(), &["unknown_use"]);
}

#[test]
fn only_a_total_in_cash_is_rounded_and_only_where_the_comune_rounds() {
    let mut own = ComuneRules::default();
    let tariffs = Tariffs::on(today(), &own);
    for (exact, rounded) in [
        (26, 25),
        (52, 50),
        (53, 55),
        (258, 260),
        (516, 515),
        (542, 540),
        (1626, 1625),
        (1652, 1650),
        (2221, 2220),
        (2273, 2275),
        (2737, 2735),
        (2, 0),
        (3, 5),
    ] {
        assert_eq!(tariffs.cash(Cents(exact)), Cents(rounded), "{exact}");
    }
    own.switches = vec![crate::certificate::catalogue::OwnSwitch {
        what: crate::certificate::catalogue::Switch::CashRounding,
        on: false,
        period: crate::certificate::catalogue::Period {
            from: "2026-01-01".parse().unwrap(),
            until: None,
        },
    }];
    assert_eq!(Tariffs::on(today(), &own).cash(Cents(2221)), Cents(2221));
}

#[test]
fn all_that_is_in_the_way_is_said_at_once() {
    let person = Person {
        citizenships: Vec::new(),
        marital: None,
        ..resident()
    };
    let mut request = ask(&["AN05", "AN11"]);
    request.contrassegno = Some(Contrassegno {
        number: "1".to_owned(),
        date: "2026-11-01".parse().unwrap(),
    });
    check(
        &request,
        &person,
        &[
            "missing_citizenship",
            "missing_marital_status",
            "stamp_format",
        ],
    );
}
