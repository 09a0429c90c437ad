//! Invented codes, right and wrong.

use proptest::prelude::*;

use super::*;

/// Invented people; the letters and codes were checked with three other programs.
const VALID: &[(&str, &str, &str, &str)] = &[
    ("Rossi", "Mario", "RSSMRA80A01L049L", "RSSMRAULALMLLQVA"),
    ("Bianchi", "Anna", "BNCNNA75L71E205C", "BNCNNATRLTMENLRK"),
    (
        "De Santis",
        "Nicolo'",
        "DSNNCL99T09F027I",
        "DSNNCLVVTLVFLNTU",
    ),
    (
        "D'Amico",
        "Maria Grazia",
        "DMCMGR62B68E882Q",
        "DMCMGRSNBSUEUUNF",
    ),
    ("Fo", "Aldo", "FOXLDA26C24E036Q", "FOXLDANSCNQELPSL"),
    ("Re", "Io", "REXIOX01R45I467Q", "REXIOXLMRQRIQSTR"),
    ("Aiello", "Eva", "LLAVEA50D70C136Q", "LLAVEARLDTLCMPSM"),
    (
        "Quaranta",
        "Gianfranco",
        "QRNGFR45M15M298O",
        "QRNGFRQRMMRMNVUB",
    ),
    ("Òliva", "Désirée", "LVODSR88S51L049T", "LVODSRUUSRMLLQVK"),
    (
        "Lo Russo",
        "Cosimo Damiano",
        "LRSCMD10E20E469E",
        "LRSCMDMLENLEQSVT",
    ),
    ("Xu", "Li", "XUXLIX90H54Z210Z", "XUXLIXVLHRQZNMLL"),
    ("Müller", "Jürgen", "MLLJGN68H30Z112P", "MLLJGNSUHPLZMMNF"),
];

#[test]
fn valid_codes_are_read_and_fit_their_letters() {
    for (surname, name, code, omocodia) in VALID {
        let read = CodiceFiscale::parse(code).unwrap();
        assert_eq!(surname_letters(surname), code[..3], "{surname}");
        assert_eq!(name_letters(name), code[3..6], "{name}");
        let twin = CodiceFiscale::parse(omocodia).unwrap();
        assert_eq!(twin.without_omocodia(), read, "{omocodia}");
        assert_eq!(read.with_omocodia(7), twin, "{code}");
    }
}

#[test]
fn what_is_typed_by_hand_or_by_a_scanner_is_read() {
    for text in [
        "rssmra80a01l049l",
        " RSSMRA80A01L049L\r\n",
        "RSS MRA 80A01 L049L",
        "\tRSSMRA80A01L049L",
    ] {
        assert_eq!(
            CodiceFiscale::parse(text).unwrap().as_str(),
            "RSSMRA80A01L049L",
            "{text:?}"
        );
    }
}

#[test]
fn wrong_codes_are_refused_with_the_reason() {
    use CodiceFiscaleError::{CheckCharacter, Form};
    for (text, reason) in [
        ("RSSMRA80A01L049A", CheckCharacter),
        ("BNCNNA75L71E205A", CheckCharacter),
        ("RSSMRA80A01L049", Form),
        ("RSSMRA80A41L049%", Form),
        ("RSSMRA80F01L049A", Form),
        ("RSSMRA80A32L049L", Form),
        ("", Form),
        ("12345678904", CheckCharacter),
        ("00000000000", CheckCharacter),
    ] {
        assert_eq!(CodiceFiscale::parse(text), Err(reason), "{text}");
    }
}

#[test]
fn provisional_codes_have_the_check_digit_of_a_partita_iva() {
    for text in [
        "90123456783",
        "12345678903",
        "01000000008",
        "15376371009",
        "80008750731",
    ] {
        let code = CodiceFiscale::parse(text).unwrap();
        assert!(code.is_provisional(), "{text}");
        assert_eq!(code.without_omocodia(), code);
    }
}

/// The vectors of the domain study, where they stand beside the checkout.
#[test]
fn all_vectors_of_the_study_hold() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/domain/data/vettori_codice_fiscale.json"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        return;
    };
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    for vector in vectors["validi"].as_array().unwrap() {
        let code = vector["codice_fiscale"].as_str().unwrap();
        let read = CodiceFiscale::parse(code).unwrap();
        assert_eq!(
            surname_letters(vector["cognome"].as_str().unwrap()),
            code[..3]
        );
        assert_eq!(name_letters(vector["nome"].as_str().unwrap()), code[3..6]);
        for (field, letters) in [
            ("omocodia_1", 1),
            ("omocodia_2", 2),
            ("omocodia_7_posizioni", 7),
        ] {
            let twin = CodiceFiscale::parse(vector[field].as_str().unwrap()).unwrap();
            assert_eq!(twin.without_omocodia(), read, "{field} of {code}");
            if field != "omocodia_2" {
                assert_eq!(read.with_omocodia(letters), twin, "{field} of {code}");
            }
        }
    }
    for vector in vectors["non_validi"].as_array().unwrap() {
        assert!(
            CodiceFiscale::parse(vector["valore"].as_str().unwrap()).is_err(),
            "{vector}"
        );
    }
    for vector in vectors["numerici_11_enti_noti"].as_array().unwrap() {
        assert!(
            CodiceFiscale::parse(vector["valore"].as_str().unwrap()).is_ok(),
            "{vector}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,40}") {
        let _ = CodiceFiscale::parse(&text);
    }

    #[test]
    fn a_changed_digit_is_found(which in 0..VALID.len(), place in 0..7_usize, digit in 0..10_u8) {
        let mut bytes = VALID[which].2.as_bytes().to_vec();
        let place = DIGIT_PLACES[place];
        prop_assume!(bytes[place] != b'0' + digit);
        bytes[place] = b'0' + digit;
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(CodiceFiscale::parse(&text).is_err(), "{text}");
    }
}
