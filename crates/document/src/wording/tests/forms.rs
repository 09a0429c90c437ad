//! The multilingual form of the Union: what it says, and that it says no more than the certificate.

use domain::Sex;
use domain::certificate::EuLanguage;
use domain::certificate::catalogue::{Catalogue, ComuneRules};

use super::sample::{certificate, day, with_form};
use super::{act, facts_to_seal};

/// The kinds that the catalogue lets a form go with.
fn covered() -> Vec<String> {
    let catalogue = Catalogue::on(day("2026-11-24"), &ComuneRules::default());
    let kinds = catalogue.kinds().iter().filter(|kind| kind.eu_form);
    kinds.map(|kind| kind.code.0.clone()).collect()
}

/// Returns the fields of a form, one on each line, its languages side by side.
fn told(code: &str, language: EuLanguage) -> String {
    let act = act(&with_form(code, language));
    let fields = act.forms[0].fields.iter().map(|field| {
        let values = field.value.iter().chain(&field.translation);
        let values: Vec<&str> = values.map(String::as_str).collect();
        let label = &field.label;
        let name = format!("{} {} / {}", field.number, label.italian, label.other);
        format!("{name}: {}", values.join(" / "))
            .trim_end()
            .to_owned()
    });
    fields.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_covered_kind_has_one_form_in_every_language() {
    let covered = covered();
    assert_eq!(covered.len(), 12, "{covered:?}");
    for code in &covered {
        for language in EuLanguage::ALL {
            let act = act(&with_form(code, language));
            let [form] = act.forms.as_slice() else {
                panic!("{code} has {} forms", act.forms.len());
            };
            assert_eq!(form.language, language.tag());
            assert!(
                form.fields.iter().any(|field| field.number == "5.1"),
                "{code}"
            );
            for line in form.lines() {
                assert!(
                    !line.trim().is_empty() && !line.contains('{'),
                    "{code}: {line}"
                );
            }
        }
    }
}

#[test]
fn a_form_says_nothing_that_the_certificate_does_not() {
    for code in covered() {
        let certificate = with_form(&code, EuLanguage::De);
        let act = act(&certificate);
        let said = act.text().to_lowercase();
        for field in &act.forms[0].fields {
            // The comune's name stands in the head of the certificate in other words.
            let own = ["1", "2", "5.2"].contains(&field.number.as_str());
            let value = field.value.clone().filter(|_| !own).unwrap_or_default();
            assert!(
                said.contains(&value.to_lowercase()),
                "{code}: {value} is not in {said}"
            );
        }
    }
}

#[test]
fn a_certificate_without_a_form_has_none_and_the_seal_is_the_same() {
    let mut with = with_form("AN08", EuLanguage::Fr);
    let sealed = facts_to_seal(&with);
    assert!(act(&with).forms_text().is_some());
    with.eu_form = None;
    assert_eq!(facts_to_seal(&with), sealed);
    assert!(act(&with).forms_text().is_none());
    assert!(act(&certificate("AN08", Sex::Male)).forms.is_empty());
}

#[test]
fn a_form_of_a_marriage() {
    insta::assert_snapshot!(told("AN03", EuLanguage::De), @"
    1 Stato membro che rilascia il documento / Mitgliedstaat, der die Urkunde ausstellt: Italia / Italien
    2 Autorità che rilascia il documento e il presente modulo / Behörde, die die Urkunde und dieses Formular ausstellt: Comune di Grottaglie (TA), Ufficio Anagrafe
    3 Documento pubblico al quale il modulo è allegato / Öffentliche Urkunde, der das Formular beigefügt ist: Certificato anagrafico di matrimonio
    3.1 Data del documento / Ausstellungsdatum der Urkunde: 24/11/2026
    3.2 Numero del documento / Nummer der Urkunde: E205-02-2026-0000123
    4 Persona interessata / Betroffene Person:
    4.1 Cognome / Familienname: D'AMICO
    4.2 Nome / Vorname: NICOLÒ
    4.3 Data di nascita / Geburtsdatum: 12/03/1978
    4.4 Luogo di nascita / Geburtsort: TARANTO (TA)
    4.5 Numero di identificazione personale (codice fiscale) / Persönliche Kennnummer (italienische Steuernummer): RSSMRA80A01L049L
    5 Matrimonio / Eheschließung:
    5.1 Cognome e nome del coniuge / Familienname und Vorname des Ehegatten: ČAPEK ANNA
    5.2 Data di nascita del coniuge / Geburtsdatum des Ehegatten: 02/01/1980
    5.3 Data del matrimonio / Datum der Eheschließung: 06/09/2008
    5.4 Luogo del matrimonio / Ort der Eheschließung: GROTTAGLIE (TA)
    5.5 Estremi dell'atto / Angaben zum Registereintrag: n. 31, parte 1, serie A, anno 2008, del Comune di GROTTAGLIE
    ");
}

#[test]
fn a_form_of_a_death() {
    insta::assert_snapshot!(told("AN02", EuLanguage::Ro), @"
    1 Stato membro che rilascia il documento / Statul membru care emite documentul: Italia / Italia
    2 Autorità che rilascia il documento e il presente modulo / Autoritatea care emite documentul și prezentul formular: Comune di Grottaglie (TA), Ufficio Anagrafe
    3 Documento pubblico al quale il modulo è allegato / Documentul oficial la care este atașat formularul: Certificato anagrafico di morte
    3.1 Data del documento / Data documentului: 24/11/2026
    3.2 Numero del documento / Numărul documentului: E205-02-2026-0000123
    4 Persona interessata / Persoana vizată:
    4.1 Cognome / Nume: D'AMICO
    4.2 Nome / Prenume: NICOLÒ
    4.3 Data di nascita / Data nașterii: 12/03/1978
    4.4 Luogo di nascita / Locul nașterii: TARANTO (TA)
    4.5 Numero di identificazione personale (codice fiscale) / Număr de identificare personală (cod fiscal italian): RSSMRA80A01L049L
    5 Decesso / Deces:
    5.1 Data del decesso / Data decesului: 02/05/2024
    5.2 Luogo del decesso / Locul decesului: dato death place
    ");
}

#[test]
fn a_form_of_a_marital_status() {
    insta::assert_snapshot!(told("AN11", EuLanguage::Pl), @"
    1 Stato membro che rilascia il documento / Państwo członkowskie wydające dokument: Italia / Włochy
    2 Autorità che rilascia il documento e il presente modulo / Organ wydający dokument i niniejszy formularz: Comune di Grottaglie (TA), Ufficio Anagrafe
    3 Documento pubblico al quale il modulo è allegato / Dokument urzędowy, do którego dołączony jest formularz: Certificato di stato civile
    3.1 Data del documento / Data dokumentu: 24/11/2026
    3.2 Numero del documento / Numer dokumentu: E205-02-2026-0000123
    4 Persona interessata / Osoba, której dotyczy dokument:
    4.1 Cognome / Nazwisko: D'AMICO
    4.2 Nome / Imię: NICOLÒ
    4.3 Data di nascita / Data urodzenia: 12/03/1978
    4.4 Luogo di nascita / Miejsce urodzenia: TARANTO (TA)
    4.5 Numero di identificazione personale (codice fiscale) / Osobisty numer identyfikacyjny (włoski numer podatkowy): RSSMRA80A01L049L
    5 Stato civile / Stan cywilny:
    5.1 Stato civile / Stan cywilny: coniugata / żonaty / zamężna
    ");
}
