//! Who asks: anyone identified, for most kinds; for some only who is concerned.

use chrono::NaiveDate;

use super::{Case, block, forceable};
use crate::certificate::catalogue::{Family, Kind, WhoMayAsk};
use crate::certificate::{Applicant, Block};
use crate::codice_fiscale::CodiceFiscale;
use crate::person::Person;

/// Checks who asks.
pub(super) fn check(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) {
    let code = identity(case, blocks);
    for kind in kinds {
        match kind.who {
            WhoMayAsk::Anyone => {}
            WhoMayAsk::Household => blocks.extend(household(case, kind, code.as_ref())),
            WhoMayAsk::Cohabitants => blocks.extend(cohabitants(case, code.as_ref())),
            WhoMayAsk::Subject => blocks.extend(subject(case, kind)),
        }
        if kind.adult && !is_adult(case.subject, case.today) {
            blocks.push(block(
                "subject_minor",
                None,
                "La persona è minorenne: firma chi ne ha la responsabilità o la tutela.",
            ));
        }
    }
    protected_household(case, kinds, code.as_ref(), blocks);
}

/// Checks name and document of a third party and returns their codice fiscale, if given.
fn identity(case: &Case<'_>, blocks: &mut Vec<Block>) -> Option<CodiceFiscale> {
    let Applicant::ThirdParty {
        name,
        document,
        codice_fiscale,
    } = &case.request.applicant
    else {
        return None;
    };
    if name.trim().chars().count() < 3 {
        blocks.push(block(
            "applicant_name",
            Some("applicant.name"),
            "Scrivi nome e cognome di chi chiede il certificato.",
        ));
    }
    if document.trim().chars().count() < 5 {
        blocks.push(block(
            "applicant_document",
            Some("applicant.document"),
            "Chi chiede va identificato: scrivi tipo e numero del documento.",
        ));
    }
    let text = codice_fiscale.as_deref().unwrap_or_default().trim();
    if text.is_empty() {
        return None;
    }
    let code = CodiceFiscale::parse(text).ok();
    if code.is_none() {
        blocks.push(block(
            "applicant_code",
            Some("applicant.codice_fiscale"),
            "Il codice fiscale di chi chiede non è scritto bene.",
        ));
    }
    code
}

fn is_third_party(case: &Case<'_>) -> bool {
    matches!(case.request.applicant, Applicant::ThirdParty { .. })
}

fn is_adult(person: &Person, today: NaiveDate) -> bool {
    person.birth_date.age(today) >= 18
}

fn member<'a>(case: &Case<'a>, code: Option<&CodiceFiscale>) -> Option<&'a Person> {
    let code = code?;
    case.members
        .iter()
        .find(|member| member.codice_fiscale.as_ref() == Some(code))
}

/// Relations and marital status of a household: to its grown members, or for a use that needs it.
fn household(case: &Case<'_>, kind: &Kind, code: Option<&CodiceFiscale>) -> Option<Block> {
    let asking = if is_third_party(case) {
        member(case, code)
    } else {
        Some(case.subject)
    };
    if let Some(asking) = asking {
        if is_adult(asking, case.today) {
            return None;
        }
        return Some(forceable(
            "applicant_minor",
            Some("applicant"),
            "Chi chiede è minorenne: questo certificato si dà a un componente maggiorenne.",
        ));
    }
    let used = case.request.exempt_use.as_ref();
    if used.is_some_and(|used| kind.kinship_uses.contains(used)) {
        return None;
    }
    Some(forceable(
        "applicant_stranger",
        Some("applicant"),
        "Chi chiede non risulta della famiglia: questo certificato si dà a un componente \
         maggiorenne (scrivi il suo codice fiscale), o per un uso che lo richiede.",
    ))
}

/// Contract and declaration of cohabitation: to the two only, told by their codice fiscale.
fn cohabitants(case: &Case<'_>, code: Option<&CodiceFiscale>) -> Option<Block> {
    if !is_third_party(case) {
        return None;
    }
    let other = case.subject.cohabitation.as_ref();
    let other = other.and_then(|tie| tie.codice_fiscale.as_ref());
    if code.is_some() && code == other {
        return None;
    }
    Some(block(
        "not_cohabitant",
        Some("applicant"),
        "Questo certificato si dà solo a uno dei due conviventi, riconosciuto dal codice fiscale.",
    ))
}

fn subject(case: &Case<'_>, kind: &Kind) -> Option<Block> {
    if !is_third_party(case) {
        return None;
    }
    let reason = format!("«{}» si rilascia all'interessato.", kind.title);
    // Who signs in front of the official is the person concerned, and nobody in their stead.
    if matches!(kind.family, Family::Authentication | Family::Declaration) {
        return Some(block("only_subject", Some("applicant"), reason));
    }
    Some(forceable("only_subject", Some("applicant"), reason))
}

/// Who lives with a protected person is told to nobody from outside.
fn protected_household(
    case: &Case<'_>,
    kinds: &[&Kind],
    code: Option<&CodiceFiscale>,
    blocks: &mut Vec<Block>,
) {
    let asked = kinds.iter().any(|kind| kind.household);
    if asked && case.address_hidden() && is_third_party(case) && member(case, code).is_none() {
        blocks.push(block(
            "hidden_household",
            Some("applicant"),
            "Questo stato di famiglia si dà solo a un componente della famiglia: rivolgiti \
             all'ufficiale d'anagrafe.",
        ));
    }
}
