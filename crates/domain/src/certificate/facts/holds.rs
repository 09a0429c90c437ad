//! Which data of an act the registry holds; the others the clerk may enter.

use super::{dated_citizenships, gone_on, residence_history, residence_on};
use crate::certificate::rules::Case;

/// Tells whether the registry holds a datum that could else be entered.
pub(in crate::certificate) fn holds(case: &Case<'_>, field: &str) -> bool {
    let subject = case.subject;
    let cause = subject.status_cause.as_ref();
    let union = subject
        .marital
        .as_ref()
        .and_then(|state| state.union.as_ref());
    let present = subject.residence();
    match field {
        "birth_act" => subject
            .birth_act
            .as_ref()
            .is_some_and(|act| act.number.is_some()),
        "death_date" | "cancellation_date" => gone_on(subject).is_some(),
        "cancellation_reason" => cause.is_some_and(|cause| cause.reason_code.is_some()),
        "cancellation_destination" => {
            cause.is_some_and(|cause| cause.reason_code.is_some() && cause.note.is_some())
        }
        "marriage_date" | "union_date" => union.is_some_and(|union| union.date.is_some()),
        "marriage_place" | "union_place" => union.is_some_and(|union| union.place.is_some()),
        "marriage_act" | "union_act" => union
            .and_then(|union| union.act.as_ref())
            .is_some_and(|act| act.number.is_some()),
        "citizenship_history" => dated_citizenships(subject).is_some(),
        "residence_history" => residence_history(subject).is_some(),
        "residence_on_day" => case
            .request
            .day
            .is_some_and(|day| residence_on(subject, day).is_some()),
        "last_residence" => present.is_some_and(|residence| residence.address.is_some()),
        "aire_since" => subject
            .aire
            .as_ref()
            .is_some_and(|aire| aire.since.is_some()),
        "convivenza_name" => case.household.is_some_and(|one| one.institution.is_some()),
        "convivenza_species" => case.household.is_some_and(|one| one.species.is_some()),
        "cohabitation_since" => subject
            .cohabitation
            .as_ref()
            .is_some_and(|tie| tie.since.is_some()),
        // Of a widow's spouse; for publications it is another person, and always entered.
        "spouse_name" => union.is_some_and(|union| union.spouse_surname.is_some()),
        "spouse_death_date" => subject
            .marital
            .as_ref()
            .is_some_and(|state| state.ended.is_some()),
        "eu_request_date" => subject.registered.is_some(),
        _ => false,
    }
}
