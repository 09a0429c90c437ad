//! Marriages, civil unions, marital status and cohabitations.

use domain::certificate::{Statement, UnionFacts};
use domain::{MaritalState, MaritalStatus, PartialDate};

use super::body::{Body, Scene};

/// States what is about a tie; tells whether the statement was one.
pub(super) fn state(scene: &Scene<'_>, statement: &Statement, body: &mut Body) -> bool {
    match statement {
        Statement::Marriage { union } => tied(scene, "marriage", union, body),
        Statement::CivilUnion { union } => tied(scene, "civil_union", union, body),
        Statement::Marital { state } => marital(scene, state, body),
        Statement::FreeState { state } => free(scene, state, body),
        Statement::Widowhood { spouse, date } => widowed(scene, spouse.as_deref(), *date, body),
        Statement::Cohabitation { .. } => cohabitation(scene, statement, body),
        _ => return false,
    }
    true
}

/// The date as it stands in the sentence, for the seal.
fn sealed_date(scene: &Scene<'_>, date: PartialDate) -> String {
    match date {
        PartialDate::Day(day) => scene.speaker.day(day),
        partial => scene.speaker.date(partial),
    }
}

fn tied(scene: &Scene<'_>, key: &str, union: &UnionFacts, body: &mut Body) {
    let speaker = scene.speaker;
    let other = union.other.clone().unwrap_or_default();
    let born = speaker.born_on(union.other_sex, union.other_birth_date);
    let event = speaker.event(union.place.as_ref(), union.date);
    let event = event.map(|event| format!(" {event}")).unwrap_or_default();
    let act = union.act.as_ref().and_then(|act| speaker.act(act));
    let said_act = speaker.maybe(&format!("{key}.act"), "act", act.as_deref());
    let values = [
        ("other", other.as_str()),
        ("born", born.as_str()),
        ("event", event.as_str()),
        ("act", said_act.as_str()),
    ];
    let dates = [union.other_birth_date, union.date];
    let dates = dates.into_iter().flatten();
    let dates = dates.map(|date| sealed_date(scene, date));
    let sealed = std::iter::once(other.clone()).chain(dates).chain(act);
    body.sentence(scene.say(key, &values), sealed.collect());
}

/// `coniugata con ROSSI MARIO, matrimonio celebrato a Grottaglie (TA) il 06/09/2008`.
fn marital(scene: &Scene<'_>, state: &MaritalState, body: &mut Body) {
    let speaker = scene.speaker;
    let label = speaker.marital(state.status, scene.subject.sex);
    let mut sealed = vec![label.clone()];
    let (mut said_other, mut said_event) = (String::new(), String::new());
    if let Some(union) = &state.union {
        let names = [
            union.spouse_surname.as_deref(),
            union.spouse_name.as_deref(),
        ];
        let other = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let other = (!other.is_empty()).then_some(other);
        let (with, event) = match state.status {
            MaritalStatus::Married => ("with", Some("celebrated")),
            MaritalStatus::CivilUnion => ("with", Some("constituted")),
            MaritalStatus::Widowed => ("of", None),
            _ => ("", None),
        };
        if let Some(other) = other.filter(|_| !with.is_empty()) {
            said_other = speaker.part(with, &[("other", &other)]);
            sealed.push(other);
        }
        if let Some(key) = event {
            let when = speaker.event(union.place.as_ref(), union.date);
            said_event = speaker.maybe(key, "when", when.as_deref());
            sealed.extend(union.date.map(|date| sealed_date(scene, date)));
        }
    }
    let values = [
        ("label", label.as_str()),
        ("other", said_other.as_str()),
        ("event", said_event.as_str()),
    ];
    body.sentence(scene.say("marital", &values), sealed);
}

fn free(scene: &Scene<'_>, state: &MaritalState, body: &mut Body) {
    let label = scene.speaker.marital(state.status, scene.subject.sex);
    // The two statuses that a civil union leaves are words for being free themselves.
    let key = match state.status {
        MaritalStatus::FreeAfterPartnerDeath | MaritalStatus::FreeAfterDissolution => "marital",
        _ => "free_state",
    };
    body.sentence(scene.say(key, &[("label", &label)]), vec![label]);
}

fn widowed(scene: &Scene<'_>, spouse: Option<&str>, date: Option<PartialDate>, body: &mut Body) {
    let speaker = scene.speaker;
    let said_other = speaker.maybe("of", "other", spouse);
    let said_date = date.map(|date| speaker.date(date));
    let said_date = speaker.maybe("widowhood.date", "date", said_date.as_deref());
    let label = speaker.marital(MaritalStatus::Widowed, scene.subject.sex);
    let values = [("other", said_other.as_str()), ("date", said_date.as_str())];
    let sealed = std::iter::once(label).chain(spouse.map(str::to_owned));
    let sealed = sealed.chain(date.map(|date| sealed_date(scene, date)));
    body.sentence(scene.say("widowhood", &values), sealed.collect());
}

fn cohabitation(scene: &Scene<'_>, statement: &Statement, body: &mut Body) {
    let Statement::Cohabitation {
        other,
        since,
        address,
        contract_date,
        contract_record,
        of_contract,
    } = statement
    else {
        return;
    };
    let speaker = scene.speaker;
    let name = other.as_ref().map(|other| other.name.clone());
    let name = name.unwrap_or_default();
    let birth_date = other.as_ref().and_then(|other| other.birth_date);
    let born = speaker.born_on(other.as_ref().map(|other| other.sex), birth_date);
    let line = address.as_ref().map(domain::Address::line);
    let at = speaker.maybe("at", "address", line.as_deref());
    let mut sealed = vec![name.clone()];
    sealed.extend(birth_date.map(|date| sealed_date(scene, date)));
    let mut values = vec![
        ("other", name.as_str()),
        ("born", born.as_str()),
        ("at", &at),
    ];
    let day = if *of_contract { contract_date } else { since };
    let said_day = day.map(|day| format!(" {}", speaker.date(PartialDate::Day(day))));
    let said_day = said_day.unwrap_or_default();
    let said_record = speaker.maybe("record", "record", contract_record.as_deref());
    let sealed_day = day.map(|day| speaker.day(day));
    let key = if *of_contract {
        values.extend([
            ("date", said_day.as_str()),
            ("record", said_record.as_str()),
        ]);
        sealed.extend(line.into_iter().chain(sealed_day));
        sealed.extend(contract_record.clone());
        "contract"
    } else {
        values.push(("since", &said_day));
        sealed.extend(sealed_day.into_iter().chain(line.clone()));
        "cohabitation"
    };
    body.sentence(scene.say(key, &values), sealed);
}
