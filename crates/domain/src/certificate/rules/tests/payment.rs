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
    let tariffs = Tariffs::on(today());
    let used = Some("E205-02-2026-0000001");
    let blocks = decide(
        Catalogue::current(),
        &tariffs,
        &request,
        &subject,
        &[],
        used,
        today(),
    )
    .unwrap_err();
    assert_eq!(blocks[0].code, "stamp_used");
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
