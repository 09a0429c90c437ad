//! What a comune may set for itself about certificates: amounts, periods, clauses, uses.
//!
//! Rules hold for what is issued from now on: a certificate keeps its own words and bytes.

use domain::Cents;
use domain::certificate::Destination;
use domain::certificate::catalogue::{ComuneRules, OwnExemption, Period};

use crate::Error;

/// What the law wants on a certificate for a private party, on pain of nullity (DPR 445/2000, art. 40,
/// c. 02).
const PRIVATE_WORDS: &str = "non può essere prodotto agli organi della pubblica amministrazione o \
                             ai privati gestori di pubblici servizi";
/// The use with the norm in the clerk's words: it stays as it is.
const FREE_USE: &str = "ES99";

/// Checks the comune's own rules.
pub(crate) fn check(rules: &ComuneRules) -> Result<(), Error> {
    amounts(rules)?;
    clauses(rules)?;
    exemptions(rules)
}

fn amounts(rules: &ComuneRules) -> Result<(), Error> {
    if rules.amounts.iter().any(|row| row.cents < Cents::ZERO) {
        return wrong("rules.amounts", "Un importo non può essere negativo.");
    }
    let amounts = rules.amounts.iter().map(|row| row.period);
    let policies = rules.policies.iter().map(|row| row.period);
    if amounts.chain(policies).any(is_turned) {
        return wrong(
            "rules.amounts",
            "Il giorno in cui un importo finisce viene prima di quello in cui comincia.",
        );
    }
    Ok(())
}

fn clauses(rules: &ComuneRules) -> Result<(), Error> {
    let field = "rules.clauses";
    for clause in &rules.clauses {
        if !fits(&clause.text, 10, 400) || !fits(&clause.source, 3, 120) {
            return wrong(
                field,
                "Una dicitura ha da 10 a 400 caratteri, e la sua norma da 3 a 120.",
            );
        }
        let words = clause.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if clause.destination == Destination::PrivateParty
            && !words.to_lowercase().contains(PRIVATE_WORDS)
        {
            return wrong(
                field,
                &format!(
                    "Per un privato il certificato è nullo senza le parole «{PRIVATE_WORDS}» \
                     (d.P.R. 445/2000, art. 40, c. 02): si può solo aggiungere altro."
                ),
            );
        }
    }
    let rows = rules.clauses.iter();
    let rows: Vec<_> = rows.map(|row| (row.destination, row.period)).collect();
    periods(field, &rows)
}

fn exemptions(rules: &ComuneRules) -> Result<(), Error> {
    let field = "rules.exemptions";
    for OwnExemption {
        code, label, norm, ..
    } in &rules.exemptions
    {
        let is_plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        let has_form = (2..=6).contains(&code.0.len()) && code.0.bytes().all(is_plain);
        if !has_form || code.0 == FREE_USE {
            return wrong(
                field,
                "Il codice di un uso ha da 2 a 6 lettere maiuscole e cifre, e non è ES99.",
            );
        }
        if !fits(label, 3, 120) || !fits(norm, 3, 160) {
            return wrong(
                field,
                "Un uso ha da 3 a 120 caratteri, e la norma che esenta da 3 a 160: senza norma non \
                 c'è esenzione.",
            );
        }
    }
    let rows = rules.exemptions.iter();
    let rows: Vec<_> = rows.map(|row| (&row.code, row.period)).collect();
    periods(field, &rows)
}

/// Refuses periods that end before they begin, and two rows for one thing on one day.
fn periods<T: PartialEq>(field: &'static str, rows: &[(T, Period)]) -> Result<(), Error> {
    for (place, (what, period)) in rows.iter().enumerate() {
        if is_turned(*period) {
            return wrong(
                field,
                "Il giorno in cui una riga finisce viene prima di quello in cui comincia.",
            );
        }
        let later = rows[place + 1..].iter();
        let mut same = later.filter(|(other, _)| other == what);
        if same.any(|(_, other)| overlap(*period, *other)) {
            return wrong(
                field,
                "Due righe valgono per la stessa cosa negli stessi giorni: metti fine alla prima.",
            );
        }
    }
    Ok(())
}

fn overlap(one: Period, other: Period) -> bool {
    let ends_before = |a: Period, b: Period| a.until.is_some_and(|until| until < b.from);
    !ends_before(one, other) && !ends_before(other, one)
}

fn is_turned(period: Period) -> bool {
    period.until.is_some_and(|until| until < period.from)
}

fn fits(text: &str, min: usize, max: usize) -> bool {
    (min..=max).contains(&text.trim().chars().count())
}

fn wrong(field: &'static str, reason: &str) -> Result<(), Error> {
    let reason = reason.to_owned();
    Err(Error::Invalid { field, reason })
}
