//! What is stated, sentence by sentence, with what of it the seal carries.

use domain::certificate::{Certificate, Generalities, Statement};
use domain::{Citizenship, PartialDate, Sex};

use super::Paragraph;
use super::households;
use super::residences;
use super::speaker::Speaker;
use super::ties;

/// A paragraph, and the strings in it that the seal carries, in their order.
pub(super) struct Piece {
    pub(super) paragraph: Paragraph,
    pub(super) sealed: Vec<String>,
}

/// What the words of a statement look at.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) speaker: Speaker,
    pub(super) subject: &'a Generalities,
    pub(super) today: chrono::NaiveDate,
}

impl Scene<'_> {
    /// Says a sentence that agrees with the subject.
    pub(super) fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.speaker.say(key, self.subject.sex, values)
    }
}

/// The parts of a body: sentences that want a stop at their end, and what has its own form.
#[derive(Default)]
pub(super) struct Body {
    pieces: Vec<(Piece, bool)>,
}

impl Body {
    /// Adds a sentence of which some words go into the seal.
    pub(super) fn sentence(&mut self, text: String, sealed: Vec<String>) {
        let paragraph = Paragraph::Text(text);
        self.pieces.push((Piece { paragraph, sealed }, true));
    }

    /// Adds a paragraph that is whole, such as the head of a list.
    pub(super) fn whole(&mut self, paragraph: Paragraph, sealed: Vec<String>) {
        self.pieces.push((Piece { paragraph, sealed }, false));
    }
}

/// Returns the body of a certificate in one language.
pub(super) fn pieces(certificate: &Certificate, speaker: Speaker) -> Vec<Piece> {
    let scene = Scene {
        speaker,
        subject: &certificate.facts.subject,
        today: certificate.issued_on,
    };
    let mut body = Body::default();
    for statement in &certificate.facts.statements {
        state(&scene, statement, &mut body);
    }
    let last = body.pieces.len().saturating_sub(1);
    let ended = body.pieces.into_iter().enumerate();
    ended
        .map(|(position, (mut piece, stop))| {
            // Several statements are one sentence, each on its line.
            let end = if position == last { '.' } else { ';' };
            if stop && let Paragraph::Text(text) = &mut piece.paragraph {
                text.push(end);
            }
            piece
        })
        .collect()
}

fn state(scene: &Scene<'_>, statement: &Statement, body: &mut Body) {
    let speaker = scene.speaker;
    match statement {
        Statement::Birth { act } => {
            let act = act.as_ref().and_then(|act| speaker.act(act));
            let said = speaker.maybe("birth.act", "act", act.as_deref());
            let born = speaker.born(scene.subject);
            body.sentence(
                scene.say("birth", &[("born", &born), ("act", &said)]),
                act.into_iter().collect(),
            );
        }
        Statement::Death { date } => {
            let day = date.map(|day| speaker.day(day));
            let when = date.map(|day| format!(" {}", speaker.date(PartialDate::Day(day))));
            body.sentence(
                scene.say("death", &[("date", when.as_deref().unwrap_or_default())]),
                day.into_iter().collect(),
            );
        }
        Statement::Cancellation {
            date,
            reason_code,
            destination,
        } => cancellation(scene, *date, *reason_code, destination.as_deref(), body),
        Statement::Citizenship { citizenships } => citizenship(scene, citizenships, body),
        Statement::CitizenshipHistory { citizenships } => {
            citizenship_history(scene, citizenships, body);
        }
        Statement::Alive => {
            let today = speaker.day(scene.today);
            body.sentence(scene.say("alive", &[("date", &today)]), vec![today]);
        }
        Statement::EuRegistration { state, requested } => {
            let date = requested.map(|day| speaker.date(PartialDate::Day(day)));
            let said = speaker.maybe("requested", "date", date.as_deref());
            let mut sealed = vec![state.clone()];
            sealed.extend(requested.map(|day| speaker.day(day)));
            let values = [("state", state.as_str()), ("requested", said.as_str())];
            body.sentence(scene.say("eu_registration", &values), sealed);
        }
        Statement::ElectoralRoll => body.sentence(scene.say("electoral_roll", &[]), Vec::new()),
        Statement::PoliticalRights => body.sentence(scene.say("political_rights", &[]), Vec::new()),
        Statement::Conscription => {
            body.whole(Paragraph::Text(scene.say("conscription", &[])), Vec::new());
        }
        Statement::Formula { text, .. } if text.contains('\n') => {
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                body.sentence(line.to_owned(), vec![line.to_owned()]);
            }
        }
        Statement::Formula { text, data } => body.sentence(text.clone(), data.clone()),
        Statement::Entered {
            field,
            label,
            value,
        } => entered(scene, &speaker.label(field, label), value, body),
        other if households::state(scene, other, body) => {}
        other if ties::state(scene, other, body) => {}
        other => residences::state(scene, other, body),
    }
}

fn cancellation(
    scene: &Scene<'_>,
    date: Option<chrono::NaiveDate>,
    reason_code: Option<u8>,
    destination: Option<&str>,
    body: &mut Body,
) {
    let speaker = scene.speaker;
    let when = date.map(|day| format!(" {}", speaker.date(PartialDate::Day(day))));
    let reason = reason_code
        .map(|code| speaker.part(&format!("reason.{code}"), &[]))
        .filter(|reason| !reason.is_empty());
    let said_reason = speaker.maybe("cancellation.reason", "reason", reason.as_deref());
    let said_destination = speaker.maybe("cancellation.destination", "destination", destination);
    let values = [
        ("date", when.as_deref().unwrap_or_default()),
        ("reason", said_reason.as_str()),
        ("destination", said_destination.as_str()),
    ];
    let sealed = date.map(|day| speaker.day(day)).into_iter().chain(reason);
    let sealed = sealed.chain(destination.map(str::to_owned));
    body.sentence(scene.say("cancellation", &values), sealed.collect());
}

fn citizenship(scene: &Scene<'_>, citizenships: &[Citizenship], body: &mut Body) {
    // A foreign citizenship is stated only where the official passed over the block.
    if citizenships.is_empty() || citizenships.iter().any(Citizenship::is_italian) {
        let text = scene.say("citizenship", &[]);
        // The citizenship without its verb: `cittadina italiana`.
        let words = text.split_once(' ').map_or("", |(_, words)| words);
        let sealed = words.strip_prefix("essere ").unwrap_or(words).to_owned();
        body.sentence(text, vec![sealed]);
        return;
    }
    let states: Vec<&str> = citizenships.iter().map(|one| one.state.as_str()).collect();
    let states = states.join(", ");
    body.sentence(
        scene.say("citizenship.other", &[("states", &states)]),
        vec![states],
    );
}

fn citizenship_history(scene: &Scene<'_>, citizenships: &[Citizenship], body: &mut Body) {
    if citizenships.is_empty() {
        let text = scene.say("follows.citizenship", &[]);
        body.whole(Paragraph::Text(text), Vec::new());
        return;
    }
    let head = scene.say("citizenship.history", &[]);
    body.whole(Paragraph::Text(head), Vec::new());
    for one in citizenships {
        let since = one.since.map(|day| scene.speaker.day(day));
        let since = since.unwrap_or_default();
        let values = [("state", one.state.as_str()), ("date", since.as_str())];
        let text = scene.speaker.part("citizenship.line", &values);
        body.sentence(text, vec![one.state.clone(), since]);
    }
}

/// A datum that the clerk entered is marked as such; a list of them once, above.
fn entered(scene: &Scene<'_>, label: &str, value: &str, body: &mut Body) {
    let lines: Vec<&str> = value
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if let [only] = lines.as_slice() {
        let text = scene.speaker.say(
            "entered",
            Sex::Unknown,
            &[("label", label), ("value", only)],
        );
        body.sentence(text, vec![(*only).to_owned()]);
        return;
    }
    let head = scene.speaker.part("entered.lines", &[("label", label)]);
    body.whole(Paragraph::Text(head), Vec::new());
    for line in lines {
        body.sentence(line.to_owned(), vec![line.to_owned()]);
    }
}
