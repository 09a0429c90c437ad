//! What the clerk enters: the data of the act, the reason, the day.

use super::{Case, REASON_MIN, block, payment};
use crate::certificate::catalogue::{Kind, Need};
use crate::certificate::{Block, facts};

/// The longest text that may be entered.
const VALUE_MAX: usize = 2000;

/// Checks that what must be entered is, and nothing else.
pub(super) fn check(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) {
    let stated = facts::kinds(case);
    for (field, value) in &case.request.entered {
        let name = format!("entered.{field}");
        let known = stated
            .iter()
            .flat_map(|kind| &kind.entry)
            .find(|entry| entry.field == *field);
        let Some(entry) = known else {
            blocks.push(block(
                "unknown_field",
                Some(&name),
                format!("«{field}» non è un dato di questo certificato."),
            ));
            continue;
        };
        if value.chars().count() > VALUE_MAX || value.chars().any(|c| c.is_control() && c != '\n') {
            blocks.push(block(
                "entry_length",
                Some(&name),
                format!("«{}»: al massimo {VALUE_MAX} lettere.", entry.label),
            ));
        } else if !value.trim().is_empty()
            && entry.need != Need::Always
            && facts::holds(case, field)
        {
            blocks.push(block(
                "known_field",
                Some(&name),
                format!(
                    "«{}» è già in anagrafe: se è sbagliato va corretta la scheda.",
                    entry.label
                ),
            ));
        }
    }
    for kind in &stated {
        needed(case, kind, blocks);
    }
    if kinds.iter().any(|kind| kind.needs_reason) {
        reason(case, blocks);
    }
    if kinds.iter().any(|kind| kind.needs_day) {
        day(case, blocks);
    }
}

fn needed(case: &Case<'_>, kind: &'static Kind, blocks: &mut Vec<Block>) {
    let entered = facts::entered(case, kind);
    for entry in &kind.entry {
        let needed = match entry.need {
            Need::Always => true,
            Need::Missing => !facts::holds(case, &entry.field),
            Need::Optional => false,
        };
        let has = entered.iter().any(|(known, _)| known.field == entry.field);
        if needed && !has {
            let why = if entry.need == Need::Always {
                "Scrivi il dato"
            } else {
                "In anagrafe manca un dato: scrivilo tu dall'atto"
            };
            blocks.push(block(
                "entry_needed",
                Some(&format!("entered.{}", entry.field)),
                format!("{why}: {}.", entry.label),
            ));
        }
    }
}

/// DPR 223/1989 art. 35 c. 4: what is past only on a reasoned request, which is kept.
fn reason(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let reason = case.request.reason.as_deref().unwrap_or_default().trim();
    if reason.chars().count() < REASON_MIN || payment::is_generic(reason) {
        blocks.push(block(
            "reason_needed",
            Some("reason"),
            "Le situazioni passate si certificano solo su richiesta motivata (d.P.R. 223/1989, \
             art. 35, c. 4): scrivi il motivo.",
        ));
    }
}

fn day(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let Some(day) = case.request.day else {
        blocks.push(block(
            "day_needed",
            Some("day"),
            "Scrivi la data alla quale si riferisce il certificato.",
        ));
        return;
    };
    if day > case.today {
        blocks.push(block(
            "day_ahead",
            Some("day"),
            "La data alla quale si riferisce il certificato non è ancora venuta.",
        ));
    }
    if case.subject.registered.is_some_and(|first| day < first) {
        blocks.push(block(
            "before_registration",
            Some("day"),
            "La data è anteriore alla prima iscrizione della persona in questo comune.",
        ));
    }
    if facts::gone_on(case.subject).is_some_and(|gone| day > gone) {
        blocks.push(block(
            "after_cancellation",
            Some("day"),
            "A quella data la persona non era più iscritta in questo comune.",
        ));
    }
}
