//! Cards: what they sign, and what they refuse.

use std::path::Path;

use pades::{Card, KeyPurpose, Pin, SignError, Signer, sign_pdf, tokens};

use crate::pki::{Kind, Pki, now, options};
use crate::sample;
use crate::signing::judge;
use crate::softhsm::{self, PIN, with_cards};

#[test]
fn a_card_signs_and_tells_its_certificates() {
    let prepare = |pki: &Pki| {
        softhsm::card(pki, "sindaco", Kind::Rsa);
        softhsm::card(pki, "delegato", Kind::P256);
        // As a health card has it: a key to log in with, which comes first.
        softhsm::add_key(pki, "delegato", "accesso", "00", Kind::P256, "cipher", &[]);
    };
    with_cards(
        "cards::a_card_signs_and_tells_its_certificates",
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
        "cards::a_key_that_asks_for_the_pin_each_time_gets_it",
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
        "cards::what_a_card_may_refuse_is_told_apart",
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
            for missing in ["missing.so", "cards.rs"] {
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
