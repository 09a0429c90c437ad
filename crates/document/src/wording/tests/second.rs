//! The second languages: whole, and always beside the Italian.

use domain::Sex;
use domain::certificate::Language;

use super::super::lexicon::{Lexicon, Part};
use super::sample::{issuable, translated};
use super::{Paragraph, act, told_of};

const PARTS: [Part; 8] = [
    Part::Form,
    Part::Sentence,
    Part::Relation,
    Part::Title,
    Part::Opening,
    Part::Clause,
    Part::Note,
    Part::Label,
];

/// Words that only the Italian has: declarations, and what has no translation yet.
const ITALIAN_ONLY: [&str; 9] = [
    "declaration",
    "declarant",
    "conscription",
    "no_surname",
    "no_name",
    "nameless",
    "signature.printed",
    "signature.digital",
    "number.",
];

fn places(template: &str) -> Vec<&str> {
    let mut places: Vec<&str> = template
        .split('{')
        .skip(1)
        .filter_map(|piece| piece.split('}').next())
        .collect();
    places.sort_unstable();
    places
}

#[test]
fn each_language_has_every_word_of_the_italian_with_the_same_places() {
    let italian = Lexicon::italian();
    for language in Language::ALL {
        let other = Lexicon::of(language);
        for part in PARTS {
            for key in italian.keys(part) {
                let only = ITALIAN_ONLY.iter().any(|only| key.starts_with(only));
                if only || key.ends_with(".declared") {
                    continue;
                }
                let forms = other.forms(part, key);
                assert!(!forms.is_empty(), "{language:?} has no {part:?} {key}");
                let wanted = places(italian.forms(part, key)[0]);
                for form in forms.iter().chain(&italian.forms(part, key)) {
                    assert_eq!(places(form), wanted, "{language:?} {part:?} {key}");
                }
            }
        }
    }
}

#[test]
fn every_translated_kind_has_title_opening_and_sentences_in_each_language() {
    for (code, translated_kind) in issuable() {
        if !translated_kind {
            continue;
        }
        for language in Language::ALL {
            let certificate = translated(&code, language);
            let act = act(&certificate);
            let second = act.second.as_ref().unwrap();
            for part in [&second.title, &second.opening, &second.clause] {
                assert!(!part.is_empty(), "{code} {language:?}: {second:?}");
            }
            let text = act.text();
            for line in text.lines() {
                assert!(!line.trim().is_empty(), "{code} {language:?}: {text}");
            }
            let translations = act.body.iter();
            let translations =
                translations.filter(|paragraph| matches!(paragraph, Paragraph::Translation(_)));
            assert!(translations.count() > 0, "{code} {language:?}");
            assert!(
                !matches!(act.body[0], Paragraph::Translation(_)),
                "the Italian first"
            );
        }
    }
}

#[test]
fn the_kinds_of_the_registry_are_all_translated() {
    for (code, translated_kind) in issuable() {
        assert!(translated_kind || !code.starts_with("AN"), "{code}");
    }
}

#[test]
fn the_words_for_marital_status_are_those_of_the_rules() {
    let italian = Lexicon::italian();
    for code in [1, 2, 3, 4, 6, 7, 8, 9] {
        let status = domain::MaritalStatus::from_anpr(code).unwrap();
        for sex in [Sex::Male, Sex::Female, Sex::Unknown] {
            let word = italian.find(Part::Sentence, &format!("status.{code}"), sex);
            let known = domain::certificate::catalogue::marital_label(status, sex);
            assert_eq!(word, Some(known));
        }
    }
}

#[test]
fn a_residence_in_german_and_a_marriage_in_slovene() {
    insta::assert_snapshot!(act(&translated("AN08", Language::De)).text(), @"
    COMUNE DI GROTTAGLIE
    Provincia di Taranto · Ufficio Anagrafe
    Certificato n. E205-02-2026-0000123
    CERTIFICATO DI RESIDENZA
    Wohnsitzbescheinigung
    L'UFFICIALE D'ANAGRAFE
    visti gli atti d'ufficio, certifica che
    nach Einsicht in die Amtsakten wird bescheinigt, dass die oben genannte Person
    D'AMICO NICOLÒ
    nata a TARANTO (TA) il 12/03/1978
    codice fiscale RSSMRA80A01L049L
    è residente in questo Comune, in VIA QUINTO ENNIO 12/A, dal 15/06/2010.
    ist in dieser Gemeinde wohnhaft, VIA QUINTO ENNIO 12/A, seit dem 15.06.2010.
    Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi.
    Diese Bescheinigung darf weder bei Organen der öffentlichen Verwaltung noch bei privaten Betreibern öffentlicher Dienste vorgelegt werden.
    Imposta di bollo di euro 16,00: contrassegno telematico da applicare nel riquadro in alto a destra.
    Stempelsteuer von 16,00 Euro: Stempelmarke anzubringen.
    Diritti di segreteria: euro 0,52 (L. 604/1962, Tab. D).
    Sekretariatsgebühren: 0,52 Euro.
    Validità: sei mesi dalla data di rilascio (d.P.R. 445/2000, art. 41).
    Gültigkeit: sechs Monate ab Ausstellungsdatum.
    Dati dell'anagrafe aggiornati al 23/11/2026, ore 08:00.
    Stand der Registerdaten: 23.11.2026, 08:00 Uhr.
    Grottaglie, 24/11/2026
    L'Ufficiale d'Anagrafe delegato Prova Inventata
    ");
    insta::assert_snapshot!(told_of(&translated("AN03", Language::Sl)), @"
    CERTIFICATO ANAGRAFICO DI MATRIMONIO
    ha contratto matrimonio con ČAPEK ANNA (nata il 02/01/1980) a GROTTAGLIE (TA) il 06/09/2008, come risulta dall'atto di matrimonio n. 31, parte 1, serie A, anno 2008, del Comune di GROTTAGLIE.
      / je v zakonski zvezi z osebo ČAPEK ANNA (rojena dne 02. 01. 1980), sklenjeni v kraju GROTTAGLIE (TA) dne 06. 09. 2008, kot izhaja iz poročnega akta št. 31, del 1, serija A, leto 2008, občine GROTTAGLIE.
    ");
}
