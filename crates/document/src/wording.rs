//! The words of an act: in Italian, agreeing with who it is about, and in a second language beside.
//!
//! A certificate becomes an [`Act`]: paragraphs in the order in which they are read. Where they
//! stand on the paper is none of this module's business. The Italian is the act; a translation
//! follows the paragraph it translates. Words are data, in `data/`.

mod body;
mod eu;
mod households;
mod lexicon;
mod residences;
mod second;
mod speaker;
#[cfg(test)]
mod tests;
mod ties;

use chrono_tz::Europe::Rome;
use domain::certificate::catalogue::Family;
use domain::certificate::{Certificate, SignatureStyle, StampOutcome};

use body::Piece;
pub(crate) use eu::{Field, Form};
use lexicon::Part;
use speaker::{Speaker, full_name};

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
    pub(crate) notes: Vec<Note>,
    /// Place and date.
    pub(crate) place_and_date: String,
    /// Qualification of who signs.
    pub(crate) role: String,
    /// Name of who signs.
    pub(crate) official: String,
    /// What stands in the place of a signature by hand (C06, C09); `None` leaves room for one.
    pub(crate) signature_note: Option<String>,
    /// What is written under the line of the signature.
    pub(crate) signature_label: &'static str,
    /// Whether a stamp has to be affixed or cancelled in the box.
    pub(crate) stamp_box: bool,
    /// Title, opening and clause in the second language.
    pub(crate) second: Option<Second>,
    /// Multilingual forms of the Union, on pages of their own after the certificate's.
    pub(crate) forms: Vec<Form>,
}

/// A note at the foot.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) text: String,
    /// In the second language.
    pub(crate) translation: Option<String>,
}

/// The parts of an act that are one each, in the second language.
#[derive(Debug)]
pub(crate) struct Second {
    /// Which language (BCP 47), so that it is read aloud as one.
    pub(crate) language: &'static str,
    /// Title; follows the Italian one.
    pub(crate) title: String,
    /// Opening; follows the Italian one.
    pub(crate) opening: String,
    /// Clause; follows the Italian one.
    pub(crate) clause: String,
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
    /// The paragraph before, in the second language.
    Translation(String),
}

impl Act {
    /// Returns the whole text, a line for each paragraph.
    pub(crate) fn text(&self) -> String {
        let second = |part: fn(&Second) -> &String| self.second.as_ref().map(part).cloned();
        let mut lines: Vec<String> = vec![
            self.comune.clone(),
            self.office.clone(),
            self.number.clone(),
            self.title.clone(),
        ];
        lines.extend(second(|second| &second.title));
        lines.extend([self.authority.clone(), self.opening.clone()]);
        lines.extend(second(|second| &second.opening));
        lines.push(self.subject.clone());
        lines.extend(self.subject_lines.iter().cloned());
        lines.extend(self.body.iter().map(|paragraph| match paragraph {
            Paragraph::Text(text) | Paragraph::Translation(text) => text.clone(),
            Paragraph::Member {
                number,
                name,
                details,
            } => format!("{number}. {name}, {details}"),
        }));
        lines.push(self.clause.clone());
        lines.extend(second(|second| &second.clause));
        for note in &self.notes {
            lines.push(note.text.clone());
            lines.extend(note.translation.clone());
        }
        lines.extend(self.signature());
        lines.join("\n")
    }

    /// Returns the text of the forms that follow the certificate, a line for each paragraph.
    pub(crate) fn forms_text(&self) -> Option<String> {
        if self.forms.is_empty() {
            return None;
        }
        let forms = self.forms.iter();
        let lines = forms.flat_map(|form| form.lines().into_iter().chain(self.signature()));
        Some(lines.collect::<Vec<_>>().join("\n"))
    }

    fn signature(&self) -> Vec<String> {
        let mut lines = vec![
            self.place_and_date.clone(),
            format!("{} {}", self.role, self.official),
        ];
        lines.extend(self.signature_note.clone());
        lines
    }
}

/// Puts a certificate into words.
pub(crate) fn act(certificate: &Certificate) -> Act {
    let issuer = &certificate.issuer;
    let decision = &certificate.decision;
    let subject = &certificate.facts.subject;
    let signer = signer(certificate);
    Act {
        comune: format!("COMUNE DI {}", issuer.comune.to_uppercase()),
        office: format!(
            "Provincia di {} · {}",
            province(&issuer.province),
            issuer.office
        ),
        number: number(certificate),
        title: decision.title.to_uppercase(),
        authority: decision.authority.clone(),
        opening: decision.opening.clone(),
        subject: full_name(subject),
        subject_lines: subject_lines(certificate),
        body: paragraphs(certificate),
        clause: decision.clause.clone(),
        notes: notes(certificate),
        place_and_date: format!(
            "{}, {}",
            issuer.comune,
            Speaker::italian().day(certificate.issued_on)
        ),
        role: signer.role,
        official: signer.name,
        signature_note: signer.note,
        signature_label: signer.label,
        stamp_box: !matches!(
            decision.stamp,
            StampOutcome::Exempt { .. } | StampOutcome::Free { .. }
        ),
        second: certificate
            .language
            .map(|language| second::second(certificate, language)),
        forms: eu::forms(certificate),
    }
}

/// Returns the strings that the printed seal carries, each of which stands literally, and in this
/// order, in the text of the act: name, birth, codice fiscale, then what each statement states.
///
/// Never a hidden address: the facts do not hold it.
#[must_use]
pub fn facts_to_seal(certificate: &Certificate) -> Vec<String> {
    let subject = &certificate.facts.subject;
    let mut strings = vec![full_name(subject), Speaker::italian().born(subject)];
    strings.extend(subject.codice_fiscale.as_ref().map(ToString::to_string));
    for piece in italian(certificate) {
        strings.extend(piece.sealed);
    }
    strings.retain(|string| !string.is_empty());
    strings
}

fn is_declaration(certificate: &Certificate) -> bool {
    certificate.decision.family == Family::Declaration
}

/// Returns the body in Italian, as the official certifies it or the citizen declares it.
fn italian(certificate: &Certificate) -> Vec<Piece> {
    let speaker = if is_declaration(certificate) {
        Speaker::declaring()
    } else {
        Speaker::italian()
    };
    body::pieces(certificate, speaker)
}

fn paragraphs(certificate: &Certificate) -> Vec<Paragraph> {
    let italian = italian(certificate).into_iter();
    let mut paragraphs = Vec::new();
    if is_declaration(certificate) {
        let sex = certificate.facts.subject.sex;
        let opening = Speaker::italian().say("declaration", sex, &[]);
        paragraphs.push(Paragraph::Text(opening));
    }
    let Some(language) = certificate.language else {
        paragraphs.extend(italian.map(|piece| piece.paragraph));
        return paragraphs;
    };
    // Both come from the same statements, so that each paragraph has its translation.
    let other = body::pieces(certificate, Speaker::in_language(language));
    for (piece, other) in italian.zip(other) {
        let translation = match other.paragraph {
            Paragraph::Text(text) | Paragraph::Translation(text) => text,
            Paragraph::Member { details, .. } => details,
        };
        let same = matches!(&piece.paragraph, Paragraph::Text(text) if *text == translation);
        paragraphs.push(piece.paragraph);
        if !same {
            paragraphs.push(Paragraph::Translation(translation));
        }
    }
    paragraphs
}

fn number(certificate: &Certificate) -> String {
    let key = if certificate.decision.clause_code.is_some() {
        "number.certificate"
    } else {
        "number.act"
    };
    let values = [("number", certificate.number.as_str())];
    let said = Speaker::italian().find(Part::Note, key, &values);
    said.unwrap_or_default()
}

fn subject_lines(certificate: &Certificate) -> Vec<String> {
    let subject = &certificate.facts.subject;
    let mut lines = vec![Speaker::italian().born(subject)];
    if let Some(code) = &subject.codice_fiscale {
        lines.push(format!("codice fiscale {code}"));
    }
    lines
}

fn notes(certificate: &Certificate) -> Vec<Note> {
    let decision = &certificate.decision;
    let as_of = |speaker: Speaker| {
        let local = certificate.as_of.with_timezone(&Rome);
        let date = speaker.day(local.date_naive());
        let time = local.format("%H:%M").to_string();
        speaker.find(Part::Note, "as_of", &[("date", &date), ("time", &time)])
    };
    let mut italian = vec![decision.stamp_text.clone()];
    italian.extend(decision.fee_text.clone());
    italian.push(decision.validity_text.clone());
    italian.extend(as_of(Speaker::italian()));
    let mut other = Vec::new();
    if let Some(language) = certificate.language {
        let speaker = Speaker::in_language(language);
        other = second::notes(certificate, speaker);
        other.extend(as_of(speaker));
    }
    let mut other = other.into_iter();
    let notes = italian.into_iter().map(|text| Note {
        text,
        translation: other.next(),
    });
    // An authentication has no term, and says nothing of one.
    notes.filter(|note| !note.text.is_empty()).collect()
}

/// Who signs, and how.
struct Signer {
    role: String,
    name: String,
    note: Option<String>,
    label: &'static str,
}

fn signer(certificate: &Certificate) -> Signer {
    let issuer = &certificate.issuer;
    let speaker = Speaker::italian();
    if is_declaration(certificate) {
        let subject = &certificate.facts.subject;
        return Signer {
            role: speaker.say("declarant", subject.sex, &[]),
            name: full_name(subject),
            note: None,
            label: "firma",
        };
    }
    let values = [("official", issuer.official.as_str())];
    let note = match certificate.signature {
        SignatureStyle::Handwritten => None,
        SignatureStyle::PrintedName => speaker.find(Part::Note, "signature.printed", &values),
        SignatureStyle::Digital => speaker.find(Part::Note, "signature.digital", &values),
    };
    let role = certificate.decision.role.as_ref();
    Signer {
        role: role.unwrap_or(&issuer.official_role).clone(),
        name: issuer.official.clone(),
        note,
        label: "firma e timbro",
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
