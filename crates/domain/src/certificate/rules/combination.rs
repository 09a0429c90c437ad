//! Which kinds exist, may be issued here, and may stand together (ANPR's table of combinations).

use super::{Case, block, policy};
use crate::certificate::catalogue::Kind;
use crate::certificate::{Block, CertificateCode, Destination};

/// Returns the kinds asked, with what is in the way of them.
pub(super) fn check(case: &Case<'_>, blocks: &mut Vec<Block>) -> Vec<&'static Kind> {
    let mut kinds: Vec<&'static Kind> = Vec::new();
    for code in &case.request.kinds {
        match case.catalogue.kind(code) {
            Some(kind) if kind.cumulative => blocks.push(block(
                "cumulative",
                Some("kinds"),
                "Un certificato contestuale si chiede scegliendo insieme i certificati da riunire.",
            )),
            Some(kind) if kinds.iter().any(|known| known.code == kind.code) => {}
            Some(kind) => kinds.push(kind),
            None => blocks.push(unknown(code)),
        }
    }
    if case.request.kinds.is_empty() {
        blocks.push(block(
            "no_kind",
            Some("kinds"),
            "Scegli almeno un certificato.",
        ));
    }
    for kind in &kinds {
        match &kind.unavailable {
            Some(reason) => blocks.push(block("unavailable", Some("kinds"), reason)),
            None => policy(case, kind, blocks),
        }
    }
    for (place, kind) in kinds.iter().enumerate() {
        for other in &kinds[place + 1..] {
            if !may_stand_together(kind, other) {
                blocks.push(block(
                    "combination",
                    Some("kinds"),
                    format!(
                        "«{}» e «{}» non possono stare nello stesso certificato: emettili separati.",
                        kind.title, other.title
                    ),
                ));
            }
        }
    }
    language(case, &kinds, blocks);
    eu_form(case, &kinds, blocks);
    declared(case, &kinds, blocks);
    kinds
}

/// Tells whether two kinds may stand in one certificate.
fn may_stand_together(one: &Kind, other: &Kind) -> bool {
    !(one.alone
        || other.alone
        || one.group != other.group
        || one.not_with.contains(&other.code)
        || other.not_with.contains(&one.code))
}

fn unknown(code: &CertificateCode) -> Block {
    block(
        "unknown_kind",
        Some("kinds"),
        format!(
            "Il certificato {} non è nel catalogo di questo sportello.",
            code.0
        ),
    )
}

fn language(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) {
    if case.request.language.is_none() {
        return;
    }
    for kind in kinds.iter().filter(|kind| !kind.translated) {
        blocks.push(block(
            "no_translation",
            Some("language"),
            format!("«{}» non ha ancora una traduzione.", kind.title),
        ));
    }
}

/// Reg. (UE) 2016/1191, artt. 2 and 7: for what it covers, and for another state of the Union.
fn eu_form(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) {
    if case.request.eu_form.is_none() {
        return;
    }
    for kind in kinds.iter().filter(|kind| !kind.eu_form) {
        blocks.push(block(
            "no_eu_form",
            Some("eu_form"),
            format!(
                "Per «{}» non c'è il modulo multilingue dell'Unione europea: togli il modulo.",
                kind.title
            ),
        ));
    }
    if case.request.destination != Destination::Abroad {
        blocks.push(block(
            "eu_form_destination",
            Some("destination"),
            "Il modulo multilingue accompagna solo un certificato per un altro Stato dell'Unione \
             europea: scegli la destinazione «Estero» o togli il modulo.",
        ));
    }
}

fn declared(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) {
    if !kinds.iter().any(|kind| kind.declares) {
        return;
    }
    if case.request.declared.is_empty() {
        blocks.push(block(
            "nothing_declared",
            Some("declared"),
            "Scegli che cosa dichiara il cittadino.",
        ));
    }
    for code in &case.request.declared {
        match case.catalogue.kind(code) {
            Some(kind) if kind.declarable => {}
            Some(kind) => blocks.push(block(
                "not_declarable",
                Some("declared"),
                format!(
                    "«{}» non si sostituisce con una dichiarazione compilata qui.",
                    kind.title
                ),
            )),
            None => blocks.push(unknown(code)),
        }
    }
}
