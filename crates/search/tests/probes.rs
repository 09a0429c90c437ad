//! What clerks type, and whom they mean.

use chrono::NaiveDate;
use proptest::prelude::*;
use search::{Builder, Index, Row};

/// Surname, name, birth date, codice fiscale, household, street, house number, resident.
type Somebody = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
);

const PEOPLE: &[Somebody] = &[
    (
        "D'AMICO",
        "NICOLÒ",
        "1978-03-12",
        "DMCNCL78C12L049J",
        "501",
        "VIA ROMA",
        "12",
        true,
    ),
    (
        "DE LUCA",
        "GIANDOMENICO",
        "1965-07-08",
        "DLCGDM65L08L049C",
        "502",
        "VIALE CAVOUR",
        "9",
        true,
    ),
    (
        "LO MARTIRE",
        "ILARIUCCIA",
        "1939-01-01",
        "LMRLCC39A41E205B",
        "503",
        "VIA DEI MILLE",
        "8",
        true,
    ),
    (
        "ROSSI",
        "MARIA DESOLINA",
        "1978-03-12",
        "RSSMDS78C52L049X",
        "504",
        "VIA ROMA",
        "12",
        true,
    ),
    (
        "ROSSI",
        "MARIO",
        "1980-01-01",
        "RSSMRA80A01L049L",
        "505",
        "VIA ENNIO",
        "12",
        true,
    ),
    (
        "ROSSI",
        "MARIO",
        "1950-05-05",
        "RSSMRA50E05L049W",
        "506",
        "PIAZZA VERDI",
        "1",
        true,
    ),
    (
        "ROSSI",
        "MARIO",
        "1990-05-05",
        "RSSMRA90E05L049A",
        "507",
        "PIAZZA VERDI",
        "2",
        false,
    ),
    (
        "CALÒ",
        "GIUSEPPE ORONZO",
        "1949-10-10",
        "CLAGPP49R10E205Z",
        "508",
        "VIALE CAVOUR",
        "9",
        true,
    ),
    (
        "QUARANTA",
        "ERMENEGILDA",
        "1949-02-02",
        "QRNRNG49B42L049L",
        "509",
        "VIA PIO XII",
        "3",
        true,
    ),
    (
        "DELL'ANNA",
        "MARIA ADDOLORATA",
        "1960-06-06",
        "DLLMDD60H46L049N",
        "510",
        "VIA CALÒ",
        "4",
        true,
    ),
    (
        "ANDREA",
        "ANDREA",
        "2001-01-01",
        "NDRNDR01A01L049P",
        "511",
        "CORSO UMBERTO I",
        "100",
        true,
    ),
    (
        "MÜLLER",
        "JÜRGEN",
        "1968-06-30",
        "MLLJGN68H30Z112P",
        "512",
        "VIA ROMA",
        "1",
        true,
    ),
    (
        "AL KHATIB",
        "YOUSEF",
        "1999-09-09",
        "LKHYSF99P09Z330B",
        "513",
        "VIA ENNIO",
        "7",
        true,
    ),
    (
        "ROMANO",
        "ANNA",
        "1978-03-12",
        "RMNNNA78C52L04VJ",
        "50123",
        "PIAZZA VERDI",
        "12",
        true,
    ),
    (
        "CAPUTO",
        "MARIO",
        "1961-04-04",
        "CPTMRA61D04L049T",
        "516",
        "CORSO MARIO",
        "3",
        true,
    ),
    (
        "DELACRUZ",
        "INES",
        "1988-08-08",
        "DLCNSI88M48Z604K",
        "12345678901",
        "VIA ENNIO",
        "9",
        true,
    ),
    (
        "",
        "SARASWATI",
        "1970",
        "XXXSRS70A41Z222F",
        "514",
        "VIA ENNIO",
        "7",
        true,
    ),
];

fn index() -> Index {
    builder(0..PEOPLE.len()).finish()
}

fn builder(places: std::ops::Range<usize>) -> Builder {
    let mut builder = Builder::new();
    for key in places.rev() {
        let (surname, name, birth, code, household, street, house, resident) = &PEOPLE[key];
        builder.push(&Row {
            key: i64::try_from(key).expect("a few"),
            surname,
            name,
            birth_date: birth.parse().expect("a date"),
            codice_fiscale: Some(code),
            household: Some(household),
            street: Some(street),
            house_number: Some(house),
            resident: *resident,
        });
    }
    builder
}

#[test]
fn halves_read_side_by_side_make_the_same_index() {
    let whole = index();
    for split in 0..=PEOPLE.len() {
        let mut halves = builder(0..split);
        halves.append(builder(split..PEOPLE.len()));
        let halves = halves.finish();
        for (surname, name, birth, code, household, street, house, _) in PEOPLE {
            for query in [
                (*surname).to_owned(),
                format!("{name} {surname} {birth}"),
                (*code).to_owned(),
                (*household).to_owned(),
                format!("{street} {house}"),
            ] {
                assert_eq!(
                    halves.search(&query, today(), 50),
                    whole.search(&query, today(), 50),
                    "«{query}», split at {split}"
                );
            }
        }
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day")
}

/// Checks who comes first; `meant` is the place in the list above.
fn check(query: &str, meant: usize) {
    let hits = index().search(query, today(), 10);
    let found: Vec<String> = hits
        .iter()
        .map(|hit| {
            let (surname, name, ..) = PEOPLE[usize::try_from(hit.key).expect("a key")];
            format!("{surname} {name} ({})", hit.cost)
        })
        .collect();
    let first = hits.first().map(|hit| hit.key);
    assert_eq!(
        first,
        i64::try_from(meant).ok(),
        "«{query}» found {found:?}"
    );
}

#[test]
fn names_are_found_in_any_order_with_and_without_accents_and_apostrophes() {
    for (query, meant) in [
        ("damico", 0),
        ("d'amico nicolò", 0),
        ("D’AMICO NICOLO'", 0),
        ("d amico nicol", 0),
        ("nicolo damico", 0),
        ("nicolo", 0),
        ("deluca", 1),
        ("de luca gian domenico", 1),
        ("giandomenico deluca", 1),
        ("lomartire", 2),
        ("lo martire ilari", 2),
        ("dellanna", 9),
        ("dell anna addolorata", 9),
        ("muller jurgen", 11),
        ("alkhatib", 12),
        ("saraswati", 16),
        ("de la cruz", 15),
        ("ines de la cru", 15),
        ("ros mar des", 3),
        ("and", 10),
    ] {
        check(query, meant);
    }
}

#[test]
fn typing_errors_and_sounds_are_forgiven() {
    for (query, meant) in [
        ("rsosi maria desolina", 3),
        ("calo guiseppe", 7),
        ("guiseppe", 7),
        ("cuaranta", 8),
        ("qaranta ermenegilda", 8),
        ("quarnata", 8),
        ("lo martre ilariuccia", 2),
        ("niccolo", 0),
    ] {
        check(query, meant);
    }
}

#[test]
fn dates_years_addresses_and_households_are_found() {
    for (query, meant) in [
        ("rossi 1978", 3),
        ("12/03/1978 rossi", 3),
        ("d'amico 12-3-78", 0),
        ("rossi 12031978", 3),
        ("1968", 11),
        ("ermenegilda 1949", 8),
        ("via roma 12", 0),
        ("via roma 12/a damico", 0),
        ("damico via roma 12bis", 0),
        ("romano 12031978", 13),
        ("romano 50123", 13),
        ("rossi maria 12 03 1978", 3),
        ("corso mario", 14),
        ("via dei mille 8", 2),
        ("viale cavour 9 calo", 7),
        ("513", 12),
        ("12345678901", 15),
        ("delacruz 12345678901", 15),
    ] {
        check(query, meant);
    }
}

#[test]
fn a_codice_fiscale_is_found_whole_begun_scanned_and_with_a_slip() {
    for query in [
        "RSSMRA80A01L049L",
        "rssmra80a01l049l\r",
        "RSS MRA 80A01 L049L",
        "rssmra80",
        "RSSMRA80A01L049K",
    ] {
        check(query, 4);
    }
    // Somebody whose code has a letter of omocodia is found by it, and by the digits under it.
    let plain = domain::CodiceFiscale::parse(PEOPLE[13].3)
        .expect("a code")
        .without_omocodia();
    check(PEOPLE[13].3, 13);
    check(plain.as_str(), 13);
}

#[test]
fn homonyms_come_by_birth_date_and_residents_first() {
    let keys: Vec<i64> = index()
        .search("rossi mario", today(), 10)
        .iter()
        .map(|hit| hit.key)
        .collect();
    assert_eq!(keys[..3], [5, 4, 6], "1950, 1980, then the one who left");
}

#[test]
fn nothing_typed_finds_nobody_and_nonsense_is_no_error() {
    let index = index();
    for query in [
        "",
        "   ",
        "\"",
        "*",
        "'",
        "\u{0}",
        "👍",
        "xyzzyxyzzy",
        "%%%",
        "\u{202e}",
    ] {
        assert_eq!(index.search(query, today(), 50), Vec::new(), "{query:?}");
    }
    assert!(index.search(&"rossi ".repeat(2000), today(), 50).len() <= 50);
}

proptest! {
    #[test]
    fn no_text_panics_and_the_limit_holds(query in "\\PC{0,60}", limit in 1_usize..60) {
        prop_assert!(index().search(&query, today(), limit).len() <= limit);
    }

    #[test]
    fn a_swap_of_neighbours_in_a_long_surname_is_forgiven(place in 0_usize..6) {
        let mut letters: Vec<char> = "quaranta".chars().collect();
        letters.swap(place, place + 1);
        let query: String = letters.into_iter().collect();
        let hits = index().search(&query, today(), 10);
        prop_assert_eq!(hits.first().map(|hit| hit.key), Some(8), "{}", query);
    }
}
