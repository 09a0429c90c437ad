//! How the words stand on pages: nothing parted that belongs together.

use domain::Sex;
use domain::certificate::{EuLanguage, Language};

use super::sample::{issuable, translated, with_form};
use super::{Paragraph, act, certificate};
use crate::compose;
use crate::layout::{Laid, Tag};
use crate::seal::SealSlot;

/// The seals that a certificate may have: none, a small one, a large one.
fn slots() -> [Option<SealSlot>; 3] {
    let slot = |side| SealSlot {
        side,
        caption: vec!["K7QF-2M9P".to_owned(), "parole ".repeat(30)],
    };
    [None, Some(slot(77)), Some(slot(113))]
}

/// Returns the language of what each page but the first begins with.
fn firsts(laid: &Laid) -> Vec<Option<&str>> {
    let pages = laid.pages.iter().skip(1);
    let first = pages.map(|page| {
        let first = page.marks.iter().find_map(|(tag, _)| match tag {
            Tag::Element(element) => Some(*element),
            _ => None,
        });
        laid.elements[first.unwrap()].language.as_deref()
    });
    first.collect()
}

#[test]
fn no_page_begins_with_a_translation() {
    let mut several = 0;
    for (code, _) in issuable().iter().filter(|(_, translated)| *translated) {
        for language in Language::ALL {
            let act = act(&translated(code, language));
            for slot in &slots() {
                let laid = compose::pages(&act, None, slot.as_ref()).unwrap();
                several += laid.pages.len() - 1;
                let parted = firsts(&laid).iter().any(Option::is_some);
                assert!(!parted, "{code} in {language:?}");
            }
        }
    }
    assert!(several > 20, "{several} pages are not the first one");
}

#[test]
fn every_translation_says_its_language() {
    for language in Language::ALL {
        let act = act(&translated("AN16", language));
        let laid = compose::pages(&act, None, None).unwrap();
        let spoken = laid.elements.iter();
        let spoken = spoken.filter(|element| element.language.as_deref() == Some(language.tag()));
        let body = act.body.iter();
        let body = body.filter(|paragraph| matches!(paragraph, Paragraph::Translation(_)));
        let notes = act.notes.iter();
        let notes = notes.filter(|note| note.translation.is_some()).count();
        assert!(notes >= 4);
        // Title, opening and clause besides.
        assert_eq!(spoken.count(), 3 + body.count() + notes);
    }
}

#[test]
fn a_form_is_one_page_of_its_own() {
    for code in ["AN01", "AN02", "AN03", "AN08", "AN11", "AN18", "SC02"] {
        for language in EuLanguage::ALL {
            let mut certificate = with_form(code, language);
            let with = compose::pages(&act(&certificate), None, None).unwrap();
            certificate.eu_form = None;
            let without = compose::pages(&act(&certificate), None, None).unwrap();
            let count = without.pages.len() + 1;
            assert_eq!(with.pages.len(), count, "{code} in {language:?}");
        }
    }
}

#[test]
fn an_authentication_says_nothing_of_a_term() {
    let said = act(&certificate("AU01", Sex::Male)).text();
    assert!(
        !said.contains("Validità") && !said.contains("\n\n"),
        "{said}"
    );
    assert!(
        act(&certificate("AN08", Sex::Male))
            .text()
            .contains("Validità")
    );
}
