//! The multilingual form of the Union: for what it covers, for another state, and for nothing more.

use crate::certificate::EuLanguage;

use super::*;

fn with_form(kinds: &[&str], destination: Destination) -> CertificateRequest {
    CertificateRequest {
        destination,
        eu_form: Some(EuLanguage::De),
        ..ask(kinds)
    }
}

#[test]
fn the_form_goes_with_what_the_regulation_covers() {
    check(&with_form(&["AN08"], Destination::Abroad), &resident(), &[]);
    check(
        &with_form(&["AN01", "AN07"], Destination::Abroad),
        &resident(),
        &[],
    );
    for code in ["AN05", "AN12"] {
        check(
            &with_form(&[code], Destination::Abroad),
            &resident(),
            &["no_eu_form"],
        );
    }
    let both = with_form(&["AN08", "AN05"], Destination::Abroad);
    check(&both, &resident(), &["no_eu_form"]);
}

#[test]
fn the_form_goes_abroad_only() {
    let here = with_form(&["AN08"], Destination::PrivateParty);
    check(&here, &resident(), &["eu_form_destination"]);
    let blocks = run(&here, &resident()).unwrap_err();
    assert_eq!(blocks[0].field.as_deref(), Some("destination"));
    assert!(!blocks[0].forceable);
}

#[test]
fn the_form_costs_nothing_more_and_the_clerk_is_told_where_it_counts() {
    let without = CertificateRequest {
        eu_form: None,
        ..with_form(&["AN08"], Destination::Abroad)
    };
    let without = run(&without, &resident()).unwrap();
    let with = run(&with_form(&["AN08"], Destination::Abroad), &resident()).unwrap();
    // Art. 11: not more than it costs to make, and here it costs nothing.
    assert_eq!(
        (with.fee, with.stamp_duty),
        (without.fee, without.stamp_duty)
    );
    assert_eq!(with.warnings.len(), without.warnings.len() + 1);
    assert!(with.warnings.iter().any(|text| text.contains("e-Justice")));
}
