//! Marriages, civil unions and cohabitations: what is in the way of certifying them.

use chrono::NaiveDate;

use super::{Case, block, of_this_comune};
use crate::certificate::Block;
use crate::certificate::catalogue::{Fact, Kind};
use crate::certificate::facts::was_married;
use crate::marital::{MaritalState, MaritalStatus};
use crate::person::RegistryStatus;

/// Checks the tie that a kind states.
pub(super) fn check(case: &Case<'_>, kind: &Kind, fact: Fact, blocks: &mut Vec<Block>) {
    match fact {
        Fact::Marriage => marriage(case, kind, blocks),
        Fact::CivilUnion => civil_union(case, kind, blocks),
        Fact::FreeState => free_state(case, blocks),
        Fact::Widowhood => widowhood(case, blocks),
        Fact::Contract | Fact::Cohabitation => cohabitation(case, fact, blocks),
        _ => {}
    }
}

fn state<'a>(case: &Case<'a>) -> Option<&'a MaritalState> {
    case.subject.marital.as_ref()
}

fn status(case: &Case<'_>) -> Option<MaritalStatus> {
    state(case).map(|state| state.status)
}

fn marriage(case: &Case<'_>, kind: &Kind, blocks: &mut Vec<Block>) {
    let married = if kind.here {
        was_married(case.subject)
    } else {
        status(case) == Some(MaritalStatus::Married)
    };
    if !married {
        blocks.push(block(
            "not_married",
            None,
            "La persona non risulta coniugata: il matrimonio non si può certificare.",
        ));
        return;
    }
    let missing = "Nell'anagrafe mancano i dati del coniuge: va completata la scheda.";
    union(case, kind, missing, blocks);
}

fn civil_union(case: &Case<'_>, kind: &Kind, blocks: &mut Vec<Block>) {
    if status(case) != Some(MaritalStatus::CivilUnion) {
        blocks.push(block(
            "not_in_union",
            None,
            "La persona non risulta unita civilmente: l'unione non si può certificare.",
        ));
        return;
    }
    let missing =
        "Nell'anagrafe mancano i dati dell'altra parte dell'unione: va completata la scheda.";
    union(case, kind, missing, blocks);
}

/// Checks what both unions need: the other, the time of the event, and the act's comune.
fn union(case: &Case<'_>, kind: &Kind, missing: &str, blocks: &mut Vec<Block>) {
    let union = state(case).and_then(|state| state.union.as_ref());
    if union.is_none_or(|union| union.spouse_surname.is_none() && union.spouse_name.is_none()) {
        blocks.push(block("missing_spouse", None, missing));
    }
    after_leaving(case, kind, blocks);
    let act = union.and_then(|union| union.act.as_ref());
    of_this_comune(
        case,
        kind,
        act.and_then(|act| act.comune.as_deref()),
        blocks,
    );
}

/// Of Italians abroad the registry certifies what came before they left.
fn after_leaving(case: &Case<'_>, kind: &Kind, blocks: &mut Vec<Block>) {
    if case.subject.status != RegistryStatus::Aire || kind.here {
        return;
    }
    let left: Option<NaiveDate> = case.subject.aire.as_ref().and_then(|aire| aire.since);
    let event = state(case)
        .and_then(|state| state.union.as_ref())
        .and_then(|union| union.date);
    if let (Some(left), Some(event)) = (left, event)
        && event.first_day() >= left
    {
        blocks.push(block(
            "aire_event",
            None,
            "L'evento è successivo all'iscrizione all'AIRE: lo certifica lo stato civile che ha \
             trascritto l'atto.",
        ));
    }
}

fn free_state(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let (code, reason) = match status(case) {
        Some(
            MaritalStatus::Single
            | MaritalStatus::Widowed
            | MaritalStatus::Divorced
            | MaritalStatus::FreeAfterPartnerDeath
            | MaritalStatus::FreeAfterDissolution,
        ) => return,
        Some(MaritalStatus::Married | MaritalStatus::CivilUnion) => (
            "not_free",
            "La persona risulta coniugata o unita civilmente: lo stato libero non si certifica.",
        ),
        Some(MaritalStatus::Unknown) | None => (
            "missing_marital_status",
            "Nell'anagrafe lo stato civile manca o non è classificabile: va completata la scheda.",
        ),
    };
    blocks.push(block(code, None, reason));
}

fn widowhood(case: &Case<'_>, blocks: &mut Vec<Block>) {
    if status(case) != Some(MaritalStatus::Widowed) {
        blocks.push(block(
            "not_widowed",
            None,
            "La persona non risulta vedova: questo certificato non si può rilasciare.",
        ));
    }
}

fn cohabitation(case: &Case<'_>, fact: Fact, blocks: &mut Vec<Block>) {
    let tie = case.subject.cohabitation.as_ref();
    let tie = tie.filter(|tie| tie.ended.is_none_or(|day| day > case.today));
    let named = |tie: &crate::person::Cohabitation| tie.surname.is_some() || tie.name.is_some();
    let Some(tie) = tie.filter(|tie| named(tie)) else {
        blocks.push(block(
            "missing_cohabitation",
            None,
            "Nell'anagrafe non risulta una convivenza di fatto dichiarata e in corso.",
        ));
        return;
    };
    if fact == Fact::Contract && tie.contract_date.is_none() {
        blocks.push(block(
            "missing_contract",
            None,
            "Nell'anagrafe non risulta un contratto di convivenza.",
        ));
    }
}
