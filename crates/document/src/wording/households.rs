//! Households: the head of the list, and a numbered line for each member.

use domain::certificate::{MemberFacts, Statement};
use domain::{ForeignAddress, PartialDate};

use super::Paragraph;
use super::body::{Body, Scene};
use super::speaker::full_name;

/// States what is about a household; tells whether the statement was one.
pub(super) fn state(scene: &Scene<'_>, statement: &Statement, body: &mut Body) -> bool {
    let speaker = scene.speaker;
    match statement {
        Statement::Household { address, members } => {
            let address = address.as_ref().map(domain::Address::line);
            list(scene, "household", address, members, body);
        }
        Statement::AireHousehold { address, members } => {
            let address = address.as_ref().map(foreign_line);
            list(scene, "aire_household", address, members, body);
        }
        Statement::HouseholdOnDay { day } => {
            let date = speaker.day(*day);
            let text = scene.say("household_on_day", &[("date", &date)]);
            body.whole(Paragraph::Text(text), vec![date]);
        }
        Statement::HouseholdOrigin => {
            let text = scene.say("household_origin", &[]);
            body.whole(Paragraph::Text(text), Vec::new());
        }
        _ => return false,
    }
    true
}

fn list(
    scene: &Scene<'_>,
    key: &str,
    address: Option<String>,
    members: &[MemberFacts],
    body: &mut Body,
) {
    let speaker = scene.speaker;
    let today = speaker.day(scene.today);
    let at = speaker.maybe("at", "address", address.as_deref());
    let text = scene.say(key, &[("at", &at), ("date", &today)]);
    body.whole(Paragraph::Text(text), address.into_iter().collect());
    for (place, member) in members.iter().enumerate() {
        let person = &member.generalities;
        let name = full_name(person);
        let date = match person.birth_date {
            PartialDate::Day(day) => speaker.day(day),
            partial => speaker.date(partial),
        };
        let mut sealed = vec![name.clone(), date];
        let mut details = speaker.born(person);
        let mut add = |said: String| {
            details.push_str("; ");
            details.push_str(&said);
            sealed.push(said);
        };
        if let Some(state) = &member.marital {
            add(speaker.marital(state.status, person.sex));
        }
        let relation = member.relation.filter(|_| !member.reference_person);
        if let Some(said) = relation.and_then(|one| speaker.relation(one, person.sex)) {
            add(said);
        }
        if member.reference_person {
            add(speaker.say("holder", person.sex, &[]));
        }
        let paragraph = Paragraph::Member {
            number: place + 1,
            name,
            details,
        };
        body.whole(paragraph, sealed);
    }
}

/// Returns an address abroad on one line.
pub(super) fn foreign_line(address: &ForeignAddress) -> String {
    let parts = [
        address.street.as_deref(),
        address.postal_code.as_deref(),
        address.locality.as_deref(),
        address.region.as_deref(),
        Some(address.state.as_str()),
    ];
    let known = parts.into_iter().flatten().filter(|part| !part.is_empty());
    known.collect::<Vec<_>>().join(", ")
}
