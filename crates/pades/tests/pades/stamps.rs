//! Time stamps, and authorities that are down, slow or lying.

use pades::{StampError, TsaProblem, Verdict, add_timestamp, sign_pdf, verify_pdf};

use crate::judges::pyhanko;
use crate::pki::{Kind, Pki, now, options};
use crate::sample;
use crate::signing::{accepted, judge};
use crate::tsa_server::{Manner, TsaServer};

#[test]
fn a_time_stamp_makes_it_baseline_b_t() {
    let pki = Pki::new();
    let server = TsaServer::start(&pki, Manner::Honest);
    let mut tsa = server.tsa();
    tsa.anchors = Some(pki.anchors());
    let signer = pki.signer("rsa", Kind::Rsa);
    let signed = sign_pdf(&sample::pdf(), &signer, &options(now()), Some(&tsa)).unwrap();
    assert!(signed.timestamped, "{:?}", signed.tsa_problem);
    judge(&pki, &signed.pdf);
    assert_eq!(
        pyhanko(&pki, &signed.pdf, "time"),
        [accepted("ENTIRE_FILE")]
    );
    // Nobody that we believe.
    tsa.anchors = Some(pades::Anchors::default());
    let signed = sign_pdf(&sample::pdf(), &signer, &options(now()), Some(&tsa)).unwrap();
    assert!(matches!(
        signed.tsa_problem,
        Some(TsaProblem::Token(pades::TokenProblem::Chain(_)))
    ));
    judge(&pki, &signed.pdf);
}

#[test]
fn a_time_stamp_comes_later_into_the_same_signature() {
    let pki = Pki::new();
    let server = TsaServer::start(&pki, Manner::Honest);
    let signer = pki.signer("p256", Kind::P256);
    let signed = sign_pdf(&sample::pdf(), &signer, &options(now()), None)
        .unwrap()
        .pdf;
    let stamped = add_timestamp(&signed, &server.tsa(), now()).unwrap();
    assert_eq!(stamped.len(), signed.len());
    judge(&pki, &stamped);
    assert_eq!(pyhanko(&pki, &stamped, "time"), [accepted("ENTIRE_FILE")]);
    let stamp = |pdf: &[u8]| add_timestamp(pdf, &server.tsa(), now());
    assert!(matches!(stamp(&stamped), Err(StampError::AlreadyStamped)));
    assert!(matches!(stamp(&sample::pdf()), Err(StampError::NotSigned)));
    assert!(matches!(stamp(b"no"), Err(StampError::Document(_))));
    let mut longer = signed.clone();
    longer.extend(b"\n");
    assert!(matches!(stamp(&longer), Err(StampError::NotLast)));
    // The second of two is stamped, the first stays as it was.
    let twice = sign_pdf(&signed, &signer, &options(now()), None)
        .unwrap()
        .pdf;
    let stamped = add_timestamp(&twice, &server.tsa(), now()).unwrap();
    let expected = [accepted("ENTIRE_REVISION"), accepted("ENTIRE_FILE")];
    assert_eq!(pyhanko(&pki, &stamped, "basic"), expected);
}

#[test]
fn an_authority_that_is_down_slow_or_lying_never_costs_the_signature() {
    let pki = Pki::new();
    let signer = pki.signer("p256", Kind::P256);
    let sign = |tsa: &pades::Tsa| {
        let signed = sign_pdf(&sample::pdf(), &signer, &options(now()), Some(tsa)).unwrap();
        let report = verify_pdf(&signed.pdf, &pki.anchors(), now()).unwrap();
        assert_eq!(report.verdict, Verdict::Valid);
        assert_eq!(signed.timestamped, signed.tsa_problem.is_none());
        signed.tsa_problem
    };
    let server = TsaServer::start(&pki, Manner::Silent);
    let mut slow = server.tsa();
    slow.timeout = std::time::Duration::from_millis(300);
    assert!(matches!(sign(&slow), Some(TsaProblem::Unreachable { .. })));
    let down = server.tsa();
    drop(server);
    assert!(matches!(sign(&down), Some(TsaProblem::Unreachable { .. })));
    let sign = |manner| sign(&TsaServer::start(&pki, manner).tsa());
    assert!(
        sign(Manner::Replays).is_none(),
        "the first time it is the right one"
    );
    assert!(matches!(
        sign(Manner::Replays),
        Some(TsaProblem::OtherRequest)
    ));
    assert!(matches!(
        sign(Manner::Forges),
        Some(TsaProblem::Token(pades::TokenProblem::Signature))
    ));
    assert!(matches!(
        sign(Manner::Refuses),
        Some(TsaProblem::Refused(_))
    ));
    assert!(matches!(sign(Manner::Page), Some(TsaProblem::Answer)));
    assert!(matches!(
        sign(Manner::Broken),
        Some(TsaProblem::Status(503))
    ));
    assert!(matches!(sign(Manner::Endless), Some(TsaProblem::TooLarge)));
}

#[test]
fn an_https_address_works_when_its_server_is_believed_and_is_told_when_not() {
    let pki = Pki::new();
    let server = TsaServer::start_with_tls(&pki);
    let mut tsa = server.tsa();
    assert!(tsa.url.starts_with("https://"), "{}", tsa.url);
    let signer = pki.signer("rsa", Kind::Rsa);
    let sign =
        |tsa: &pades::Tsa| sign_pdf(&sample::pdf(), &signer, &options(now()), Some(tsa)).unwrap();
    // Nobody of the web has issued that certificate, and nobody is named.
    let signed = sign(&tsa);
    assert!(
        matches!(
            signed.tsa_problem,
            Some(TsaProblem::ServerNotTrusted { .. })
        ),
        "{:?}",
        signed.tsa_problem
    );
    judge(&pki, &signed.pdf);
    tsa.anchors = Some(Pki::new().anchors());
    assert!(
        matches!(
            sign(&tsa).tsa_problem,
            Some(TsaProblem::ServerNotTrusted { .. })
        ),
        "another authority"
    );
    tsa.anchors = Some(pki.anchors());
    let signed = sign(&tsa);
    assert!(signed.timestamped, "{:?}", signed.tsa_problem);
    judge(&pki, &signed.pdf);
}
