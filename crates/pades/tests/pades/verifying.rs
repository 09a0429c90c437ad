//! What the verifier says about honest files, of ours and of other makers.

use std::fs;
use std::process::Command;

use chrono::{DateTime, TimeDelta, Utc};
use pades::{Anchors, KeyFile, Reason, Report, Verdict, first_revision, sign_pdf, verify_pdf};

use crate::judges::python;
use crate::pki::{Kind, Pki, now, options, password, run};
use crate::sample;
use crate::tsa_server::{Manner, TsaServer};

fn verify(pki: &Pki, pdf: &[u8], on: DateTime<Utc>) -> Report {
    verify_pdf(pdf, &pki.anchors(), on).unwrap()
}

#[test]
fn one_and_two_signatures_are_valid_and_the_first_revision_is_the_document() {
    let pki = Pki::new();
    let [mayor, delegate] = [("sindaco", Kind::P256), ("delegato", Kind::Rsa)]
        .map(|(name, kind)| pki.signer(name, kind));
    let now = now();
    for end in ["", "\n", "\r\n"] {
        let mut unsigned = sample::pdf();
        unsigned.extend(end.as_bytes());
        let once = sign_pdf(&unsigned, &mayor, &options(now), None)
            .unwrap()
            .pdf;
        let report = verify(&pki, &once, now);
        assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
        assert_eq!(report.reasons, []);
        let [signature] = &report.signatures[..] else {
            panic!("{report:?}");
        };
        let signer = signature.signer.as_ref().unwrap();
        assert_eq!(signer.common_name, "sindaco");
        assert!(signer.issuer.contains("Autorita"), "{}", signer.issuer);
        assert_eq!(
            signature.stated_reason.as_deref(),
            Some("Rilascio del certificato")
        );
        let stated = signature.stated_time.unwrap();
        assert_eq!(stated.timestamp(), now.timestamp());
        assert!(signature.covers_file && signature.covers_revision == Some(2));
        assert_eq!(
            signature.reasons,
            [Reason::NoTimeStamp, Reason::RevocationNotChecked]
        );

        let twice = sign_pdf(&once, &delegate, &options(now), None).unwrap().pdf;
        let report = verify(&pki, &twice, now);
        assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
        let covers: Vec<_> = report
            .signatures
            .iter()
            .map(|signature| (signature.covers_revision, signature.covers_file))
            .collect();
        assert_eq!(covers, [(Some(2), false), (Some(3), true)]);
        for pdf in [&unsigned, &once, &twice] {
            assert_eq!(first_revision(pdf).unwrap(), unsigned);
        }
    }
}

#[test]
fn a_document_without_signature_or_of_an_unknown_issuer_cannot_be_told() {
    let pki = Pki::new();
    let report = verify(&pki, &sample::pdf(), now());
    assert_eq!(
        (report.verdict, &report.reasons[..]),
        (Verdict::CannotTell, &[Reason::NotSigned][..])
    );
    let signer = pki.signer("p256", Kind::P256);
    let signed = sign_pdf(&sample::pdf(), &signer, &options(now()), None)
        .unwrap()
        .pdf;
    // An authority of the same name and another key: the paper's own certificates are never believed.
    for anchors in [Anchors::default(), Pki::new().anchors()] {
        let report = verify_pdf(&signed, &anchors, now()).unwrap();
        assert_eq!(report.verdict, Verdict::CannotTell);
        assert!(
            report.signatures[0]
                .reasons
                .contains(&Reason::UnknownIssuer)
        );
    }
}

#[test]
fn a_time_stamp_proves_the_time_after_the_certificate_has_expired() {
    let pki = Pki::new();
    let server = TsaServer::start(&pki, Manner::Honest);
    let signer = pki.signer("p256", Kind::P256);
    let sign = |tsa| {
        sign_pdf(&sample::pdf(), &signer, &options(now()), tsa)
            .unwrap()
            .pdf
    };
    let (plain, stamped) = (sign(None), sign(Some(&server.tsa())));
    let years_later = now() + TimeDelta::days(3 * 365);
    let report = verify(&pki, &stamped, years_later);
    assert_eq!(report.verdict, Verdict::Valid, "{report:?}");
    let proven = report.signatures[0].proven_time.unwrap();
    assert!((proven - now()).abs() < TimeDelta::minutes(2));
    let report = verify(&pki, &plain, years_later);
    assert_eq!(report.verdict, Verdict::CannotTell);
    assert!(
        report.signatures[0]
            .reasons
            .contains(&Reason::CertificateExpired)
    );
    let report = verify(&pki, &plain, now() - TimeDelta::days(1));
    assert_eq!(report.verdict, Verdict::NotValid);
    assert!(
        report.signatures[0]
            .reasons
            .contains(&Reason::CertificateNotYetValid)
    );
    // One bit of the token: the time is not proven any more.
    let at = 2 * (stamped.len() / 4);
    let digits = stamped
        .windows(2)
        .skip(at)
        .position(|pair| pair == b"00")
        .unwrap()
        + at;
    let mut forged = stamped.clone();
    forged[digits] = b'1';
    assert_ne!(verify(&pki, &forged, years_later).verdict, Verdict::Valid);
}

#[test]
fn the_way_to_an_anchor_leads_through_authorities_only() {
    let pki = Pki::new();
    pki.issue("intermedia", Kind::Rsa, "intermediate", "ca");
    pki.issue("sotto", Kind::P256, "intermediate", "intermedia");
    pki.issue("ufficio", Kind::P256, "signer", "ca");
    pki.issue("finta", Kind::P256, "posing", "ca");
    let check = |issuer: &str, files: &[&str], expected: &[Reason]| {
        pki.issue("firma", Kind::P256, "signer", issuer);
        let chain: Vec<u8> = files
            .iter()
            .flat_map(|file| fs::read(pki.path(file)).unwrap())
            .collect();
        fs::write(pki.path("chain.pem"), chain).unwrap();
        let file = pki.pkcs12("firma", "-certfile chain.pem");
        let signer = KeyFile::open(&file, &password()).unwrap();
        let signed = sign_pdf(&sample::pdf(), &signer, &options(now()), None)
            .unwrap()
            .pdf;
        let report = verify(&pki, &signed, now());
        let reasons: Vec<_> = report.signatures[0]
            .reasons
            .iter()
            .copied()
            .filter(|reason| reason.effect() != Verdict::Valid)
            .collect();
        assert_eq!(reasons, expected, "{issuer}");
    };
    check("intermedia", &["intermedia.pem"], &[]);
    check("intermedia", &["ca.pem"], &[Reason::UnknownIssuer]);
    // pathlen:0 of the first intermediate forbids the second.
    check(
        "sotto",
        &["sotto.pem", "intermedia.pem"],
        &[Reason::IssuerNotAuthority],
    );
    // It may sign certificates by its key usage, and says itself that it is no authority.
    check("finta", &["finta.pem"], &[Reason::IssuerNotAuthority]);
    // A certificate for signing papers has signed a certificate.
    check("ufficio", &["ufficio.pem"], &[Reason::IssuerNotAuthority]);
}

#[test]
fn files_that_pyhanko_signed_are_understood() {
    let pki = Pki::new();
    let signer = pki.signer("altro", Kind::Rsa);
    fs::write(pki.path("plain.pdf"), sample::pdf()).unwrap();
    run(Command::new("qpdf")
        .args(["--object-streams=generate", "--linearize"])
        .args([pki.path("plain.pdf"), pki.path("packed.pdf")]));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pades/other_maker.py");
    for (input, manner, expected) in [
        ("plain.pdf", "hidden", None),
        ("packed.pdf", "hidden", None),
        ("plain.pdf", "visible", Some(Reason::VisibleSignature)),
    ] {
        let output = pki.path("other.pdf");
        run(Command::new(python()).args([script, manner]).args([
            pki.path("altro.p12"),
            pki.path(input),
            output.clone(),
        ]));
        let signed = fs::read(output).unwrap();
        let report = verify(&pki, &signed, now());
        assert_eq!(report.signatures.len(), 1, "{input}");
        assert_eq!(report.signatures[0].verdict, Verdict::Valid, "{report:?}");
        assert_eq!(report.reasons, Vec::from_iter(expected), "{input} {manner}");
        // And a signature of ours after theirs.
        let twice = sign_pdf(&signed, &signer, &options(now()), None)
            .unwrap()
            .pdf;
        let report = verify(&pki, &twice, now());
        assert!(
            report
                .signatures
                .iter()
                .all(|one| one.verdict == Verdict::Valid),
            "{report:?}"
        );
        assert_eq!(report.reasons, Vec::from_iter(expected), "{input} {manner}");
    }
}
