//! The seal in its place: read from the paper, read from the file, and by hostile hands.

use std::sync::LazyLock;

use document::{Drawn, EmbeddedSeal, Error, Rendered, SealSlot, read_seal, text_of};
use domain::Sex;
use fast_qr::{ECL, QRBuilder};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::rules;
use crate::sample::{certificate, members, person, residence};
use crate::samples::slot;
use crate::tools::{arguments, on_disk, run};

/// Returns a symbol of a side with what it says: rows that begin a byte, 1 dark.
pub(crate) fn symbol(side: u16) -> (String, Vec<u8>) {
    let version = usize::from(side - 17) / 4;
    // The shortest of these texts that makes a symbol of that size at level Q.
    let (text, code) = (version * version..)
        .step_by(version * 2)
        .find_map(|length| {
            let text = format!("HTTPS://CST/{}", "A7".repeat(length / 2));
            let code = QRBuilder::new(text.clone()).ecl(ECL::Q).build().unwrap();
            (code.size >= usize::from(side)).then_some((text, code))
        })
        .unwrap();
    assert_eq!(code.size, usize::from(side));
    let mut bits = Vec::new();
    for row in 0..code.size {
        let mut bytes = vec![0_u8; code.size.div_ceil(8)];
        for column in 0..code.size {
            if code[row][column].value() {
                bytes[column / 8] |= 0x80 >> (column % 8);
            }
        }
        bits.extend(bytes);
    }
    (text, bits)
}

fn drawn(slot: Option<&SealSlot>) -> Drawn {
    let certificate = certificate(person("ČAPEK", "NICOLÒ", Sex::Male), vec![residence()]);
    document::render(&certificate, None, slot).unwrap()
}

#[test]
fn filling_in_the_seal_moves_no_other_byte() {
    let slot = slot(77);
    let drawn = drawn(Some(&slot));
    assert_eq!(drawn.digest[..], Sha256::digest(&drawn.pdf)[..]);
    let (before, place) = (drawn.pdf.clone(), drawn.seal_bits.clone());
    assert_eq!(place.len(), 77 * 10);
    assert!(before[place.clone()].iter().all(|byte| *byte == 0));
    let bits = symbol(77).1;
    let sealed: Rendered = drawn.seal(&bits);
    assert_eq!(sealed.sha256, hex::encode(Sha256::digest(&sealed.pdf)));
    assert_eq!(sealed.pdf[place.clone()], bits);
    assert_eq!(sealed.pdf[..place.start], before[..place.start]);
    assert_eq!(sealed.pdf[place.end..], before[place.end..]);
    assert_eq!(rules::complaints(&sealed.pdf), []);
}

#[test]
fn the_seal_is_found_again_with_the_digest_of_the_document() {
    for side in [21, 57, 77, 113, 145] {
        let slot = slot(side);
        let drawn = drawn(Some(&slot));
        let digest = drawn.digest;
        let bits = symbol(side).1;
        let sealed = drawn.seal(&bits);
        assert_eq!(
            read_seal(&sealed.pdf),
            Some(EmbeddedSeal { bits, side, digest })
        );
    }
    let unsealed = drawn(None).unsealed();
    assert_eq!(read_seal(&unsealed.pdf), None);
    assert_eq!(unsealed.sha256, hex::encode(Sha256::digest(&unsealed.pdf)));
}

#[test]
fn a_seal_that_is_in_the_file_twice_is_none() {
    let slot = slot(57);
    let bits = symbol(57).1;
    let sealed = drawn(Some(&slot)).seal(&bits);
    let mut twice = sealed.pdf.clone();
    twice.extend_from_slice(&bits);
    assert_eq!(read_seal(&twice), None);
}

#[test]
fn zbar_reads_the_seal_from_the_page() {
    for (side, dpi) in [(57, "200"), (77, "200"), (113, "200"), (145, "300")] {
        let (text, bits) = symbol(side);
        let slot = slot(side);
        let certificate = certificate(person("ROSSI", "MARIA", Sex::Female), vec![members(14)]);
        let drawn = document::render(&certificate, None, Some(&slot)).unwrap();
        let last = drawn.pages.to_string();
        let file = on_disk(&drawn.seal(&bits).pdf);
        let picture = file.beside("page");
        let words = ["-gray", "-png", "-singlefile", "-r", dpi, "-f", &last];
        let mut call = arguments(&words, &file.path);
        call.push(picture.as_os_str());
        run("pdftoppm", &call);
        let picture = picture.with_extension("png");
        let read = run("zbarimg", &arguments(&["-q", "--raw"], &picture));
        assert_eq!(read.trim(), text, "{side} modules at {dpi} dpi");
    }
}

#[test]
fn a_symbol_too_fine_for_paper_is_refused() {
    let certificate = certificate(person("ROSSI", "MARIA", Sex::Female), vec![residence()]);
    for side in [0, 149, 177, u16::MAX] {
        let refused = document::render(&certificate, None, Some(&slot(side)));
        assert!(matches!(refused, Err(Error::Seal { side: told }) if told == side));
    }
}

#[test]
fn the_seal_stands_bottom_left_clear_of_everything() {
    for side in [57, 77, 101, 113, 145] {
        let slot = slot(side);
        let sealed = drawn(Some(&slot)).seal(&symbol(side).1);
        let document = lopdf::Document::load_mem(&sealed.pdf).unwrap();
        let figure = document.objects.values().find_map(|object| {
            let element = object.as_dict().ok()?;
            let is_figure =
                element.get(b"S").and_then(lopdf::Object::as_name).ok() == Some(b"Figure");
            let list = element.get(b"A").ok()?.as_dict().ok()?.get(b"BBox").ok()?;
            is_figure.then(|| list.as_array().ok()).flatten()
        });
        let corner: Vec<f32> = figure
            .unwrap()
            .iter()
            .map(|n| n.as_float().unwrap())
            .collect();
        let millimetre = 72.0 / 25.4;
        let module = (corner[2] - corner[0]) / f32::from(side) / millimetre;
        assert!((0.399..=0.501).contains(&module), "{side}: {module} mm");
        let file = on_disk(&sealed.pdf);
        let boxes = file.beside("boxes");
        let mut call = arguments(&["-bbox"], &file.path);
        call.push(boxes.as_os_str());
        run("pdftotext", &call);
        let quiet = 4.0 * module * millimetre - 0.5;
        for line in std::fs::read_to_string(boxes)
            .unwrap()
            .lines()
            .filter(|l| l.contains("<word"))
        {
            let number = |name: &str| -> f32 {
                let rest = line.split_once(&format!("{name}=\"")).unwrap().1;
                rest.split_once('"').unwrap().0.parse().unwrap()
            };
            let (top, bottom) = (
                297.0 * millimetre - corner[3],
                297.0 * millimetre - corner[1],
            );
            let apart = number("xMin") > corner[2] + quiet
                || number("xMax") < corner[0] - quiet
                || number("yMax") < top - quiet
                || number("yMin") > bottom + quiet;
            assert!(apart, "{side}: inside the white of the seal: {line}");
        }
    }
}

static SEALED: LazyLock<(Vec<u8>, EmbeddedSeal)> = LazyLock::new(|| {
    let slot = slot(57);
    let sealed = drawn(Some(&slot)).seal(&symbol(57).1).pdf;
    let seal = read_seal(&sealed).unwrap();
    (sealed, seal)
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The seed of a failing case is printed and kept by proptest.
    #[test]
    fn hostile_bytes_are_no_seal_and_no_panic(
        cut in prop::option::of(0_usize..34_000),
        flips in prop::collection::vec((0_usize..34_000, any::<u8>()), 0..6),
        junk in prop::collection::vec((20_000_usize..34_000, "[ -~]{1,12}"), 0..3),
    ) {
        let (sealed, real) = &*SEALED;
        let mut bytes = sealed.clone();
        for (at, value) in flips {
            let at = at % bytes.len();
            bytes[at] = value;
        }
        for (at, text) in junk {
            let at = at % (bytes.len() - text.len());
            bytes[at..at + text.len()].copy_from_slice(text.as_bytes());
        }
        if let Some(cut) = cut {
            bytes.truncate(cut);
        }
        let read = read_seal(&bytes);
        if bytes != *sealed {
            prop_assert_ne!(read.as_ref(), Some(real));
        }
        // The answer does not matter, only that there is one.
        let _answer = text_of(&bytes);
    }
}

/// Returns a document with its first page's content replaced.
fn with_content(content: Vec<u8>) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(&drawn(None).unsealed().pdf).unwrap();
    let page = *document.get_pages().values().next().unwrap();
    let id = document.get_page_contents(page)[0];
    let stream = document
        .get_object_mut(id)
        .unwrap()
        .as_stream_mut()
        .unwrap();
    stream.set_content(content);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn what_unpacks_without_end_or_holds_itself_is_refused() {
    let bomb = with_content(deflated(&vec![b' '; 64 * 1024 * 1024]));
    assert!(bomb.len() < 200_000, "it looks small: {} bytes", bomb.len());
    assert!(matches!(text_of(&bomb), Err(Error::Read(_))));
    // Whatever is made of these, it is made of them in a bounded time and without a panic.
    for open in ["[", "<<", "(", "q ", "/P <</MCID 0>> BDC ", "BI ID "] {
        let _answer = text_of(&with_content(deflated(open.repeat(60_000).as_bytes())));
    }
    let mut circle = lopdf::Document::load_mem(&drawn(None).unsealed().pdf).unwrap();
    let pages = circle
        .catalog()
        .unwrap()
        .get(b"Pages")
        .unwrap()
        .as_reference()
        .unwrap();
    let kids = vec![lopdf::Object::from(pages), pages.into()];
    circle.get_dictionary_mut(pages).unwrap().set("Kids", kids);
    let mut bytes = Vec::new();
    circle.save_to(&mut bytes).unwrap();
    assert_eq!(read_seal(&bytes), None);
    let _answer = text_of(&bytes);
    let nested = format!("%PDF-1.7\n1 0 obj\n{}", "[".repeat(200_000));
    assert_eq!(read_seal(nested.as_bytes()), None);
}

#[test]
fn bytes_that_are_no_document_are_no_seal() {
    let large = vec![b'%'; 3 * 1024 * 1024];
    for bytes in [&b""[..], b"%PDF-", b"not a PDF", &large] {
        assert_eq!(read_seal(bytes), None);
        assert!(text_of(bytes).is_err());
    }
}
