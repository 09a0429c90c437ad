//! Signatures that other programs accept, and what keeps one from being made.

use std::path::Path;

use chrono::TimeDelta;
use pades::{
    Card, KeyFile, KeyPurpose, Pin, SignError, Signer, StampError, TsaProblem, add_timestamp,
    sign_pdf, tokens,
};

use crate::judges::{Opinion, pdfsig, pyhanko, qpdf};
use crate::pki::{Kind, PASSWORD, Pki, now, options, password};
use crate::sample;
use crate::softhsm::{self, PIN, with_cards};
use crate::tsa_server::{Manner, TsaServer};

fn accepted(coverage: &str) -> Opinion {
    Opinion {
        bottom_line: true,
        intact: true,
        coverage: coverage.to_owned(),
        ades: "AdESPassed.OK".to_owned(),
    }
}

/// What everybody must say about a file that was signed once.
fn judge(pki: &Pki, pdf: &[u8]) {
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
    let now = now();
    for (name, kind) in [("rsa", Kind::Rsa), ("p256", Kind::P256)] {
        let signer = pki.signer(name, kind);
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
fn a_card_signs_and_tells_its_certificates() {
    let prepare = |pki: &Pki| {
        softhsm::card(pki, "sindaco", Kind::Rsa);
        softhsm::card(pki, "delegato", Kind::P256);
        // As a health card has it: a key to log in with, which comes first.
        softhsm::add_key(pki, "delegato", "accesso", "00", Kind::P256, "cipher", &[]);
    };
    with_cards(
        "signing::a_card_signs_and_tells_its_certificates",
        prepare,
        |folder| {
            let mut cards = tokens(&softhsm::module()).unwrap();
            cards.sort_by(|a, b| b.label.cmp(&a.label));
            let labels: Vec<&str> = cards.iter().map(|card| card.label.as_str()).collect();
            assert_eq!(labels, ["sindaco", "delegato"]);
            assert!(
                cards
                    .iter()
                    .all(|card| !card.locked && !card.last_try && !card.pin_pad)
            );
            let info = &cards[0].certificates[0].info;
            assert_eq!(
                (info.common_name.as_str(), info.purpose),
                ("sindaco", KeyPurpose::Binding)
            );
            assert_eq!(cards[1].certificates.len(), 2);
            let pki = Pki::at(folder);
            for card in &cards {
                let signer = Card::open(
                    &softhsm::module(),
                    card.slot,
                    None,
                    &Pin::new(PIN.to_owned()),
                )
                .unwrap();
                let signed = sign_pdf(&sample::pdf(), &signer, &options(now()), None).unwrap();
                judge(&pki, &signed.pdf);
            }
        },
    );
}

#[test]
fn a_key_that_asks_for_the_pin_each_time_gets_it() {
    let prepare = |pki: &Pki| {
        softhsm::empty_card(pki, "qualificata");
        softhsm::add_key(
            pki,
            "qualificata",
            "firma",
            "07",
            Kind::Rsa,
            "signer",
            &["--always-auth"],
        );
    };
    with_cards(
        "signing::a_key_that_asks_for_the_pin_each_time_gets_it",
        prepare,
        |folder| {
            let slot = tokens(&softhsm::module()).unwrap()[0].slot;
            let signer = Card::open(
                &softhsm::module(),
                slot,
                Some(&[7]),
                &Pin::new(PIN.to_owned()),
            )
            .unwrap();
            for _ in 0..2 {
                let signed = sign_pdf(&sample::pdf(), &signer, &options(now()), None).unwrap();
                judge(&Pki::at(folder), &signed.pdf);
            }
        },
    );
}

#[test]
fn what_a_card_may_refuse_is_told_apart() {
    let prepare = |pki: &Pki| {
        softhsm::card(pki, "sindaco", Kind::P256);
        softhsm::empty_card(pki, "vuota");
    };
    with_cards(
        "signing::what_a_card_may_refuse_is_told_apart",
        prepare,
        |_| {
            let module = softhsm::module();
            let cards = tokens(&module).unwrap();
            let slot = |label: &str| cards.iter().find(|card| card.label == label).unwrap().slot;
            let open = |slot: u64, id: Option<&[u8]>, pin: &str| {
                Card::open(&module, slot, id, &Pin::new(pin.to_owned())).map(drop)
            };
            assert!(matches!(
                open(slot("sindaco"), None, "000000"),
                Err(SignError::PinWrong { last_try: false })
            ));
            assert!(matches!(
                open(slot("sindaco"), None, ""),
                Err(SignError::PinForm | SignError::PinWrong { .. })
            ));
            assert!(matches!(
                open(slot("sindaco"), Some(&[9]), PIN),
                Err(SignError::NoKey)
            ));
            assert!(matches!(
                open(slot("vuota"), None, PIN),
                Err(SignError::NoKey)
            ));
            assert!(matches!(
                open(987_654, None, PIN),
                Err(SignError::CardRemoved)
            ));
            assert!(
                open(slot("sindaco"), None, PIN).is_ok(),
                "a wrong PIN before does no harm"
            );
            for missing in ["missing.so", "signing.rs"] {
                assert!(matches!(
                    tokens(Path::new(missing)),
                    Err(SignError::Module { .. })
                ));
            }
            // The slot of SoftHSM is gone with its card, as a reader's card is when it is pulled.
            let card =
                Card::open(&module, slot("sindaco"), None, &Pin::new(PIN.to_owned())).unwrap();
            card.sign(b"before").unwrap();
            std::fs::remove_dir_all(
                Path::new(&std::env::var("PADES_TEST_FOLDER").unwrap()).join("cards"),
            )
            .unwrap();
            let error = card.sign(b"after").unwrap_err();
            println!("a card that goes away: {error:?}");
            assert!(matches!(
                error,
                SignError::CardRemoved | SignError::NoKey | SignError::Card(_)
            ));
        },
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
        judge(&pki, &signed.pdf);
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
