//! The snapshot of what a certificate states: only that, and never parents, profession, education.

use super::{CertificateCode, Facts, Generalities, MemberFacts, Statement};
use crate::household::Relation;
use crate::person::Person;

/// Makes the snapshot of what the kinds state of a person.
///
/// `household` holds the living members, the subject among them, reference person first.
#[must_use]
pub fn snapshot(kinds: &[CertificateCode], subject: &Person, household: &[Person]) -> Facts {
    Facts {
        subject: generalities(subject),
        statements: kinds
            .iter()
            .filter_map(|kind| statement(&kind.0, subject, household))
            .collect(),
    }
}

fn statement(kind: &str, subject: &Person, household: &[Person]) -> Option<Statement> {
    Some(match kind {
        "AN01" => Statement::Birth {
            act: subject.birth_act.clone(),
        },
        "AN05" => Statement::Citizenship {
            citizenships: subject.citizenships.clone(),
        },
        "AN07" => Statement::Alive,
        "AN08" => {
            let residence = subject.residence();
            Statement::Residence {
                address: residence.and_then(|residence| residence.address.clone()),
                since: residence.and_then(|residence| residence.from),
            }
        }
        "AN11" => Statement::Marital {
            state: subject.marital.clone()?,
        },
        "AN12" | "AN13" => Statement::Household {
            address: reference(household)
                .unwrap_or(subject)
                .residence()
                .and_then(|residence| residence.address.clone()),
            members: household
                .iter()
                .map(|member| facts_of(member, kind == "AN13"))
                .collect(),
        },
        _ => return None,
    })
}

/// Returns the reference person of a household.
pub(super) fn reference(household: &[Person]) -> Option<&Person> {
    household.iter().find(|member| is_reference(member))
}

fn is_reference(member: &Person) -> bool {
    member
        .membership
        .as_ref()
        .is_some_and(|m| m.relation == Relation::REFERENCE_PERSON)
}

fn facts_of(member: &Person, with_marital: bool) -> MemberFacts {
    MemberFacts {
        generalities: generalities(member),
        marital: member.marital.clone().filter(|_| with_marital),
        reference_person: is_reference(member),
    }
}

fn generalities(person: &Person) -> Generalities {
    Generalities {
        surname: person.surname.clone(),
        name: person.name.clone(),
        sex: person.sex,
        birth_date: person.birth_date,
        birth_place: person.birth_place.clone(),
        codice_fiscale: person.codice_fiscale.clone(),
    }
}
