//! What the verifier says about files that somebody has tampered with: never valid, never a panic.

use std::fs;
use std::io::Read;
use std::process::Command;

use pades::{
    Anchors, PDF_BYTES_MAX, PdfError, Reason, Verdict, VerifyError, first_revision, read_pdf,
    sign_pdf, verify_pdf,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::pki::{Kind, Pki, now, options, run};
use crate::sample;

fn signed(pki: &Pki) -> Vec<u8> {
    let signer = pki.signer("sindaco", Kind::P256);
    sign_pdf(&sample::pdf(), &signer, &options(now()), None)
        .unwrap()
        .pdf
}

/// Appends a save with these objects, as any editor does. `root` replaces the catalog in the trailer.
fn update(pdf: &[u8], objects: &[(u32, &str)], trailer: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(pdf);
    let previous = text
        .rsplit("startxref\n")
        .next()
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned();
    let mut out = pdf.to_vec();
    out.push(b'\n');
    let mut entries = String::new();
    for (number, object) in objects {
        entries += &format!("{number} 1\n{:010} 00000 n \n", out.len());
        out.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
    }
    let start = out.len();
    out.extend(
        format!("xref\n{entries}trailer\n<</Size 40{trailer}/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n")
            .into_bytes(),
    );
    out
}

const TRAILER: &str = "/Root 1 0 R/Info 9 0 R";
const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R/Lang(it-IT)/MarkInfo<</Marked true>>/StructTreeRoot 5 0 R\
    /ViewerPreferences<</DisplayDocTitle true>>/AcroForm<</Fields[11 0 R]/SigFlags 3>>";
const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Contents 4 0 R/StructParents 0\
    /Resources<</Font<</F1 8 0 R>>>>/Tabs/S/Annots";

#[test]
fn every_change_after_the_signature_is_found_and_named() {
    let pki = Pki::new();
    let signed = signed(&pki);
    let text = String::from_utf8_lossy(&signed);
    assert!(
        text.contains("11 0 obj\n<</F 132"),
        "the widget is object 11: {text}"
    );
    let content = "<</Length 1>>\nstream\nq\nendstream";
    let page = |annotations: &str| format!("{PAGE}[{annotations}]>>");
    let catalog = |more: &str| format!("{CATALOG}{more}>>");
    let check = |what: &str, objects: &[(u32, &str)], trailer: &str, expected: &[Reason]| {
        let report = verify_pdf(&update(&signed, objects, trailer), &pki.anchors(), now()).unwrap();
        assert_eq!(report.reasons, expected, "{what}");
        let verdict = if expected.is_empty() {
            Verdict::Valid
        } else {
            Verdict::NotValid
        };
        assert_eq!(report.verdict, verdict, "{what}");
    };
    check("nothing", &[], TRAILER, &[]);
    check(
        "the same again",
        &[(3, &page("11 0 R")), (1, &catalog(""))],
        TRAILER,
        &[],
    );
    check(
        "a page's content",
        &[(4, content)],
        TRAILER,
        &[Reason::ContentChanged],
    );
    check(
        "a page's resources",
        &[(3, &page("11 0 R").replace("F1 8", "F1 9"))],
        TRAILER,
        &[Reason::ContentChanged],
    );
    check(
        "a font",
        &[(8, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")],
        TRAILER,
        &[Reason::ContentChanged],
    );
    let pages = "<</Type/Pages/Kids[3 0 R 20 0 R]/Count 2>>";
    let more = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>";
    check(
        "a page more",
        &[(2, pages), (20, more)],
        TRAILER,
        &[Reason::PagesChanged],
    );
    let note = "<</Type/Annot/Subtype/FreeText/Rect[0 0 99 99]/Contents(x)>>";
    check(
        "a note",
        &[(3, &page("11 0 R 20 0 R")), (20, note)],
        TRAILER,
        &[Reason::AnnotationAdded],
    );
    check(
        "a widget less",
        &[(3, &page(""))],
        TRAILER,
        &[Reason::ContentChanged],
    );
    check(
        "a field less",
        &[(1, &catalog("").replace("[11 0 R]", "[]"))],
        TRAILER,
        &[Reason::ContentChanged, Reason::NotSigned],
    );
    check(
        "no form",
        &[(
            1,
            &catalog("").replace("/AcroForm<</Fields[11 0 R]/SigFlags 3>>", ""),
        )],
        TRAILER,
        &[Reason::FormChanged, Reason::NotSigned],
    );
    check(
        "fonts of the form",
        &[(
            1,
            &catalog("").replace("SigFlags", "NeedAppearances true/SigFlags"),
        )],
        TRAILER,
        &[Reason::FormChanged],
    );
    check(
        "another catalog",
        &[(20, &catalog(""))],
        "/Root 20 0 R",
        &[Reason::SecondCatalog],
    );
    check(
        "a catalog beside",
        &[(20, &catalog(""))],
        TRAILER,
        &[Reason::SecondCatalog],
    );
    let script = "<</S/JavaScript/JS(app.alert\\(1\\))>>";
    check(
        "a script",
        &[(1, &catalog("/OpenAction 20 0 R")), (20, script)],
        TRAILER,
        &[
            Reason::ContentChanged,
            Reason::ContentAdded,
            Reason::ActiveContent,
        ],
    );
    let hidden = "<</S/J#61vaScript/J#53(x)>>";
    check(
        "a script in disguise",
        &[(20, hidden)],
        TRAILER,
        &[Reason::ContentAdded, Reason::ActiveContent],
    );
    check(
        "a start of a program",
        &[(20, "[<</S/Launch/F(a.exe)>>]")],
        TRAILER,
        &[Reason::ContentAdded, Reason::ActiveContent],
    );
    check("other metadata", &[(9, "<</Title(Altro)>>")], TRAILER, &[]);
    check(
        "the signature's dictionary",
        &[(10, "<</Type/Sig/M(D:20200101)>>")],
        TRAILER,
        &[Reason::SignatureChanged],
    );
    check(
        "the tags",
        &[(
            6,
            "<</Type/StructElem/S/H1/P 5 0 R/Pg 3 0 R/K 0/ActualText(x)>>",
        )],
        TRAILER,
        &[Reason::ContentChanged],
    );
}

#[test]
fn metadata_that_point_at_a_page_do_not_open_it_to_change() {
    let pki = Pki::new();
    let signed = signed(&pki);
    for trailer in ["/Root 1 0 R/Info 4 0 R", "/Root 1 0 R/Info 20 0 R"] {
        let first = update(&signed, &[(20, "<</Title 4 0 R>>")], trailer);
        let second = update(
            &first,
            &[(4, "<</Length 1>>\nstream\nq\nendstream")],
            trailer,
        );
        let report = verify_pdf(&second, &pki.anchors(), now()).unwrap();
        assert!(
            report.reasons.contains(&Reason::ContentChanged),
            "{report:?}"
        );
    }
    let data = format!("{CATALOG}/DSS<</Certs[4 0 R]>>>>");
    let first = update(&signed, &[(1, &data)], TRAILER);
    let second = update(
        &first,
        &[(4, "<</Length 1>>\nstream\nq\nendstream")],
        TRAILER,
    );
    let report = verify_pdf(&second, &pki.anchors(), now()).unwrap();
    assert!(
        report.reasons.contains(&Reason::ContentChanged),
        "{report:?}"
    );
}

#[test]
fn an_object_stream_cannot_be_exchanged_under_a_signature() {
    let pki = Pki::new();
    fs::write(pki.path("plain.pdf"), sample::pdf()).unwrap();
    run(Command::new("qpdf")
        .args(["--object-streams=generate", "--stream-data=uncompress"])
        .args([pki.path("plain.pdf"), pki.path("packed.pdf")]));
    let signer = pki.signer("p256", Kind::P256);
    let packed = fs::read(pki.path("packed.pdf")).unwrap();
    let signed = sign_pdf(&packed, &signer, &options(now()), None)
        .unwrap()
        .pdf;
    assert_eq!(
        verify_pdf(&signed, &pki.anchors(), now()).unwrap().verdict,
        Verdict::Valid
    );
    let text = String::from_utf8_lossy(&signed).into_owned();
    let at = text.find("/ObjStm").unwrap();
    let header = text[..at].rfind(" 0 obj").unwrap();
    let number: u32 = text[..header].rsplit('\n').next().unwrap().parse().unwrap();
    let body = &text[header + 6..header + text[header..].find("endobj").unwrap()];
    let changed = body.replacen("Helvetica", "Symbolica", 1);
    assert_ne!(body, changed);
    let report = verify_pdf(
        &update(&signed, &[(number, changed.trim())], "/Root 1 0 R"),
        &pki.anchors(),
        now(),
    );
    assert_ne!(report.unwrap().verdict, Verdict::Valid);
}

#[test]
fn scripts_in_the_document_itself_are_found() {
    let pki = Pki::new();
    let signer = pki.signer("p256", Kind::P256);
    let text = String::from_utf8_lossy(&sample::pdf()).into_owned();
    let old = "/Title(Certificato di residenza)";
    for action in [
        "/AA<</O<</S/GoTo>>>>           ",
        "/X<</S/Launch/F(a)>>           ",
    ] {
        // Of the same length, or the offsets would not hold.
        let action = &action[..old.len().min(action.len())];
        let bytes = text.replace(old, &format!("{action:<width$}", width = old.len()));
        let pdf = sample::bytes_of(&bytes);
        let signed = sign_pdf(&pdf, &signer, &options(now()), None).unwrap().pdf;
        let report = verify_pdf(&signed, &pki.anchors(), now()).unwrap();
        assert_eq!(report.reasons, [Reason::ActiveContent]);
        assert_eq!(report.verdict, Verdict::NotValid);
    }
}

#[test]
fn a_range_or_a_signature_that_is_not_where_it_should_be_is_refused() {
    let pki = Pki::new();
    let signed = signed(&pki);
    let text = String::from_utf8_lossy(&signed).into_owned();
    let start = text.find("/ByteRange ").map(|at| at + 11).unwrap();
    let start = signed
        .windows(11)
        .position(|window| window == b"/ByteRange ")
        .map_or(start, |at| at + 11);
    let end = start
        + signed[start..]
            .iter()
            .position(|&byte| byte == b']')
            .unwrap()
        + 1;
    let numbers: Vec<i64> = String::from_utf8_lossy(&signed[start + 1..end - 1])
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    let [zero, before, after, length] = numbers[..] else {
        panic!("{numbers:?}");
    };
    let wrong = [
        [1, before - 1, after, length],
        [-1, before + 1, after, length],
        [zero, before - 1, after, length],
        [zero, before, after - 1, length + 1],
        [zero, before + 100, after, length],
        [zero, after, after, length],
        [zero, after + 50, after, length],
        [zero, before, after, length + 1],
        [zero, before, after, length - 1],
        [zero, before, after, 0],
        [zero, before, after, -length],
        [zero, before, 9_999_999_999, length],
        [zero, before, after, 9_999_999_999],
    ];
    for range in wrong {
        let mut changed = signed.clone();
        let [a, b, c, d] = range;
        let written = format!("[{a} {b} {c} {d}]");
        let width = end - start;
        assert!(written.len() <= width);
        changed[start..end].copy_from_slice(format!("{written:<width$}").as_bytes());
        let report = verify_pdf(&changed, &pki.anchors(), now()).unwrap();
        assert_eq!(report.verdict, Verdict::NotValid, "{range:?}");
        assert!(
            // One byte less ends where a save ends, too: before its line end.
            report.signatures[0].reasons.contains(&Reason::RangeWrong) || d == length - 1,
            "{range:?}: {report:?}"
        );
    }
    for wrong in ["[0 1 2]", "[]", "[0 1 2 3 4 5]", "(x)", "null"] {
        let mut changed = signed.clone();
        changed[start..end]
            .copy_from_slice(format!("{wrong:<width$}", width = end - start).as_bytes());
        let report = verify_pdf(&changed, &pki.anchors(), now()).unwrap();
        assert_eq!(
            report.signatures[0].reasons,
            [Reason::RangeWrong],
            "{wrong}"
        );
    }
    // A signature that is garbage, one that is cut, and one with something hidden behind it.
    let digits = usize::try_from(before).unwrap() + 1..usize::try_from(after).unwrap() - 1;
    for (at, byte) in [
        (digits.start, b'A'),
        (digits.start + 4, b'F'),
        (digits.end - 1, b'1'),
    ] {
        let mut changed = signed.clone();
        changed[at] = byte;
        let report = verify_pdf(&changed, &pki.anchors(), now()).unwrap();
        assert_eq!(
            report.signatures[0].reasons,
            [Reason::SignatureMalformed],
            "{at}"
        );
    }
}

#[test]
fn what_is_no_document_is_refused_in_clear_words() {
    let pki = Pki::new();
    let verify = |pdf: &[u8]| verify_pdf(pdf, &Anchors::default(), now());
    for no in [b"".as_slice(), b"%PDF", b"<html>", b"\x89PNG\r\n\x1a\n"] {
        assert!(matches!(
            verify(no),
            Err(VerifyError::Document(PdfError::NotPdf))
        ));
    }
    assert!(matches!(
        verify(b"%PDF-1.7\n"),
        Err(VerifyError::Document(PdfError::Damaged(_)))
    ));
    // 500 MB from a disk: not more is read than may be verified.
    let huge = b"%PDF-1.7".chain(std::io::repeat(b' ').take(500 << 20));
    let Err(VerifyError::Document(PdfError::TooLarge { bytes, .. })) = read_pdf(huge) else {
        panic!("500 MB were taken");
    };
    assert_eq!(bytes, PDF_BYTES_MAX as u64 + 1);
    let mut long = b"%PDF-1.7".to_vec();
    long.resize(PDF_BYTES_MAX + 1, b' ');
    assert!(matches!(
        verify(&long),
        Err(VerifyError::Document(PdfError::TooLarge { .. }))
    ));
    // Encrypted.
    fs::write(pki.path("plain.pdf"), sample::pdf()).unwrap();
    run(Command::new("qpdf")
        .args(["--encrypt", "", "padrone", "256", "--"])
        .args([pki.path("plain.pdf"), pki.path("closed.pdf")]));
    let closed = fs::read(pki.path("closed.pdf")).unwrap();
    let report = verify(&closed).unwrap();
    assert_eq!(
        (report.verdict, &report.reasons[..]),
        (Verdict::CannotTell, &[Reason::Encrypted][..])
    );
    let signer = pki.signer("p256", Kind::P256);
    let refused = sign_pdf(&closed, &signer, &options(now()), None);
    assert!(matches!(
        refused,
        Err(pades::SignError::Document(PdfError::Encrypted))
    ));
    // Something behind the end.
    let mut longer = signed(&pki);
    longer.extend(b"hidden");
    assert!(matches!(
        verify(&longer),
        Err(VerifyError::Document(PdfError::Damaged(_)))
    ));
}

#[test]
fn a_file_that_is_cut_anywhere_is_never_valid() {
    let pki = Pki::new();
    let signed = signed(&pki);
    let anchors = pki.anchors();
    let whole = signed.len();
    for length in
        (0..whole).filter(|length| length % 97 == 0 || whole - length < 400 || *length < 2200)
    {
        if let Ok(report) = verify_pdf(&signed[..length], &anchors, now()) {
            let only_line_end = length == whole - 1;
            assert!(
                report.verdict != Verdict::Valid || only_line_end,
                "{length} of {whole}"
            );
        }
    }
}

#[test]
fn bombs_cost_neither_time_nor_memory() {
    // Numbers of objects beyond any file, a chain of updates that bites its tail, deep nesting.
    let tail = |body: &str| {
        let start = body.len() + 9;
        format!(
            "%PDF-1.7\n{body}xref\n0 0\ntrailer\n<</Root 1 0 R/Prev {start}>>\nstartxref\n{start}\n%%EOF\n"
        )
    };
    let verify = |pdf: &[u8]| verify_pdf(pdf, &Anchors::default(), now());
    assert!(matches!(
        verify(tail("").as_bytes()),
        Err(VerifyError::Document(PdfError::TooComplex))
    ));
    let deep = format!("%PDF-1.7\n1 0 obj\n{}", "[".repeat(1 << 20));
    let start = deep.len();
    let deep = format!(
        "{deep}\nxref\n1 1\n0000000009 00000 n \ntrailer\n<</Root 1 0 R>>\nstartxref\n{}\n%%EOF",
        start + 1
    );
    assert_eq!(
        verify(deep.as_bytes()).unwrap().verdict,
        Verdict::CannotTell
    );
    let many = "%PDF-1.7\nxref\n0 4000000000\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF";
    assert!(verify(many.as_bytes()).is_err());
    // A hundred thousand objects that are one behind the other's comment: each costs the whole file.
    let mut nested = String::from("%PDF-1.7\n");
    let mut entries = String::new();
    for number in 1..100_000 {
        entries += &format!("{:010} 00000 n \n", nested.len());
        nested += &format!("{number} 0 obj%");
    }
    nested += "\n<<>>endobj\n";
    let start = nested.len();
    nested +=
        &format!("xref\n1 99999\n{entries}trailer\n<</Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    let report = verify(nested.as_bytes()).unwrap();
    assert!(report.reasons.contains(&Reason::Unreadable));
}

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
    println!("PADES_SEED={seed} PADES_CASES={cases}");
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
