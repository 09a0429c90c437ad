//! Keys, payloads and a source of chance for the tests. Nobody here exists.

use chrono::{DateTime, NaiveDate, Utc};
use seal::{KeyRing, Payload, SealKey, TrustedKey};

pub(crate) const ADDRESS: &str = "HTTPS://CST.SINTAR.EXAMPLE/V";

/// Numbers from a seed: SplitMix64.
#[derive(Debug, Clone)]
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// From -1 to 1, mostly near 0.
    pub(crate) fn spread(&mut self) -> f32 {
        let sum: u64 = (0..4).map(|_| self.below(1001)).sum();
        (sum as f32 - 2000.0) / 2000.0
    }
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub(crate) fn as_of() -> DateTime<Utc> {
    "2026-11-24T05:30:00Z".parse().unwrap()
}

pub(crate) fn key(seed: u8) -> SealKey {
    SealKey::from_bytes(&[seed; 32]).unwrap()
}

/// The key with seed 1 trusted for counter 03 of L049, from the first of January of 2026.
pub(crate) fn trusted(seed: u8) -> TrustedKey {
    TrustedKey {
        key: key(seed).public(),
        comune: "L049".into(),
        counter: "03".into(),
        not_before: day(2026, 1, 1),
        not_after: None,
        revoked: None,
    }
}

pub(crate) fn ring() -> KeyRing {
    let mut ring = KeyRing::default();
    ring.trust(trusted(1));
    ring
}

pub(crate) fn payload(key: &SealKey, kinds: &[&str], facts: &[&str]) -> Payload {
    let facts: Vec<String> = facts.iter().map(ToString::to_string).collect();
    let number = "L049-03-2026-0000123".to_owned();
    Payload {
        comune: "L049".into(),
        counter: "03".into(),
        kinds: kinds.iter().map(ToString::to_string).collect(),
        issued_on: day(2026, 11, 24),
        valid_until: Some(day(2027, 2, 24)),
        as_of: as_of(),
        document: std::array::from_fn(|index| index as u8),
        code: key.typed_code(&number, &facts),
        number,
        facts,
    }
}

/// A residence certificate with everything that it states.
pub(crate) fn one_person(key: &SealKey) -> Payload {
    payload(
        key,
        &["AN08"],
        &[
            "D'Agostino Nicolò Maria",
            "Taranto (TA)",
            "07/03/1984",
            "DGSNLM84C07L049X",
            "Via Comandante Niccolò Tommaseo n. 127/B, scala C, interno 14",
            "74121 Taranto (TA)",
            "12/06/2011",
        ],
    )
}

/// A household certificate: address, then name and birth of each member.
pub(crate) fn household(key: &SealKey, members: usize) -> Payload {
    let given = [
        "Maria Addolorata",
        "Giuseppe",
        "Anna Concetta",
        "Francesco Paolo",
        "Lucia",
        "Cosimo Damiano",
        "Nicolò",
        "Giovanna",
        "Vito Antonio",
        "Caterina",
        "Michele",
        "Rosaria",
        "Pietro",
        "Teresa",
    ];
    let mut facts = vec!["Via Comandante Niccolò Tommaseo n. 127/B".to_owned()];
    for (index, given) in given.iter().take(members).enumerate() {
        facts.push(format!("Mastrangelo {given}"));
        facts.push(format!(
            "{:02}/{:02}/{}",
            index + 3,
            index % 12 + 1,
            1950 + index * 5
        ));
    }
    let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
    payload(key, &["AN09"], &facts)
}
