//! Residences: the present one, those of the past, those abroad and in institutions.

use chrono::NaiveDate;
use domain::certificate::{ResidencePeriod, Statement};
use domain::{Address, ForeignAddress, PartialDate};

use super::Paragraph;
use super::body::{Body, Scene};
use super::households::foreign_line;

/// States what is about an address.
pub(super) fn state(scene: &Scene<'_>, statement: &Statement, body: &mut Body) {
    match statement {
        Statement::Residence { address, since } => residence(scene, address.as_ref(), *since, body),
        Statement::ResidenceHistory { periods } => history(scene, periods, body),
        Statement::ResidenceOnDay { day, address } => on_day(scene, *day, address.as_ref(), body),
        Statement::LastResidence {
            address,
            until,
            dead,
        } => last(scene, address.as_ref(), *until, *dead, body),
        Statement::AireResidence {
            address,
            since,
            consulate,
        } => abroad(scene, address.as_ref(), *since, consulate.as_deref(), body),
        Statement::Convivenza {
            institution,
            species,
            address,
        } => convivenza(
            scene,
            institution.as_deref(),
            *species,
            address.as_ref(),
            body,
        ),
        _ => {}
    }
}

fn residence(
    scene: &Scene<'_>,
    address: Option<&Address>,
    since: Option<NaiveDate>,
    body: &mut Body,
) {
    let Some(address) = address else {
        body.sentence(scene.say("no_fixed_abode", &[]), Vec::new());
        return;
    };
    let line = address.line();
    let day = since.map(|day| scene.speaker.day(day));
    let said = scene.speaker.maybe("since", "date", day.as_deref());
    let text = scene.say("residence", &[("address", &line), ("since", &said)]);
    body.sentence(text, std::iter::once(line).chain(day).collect());
}

fn history(scene: &Scene<'_>, periods: &[ResidencePeriod], body: &mut Body) {
    if periods.is_empty() {
        let text = scene.say("follows.residences", &[]);
        body.whole(Paragraph::Text(text), Vec::new());
        return;
    }
    let head = scene.say("residence.history", &[]);
    body.whole(Paragraph::Text(head), Vec::new());
    for period in periods {
        let line = period.address.line();
        let from = scene.speaker.day(period.from);
        let mut sealed = vec![line.clone(), from.clone()];
        let text = if let Some(until) = period.until {
            let until = scene.speaker.day(until);
            sealed.push(until.clone());
            let values = [
                ("address", line.as_str()),
                ("from", from.as_str()),
                ("until", until.as_str()),
            ];
            scene.speaker.part("residence.closed", &values)
        } else {
            let values = [("address", line.as_str()), ("from", from.as_str())];
            scene.speaker.part("residence.open", &values)
        };
        body.sentence(text, sealed);
    }
}

fn on_day(scene: &Scene<'_>, day: NaiveDate, address: Option<&Address>, body: &mut Body) {
    let date = scene.speaker.day(day);
    if let Some(address) = address {
        let line = address.line();
        let values = [("date", date.as_str()), ("address", line.as_str())];
        body.sentence(scene.say("residence_on_day", &values), vec![date, line]);
    } else {
        let text = scene.say("follows.residence_on_day", &[("date", &date)]);
        body.whole(Paragraph::Text(text), vec![date]);
    }
}

fn last(
    scene: &Scene<'_>,
    address: Option<&Address>,
    until: Option<NaiveDate>,
    dead: bool,
    body: &mut Body,
) {
    let line = address.map(Address::line);
    let at = scene.speaker.maybe("at", "address", line.as_deref());
    let date = until.map(|day| format!(" {}", scene.speaker.date(PartialDate::Day(day))));
    let key = if dead {
        "last_residence.dead"
    } else {
        "last_residence.left"
    };
    let values = [
        ("address", at.as_str()),
        ("date", date.as_deref().unwrap_or_default()),
    ];
    let day = until.map(|day| scene.speaker.day(day));
    body.sentence(
        scene.say(key, &values),
        line.into_iter().chain(day).collect(),
    );
}

fn abroad(
    scene: &Scene<'_>,
    address: Option<&ForeignAddress>,
    since: Option<NaiveDate>,
    consulate: Option<&str>,
    body: &mut Body,
) {
    let line = address.map(foreign_line).unwrap_or_default();
    let day = since.map(|day| scene.speaker.day(day));
    let said_since = scene.speaker.maybe("since", "date", day.as_deref());
    let said_consulate = scene.speaker.maybe("consulate", "consulate", consulate);
    let values = [
        ("since", said_since.as_str()),
        ("address", line.as_str()),
        ("consulate", said_consulate.as_str()),
    ];
    let sealed = day.into_iter().chain([line.clone()]);
    let sealed = sealed.chain(consulate.map(str::to_owned));
    body.sentence(scene.say("aire_residence", &values), sealed.collect());
}

fn convivenza(
    scene: &Scene<'_>,
    institution: Option<&str>,
    species: Option<u8>,
    address: Option<&Address>,
    body: &mut Body,
) {
    let speaker = scene.speaker;
    let species = species
        .map(|code| speaker.part(&format!("species.{code}"), &[]))
        .filter(|species| !species.is_empty());
    let line = address.map(Address::line);
    let said_name = speaker.maybe("institution", "name", institution);
    let said_species = speaker.maybe("species", "species", species.as_deref());
    let said_address = speaker.maybe("at", "address", line.as_deref());
    let values = [
        ("institution", said_name.as_str()),
        ("species", said_species.as_str()),
        ("address", said_address.as_str()),
    ];
    let sealed = institution.map(str::to_owned).into_iter().chain(species);
    body.sentence(
        scene.say("convivenza", &values),
        sealed.chain(line).collect(),
    );
}
