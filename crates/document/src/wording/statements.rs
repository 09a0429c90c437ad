//! What is stated, sentence by sentence.

use domain::certificate::catalogue::marital_label;
use domain::certificate::{Certificate, Generalities, MemberFacts, Statement};
use domain::{Address, CivilAct, MaritalState, MaritalStatus, PartialDate, Place};

use super::{Paragraph, agree, birth, date, full_name, place};

/// Returns the body of a certificate.
pub(super) fn body(certificate: &Certificate) -> Vec<Paragraph> {
    let subject = &certificate.facts.subject;
    let today = certificate.issued_on.format("%d/%m/%Y").to_string();
    let statements = &certificate.facts.statements;
    let last = statements.len().saturating_sub(1);
    let mut body = Vec::new();
    for (position, statement) in statements.iter().enumerate() {
        // Several statements are one sentence, each on its line.
        let end = if position == last { "." } else { ";" };
        match statement {
            Statement::Birth { act } => body.push(text(birth_sentence(subject, act.as_ref()), end)),
            Statement::Citizenship { .. } => {
                let italian = agree(
                    subject.sex,
                    "cittadino italiano",
                    "cittadina italiana",
                    "di cittadinanza italiana",
                );
                body.push(text(format!("è {italian}"), end));
            }
            Statement::Alive => body.push(text(format!("è in vita alla data del {today}"), end)),
            Statement::Residence { address, since } => {
                let since = since.map(PartialDate::from);
                body.push(text(residence(subject, address.as_ref(), since), end));
            }
            Statement::Marital { state } => {
                body.push(text(format!("è {}", marital(subject, state)), end));
            }
            Statement::Household { address, members } => {
                household(&mut body, certificate, address.as_ref(), members);
            }
        }
    }
    body
}

fn text(sentence: String, end: &str) -> Paragraph {
    Paragraph::Text(sentence + end)
}

fn birth_sentence(subject: &Generalities, act: Option<&CivilAct>) -> String {
    let sentence = format!("è {}", birth(subject));
    match act.and_then(act_reference) {
        Some(reference) => format!("{sentence}, come risulta dall'atto di nascita {reference}"),
        None => sentence,
    }
}

/// Returns `n. 123, parte I, serie A, anno 1980, del Comune di Taranto`.
fn act_reference(act: &CivilAct) -> Option<String> {
    let number = act.number.as_ref()?;
    let mut parts = vec![format!("n. {number}")];
    let mut push = |name: &str, part: Option<&String>| {
        if let Some(part) = part {
            parts.push(format!("{name} {part}"));
        }
    };
    push("parte", act.part.as_ref());
    push("serie", act.series.as_ref());
    push("ufficio", act.office.as_ref());
    push("anno", act.year.as_ref());
    push("del Comune di", act.comune.as_ref());
    Some(parts.join(", "))
}

fn residence(
    subject: &Generalities,
    address: Option<&Address>,
    since: Option<PartialDate>,
) -> String {
    let registered = agree(subject.sex, "iscritto", "iscritta", "iscritto/a");
    let Some(address) = address else {
        return format!(
            "è {registered} nell'anagrafe della popolazione residente di questo Comune come persona \
             senza fissa dimora"
        );
    };
    let since = match since {
        Some(PartialDate::Day(day)) => format!(", dal {}", day.format("%d/%m/%Y")),
        _ => String::new(),
    };
    format!("è residente in questo Comune, in {}{since}", address.line())
}

/// Returns `coniugata con ROSSI MARIO, con matrimonio celebrato a Grottaglie (TA) il 06/09/2008`.
fn marital(person: &Generalities, state: &MaritalState) -> String {
    let label = marital_label(state.status, person.sex).to_owned();
    let Some(union) = &state.union else {
        return label;
    };
    let spouse: Vec<&str> = [
        union.spouse_surname.as_deref(),
        union.spouse_name.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let celebrated = |what: &str| match (&union.place, union.date) {
        (None, None) => String::new(),
        (at, on) => {
            let at: Option<&Place> = at.as_ref();
            let parts: Vec<String> = at.map(place).into_iter().chain(on.map(date)).collect();
            format!(", {what} {}", parts.join(" "))
        }
    };
    match state.status {
        MaritalStatus::Married if !spouse.is_empty() => {
            format!(
                "{label} con {}{}",
                spouse.join(" "),
                celebrated("matrimonio celebrato")
            )
        }
        MaritalStatus::Married => format!("{label}{}", celebrated("matrimonio celebrato")),
        MaritalStatus::CivilUnion if !spouse.is_empty() => {
            format!(
                "{label} con {}{}",
                spouse.join(" "),
                celebrated("unione civile costituita")
            )
        }
        MaritalStatus::Widowed if !spouse.is_empty() => format!("{label} di {}", spouse.join(" ")),
        _ => label,
    }
}

fn household(
    body: &mut Vec<Paragraph>,
    certificate: &Certificate,
    address: Option<&Address>,
    members: &[MemberFacts],
) {
    let today = certificate.issued_on.format("%d/%m/%Y");
    let at = address
        .map(|address| format!(", in {}", address.line()))
        .unwrap_or_default();
    body.push(Paragraph::Text(format!(
        "fa parte della famiglia anagrafica residente in questo Comune{at}, che alla data del \
         {today} è così composta:"
    )));
    body.extend(members.iter().enumerate().map(|(place, member)| {
        let mut details = birth(&member.generalities);
        if let Some(state) = &member.marital {
            details.push_str(&format!(
                "; {}",
                marital_label(state.status, member.generalities.sex)
            ));
        }
        if member.reference_person {
            let holder = agree(
                member.generalities.sex,
                "intestatario",
                "intestataria",
                "intestatario/a",
            );
            details.push_str(&format!("; {holder} della scheda"));
        }
        Paragraph::Member {
            number: place + 1,
            name: full_name(&member.generalities),
            details,
        }
    }));
}
