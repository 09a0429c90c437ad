//! What about a household is in the way of a certificate.

use super::{Case, block};
use crate::certificate::Block;
use crate::certificate::catalogue::Fact;
use crate::certificate::facts::reference;
use crate::household::{HouseholdKind, Relation};
use crate::marital::MaritalStatus;
use crate::person::{Person, RegistryStatus};

/// Relations that no household has had since 15.9.2015, of which none abroad is certified.
const ABOLISHED: [u8; 4] = [14, 15, 19, 80];

/// Checks the household for a kind.
pub(super) fn check(case: &Case<'_>, fact: Fact, blocks: &mut Vec<Block>) {
    let mut add = |code, reason: &str| blocks.push(block(code, None, reason));
    let Some(membership) = &case.subject.membership else {
        add(
            "missing_household",
            "Nell'anagrafe la persona non è in nessuna famiglia: va completata la scheda.",
        );
        return;
    };
    if fact == Fact::Convivenza {
        if membership.kind != HouseholdKind::Convivenza {
            add(
                "not_convivenza",
                "La persona non vive in una convivenza anagrafica: serve il certificato di \
                 residenza.",
            );
        }
        return;
    }
    if membership.kind == HouseholdKind::Convivenza {
        add(
            "convivenza",
            "La persona vive in una convivenza anagrafica: lo stato di famiglia non si rilascia, \
             serve il certificato di residenza in convivenza.",
        );
        return;
    }
    if case.subject.no_fixed_abode {
        add(
            "no_fixed_abode",
            "La persona è senza fissa dimora: lo stato di famiglia non si può rilasciare.",
        );
    }
    if reference(case.members).is_none() {
        add(
            "missing_reference_person",
            "La famiglia non ha un intestatario della scheda: l'anagrafe deve correggerla.",
        );
    }
    match fact {
        Fact::HouseholdMarital => marital(case, &mut add),
        Fact::HouseholdKinship => kinship(case, &mut add),
        Fact::AireHousehold => abroad(case, &mut add),
        _ => {}
    }
}

fn marital(case: &Case<'_>, add: &mut impl FnMut(&'static str, &str)) {
    if case.members.len() == 1 {
        add(
            "single_member",
            "La famiglia ha un solo componente: servono il certificato di stato di famiglia e \
             quello di stato civile.",
        );
    }
    let unknown = |member: &Person| {
        let status = member.marital.as_ref().map(|state| state.status);
        matches!(status, None | Some(MaritalStatus::Unknown))
    };
    if case.members.iter().any(unknown) {
        add(
            "missing_marital_status",
            "Di un componente della famiglia manca lo stato civile: va completata la scheda.",
        );
    }
}

fn relation(member: &Person) -> Option<Relation> {
    member.membership.as_ref().map(|tie| tie.relation)
}

fn kinship(case: &Case<'_>, add: &mut impl FnMut(&'static str, &str)) {
    if case.members.len() == 1 {
        add(
            "single_member",
            "La famiglia ha un solo componente: basta il certificato di stato di famiglia.",
        );
    }
    let unknown = |member: &Person| relation(member).is_none_or(|relation| relation.0 == 99);
    if case.members.iter().any(unknown) {
        add(
            "missing_relation",
            "Di un componente della famiglia manca il rapporto con l'intestatario della scheda: va \
             completata.",
        );
    }
}

fn abroad(case: &Case<'_>, add: &mut impl FnMut(&'static str, &str)) {
    if case
        .members
        .iter()
        .any(|member| member.status != RegistryStatus::Aire)
    {
        add(
            "not_aire_household",
            "La famiglia non è tutta iscritta all'AIRE: questo certificato non si può rilasciare.",
        );
    }
    let abolished =
        |member: &Person| relation(member).is_some_and(|relation| ABOLISHED.contains(&relation.0));
    if case.members.iter().any(abolished) {
        add(
            "relation_abolished",
            "Nella famiglia c'è un legame non più ammesso dal 15/09/2015: va corretta la scheda.",
        );
    }
}
