//! The rules that decide or block.
//!
//! [`decide`] returns every block at once, so that the clerk does not find them one by one. Texts
//! are Italian: they say why and what to do. A block that the law lets the official pass over is
//! `forceable`: the request names it with a reason, and the journal keeps both.

use chrono::{Days, Months, NaiveDate};

use super::catalogue::{Catalogue, Issuing, Kind, Tariffs};
use super::{Block, CertificateCode, CertificateRequest, Decision, Destination, Forced, Issuer};
use crate::household::Household;
use crate::money::Cents;
use crate::person::Person;

mod applicant;
mod combination;
mod entries;
mod payment;
mod subject;
#[cfg(test)]
mod tests;

/// What the rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The catalogue of the day.
    pub catalogue: &'a Catalogue,
    /// The amounts of the day.
    pub tariffs: &'a Tariffs,
    /// What is asked.
    pub request: &'a CertificateRequest,
    /// The person certified.
    pub subject: &'a Person,
    /// The living members of the subject's household, the subject among them, reference first.
    pub members: &'a [Person],
    /// The household.
    pub household: Option<&'a Household>,
    /// Who issues.
    pub issuer: &'a Issuer,
    /// The certificate that already used the stamp of the request, if any.
    pub contrassegno_used_by: Option<&'a str>,
    /// An emergency session is open.
    pub emergency_open: bool,
    /// The day of issue.
    pub today: NaiveDate,
}

impl Case<'_> {
    /// Tells whether the address is that of a protected person, and never stated.
    #[must_use]
    pub fn address_hidden(&self) -> bool {
        self.subject.address_hidden || self.members.iter().any(|member| member.address_hidden)
    }
}

/// The shortest reason that is one.
const REASON_MIN: usize = 10;

/// Decides a request, or says everything that is in its way.
///
/// # Errors
/// The blocks, each with its reason in Italian.
pub fn decide(case: &Case<'_>) -> Result<Decision, Vec<Block>> {
    let mut blocks = Vec::new();
    let kinds = combination::check(case, &mut blocks);
    if kinds.iter().all(|kind| kind.unavailable.is_none()) {
        // Of who is not in the right register no datum need be entered.
        if subject::check(case, &kinds, &mut blocks) {
            entries::check(case, &kinds, &mut blocks);
        }
        payment::check(case, &kinds, &mut blocks);
        applicant::check(case, &kinds, &mut blocks);
    }
    let forced = force(case.request, &mut blocks);
    if !blocks.is_empty() {
        return Err(blocks);
    }
    Ok(decision(case, &kinds, forced))
}

/// Returns the self-declaration of the same facts, to be offered where a public body asks
/// (DPR 445/2000 art. 40, 43, 46); `None` when the facts cannot be self-declared.
#[must_use]
pub fn self_declaration(
    catalogue: &Catalogue,
    request: &CertificateRequest,
) -> Option<CertificateRequest> {
    if request.destination != Destination::PublicBody || request.kinds.is_empty() {
        return None;
    }
    let declarable = |code: &CertificateCode| {
        let kind = catalogue.kind(code);
        kind.is_some_and(|kind| kind.declarable)
    };
    if !request.kinds.iter().all(declarable) {
        return None;
    }
    let declaration = CertificateCode("DS01".to_owned());
    catalogue.kind(&declaration)?;
    Some(CertificateRequest {
        declared: request.kinds.clone(),
        entered: request.entered.clone(),
        ..CertificateRequest::plain(request.subject, vec![declaration])
    })
}

/// Makes a block.
fn block(code: &str, field: Option<&str>, reason: impl Into<String>) -> Block {
    Block {
        code: code.to_owned(),
        field: field.map(str::to_owned),
        reason: reason.into(),
        forceable: false,
        instead: None,
    }
}

/// Makes a block that may be passed over.
fn forceable(code: &str, field: Option<&str>, reason: impl Into<String>) -> Block {
    Block {
        forceable: true,
        ..block(code, field, reason)
    }
}

/// Takes out the blocks that the clerk passes over with a reason, and returns them.
fn force(request: &CertificateRequest, blocks: &mut Vec<Block>) -> Vec<Forced> {
    let mut used = Vec::new();
    let mut unexplained = false;
    blocks.retain(|block| {
        let forced = request.forced.iter().find(|one| one.block == block.code);
        let Some(forced) = forced.filter(|_| block.forceable) else {
            return true;
        };
        let reason = forced.reason.trim();
        if reason.chars().count() < REASON_MIN || payment::is_generic(reason) {
            unexplained = true;
            return true;
        }
        let forced = Forced {
            block: forced.block.clone(),
            reason: reason.to_owned(),
        };
        if !used.contains(&forced) {
            used.push(forced);
        }
        false
    });
    if unexplained {
        blocks.push(block(
            "forced_reason",
            Some("forced"),
            "Per procedere lo stesso scrivi il motivo (almeno dieci lettere): resta nel giornale.",
        ));
    }
    used
}

fn decision(case: &Case<'_>, kinds: &[&Kind], forced: Vec<Forced>) -> Decision {
    let texts = case.catalogue.texts();
    let first = kinds.first().expect("kinds were checked not to be empty");
    let family = case.catalogue.family(first.family);
    let with_clause = kinds.iter().any(|kind| kind.clause);
    let clause = case.catalogue.clause(case.request.destination);
    let (stamp_duty, stamp, stamp_text) = payment::stamp(case, kinds);
    let (fee, fee_text) = payment::fee(case, kinds);
    let (validity_text, valid_until) = validity(case, kinds);
    Decision {
        title: title(kinds),
        family: first.family,
        authority: family.authority.clone(),
        opening: family.opening.clone(),
        role: (!family.role.is_empty()).then(|| family.role.clone()),
        clause_code: with_clause.then(|| clause.code.clone()),
        clause: match first.foot.as_deref() {
            _ if with_clause => clause.text.clone(),
            Some("privacy") => texts.privacy.clone(),
            Some(foot) => foot.to_owned(),
            None => first.basis.clone(),
        },
        stamp_duty,
        stamp,
        stamp_text,
        fee,
        fee_text,
        validity_text,
        valid_until,
        forced,
        warnings: warnings(case, kinds),
    }
}

/// Of several kinds the shortest validity holds; 0 months means without limit.
fn validity(case: &Case<'_>, kinds: &[&Kind]) -> (String, Option<NaiveDate>) {
    let texts = case.catalogue.texts();
    if let [only] = kinds {
        if let Some(text) = &only.validity_text {
            return (text.clone(), None);
        }
        if let Some(days) = only.validity_days {
            let text = texts.validity_days.replace("{days}", &days.to_string());
            let until = case.today.checked_add_days(Days::new(u64::from(days)));
            return (text, until);
        }
    }
    let months = kinds
        .iter()
        .map(|kind| kind.validity_months)
        .filter(|months| *months > 0)
        .min();
    match months {
        Some(months) => (
            texts.validity_months.clone(),
            case.today.checked_add_months(Months::new(months)),
        ),
        None => (texts.validity_unlimited.clone(), None),
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
            // Before the same vowel the conjunction takes a d.
            let and = if last.starts_with('e') { "ed" } else { "e" };
            format!(
                "Certificato contestuale di {} {and} {last}",
                others.join(", ")
            )
        }
    }
}

fn warnings(case: &Case<'_>, kinds: &[&Kind]) -> Vec<String> {
    let mut warnings = Vec::new();
    if case.address_hidden() {
        warnings.push(
            "L'indirizzo è di una persona protetta: non compare sul certificato né nel sigillo."
                .to_owned(),
        );
    }
    if case.request.destination == Destination::PublicBody && kinds.iter().any(|kind| kind.clause) {
        warnings.push(
            "A una pubblica amministrazione il certificato non si dà al cittadino: lo acquisisce \
             l'ufficio, oppure basta l'autocertificazione."
                .to_owned(),
        );
    }
    if case.request.eu_form.is_some() {
        warnings.push(
            "Il modulo multilingue vale solo se il certificato va a un'autorità di un altro Stato \
             dell'Unione europea. Le sue etichette sono da controllare con i modelli del portale \
             e-Justice."
                .to_owned(),
        );
    }
    if kinds
        .iter()
        .any(|kind| kind.stamps > 1 && payment::duty(case, kinds) > Cents::ZERO)
    {
        warnings
            .push("Il bollo si paga due volte: sulla richiesta e sull'attestazione.".to_owned());
    }
    warnings
}

/// Checks the comune's policy: who issues a kind.
fn policy(case: &Case<'_>, kind: &Kind, blocks: &mut Vec<Block>) {
    match case.catalogue.issuing(kind) {
        Issuing::Local => {}
        Issuing::Emergency if case.emergency_open => {}
        Issuing::Emergency => blocks.push(block(
            "emergency_only",
            Some("kinds"),
            format!(
                "«{}» si rilascia da questo sportello solo con il registro di emergenza aperto.",
                kind.title
            ),
        )),
        Issuing::Anpr => blocks.push(block(
            "anpr_only",
            Some("kinds"),
            format!(
                "«{}» si rilascia da ANPR: la richiesta resta in attesa e qui non si emette.",
                kind.title
            ),
        )),
    }
}
