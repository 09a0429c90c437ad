//! CSV by a column map.

use std::convert::Infallible;

use domain::{Place, RegistryStatus};
use registry::{ColumnMap, ReadError, Totals, read_csv};

use crate::collect::{Collected, SEED, comune, grottaglie};

fn read(bytes: &[u8], map: &ColumnMap) -> (Result<Totals, ReadError<Infallible>>, Collected) {
    let mut collected = Collected::default();
    let day = "2026-11-23".parse().unwrap();
    let totals = read_csv(bytes, map, &grottaglie(), day, &mut collected);
    (totals, collected)
}

/// The columns of a supplier, and one row of it.
const MAP: &str = r#"
separator = ","
encoding = "windows-1252"
date = "%d/%m/%Y"

[columns]
card = "N. scheda"
codice_fiscale = "Cod. fiscale"
surname = "Cognome"
name = "Nome"
sex = "Sesso"
birth_date = "Nato il"
birth_place = "Nato a"
birth_province = "Prov."
"#;
const HEADING: &str = "N. scheda,Cod. fiscale,Cognome,Nome,Sesso,Nato il,Nato a,Prov.";

fn supplier(rows: &[&str]) -> (Result<Totals, ReadError<Infallible>>, Collected) {
    let text = format!("{HEADING}\r\n{}\r\n", rows.join("\r\n"));
    let bytes: Vec<u8> = text
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect();
    read(&bytes, &ColumnMap::parse(MAP).unwrap())
}

#[test]
fn an_invented_comune_comes_back() {
    let written = comune(1000, SEED);
    let mut bytes = Vec::new();
    synthetic::write_csv(&written, &mut bytes).unwrap();
    let (totals, read) = read(&bytes, &ColumnMap::default());
    assert_eq!(totals.unwrap().persons, written.people.len() as u64);
    assert_eq!(read.refused, Vec::new());
    for (expected, (person, line)) in written.people.iter().zip(&read.people) {
        let key = |person: &domain::Person| {
            (
                person.id,
                person.codice_fiscale.clone(),
                person.surname.clone(),
                person.name.clone(),
                person.birth_date,
                person.status,
                person.marital.as_ref().map(|state| state.status),
            )
        };
        assert_eq!(key(expected), key(person), "line {line}");
    }
}

#[test]
fn a_supplier_with_other_headings_and_old_letters() {
    let (totals, read) = supplier(&["7,,D’AMICÒ".replace('’', "'").as_str(), ""]);
    assert_eq!(totals.unwrap().persons, 1, "{read:?}");
    assert_eq!(read.refused[0].line, 2, "too few columns");

    let (totals, read) = supplier(&["7,,D'AMICÒ,NICOLÒ,M,03/12/1978,Taranto,TA"]);
    assert_eq!(totals.unwrap().persons, 1);
    let (person, line) = &read.people[0];
    assert_eq!(*line, 2);
    assert_eq!(person.surname.as_deref(), Some("D'AMICÒ"));
    assert_eq!(person.birth_date.to_string(), "03/12/1978");
    assert_eq!(person.status, RegistryStatus::Resident);
    assert!(matches!(&person.birth_place, Place::Comune { name, .. } if name == "Taranto"));
}

#[test]
fn a_formula_in_a_cell_is_text() {
    let formula = r#"=HYPERLINK(""http://example.org"",""x"")"#;
    let (totals, read) = supplier(&[&format!("8,,\"{formula}\",@SUM(A1),F,03/12/1978,+1,TA")]);
    totals.unwrap();
    let person = &read.people[0].0;
    assert_eq!(
        person.surname.as_deref(),
        Some(formula.replace("\"\"", "\"").as_str())
    );
    assert_eq!(person.name.as_deref(), Some("@SUM(A1)"));
}

#[test]
fn what_cannot_be_taken_is_told_with_line_and_card() {
    let (totals, read) = supplier(&[
        "1,,ROSSI,MARIO,M,03/12/1978,Taranto,TA",
        "2,,BIANCHI,ANNA,F,31/02/1978,Taranto,TA",
        ",,VERDI,LUCA,M,03/12/1978,Taranto,TA",
        "3,,,,M,03/12/1978,Taranto,TA",
        "1,,NERI,UGO,M,03/12/1978,Taranto,TA",
        "4,XXXXXX00X00X000X,BLU,UGO,M,03/12/1978,Taranto,TA",
    ]);
    assert_eq!(totals.unwrap().persons, 6);
    let told: Vec<_> = read
        .refused
        .iter()
        .map(|one| (one.line, one.card.as_deref(), one.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (3, Some("2"), "La data di nascita manca o non è una data."),
            (4, None, "Manca il numero di scheda."),
            (5, Some("3"), "Mancano cognome e nome."),
            (
                6,
                Some("1"),
                "La stessa scheda compare due volte nel file: vale la prima."
            ),
        ]
    );
    assert_eq!(read.people.len(), 2);
    assert_eq!(
        (read.warned[0].line, read.warned[0].card.as_deref()),
        (7, Some("4"))
    );
}

#[test]
fn missing_columns_are_all_named() {
    let map = ColumnMap::parse(MAP).unwrap();
    let (refused, _) = read(b"N. scheda,Nome\r\n1,ANNA\r\n", &map);
    let Err(ReadError::Columns(missing)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(missing.len(), 6, "{missing:?}");
}

#[test]
fn wrong_maps_are_refused() {
    for (change, told) in [
        (("card =", "carta ="), "carta"),
        (("card = \"N. scheda\"", ""), "card"),
        (("separator", "separatore"), "separatore"),
        (("windows-1252", "klingon"), "klingon"),
    ] {
        let error = ColumnMap::parse(&MAP.replacen(change.0, change.1, 1)).unwrap_err();
        assert!(error.explain().contains(told), "{}", error.explain());
    }
}

#[test]
fn letters_in_another_encoding_than_the_map_says() {
    let map = ColumnMap::parse(&MAP.replacen("windows-1252", "utf-8", 1)).unwrap();
    let (refused, _) = read(
        format!("{HEADING}\n1,,ROSS")
            .into_bytes()
            .into_iter()
            .chain([0xD2, b'\n'])
            .collect::<Vec<_>>()
            .as_slice(),
        &map,
    );
    assert!(
        matches!(refused, Err(ReadError::Encoding { line: 2 })),
        "{refused:?}"
    );
}
