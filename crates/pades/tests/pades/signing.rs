//! Signatures that other programs accept, and what keeps one from being made.

use chrono::TimeDelta;
use pades::{Algorithm, Certificate, KeyFile, Pin, SignError, Signer, sign_pdf};

use crate::judges::{Opinion, pdfsig, pyhanko, qpdf};
use crate::pki::{Kind, PASSWORD, Pki, now, options, password};
use crate::sample;

/// What pyHanko says when all is well.
pub(crate) fn accepted(coverage: &str) -> Opinion {
    Opinion {
        bottom_line: true,
        intact: true,
        coverage: coverage.to_owned(),
        ades: "AdESPassed.OK".to_owned(),
    }
}

/// What everybody must say about a file that was signed once.
pub(crate) fn judge(pki: &Pki, pdf: &[u8]) {
    qpdf(pki, pdf);
    assert_eq!(pyhanko(pki, pdf, "basic"), [accepted("ENTIRE_FILE")]);
    let said = pdfsig(pki, pdf);
    assert!(said.contains("Signature is Valid."), "{said}");
    assert!(said.contains("Certificate is Trusted."), "{said}");
    assert!(said.contains("Total document signed"), "{said}");
    assert!(said.contains("ETSI.CAdES.detached"), "{said}");
}

#[test]
fn a_pkcs12_signature_is_accepted_by_pyhanko_pdfsig_and_qpdf() {
    let pki = Pki::new();
    for (name, kind) in [("rsa", Kind::Rsa), ("p256", Kind::P256)] {
        let signer = pki.signer(name, kind);
        let unsigned = sample::pdf();
        let signed = sign_pdf(&unsigned, &signer, &options(now()), None).unwrap();
        assert!(!signed.timestamped && signed.tsa_problem.is_none());
        assert!(
            signed.pdf.starts_with(&unsigned),
            "the document's bytes stay"
        );
        judge(&pki, &signed.pdf);
        // One bit of the page.
        let mut changed = signed.pdf.clone();
        let at = changed
            .windows(11)
            .position(|window| window == b"Certificato")
            .unwrap();
        changed[at] ^= 1;
        let [opinion] = &pyhanko(&pki, &changed, "basic")[..] else {
            panic!("one signature");
        };
        assert!(!opinion.intact && !opinion.bottom_line, "{opinion:?}");
    }
}

#[test]
fn a_pkcs12_file_of_an_old_maker_opens_too() {
    let pki = Pki::new();
    pki.issue("vecchio", Kind::Rsa, "signer", "ca");
    let signer = KeyFile::open(&pki.pkcs12("vecchio", "-legacy"), &password()).unwrap();
    judge(
        &pki,
        &sign_pdf(&sample::pdf(), &signer, &options(now()), None)
            .unwrap()
            .pdf,
    );
}

#[test]
fn the_same_signature_gives_the_same_bytes() {
    let pki = Pki::new();
    for (name, kind) in [("rsa", Kind::Rsa), ("p256", Kind::P256)] {
        let signer = pki.signer(name, kind);
        let now = now();
        let sign = || {
            sign_pdf(&sample::pdf(), &signer, &options(now), None)
                .unwrap()
                .pdf
        };
        assert_eq!(sign(), sign());
    }
}

#[test]
fn a_second_signature_leaves_the_first_one_valid() {
    let pki = Pki::new();
    let [mayor, delegate] = [("sindaco", Kind::P256), ("delegato", Kind::Rsa)]
        .map(|(name, kind)| pki.signer(name, kind));
    let once = sign_pdf(&sample::pdf(), &mayor, &options(now()), None)
        .unwrap()
        .pdf;
    let twice = sign_pdf(&once, &delegate, &options(now()), None)
        .unwrap()
        .pdf;
    assert!(twice.starts_with(&once));
    qpdf(&pki, &twice);
    let expected = [accepted("ENTIRE_REVISION"), accepted("ENTIRE_FILE")];
    assert_eq!(pyhanko(&pki, &twice, "basic"), expected);
    let said = pdfsig(&pki, &twice);
    assert_eq!(said.matches("Signature is Valid.").count(), 2, "{said}");
}

#[test]
fn the_update_keeps_what_pdf_a_and_pdf_ua_ask_for() {
    let pki = Pki::new();
    let signer = pki.signer("p256", Kind::P256);
    let unsigned = sample::pdf();
    let mut pdf = unsigned.clone();
    let mut second_halves = vec!["<0123456789ABCDEF0123456789ABCDEF>".to_owned()];
    for _ in 0..2 {
        let before = pdf.len();
        pdf = sign_pdf(&pdf, &signer, &options(now()), None).unwrap().pdf;
        let update = String::from_utf8_lossy(&pdf[before..]).into_owned();
        // ISO 19005-2, 6.1.3: the identifier stays in the trailer, its first half the same.
        let (_, id) = update
            .split_once("/ID [<0123456789ABCDEF0123456789ABCDEF> ")
            .unwrap();
        second_halves.push(id.split(']').next().unwrap().to_owned());
        // ISO 19005-2, 6.3.2 and 6.3.3: printed, not hidden; no appearance where there is no area.
        for asked in ["/F 132", "/Rect [0 0 0 0]"] {
            assert!(update.contains(asked), "{asked}: {update}");
        }
        // ISO 14289-1, 7.18: a description for each field, the order of the structure on the page.
        assert!(update.contains("/TU (Firma di p256)") && update.contains("/Tabs /S"));
        for kept in [
            "/Lang (it-IT)",
            "/MarkInfo <</Marked true>>",
            "/StructTreeRoot 5 0 R",
            "/StructParents 0",
        ] {
            assert!(update.contains(kept), "{kept}: {update}");
        }
        for never in ["NeedAppearances", "XFA", "/Encrypt", "/AA"] {
            assert!(!update.contains(never), "{never}");
        }
        assert!(pdf.ends_with(b"%%EOF\n"));
    }
    second_halves.dedup();
    assert_eq!(
        second_halves.len(),
        3,
        "each save has an identifier of its own"
    );
}

#[test]
fn a_file_with_object_streams_is_signed_in_its_own_form() {
    let pki = Pki::new();
    std::fs::write(pki.path("plain.pdf"), sample::pdf()).unwrap();
    crate::pki::run(
        std::process::Command::new("qpdf")
            .args(["--object-streams=generate", "--compress-streams=y"])
            .args([pki.path("plain.pdf"), pki.path("packed.pdf")]),
    );
    let packed = std::fs::read(pki.path("packed.pdf")).unwrap();
    let signer = pki.signer("p256", Kind::P256);
    judge(
        &pki,
        &sign_pdf(&packed, &signer, &options(now()), None)
            .unwrap()
            .pdf,
    );
}

#[test]
fn what_is_wrong_with_a_pkcs12_file_is_told_apart() {
    let pki = Pki::new();
    for (kind, name) in [(Kind::Rsa, "rsa"), (Kind::P256, "p256")] {
        pki.issue(name, kind, "signer", "ca");
        for options in ["", "-legacy"] {
            let file = pki.pkcs12(name, options);
            let wrong = KeyFile::open(&file, &Pin::new("sbagliata".to_owned()));
            assert!(
                matches!(wrong, Err(SignError::Pkcs12Password)),
                "{:?}",
                wrong.err()
            );
            for length in [0, 1, 10, file.len() / 2, file.len() - 1] {
                let cut = KeyFile::open(&file[..length], &password());
                assert!(
                    matches!(cut, Err(SignError::Pkcs12Malformed)),
                    "{length} bytes"
                );
            }
        }
    }
    assert!(matches!(
        KeyFile::open(b"garbage", &password()),
        Err(SignError::Pkcs12Malformed)
    ));
    assert!(matches!(
        KeyFile::open(&vec![0x30; 2 << 20], &password()),
        Err(SignError::Pkcs12Malformed)
    ));
    let no_key =
        format!("pkcs12 -export -nokeys -in rsa.pem -out none.p12 -passout pass:{PASSWORD}");
    pki.openssl(&no_key);
    let no_key = std::fs::read(pki.path("none.p12")).unwrap();
    assert!(matches!(
        KeyFile::open(&no_key, &password()),
        Err(SignError::Pkcs12NoKey)
    ));
    pki.openssl(&format!(
        "pkcs12 -export -nocerts -inkey rsa.key -out alone.p12 -passout pass:{PASSWORD}"
    ));
    let alone = std::fs::read(pki.path("alone.p12")).unwrap();
    assert!(matches!(
        KeyFile::open(&alone, &password()),
        Err(SignError::Pkcs12NoCertificate)
    ));
}

#[test]
fn a_certificate_signs_only_while_it_is_valid_and_only_if_it_is_for_that() {
    let pki = Pki::new();
    let signer = pki.signer("p256", Kind::P256);
    let sign = |days| {
        sign_pdf(
            &sample::pdf(),
            &signer,
            &options(now() + TimeDelta::days(days)),
            None,
        )
    };
    assert!(matches!(sign(366), Err(SignError::Expired { .. })));
    assert!(matches!(sign(-1), Err(SignError::NotYetValid { .. })));
    pki.issue("cifra", Kind::P256, "cipher", "ca");
    let cipher = KeyFile::open(&pki.pkcs12("cifra", ""), &password()).unwrap();
    let refused = sign_pdf(&sample::pdf(), &cipher, &options(now()), None);
    assert!(matches!(refused, Err(SignError::NotForSigning)));
}

/// A card that was given the certificate of another key.
struct Mixed {
    key: KeyFile,
    certificate: KeyFile,
}

impl Signer for Mixed {
    fn certificate(&self) -> &Certificate {
        self.certificate.certificate()
    }

    fn chain(&self) -> &[Certificate] {
        self.certificate.chain()
    }

    fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.key.sign(message)
    }
}

#[test]
fn a_key_and_a_certificate_that_do_not_belong_together_sign_nothing() {
    let pki = Pki::new();
    for kind in [Kind::P256, Kind::Rsa] {
        let mixed = Mixed {
            key: pki.signer("una", kind),
            certificate: pki.signer("altra", kind),
        };
        let refused = sign_pdf(&sample::pdf(), &mixed, &options(now()), None);
        assert!(matches!(refused, Err(SignError::Mismatch)));
    }
}
