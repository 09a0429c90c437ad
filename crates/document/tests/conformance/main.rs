//! Every document against the rules of PDF/A-2a and PDF/UA-1, and against programs not ours.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by panicking"
)]

mod breaking;
#[path = "../../src/wording/tests/sample.rs"]
mod catalogue;
mod rules;
#[path = "../certificates/sample.rs"]
#[expect(dead_code, reason = "the certificates' arms are not used here")]
mod sample;
mod samples;
mod sealing;
mod signing;
mod tools;

use sha2::{Digest, Sha256};

use samples::{Sample, samples};
use tools::{arguments, in_parallel, on_disk, run};

#[test]
fn every_document_keeps_every_rule() {
    let samples = samples();
    assert!(samples.len() > 160, "{}", samples.len());
    in_parallel(&samples, |sample| {
        let complaints = rules::complaints(&sample.draw().pdf);
        assert_eq!(complaints, [], "{}", sample.name);
    });
}

#[test]
fn qpdf_and_mupdf_find_nothing_wrong() {
    in_parallel(&samples(), |sample| {
        tools::qpdf_and_mupdf(&sample.name, &sample.draw().pdf);
    });
}

#[test]
fn the_metadata_is_well_formed() {
    for sample in samples()
        .iter()
        .filter(|sample| sample.name.contains("segni"))
    {
        let document = lopdf::Document::load_mem(&sample.draw().pdf).unwrap();
        let metadata = document
            .catalog()
            .unwrap()
            .get_deref(b"Metadata", &document);
        let file = on_disk(&metadata.unwrap().as_stream().unwrap().content);
        run("xmllint", &arguments(&["--noout"], &file.path));
    }
}

#[test]
fn the_text_is_read_back_in_the_order_in_which_it_is_read_aloud() {
    let squeezed = |text: &str| -> String {
        let letters = text.chars().filter(|c| !c.is_whitespace() && *c != ',');
        letters.collect()
    };
    in_parallel(&samples(), |sample| {
        let drawn = sample.draw();
        let text = document::text_of(&drawn.pdf).unwrap();
        assert_eq!(squeezed(&text), squeezed(&drawn.text), "{}", sample.name);
        // Poppler reads headers and footers too; page by page, in the order of the file.
        let file = on_disk(&drawn.pdf);
        let output = file.beside("text");
        let mut call = arguments(&["-raw", "-enc", "UTF-8"], &file.path);
        call.push(output.as_os_str());
        run("pdftotext", &call);
        let read = squeezed(&std::fs::read_to_string(&output).unwrap());
        let mut from = 0;
        for line in text.lines().filter(|line| line.len() < 60) {
            let line = squeezed(line);
            let place = read[from..].find(&line);
            assert!(
                place.is_some(),
                "{}: «{line}» is not after: {}",
                sample.name,
                &read[..from]
            );
            from += place.unwrap() + line.len();
        }
    });
}

#[test]
fn the_structure_is_what_poppler_reads_too() {
    let sample = samples()
        .into_iter()
        .find(|sample| sample.name == "membri-14")
        .unwrap();
    let file = on_disk(&sample.draw().pdf);
    let said = run("pdfinfo", &arguments(&["-struct-text"], &file.path));
    for expected in [
        "Document", "H1", "L", "LI", "Lbl", "LBody", "Figure", "\"1.", "Tagged",
    ] {
        let info = run("pdfinfo", &arguments(&[], &file.path));
        assert!(
            said.contains(expected) || info.contains(expected),
            "{expected}: {said}{info}"
        );
    }
    assert!(
        !said.contains("segue"),
        "what is repeated on each page is not read aloud: {said}"
    );
}

#[test]
fn the_profile_is_srgb_for_a_program_that_manages_colours() {
    let document = lopdf::Document::load_mem(&samples()[0].draw().pdf).unwrap();
    let profile = document
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .find(|stream| stream.dict.has(b"N"))
        .unwrap();
    let profile = profile.get_plain_content().unwrap();
    let ours = moxcms::ColorProfile::new_from_slice(&profile).unwrap();
    let real = moxcms::ColorProfile::new_srgb();
    let options = moxcms::TransformOptions::default();
    let transform = ours
        .create_transform_8bit(moxcms::Layout::Rgb, &real, moxcms::Layout::Rgb, options)
        .unwrap();
    let colours: Vec<u8> = (0..=255).flat_map(|i| [i, 255 - i, i / 2]).collect();
    let mut seen = vec![0; colours.len()];
    transform.transform(&colours, &mut seen).unwrap();
    let most = colours
        .iter()
        .zip(&seen)
        .map(|(one, other)| one.abs_diff(*other))
        .max();
    assert!(most.unwrap() <= 1, "differs by {most:?} of 255");
}

#[test]
fn a_file_is_small_with_the_letters_of_the_country() {
    let sample = |name: &str| -> Sample {
        samples()
            .into_iter()
            .find(|sample| sample.name == name)
            .unwrap()
    };
    let tight = sample("residenza-accenti").draw().pdf.len();
    let wide = sample("residenza-lontano").draw().pdf.len();
    assert!(tight <= 55_000 && tight < wide, "{tight} and {wide} bytes");
}

fn digests() -> Vec<String> {
    let digest = |sample: &Sample| format!("{:x}", Sha256::digest(sample.draw().pdf));
    samples().iter().map(digest).collect()
}

/// Writes what another process is to find again, where a file is named.
#[test]
fn digests_are_written_on_request() {
    if let Some(path) = std::env::var_os("CERTIFICATE_DIGESTS") {
        std::fs::write(path, digests().join("\n")).unwrap();
    }
}

#[test]
fn another_process_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("digests");
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "digests_are_written_on_request"])
        .env("CERTIFICATE_DIGESTS", &path)
        .output()
        .unwrap();
    assert!(output.status.success());
    let here = digests();
    assert_eq!(here, digests(), "nor in the same process");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), here.join("\n"));
    let mut distinct = here.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(
        distinct.len(),
        here.len(),
        "each sample is another document"
    );
}

/// Writes every sample, sealed where it has a seal, then signed once and twice, where a folder is
/// named (`make verapdf`).
#[test]
fn samples_are_written_on_request() {
    let Some(folder) = std::env::var_os("CERTIFICATE_SAMPLES") else {
        return;
    };
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder).unwrap();
    let write = |name: &str, pdf: &[u8]| {
        std::fs::write(folder.join(format!("{name}.pdf")), pdf).unwrap();
    };
    in_parallel(&samples(), |sample| {
        let sealed = sample.sealed();
        write(&sample.name, &sealed);
        let once = signing::signed(&sealed, 1);
        write(&format!("{}-firmato", sample.name), &once);
        write(
            &format!("{}-firmato-due-volte", sample.name),
            &signing::signed(&sealed, 2),
        );
    });
}
