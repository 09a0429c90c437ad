//! Each rule, with an invented resident of whom one thing is changed.

mod comune;
mod eu;
mod kinds;
mod payment;

use crate::address::{Address, AddressKind, Residence};
use crate::certificate::catalogue::{Catalogue, ComuneRules, Tariffs};
use crate::certificate::{
    Applicant, CertificateCode, CertificateRequest, Contrassegno, Destination, UseCode,
};
use crate::household::{HouseholdKind, Membership, Relation};
use crate::ids::{HouseholdId, IstatCode, PersonId};
use crate::marital::{MaritalState, MaritalStatus};
use crate::person::{Certifiability, Citizenship, Person, RegistryStatus, Sex};
use crate::place::Place;

use super::*;

fn today() -> NaiveDate {
    "2026-11-24".parse().unwrap()
}

fn comune() -> IstatCode {
    IstatCode("073008".to_owned())
}

/// An invented resident, alone in the household.
fn resident() -> Person {
    Person {
        id: PersonId::from_card(&comune(), "1"),
        card: "1".to_owned(),
        anpr_id: None,
        codice_fiscale: None,
        surname: Some("PROVA".to_owned()),
        name: Some("INVENTATA".to_owned()),
        sex: Sex::Female,
        birth_date: "1978-03-12".parse().unwrap(),
        birth_place: Place::Exceptional {
            description: "NAVE".to_owned(),
        },
        birth_act: None,
        status: RegistryStatus::Resident,
        status_cause: None,
        certifiability: Certifiability::Full,
        no_fixed_abode: false,
        marital: Some(MaritalState {
            status: MaritalStatus::Single,
            union: None,
            ended: None,
        }),
        citizenships: vec![italian()],
        residences: vec![Residence {
            kind: AddressKind::Residence,
            address: Some(Address {
                street: "ENNIO".to_owned(),
                ..Address::default()
            }),
            abroad: None,
            from: None,
            until: None,
        }],
        membership: Some(Membership {
            household: HouseholdId::from_number(&comune(), "10"),
            number: "10".to_owned(),
            kind: HouseholdKind::Family,
            relation: Relation::REFERENCE_PERSON,
            position: Some(1),
            since: None,
        }),
        aire: None,
        cohabitation: None,
        elector: None,
        address_hidden: false,
        registered: None,
        updated: None,
    }
}

fn italian() -> Citizenship {
    Citizenship {
        state_code: "100".to_owned(),
        state: "ITALIA".to_owned(),
        since: None,
    }
}

fn ask(kinds: &[&str]) -> CertificateRequest {
    let codes = kinds
        .iter()
        .map(|kind| CertificateCode((*kind).to_owned()))
        .collect();
    CertificateRequest::plain(resident().id, codes)
}

fn exempt(code: &str) -> Option<UseCode> {
    Some(UseCode(code.to_owned()))
}

/// A household, a stamp and a day around a request, as one test or another wants them.
struct Setting {
    own: ComuneRules,
    members: Vec<Person>,
    household: Option<Household>,
    used_by: Option<&'static str>,
    emergency_open: bool,
    today: NaiveDate,
}

impl Setting {
    fn of(members: &[Person]) -> Self {
        Self {
            own: ComuneRules::default(),
            members: members.to_vec(),
            household: None,
            used_by: None,
            emergency_open: false,
            today: today(),
        }
    }

    fn case<T>(
        &self,
        request: &CertificateRequest,
        subject: &Person,
        then: impl FnOnce(&Case<'_>) -> T,
    ) -> T {
        then(&Case {
            catalogue: &Catalogue::on(self.today, &self.own),
            tariffs: &Tariffs::on(self.today, &self.own),
            request,
            subject,
            members: &self.members,
            household: self.household.as_ref(),
            issuer: &Issuer {
                comune: "Nave".to_owned(),
                ..Issuer::default()
            },
            contrassegno_used_by: self.used_by,
            emergency_open: self.emergency_open,
            today: self.today,
        })
    }

    fn decide(
        &self,
        request: &CertificateRequest,
        subject: &Person,
    ) -> Result<Decision, Vec<Block>> {
        self.case(request, subject, decide)
    }

    /// Checks that a request is blocked by exactly these codes.
    fn check(&self, request: &CertificateRequest, subject: &Person, codes: &[&str]) {
        let found = self.decide(request, subject).err().unwrap_or_default();
        let found: Vec<&str> = found.iter().map(|block| block.code.as_str()).collect();
        assert_eq!(found, codes, "{request:?}");
    }
}

fn run(request: &CertificateRequest, subject: &Person) -> Result<Decision, Vec<Block>> {
    Setting::of(std::slice::from_ref(subject)).decide(request, subject)
}

/// Checks that a request is blocked by exactly these codes.
fn check(request: &CertificateRequest, subject: &Person, codes: &[&str]) {
    Setting::of(std::slice::from_ref(subject)).check(request, subject, codes);
}

#[test]
fn a_plain_certificate_pays_sixteen_euro_and_fifty_two_cents() {
    let decision = run(&ask(&["AN08"]), &resident()).unwrap();
    assert_eq!(
        (decision.stamp_duty, decision.fee),
        (Cents(1600), Cents(52))
    );
    assert_eq!(decision.clause_code.as_deref(), Some("C01"));
    assert_eq!(decision.title, "Certificato di residenza");
    assert_eq!(decision.valid_until, "2027-05-24".parse().ok());
    assert!(
        decision.stamp_text.contains("16,00"),
        "{}",
        decision.stamp_text
    );
}

#[test]
fn an_exempt_use_prints_its_norm_and_pays_the_lower_fee_or_none() {
    let mut request = ask(&["AN08"]);
    request.exempt_use = exempt("ES09");
    let decision = run(&request, &resident()).unwrap();
    assert_eq!(
        (decision.stamp_duty, decision.fee),
        (Cents::ZERO, Cents(26))
    );
    assert!(
        decision.stamp_text.contains("d.P.R. 642/1972"),
        "{}",
        decision.stamp_text
    );
    request.exempt_use = exempt("ES17");
    let decision = run(&request, &resident()).unwrap();
    assert_eq!((decision.fee, decision.fee_text), (Cents::ZERO, None));
}

#[test]
fn birth_is_certified_without_limit_and_the_shortest_validity_holds() {
    assert_eq!(run(&ask(&["AN01"]), &resident()).unwrap().valid_until, None);
    let decision = run(&ask(&["AN01", "AN08", "AN05"]), &resident()).unwrap();
    assert!(decision.valid_until.is_some());
    assert_eq!(
        decision.title,
        "Certificato contestuale di nascita, residenza e cittadinanza"
    );
}

#[test]
fn each_destination_has_its_clause() {
    for (destination, used, clause) in [
        (Destination::PrivateParty, None, "C01"),
        (Destination::Abroad, None, "C02"),
        (Destination::Immigration, exempt("ES34"), "C03"),
        (Destination::CourtFile, exempt("ES28"), "C04"),
        (Destination::PublicBody, exempt("ES21"), "C05"),
    ] {
        let request = CertificateRequest {
            destination,
            exempt_use: used,
            public_request: Some("INPS, prot. 1 del 2/11/2026".to_owned()),
            ..ask(&["AN08"])
        };
        let decision = run(&request, &resident()).unwrap();
        assert_eq!(decision.clause_code.as_deref(), Some(clause));
    }
    let request = CertificateRequest {
        destination: Destination::PublicBody,
        ..ask(&["AN08"])
    };
    check(&request, &resident(), &["public_body", "public_request"]);
}

#[test]
fn who_left_the_registry_is_blocked_with_one_reason() {
    for (status, code) in [
        (RegistryStatus::Dead, "dead"),
        (RegistryStatus::Emigrated, "emigrated"),
        (RegistryStatus::Cancelled, "cancelled"),
        (RegistryStatus::Aire, "aire"),
    ] {
        let person = Person {
            status,
            citizenships: Vec::new(),
            ..resident()
        };
        check(&ask(&["AN05", "AN08"]), &person, &[code]);
    }
}

#[test]
fn certifiability_blocks_as_anpr_does() {
    let with = |certifiability| Person {
        certifiability,
        ..resident()
    };
    check(
        &ask(&["AN08"]),
        &with(Certifiability::No),
        &["not_certifiable"],
    );
    check(&ask(&["AN08", "AN12"]), &with(Certifiability::Partial), &[]);
    check(
        &ask(&["AN05"]),
        &with(Certifiability::Partial),
        &["partially_certifiable"],
    );
    check(
        &ask(&["AN07"]),
        &with(Certifiability::NotRegistrable),
        &["not_registrable"],
    );
    check(
        &ask(&["AN07"]),
        &with(Certifiability::Interdicted),
        &["interdicted"],
    );
}

#[test]
fn missing_facts_are_named() {
    let person = Person {
        citizenships: Vec::new(),
        ..resident()
    };
    check(&ask(&["AN05"]), &person, &["missing_citizenship"]);
    let person = Person {
        residences: Vec::new(),
        ..resident()
    };
    check(&ask(&["AN08"]), &person, &["missing_address"]);
    check(
        &ask(&["AN08"]),
        &Person {
            no_fixed_abode: true,
            ..person
        },
        &[],
    );
    let person = Person {
        marital: None,
        ..resident()
    };
    check(&ask(&["AN11"]), &person, &["missing_marital_status"]);
    let person = Person {
        membership: None,
        ..resident()
    };
    check(&ask(&["AN12"]), &person, &["missing_household"]);
}

#[test]
fn citizenship_is_certified_of_italians_with_one() {
    let foreign = Citizenship {
        state_code: "201".to_owned(),
        state: "ALBANIA".to_owned(),
        since: None,
    };
    let person = Person {
        citizenships: vec![foreign.clone()],
        ..resident()
    };
    check(&ask(&["AN05"]), &person, &["not_italian"]);
    let person = Person {
        citizenships: vec![italian(), foreign],
        ..resident()
    };
    check(&ask(&["AN05"]), &person, &["several_citizenships"]);
}

#[test]
fn households_without_reference_or_of_one_or_in_a_convivenza_are_blocked() {
    let mut person = resident();
    check(&ask(&["AN13"]), &person, &["single_member"]);
    person.membership.as_mut().unwrap().relation = Relation(3);
    check(&ask(&["AN12"]), &person, &["missing_reference_person"]);
    person.membership.as_mut().unwrap().kind = HouseholdKind::Convivenza;
    check(&ask(&["AN12"]), &person, &["convivenza"]);
    check(
        &ask(&["AN12"]),
        &Person {
            no_fixed_abode: true,
            ..resident()
        },
        &["no_fixed_abode"],
    );
}

#[test]
fn kinds_that_exclude_each_other_are_told_apart() {
    check(&ask(&["AN11", "AN12"]), &resident(), &["combination"]);
    check(&ask(&[]), &resident(), &["no_kind"]);
    check(&ask(&["AN99"]), &resident(), &["unknown_kind"]);
    check(&ask(&["AN24"]), &resident(), &["cumulative"]);
}

#[test]
fn a_third_party_is_identified() {
    let with = |name: &str, document: &str| CertificateRequest {
        applicant: Applicant::ThirdParty {
            name: name.to_owned(),
            document: document.to_owned(),
            codice_fiscale: None,
        },
        ..ask(&["AN08"])
    };
    check(&with("Terzo Inventato", "CI CA00000AA"), &resident(), &[]);
    check(
        &with("", " "),
        &resident(),
        &["applicant_name", "applicant_document"],
    );
}
