//! People of whom each kind of certificate can be made: couples, widows, Italians abroad, others.

use chrono::{Days, NaiveDate};
use domain::{
    CivilAct, Cohabitation, HouseholdKind, MaritalStatus, Person, PersonId, Place, Relation, Sex,
};

use crate::facts::{citizenship, state};
use crate::hard;
use crate::people::Maker;

/// Adds them, after the hard cases.
pub(crate) fn add(maker: &mut Maker) {
    let married = couple(maker, "married");
    maker.marry(married, married + 1);
    let union = couple(maker, "in_civil_union");
    tie_union(maker, union);
    let cohabitants = couple(maker, "cohabitant");
    cohabit(maker, cohabitants);
    single(maker, "widowed", widow);
    single(maker, "divorced", |_, person| {
        person.marital = Some(state(MaritalStatus::Divorced));
    });
    single(maker, "free_after_union", |_, person| {
        person.marital = Some(state(MaritalStatus::FreeAfterDissolution));
    });
    single(maker, "eu_citizen", |maker, person| {
        person.citizenships = vec![citizenship("235", "ROMANIA")];
        person.birth_act = None;
        person.registered = maker.as_of.checked_sub_days(Days::new(800));
    });
    single(maker, "protected", |_, person| person.address_hidden = true);
    single(maker, "voter", |_, person| person.elector = Some(true));
    single(maker, "not_a_voter", |_, person| {
        person.elector = Some(false)
    });
    single(maker, "born_here", born_here);
    single(maker, "conscript", |maker, person| {
        person.sex = Sex::Male;
        person.name = Some("OTTAVIO".to_owned());
        maker.give_code(person);
    });
    abroad(maker);
    institution(maker);
}

/// Makes a resident alone in a household, with one thing changed.
fn single(maker: &mut Maker, name: &'static str, change: impl FnOnce(&mut Maker, &mut Person)) {
    let number = maker.open_household(HouseholdKind::Family);
    let address = maker.address();
    let person = maker.person(45, false);
    maker.join(person, number, Relation::REFERENCE_PERSON, 1, &address);
    let mut person = maker.people.pop().expect("just joined");
    change(maker, &mut person);
    maker.cases.push((name, person.id));
    maker.people.push(person);
}

/// Makes two people in one household and returns the place of the first.
fn couple(maker: &mut Maker, name: &'static str) -> usize {
    let first = maker.people.len();
    let number = maker.open_household(HouseholdKind::Family);
    let address = maker.address();
    for position in 1..=2 {
        let relation = match (position, name) {
            (1, _) => Relation::REFERENCE_PERSON,
            (_, "in_civil_union") => Relation(28),
            (_, "cohabitant") => Relation(23),
            _ => Relation(2),
        };
        let person = maker.person(40 + position, false);
        maker.join(person, number, relation, position, &address);
    }
    maker.cases.push((name, maker.people[first].id));
    first
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

fn here(maker: &Maker) -> Place {
    Place::Comune {
        name: maker.name.clone(),
        istat: Some(maker.istat.clone()),
        province: Some("TA".to_owned()),
    }
}

fn act(maker: &Maker, year: i32, number: &str) -> CivilAct {
    CivilAct {
        comune: Some(maker.name.clone()),
        year: Some(year.to_string()),
        part: Some("1".to_owned()),
        series: None,
        number: Some(number.to_owned()),
        office: None,
    }
}

fn tie_union(maker: &mut Maker, first: usize) {
    let (act, place) = (act(maker, 2018, "3"), here(maker));
    let date = day(2018, 5, 19).min(maker.as_of);
    maker.tie(
        first,
        first + 1,
        MaritalStatus::CivilUnion,
        date,
        &act,
        &place,
    );
}

fn cohabit(maker: &mut Maker, first: usize) {
    for (who, with) in [(first, first + 1), (first + 1, first)] {
        let other = maker.people[with].clone();
        maker.people[who].cohabitation = Some(Cohabitation {
            surname: other.surname,
            name: other.name,
            sex: Some(other.sex),
            codice_fiscale: other.codice_fiscale,
            birth_date: Some(other.birth_date),
            since: Some(day(2019, 3, 4)),
            contract_date: Some(day(2020, 6, 1)),
            contract_record: Some("12/2020".to_owned()),
            ended: None,
        });
    }
}

fn widow(maker: &mut Maker, person: &mut Person) {
    let mut spouse = maker.person(50, false);
    spouse.surname = Some("DELL'OMBRA".to_owned());
    let mut state = state(MaritalStatus::Widowed);
    state.union = Some(domain::Union {
        spouse_surname: spouse.surname,
        spouse_name: spouse.name,
        spouse_sex: Some(spouse.sex),
        spouse_codice_fiscale: None,
        spouse_birth_date: Some(spouse.birth_date),
        date: Some(day(2005, 9, 3).into()),
        place: Some(here(maker)),
        act: Some(act(maker, 2005, "31")),
    });
    state.ended = Some(day(2021, 2, 11).into());
    person.marital = Some(state);
}

fn born_here(maker: &mut Maker, person: &mut Person) {
    person.birth_place = here(maker);
    person.birth_act = Some(act(maker, person.birth_date.year(), "77"));
    maker.give_code(person);
}

/// Two Italians abroad, one household.
fn abroad(maker: &mut Maker) {
    let first = couple(maker, "aire_household");
    for place in [first, first + 1] {
        let mut person = maker.people[place].clone();
        hard::move_abroad(maker, &mut person);
        maker.people[place] = person;
    }
}

/// Names one who lives in the institution that the hard cases made.
fn institution(maker: &mut Maker) {
    let lives_there = |person: &&Person| {
        let tie = person.membership.as_ref();
        tie.is_some_and(|tie| tie.kind == HouseholdKind::Convivenza)
    };
    let id: Option<PersonId> = maker.people.iter().find(lives_there).map(|one| one.id);
    maker
        .cases
        .push(("in_institution", id.expect("the hard cases made one")));
}
