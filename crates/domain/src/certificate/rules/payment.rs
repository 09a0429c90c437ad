//! Stamp duty, exemption and secretarial fees.

use super::{Case, block};
use crate::certificate::{Block, Destination};
use crate::money::Cents;

/// The longest norm that may be written for the use ES99 (ANPR `descrizioneEsenzioneBollo`).
const NOTE_MAX: usize = 256;
/// Words that name no use: the Agenzia delle Entrate does not accept them.
const GENERIC: &[&str] = &[
    "uso amministrativo",
    "usi consentiti",
    "usi consentiti dalla legge",
    "uso consentito dalla legge",
    "uso personale",
    "per gli usi consentiti",
    "art. 4",
    "carta libera",
];

/// Checks the stamp and the exemption of a request.
pub(super) fn check(case: &Case<'_>, blocks: &mut Vec<Block>) {
    exemption(case, blocks);
    contrassegno(case, blocks);
}

fn exemption(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let Some(code) = &case.request.exempt_use else {
        // Only a certificate that pays no stamp duty goes into a lawsuit or to a public body.
        match case.request.destination {
            Destination::CourtFile | Destination::Immigration => blocks.push(block(
                "exemption_needed",
                Some("exempt_use"),
                "Per questa destinazione il certificato è esente da bollo: scegli l'uso con la sua \
                 norma.",
            )),
            Destination::PublicBody => blocks.push(block(
                "public_body",
                Some("destination"),
                "Un certificato per una pubblica amministrazione non si rilascia al cittadino \
                 (d.P.R. 445/2000, art. 40): serve l'autocertificazione. Per l'acquisizione \
                 d'ufficio scegli l'uso ES21.",
            )),
            Destination::PrivateParty | Destination::Abroad => {}
        }
        return;
    };
    let Some(exemption) = case.catalogue.exemption(code) else {
        blocks.push(block(
            "unknown_use",
            Some("exempt_use"),
            format!(
                "L'uso {} non è tra quelli che esentano dal bollo un certificato.",
                code.0
            ),
        ));
        return;
    };
    if !exemption.norm.is_empty() {
        return;
    }
    let note = case
        .request
        .exemption_note
        .as_deref()
        .unwrap_or_default()
        .trim();
    let length = note.chars().count();
    if !(5..=NOTE_MAX).contains(&length) {
        blocks.push(block(
            "exemption_note",
            Some("exemption_note"),
            "Scrivi l'uso e la norma che esenta dal bollo (al massimo 256 lettere).",
        ));
    } else if GENERIC.iter().any(|generic| is_only(note, generic)) {
        blocks.push(block(
            "generic_use",
            Some("exemption_note"),
            "Un uso generico non esenta dal bollo: indica l'uso vero e la norma.",
        ));
    }
}

/// Tells whether a note says nothing but the generic words.
fn is_only(note: &str, generic: &str) -> bool {
    let plain = |text: &str| {
        text.to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    plain(note) == plain(generic)
}

fn contrassegno(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let Some(stamp) = &case.request.contrassegno else {
        return;
    };
    let mut add = |code, reason: String| blocks.push(block(code, Some("contrassegno"), reason));
    if case.request.exempt_use.is_some() {
        add(
            "stamp_and_exemption",
            "Il certificato è esente: il contrassegno non serve. Togli l'uno o l'altro.".to_owned(),
        );
    }
    let number = stamp.number.trim();
    if number.len() != 14 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        add(
            "stamp_format",
            "Il numero del contrassegno ha 14 cifre: ricopialo dalla marca.".to_owned(),
        );
    }
    if stamp.date > case.today {
        add(
            "stamp_date",
            "Il contrassegno ha una data futura: controlla la data sulla marca.".to_owned(),
        );
    }
    if let Some(certificate) = case.contrassegno_used_by {
        add(
            "stamp_used",
            format!(
                "Questo contrassegno è già stato usato per il certificato {certificate}: ne serve \
                 un altro."
            ),
        );
    }
}

/// Returns the stamp duty due and the text that is printed about it.
pub(super) fn stamp(case: &Case<'_>) -> (Cents, String) {
    let texts = case.catalogue.texts();
    let exemption = case
        .request
        .exempt_use
        .as_ref()
        .and_then(|code| case.catalogue.exemption(code));
    if let Some(exemption) = exemption {
        let (norm, used) = if exemption.norm.is_empty() {
            (
                case.request
                    .exemption_note
                    .as_deref()
                    .unwrap_or_default()
                    .trim(),
                "come indicato",
            )
        } else {
            (exemption.norm.as_str(), exemption.label.as_str())
        };
        return (
            Cents::ZERO,
            texts
                .stamp_exempt
                .replace("{norm}", norm)
                .replace("{use}", used),
        );
    }
    let amount = case.tariffs.stamp_duty;
    let text = match &case.request.contrassegno {
        Some(stamp) => texts
            .stamp_paid
            .replace("{number}", stamp.number.trim())
            .replace("{date}", &stamp.date.format("%d/%m/%Y").to_string()),
        None => texts.stamp_due.clone(),
    };
    (amount, text.replace("{amount}", &amount.to_string()))
}

/// Returns the secretarial fee due (L. 604/1962, Tab. D).
pub(super) fn fee(case: &Case<'_>) -> Cents {
    let exemption = case
        .request
        .exempt_use
        .as_ref()
        .and_then(|code| case.catalogue.exemption(code));
    match exemption {
        None => case.tariffs.fee_stamped,
        Some(exemption) if exemption.fee_due => case.tariffs.fee_exempt,
        Some(_) => Cents::ZERO,
    }
}
