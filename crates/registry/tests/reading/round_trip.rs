//! What was written comes back as it was.

use std::collections::HashMap;

use domain::RegistryStatus;
use proptest::prelude::*;

use crate::collect::{SEED, comune, read_xml, subentro};

/// Everybody whom the format carries comes back the same, the hard cases too.
fn comes_back(residents: u32, seed: u64) {
    let written = comune(residents, seed);
    assert_eq!(written.istat, crate::collect::grottaglie());
    let xml = subentro(&written);
    let (totals, read) = read_xml(xml.as_bytes());
    let totals = totals.unwrap();
    assert_eq!(read.refused, Vec::new());
    let header = read.header.unwrap();
    assert_eq!(header.as_of, Some(written.as_of));
    assert_eq!(header.declared, Some(totals));
    let carried = |status| matches!(status, RegistryStatus::Resident | RegistryStatus::Aire);
    let expected: Vec<_> = written
        .people
        .iter()
        .filter(|person| carried(person.status))
        .collect();
    assert_eq!(read.people.len(), expected.len());
    for (expected, (read, line)) in expected.into_iter().zip(&read.people) {
        // The format has no place for protected people: the comune's settings name them.
        let expected = domain::Person {
            address_hidden: false,
            ..expected.clone()
        };
        assert_eq!(expected, *read, "line {line}");
    }
    let households: HashMap<_, _> = read.households.iter().map(|one| (one.id, one)).collect();
    assert_eq!(households.len(), written.households.len());
    for household in &written.households {
        assert_eq!(households[&household.id], household);
    }
}

#[test]
fn five_thousand_residents_come_back_as_they_were() {
    comes_back(5000, SEED);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_comune_comes_back(residents in 1_u32..400, seed: u64) {
        comes_back(residents, seed);
    }
}

#[test]
fn each_person_has_the_line_on_which_the_card_begins() {
    let xml = subentro(&comune(300, SEED));
    let (_, read) = read_xml(xml.as_bytes());
    let lines: Vec<&str> = xml.lines().collect();
    for (person, line) in &read.people {
        let at = usize::try_from(*line).unwrap() - 1;
        assert_eq!(lines[at].trim(), "<soggetto>", "{}", person.card);
        let card = format!(">{}<", person.card);
        assert!(lines[at..at + 40].iter().any(|line| line.contains(&card)));
    }
}
