//! What the verifier says about files that somebody has tampered with: never valid, never a panic.

use std::fs;
use std::io::Read;
use std::process::Command;

use pades::{
    Anchors, PDF_BYTES_MAX, PdfError, Reason, Verdict, VerifyError, read_pdf, sign_pdf, verify_pdf,
};

use crate::pki::{Kind, Pki, now, options, run};
use crate::sample;

pub(crate) fn signed(pki: &Pki) -> Vec<u8> {
    let signer = pki.signer("sindaco", Kind::P256);
    sign_pdf(&sample::pdf(), &signer, &options(now()), None)
        .unwrap()
        .pdf
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
    let (place, numbers) = range(&signed);
    let (start, end) = (place.start, place.end);
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
}

/// Where the numbers of the signature's range stand, and the numbers.
fn range(signed: &[u8]) -> (std::ops::Range<usize>, Vec<i64>) {
    const KEY: &[u8] = b"/ByteRange ";
    let start = signed
        .windows(KEY.len())
        .position(|window| window == KEY)
        .unwrap()
        + KEY.len();
    let end = start
        + signed[start..]
            .iter()
            .position(|&byte| byte == b']')
            .unwrap()
        + 1;
    let numbers = String::from_utf8_lossy(&signed[start + 1..end - 1])
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    (start..end, numbers)
}

#[test]
fn a_range_that_is_no_range_and_a_signature_that_is_garbage_are_refused() {
    let pki = Pki::new();
    let signed = signed(&pki);
    let (place, numbers) = range(&signed);
    let (start, end) = (place.start, place.end);
    let (before, after) = (numbers[1], numbers[2]);
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
