//! What comes from outside and is anything: no panic, no seal taken for genuine, in bounded time.
//!
//! This is the fuzzing of the decoder that runs with every test; a failure prints its seed.

use proptest::prelude::*;
use seal::scan::{self, ScanError};
use seal::{Verdict, verify};

use crate::picture::{PHOTO, SCAN, jpeg, png, take};
use crate::sample::{ADDRESS, Chance, day, key, one_person, ring};

fn on() -> chrono::NaiveDate {
    day(2026, 11, 30)
}

fn check_text(text: &str) {
    let found = verify(text, &ring(), on());
    assert_ne!(found.verdict, Verdict::Genuine, "{text:?}");
    assert_eq!(found.payload, None);
    let _ = scan::from_keyboard(text);
    let _ = seal::TypedCode::parse(text);
}

#[test]
fn a_megabyte_of_rubbish_is_no_seal() {
    let mut chance = Chance(1);
    let bytes: Vec<u8> = (0..1 << 20).map(|_| chance.next() as u8).collect();
    check_text(&String::from_utf8_lossy(&bytes));
    check_text(&"A".repeat(1 << 20));
    check_text(&format!("{ADDRESS}#S1{}", "2KCE".repeat(1 << 18)));
    check_text(&"#S1".repeat(1 << 18));
    assert!(matches!(scan::read(&bytes), Err(ScanError::OtherFormat)));
    assert!(matches!(scan::read(&[]), Err(ScanError::OtherFormat)));
}

#[test]
fn a_picture_that_unfolds_is_refused() {
    // One grey of 40,000 by 40,000 pixels: small as a file, 1.6 GB as pixels.
    let mut header = png(&image::GrayImage::new(8, 8));
    let size = 40_000_u32.to_be_bytes();
    header[16..20].copy_from_slice(&size);
    header[20..24].copy_from_slice(&size);
    let crc = crc32(&header[12..29]).to_be_bytes();
    header[29..33].copy_from_slice(&crc);
    assert!(matches!(scan::read(&header), Err(ScanError::TooLarge)));
    assert!(matches!(
        scan::read(&vec![0; 65 << 20]),
        Err(ScanError::TooLarge)
    ));
    assert!(matches!(
        scan::read_luma(40_000, 40_000, &[]),
        Err(ScanError::TooLarge)
    ));
    for pixels in [99, 101] {
        let found = scan::read_luma(10, 10, &vec![0; pixels]);
        assert!(
            matches!(found, Err(ScanError::Pixels { .. })),
            "{pixels}: {found:?}"
        );
    }
    for (width, height) in [(0, 0), (0, 9), (1, 1), (1, 100), (3, 3), (16_384, 1)] {
        for grey in [0, 127, 255] {
            let pixels = vec![grey; (width * height) as usize];
            assert_eq!(scan::read_luma(width, height, &pixels).unwrap(), [""; 0]);
        }
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

#[test]
fn pages_full_of_finders_take_bounded_time() {
    // The worst that a picture can be for a reader: corners of symbols and nothing between.
    let finder = |x: usize, y: usize| {
        let (x, y) = (x % 9, y % 9);
        let ring = x == 0 || y == 0 || x == 6 || y == 6;
        let core = (2..5).contains(&x) && (2..5).contains(&y);
        x < 7 && y < 7 && (ring || core)
    };
    let side = 1500;
    let pixels: Vec<u8> = (0..side * side)
        .map(|at| if finder(at % side, at / side) { 0 } else { 255 })
        .collect();
    let started = std::time::Instant::now();
    assert_eq!(
        scan::read_luma(side as u32, side as u32, &pixels).unwrap(),
        [""; 0]
    );
    let elapsed = started.elapsed();
    println!("{} finders: {elapsed:?}", (side / 9) * (side / 9));
    // Seconds on a busy machine; without the limits of `scan` it is ten minutes.
    assert!(elapsed.as_secs() < 120, "{elapsed:?}");
}

#[test]
fn damaged_files_and_pictures_do_no_harm() {
    let seed = 20_261_124;
    println!("seed {seed}");
    let mut chance = Chance(seed);
    let text = key(1).seal(&one_person(&key(1)), ADDRESS).unwrap();
    let symbol = seal::qr::encode(&text).unwrap();
    let scanned = take(&symbol, SCAN, seed);
    let photographed = take(&symbol, PHOTO, seed);
    for round in 0..40 {
        // Bytes of a file.
        let mut bytes = if round % 2 == 0 {
            png(&scanned)
        } else {
            jpeg(&photographed, 40)
        };
        for _ in 0..=chance.below(8) {
            let at = chance.below(bytes.len() as u64) as usize;
            bytes[at] = chance.next() as u8;
        }
        bytes.truncate(chance.below(bytes.len() as u64 * 2) as usize);
        for text in scan::read(&bytes).unwrap_or_default() {
            check_is(&text, &symbol_text(&symbol));
        }
        // Patches, and a piece of the picture.
        let mut picture = if round % 2 == 0 {
            scanned.clone()
        } else {
            photographed.clone()
        };
        let (width, height) = picture.dimensions();
        for _ in 0..chance.below(6) {
            let (left, top) = (chance.below(width.into()), chance.below(height.into()));
            let (wide, high) = (chance.below(120), chance.below(120));
            let grey = chance.next() as u8;
            for y in top..(top + high).min(height.into()) {
                for x in left..(left + wide).min(width.into()) {
                    picture.put_pixel(x as u32, y as u32, image::Luma([grey]));
                }
            }
        }
        let (left, top) = (chance.below(200) as u32, chance.below(200) as u32);
        let (wide, high) = (
            chance.below(width.into()) as u32,
            chance.below(height.into()) as u32,
        );
        let piece = image::imageops::crop_imm(&picture, left, top, wide, high).to_image();
        let (width, height) = piece.dimensions();
        for text in scan::read_luma(width, height, piece.as_raw()).unwrap() {
            check_is(&text, &symbol_text(&symbol));
        }
    }
}

fn symbol_text(symbol: &seal::qr::Symbol) -> String {
    seal::qr::decode(symbol.side, &symbol.bits).unwrap()
}

/// Error correction gives the text or nothing, never a neighbour of it.
fn check_is(found: &str, expected: &str) {
    assert_eq!(found, expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn no_text_is_taken_for_a_seal(text in ".{0,60}") {
        check_text(&text);
    }

    #[test]
    fn no_digits_are_taken_for_a_seal(digits in "[A-Z2-7]{0,200}") {
        check_text(&format!("#S1{digits}"));
    }

    #[test]
    fn no_bytes_after_the_head_are_taken_for_a_seal(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        // The head of an envelope, and the name of the trusted key: chance would not find them.
        let mut envelope = vec![0xd2, 0x84, 0x4d, 0xa2, 0x01, 0x26, 0x04, 0x48];
        envelope.extend(key_name());
        envelope.extend(bytes);
        check_text(&format!("#S1{}", base32(&envelope)));
    }
}

fn key_name() -> [u8; 8] {
    static NAME: std::sync::LazyLock<[u8; 8]> =
        std::sync::LazyLock::new(|| key(1).kid().to_bytes());
    *NAME
}

fn base32(bytes: &[u8]) -> String {
    let mut bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    bits.resize(bits.len().next_multiple_of(5), 0);
    let value = |digit: &[u8]| digit.iter().fold(0_u8, |value, bit| value << 1 | bit);
    bits.chunks_exact(5)
        .map(|digit| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[usize::from(value(digit))]))
        .collect()
}
