//! Invented people and certificates.

use chrono::NaiveDate;
use document::Arms;
use domain::certificate::catalogue::{Catalogue, ComuneRules, Family};
use domain::certificate::{
    Certificate, CertificateCode, Decision, Destination, Facts, Generalities, Issuer, MemberFacts,
    SignatureStyle, StampOutcome, Statement,
};
use domain::{Address, Cents, CodiceFiscale, MaritalState, MaritalStatus, Place, Sex, Union};

pub(crate) fn person(surname: &str, name: &str, sex: Sex) -> Generalities {
    Generalities {
        surname: (!surname.is_empty()).then(|| surname.to_owned()),
        name: (!name.is_empty()).then(|| name.to_owned()),
        sex,
        birth_date: "1978-03-12".parse().unwrap(),
        birth_place: Place::Comune {
            name: "TARANTO".to_owned(),
            istat: None,
            province: Some("TA".to_owned()),
        },
        codice_fiscale: CodiceFiscale::parse("RSSMRA80A01L049L").ok(),
    }
}

pub(crate) fn address() -> Address {
    Address {
        comune: "GROTTAGLIE".to_owned(),
        street_kind: Some("VIA".to_owned()),
        street: "QUINTO ENNIO".to_owned(),
        number: Some("12".to_owned()),
        suffix: Some("A".to_owned()),
        staircase: Some("B".to_owned()),
        inner: Some("0".to_owned()),
        ..Address::default()
    }
}

pub(crate) fn residence() -> Statement {
    Statement::Residence {
        address: Some(address()),
        since: NaiveDate::from_ymd_opt(2010, 6, 15),
    }
}

pub(crate) fn marital(status: MaritalStatus) -> MaritalState {
    MaritalState {
        status,
        union: Some(Union {
            spouse_surname: Some("ČAPEK".to_owned()),
            spouse_name: Some("ANNA".to_owned()),
            date: "2008-09-06".parse().ok(),
            place: Some(Place::Comune {
                name: "GROTTAGLIE".to_owned(),
                istat: None,
                province: Some("TA".to_owned()),
            }),
            ..Union::default()
        }),
        ended: None,
    }
}

pub(crate) fn certificate(subject: Generalities, statements: Vec<Statement>) -> Certificate {
    let issued_on = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let catalogue = Catalogue::on(issued_on, &ComuneRules::default());
    let clause = catalogue.clause(Destination::PrivateParty);
    let family = catalogue.family(Family::Registry);
    Certificate {
        number: "E205-02-2026-0000123".to_owned(),
        issued_on,
        kinds: vec![CertificateCode("AN08".to_owned())],
        issuer: Issuer {
            comune: "Grottaglie".to_owned(),
            province: "TA".to_owned(),
            office: "Ufficio Anagrafe".to_owned(),
            official: "Prova Inventata".to_owned(),
            official_role: "L'Ufficiale d'Anagrafe delegato".to_owned(),
            signature: SignatureStyle::Handwritten,
        },
        facts: Facts {
            subject,
            statements,
            entered: Vec::new(),
        },
        decision: Decision {
            title: "Certificato di residenza".to_owned(),
            family: Family::Registry,
            authority: family.authority.clone(),
            opening: family.opening.clone(),
            role: None,
            clause_code: Some(clause.code.clone()),
            clause: clause.text.clone(),
            stamp_duty: Cents(1600),
            stamp: StampOutcome::Due,
            stamp_text: catalogue.texts().stamp_due.replace("{amount}", "16,00"),
            fee: Cents(52),
            fee_text: Some(catalogue.texts().fee.replace("{amount}", "0,52")),
            validity_text: catalogue.texts().validity_months.clone(),
            valid_until: None,
            forced: Vec::new(),
            warnings: Vec::new(),
        },
        as_of: "2026-11-23T07:00:00Z".parse().unwrap(),
        catalogue_version: catalogue.version().to_owned(),
        signature: SignatureStyle::Handwritten,
        language: None,
        eu_form: None,
    }
}

pub(crate) fn members(count: usize) -> Statement {
    let member = |place: usize| MemberFacts {
        generalities: person(
            "SANTORO DELL'ANNA DE' CAPITANI",
            &format!("MARIA ADDOLORATA IMMACOLATA N{place}"),
            if place.is_multiple_of(2) {
                Sex::Female
            } else {
                Sex::Male
            },
        ),
        marital: Some(marital(MaritalStatus::Married)),
        reference_person: place == 0,
        relation: None,
    };
    Statement::Household {
        address: Some(address()),
        members: (0..count).map(member).collect(),
    }
}

pub(crate) fn arms() -> Arms {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 24, 30);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let pixels: Vec<u8> = (0..24 * 30)
        .flat_map(|i: u32| [0, 102, 204, if i % 24 < 12 { 255 } else { 90 }])
        .collect();
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&pixels)
        .unwrap();
    Arms::from_png(&png).unwrap()
}
