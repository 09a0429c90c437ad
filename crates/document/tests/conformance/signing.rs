//! The same documents, signed once and twice: what PDF/A and PDF/UA want holds for them too, and
//! what stood in the file stays as it was.

use std::process::Command;
use std::sync::LazyLock;

use lopdf::{Document, Object};
use pades::{Certificate, CertificateInfo, KeyFile, Pin, SignOptions, Signer, sign_pdf};

use crate::rules::{Complaint, complaints_of_signed};
use crate::samples::samples;
use crate::tools::{in_parallel, on_disk, qpdf_and_mupdf_open, run_and_hear};

const PASSWORD: &str = "parola-di-prova";

/// The keys of the official and of the delegate, each with a certificate made with `openssl`.
static KEYS: LazyLock<[KeyFile; 2]> =
    LazyLock::new(|| ["Ufficiale Inventata", "Delegato Inventato"].map(key));

fn key(name: &str) -> KeyFile {
    let folder = tempfile::tempdir().unwrap();
    let openssl = |words: &[&str]| {
        let output = Command::new("openssl")
            .args(words)
            .current_dir(folder.path())
            .output()
            .expect("openssl is installed by scripts/setup.sh");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    let subject = format!("/C=IT/O=Comune/CN={name}");
    openssl(&[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "certificate.pem",
        "-days",
        "30",
        "-subj",
        &subject,
        "-addext",
        "keyUsage=critical,nonRepudiation",
    ]);
    let password = format!("pass:{PASSWORD}");
    openssl(&[
        "pkcs12",
        "-export",
        "-inkey",
        "key.pem",
        "-in",
        "certificate.pem",
        "-out",
        "key.p12",
        "-passout",
        &password,
    ]);
    let file = std::fs::read(folder.path().join("key.p12")).unwrap();
    KeyFile::open(&file, &Pin::new(PASSWORD.to_owned())).unwrap()
}

/// Returns a document signed so often, each time with another key.
pub(crate) fn signed(pdf: &[u8], times: usize) -> Vec<u8> {
    let mut bytes = pdf.to_vec();
    for key in &KEYS[..times] {
        let certificate: &Certificate = key.certificate();
        let how = SignOptions {
            reason: Some("Rilascio del certificato".to_owned()),
            location: Some("Grottaglie".to_owned()),
            name: None,
            // The certificate is valid from it, whatever the machine's clock says.
            signing_time: CertificateInfo::of(certificate).not_before,
        };
        bytes = sign_pdf(&bytes, key, &how, None).unwrap().pdf;
    }
    bytes
}

/// Returns the bytes of the metadata, the first identifier of the file, which stays when the file
/// is added to (ISO 32000-1 §14.4), and the information.
fn identity(pdf: &[u8]) -> (Vec<u8>, Object, Object) {
    let document = Document::load_mem(pdf).unwrap();
    let metadata = document
        .catalog()
        .unwrap()
        .get_deref(b"Metadata", &document);
    let metadata = metadata.unwrap().as_stream().unwrap().content.clone();
    let id = document.trailer.get(b"ID").and_then(Object::as_array);
    let id = id.unwrap()[0].clone();
    let info = document.trailer.get(b"Info").unwrap();
    let info = document.dereference(info).unwrap().1.clone();
    (metadata, id, info)
}

#[test]
fn signed_once_and_twice_every_document_keeps_every_rule() {
    in_parallel(&samples(), |sample| {
        let sealed = sample.sealed();
        let before = identity(&sealed);
        let once = signed(&sealed, 1);
        let twice = signed(&sealed, 2);
        for (times, pdf) in [(1, &once), (2, &twice)] {
            let complaints = complaints_of_signed(pdf, times);
            assert_eq!(complaints, [], "{} signed {times} times", sample.name);
            assert!(pdf.starts_with(&sealed), "{}", sample.name);
            assert_eq!(identity(pdf), before, "{}", sample.name);
        }
        assert!(twice.len() > once.len());
    });
}

#[test]
fn qpdf_and_mupdf_open_every_document_signed_twice() {
    in_parallel(&samples(), |sample| {
        qpdf_and_mupdf_open(&sample.name, &on_disk(&signed(&sample.sealed(), 2)));
    });
}

#[test]
fn pdfsig_accepts_both_signatures_of_a_catalogue_document() {
    let samples = samples();
    let hard = ["AN08-", "modulo-AN03-ro", "membri-14"];
    for start in hard {
        let sample = samples.iter().find(|sample| sample.name.starts_with(start));
        let sample = sample.unwrap();
        let file = on_disk(&signed(&sample.sealed(), 2));
        let words = ["-nocert".as_ref(), file.path.as_os_str()];
        let (said, _) = run_and_hear("pdfsig", &words);
        assert_eq!(said.matches("Signature is Valid.").count(), 2, "{said}");
        assert_eq!(said.matches("Total document signed").count(), 1, "{said}");
    }
}

/// The rules on signatures, each broken once in a copy of a document that was signed.
#[test]
fn every_rule_on_signatures_fails_when_it_is_broken() {
    let pdf = signed(&samples()[0].sealed(), 1);
    let rules = |pdf: &[u8], times: usize| -> Vec<&'static str> {
        let complaints: Vec<Complaint> = complaints_of_signed(pdf, times);
        complaints.iter().map(|complaint| complaint.rule).collect()
    };
    assert_eq!(rules(&pdf, 1), Vec::<&str>::new());
    assert!(rules(&pdf, 0).contains(&"form"));
    assert!(rules(&pdf, 2).contains(&"annotations"));
    let longer = [&pdf[..], b"\n%\n"].concat();
    assert!(rules(&longer, 1).contains(&"signature"));
    // Each of the same length, so that nothing moves.
    for (from, to, rule) in [
        ("/F 132", "/F 130", "flags"),
        ("/F 132", "/F 128", "flags"),
        ("/FT /Sig", "/FT /Btn", "annotations"),
        ("/Rect [0 0 0 0]", "/Rect [0 0 9 9]", "widget"),
        ("/TU ", "/TX ", "description"),
        ("/SigFlags 3", "/SigFlags 1", "form"),
        ("ETSI.CAdES.detached", "adbe.pkcs7.detached", "signature"),
    ] {
        let place = pdf
            .windows(from.len())
            .rposition(|window| window == from.as_bytes());
        let place = place.unwrap_or_else(|| panic!("{from} is not in the document"));
        let mut broken = pdf.clone();
        broken[place..place + from.len()].copy_from_slice(to.as_bytes());
        let found = rules(&broken, 1);
        assert!(found.contains(&rule), "{from} → {to}: {found:?}");
    }
}
