//! Small parts of sentences in one language: dates, places, births, acts.

use chrono::NaiveDate;
use domain::certificate::{Generalities, Language};
use domain::{CivilAct, MaritalStatus, PartialDate, Place, Relation, Sex};

use super::lexicon::{Lexicon, Part, fill};

/// Puts things into the words of one language.
#[derive(Clone, Copy)]
pub(super) struct Speaker {
    lexicon: &'static Lexicon,
    /// In the words of who declares it of themselves.
    declared: bool,
}

impl Speaker {
    /// Speaks Italian, as the official certifies.
    pub(super) fn italian() -> Self {
        Self {
            lexicon: Lexicon::italian(),
            declared: false,
        }
    }

    /// Speaks Italian, as the citizen declares.
    pub(super) fn declaring() -> Self {
        Self {
            declared: true,
            ..Self::italian()
        }
    }

    /// Speaks a second language.
    pub(super) fn in_language(language: Language) -> Self {
        Self {
            lexicon: Lexicon::of(language),
            declared: false,
        }
    }

    pub(super) fn find(self, part: Part, key: &str, values: &[(&str, &str)]) -> Option<String> {
        let template = self.lexicon.find(part, key, Sex::Unknown)?;
        Some(fill(template, values))
    }

    /// Says a sentence that agrees with a sex.
    pub(super) fn say(self, key: &str, sex: Sex, values: &[(&str, &str)]) -> String {
        let declared = self.declared.then(|| format!("{key}.declared"));
        let template = declared
            .and_then(|key| self.lexicon.find(Part::Sentence, &key, sex))
            .or_else(|| self.lexicon.find(Part::Sentence, key, sex));
        // A test finds every key in every language.
        fill(template.unwrap_or_default(), values)
    }

    /// Says a part of a sentence that needs no sex.
    pub(super) fn part(self, key: &str, values: &[(&str, &str)]) -> String {
        self.say(key, Sex::Unknown, values)
    }

    /// Says a part of a sentence, or nothing where there is nothing to say.
    pub(super) fn maybe(self, key: &str, name: &str, value: Option<&str>) -> String {
        value.map_or_else(String::new, |value| self.part(key, &[(name, value)]))
    }

    fn form(self, key: &str, values: &[(&str, &str)]) -> String {
        let template = self.lexicon.find(Part::Form, key, Sex::Unknown);
        fill(template.unwrap_or_default(), values)
    }

    /// Returns `12/03/1978`, in the form of the language.
    pub(super) fn day(self, day: NaiveDate) -> String {
        let form = self.lexicon.find(Part::Form, "date", Sex::Unknown);
        day.format(form.unwrap_or("%d/%m/%Y")).to_string()
    }

    /// Returns `il 12/03/1978`, `nel mese di marzo 1950`, `nell'anno 1950`.
    pub(super) fn date(self, date: PartialDate) -> String {
        match date {
            PartialDate::Day(day) => self.form("date.day", &[("date", &self.day(day))]),
            PartialDate::Month { year, month } => {
                let name = self.form(&format!("month.{month}"), &[]);
                let year = year.to_string();
                self.form("date.month", &[("month", &name), ("year", &year)])
            }
            PartialDate::Year(year) => self.form("date.year", &[("year", &year.to_string())]),
        }
    }

    /// Returns `a Taranto (TA)`, `a Tirana (Albania)`, `in Albania`.
    pub(super) fn place(self, place: &Place) -> String {
        match place {
            Place::Comune {
                name,
                province: Some(province),
                ..
            } => self.form("place.province", &[("name", name), ("province", province)]),
            Place::Comune {
                name,
                province: None,
                ..
            } => self.form("place.comune", &[("name", name)]),
            Place::Abroad {
                locality: Some(locality),
                state,
                ..
            } => self.form(
                "place.locality",
                &[("locality", locality), ("state", state)],
            ),
            Place::Abroad {
                locality: None,
                state,
                ..
            } => self.form("place.state", &[("state", state)]),
            Place::Exceptional { description } => {
                self.form("place.exceptional", &[("description", description)])
            }
        }
    }

    /// Returns place and date of an event, each where it is known.
    pub(super) fn event(self, place: Option<&Place>, date: Option<PartialDate>) -> Option<String> {
        let place = place.map(|place| self.place(place));
        let date = date.map(|date| self.date(date));
        let parts: Vec<String> = place.into_iter().chain(date).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Returns `nata a Taranto (TA) il 12/03/1978`.
    pub(super) fn born(self, person: &Generalities) -> String {
        let place = self.place(&person.birth_place);
        let date = self.date(person.birth_date);
        self.say("born", person.sex, &[("place", &place), ("date", &date)])
    }

    /// Returns ` (nata il 12/03/1978)`, or nothing.
    pub(super) fn born_on(self, sex: Option<Sex>, date: Option<PartialDate>) -> String {
        let Some(date) = date else {
            return String::new();
        };
        let sex = sex.unwrap_or(Sex::Unknown);
        let born = self.say("born_on", sex, &[("date", &self.date(date))]);
        format!(" ({born})")
    }

    /// Returns `n. 123, parte I, serie A, anno 1980, del Comune di Taranto`.
    pub(super) fn act(self, act: &CivilAct) -> Option<String> {
        act.number.as_ref()?;
        let parts = [
            ("act.number", &act.number),
            ("act.part", &act.part),
            ("act.series", &act.series),
            ("act.office", &act.office),
            ("act.year", &act.year),
            ("act.comune", &act.comune),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter_map(|(key, part)| Some(self.form(key, &[("value", part.as_ref()?)])))
            .collect();
        Some(said.join(", "))
    }

    /// Returns `coniugata`, `unito civilmente`.
    pub(super) fn marital(self, status: MaritalStatus, sex: Sex) -> String {
        self.say(&format!("status.{}", status.anpr()), sex, &[])
    }

    /// Returns `moglie`, `figlio`; nothing for what has no name.
    pub(super) fn relation(self, relation: Relation, sex: Sex) -> Option<String> {
        let key = format!("relation.{}", relation.0);
        let found = self.lexicon.find(Part::Relation, &key, sex)?;
        Some(found.to_owned())
    }

    /// Returns the name of a datum that was entered.
    pub(super) fn label(self, field: &str, italian: &str) -> String {
        self.find(Part::Label, field, &[])
            .unwrap_or_else(|| italian.to_owned())
    }
}

/// Returns surname and name; who has only one of them is told so.
pub(super) fn full_name(person: &Generalities) -> String {
    let speaker = Speaker::italian();
    match (person.surname.as_deref(), person.name.as_deref()) {
        (Some(surname), Some(name)) => format!("{surname} {name}"),
        (Some(surname), None) => speaker.form("no_name", &[("surname", surname)]),
        (None, Some(name)) => speaker.form("no_surname", &[("name", name)]),
        (None, None) => speaker.form("nameless", &[]),
    }
}
