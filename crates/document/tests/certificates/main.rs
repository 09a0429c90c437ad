//! Certificates as paper: the hard cases, read back by programs that are not ours.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

mod sample;

use std::process::Command;

use document::{Arms, Error, Rendered, page_png};
use domain::certificate::{Certificate, Generalities, Statement};
use domain::{CivilAct, MaritalState, MaritalStatus, PartialDate, Sex};
use sample::{arms, certificate, marital, members, person, residence};

/// Draws a certificate with no seal.
fn render(certificate: &Certificate, arms: Option<&Arms>) -> Result<Rendered, Error> {
    Ok(document::render(certificate, arms, None)?.unsealed())
}

/// Returns the text of a PDF as poppler reads it, all blanks made one.
fn read_back(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificate.pdf");
    std::fs::write(&path, pdf).unwrap();
    let check = Command::new("qpdf")
        .arg("--check")
        .arg(&path)
        .output()
        .expect("qpdf is installed");
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stdout)
    );
    let text = run(
        "pdftotext",
        &["-layout".as_ref(), path.as_ref(), "-".as_ref()],
    );
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn run(program: &str, arguments: &[&std::ffi::OsStr]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .expect("poppler is installed");
    assert!(
        output.status.success(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_same_certificate_gives_the_same_bytes() {
    let certificate = certificate(person("ROSSI", "MARIA", Sex::Female), vec![residence()]);
    let first = render(&certificate, Some(&arms())).unwrap();
    let second = render(&certificate, Some(&arms())).unwrap();
    assert_eq!(first.pdf, second.pdf);
    let mut other = certificate;
    other.number = "E205-02-2026-0000124".to_owned();
    assert_ne!(render(&other, Some(&arms())).unwrap().sha256, first.sha256);
}

/// Who, what is stated, and words that must be on the paper.
type Case = (Generalities, Vec<Statement>, &'static str);

fn men_and_women() -> Vec<Case> {
    vec![
        (
            person("D'AMICO", "NICOLÒ", Sex::Male),
            vec![residence()],
            "nato a TARANTO (TA) il 12/03/1978",
        ),
        (
            person("ČAPEK", "ŞERBAN", Sex::Female),
            vec![residence()],
            "nata a TARANTO",
        ),
        (
            person("ČAPEK", "ŞERBAN", Sex::Female),
            vec![residence()],
            "ČAPEK ŞERBAN",
        ),
        (
            person("", "SARASWATI", Sex::Female),
            vec![residence()],
            "SARASWATI (senza cognome)",
        ),
        (
            person("ROSSI", "MARIA", Sex::Female),
            vec![residence()],
            "VIA QUINTO ENNIO 12/A scala B int. 0, dal 15/06/2010.",
        ),
        (
            person("ROSSI", "MARIA", Sex::Female),
            vec![Statement::Alive],
            "è in vita alla data del 24/11/2026.",
        ),
        (
            person("ROSSI", "MARIA", Sex::Female),
            vec![Statement::Residence {
                address: None,
                since: None,
            }],
            "è iscritta nell'anagrafe della popolazione residente di questo Comune come persona senza fissa dimora.",
        ),
    ]
}

fn states_and_acts() -> Vec<Case> {
    vec![
        (
            person("ROSSI", "MARIA", Sex::Female),
            vec![Statement::Marital {
                state: marital(MaritalStatus::Married),
            }],
            "è coniugata con ČAPEK ANNA, matrimonio celebrato a GROTTAGLIE (TA) il 06/09/2008.",
        ),
        (
            person("ROSSI", "MARIO", Sex::Male),
            vec![Statement::Marital {
                state: MaritalState {
                    status: MaritalStatus::Single,
                    union: None,
                    ended: None,
                },
            }],
            "è celibe.",
        ),
        (
            person("ROSSI", "MARIA", Sex::Unknown),
            vec![
                Statement::Citizenship {
                    citizenships: Vec::new(),
                },
                Statement::Alive,
            ],
            "è di cittadinanza italiana; è in vita",
        ),
        (
            person("ROSSI", "MARIO", Sex::Male),
            vec![Statement::Birth {
                act: Some(CivilAct {
                    comune: Some("TARANTO".to_owned()),
                    year: Some("1980".to_owned()),
                    part: Some("1".to_owned()),
                    number: Some("123".to_owned()),
                    ..CivilAct::default()
                }),
            }],
            "dall'atto di nascita n. 123, parte 1, anno 1980, del Comune di TARANTO.",
        ),
    ]
}

#[test]
fn the_words_agree_and_are_read_back_with_their_accents() {
    for (subject, statements, expected) in men_and_women().into_iter().chain(states_and_acts()) {
        let rendered = render(&certificate(subject, statements), Some(&arms())).unwrap();
        let text = read_back(&rendered.pdf);
        assert!(text.contains(expected), "«{expected}» is not in: {text}");
        let spoken = rendered.text.replace('\n', " ");
        assert!(
            spoken.contains(expected),
            "nor for a screen reader: {spoken}"
        );
    }
}

#[test]
fn a_partial_birth_date_is_put_into_words() {
    for (date, expected) in [
        ("1950", "nata a TARANTO (TA) nell'anno 1950"),
        ("1950-03", "nel mese di marzo 1950"),
    ] {
        let mut subject = person("ROSSI", "MARIA", Sex::Female);
        subject.birth_date = date.parse::<PartialDate>().unwrap();
        let rendered = render(&certificate(subject, vec![residence()]), None).unwrap();
        assert!(read_back(&rendered.pdf).contains(expected), "{date}");
    }
}

#[test]
fn a_household_of_fourteen_takes_two_pages_and_loses_nobody() {
    let certificate = certificate(person("ROSSI", "MARIA", Sex::Female), vec![members(14)]);
    let rendered = render(&certificate, Some(&arms())).unwrap();
    assert_eq!(rendered.pages, 2);
    let text = read_back(&rendered.pdf);
    for place in 0..14 {
        assert!(
            text.contains(&format!("IMMACOLATA N{place}")),
            "member {place}: {text}"
        );
    }
    for expected in [
        "pagina 1 di 2",
        "pagina 2 di 2",
        "segue",
        "(segue)",
        "intestataria della scheda",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    assert!(
        !text.contains("Figli"),
        "no relations in a state of the family"
    );
}

#[test]
fn parents_profession_and_education_are_never_named() {
    let certificate = certificate(
        person("ROSSI", "MARIA", Sex::Female),
        vec![members(3), residence()],
    );
    let text = render(&certificate, None).unwrap().text.to_lowercase();
    for word in [
        "figlia di",
        "figlio di",
        "paternità",
        "maternità",
        "professione",
        "titolo di studio",
    ] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn nothing_is_printed_where_stamp_and_seal_go() {
    let certificate = certificate(person("ROSSI", "MARIA", Sex::Female), vec![residence()]);
    let rendered = render(&certificate, Some(&arms())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificate.pdf");
    std::fs::write(&path, &rendered.pdf).unwrap();
    let boxes = run(
        "pdftotext",
        &["-bbox".as_ref(), path.as_ref(), "-".as_ref()],
    );
    let number = |line: &str, name: &str| -> f32 {
        let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let mm = 72.0 / 25.4;
    for line in boxes.lines().filter(|line| line.contains("<word")) {
        let (left, top) = (number(line, "xMin"), number(line, "yMin"));
        let (right, bottom) = (number(line, "xMax"), number(line, "yMax"));
        let in_stamp = right > 150.0 * mm && top < 55.0 * mm;
        let in_seal = left < 69.0 * mm && bottom > 228.0 * mm && top < 273.0 * mm;
        assert!(!in_stamp, "in the box of the stamp: {line}");
        assert!(!in_seal, "in the place of the seal: {line}");
        assert!(
            left > 15.0 * mm && right < 195.0 * mm,
            "in the margin: {line}"
        );
    }
}

#[test]
fn fonts_are_embedded_and_subset() {
    let certificate = certificate(person("ROSSI", "MARIA", Sex::Female), vec![residence()]);
    let rendered = render(&certificate, None).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificate.pdf");
    std::fs::write(&path, &rendered.pdf).unwrap();
    let fonts = run("pdffonts", &[path.as_ref()]);
    let faces: Vec<&str> = fonts.lines().skip(2).collect();
    assert_eq!(faces.len(), 2, "{fonts}");
    for face in faces {
        assert!(face.contains("+TitilliumWeb"), "{face}");
        assert!(
            face.contains("yes yes yes"),
            "embedded, subset, with Unicode: {face}"
        );
    }
    assert!(rendered.pdf.len() < 80_000, "{} bytes", rendered.pdf.len());
}

#[test]
fn a_letter_that_cannot_be_printed_is_an_error_and_no_blank() {
    let certificate = certificate(person("字", "MARIA", Sex::Female), vec![residence()]);
    assert!(matches!(
        render(&certificate, None),
        Err(Error::Glyph { character: '字' })
    ));
}

#[test]
fn the_preview_is_the_page_itself() {
    let certificate = certificate(person("ROSSI", "MARIA", Sex::Female), vec![members(14)]);
    let rendered = render(&certificate, Some(&arms())).unwrap();
    for page in 1..=2 {
        let png = page_png(&rendered.pdf, page, 600).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(png.as_slice()))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        assert!((597..=600).contains(&frame.width), "{}", frame.width);
        assert!((845..=849).contains(&frame.height), "{}", frame.height);
        let dark = pixels.chunks(4).filter(|pixel| pixel[0] < 80).count();
        assert!(dark > 2000, "page {page} has ink on it: {dark} dark pixels");
    }
    assert!(page_png(&rendered.pdf, 3, 600).is_err());
    assert!(page_png(b"not a PDF", 1, 600).is_err());
}

#[test]
fn arms_that_print_badly_are_refused() {
    let encode = |width: u32, height: u32, depth| {
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(depth);
        let size = width
            * height
            * 3
            * if depth == png::BitDepth::Sixteen {
                2
            } else {
                1
            };
        encoder
            .write_header()
            .unwrap()
            .write_image_data(&vec![9; size as usize])
            .unwrap();
        png
    };
    assert!(Arms::from_png(&encode(24, 24, png::BitDepth::Eight)).is_ok());
    assert!(Arms::from_png(&encode(24, 24, png::BitDepth::Sixteen)).is_err());
    assert!(Arms::from_png(&encode(2, 2, png::BitDepth::Eight)).is_err());
    assert!(Arms::from_png(b"GIF89a").is_err());
}
