//! The words of a certificate, in Italian, agreeing with who it is about.
//!
//! A certificate becomes an [`Act`]: paragraphs in the order in which they are read. Where they
//! stand on the paper is none of this module's business.

mod statements;

use chrono_tz::Europe::Rome;
use domain::certificate::{Certificate, Generalities};
use domain::{PartialDate, Place, Sex};

/// What a certificate says, in reading order.
#[derive(Debug)]
pub(crate) struct Act {
    /// `COMUNE DI GROTTAGLIE`.
    pub(crate) comune: String,
    /// `Provincia di Taranto · Ufficio Anagrafe`.
    pub(crate) office: String,
    /// `Certificato n. …`.
    pub(crate) number: String,
    /// Title, in capitals.
    pub(crate) title: String,
    /// Who certifies: `L'UFFICIALE D'ANAGRAFE`.
    pub(crate) authority: String,
    /// `Visti gli atti d'ufficio, certifica che`.
    pub(crate) opening: String,
    /// Name of the person certified.
    pub(crate) subject: String,
    /// Birth and codice fiscale.
    pub(crate) subject_lines: Vec<String>,
    /// What is stated.
    pub(crate) body: Vec<Paragraph>,
    /// The clause.
    pub(crate) clause: String,
    /// Stamp duty, fees, validity, as-of.
    pub(crate) notes: Vec<String>,
    /// Place and date.
    pub(crate) place_and_date: String,
    /// Qualification of who signs.
    pub(crate) role: String,
    /// Name of who signs.
    pub(crate) official: String,
    /// Whether a stamp has to be affixed or cancelled in the box.
    pub(crate) stamp_box: bool,
}

/// A part of the body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Paragraph {
    /// A sentence.
    Text(String),
    /// A numbered member of a household: name, and what is said of them.
    Member {
        /// Number in the list, from 1.
        number: usize,
        /// Surname and name.
        name: String,
        /// Birth, and marital status where it is stated.
        details: String,
    },
}

impl Act {
    /// Returns the whole text, a line for each paragraph.
    pub(crate) fn text(&self) -> String {
        let mut lines: Vec<String> = vec![
            self.comune.clone(),
            self.office.clone(),
            self.number.clone(),
            self.title.clone(),
            self.authority.clone(),
            self.opening.clone(),
            self.subject.clone(),
        ];
        lines.extend(self.subject_lines.iter().cloned());
        lines.extend(self.body.iter().map(|paragraph| match paragraph {
            Paragraph::Text(text) => text.clone(),
            Paragraph::Member {
                number,
                name,
                details,
            } => format!("{number}. {name}, {details}"),
        }));
        lines.push(self.clause.clone());
        lines.extend(self.notes.iter().cloned());
        lines.push(self.place_and_date.clone());
        lines.push(format!("{} {}", self.role, self.official));
        lines.join("\n")
    }
}

/// Puts a certificate into words.
pub(crate) fn act(certificate: &Certificate) -> Act {
    let issuer = &certificate.issuer;
    let decision = &certificate.decision;
    let subject = &certificate.facts.subject;
    let mut notes = vec![decision.stamp_text.clone()];
    notes.extend(decision.fee_text.clone());
    notes.push(decision.validity_text.clone());
    notes.push(format!(
        "Dati dell'anagrafe aggiornati al {}.",
        certificate
            .as_of
            .with_timezone(&Rome)
            .format("%d/%m/%Y, ore %H:%M")
    ));
    Act {
        comune: format!("COMUNE DI {}", issuer.comune.to_uppercase()),
        office: format!(
            "Provincia di {} · {}",
            province(&issuer.province),
            issuer.office
        ),
        number: format!("Certificato n. {}", certificate.number),
        title: decision.title.to_uppercase(),
        authority: "L'UFFICIALE D'ANAGRAFE".to_owned(),
        opening: "visti gli atti d'ufficio, certifica che".to_owned(),
        subject: full_name(subject),
        subject_lines: subject_lines(subject),
        body: statements::body(certificate),
        clause: decision.clause.clone(),
        notes,
        place_and_date: format!(
            "{}, {}",
            issuer.comune,
            certificate.issued_on.format("%d/%m/%Y")
        ),
        role: issuer.official_role.clone(),
        official: issuer.official.clone(),
        stamp_box: decision.stamp_duty > domain::Cents::ZERO,
    }
}

/// Returns the name of a province of the area; of others, the two letters.
fn province(letters: &str) -> &str {
    match letters {
        "TA" => "Taranto",
        "BR" => "Brindisi",
        "LE" => "Lecce",
        "BA" => "Bari",
        "MT" => "Matera",
        other => other,
    }
}

/// Returns surname and name; who has only one of them is told so.
fn full_name(person: &Generalities) -> String {
    match (person.surname.as_deref(), person.name.as_deref()) {
        (Some(surname), Some(name)) => format!("{surname} {name}"),
        (Some(surname), None) => format!("{surname} (senza nome)"),
        (None, Some(name)) => format!("{name} (senza cognome)"),
        (None, None) => "(senza cognome e senza nome)".to_owned(),
    }
}

fn subject_lines(person: &Generalities) -> Vec<String> {
    let mut lines = vec![birth(person)];
    if let Some(code) = &person.codice_fiscale {
        lines.push(format!("codice fiscale {code}"));
    }
    lines
}

/// Returns `nata a Taranto (TA) il 12/03/1978`.
fn birth(person: &Generalities) -> String {
    let born = agree(person.sex, "nato", "nata", "nato/a");
    format!(
        "{born} {} {}",
        place(&person.birth_place),
        date(person.birth_date)
    )
}

/// Returns the word that agrees with the sex.
fn agree(
    sex: Sex,
    male: &'static str,
    female: &'static str,
    unknown: &'static str,
) -> &'static str {
    match sex {
        Sex::Male => male,
        Sex::Female => female,
        Sex::Unknown => unknown,
    }
}

/// Returns `a Taranto (TA)`, `a Tirana (Albania)`, `in Albania`.
fn place(place: &Place) -> String {
    match place {
        Place::Comune {
            name,
            province: Some(province),
            ..
        } => format!("a {name} ({province})"),
        Place::Comune {
            name,
            province: None,
            ..
        } => format!("a {name}"),
        Place::Abroad {
            locality: Some(locality),
            state,
            ..
        } => format!("a {locality} ({state})"),
        Place::Abroad {
            locality: None,
            state,
            ..
        } => format!("in {state}"),
        Place::Exceptional { description } => format!("({description})"),
    }
}

/// Returns `il 12/03/1978`, `nel mese di marzo 1950`, `nell'anno 1950`.
fn date(date: PartialDate) -> String {
    const MONTHS: [&str; 12] = [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ];
    match date {
        PartialDate::Day(day) => format!("il {}", day.format("%d/%m/%Y")),
        PartialDate::Month { year, month } => {
            let name = usize::try_from(month)
                .ok()
                .and_then(|month| MONTHS.get(month - 1));
            format!("nel mese di {} {year}", name.unwrap_or(&"?"))
        }
        PartialDate::Year(year) => format!("nell'anno {year}"),
    }
}
