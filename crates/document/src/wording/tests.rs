//! Each kind in words, through the rules that decide it.

mod declarations;
mod forms;
mod households;
mod pages;
mod properties;
mod registry;
mod sample;
mod second;

use domain::Sex;
use domain::certificate::Certificate;

use super::{Paragraph, act, facts_to_seal};
use sample::certificate;

/// Returns title and body of a kind: what differs from one kind to another.
fn told(code: &str, sex: Sex) -> String {
    told_of(&certificate(code, sex))
}

fn told_of(certificate: &Certificate) -> String {
    let act = act(certificate);
    let body = act.body.iter().map(|paragraph| match paragraph {
        Paragraph::Text(text) => text.clone(),
        Paragraph::Translation(text) => format!("  / {text}"),
        Paragraph::Member {
            number,
            name,
            details,
        } => format!("{number}. {name}, {details}"),
    });
    let lines: Vec<String> = std::iter::once(act.title.clone()).chain(body).collect();
    lines.join("\n")
}
