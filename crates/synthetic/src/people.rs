//! People and households, until there are enough of them.

use std::collections::HashSet;

use chrono::{Datelike, Duration, NaiveDate};
use domain::{
    Address, AddressKind, Certifiability, CivilAct, Household, HouseholdId, HouseholdKind,
    IstatCode, MaritalStatus, Membership, PartialDate, Person, PersonId, Place, RegistryStatus,
    Relation, Residence, Sex,
};

use crate::facts::{citizenship, code_of, state};
use crate::hard;
use crate::names::{BIRTH_PLACES, FOREIGN, MEN, STREETS, SURNAMES, WOMEN};
use crate::random::Random;
use crate::{Comune, Options};

/// Cards below this number belong to the hard cases.
const FIRST_CARD: u32 = 1000;

pub(crate) struct Maker {
    pub(crate) random: Random,
    pub(crate) istat: IstatCode,
    pub(crate) name: String,
    pub(crate) as_of: NaiveDate,
    next_card: u32,
    next_household: u32,
    codes: HashSet<String>,
    pub(crate) people: Vec<Person>,
    pub(crate) households: Vec<Household>,
    /// People whom tests and trainers look for, by name of the case.
    pub(crate) cases: Vec<(&'static str, PersonId)>,
}

pub(crate) fn generate(options: &Options) -> Comune {
    let area = domain::place::comuni::area();
    let comune = area
        .iter()
        .find(|comune| comune.belfiore == options.belfiore)
        .expect("the comune is one of the area");
    let mut maker = Maker {
        random: Random::new(options.seed),
        istat: comune.istat.clone(),
        name: comune.name.to_uppercase(),
        as_of: options.as_of,
        next_card: FIRST_CARD,
        next_household: 1,
        codes: HashSet::new(),
        people: Vec::new(),
        households: Vec::new(),
        cases: Vec::new(),
    };
    if options.residents >= 500 {
        hard::add(&mut maker);
    }
    let residents = usize::try_from(options.residents).expect("fits in memory");
    let mut count = maker
        .people
        .iter()
        .filter(|p| p.status == RegistryStatus::Resident)
        .count();
    while count < residents {
        let missing = u32::try_from(residents - count).expect("below the residents");
        count += maker.household(missing);
    }
    Comune {
        istat: comune.istat.clone(),
        belfiore: comune.belfiore.clone(),
        name: comune.name.clone(),
        province: comune.province.clone(),
        as_of: options.as_of,
        people: maker.people,
        households: maker.households,
        cases: maker.cases,
    }
}

impl Maker {
    /// Makes a household of at most `most` residents and returns how many it has.
    fn household(&mut self, most: u32) -> usize {
        let size = match self.random.below(100) {
            0..=32 => 1,
            33..=60 => 2,
            61..=80 => 3,
            81..=94 => 4,
            _ => self.random.between(5, 7),
        }
        .min(most);
        let first = self.people.len();
        let number = self.open_household(HouseholdKind::Family);
        let address = self.address();
        let foreign = self.random.percent(6);
        let head_age = self.random.between(24, 92);
        let head = self.adult(head_age, foreign);
        self.join(head, number, Relation::REFERENCE_PERSON, 1, &address);
        let mut position = 1;
        let mut children_of = self.people[first].surname.clone();
        if size >= 2 && head_age < 85 {
            let age = (head_age + self.random.below(8)).saturating_sub(4).max(20);
            let spouse = self.spouse_of(first, age, foreign);
            position += 1;
            self.join(spouse, number, Relation(2), position, &address);
            self.marry(first, first + 1);
        } else if size == 1 && head_age > 70 && self.random.percent(60) {
            self.people[first].marital = Some(state(MaritalStatus::Widowed));
        } else if self.random.percent(8) {
            self.people[first].marital = Some(state(MaritalStatus::Divorced));
        }
        while position < size {
            let eldest = head_age.saturating_sub(22).min(35);
            let age = self.random.below(eldest.max(1));
            let mut child = self.person(age, foreign);
            if self.people[first].sex == Sex::Female
                && position >= 2
                && let Some(spouse) = self.people.get(first + 1)
            {
                children_of.clone_from(&spouse.surname);
            }
            child.surname.clone_from(&children_of);
            self.give_code(&mut child);
            position += 1;
            self.join(child, number, Relation(3), position, &address);
        }
        if self.random.percent(2) {
            let age = self.random.between(20, 80);
            self.aire(age);
        }
        usize::try_from(position).expect("a household is small")
    }

    /// Opens a household and returns its number.
    pub(crate) fn open_household(&mut self, kind: HouseholdKind) -> u32 {
        let number = self.next_household;
        self.next_household += 1;
        let text = number.to_string();
        self.households.push(Household {
            id: HouseholdId::from_number(&self.istat, &text),
            number: text,
            kind,
            formed: None,
            institution: (kind == HouseholdKind::Convivenza)
                .then(|| "CASA DI RIPOSO INVENTATA".to_owned()),
            // Care (*di assistenza*).
            species: (kind == HouseholdKind::Convivenza).then_some(3),
            address: None,
        });
        number
    }

    /// Puts a person into a household at an address.
    pub(crate) fn join(
        &mut self,
        mut person: Person,
        number: u32,
        relation: Relation,
        position: u32,
        address: &Address,
    ) {
        let text = number.to_string();
        let kind = if matches!(relation.0, 24 | 25) {
            HouseholdKind::Convivenza
        } else {
            HouseholdKind::Family
        };
        let since = self.day_in_life(&person);
        person.membership = Some(Membership {
            household: HouseholdId::from_number(&self.istat, &text),
            number: text,
            kind,
            relation,
            position: u16::try_from(position).ok(),
            since: Some(since),
        });
        if person.residences.is_empty() {
            person.residences.push(Residence {
                kind: AddressKind::Residence,
                address: Some(address.clone()),
                abroad: None,
                from: Some(since),
                until: None,
            });
        }
        self.people.push(person);
    }

    fn adult(&mut self, age: u32, foreign: bool) -> Person {
        self.person(age, foreign)
    }

    /// Makes somebody of the other sex than the person at `place`.
    fn spouse_of(&mut self, place: usize, age: u32, foreign: bool) -> Person {
        let mut spouse = self.person(age, foreign);
        if spouse.sex == self.people[place].sex {
            spouse.sex = if spouse.sex == Sex::Male {
                Sex::Female
            } else {
                Sex::Male
            };
            let names = if spouse.sex == Sex::Male { MEN } else { WOMEN };
            spouse.name = Some((*self.random.common(names)).to_owned());
            self.give_code(&mut spouse);
        }
        spouse
    }

    /// Adds an Italian who lives abroad.
    fn aire(&mut self, age: u32) {
        let mut person = self.person(age, false);
        hard::move_abroad(self, &mut person);
        self.people.push(person);
    }

    /// Makes somebody with an age in years, in no household yet.
    pub(crate) fn person(&mut self, age: u32, foreign: bool) -> Person {
        let sex = if self.random.percent(51) {
            Sex::Female
        } else {
            Sex::Male
        };
        let birth_date = self.birthday(age);
        let card = self.next_card.to_string();
        self.next_card += 1;
        let mut person = Person {
            id: PersonId::from_card(&self.istat, &card),
            card,
            anpr_id: None,
            codice_fiscale: None,
            surname: Some(self.surname()),
            name: Some(
                (*self
                    .random
                    .common(if sex == Sex::Male { MEN } else { WOMEN }))
                .to_owned(),
            ),
            sex,
            birth_date: PartialDate::Day(birth_date),
            birth_place: Place::Exceptional {
                description: String::new(),
            },
            birth_act: None,
            status: RegistryStatus::Resident,
            status_cause: None,
            certifiability: Certifiability::Full,
            no_fixed_abode: false,
            marital: Some(state(MaritalStatus::Single)),
            citizenships: Vec::new(),
            residences: Vec::new(),
            membership: None,
            aire: None,
            cohabitation: None,
            elector: None,
            address_hidden: false,
            registered: Some(birth_date),
            updated: Some(self.as_of - Duration::days(i64::from(self.random.between(1, 900)))),
        };
        if foreign {
            self.make_foreign(&mut person);
        } else {
            self.make_italian(&mut person, birth_date);
        }
        self.give_code(&mut person);
        person
    }

    fn make_italian(&mut self, person: &mut Person, birth_date: NaiveDate) {
        let (name, istat, province, _) = *self.random.common(BIRTH_PLACES);
        person.birth_place = Place::Comune {
            name: name.to_owned(),
            istat: Some(IstatCode(istat.to_owned())),
            province: Some(province.to_owned()),
        };
        person.birth_act = Some(CivilAct {
            comune: Some(name.to_owned()),
            year: Some(birth_date.year().to_string()),
            part: Some("1".to_owned()),
            series: Some("A".to_owned()),
            number: Some(self.random.between(1, 2000).to_string()),
            office: None,
        });
        person.citizenships = vec![citizenship("100", "ITALIA")];
        let of_age = self.as_of.years_since(birth_date) >= Some(18);
        person.elector = of_age.then_some(true);
    }

    pub(crate) fn make_foreign(&mut self, person: &mut Person) {
        let (surname, man, woman, state, code, _, town) = *self.random.any(FOREIGN);
        person.surname = Some(surname.to_owned());
        person.name = Some(if person.sex == Sex::Male { man } else { woman }.to_owned());
        person.birth_place = Place::Abroad {
            locality: Some(town.to_owned()),
            state: state.to_owned(),
            state_code: Some(code.to_owned()),
        };
        person.birth_act = None;
        person.elector = None;
        person.citizenships = vec![citizenship(code, state)];
    }

    /// In a large comune most surnames are put together, so that there are enough of them.
    fn surname(&mut self) -> String {
        let first = *self.random.common(SURNAMES);
        if self.people.len() > 20_000 && self.random.percent(35) {
            let second = *self.random.any(SURNAMES);
            return format!("{first} {second}");
        }
        first.to_owned()
    }

    fn birthday(&mut self, age: u32) -> NaiveDate {
        let days = age * 365 + age / 4 + self.random.below(365);
        self.as_of - Duration::days(i64::from(days))
    }

    fn day_in_life(&mut self, person: &Person) -> NaiveDate {
        let born = person.birth_date.first_day();
        let days = u32::try_from((self.as_of - born).num_days().max(1)).unwrap_or(1);
        born + Duration::days(i64::from(self.random.below(days)))
    }

    /// Gives a codice fiscale that nobody else has: by omocodia where it must be.
    pub(crate) fn give_code(&mut self, person: &mut Person) {
        if let Some(old) = person.codice_fiscale.take() {
            self.codes.remove(old.as_str());
        }
        let Some(plain) = code_of(person) else { return };
        for letters in 0..=7 {
            let code = plain.with_omocodia(letters);
            if self.codes.insert(code.as_str().to_owned()) {
                person.codice_fiscale = Some(code);
                return;
            }
        }
    }

    pub(crate) fn address(&mut self) -> Address {
        let (kind, street) = *self.random.any(STREETS);
        let random = &mut self.random;
        Address {
            comune: self.name.clone(),
            comune_istat: Some(self.istat.clone()),
            province: Some("TA".to_owned()),
            postal_code: Some("74023".to_owned()),
            street_kind: Some(kind.to_owned()),
            street: street.to_owned(),
            number: Some(random.between(1, 180).to_string()),
            suffix: random
                .percent(12)
                .then(|| (*random.any(&["A", "B", "BIS"])).to_owned()),
            staircase: random
                .percent(10)
                .then(|| (*random.any(&["A", "B", "C"])).to_owned()),
            inner: random
                .percent(30)
                .then(|| random.between(1, 20).to_string()),
            floor: random.percent(20).then(|| random.between(0, 5).to_string()),
            ..Address::default()
        }
    }
}
