//! Words of one language, from `data/`: templates with `{places}`, agreeing with the sex.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::Sex;
use domain::certificate::Language;
use serde::Deserialize;

/// A template, or three: masculine, feminine, sex not known.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Template {
    Same(String),
    BySex([String; 3]),
}

/// The words of one language.
#[derive(Debug, Deserialize)]
pub(super) struct Lexicon {
    form: HashMap<String, Template>,
    sentence: HashMap<String, Template>,
    relation: HashMap<String, Template>,
    #[serde(default)]
    title: HashMap<String, Template>,
    #[serde(default)]
    opening: HashMap<String, Template>,
    #[serde(default)]
    clause: HashMap<String, Template>,
    note: HashMap<String, Template>,
    #[serde(default)]
    label: HashMap<String, Template>,
}

/// A part of a lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Dates, places, references to acts.
    Form,
    /// Sentences.
    Sentence,
    /// Relations to the reference person.
    Relation,
    /// Titles of the kinds.
    Title,
    /// What stands before the name.
    Opening,
    /// Clauses.
    Clause,
    /// Notes at the foot.
    Note,
    /// Names of data that are entered.
    Label,
}

static ITALIAN: LazyLock<Lexicon> = LazyLock::new(|| read(include_str!("../../data/it.toml")));
static GERMAN: LazyLock<Lexicon> = LazyLock::new(|| read(include_str!("../../data/de.toml")));
static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| read(include_str!("../../data/fr.toml")));
static SLOVENE: LazyLock<Lexicon> = LazyLock::new(|| read(include_str!("../../data/sl.toml")));
static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| read(include_str!("../../data/en.toml")));

fn read(text: &str) -> Lexicon {
    toml::from_str(text).expect("a test reads the words that are compiled in")
}

impl Lexicon {
    pub(super) fn italian() -> &'static Self {
        &ITALIAN
    }

    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::De => &GERMAN,
            Language::Fr => &FRENCH,
            Language::Sl => &SLOVENE,
            Language::En => &ENGLISH,
        }
    }

    fn part(&self, part: Part) -> &HashMap<String, Template> {
        match part {
            Part::Form => &self.form,
            Part::Sentence => &self.sentence,
            Part::Relation => &self.relation,
            Part::Title => &self.title,
            Part::Opening => &self.opening,
            Part::Clause => &self.clause,
            Part::Note => &self.note,
            Part::Label => &self.label,
        }
    }

    /// Returns a template that agrees with a sex, if the language has it.
    pub(super) fn find(&self, part: Part, key: &str, sex: Sex) -> Option<&str> {
        Some(match self.part(part).get(key)? {
            Template::Same(text) => text,
            Template::BySex([male, female, unknown]) => match sex {
                Sex::Male => male,
                Sex::Female => female,
                Sex::Unknown => unknown,
            },
        })
    }

    /// Returns the keys of a part.
    #[cfg(test)]
    pub(super) fn keys(&self, part: Part) -> impl Iterator<Item = &str> {
        self.part(part).keys().map(String::as_str)
    }

    /// Returns every template, each form of it.
    #[cfg(test)]
    pub(super) fn forms(&self, part: Part, key: &str) -> Vec<&str> {
        match self.part(part).get(key) {
            Some(Template::Same(text)) => vec![text],
            Some(Template::BySex(three)) => three.iter().map(String::as_str).collect(),
            None => Vec::new(),
        }
    }
}

/// Fills the `{places}` of a template, in one walk: what is filled in is never looked into.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            filled.push_str(value);
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}
