//! Saves after the signature: each change is found and named.

use std::fs;
use std::process::Command;

use pades::{Reason, Verdict, sign_pdf, verify_pdf};

use crate::hostile::signed;
use crate::pki::{Kind, Pki, now, options, run};
use crate::sample;

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

/// A signed document to be changed after.
struct Document {
    pki: Pki,
    signed: Vec<u8>,
}

impl Document {
    fn new() -> Self {
        let pki = Pki::new();
        let signed = signed(&pki);
        let text = String::from_utf8_lossy(&signed);
        assert!(
            text.contains("11 0 obj\n<</F 132"),
            "the widget is object 11: {text}"
        );
        Self { signed, pki }
    }

    /// Saves these objects after the signature and holds the reasons against the expected ones.
    fn check(&self, what: &str, objects: &[(u32, &str)], expected: &[Reason]) {
        self.check_with(what, objects, TRAILER, expected);
    }

    fn check_with(&self, what: &str, objects: &[(u32, &str)], trailer: &str, expected: &[Reason]) {
        let changed = update(&self.signed, objects, trailer);
        let report = verify_pdf(&changed, &self.pki.anchors(), now()).unwrap();
        assert_eq!(report.reasons, expected, "{what}");
        let verdict = match expected {
            [] => Verdict::Valid,
            _ => Verdict::NotValid,
        };
        assert_eq!(report.verdict, verdict, "{what}");
    }
}

fn page(annotations: &str) -> String {
    format!("{PAGE}[{annotations}]>>")
}

fn catalog(more: &str) -> String {
    format!("{CATALOG}{more}>>")
}

#[test]
fn a_save_that_changes_nothing_that_shows_is_no_reason() {
    let document = Document::new();
    document.check("nothing", &[], &[]);
    let same = [(3, page("11 0 R")), (1, catalog(""))];
    let same = same
        .each_ref()
        .map(|(number, object)| (*number, object.as_str()));
    document.check("the same again", &same, &[]);
    document.check("other metadata", &[(9, "<</Title(Altro)>>")], &[]);
}

#[test]
fn a_change_of_what_is_shown_or_read_aloud_is_named() {
    use Reason::{AnnotationAdded, ContentChanged, PagesChanged};
    let document = Document::new();
    document.check(
        "content",
        &[(4, "<</Length 1>>\nstream\nq\nendstream")],
        &[ContentChanged],
    );
    let resources = page("11 0 R").replace("F1 8", "F1 9");
    document.check("a page's resources", &[(3, &resources)], &[ContentChanged]);
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>";
    document.check("a font", &[(8, font)], &[ContentChanged]);
    let tag = "<</Type/StructElem/S/H1/P 5 0 R/Pg 3 0 R/K 0/ActualText(x)>>";
    document.check("a tag", &[(6, tag)], &[ContentChanged]);
    let pages = "<</Type/Pages/Kids[3 0 R 20 0 R]/Count 2>>";
    let more = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>";
    document.check("a page more", &[(2, pages), (20, more)], &[PagesChanged]);
    let note = "<</Type/Annot/Subtype/FreeText/Rect[0 0 99 99]/Contents(x)>>";
    let with_note = page("11 0 R 20 0 R");
    document.check("a note", &[(3, &with_note), (20, note)], &[AnnotationAdded]);
}

#[test]
fn a_signature_that_is_taken_away_or_exchanged_is_named() {
    use Reason::{ContentChanged, FormChanged, NotSigned, SignatureChanged};
    let document = Document::new();
    document.check("a widget less", &[(3, &page(""))], &[ContentChanged]);
    let field = catalog("").replace("[11 0 R]", "[]");
    document.check("a field less", &[(1, &field)], &[ContentChanged, NotSigned]);
    let form = catalog("").replace("/AcroForm<</Fields[11 0 R]/SigFlags 3>>", "");
    document.check("no form", &[(1, &form)], &[FormChanged, NotSigned]);
    let redrawn = catalog("").replace("SigFlags", "NeedAppearances true/SigFlags");
    document.check(
        "a form that is drawn anew",
        &[(1, &redrawn)],
        &[FormChanged],
    );
    let other = "<</Type/Sig/M(D:20200101)>>";
    document.check(
        "the signature's dictionary",
        &[(10, other)],
        &[SignatureChanged],
    );
}

#[test]
fn second_roots_and_scripts_are_named() {
    use Reason::{ActiveContent, ContentAdded, ContentChanged, SecondCatalog};
    let document = Document::new();
    let root = catalog("");
    document.check_with(
        "another root",
        &[(20, &root)],
        "/Root 20 0 R",
        &[SecondCatalog],
    );
    document.check("a root beside", &[(20, &root)], &[SecondCatalog]);
    let script = "<</S/JavaScript/JS(app.alert\\(1\\))>>";
    let open = catalog("/OpenAction 20 0 R");
    let expected = [ContentChanged, ContentAdded, ActiveContent];
    document.check("a script", &[(1, &open), (20, script)], &expected);
    let hidden = "<</S/J#61vaScript/J#53(x)>>";
    document.check(
        "a script in disguise",
        &[(20, hidden)],
        &[ContentAdded, ActiveContent],
    );
    let launch = "[<</S/Launch/F(a.exe)>>]";
    document.check("a program", &[(20, launch)], &[ContentAdded, ActiveContent]);
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
    // The root stays the same, or that would be the reason.
    let root = text.rfind("/Root ").unwrap();
    let root = &text[root..root + text[root..].find(" R").unwrap() + 2];
    let exchanged = update(&signed, &[(number, changed.trim())], root);
    let report = verify_pdf(&exchanged, &pki.anchors(), now()).unwrap();
    assert_eq!(report.reasons, [Reason::ContentChanged]);
}
