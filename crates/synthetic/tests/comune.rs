//! Invented comuni: the same each time, whole, and valid for others.

use std::collections::HashSet;
use std::process::Command;

use domain::BelfioreCode;
use synthetic::{Comune, Options, generate, hard_cases, write_csv, write_subentro};

const SEED: u64 = 42;

fn comune(residents: u32) -> Comune {
    eprintln!("seed {SEED}");
    generate(&Options {
        residents,
        seed: SEED,
        belfiore: BelfioreCode("E205".to_owned()),
        as_of: "2026-11-23".parse().expect("a day"),
    })
}

fn subentro(comune: &Comune) -> String {
    let mut bytes = Vec::new();
    write_subentro(comune, &mut bytes).expect("writing to memory");
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn the_same_seed_gives_the_same_people_and_another_gives_others() {
    assert_eq!(subentro(&comune(700)), subentro(&comune(700)));
    let other = generate(&Options {
        residents: 700,
        seed: SEED + 1,
        belfiore: BelfioreCode("E205".to_owned()),
        as_of: "2026-11-23".parse().unwrap(),
    });
    assert_ne!(comune(700).people, other.people);
}

#[test]
fn codici_fiscali_are_unique_and_fit_their_people() {
    let comune = comune(5000);
    let mut seen = HashSet::new();
    let odd = ["provisional_code", "day_unknown", "month_unknown"];
    let hard: HashSet<_> = hard_cases(&comune)
        .into_iter()
        .filter(|(name, _)| odd.contains(name))
        .map(|(_, id)| id)
        .collect();
    for person in &comune.people {
        let Some(code) = &person.codice_fiscale else {
            continue;
        };
        assert!(seen.insert(code.clone()), "{code} twice");
        if !hard.contains(&person.id) {
            assert_eq!(
                code.inconsistencies(person),
                Vec::new(),
                "{code} {}",
                person.full_name()
            );
        }
    }
    assert!(seen.len() > 4900, "{}", seen.len());
}

#[test]
fn every_hard_case_is_there_and_households_have_a_reference_person() {
    let comune = comune(500);
    assert_eq!(hard_cases(&comune).len(), 24 + 14);
    let mut references = HashSet::new();
    for person in &comune.people {
        if let Some(tie) = &person.membership
            && matches!(tie.relation.0, 1 | 24)
        {
            references.insert(tie.household);
        }
    }
    let aire_alone = 1;
    assert!(
        references.len() + aire_alone >= comune.households.len(),
        "{}",
        references.len()
    );
    let most = comune
        .households
        .iter()
        .map(|one| {
            let lives_there = |person: &&domain::Person| {
                person
                    .membership
                    .as_ref()
                    .is_some_and(|tie| tie.household == one.id)
            };
            comune.people.iter().filter(lives_there).count()
        })
        .max();
    assert_eq!(most, Some(14), "a household of fourteen");
}

#[test]
fn a_csv_has_a_row_for_everybody() {
    let comune = comune(500);
    let mut bytes = Vec::new();
    write_csv(&comune, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count(), comune.people.len() + 1);
    let columns = text.lines().next().unwrap().split(';').count();
    assert!(text.lines().all(|line| line.split(';').count() == columns));
}

/// Against the schema of ANPR, where it stands beside the checkout.
#[test]
fn the_subentro_file_is_valid() {
    let schema = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/domain/data/anpr_xsd/subentro.xsd"
    );
    if !std::path::Path::new(schema).exists() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("subentro.xml");
    std::fs::write(&path, subentro(&comune(2000))).unwrap();
    let output = Command::new("xmllint")
        .args(["--noout", "--schema", schema])
        .arg(&path)
        .output()
        .expect("xmllint is installed");
    let told = String::from_utf8_lossy(&output.stderr);
    let told: String = told.lines().take(10).collect::<Vec<_>>().join("\n");
    assert!(output.status.success(), "{told}");
}

#[test]
fn the_invented_arms_are_a_picture() {
    let png = synthetic::coat_of_arms_png();
    assert!(png.starts_with(b"\x89PNG"), "a PNG");
}
