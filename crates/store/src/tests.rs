//! Tests on real encrypted files, each in a folder of its own.

mod acts;
mod checking;
mod disk;
mod importing;
mod opening;
mod schema;

use std::path::Path;

use chrono::{DateTime, Utc};
use domain::certificate::catalogue::Family;
use domain::certificate::{
    Certificate, CertificateCode, CertificateRequest, Contrassegno, Decision, Facts, Generalities,
    SignatureStyle, StampOutcome, Statement,
};
use domain::clock::FixedClock;
use domain::{
    Address, AddressKind, BelfioreCode, Cents, Certifiability, Citizenship, CodiceFiscale,
    Household, HouseholdId, HouseholdKind, IstatCode, Membership, Person, PersonId, Place,
    RegistryStatus, Relation, Residence, Sex,
};
use protocol::{Body, Role, SealRecord};
use tempfile::TempDir;

use crate::{
    Error, ImportReport, ImportedFile, KeyCost, NewOperator, NewStore, RecoverySheet, Store,
};

const LOGIN: &str = "zacaria";
const PASSWORD: &str = "una parola d'ordine";

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant of the tests")
}

fn comune() -> IstatCode {
    IstatCode("073029".to_owned())
}

/// Makes a store in a folder of its own.
fn new_store() -> (TempDir, Store, RecoverySheet) {
    let dir = tempfile::tempdir().unwrap();
    let (store, sheet) = new_store_in(dir.path()).unwrap();
    (dir, store, sheet)
}

fn new_store_in(dir: &Path) -> crate::Result<(Store, RecoverySheet)> {
    let new = NewStore {
        comune: comune(),
        belfiore: BelfioreCode("L049".to_owned()),
        name: "Borgo Inventato".to_owned(),
        province: "TA".to_owned(),
        counter: "01".to_owned(),
        operator: NewOperator {
            login: LOGIN.to_owned(),
            name: "Zacaria Operatorinventato".to_owned(),
            role: Role::Administrator,
            password: PASSWORD.to_owned(),
        },
        key_cost: KeyCost::TEST,
    };
    Store::create(dir, new, &FixedClock(instant("2026-03-02T08:00:00Z")))
}

fn open(dir: &TempDir) -> crate::Result<Store> {
    Store::open(dir.path(), LOGIN, PASSWORD)
}

pub(crate) fn household(number: u32) -> Household {
    Household {
        id: HouseholdId::from_number(&comune(), &number.to_string()),
        number: number.to_string(),
        kind: HouseholdKind::Family,
        formed: None,
        institution: None,
        species: None,
        address: None,
    }
}

/// An invented person, alone or with others in the household `card / 3`.
pub(crate) fn person(card: u32) -> Person {
    let home = household(card / 3);
    Person {
        id: PersonId::from_card(&comune(), &card.to_string()),
        card: card.to_string(),
        anpr_id: None,
        codice_fiscale: (card == 1).then(|| CodiceFiscale::parse("ZZZQQQ78C12L049A").unwrap()),
        surname: Some(format!("COGNOMEFINTO{card}")),
        name: Some("NOMEFINTO".to_owned()),
        sex: Sex::Female,
        birth_date: "1978-03-12".parse().unwrap(),
        birth_place: Place::Comune {
            name: "LUOGOFINTO".to_owned(),
            istat: Some(comune()),
            province: Some("TA".to_owned()),
        },
        birth_act: None,
        status: RegistryStatus::Resident,
        status_cause: None,
        certifiability: Certifiability::Full,
        no_fixed_abode: false,
        marital: None,
        citizenships: vec![Citizenship {
            state_code: "100".to_owned(),
            state: "ITALIA".to_owned(),
            since: None,
        }],
        residences: vec![Residence {
            kind: AddressKind::Residence,
            address: Some(Address {
                comune: "BORGO INVENTATO".to_owned(),
                street_kind: Some("VIA".to_owned()),
                street: "STRADAFINTA".to_owned(),
                number: Some("12".to_owned()),
                suffix: Some("A".to_owned()),
                ..Address::default()
            }),
            abroad: None,
            from: None,
            until: None,
        }],
        membership: Some(Membership {
            household: home.id,
            number: home.number,
            kind: HouseholdKind::Family,
            relation: Relation(if card.is_multiple_of(3) { 1 } else { 3 }),
            position: Some(1 + (card % 3) as u16),
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

fn file(as_of: &str) -> ImportedFile {
    ImportedFile {
        file_name: "subentro.xml".to_owned(),
        file_sha256: "ab".repeat(32),
        format: "subentro".to_owned(),
        as_of: instant(as_of),
        refused: 0,
    }
}

fn import(store: &mut Store, as_of: &str, persons: &[Person]) -> crate::Result<ImportReport> {
    store.import_registry(instant("2026-03-02T09:00:00Z"), LOGIN, |writer| {
        for person in persons {
            writer.person(person)?;
        }
        for person in persons {
            let number = person.membership.as_ref().unwrap().number.parse().unwrap();
            writer.household(&household(number))?;
        }
        Ok::<_, Error>(file(as_of))
    })
}

/// A certificate of the person `card`, with the number given.
fn certificate(number: &str, card: u32) -> (Certificate, CertificateRequest) {
    let subject = person(card);
    let certificate = Certificate {
        number: number.to_owned(),
        issued_on: "2026-03-02".parse().unwrap(),
        kinds: vec![CertificateCode("AN07".to_owned())],
        issuer: domain::certificate::Issuer::default(),
        facts: Facts {
            subject: Generalities {
                surname: subject.surname,
                name: subject.name,
                sex: subject.sex,
                birth_date: subject.birth_date,
                birth_place: subject.birth_place,
                codice_fiscale: subject.codice_fiscale,
            },
            statements: vec![Statement::Alive],
            entered: Vec::new(),
        },
        decision: Decision {
            title: "Certificato di esistenza in vita".to_owned(),
            family: Family::Registry,
            authority: "L'UFFICIALE D'ANAGRAFE".to_owned(),
            opening: "certifica che".to_owned(),
            role: None,
            clause_code: Some("C01".to_owned()),
            clause: "clausola".to_owned(),
            stamp_duty: Cents(1600),
            stamp: StampOutcome::Due,
            stamp_text: "bollo".to_owned(),
            fee: Cents(52),
            fee_text: None,
            validity_text: "sei mesi".to_owned(),
            valid_until: None,
            forced: Vec::new(),
            warnings: Vec::new(),
        },
        as_of: instant("2026-03-01T00:00:00Z"),
        catalogue_version: "1".to_owned(),
        signature: SignatureStyle::Handwritten,
        language: None,
        eu_form: None,
    };
    let request = CertificateRequest::plain(subject.id, certificate.kinds.clone());
    (certificate, request)
}

/// Issues the certificate `number` of the person `card`.
fn issue(store: &mut Store, number: &str, card: u32) -> crate::Result<protocol::Entry> {
    issue_with_stamp(store, number, card, None)
}

fn issue_with_stamp(
    store: &mut Store,
    number: &str,
    card: u32,
    stamp: Option<&str>,
) -> crate::Result<protocol::Entry> {
    let (certificate, mut request) = certificate(number, card);
    request.contrassegno = stamp.map(|number| Contrassegno {
        number: number.to_owned(),
        date: "2026-03-01".parse().unwrap(),
    });
    let pdf_sha256 = store.put_document(format!("%PDF of {number}").as_bytes())?;
    store.commit(
        instant("2026-03-02T10:00:00Z"),
        LOGIN,
        Body::CertificateIssued {
            certificate: Box::new(certificate),
            request: Box::new(request),
            pdf_sha256,
            seal: Some(SealRecord {
                kid: "ABEiM0RVZnc".to_owned(),
                code: "7K3M-9QXZ".to_owned(),
            }),
        },
    )
}

/// Issues the next certificate of 2026.
fn issue_next(store: &mut Store, card: u32) -> crate::Result<protocol::Entry> {
    let number = store.next_certificate_number(2026)?;
    issue(store, &number, card)
}
