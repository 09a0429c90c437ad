//! The symbol: the same as the reference encoder's, and read back module by module.

use proptest::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use seal::{Error, qr};

use crate::sample::{ADDRESS, Chance, household, key, one_person};

const COMPACT: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn text(length: usize, seed: u64) -> String {
    let mut chance = Chance(seed);
    let tail = (0..length).map(|_| char::from(COMPACT[chance.below(32) as usize]));
    format!("A#{}", tail.collect::<String>())
}

/// What the encoder makes when it chooses the mask itself.
fn reference(text: &str) -> (u32, Vec<bool>) {
    let (head, tail) = text.split_once('#').unwrap();
    let segments = [
        QrSegment::make_alphanumeric(head),
        QrSegment::make_bytes(b"#"),
        QrSegment::make_alphanumeric(tail),
    ];
    let level = QrCodeEcc::Quartile;
    let (least, most) = (Version::MIN, Version::MAX);
    let code =
        QrCode::encode_segments_advanced(&segments, level, least, most, None, false).unwrap();
    let side = code.size();
    let modules = (0..side * side).map(|at| code.get_module(at % side, at / side));
    (side as u32, modules.collect())
}

fn modules(symbol: &qr::Symbol) -> Vec<bool> {
    let side = symbol.side as usize;
    let bit = |x: usize, y: usize| symbol.bits[y * side.div_ceil(8) + x / 8] >> (7 - x % 8) & 1;
    (0..side * side)
        .map(|at| bit(at % side, at / side) == 1)
        .collect()
}

#[test]
fn every_version_is_drawn_as_the_reference_draws_it() {
    let mut sides = std::collections::BTreeSet::new();
    for length in (0..2450).step_by(13) {
        let text = text(length, length as u64);
        let Ok(symbol) = qr::encode(&text) else { break };
        let (side, expected) = reference(&text);
        assert_eq!(symbol.side, side, "{length} characters");
        assert_eq!(
            modules(&symbol),
            expected,
            "{length} characters, side {side}"
        );
        assert_eq!(
            qr::decode(symbol.side, &symbol.bits).as_deref(),
            Some(text.as_str())
        );
        sides.insert(side);
    }
    assert_eq!(sides.len(), 40, "{sides:?}");
}

#[test]
fn what_does_not_fit_is_told() {
    assert!(matches!(qr::encode(&text(2450, 1)), Err(Error::TooLong)));
    let key = key(1);
    let mut payload = household(&key, 14);
    payload.facts.push("x".repeat(1500));
    assert!(matches!(
        qr::side_for(&payload, ADDRESS),
        Err(Error::TooLong)
    ));
    assert!(matches!(
        qr::side_for(&payload, "https://x"),
        Err(Error::Address(_))
    ));
}

#[test]
fn other_texts_have_symbols_too() {
    for text in [
        "",
        "A",
        "https://example.it/v#s1abc",
        "perché no",
        "A#b",
        "#",
        "A#",
        "#A",
    ] {
        let symbol = qr::encode(text).unwrap();
        assert_eq!(
            qr::decode(symbol.side, &symbol.bits).as_deref(),
            Some(text),
            "{text:?}"
        );
    }
}

#[test]
fn sizes_are_small_enough_for_paper() {
    let key = key(1);
    for (name, payload, most) in [
        ("one person", one_person(&key), 97),
        ("household of 4", household(&key, 4), 93),
        ("household of 14", household(&key, 14), 137),
    ] {
        let text = key.seal(&payload, ADDRESS).unwrap();
        let symbol = qr::encode(&text).unwrap();
        let facts: usize = payload.facts.iter().map(String::len).sum();
        println!(
            "{name}: facts {facts} bytes, text {} characters, {} modules, {:.1} mm at 0.50, \
             {:.1} mm at 0.40 with the quiet zone",
            text.len(),
            symbol.side,
            f64::from(symbol.side + 8) * 0.5,
            f64::from(symbol.side + 8) * 0.4
        );
        assert!(symbol.side <= most, "{name}: {} modules", symbol.side);
        assert_eq!(
            qr::side_for(&payload, ADDRESS).unwrap(),
            symbol.side,
            "{name}"
        );
    }
}

#[test]
fn the_size_is_known_before_the_digest_and_the_signature() {
    let key = key(1);
    let mut payload = household(&key, 1);
    for length in 0..400 {
        payload.facts[0] = "a".repeat(length);
        payload.document = [length as u8; 32];
        let planned = qr::side_for(&payload, ADDRESS).unwrap();
        payload.code = key.typed_code(&payload.number, &payload.facts);
        let text = key.seal(&payload, ADDRESS).unwrap();
        assert_eq!(planned, qr::encode(&text).unwrap().side, "{length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn modules_that_are_no_symbol_are_not_read(
        side in 0_u32..200, bits in proptest::collection::vec(any::<u8>(), 0..500)
    ) {
        let _ = qr::decode(side, &bits);
        let version = side % 40 + 1;
        let side = 17 + 4 * version;
        let width = side.div_ceil(8) as usize;
        let filled = bits.iter().copied().cycle().chain(std::iter::repeat(0));
        let filled: Vec<u8> = filled.take(width * side as usize).collect();
        let _ = qr::decode(side, &filled);
    }
}
