//! Paper, scanner, telephone: zbar and the crate's own reader both read the seal.

use std::fs;
use std::process::Command;

use seal::{Verdict, qr, scan, verify};

use crate::picture::{PHOTO, SCAN, Shot, jpeg, png, take};
use crate::sample::{ADDRESS, day, household, key, one_person, ring};

/// The text that zbar reads in a picture.
fn zbar(bytes: &[u8], name: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, bytes).unwrap();
    let output = Command::new("zbarimg")
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(&file)
        .output()
        .expect("zbarimg is installed by scripts/setup.sh");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

fn texts() -> Vec<(&'static str, String)> {
    let key = key(1);
    [
        ("one person", one_person(&key)),
        ("household of 4", household(&key, 4)),
        ("household of 14", household(&key, 14)),
    ]
    .map(|(name, payload)| (name, key.seal(&payload, ADDRESS).unwrap()))
    .into()
}

fn check(name: &str, text: &str, bytes: &[u8], file: &str) {
    assert_eq!(scan::read(bytes).unwrap(), [text], "{name}: read by us");
    assert_eq!(zbar(bytes, file), text, "{name}: read by zbar");
    let found = verify(text, &ring(), day(2026, 11, 30));
    assert_eq!(found.verdict, Verdict::Genuine, "{name}");
}

#[test]
fn a_grey_scan_at_200_dpi_is_read() {
    for (name, text) in texts() {
        let symbol = qr::encode(&text).unwrap();
        for module_mm in [0.5, 0.4] {
            let straight = take(&symbol, Shot { module_mm, ..SCAN }, 0);
            check(
                &format!("{name} at {module_mm} mm"),
                &text,
                &png(&straight),
                "a.png",
            );
        }
    }
}

#[test]
fn a_turned_scan_with_poor_compression_is_read() {
    for (name, text) in texts() {
        let symbol = qr::encode(&text).unwrap();
        for module_mm in [0.5, 0.4] {
            for degrees in [3.0, -3.0] {
                let turned = take(
                    &symbol,
                    Shot {
                        module_mm,
                        degrees,
                        ..SCAN
                    },
                    0,
                );
                let name = format!("{name} at {module_mm} mm turned by {degrees}");
                check(&name, &text, &jpeg(&turned, 30), "a.jpg");
            }
        }
    }
}

#[test]
fn a_telephones_photograph_is_read() {
    for (name, text) in texts() {
        let symbol = qr::encode(&text).unwrap();
        for seed in 1..=3 {
            let degrees = PHOTO.degrees + 5.0 * seed as f32;
            let photograph = take(&symbol, Shot { degrees, ..PHOTO }, seed);
            check(
                &format!("{name}, seed {seed}"),
                &text,
                &jpeg(&photograph, 50),
                "a.jpg",
            );
        }
    }
}

#[test]
fn we_read_what_is_harder_still() {
    for (name, text) in texts() {
        let symbol = qr::encode(&text).unwrap();
        for (how, shot) in [
            (
                "a poor copy",
                Shot {
                    degrees: 3.0,
                    blur: 1.0,
                    noise: 30.0,
                    ink: 80.0,
                    ..PHOTO
                },
            ),
            (
                "at 150 dpi",
                Shot {
                    dpi: 150.0,
                    degrees: 2.0,
                    ..SCAN
                },
            ),
            (
                "at 600 dpi with noise",
                Shot {
                    dpi: 600.0,
                    noise: 60.0,
                    degrees: 3.0,
                    ..SCAN
                },
            ),
            (
                "aslant",
                Shot {
                    tilt: 0.25,
                    dpi: 300.0,
                    ..PHOTO
                },
            ),
            (
                "upside down",
                Shot {
                    degrees: 183.0,
                    ..SCAN
                },
            ),
            (
                "across",
                Shot {
                    degrees: 41.0,
                    ..SCAN
                },
            ),
        ] {
            let picture = take(&symbol, shot, 7);
            let found = scan::read(&jpeg(&picture, 50)).unwrap();
            assert_eq!(found, [text.as_str()], "{name} {how}");
        }
    }
}

#[test]
fn every_symbol_of_a_page_is_read() {
    let (_, text) = texts().remove(0);
    let mut page = image::GrayImage::from_pixel(1654, 2339, image::Luma([250]));
    let other = "PAGOPA|002|302000100000009424|77777777777|1600";
    for (text, x, y) in [(text.as_str(), 100, 1600), (other, 1000, 100)] {
        let symbol = take(&qr::encode(text).unwrap(), SCAN, 0);
        image::imageops::overlay(&mut page, &symbol, x, y);
    }
    // Lines of something like print.
    for line in 0..30_u32 {
        for at in (100..1500).step_by(7) {
            let high = 8 + (at * 31 + line * 17) % 13;
            for y in 0..high {
                for x in 0..2 + (at + line) % 3 {
                    let (x, y) = (at + x, 700 + line * 28 + y);
                    page.put_pixel(x, y, image::Luma([30]));
                }
            }
        }
    }
    let mut found = scan::read(&png(&page)).unwrap();
    found.sort();
    let mut expected = vec![text, other.to_owned()];
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn colour_and_sixteen_bits_are_read_too() {
    let (_, text) = texts().remove(0);
    let grey = image::DynamicImage::ImageLuma8(take(&qr::encode(&text).unwrap(), SCAN, 0));
    for picture in [
        image::DynamicImage::ImageRgb8(grey.to_rgb8()),
        image::DynamicImage::ImageRgba8(grey.to_rgba8()),
        image::DynamicImage::ImageLuma16(grey.to_luma16()),
    ] {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        assert_eq!(
            scan::read(bytes.get_ref()).unwrap(),
            [text.as_str()],
            "{:?}",
            picture.color()
        );
    }
}
