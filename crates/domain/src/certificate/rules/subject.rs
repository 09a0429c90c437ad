//! What about the person is in the way of a certificate.

use super::{Case, block, forceable};
use crate::certificate::Block;
use crate::certificate::catalogue::{Fact, Kind};
use crate::certificate::facts;
use crate::marital::MaritalStatus;
use crate::person::{Certifiability, RegistryStatus};
use crate::place::Place;

mod household;
mod ties;

/// Citizenship codes that stand for none and for not known.
const NO_CITIZENSHIP: [&str; 2] = ["997", "998"];

/// Checks the person and the household for each kind; tells whether the person is in the right
/// register.
pub(super) fn check(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) -> bool {
    if let Some(gone) = standing(case, kinds) {
        // Of who is not in the right register nothing else need be said.
        blocks.push(gone);
        return false;
    }
    blocks.extend(certifiability(case, kinds));
    for kind in facts::kinds(case) {
        if let Some(fact) = kind.states {
            fact_of(case, kind, fact, blocks);
        }
        if kind.shows_address && case.subject.address_hidden {
            blocks.push(block(
                "hidden_address",
                None,
                "L'indirizzo di questa persona è riservato e non si certifica: rivolgiti \
                 all'ufficiale d'anagrafe.",
            ));
        }
    }
    true
}

fn fact_of(case: &Case<'_>, kind: &Kind, fact: Fact, blocks: &mut Vec<Block>) {
    match fact {
        Fact::Birth => birth(case, kind, blocks),
        Fact::Citizenship => citizenship(case, blocks),
        Fact::CitizenshipHistory => citizenship_history(case, blocks),
        Fact::Residence => residence(case, blocks),
        Fact::AireResidence => aire_residence(case, blocks),
        Fact::Marital => marital(case, blocks),
        Fact::Household
        | Fact::HouseholdMarital
        | Fact::HouseholdKinship
        | Fact::AireHousehold
        | Fact::Convivenza => household::check(case, fact, blocks),
        Fact::EuRegistration => eu_registration(case, blocks),
        Fact::ElectoralRoll | Fact::PoliticalRights => elector(case, blocks),
        Fact::Conscription => conscription(case, blocks),
        _ => ties::check(case, kind, fact, blocks),
    }
}

/// Returns why the person's standing is not one of which the kinds are issued.
fn standing(case: &Case<'_>, kinds: &[&Kind]) -> Option<Block> {
    let status = case.subject.status;
    let kind = kinds.iter().find(|kind| !kind.standing.contains(&status))?;
    let when = facts::gone_on(case.subject)
        .map(|date| format!(" (dal {})", date.format("%d/%m/%Y")))
        .unwrap_or_default();
    let for_residents = kind.standing.contains(&RegistryStatus::Resident);
    let (code, reason) = match status {
        _ if kind.standing == [RegistryStatus::Aire] => (
            "not_aire",
            "La persona non è iscritta all'AIRE: questo certificato è degli italiani all'estero."
                .to_owned(),
        ),
        _ if kind.standing == [RegistryStatus::Dead] => (
            "not_dead",
            "La persona non risulta deceduta: questo certificato non si può rilasciare.".to_owned(),
        ),
        _ if !for_residents => (
            "not_cancelled",
            "La persona non risulta cancellata da questa anagrafe come questo certificato vuole."
                .to_owned(),
        ),
        RegistryStatus::Resident => return None,
        RegistryStatus::Aire => (
            "aire",
            "La persona è iscritta all'AIRE, non tra i residenti: servono i certificati AIRE."
                .to_owned(),
        ),
        RegistryStatus::Dead => (
            "dead",
            format!("La persona risulta deceduta{when}: questo certificato non si può rilasciare."),
        ),
        RegistryStatus::Emigrated => (
            "emigrated",
            format!(
                "La persona è emigrata{when}: il certificato lo rilascia il comune dove risiede ora."
            ),
        ),
        RegistryStatus::Cancelled => (
            "cancelled",
            format!("La persona è cancellata dall'anagrafe{when}: non è certificabile qui."),
        ),
    };
    Some(block(code, None, reason))
}

/// ANPR's certifiability: 0 blocks always, the others may be passed over with a trace.
fn certifiability(case: &Case<'_>, kinds: &[&Kind]) -> Option<Block> {
    if kinds.iter().all(|kind| !kind.certifiable) {
        return None;
    }
    let (code, reason) = match case.subject.certifiability {
        Certifiability::Full => return None,
        Certifiability::No => {
            return Some(block(
                "not_certifiable",
                None,
                "La persona è segnata come non certificabile: nessun certificato è possibile. \
                 Rivolgiti all'ufficiale d'anagrafe.",
            ));
        }
        Certifiability::Partial if kinds.iter().all(|kind| kind.partially_certifiable) => {
            return None;
        }
        Certifiability::Partial => (
            "partially_certifiable",
            "Di questa persona si certificano solo residenza e stato di famiglia: l'anagrafe deve \
             completare la scheda.",
        ),
        Certifiability::NotRegistrable => (
            "not_registrable",
            "La scheda è di un soggetto non iscrivibile: rivolgiti all'ufficiale d'anagrafe.",
        ),
        Certifiability::Interdicted => (
            "interdicted",
            "La persona è sottoposta a tutela: la richiesta va valutata dall'ufficiale d'anagrafe.",
        ),
    };
    Some(forceable(code, None, reason))
}

fn birth(case: &Case<'_>, kind: &Kind, blocks: &mut Vec<Block>) {
    let subject = case.subject;
    let abroad = matches!(subject.birth_place, Place::Abroad { .. });
    if subject.status == RegistryStatus::Aire && abroad && !kind.here {
        blocks.push(block(
            "aire_born_abroad",
            None,
            "La persona è iscritta all'AIRE e nata all'estero: la nascita la certifica lo stato \
             civile del comune che ha trascritto l'atto.",
        ));
    }
    let act = subject.birth_act.as_ref();
    of_this_comune(
        case,
        kind,
        act.and_then(|act| act.comune.as_deref()),
        blocks,
    );
}

/// The civil status of a comune certifies the acts of its own registers.
fn of_this_comune(case: &Case<'_>, kind: &Kind, of: Option<&str>, blocks: &mut Vec<Block>) {
    let here = case.issuer.comune.to_uppercase();
    if kind.here && of.is_some_and(|of| !here.is_empty() && of.to_uppercase() != here) {
        blocks.push(block(
            "act_elsewhere",
            None,
            format!(
                "L'atto è del Comune di {}: il certificato lo rilascia quel comune.",
                of.unwrap_or_default()
            ),
        ));
    }
}

fn citizenship(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let held = &case.subject.citizenships;
    let unknown = |code: &str| NO_CITIZENSHIP.contains(&code);
    if held.is_empty()
        || held
            .iter()
            .any(|citizenship| unknown(&citizenship.state_code))
    {
        blocks.push(block(
            "missing_citizenship",
            None,
            "Nell'anagrafe manca la cittadinanza, o è ignota: il certificato non si può rilasciare.",
        ));
    } else if !case.subject.is_italian() {
        blocks.push(forceable(
            "not_italian",
            None,
            "La persona non è cittadina italiana: la cittadinanza straniera la certifica il suo \
             Stato.",
        ));
    } else if held.len() > 1 {
        blocks.push(block(
            "several_citizenships",
            None,
            "La persona ha più cittadinanze: il certificato va valutato dall'ufficiale d'anagrafe.",
        ));
    }
}

fn residence(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let address = case
        .subject
        .residence()
        .and_then(|residence| residence.address.as_ref());
    if address.is_none() && !case.subject.no_fixed_abode {
        blocks.push(block(
            "missing_address",
            None,
            "Nell'anagrafe manca l'indirizzo di residenza: va completata la scheda.",
        ));
    }
}

fn marital(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let status = case.subject.marital.as_ref().map(|state| state.status);
    if matches!(status, None | Some(MaritalStatus::Unknown)) {
        blocks.push(block(
            "missing_marital_status",
            None,
            "Nell'anagrafe lo stato civile manca o non è classificabile: va completata la scheda.",
        ));
    }
}

fn citizenship_history(case: &Case<'_>, blocks: &mut Vec<Block>) {
    if !case.subject.is_italian() {
        blocks.push(block(
            "never_italian",
            None,
            "La persona non è cittadina italiana: la storia della cittadinanza non si certifica.",
        ));
    }
}

fn aire_residence(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let abroad = case
        .subject
        .residence()
        .and_then(|residence| residence.abroad.as_ref());
    if abroad.is_none() {
        blocks.push(block(
            "missing_address",
            None,
            "Nell'anagrafe manca l'indirizzo estero: va completata la scheda.",
        ));
    }
}

/// D.Lgs. 30/2007 art. 9: citizens of another state of the Union.
fn eu_registration(case: &Case<'_>, blocks: &mut Vec<Block>) {
    if facts::eu_citizenship(case.subject).is_none() {
        blocks.push(block(
            "not_eu",
            None,
            "La persona non è cittadina di un altro Stato dell'Unione europea.",
        ));
    }
}

/// D.P.R. 223/1967: on the roll are the Italians of age who have not lost the vote.
fn elector(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let subject = case.subject;
    let of_age = subject.birth_date.age(case.today) >= 18;
    if subject.elector == Some(false) || !of_age || !subject.is_italian() {
        blocks.push(block(
            "not_elector",
            None,
            "La persona non risulta elettrice in questo comune.",
        ));
    } else if subject.elector.is_none() {
        blocks.push(forceable(
            "elector_unknown",
            None,
            "L'anagrafe non dice se la persona è elettrice: verifica con l'ufficio elettorale.",
        ));
    }
}

/// D.Lgs. 66/2010: the lists are of the men.
fn conscription(case: &Case<'_>, blocks: &mut Vec<Block>) {
    if case.subject.sex == crate::person::Sex::Female || !case.subject.is_italian() {
        blocks.push(block(
            "not_conscript",
            None,
            "Le liste di leva comprendono i cittadini maschi: questa persona non può esservi \
             iscritta.",
        ));
    }
}
