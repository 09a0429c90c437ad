//! Stamp duty, exemption and secretarial fees.

use super::{Case, block};
use crate::certificate::catalogue::{FeeRule, Kind, StampRule};
use crate::certificate::{Block, CertificateCode, Destination, StampOutcome};
use crate::money::Cents;

/// The longest norm that may be written for the use ES99 (ANPR `descrizioneEsenzioneBollo`).
const NOTE_MAX: usize = 256;
/// Words that name no use: the Agenzia delle Entrate does not accept them.
const GENERIC: &[&str] = &[
    "uso amministrativo",
    "ad uso amministrativo",
    "per uso amministrativo",
    "usi consentiti",
    "usi consentiti dalla legge",
    "uso consentito dalla legge",
    "per gli usi consentiti dalla legge",
    "uso personale",
    "per uso personale",
    "per gli usi consentiti",
    "motivi personali",
    "art. 4",
    "carta libera",
    "in carta libera",
];

/// Tells whether a text names no use and no reason.
pub(super) fn is_generic(text: &str) -> bool {
    GENERIC.iter().any(|generic| is_only(text, generic))
}

/// Checks the destination, the stamp and the exemption of a request.
pub(super) fn check(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) {
    if kinds.iter().any(|kind| kind.clause) {
        destination(case, kinds, blocks);
    }
    exemption(case, kinds, blocks);
    contrassegno(case, kinds, blocks);
    if duty_may_be_due(case, kinds) && case.tariffs.stamp_duty == Cents::ZERO {
        blocks.push(block(
            "stamp_zero",
            Some("exempt_use"),
            "Il certificato non è esente e l'imposta di bollo risulta zero: correggi gli importi \
             del comune o scegli l'uso esente.",
        ));
    }
}

fn duty_may_be_due(case: &Case<'_>, kinds: &[&Kind]) -> bool {
    kinds.iter().any(|kind| match kind.stamp {
        StampRule::Exempt => false,
        StampRule::Always => true,
        StampRule::Due => case.request.exempt_use.is_none(),
    })
}

/// DPR 445/2000 art. 40: no certificate for a public body, unless it asks of its own motion.
fn destination(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) {
    let unpaid =
        case.request.exempt_use.is_none() && kinds.iter().any(|kind| kind.stamp == StampRule::Due);
    match case.request.destination {
        // Only a certificate that pays no stamp duty goes into a lawsuit or to a public body.
        Destination::CourtFile | Destination::Immigration if unpaid => blocks.push(block(
            "exemption_needed",
            Some("exempt_use"),
            "Per questa destinazione il certificato è esente da bollo: scegli l'uso con la sua \
             norma.",
        )),
        Destination::PublicBody => {
            let mut add = |mut block: Block| {
                let request = super::self_declaration(case.catalogue, case.request);
                block.instead = request.map(|_| CertificateCode("DS01".to_owned()));
                blocks.push(block);
            };
            if unpaid {
                add(block(
                    "public_body",
                    Some("destination"),
                    "Un certificato per una pubblica amministrazione non si rilascia al cittadino \
                     (d.P.R. 445/2000, art. 40): serve l'autocertificazione. Per l'acquisizione \
                     d'ufficio scegli l'uso ES21.",
                ));
            }
            let asked = case.request.public_request.as_deref().unwrap_or_default();
            if asked.trim().chars().count() < 5 {
                add(block(
                    "public_request",
                    Some("public_request"),
                    "Per l'acquisizione d'ufficio scrivi chi chiede e gli estremi della richiesta \
                     (ente, protocollo, data).",
                ));
            }
        }
        _ => {}
    }
}

fn exemption(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) {
    let Some(code) = &case.request.exempt_use else {
        return;
    };
    if kinds.iter().any(|kind| kind.stamp == StampRule::Always) {
        blocks.push(block(
            "never_exempt",
            Some("exempt_use"),
            "Per questo atto il bollo si paga sempre: togli l'uso esente.",
        ));
    }
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
    } else if is_generic(note) {
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

fn contrassegno(case: &Case<'_>, kinds: &[&Kind], blocks: &mut Vec<Block>) {
    let Some(stamp) = &case.request.contrassegno else {
        return;
    };
    let mut add = |code, reason: String| blocks.push(block(code, Some("contrassegno"), reason));
    if duty(case, kinds) == Cents::ZERO {
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

/// Returns the stamp duty due.
pub(super) fn duty(case: &Case<'_>, kinds: &[&Kind]) -> Cents {
    let stamps = kinds
        .iter()
        .filter(|kind| match kind.stamp {
            StampRule::Exempt => false,
            StampRule::Always => true,
            StampRule::Due => case.request.exempt_use.is_none(),
        })
        .map(|kind| kind.stamps)
        .max()
        .unwrap_or(0);
    // Several kinds are one sheet: one stamp.
    (0..stamps).map(|_| case.tariffs.stamp_duty).sum()
}

/// Returns the stamp duty due, what became of it, and the text that is printed about it.
pub(super) fn stamp(case: &Case<'_>, kinds: &[&Kind]) -> (Cents, StampOutcome, String) {
    let texts = case.catalogue.texts();
    let amount = duty(case, kinds);
    if amount > Cents::ZERO {
        let (outcome, text) = match &case.request.contrassegno {
            Some(stamp) => {
                let number = stamp.number.trim().to_owned();
                let text = texts
                    .stamp_paid
                    .replace("{number}", &number)
                    .replace("{date}", &stamp.date.format("%d/%m/%Y").to_string());
                let date = stamp.date;
                (StampOutcome::Paid { number, date }, text)
            }
            None => (StampOutcome::Due, texts.stamp_due.clone()),
        };
        let text = text.replace("{amount}", &amount.to_string());
        return (amount, outcome, text);
    }
    if let Some((norm, exempt_use)) = exempt_by_use(case) {
        let text = texts
            .stamp_exempt
            .replace("{norm}", &norm)
            .replace("{use}", &exempt_use);
        return (Cents::ZERO, StampOutcome::Exempt { norm, exempt_use }, text);
    }
    let norm = kinds
        .iter()
        .find(|kind| kind.stamp == StampRule::Exempt)
        .map(|kind| kind.stamp_norm.clone())
        .unwrap_or_default();
    let text = texts.stamp_free.replace("{norm}", &norm);
    (Cents::ZERO, StampOutcome::Free { norm }, text)
}

/// Returns norm and use of the exemption asked.
fn exempt_by_use(case: &Case<'_>) -> Option<(String, String)> {
    let code = case.request.exempt_use.as_ref()?;
    let exemption = case.catalogue.exemption(code)?;
    if exemption.norm.is_empty() {
        let note = case.request.exemption_note.as_deref().unwrap_or_default();
        return Some((note.trim().to_owned(), "come indicato".to_owned()));
    }
    Some((exemption.norm.clone(), exemption.label.clone()))
}

/// Returns the fee due (L. 604/1962, Tab. D) and the text about it. Several kinds pay once.
pub(super) fn fee(case: &Case<'_>, kinds: &[&Kind]) -> (Cents, Option<String>) {
    let texts = case.catalogue.texts();
    let fee = kinds
        .iter()
        .map(|kind| fee_of(case, kinds, kind))
        .max()
        .unwrap_or(Cents::ZERO);
    let text = if kinds.iter().any(|kind| kind.fee == FeeRule::Cie) {
        &texts.fee_cie
    } else {
        &texts.fee
    };
    let text = (fee > Cents::ZERO).then(|| text.replace("{amount}", &fee.to_string()));
    (fee, text)
}

fn fee_of(case: &Case<'_>, kinds: &[&Kind], kind: &Kind) -> Cents {
    let tariffs = case.tariffs;
    let exempt_use = case.request.exempt_use.as_ref();
    let exemption = exempt_use.and_then(|code| case.catalogue.exemption(code));
    let stamped = duty(case, kinds) > Cents::ZERO;
    if exemption.is_some_and(|exemption| !exemption.fee_due) {
        return Cents::ZERO;
    }
    match kind.fee {
        FeeRule::None => Cents::ZERO,
        FeeRule::Stamped => tariffs.fee_stamped,
        FeeRule::Exempt => tariffs.fee_exempt,
        FeeRule::Cie => {
            let duplicate = case.request.entered.get("duplicate");
            let duplicate = duplicate.is_some_and(|text| !text.trim().is_empty());
            let fixed = if duplicate { 2 } else { 1 };
            let fixed: Cents = (0..fixed).map(|_| tariffs.cie_fixed).sum();
            tariffs.cie_state + fixed + tariffs.cie_fee
        }
        FeeRule::History if tariffs.handmade_history => {
            let each = if stamped {
                tariffs.history_stamped
            } else {
                tariffs.history_exempt
            };
            (0..names(case, kind)).map(|_| each).sum()
        }
        FeeRule::History | FeeRule::Standard if stamped => tariffs.fee_stamped,
        FeeRule::History | FeeRule::Standard => tariffs.fee_exempt,
    }
}

/// Returns for how many names a search by hand is paid: one for each line of a household.
fn names(case: &Case<'_>, kind: &Kind) -> usize {
    if !kind.household {
        return 1;
    }
    let entered = kind
        .entry
        .iter()
        .filter_map(|entry| case.request.entered.get(&entry.field));
    let lines = entered.flat_map(|text| text.lines());
    lines.filter(|line| !line.trim().is_empty()).count().max(1)
}
