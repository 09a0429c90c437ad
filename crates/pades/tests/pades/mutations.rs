//! Files changed at random, with a seed that is told: never a panic, valid only where nothing is signed.

use pades::{Verdict, first_revision, sign_pdf, verify_pdf};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::hostile::signed;
use crate::pki::{Kind, Pki, now, options};
use crate::sample;

/// Runs a property on cases of a seed that is told, so that a failure can be run again; `PADES_CASES` asks
/// for more of them.
fn with_seed<S: Strategy>(
    cases: u32,
    strategy: &S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let seed: u64 = std::env::var("PADES_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(|| {
            let nanos = now().timestamp_nanos_opt().unwrap();
            nanos.unsigned_abs()
        });
    let wanted = std::env::var("PADES_CASES").ok();
    let cases = wanted.and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    eprintln!("PADES_SEED={seed} PADES_CASES={cases}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, rng)
        .run(strategy, property)
        .unwrap();
}

#[test]
fn no_bit_of_what_is_signed_can_be_changed() {
    let pki = Pki::new();
    let signed = signed(&pki);
    let anchors = pki.anchors();
    let now = now();
    let gap = signed
        .windows(11)
        .position(|window| window == b"/Contents <")
        .unwrap()
        + 10;
    let end = gap + signed[gap..].iter().position(|&byte| byte == b'>').unwrap();
    let outside: Vec<usize> = (0..=gap).chain(end..signed.len()).collect();
    with_seed(600, &(0..outside.len(), 0..8_u32), |(index, bit)| {
        let mut changed = signed.clone();
        changed[outside[index]] ^= 1 << bit;
        if let Ok(report) = verify_pdf(&changed, &anchors, now) {
            prop_assert_ne!(report.verdict, Verdict::Valid);
        }
        Ok(())
    });
}

#[test]
fn mutated_files_never_panic_and_are_valid_only_unchanged() {
    let pki = Pki::new();
    let signer = pki.signer("p256", Kind::P256);
    let once = signed(&pki);
    let twice = sign_pdf(&once, &signer, &options(now()), None).unwrap().pdf;
    let anchors = pki.anchors();
    let now = now();
    let gap = twice
        .windows(11)
        .position(|window| window == b"/Contents <")
        .unwrap()
        + 10;
    let der = gap..gap + 6000;
    let words = [
        "/Prev 0",
        "/Root 2 0 R",
        "endobj",
        "stream",
        "<<",
        ">>",
        "[",
        "]",
        "(",
        "%",
        "0 65535 f",
        "/Length 99999999",
        "/Kids[2 0 R]",
        "/Fields[1 0 R]",
        "/Type/ObjStm",
        "/W[1 9 9]",
        "/Encrypt 1 0 R",
        "-1",
        "99999999999999999999",
    ];
    let word = proptest::sample::select(words.to_vec()).prop_map(|word| word.as_bytes().to_vec());
    let piece = prop_oneof![word, proptest::collection::vec(any::<u8>(), 1..6)];
    // Anywhere, and often in the signature's own structure.
    let place = prop_oneof![0..twice.len(), der];
    let edit = (place, piece, any::<bool>(), 0..40_usize);
    with_seed(3000, &proptest::collection::vec(edit, 1..4), |edits| {
        let mut changed = twice.clone();
        for (at, piece, insert, cut) in edits {
            let at = at.min(changed.len());
            let end = if insert {
                at
            } else {
                (at + piece.len() + cut % 3).min(changed.len())
            };
            changed.splice(at..end, piece);
        }
        let _ = first_revision(&changed);
        let _ = pades::add_timestamp(&changed, &crate::tsa_server::nobody(), now);
        if let Ok(report) = verify_pdf(&changed, &anchors, now)
            && report.verdict == Verdict::Valid
        {
            // What is left to change are parts of a CMS structure that nobody signs.
            prop_assert_eq!(first_revision(&changed).unwrap(), sample::pdf());
        }
        Ok(())
    });
}
