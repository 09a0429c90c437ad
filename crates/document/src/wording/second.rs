//! Title, opening, clause and notes of an act in the second language.

use domain::certificate::{Certificate, Language, StampOutcome};

use super::Second;
use super::lexicon::Part;
use super::speaker::Speaker;

/// Returns the parts of an act that are one each.
pub(super) fn second(certificate: &Certificate, language: Language) -> Second {
    let speaker = Speaker::in_language(language);
    let decision = &certificate.decision;
    let opening = match decision.family {
        domain::certificate::catalogue::Family::Aire => "aire",
        domain::certificate::catalogue::Family::Electoral => "electoral",
        _ => "registry",
    };
    let first = certificate.kinds.first().map_or("", |kind| kind.0.as_str());
    let clause = decision.clause_code.as_deref().unwrap_or(first);
    let said = |part, key: &str| speaker.find(part, key, &[]).unwrap_or_default();
    Second {
        language: language.tag(),
        title: title(certificate, speaker),
        opening: said(Part::Opening, opening),
        clause: said(Part::Clause, clause),
    }
}

fn title(certificate: &Certificate, speaker: Speaker) -> String {
    let of = |code: &str| speaker.find(Part::Title, code, &[]).unwrap_or_default();
    match certificate.kinds.as_slice() {
        [only] => of(&only.0),
        several => {
            let titles: Vec<String> = several.iter().map(|kind| of(&kind.0)).collect();
            let values = [("list", titles.join(", "))];
            let values = values.each_ref().map(|(name, list)| (*name, list.as_str()));
            speaker
                .find(Part::Title, "cumulative", &values)
                .unwrap_or_default()
        }
    }
}

/// Returns stamp duty, fee and validity, one for each of the Italian notes.
pub(super) fn notes(certificate: &Certificate, speaker: Speaker) -> Vec<String> {
    let decision = &certificate.decision;
    let say = |key: &str, values: &[(&str, &str)]| {
        let said = speaker.find(Part::Note, key, values);
        said.unwrap_or_default()
    };
    let amount = decision.stamp_duty.to_string();
    let stamp = match &decision.stamp {
        StampOutcome::Due => say("stamp.due", &[("amount", &amount)]),
        StampOutcome::Paid { number, date } => {
            let date = speaker.day(*date);
            let values = [
                ("amount", amount.as_str()),
                ("number", number.as_str()),
                ("date", date.as_str()),
            ];
            say("stamp.paid", &values)
        }
        StampOutcome::Exempt { norm, .. } | StampOutcome::Free { norm } => {
            say("stamp.exempt", &[("norm", norm)])
        }
    };
    let mut notes = vec![stamp];
    if decision.fee_text.is_some() {
        let amount = decision.fee.to_string();
        notes.push(say("fee", &[("amount", &amount)]));
    }
    let own = certificate.kinds.first();
    let own = own.and_then(|kind| {
        let key = format!("validity.{}", kind.0);
        speaker.find(Part::Note, &key, &[])
    });
    notes.push(own.unwrap_or_else(|| {
        let key = if decision.valid_until.is_some() {
            "validity.months"
        } else {
            "validity.unlimited"
        };
        say(key, &[])
    }));
    notes
}
