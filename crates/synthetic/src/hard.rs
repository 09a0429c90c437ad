//! The hard cases that every comune of some size holds, always in the same order.

use domain::{
    AddressKind, Aire, Certifiability, CodiceFiscale, ForeignAddress, HouseholdKind, MaritalStatus,
    Person, RegistryStatus, Relation, Residence, Sex, StatusCause,
};

use crate::certifiable;
use crate::facts::{citizenship, state};
use crate::people::Maker;

/// A change that makes a plain resident a hard case.
type Change = fn(&mut Maker, &mut Person);

/// Name and change of each hard case; people come in this order.
pub(crate) const CASES: &[(&str, Change)] = &[
    ("no_surname", |maker, person| {
        person.surname = None;
        maker.give_code(person);
    }),
    ("no_name", |maker, person| {
        person.name = None;
        maker.give_code(person);
    }),
    ("day_unknown", |_, person| {
        person.birth_date = "1950-03".parse().expect("a month")
    }),
    ("month_unknown", |_, person| {
        person.birth_date = "1946".parse().expect("a year")
    }),
    ("provisional_code", |_, person| {
        person.codice_fiscale = CodiceFiscale::parse("90123456783").ok();
    }),
    ("no_code", |_, person| person.codice_fiscale = None),
    ("omocodia", |_, person| {
        person.codice_fiscale = person
            .codice_fiscale
            .as_ref()
            .map(|code| code.with_omocodia(3));
    }),
    ("no_fixed_abode", |_, person| person.no_fixed_abode = true),
    ("not_certifiable", |_, person| {
        person.certifiability = Certifiability::No
    }),
    ("partially_certifiable", |_, person| {
        person.certifiability = Certifiability::Partial
    }),
    ("interdicted", |_, person| {
        person.certifiability = Certifiability::Interdicted
    }),
    ("double_citizenship", |_, person| {
        person.citizenships.push(citizenship("239", "SPAGNA"));
    }),
    ("stateless", |_, person| {
        person.citizenships = vec![citizenship("997", "APOLIDE")]
    }),
    ("married_without_spouse", |_, person| {
        person.marital = Some(state(MaritalStatus::Married));
    }),
    ("civil_union", |_, person| {
        person.marital = Some(state(MaritalStatus::CivilUnion))
    }),
    ("marital_unknown", |_, person| {
        person.marital = Some(state(MaritalStatus::Unknown))
    }),
    ("long_names", |maker, person| {
        person.surname = Some("DELLA ROVERE SANSEVERINO D'ARAGONA DI BISIGNANO".to_owned());
        person.name = Some("MARIA ADDOLORATA IMMACOLATA CONCETTA FRANCESCA GIUSEPPINA".to_owned());
        maker.give_code(person);
    }),
    ("diacritics", |maker, person| {
        person.surname = Some("ČAPEKOVÁ-ŽIŽKA".to_owned());
        person.name = Some("ŞTEFANIA ŁUCJA".to_owned());
        maker.give_code(person);
    }),
    ("hard_address", |_, person| {
        let address = person.residences[0]
            .address
            .as_mut()
            .expect("a resident has an address");
        address.suffix = Some("BIS".to_owned());
        address.colour = Some("rosso".to_owned());
        address.court = Some("2".to_owned());
        address.staircase = Some("C".to_owned());
        address.outer_staircase = Some("D".to_owned());
        address.inner = Some("0".to_owned());
        address.block = Some("4".to_owned());
        address.care_of = Some("PARROCCHIA INVENTATA".to_owned());
    }),
    ("kilometre", |_, person| {
        let address = person.residences[0]
            .address
            .as_mut()
            .expect("a resident has an address");
        address.number = None;
        address.kilometre = Some("12".to_owned());
        address.hamlet = Some("MONTI".to_owned());
    }),
    ("aire", |maker, person| {
        person.membership = None;
        move_abroad(maker, person);
    }),
    ("dead", |maker, person| {
        gone(maker, person, RegistryStatus::Dead, 1)
    }),
    ("emigrated", |maker, person| {
        gone(maker, person, RegistryStatus::Emigrated, 3)
    }),
    ("not_found", |maker, person| {
        gone(maker, person, RegistryStatus::Cancelled, 6)
    }),
];

/// Adds the hard cases, then a household of fourteen and a cohabitation.
pub(crate) fn add(maker: &mut Maker) {
    for (name, change) in CASES {
        let number = maker.open_household(HouseholdKind::Family);
        let address = maker.address();
        let person = maker.person(40, false);
        maker.join(person, number, Relation::REFERENCE_PERSON, 1, &address);
        let mut person = maker.people.pop().expect("just joined");
        change(maker, &mut person);
        maker.cases.push((name, person.id));
        maker.people.push(person);
    }
    let number = maker.open_household(HouseholdKind::Family);
    let address = maker.address();
    for position in 1..=14 {
        let relation = if position == 1 {
            Relation::REFERENCE_PERSON
        } else {
            Relation(3)
        };
        let age = if position == 1 { 58 } else { 36 - position * 2 };
        let person = maker.person(age, false);
        maker.join(person, number, relation, position, &address);
    }
    let number = maker.open_household(HouseholdKind::Convivenza);
    let address = maker.address();
    for position in 1..=6 {
        let relation = Relation(if position == 1 { 24 } else { 25 });
        let person = maker.person(70 + position, false);
        maker.join(person, number, relation, position, &address);
    }
    certifiable::add(maker);
}

/// Makes a resident an Italian who lives abroad.
pub(crate) fn move_abroad(maker: &Maker, person: &mut Person) {
    person.status = RegistryStatus::Aire;
    person.residences = vec![Residence {
        kind: AddressKind::Abroad,
        address: None,
        abroad: Some(ForeignAddress {
            street: Some("HAUPTSTRASSE 12".to_owned()),
            locality: Some("KOELN".to_owned()),
            state: "GERMANIA".to_owned(),
            state_code: Some("216".to_owned()),
            consulate: Some("COLONIA".to_owned()),
            ..ForeignAddress::default()
        }),
        from: None,
        until: None,
    }];
    person.aire = Some(Aire {
        since: None,
        comune: Some(maker.istat.clone()),
        consulate: Some("COLONIA".to_owned()),
    });
    // Sex decides words on paper: both occur among Italians abroad.
    debug_assert!(person.sex != Sex::Unknown, "invented people have a sex");
}

pub(crate) fn gone(maker: &Maker, person: &mut Person, status: RegistryStatus, reason: u8) {
    person.status = status;
    person.status_cause = Some(StatusCause {
        date: Some(maker.as_of),
        reason_code: Some(reason),
        note: None,
    });
}
