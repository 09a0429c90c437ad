//! The multilingual form of the Union that follows a certificate (Reg. (UE) 2016/1191, art. 7): a
//! page for each thing stated, its fields named in Italian and in a language of the state that
//! receives it. It says nothing that the certificate does not say.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::certificate::{Certificate, EuLanguage, Statement, UnionFacts};
use domain::{MaritalState, PartialDate, Place};
use serde::Deserialize;

use super::speaker::Speaker;

/// Words in Italian and in the language of who receives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) italian: String,
    pub(crate) other: String,
}

/// A form: one thing stated.
#[derive(Debug)]
pub(crate) struct Form {
    /// The language (BCP 47) beside the Italian.
    pub(crate) language: &'static str,
    /// `MODULO STANDARD MULTILINGUE UE — …`.
    pub(crate) heading: Pair,
    /// What the form is of: `Nascita`.
    pub(crate) annex: Pair,
    /// That it has no value of its own (art. 8).
    pub(crate) note: Pair,
    /// In the order of their numbers; those with no number after a point open a section.
    pub(crate) fields: Vec<Field>,
}

/// A numbered field.
#[derive(Debug)]
pub(crate) struct Field {
    /// `4` of a section, `4.1` of a field in it.
    pub(crate) number: String,
    pub(crate) label: Pair,
    /// As on the certificate; nothing for the head of a section.
    pub(crate) value: Option<String>,
    /// The value in the other language, where it is a word and not a name.
    pub(crate) translation: Option<String>,
}

impl Form {
    /// Returns the text in the order in which it is read, a line for each paragraph.
    pub(crate) fn lines(&self) -> Vec<String> {
        let pairs = [&self.heading, &self.annex, &self.note];
        let head = pairs
            .into_iter()
            .flat_map(|pair| [pair.italian.clone(), pair.other.clone()]);
        let fields = self.fields.iter().flat_map(|field| {
            let label = format!("{} {}", field.number, field.label.italian);
            let values = field.value.clone().into_iter();
            let values = values.chain(field.translation.clone());
            [label, field.label.other.clone()].into_iter().chain(values)
        });
        head.chain(fields).collect()
    }
}

/// The words of one language.
#[derive(Debug, Deserialize)]
struct Labels {
    text: HashMap<String, String>,
    annex: HashMap<String, String>,
    field: HashMap<String, String>,
    status: HashMap<String, String>,
}

macro_rules! labels {
    ($tag:literal) => {
        LazyLock::new(|| read(include_str!(concat!("../../data/eu/", $tag, ".toml"))))
    };
}

static ITALIAN: LazyLock<Labels> = labels!("it");
static GERMAN: LazyLock<Labels> = labels!("de");
static ENGLISH: LazyLock<Labels> = labels!("en");
static SPANISH: LazyLock<Labels> = labels!("es");
static FRENCH: LazyLock<Labels> = labels!("fr");
static CROATIAN: LazyLock<Labels> = labels!("hr");
static DUTCH: LazyLock<Labels> = labels!("nl");
static POLISH: LazyLock<Labels> = labels!("pl");
static PORTUGUESE: LazyLock<Labels> = labels!("pt");
static ROMANIAN: LazyLock<Labels> = labels!("ro");
static SLOVENE: LazyLock<Labels> = labels!("sl");

fn read(text: &str) -> Labels {
    toml::from_str(text).expect("a test reads the labels that are compiled in")
}

fn labels(language: EuLanguage) -> &'static Labels {
    match language {
        EuLanguage::De => &GERMAN,
        EuLanguage::En => &ENGLISH,
        EuLanguage::Es => &SPANISH,
        EuLanguage::Fr => &FRENCH,
        EuLanguage::Hr => &CROATIAN,
        EuLanguage::Nl => &DUTCH,
        EuLanguage::Pl => &POLISH,
        EuLanguage::Pt => &PORTUGUESE,
        EuLanguage::Ro => &ROMANIAN,
        EuLanguage::Sl => &SLOVENE,
    }
}

/// Returns the forms of a certificate: none unless one was asked, one for each thing stated.
pub(super) fn forms(certificate: &Certificate) -> Vec<Form> {
    let Some(language) = certificate.eu_form else {
        return Vec::new();
    };
    let statements = certificate.facts.statements.iter();
    statements
        .filter_map(|statement| {
            let mut sheet = Sheet {
                certificate,
                other: labels(language),
                fields: Vec::new(),
            };
            let annex = annex(statement)?;
            sheet.document();
            sheet.person();
            sheet.head("5", sheet.pair(|labels| &labels.annex, annex));
            sheet.stated(statement);
            let text = |key| sheet.pair(|labels| &labels.text, key);
            Some(Form {
                language: language.tag(),
                heading: text("heading"),
                annex: sheet.pair(|labels| &labels.annex, annex),
                note: text("note"),
                fields: sheet.fields,
            })
        })
        .collect()
}

/// Returns which of the regulation's annexes a statement fills in.
fn annex(statement: &Statement) -> Option<&'static str> {
    Some(match statement {
        Statement::Birth { .. } => "birth",
        Statement::Alive => "alive",
        Statement::Death { .. } => "death",
        Statement::Marriage { .. } => "marriage",
        Statement::Marital { .. } | Statement::FreeState { .. } => "marital",
        Statement::CivilUnion { .. } => "partnership",
        Statement::Residence { .. } => "residence",
        _ => return None,
    })
}

/// A form that is being filled in.
struct Sheet<'a> {
    certificate: &'a Certificate,
    other: &'static Labels,
    fields: Vec<Field>,
}

impl Sheet<'_> {
    fn pair(&self, part: fn(&Labels) -> &HashMap<String, String>, key: &str) -> Pair {
        // A test finds every key in every language.
        let of = |labels| part(labels).get(key).cloned().unwrap_or_default();
        Pair {
            italian: of(&ITALIAN),
            other: of(self.other),
        }
    }

    fn head(&mut self, number: &str, label: Pair) {
        self.fields.push(Field {
            number: number.to_owned(),
            label,
            value: None,
            translation: None,
        });
    }

    /// Adds a field, if the certificate says what stands in it; its number is the same in any case.
    fn add(&mut self, number: &str, key: &str, value: Option<String>) {
        let Some(value) = value.filter(|value| !value.trim().is_empty()) else {
            return;
        };
        let label = self.pair(|labels| &labels.field, key);
        self.fields.push(Field {
            number: number.to_owned(),
            label,
            value: Some(value),
            translation: None,
        });
    }

    /// Adds a field whose value is a word of both languages.
    fn add_pair(&mut self, number: &str, key: &str, value: Pair) {
        self.add(number, key, Some(value.italian));
        if let Some(field) = self.fields.last_mut() {
            field.translation = Some(value.other);
        }
    }

    fn document(&mut self) {
        let issuer = &self.certificate.issuer;
        let authority = format!(
            "Comune di {} ({}), {}",
            issuer.comune, issuer.province, issuer.office
        );
        let day = Speaker::italian().day(self.certificate.issued_on);
        self.add_pair("1", "state", self.pair(|labels| &labels.text, "italy"));
        self.add("2", "authority", Some(authority));
        let title = self.certificate.decision.title.clone();
        self.add("3", "document", Some(title));
        self.add("3.1", "document_date", Some(day));
        self.add(
            "3.2",
            "document_number",
            Some(self.certificate.number.clone()),
        );
    }

    fn person(&mut self) {
        let subject = &self.certificate.facts.subject;
        self.head("4", self.pair(|labels| &labels.field, "person"));
        self.add("4.1", "surname", subject.surname.clone());
        self.add("4.2", "name", subject.name.clone());
        self.add("4.3", "birth_date", Some(date(subject.birth_date)));
        self.add("4.4", "birth_place", Some(place(&subject.birth_place)));
        let code = subject.codice_fiscale.as_ref();
        self.add("4.5", "code", code.map(ToString::to_string));
    }

    fn stated(&mut self, statement: &Statement) {
        let speaker = Speaker::italian();
        match statement {
            Statement::Birth { act } => {
                let act = act.as_ref().and_then(|act| speaker.act(act));
                self.add("5.1", "act", act);
            }
            Statement::Alive => {
                let day = speaker.day(self.certificate.issued_on);
                self.add("5.1", "alive_on", Some(day));
            }
            Statement::Death { date } => {
                let day = date.map(|day| speaker.day(day));
                self.add("5.1", "death_date", self.or_entered(day, "death_date"));
                self.add("5.2", "death_place", self.or_entered(None, "death_place"));
                self.add("5.3", "act", self.or_entered(None, "death_act"));
            }
            Statement::Marriage { union } => self.union(union, &MARRIAGE),
            Statement::CivilUnion { union } => self.union(union, &PARTNERSHIP),
            Statement::Marital { state } | Statement::FreeState { state } => self.marital(state),
            Statement::Residence { address, since } => {
                match address {
                    Some(address) => self.add("5.1", "address", Some(address.line())),
                    None => {
                        let none = self.pair(|labels| &labels.text, "no_fixed_abode");
                        self.add_pair("5.1", "address", none);
                    }
                }
                let comune = &self.certificate.issuer;
                let comune = format!("{} ({})", comune.comune, comune.province);
                self.add("5.2", "comune", Some(comune));
                self.add("5.3", "since", since.map(|day| speaker.day(day)));
            }
            _ => {}
        }
    }

    fn union(&mut self, union: &UnionFacts, keys: &UnionKeys) {
        let act = union.act.as_ref();
        let act = act.and_then(|act| Speaker::italian().act(act));
        let day = union.date.map(date);
        let place = union.place.as_ref().map(place);
        self.add("5.1", keys.other, union.other.clone());
        self.add("5.2", keys.birth, union.other_birth_date.map(date));
        self.add("5.3", keys.date, self.or_entered(day, keys.entered[0]));
        self.add("5.4", keys.place, self.or_entered(place, keys.entered[1]));
        self.add("5.5", "act", self.or_entered(act, keys.entered[2]));
    }

    fn marital(&mut self, state: &MaritalState) {
        let sex = self.certificate.facts.subject.sex;
        let key = state.status.anpr().to_string();
        let other = self.pair(|labels| &labels.status, &key).other;
        let italian = Speaker::italian().marital(state.status, sex);
        self.add_pair("5.1", "status", Pair { italian, other });
    }

    /// Returns what the registry holds, or what the clerk entered in its place.
    fn or_entered(&self, known: Option<String>, wanted: &str) -> Option<String> {
        let mut statements = self.certificate.facts.statements.iter();
        known.or_else(|| {
            statements.find_map(|statement| match statement {
                Statement::Entered { field, value, .. } if field == wanted => Some(value.clone()),
                _ => None,
            })
        })
    }
}

/// Names of the fields of a tie, and of the data that may be entered: day, place, act.
struct UnionKeys {
    other: &'static str,
    birth: &'static str,
    date: &'static str,
    place: &'static str,
    entered: [&'static str; 3],
}

const MARRIAGE: UnionKeys = UnionKeys {
    other: "spouse",
    birth: "spouse_birth",
    date: "marriage_date",
    place: "marriage_place",
    entered: ["marriage_date", "marriage_place", "marriage_act"],
};

const PARTNERSHIP: UnionKeys = UnionKeys {
    other: "partner",
    birth: "partner_birth",
    date: "partnership_date",
    place: "partnership_place",
    entered: ["union_date", "union_place", "union_act"],
};

/// Returns a date in figures, which need no language.
fn date(date: PartialDate) -> String {
    match date {
        PartialDate::Day(day) => Speaker::italian().day(day),
        PartialDate::Month { year, month } => format!("{month:02}/{year}"),
        PartialDate::Year(year) => year.to_string(),
    }
}

/// Returns a place with its province or state.
fn place(place: &Place) -> String {
    match place {
        Place::Comune { name, province, .. } => match province {
            Some(province) => format!("{name} ({province})"),
            None => name.clone(),
        },
        Place::Abroad {
            locality, state, ..
        } => match locality {
            Some(locality) => format!("{locality} ({state})"),
            None => state.clone(),
        },
        Place::Exceptional { description } => description.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_words_of_the_italian() {
        for language in EuLanguage::ALL {
            let other = labels(language);
            type Part = fn(&Labels) -> &HashMap<String, String>;
            let parts: [Part; 4] = [
                |labels| &labels.text,
                |labels| &labels.annex,
                |labels| &labels.field,
                |labels| &labels.status,
            ];
            for part in parts {
                let mut keys: Vec<_> = part(&ITALIAN).keys().collect();
                let mut others: Vec<_> = part(other).keys().collect();
                keys.sort();
                others.sort();
                assert_eq!(keys, others, "{language:?}");
                assert!(part(other).values().all(|words| !words.trim().is_empty()));
            }
            assert!(other.text["heading"].contains("2016/1191"));
        }
    }
}
