//! The rules that decide or block.
//!
//! [`decide`] returns every block at once, so that the clerk does not find them one by one. Texts
//! are Italian: they say why and what to do.

use chrono::{Months, NaiveDate};

use super::catalogue::{Catalogue, Kind, Tariffs};
use super::{Block, CertificateRequest, Decision};
use crate::money::Cents;
use crate::person::Person;

mod payment;
mod subject;
#[cfg(test)]
mod tests;

/// What the rules look at.
pub(super) struct Case<'a> {
    catalogue: &'a Catalogue,
    tariffs: &'a Tariffs,
    request: &'a CertificateRequest,
    subject: &'a Person,
    household: &'a [Person],
    contrassegno_used_by: Option<&'a str>,
    today: NaiveDate,
}

/// Decides a request, or says everything that is in its way.
///
/// `household` holds the living members of the subject's household, the subject among them;
/// `contrassegno_used_by` is the certificate that already used the stamp of the request, if any.
///
/// # Errors
/// The blocks, each with its reason in Italian.
pub fn decide(
    catalogue: &Catalogue,
    tariffs: &Tariffs,
    request: &CertificateRequest,
    subject: &Person,
    household: &[Person],
    contrassegno_used_by: Option<&str>,
    today: NaiveDate,
) -> Result<Decision, Vec<Block>> {
    let case = Case {
        catalogue,
        tariffs,
        request,
        subject,
        household,
        contrassegno_used_by,
        today,
    };
    let mut blocks = Vec::new();
    let kinds = kinds(&case, &mut blocks);
    subject::check(&case, &kinds, &mut blocks);
    payment::check(&case, &mut blocks);
    applicant(&case, &mut blocks);
    if !blocks.is_empty() {
        return Err(blocks);
    }
    Ok(decision(&case, &kinds))
}

/// Makes a block.
fn block(code: &str, field: Option<&str>, reason: impl Into<String>) -> Block {
    Block {
        code: code.to_owned(),
        field: field.map(str::to_owned),
        reason: reason.into(),
    }
}

/// Returns the kinds asked, if they exist and may stand together (ANPR's table of combinations).
fn kinds<'a>(case: &Case<'a>, blocks: &mut Vec<Block>) -> Vec<&'a Kind> {
    let mut kinds: Vec<&Kind> = Vec::new();
    for code in &case.request.kinds {
        match case.catalogue.kind(code) {
            Some(kind) if kind.cumulative => blocks.push(block(
                "cumulative",
                Some("kinds"),
                "Un certificato contestuale si chiede scegliendo insieme i certificati da riunire.",
            )),
            Some(kind) if kinds.iter().any(|known| known.code == kind.code) => {}
            Some(kind) => kinds.push(kind),
            None => blocks.push(block(
                "unknown_kind",
                Some("kinds"),
                format!(
                    "Il certificato {} non è nel catalogo di questo sportello.",
                    code.0
                ),
            )),
        }
    }
    if case.request.kinds.is_empty() {
        blocks.push(block(
            "no_kind",
            Some("kinds"),
            "Scegli almeno un certificato.",
        ));
    }
    for (place, kind) in kinds.iter().enumerate() {
        for other in &kinds[place + 1..] {
            if kind.not_with.contains(&other.code) {
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
    kinds
}

fn applicant(case: &Case<'_>, blocks: &mut Vec<Block>) {
    let super::Applicant::ThirdParty { name, document } = &case.request.applicant else {
        return;
    };
    if name.trim().chars().count() < 3 {
        blocks.push(block(
            "applicant_name",
            Some("applicant.name"),
            "Scrivi nome e cognome di chi chiede il certificato.",
        ));
    }
    if document.trim().chars().count() < 5 {
        blocks.push(block(
            "applicant_document",
            Some("applicant.document"),
            "Chi chiede va identificato: scrivi tipo e numero del documento.",
        ));
    }
}

fn decision(case: &Case<'_>, kinds: &[&Kind]) -> Decision {
    let clause = case.catalogue.clause(case.request.destination);
    let texts = case.catalogue.texts();
    let (stamp_duty, stamp_text) = payment::stamp(case);
    let fee = payment::fee(case);
    // Of several kinds the shortest validity holds; 0 months means without limit.
    let months = kinds
        .iter()
        .map(|kind| kind.validity_months)
        .filter(|months| *months > 0)
        .min();
    Decision {
        title: title(kinds),
        clause_code: clause.code.clone(),
        clause: clause.text.clone(),
        stamp_duty,
        stamp_text,
        fee,
        fee_text: (fee > Cents::ZERO).then(|| texts.fee.replace("{amount}", &fee.to_string())),
        validity_text: if months.is_some() {
            texts.validity_months.clone()
        } else {
            texts.validity_unlimited.clone()
        },
        valid_until: months.and_then(|months| case.today.checked_add_months(Months::new(months))),
        warnings: warnings(case, kinds),
    }
}

fn title(kinds: &[&Kind]) -> String {
    match kinds {
        [only] => only.title.clone(),
        several => {
            let names: Vec<&str> = several.iter().map(|kind| kind.short.as_str()).collect();
            let (last, others) = names
                .split_last()
                .expect("kinds were checked not to be empty");
            format!("Certificato contestuale di {} e {last}", others.join(", "))
        }
    }
}

fn warnings(case: &Case<'_>, kinds: &[&Kind]) -> Vec<String> {
    let mut warnings = Vec::new();
    let third_party = matches!(case.request.applicant, super::Applicant::ThirdParty { .. });
    if third_party && kinds.iter().any(|kind| kind.code.0 == "AN13") {
        warnings.push(
            "Lo stato di famiglia e di stato civile si rilascia di norma a un componente \
             maggiorenne della famiglia: valuta la richiesta."
                .to_owned(),
        );
    }
    if case.request.destination == super::Destination::PublicBody {
        warnings.push(
            "A una pubblica amministrazione il certificato non si dà al cittadino: lo acquisisce \
             l'ufficio, oppure basta l'autocertificazione."
                .to_owned(),
        );
    }
    warnings
}
