//! The snapshot of what a certificate states: only that, and never parents, profession, education.

use chrono::NaiveDate;

use super::catalogue::{Entry, Fact, Kind};
use super::rules::Case;
use super::{CohabitantFacts, Entered, Facts, Generalities, MemberFacts, Statement, UnionFacts};
use crate::address::{Address, ForeignAddress};
use crate::household::Relation;
use crate::marital::MaritalStatus;
use crate::person::{Person, RegistryStatus};

mod holds;
mod past;

pub(super) use holds::holds;
use past::{residence_history, residence_on};

/// Makes the snapshot of what the kinds of a request state of a person.
///
/// `operator` is who entered what the registry does not hold.
#[must_use]
pub fn snapshot(case: &Case<'_>, operator: &str) -> Facts {
    let mut facts = Facts {
        subject: generalities(case.subject),
        statements: Vec::new(),
        entered: Vec::new(),
    };
    for kind in kinds(case) {
        if let Some(fact) = kind.states {
            facts.statements.extend(statement(case, kind, fact));
        }
        let formula = kind.formula.as_deref().unwrap_or_default();
        for (entry, value) in entered(case, kind) {
            if facts.entered.iter().any(|known| known.field == entry.field) {
                continue;
            }
            if !formula.contains(&format!("{{{}}}", entry.field)) {
                facts.statements.push(Statement::Entered {
                    field: entry.field.clone(),
                    label: entry.label.clone(),
                    value: value.to_owned(),
                });
            }
            facts.entered.push(Entered {
                field: entry.field.clone(),
                label: entry.label.clone(),
                value: value.to_owned(),
                operator: operator.to_owned(),
            });
        }
    }
    facts
}

/// Returns the kinds whose facts are stated: those asked, or those declared.
pub(super) fn kinds(case: &Case<'_>) -> Vec<&'static Kind> {
    let of = |code| case.catalogue.kind(code);
    let asked: Vec<_> = case.request.kinds.iter().filter_map(of).collect();
    if asked.iter().any(|kind| kind.declares) {
        let declared = case.request.declared.iter().filter_map(of);
        return declared.filter(|kind| kind.declarable).collect();
    }
    asked
}

/// Returns what was entered for a kind, in the order of its fields.
pub(super) fn entered<'a>(case: &Case<'a>, kind: &'static Kind) -> Vec<(&'static Entry, &'a str)> {
    kind.entry
        .iter()
        .filter_map(|entry| {
            let value = case.request.entered.get(&entry.field)?.trim();
            (!value.is_empty()).then_some((entry, value))
        })
        .collect()
}

fn statement(case: &Case<'_>, kind: &Kind, fact: Fact) -> Option<Statement> {
    let subject = case.subject;
    Some(match fact {
        Fact::Birth => Statement::Birth {
            act: subject.birth_act.clone(),
        },
        Fact::Death => Statement::Death {
            date: gone_on(subject),
        },
        Fact::Marriage => Statement::Marriage {
            union: union(subject),
        },
        Fact::CivilUnion => Statement::CivilUnion {
            union: union(subject),
        },
        Fact::Citizenship => Statement::Citizenship {
            citizenships: subject.citizenships.clone(),
        },
        Fact::CitizenshipHistory => Statement::CitizenshipHistory {
            citizenships: dated_citizenships(subject).unwrap_or_default(),
        },
        Fact::Alive => Statement::Alive,
        Fact::Marital => Statement::Marital {
            state: subject.marital.clone()?,
        },
        Fact::FreeState => Statement::FreeState {
            state: subject.marital.clone()?,
        },
        Fact::Widowhood => Statement::Widowhood {
            spouse: union(subject).other,
            date: subject.marital.as_ref().and_then(|state| state.ended),
        },
        Fact::Cancellation => cancellation(subject),
        Fact::EuRegistration => Statement::EuRegistration {
            state: eu_citizenship(subject)?,
            requested: subject.registered,
        },
        Fact::ElectoralRoll => Statement::ElectoralRoll,
        Fact::PoliticalRights => Statement::PoliticalRights,
        Fact::Conscription => Statement::Conscription,
        Fact::Formula => formula(case, kind)?,
        Fact::Declared => return None,
        other => return household_or_residence(case, other),
    })
}

/// States what is about a household or an address; never a hidden address.
fn household_or_residence(case: &Case<'_>, fact: Fact) -> Option<Statement> {
    let subject = case.subject;
    let shown = |address: Option<Address>| address.filter(|_| !case.address_hidden());
    let present = subject.residence();
    let address = shown(present.and_then(|residence| residence.address.clone()));
    Some(match fact {
        Fact::Residence => Statement::Residence {
            address,
            since: present.and_then(|residence| residence.from),
        },
        Fact::ResidenceHistory => Statement::ResidenceHistory {
            periods: residence_history(subject).unwrap_or_default(),
        },
        Fact::ResidenceOnDay => {
            let day = case.request.day?;
            Statement::ResidenceOnDay {
                day,
                address: shown(residence_on(subject, day)),
            }
        }
        Fact::LastResidence => Statement::LastResidence {
            address,
            until: gone_on(subject),
            dead: subject.status == RegistryStatus::Dead,
        },
        Fact::Household | Fact::HouseholdMarital | Fact::HouseholdKinship => Statement::Household {
            address: shown(
                reference(case.members)
                    .unwrap_or(subject)
                    .residence()
                    .and_then(|residence| residence.address.clone()),
            ),
            members: members(case, fact),
        },
        Fact::AireHousehold => Statement::AireHousehold {
            address: foreign_address(case),
            members: members(case, fact),
        },
        Fact::AireResidence => Statement::AireResidence {
            address: foreign_address(case),
            since: subject.aire.as_ref().and_then(|aire| aire.since),
            consulate: subject
                .aire
                .as_ref()
                .and_then(|aire| aire.consulate.clone()),
        },
        Fact::HouseholdOnDay => Statement::HouseholdOnDay {
            day: case.request.day?,
        },
        Fact::HouseholdOrigin => Statement::HouseholdOrigin,
        Fact::Convivenza => Statement::Convivenza {
            institution: case.household.and_then(|one| one.institution.clone()),
            species: case.household.and_then(|one| one.species),
            address,
        },
        Fact::Contract | Fact::Cohabitation => {
            cohabitation(subject, address, fact == Fact::Contract)
        }
        _ => return None,
    })
}

fn members(case: &Case<'_>, fact: Fact) -> Vec<MemberFacts> {
    case.members
        .iter()
        .map(|member| MemberFacts {
            generalities: generalities(member),
            marital: member
                .marital
                .clone()
                .filter(|_| fact == Fact::HouseholdMarital),
            reference_person: is_reference(member),
            relation: member
                .membership
                .as_ref()
                .filter(|_| fact == Fact::HouseholdKinship)
                .map(|membership| membership.relation),
        })
        .collect()
}

fn foreign_address(case: &Case<'_>) -> Option<ForeignAddress> {
    case.subject
        .residence()
        .and_then(|residence| residence.abroad.clone())
        .filter(|_| !case.address_hidden())
}

fn cancellation(subject: &Person) -> Statement {
    let cause = subject.status_cause.as_ref();
    let reason_code = cause.and_then(|cause| cause.reason_code);
    Statement::Cancellation {
        date: gone_on(subject),
        reason_code,
        // Without a code the note says how the registry came to know, not where to.
        destination: cause
            .and_then(|cause| cause.note.clone())
            .filter(|_| reason_code.is_some()),
    }
}

fn cohabitation(subject: &Person, address: Option<Address>, of_contract: bool) -> Statement {
    let tie = subject.cohabitation.as_ref();
    let name = |tie: &crate::person::Cohabitation| {
        let parts = [tie.surname.as_deref(), tie.name.as_deref()];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    };
    Statement::Cohabitation {
        other: tie.and_then(|tie| {
            Some(CohabitantFacts {
                name: name(tie)?,
                sex: tie.sex.unwrap_or(crate::person::Sex::Unknown),
                birth_date: tie.birth_date,
            })
        }),
        since: tie.and_then(|tie| tie.since),
        address,
        contract_date: tie
            .and_then(|tie| tie.contract_date)
            .filter(|_| of_contract),
        contract_record: tie
            .and_then(|tie| tie.contract_record.clone())
            .filter(|_| of_contract),
        of_contract,
    }
}

fn formula(case: &Case<'_>, kind: &'_ Kind) -> Option<Statement> {
    let mut text = kind.formula.clone()?;
    let mut data = Vec::new();
    for entry in &kind.entry {
        let place = format!("{{{}}}", entry.field);
        if !text.contains(&place) {
            continue;
        }
        let value = case.request.entered.get(&entry.field);
        let mut value = value.map_or("", |value| value.trim()).to_owned();
        // Inside a sentence a datum is one line; a whole declaration may be several.
        if text != place {
            value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        data.push((kind.formula.as_deref()?.find(&place)?, value.clone()));
        text = text.replace(&place, &value);
    }
    // In the order in which they are read.
    data.sort();
    Some(Statement::Formula {
        text,
        data: data.into_iter().map(|(_, value)| value).collect(),
    })
}

fn union(person: &Person) -> UnionFacts {
    let Some(union) = person
        .marital
        .as_ref()
        .and_then(|state| state.union.as_ref())
    else {
        return UnionFacts::default();
    };
    let parts = [
        union.spouse_surname.as_deref(),
        union.spouse_name.as_deref(),
    ];
    let other = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    UnionFacts {
        other: (!other.is_empty()).then_some(other),
        other_sex: union.spouse_sex,
        other_birth_date: union.spouse_birth_date,
        date: union.date,
        place: union.place.clone(),
        act: union.act.clone(),
    }
}

/// Returns the day of the death or of the cancellation.
pub(super) fn gone_on(person: &Person) -> Option<NaiveDate> {
    person.status_cause.as_ref().and_then(|cause| cause.date)
}

/// Returns the citizenships with their days, if each has one.
pub(super) fn dated_citizenships(person: &Person) -> Option<Vec<crate::person::Citizenship>> {
    let held = &person.citizenships;
    (!held.is_empty() && held.iter().all(|one| one.since.is_some())).then(|| held.clone())
}

/// Returns the state of the Union whose citizen the person is, and not an Italian.
pub(super) fn eu_citizenship(person: &Person) -> Option<String> {
    /// ISTAT codes of the states of the Union, without Italy.
    const EU: [&str; 26] = [
        "203", "206", "209", "212", "214", "215", "216", "220", "221", "226", "227", "232", "233",
        "234", "235", "239", "240", "244", "247", "248", "249", "250", "251", "255", "257", "315",
    ];
    let held = &person.citizenships;
    if person.is_italian() {
        return None;
    }
    held.iter()
        .find(|one| EU.contains(&one.state_code.as_str()))
        .map(|one| one.state.clone())
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

/// Tells whether the person is or was married, for acts that concern a marriage of the past.
pub(super) fn was_married(person: &Person) -> bool {
    let status = person.marital.as_ref().map(|state| state.status);
    matches!(
        status,
        Some(MaritalStatus::Married | MaritalStatus::Widowed | MaritalStatus::Divorced)
    )
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
