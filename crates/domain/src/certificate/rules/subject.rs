//! What about the person is in the way of a certificate.

use super::{Case, block};
use crate::certificate::Block;
use crate::certificate::catalogue::Kind;
use crate::certificate::facts::reference;
use crate::household::HouseholdKind;
use crate::marital::MaritalStatus;
use crate::person::{Certifiability, RegistryStatus};

/// Citizenship codes that stand for none and for not known.
const NO_CITIZENSHIP: [&str; 2] = ["997", "998"];

/// Checks the person and the household for each kind.
pub(super) fn check(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) {
    if let Some(gone) = standing(case) {
        // Of who is not in the registry nothing else need be said.
        blocks.push(gone);
        return;
    }
    blocks.extend(certifiability(case, kinds));
    for kind in kinds {
        match kind.code.0.as_str() {
            "AN05" => citizenship(case, blocks),
            "AN08" => residence(case, blocks),
            "AN11" => marital(case, blocks),
            "AN12" | "AN13" => household(case, kind, blocks),
            _ => {}
        }
    }
}

fn standing(case: &Case<'_>) -> Option<Block> {
    let when = case
        .subject
        .status_cause
        .as_ref()
        .and_then(|cause| cause.date)
        .map(|date| format!(" (dal {})", date.format("%d/%m/%Y")))
        .unwrap_or_default();
    let (code, reason) = match case.subject.status {
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

fn certifiability(case: &Case<'_>, kinds: &[&Kind]) -> Option<Block> {
    let (code, reason) = match case.subject.certifiability {
        Certifiability::Full => return None,
        Certifiability::Partial if kinds.iter().all(|kind| kind.partially_certifiable) => {
            return None;
        }
        Certifiability::Partial => (
            "partially_certifiable",
            "Di questa persona si certificano solo residenza e stato di famiglia: l'anagrafe deve \
             completare la scheda.",
        ),
        Certifiability::No => (
            "not_certifiable",
            "La persona è segnata come non certificabile: nessun certificato è possibile. Rivolgiti \
             all'ufficiale d'anagrafe.",
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
    Some(block(code, None, reason))
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
        blocks.push(block(
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

fn household(case: &Case<'_>, kind: &Kind, blocks: &mut Vec<Block>) {
    let mut add = |code, reason: &str| blocks.push(block(code, None, reason));
    let Some(membership) = &case.subject.membership else {
        add(
            "missing_household",
            "Nell'anagrafe la persona non è in nessuna famiglia: va completata la scheda.",
        );
        return;
    };
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
    if reference(case.household).is_none() {
        add(
            "missing_reference_person",
            "La famiglia non ha un intestatario della scheda: l'anagrafe deve correggerla.",
        );
    }
    if kind.code.0 == "AN13" {
        if case.household.len() == 1 {
            add(
                "single_member",
                "La famiglia ha un solo componente: servono il certificato di stato di famiglia e \
                 quello di stato civile.",
            );
        }
        let unknown = |member: &crate::person::Person| {
            let status = member.marital.as_ref().map(|state| state.status);
            matches!(status, None | Some(MaritalStatus::Unknown))
        };
        if case.household.iter().any(unknown) {
            add(
                "missing_marital_status",
                "Di un componente della famiglia manca lo stato civile: va completata la scheda.",
            );
        }
    }
}
