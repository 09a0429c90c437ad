//! Tables of comuni and states, looked up by the date of the event.
//!
//! A comune is told by the day: who was born in Statte in 1990 was born in Taranto, for Statte
//! became a comune in 1993. The tables are read once, at the first look-up.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use crate::ids::{BelfioreCode, IstatCode};

/// A comune during one period of its name and province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comune {
    /// Belfiore code.
    pub belfiore: BelfioreCode,
    /// ISTAT code.
    pub istat: IstatCode,
    /// Name.
    pub name: String,
    /// Two letters of the province.
    pub province: String,
    /// First day of the period.
    pub from: Option<NaiveDate>,
    /// Last day of the period; `None` for the present one.
    pub until: Option<NaiveDate>,
}

/// A foreign state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Belfiore code, a Z and three digits.
    pub belfiore: BelfioreCode,
    /// ISTAT code, three digits.
    pub istat: String,
    /// Name in Italian.
    pub name: String,
}

impl Comune {
    /// Tells whether the period holds the day.
    #[must_use]
    pub fn existed_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

struct Tables {
    comuni: Vec<Comune>,
    by_name: HashMap<String, Vec<usize>>,
    by_belfiore: HashMap<String, Vec<usize>>,
    by_istat: HashMap<String, Vec<usize>>,
    states: Vec<State>,
    area: Vec<Comune>,
}

/// Places whose people were counted in another comune before they had one of their own.
const SPLIT_OFF: &[(&str, &str)] = &[("M298", "L049")]; // Statte, from Taranto, 1.5.1993.

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let comuni: Vec<Comune> = rows(include_str!("../../data/comuni.csv"))
        .map(|row| Comune {
            belfiore: BelfioreCode(row[0].to_owned()),
            istat: IstatCode(row[1].to_owned()),
            name: row[2].to_owned(),
            province: row[3].to_owned(),
            from: row[4].parse().ok(),
            until: row[5].parse().ok(),
        })
        .collect();
    let index = |key: &dyn Fn(&Comune) -> String| {
        let mut map: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, comune) in comuni.iter().enumerate() {
            map.entry(key(comune)).or_default().push(place);
        }
        map
    };
    Tables {
        by_name: index(&|comune| folded(&comune.name)),
        by_belfiore: index(&|comune| comune.belfiore.0.clone()),
        by_istat: index(&|comune| comune.istat.0.clone()),
        states: rows(include_str!("../../data/states.csv"))
            .map(|row| State {
                belfiore: BelfioreCode(row[0].to_owned()),
                istat: row[1].to_owned(),
                name: row[2].to_owned(),
            })
            .collect(),
        area: rows(include_str!("../../data/area.csv"))
            .map(|row| Comune {
                belfiore: BelfioreCode(row[0].to_owned()),
                istat: IstatCode(row[1].to_owned()),
                name: row[2].to_owned(),
                province: row[3].to_owned(),
                from: None,
                until: None,
            })
            .collect(),
        comuni,
    }
});

/// Returns the cells of each line but the first. Our own tables have no quotes.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split(';').collect())
}

/// Returns a name without case, accents, apostrophes and blanks.
fn folded(name: &str) -> String {
    name.nfkd()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn on_day(places: Option<&Vec<usize>>, day: NaiveDate) -> Vec<&'static Comune> {
    places
        .into_iter()
        .flatten()
        .map(|place| &TABLES.comuni[*place])
        .filter(|comune| comune.existed_on(day))
        .collect()
}

/// Returns the comuni that had this name on the day. For a place that was not yet a comune, the
/// comune it belonged to.
#[must_use]
pub fn comuni_named(name: &str, day: NaiveDate) -> Vec<&'static Comune> {
    let places = TABLES.by_name.get(&folded(name));
    let found = on_day(places, day);
    if !found.is_empty() {
        return found;
    }
    let later = places
        .into_iter()
        .flatten()
        .map(|place| &TABLES.comuni[*place]);
    later
        .filter_map(|comune| SPLIT_OFF.iter().find(|(new, _)| *new == comune.belfiore.0))
        .flat_map(|(_, old)| on_day(TABLES.by_belfiore.get(*old), day))
        .collect()
}

/// Returns the comune with this Belfiore code on the day; for a place that was not yet a comune,
/// the comune it belonged to.
#[must_use]
pub fn comune_by_belfiore(code: &str, day: NaiveDate) -> Option<&'static Comune> {
    if let Some(found) = on_day(TABLES.by_belfiore.get(code), day).first() {
        return Some(found);
    }
    let (_, old) = SPLIT_OFF.iter().find(|(new, _)| *new == code)?;
    on_day(TABLES.by_belfiore.get(*old), day).first().copied()
}

/// Returns the comune with this ISTAT code on the day.
#[must_use]
pub fn comune_by_istat(code: &str, day: NaiveDate) -> Option<&'static Comune> {
    on_day(TABLES.by_istat.get(code), day).first().copied()
}

/// Returns the state with this ISTAT code (three digits).
#[must_use]
pub fn state_by_istat(code: &str) -> Option<&'static State> {
    TABLES.states.iter().find(|state| state.istat == code)
}

/// Returns the foreign states.
#[must_use]
pub fn states() -> &'static [State] {
    &TABLES.states
}

/// Returns the 28 comuni that share the territorial service centre.
#[must_use]
pub fn area() -> &'static [Comune] {
    &TABLES.area
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn who_was_born_in_statte_before_1993_was_born_in_taranto() {
        let code = |text: &str| comuni_named("STATTE", day(text))[0].belfiore.0.clone();
        assert_eq!(code("1990-06-01"), "L049");
        assert_eq!(code("1993-04-30"), "L049");
        assert_eq!(code("1993-05-01"), "M298");
        assert_eq!(
            comune_by_belfiore("M298", day("1990-01-01")).unwrap().name,
            "Taranto"
        );
    }

    #[test]
    fn a_comune_is_found_by_name_code_and_istat_on_a_day() {
        assert_eq!(
            comune_by_istat("073008", day("2020-01-01")).unwrap().name,
            "Grottaglie"
        );
        assert_eq!(
            comune_by_belfiore("L049", day("1950-01-01"))
                .unwrap()
                .istat
                .0,
            "073027"
        );
        assert_eq!(
            comuni_named("san giorgio ionico", day("2020-01-01")).len(),
            1
        );
        assert_eq!(
            comuni_named("Atlantide", day("2020-01-01")),
            Vec::<&Comune>::new()
        );
        assert_eq!(
            comune_by_belfiore("A001", day("1910-01-01")).unwrap().name,
            "Abano"
        );
    }

    #[test]
    fn the_area_has_its_28_comuni_and_states_have_their_codes() {
        assert_eq!(area().len(), 28);
        for comune in area() {
            let known = comune_by_belfiore(&comune.belfiore.0, day("2026-01-01")).unwrap();
            assert_eq!(known.istat, comune.istat, "{}", comune.name);
        }
        assert_eq!(state_by_istat("201").unwrap().belfiore.0, "Z100");
    }
}
