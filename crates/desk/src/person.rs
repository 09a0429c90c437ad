//! A citizen's card: facts, household, certificates, and what can be issued.

use domain::certificate::{Block, CertificateRequest, rules};
use domain::{Person, PersonId, Place, Relation};

use crate::Error;
use crate::certificates::row;
use crate::options::Circumstances;
use crate::session::{Desk, OpenDesk};
use crate::views::{MemberRow, Offer, PersonCard, PersonHit};

/// How many certificates a card shows; the register has them all.
const CERTIFICATES_MAX: u32 = 20;

impl Desk {
    /// Returns all that is known of a person.
    ///
    /// # Errors
    /// There is no such person, the desk is locked, or the store fails.
    pub fn person_card(&self, id: PersonId) -> Result<PersonCard, Error> {
        let today = self.today();
        self.with(|desk| {
            let known = desk.circumstances(id, today)?;
            let offers = offers(&known);
            let Circumstances {
                subject: person,
                members: household,
                ..
            } = known;
            let filter = store::CertificateFilter {
                subject: Some(id),
                ..Default::default()
            };
            let certificates = desk.store.certificates(&filter, None, CERTIFICATES_MAX)?;
            Ok(PersonCard {
                hit: hit(&person),
                household: household.iter().map(member).collect(),
                certificates: certificates.iter().map(row).collect(),
                offers,
                warnings: warnings(&person),
                person,
            })
        })
    }

    /// Finds the one person with a codice fiscale.
    ///
    /// # Errors
    /// None or several have it, it is not a codice fiscale, or the store fails.
    pub fn person_by_codice_fiscale(&self, text: &str) -> Result<PersonId, Error> {
        let code = domain::CodiceFiscale::parse(text).map_err(|_| Error::Invalid {
            field: "subject",
            reason: "Il codice fiscale non è scritto bene: controlla lettere e cifre.".to_owned(),
        })?;
        self.with(|desk| {
            let persons = desk.store.person_by_codice_fiscale(&code)?;
            // A card that was cancelled here and opened again has two lines: the living one counts.
            let resident = |person: &&Person| person.status == domain::RegistryStatus::Resident;
            match (persons.as_slice(), persons.iter().filter(resident).count()) {
                ([], _) => Err(Error::NoPerson),
                ([one], _) => Ok(one.id),
                (_, 1) => Ok(persons.iter().find(resident).expect("one was counted").id),
                _ => Err(Error::AmbiguousPerson),
            }
        })
    }
}

impl OpenDesk {
    /// Returns the living members of a person's household, reference person first.
    pub(crate) fn household(&self, person: &Person) -> Result<Vec<Person>, Error> {
        let Some(membership) = &person.membership else {
            return Ok(Vec::new());
        };
        let mut members = self.store.household_members(membership.household)?;
        members.retain(|member| member.status == person.status || member.id == person.id);
        members.sort_by_key(|member| {
            let membership = member.membership.as_ref();
            let relation = membership.map(|m| m.relation);
            let position = membership.and_then(|m| m.position).unwrap_or(u16::MAX);
            (
                relation != Some(Relation::REFERENCE_PERSON),
                position,
                member.birth_date.first_day(),
            )
        });
        Ok(members)
    }
}

pub(crate) fn hit(person: &Person) -> PersonHit {
    PersonHit {
        id: person.id,
        codice_fiscale: person.codice_fiscale.as_ref().map(ToString::to_string),
        surname: person.surname.clone().unwrap_or_default(),
        name: person.name.clone().unwrap_or_default(),
        birth_date: person.birth_date.into(),
        birth_place: place_name(&person.birth_place),
        sex: person.sex,
        address: address_line(person),
        status: person.status,
        household: person
            .membership
            .as_ref()
            .map(|membership| membership.number.clone()),
    }
}

fn address_line(person: &Person) -> String {
    let Some(residence) = person.residence() else {
        return String::new();
    };
    match (&residence.address, &residence.abroad) {
        (Some(address), _) => address.line(),
        (None, Some(abroad)) => [
            abroad.street.as_deref(),
            abroad.locality.as_deref(),
            Some(abroad.state.as_str()),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", "),
        (None, None) => String::new(),
    }
}

fn place_name(place: &Place) -> String {
    match place {
        Place::Comune { name, .. } => name.clone(),
        Place::Abroad {
            locality: Some(locality),
            state,
            ..
        } => format!("{locality} ({state})"),
        Place::Abroad {
            locality: None,
            state,
            ..
        } => state.clone(),
        Place::Exceptional { description } => description.clone(),
    }
}

fn member(person: &Person) -> MemberRow {
    let relation = person
        .membership
        .as_ref()
        .map(|membership| membership.relation);
    MemberRow {
        id: person.id,
        full_name: person.full_name(),
        birth_date: person.birth_date.into(),
        relation: relation
            .map(|relation| {
                domain::certificate::catalogue::relation_label(relation, person.sex).to_owned()
            })
            .unwrap_or_default(),
        reference_person: relation == Some(Relation::REFERENCE_PERSON),
    }
}

/// What a clerk fills in on the issue screen, and is in nobody's way before.
const FILLED_IN: [&str; 4] = [
    "entry_needed",
    "reason_needed",
    "day_needed",
    "nothing_declared",
];

fn offers(known: &Circumstances) -> Vec<Offer> {
    let kinds = known.catalogue.kinds().iter();
    kinds
        .filter(|kind| !kind.cumulative)
        .map(|kind| {
            let request = CertificateRequest::plain(known.subject.id, vec![kind.code.clone()]);
            let decided = rules::decide(&known.case(&request, None));
            let blocks = decided.err().unwrap_or_default();
            let in_the_way = |block: &Block| !FILLED_IN.contains(&block.code.as_str());
            let mut barriers = blocks.iter().filter(|block| in_the_way(block)).peekable();
            let forceable = barriers.peek().is_some() && barriers.all(|block| block.forceable);
            Offer {
                code: kind.code.clone(),
                title: kind.title.clone(),
                family: kind.family,
                fills_in: blocks.iter().any(|block| !in_the_way(block)),
                forceable,
                block: blocks
                    .into_iter()
                    .find(in_the_way)
                    .map(|block| block.reason),
            }
        })
        .collect()
}

fn warnings(person: &Person) -> Vec<String> {
    let hidden = person.address_hidden.then(|| {
        "Persona protetta: l'indirizzo non si comunica e non si certifica a nessuno.".to_owned()
    });
    let code = person.codice_fiscale.as_ref();
    let doubts = code.map(|code| code.inconsistencies(person));
    let doubts = doubts.unwrap_or_default();
    hidden
        .into_iter()
        .chain(doubts.iter().map(ToString::to_string))
        .collect()
}
