//! Verdicts: round trips, every change found, every cut told, replay on other facts.

use chrono::{DateTime, NaiveDate, TimeDelta};
use proptest::prelude::*;
use seal::{Payload, Reason, Verdict, check_document, check_facts, verify};

use crate::sample::{ADDRESS, day, household, key, one_person, payload, ring};

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn today() -> NaiveDate {
    day(2026, 11, 30)
}

fn sealed() -> (Payload, String) {
    let payload = one_person(&key(1));
    let text = key(1).seal(&payload, ADDRESS).unwrap();
    (payload, text)
}

/// The bytes of the envelope, by a reader of base32 that is not the crate's.
fn envelope(text: &str) -> Vec<u8> {
    let (_, digits) = text.split_once("#S1").unwrap();
    let bits: Vec<u8> = digits
        .bytes()
        .map(|digit| ALPHABET.iter().position(|known| *known == digit).unwrap())
        .flat_map(|value| (0..5).rev().map(move |bit| (value >> bit & 1) as u8))
        .collect();
    bits.chunks_exact(8)
        .map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | bit))
        .collect()
}

fn text_of(envelope: &[u8]) -> String {
    let mut bits: Vec<u8> = envelope
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    bits.resize(bits.len().next_multiple_of(5), 0);
    let digits = bits
        .chunks_exact(5)
        .map(|digit| digit.iter().fold(0, |v, bit| v << 1 | bit));
    let digits: String = digits
        .map(|digit: u8| char::from(ALPHABET[usize::from(digit)]))
        .collect();
    format!("{ADDRESS}#S1{digits}")
}

#[test]
fn a_seal_gives_back_what_was_sealed() {
    let (payload, text) = sealed();
    let found = verify(&text, &ring(), today());
    assert_eq!(found.verdict, Verdict::Genuine);
    assert_eq!(found.payload, Some(payload));
    assert!(
        matches!(found.reasons.as_slice(), [Reason::Sealed { .. }]),
        "{:?}",
        found.reasons
    );
    let small = text.to_ascii_lowercase();
    assert_eq!(
        verify(&small, &ring(), today()),
        found,
        "a browser may make an address small"
    );
    assert_eq!(verify(&format!(" {text}\n"), &ring(), today()), found);
}

#[test]
fn every_bit_that_is_turned_is_found() {
    let (_, text) = sealed();
    let bytes = envelope(&text);
    assert_eq!(text_of(&bytes), text);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let found = verify(&text_of(&changed), &ring(), today());
            assert_ne!(found.verdict, Verdict::Genuine, "byte {at}, bit {bit}");
            assert_eq!(found.payload, None, "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn every_character_that_is_changed_is_found() {
    let (_, text) = sealed();
    let genuine = verify(&text, &ring(), today());
    for at in ADDRESS.len()..text.len() {
        for bit in 0..7 {
            let mut changed = text.clone().into_bytes();
            changed[at] ^= 1 << bit;
            let Ok(changed) = String::from_utf8(changed) else {
                continue;
            };
            let found = verify(&changed, &ring(), today());
            if changed.eq_ignore_ascii_case(&text) {
                assert_eq!(found, genuine);
            } else {
                assert_ne!(found.verdict, Verdict::Genuine, "character {at}, bit {bit}");
            }
        }
    }
}

#[test]
fn a_seal_cut_anywhere_is_told() {
    let (_, text) = sealed();
    for end in 0..text.len() {
        let found = verify(&text[..end], &ring(), today());
        assert_eq!(found.verdict, Verdict::CannotTell, "cut at {end}");
        let expected = if end < ADDRESS.len() + 2 {
            Reason::NotASeal
        } else {
            Reason::CutShort
        };
        assert_eq!(found.reasons, [expected], "cut at {end}");
    }
    for added in ["A", "AA", "AAAAAAAA", "1", " A"] {
        let found = verify(&format!("{text}{added}"), &ring(), today());
        assert_eq!(found.verdict, Verdict::NotGenuine, "with {added:?} added");
    }
}

#[test]
fn bits_beyond_the_last_byte_are_no_place_to_hide() {
    // Every number of bits that the last character may have to spare.
    for length in 0..5 {
        let fact = "a".repeat(length);
        let payload = payload(&key(1), &["AN08"], &[&fact]);
        let text = key(1).seal(&payload, ADDRESS).unwrap();
        let (last, rest) = (text.as_bytes()[text.len() - 1], &text[..text.len() - 1]);
        for digit in ALPHABET.iter().copied() {
            let other = char::from(digit);
            let found = verify(&format!("{rest}{other}"), &ring(), today());
            let genuine = found.verdict == Verdict::Genuine;
            assert_eq!(
                genuine,
                digit == last,
                "{other} as the last of {}",
                text.len()
            );
            let found = verify(&format!("{text}{other}"), &ring(), today());
            assert_eq!(found.verdict, Verdict::NotGenuine, "{other} after the last");
        }
    }
}

#[test]
fn a_seal_on_other_facts_is_found() {
    let (payload, text) = sealed();
    let on_paper = "Si certifica che D'Agostino Nicolò Maria, nato a Taranto (TA) il 07/03/1984, \
        codice fiscale\nDGSNLM84C07L049X, risiede in Via Comandante Niccolò\nTommaseo n. 127/B, \
        scala C, interno 14 - 74121 Taranto (TA) dal 12/06/2011.";
    let found = verify(&text, &ring(), today()).with_text(on_paper);
    assert_eq!(found.verdict, Verdict::Genuine, "{:?}", found.reasons);
    for (from, to, missing) in [
        ("Nicolò Maria", "Nicola Maria", "D'Agostino Nicolò Maria"),
        ("07/03/1984", "07/03/1985", "07/03/1984"),
        (
            "127/B",
            "127/BIS",
            "Via Comandante Niccolò Tommaseo n. 127/B, scala C, interno 14",
        ),
        (
            "interno 14",
            "interno 145",
            "Via Comandante Niccolò Tommaseo n. 127/B, scala C, interno 14",
        ),
        ("Si certifica che D'", "Si certifica che l'D'", ""),
        (
            "che D'Agostino",
            "che SD'Agostino",
            "D'Agostino Nicolò Maria",
        ),
        ("dal 12/06/2011", "", "12/06/2011"),
    ] {
        let changed = on_paper.replace(from, to);
        assert_ne!(changed, on_paper);
        let found = verify(&text, &ring(), today()).with_text(&changed);
        let missing: Vec<Reason> = [missing]
            .into_iter()
            .filter(|fact| !fact.is_empty())
            .map(|fact| Reason::FactMissing { fact: fact.into() })
            .collect();
        assert_eq!(found.reasons[1..], missing, "{from} → {to}");
        let genuine = missing.is_empty();
        assert_eq!(found.verdict == Verdict::Genuine, genuine, "{from} → {to}");
    }
    assert!(check_document(&payload, &payload.document));
    let mut other = payload.document;
    other[31] ^= 1;
    let found = verify(&text, &ring(), today()).with_document(&other);
    assert_eq!(found.verdict, Verdict::NotGenuine);
    assert_eq!(found.reasons[1..], [Reason::OtherDocument]);
}

#[test]
fn facts_stand_in_their_order_and_as_words() {
    let check = |facts: &[&str], text: &str, missing: &[&str]| {
        let payload = payload(&key(1), &["AN09"], facts);
        assert_eq!(
            check_facts(&payload, text),
            missing,
            "{facts:?} in {text:?}"
        );
    };
    check(&["Rossi Ada", "Rossi Eva"], "Rossi Ada Rossi Eva", &[]);
    check(
        &["Rossi Eva", "Rossi Ada"],
        "Rossi Ada Rossi Eva",
        &["Rossi Ada"],
    );
    check(&["Rossi Ada", "Rossi Ada"], "Rossi Ada", &["Rossi Ada"]);
    check(&["Via Roma 1"], "Via Roma 12", &["Via Roma 1"]);
    check(&["Via Roma 1"], "Via\n  Roma\u{a0}\t1.", &[]);
    check(&["Via Roma 12"], "Via Roma 1\n2", &["Via Roma 12"]);
    check(&["Via Roma"], "ViaRoma", &["Via Roma"]);
    check(&["Ada"], "Adamo, Ada", &[]);
    check(&["Ada"], "Nevada", &["Ada"]);
    check(&["(TA)"], "Taranto(TA)74121", &[]);
    check(&["aaab"], "aaaaab aaab", &[]);
    let long = "Wolfeschlegelsteinhausenbergerdorff";
    check(
        &[long],
        "il signor Wolfeschlegelsteinhausen\n  bergerdorff",
        &[],
    );
    check(
        &[long],
        "il signor Wolfeschlegelsteinhausen bergerdorff",
        &[long],
    );
    check(&["", " "], "", &[]);
    check(&[], "testo", &[]);
}

#[test]
fn an_expired_certificate_is_still_genuine() {
    let (_, text) = sealed();
    let last_day = day(2027, 2, 24);
    let on = |date| verify(&text, &ring(), date);
    assert_eq!(on(last_day).reasons.len(), 1);
    let after = on(day(2027, 2, 25));
    assert_eq!(after.verdict, Verdict::Genuine);
    assert_eq!(after.reasons[1..], [Reason::Expired { last_day }]);
}

#[test]
fn a_later_format_is_told_from_damage() {
    let (_, text) = sealed();
    let later = text.replace("#S1", "#S2");
    let found = verify(&later, &ring(), today());
    assert_eq!(
        (found.verdict, found.reasons),
        (Verdict::CannotTell, vec![Reason::NewerVersion])
    );
}

#[test]
fn every_reason_has_a_sentence() {
    let kid = key(1).kid();
    let day = today();
    let (stated, key_of) = ("L049".to_owned(), "E205".to_owned());
    let reasons = [
        Reason::Sealed {
            number: "L049-03-2026-0000123".into(),
            issued_on: day,
            as_of: DateTime::UNIX_EPOCH,
        },
        Reason::NotASeal,
        Reason::CutShort,
        Reason::Damaged,
        Reason::NewerVersion,
        Reason::UnknownKey { kid },
        Reason::SignatureWrong,
        Reason::OtherComune {
            stated: stated.clone(),
            key_of: key_of.clone(),
        },
        Reason::OtherCounter { stated, key_of },
        Reason::KeyNotYetValid { first_day: day },
        Reason::KeyNoLongerValid { last_day: day },
        Reason::KeyCompromised { since: day },
        Reason::IssuedInFuture { issued_on: day },
        Reason::Expired { last_day: day },
        Reason::InRegister,
        Reason::NotInRegister,
        Reason::OtherFileInRegister,
        Reason::OtherFactsInRegister,
        Reason::FactMissing {
            fact: "Via Roma 1".into(),
        },
        Reason::OtherDocument,
    ];
    let mut sentences: Vec<String> = reasons.iter().map(Reason::sentence).collect();
    for sentence in &sentences {
        println!("{sentence}");
        assert!(
            sentence.ends_with('.') && !sentence.contains("  "),
            "{sentence}"
        );
    }
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), reasons.len());
}

fn payloads() -> impl Strategy<Value = Payload> {
    let days = || (-400_000_i64..400_000).prop_map(|days| day(1970, 1, 1) + TimeDelta::days(days));
    let texts = || proptest::collection::vec(".{0,30}", 0..8);
    (
        (
            "[A-Z][0-9]{3}",
            "[0-9]{2}",
            1900_u16..=9999,
            0_u32..10_000_000,
        ),
        texts(),
        texts(),
        (
            days(),
            proptest::option::of(days()),
            -10_000_000_000_i64..10_000_000_000,
        ),
        any::<[u8; 32]>(),
    )
        .prop_map(
            |((comune, counter, year, number), kinds, facts, dates, document)| {
                let number = format!("{comune}-{counter}-{year:04}-{number:07}");
                Payload {
                    comune,
                    counter,
                    kinds,
                    issued_on: dates.0,
                    valid_until: dates.1,
                    as_of: DateTime::from_timestamp(dates.2, 0).unwrap(),
                    document,
                    code: key(1).typed_code(&number, &facts),
                    number,
                    facts,
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_sealed_is_read(payload in payloads()) {
        let text = key(1).seal(&payload, ADDRESS).unwrap();
        let found = verify(&text, &ring(), today());
        prop_assert_eq!(found.payload, Some(payload));
    }

    #[test]
    fn what_is_longer_than_a_household_is_still_a_seal(members in 1_usize..15) {
        let payload = household(&key(1), members);
        let text = key(1).seal(&payload, ADDRESS).unwrap();
        prop_assert_eq!(verify(&text, &ring(), today()).verdict, Verdict::Genuine);
    }
}
