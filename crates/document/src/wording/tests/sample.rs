//! An invented person for each kind, and the request that asks for it; the conformance tests draw
//! them too.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::certificate::catalogue::{Catalogue, ComuneRules, Need, Tariffs};
use domain::certificate::rules::{Case, decide};
use domain::certificate::{
    Certificate, CertificateCode, CertificateRequest, Destination, EuLanguage, Issuer, Language,
    SignatureStyle, facts,
};
use domain::{
    Address, AddressKind, Aire, Certifiability, Citizenship, CivilAct, CodiceFiscale, Cohabitation,
    ForeignAddress, Household, HouseholdId, HouseholdKind, IstatCode, MaritalState, MaritalStatus,
    Membership, Person, PersonId, Place, RegistryStatus, Relation, Residence, Sex, StatusCause,
    Union,
};

/// What a certificate is made of.
pub(crate) struct Sample {
    pub(crate) subject: Person,
    pub(crate) members: Vec<Person>,
    pub(crate) household: Option<Household>,
    pub(crate) request: CertificateRequest,
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn comune() -> IstatCode {
    IstatCode("073008".to_owned())
}

fn place(name: &str) -> Place {
    Place::Comune {
        name: name.to_owned(),
        istat: None,
        province: Some("TA".to_owned()),
    }
}

fn civil_act(number: &str, year: &str) -> CivilAct {
    CivilAct {
        comune: Some("GROTTAGLIE".to_owned()),
        year: Some(year.to_owned()),
        part: Some("1".to_owned()),
        series: Some("A".to_owned()),
        number: Some(number.to_owned()),
        office: None,
    }
}

fn dwelling() -> Residence {
    Residence {
        kind: AddressKind::Residence,
        address: Some(Address {
            street_kind: Some("VIA".to_owned()),
            street: "QUINTO ENNIO".to_owned(),
            number: Some("12".to_owned()),
            suffix: Some("A".to_owned()),
            ..Address::default()
        }),
        abroad: None,
        from: Some(day("2010-06-15")),
        until: None,
    }
}

pub(crate) fn person(card: &str, surname: &str, name: &str, sex: Sex) -> Person {
    Person {
        id: PersonId::from_card(&comune(), card),
        card: card.to_owned(),
        anpr_id: None,
        codice_fiscale: CodiceFiscale::parse("RSSMRA80A01L049L").ok(),
        surname: Some(surname.to_owned()),
        name: Some(name.to_owned()),
        sex,
        birth_date: "1978-03-12".parse().unwrap(),
        birth_place: place("TARANTO"),
        birth_act: Some(civil_act("77", "1978")),
        status: RegistryStatus::Resident,
        status_cause: None,
        certifiability: Certifiability::Full,
        no_fixed_abode: false,
        marital: Some(MaritalState {
            status: MaritalStatus::Single,
            union: None,
            ended: None,
        }),
        citizenships: vec![Citizenship {
            state_code: "100".to_owned(),
            state: "ITALIA".to_owned(),
            since: None,
        }],
        residences: vec![dwelling()],
        membership: Some(Membership {
            household: HouseholdId::from_number(&comune(), "10"),
            number: "10".to_owned(),
            kind: HouseholdKind::Family,
            relation: Relation(if card == "1" { 1 } else { 3 }),
            position: None,
            since: None,
        }),
        aire: None,
        cohabitation: None,
        elector: Some(true),
        address_hidden: false,
        registered: Some(day("1978-03-12")),
        updated: None,
    }
}

fn tied(status: MaritalStatus) -> MaritalState {
    MaritalState {
        status,
        union: Some(Union {
            spouse_surname: Some("ČAPEK".to_owned()),
            spouse_name: Some("ANNA".to_owned()),
            spouse_sex: Some(Sex::Female),
            spouse_codice_fiscale: None,
            spouse_birth_date: "1980-01-02".parse().ok(),
            date: "2008-09-06".parse().ok(),
            place: Some(place("GROTTAGLIE")),
            act: Some(civil_act("31", "2008")),
        }),
        ended: (status == MaritalStatus::Widowed).then(|| "2021-02-11".parse().unwrap()),
    }
}

fn cohabitation() -> Cohabitation {
    Cohabitation {
        surname: Some("ŞERBAN".to_owned()),
        name: Some("IOANA".to_owned()),
        sex: Some(Sex::Female),
        codice_fiscale: None,
        birth_date: "1981-05-06".parse().ok(),
        since: Some(day("2019-03-04")),
        contract_date: Some(day("2020-06-01")),
        contract_record: Some("12/2020".to_owned()),
        ended: None,
    }
}

fn leave(person: &mut Person, status: RegistryStatus, reason_code: u8) {
    person.status = status;
    person.status_cause = Some(StatusCause {
        date: Some(day("2024-05-02")),
        reason_code: Some(reason_code),
        note: None,
    });
}

fn move_abroad(person: &mut Person) {
    person.status = RegistryStatus::Aire;
    person.aire = Some(Aire {
        since: Some(day("2015-07-01")),
        comune: Some(comune()),
        consulate: Some("COLONIA".to_owned()),
    });
    person.residences = vec![Residence {
        kind: AddressKind::Abroad,
        address: None,
        abroad: Some(ForeignAddress {
            street: Some("HAUPTSTRASSE 12".to_owned()),
            locality: Some("KÖLN".to_owned()),
            state: "GERMANIA".to_owned(),
            ..ForeignAddress::default()
        }),
        from: None,
        until: None,
    }];
}

impl Sample {
    /// Returns a person of whom a kind can be certified, with what the clerk fills in.
    pub(crate) fn of(code: &str, sex: Sex) -> Self {
        let mut subject = person("1", "D'AMICO", "NICOLÒ", sex);
        match code {
            "AN02" | "SC03" | "SC07" => leave(&mut subject, RegistryStatus::Dead, 1),
            "AN04" | "AN26" => leave(&mut subject, RegistryStatus::Emigrated, 3),
            "AN10" | "AN15" => move_abroad(&mut subject),
            "AN03" | "AN11" | "SC02" | "SC06" => {
                subject.marital = Some(tied(MaritalStatus::Married));
            }
            "AN18" | "SC04" => subject.marital = Some(tied(MaritalStatus::CivilUnion)),
            "AN25" => subject.marital = Some(tied(MaritalStatus::Widowed)),
            "AN19" | "AN21" => subject.cohabitation = Some(cohabitation()),
            "AN27" => {
                subject.citizenships[0].state_code = "235".to_owned();
                subject.citizenships[0].state = "ROMANIA".to_owned();
            }
            "LE01" => subject.sex = Sex::Male,
            _ => {}
        }
        subject.birth_act.as_mut().unwrap().comune = Some("GROTTAGLIE".to_owned());
        let mut household = None;
        if code == "AN14" {
            let tie = subject.membership.as_mut().unwrap();
            tie.kind = HouseholdKind::Convivenza;
            household = Some(Household {
                institution: Some("CASA DI RIPOSO INVENTATA".to_owned()),
                species: Some(3),
                ..Household::named(tie)
            });
        }
        let mut second = person("2", "D'AMICO", "ŁUCJA", Sex::Female);
        second.birth_date = "2005-07".parse().unwrap();
        second.status = subject.status;
        let request = Self::request(code, &subject);
        Self {
            members: vec![subject.clone(), second],
            subject,
            household,
            request,
        }
    }

    /// Returns the request for a kind, every datum that may be entered entered.
    fn request(code: &str, subject: &Person) -> CertificateRequest {
        let catalogue = Catalogue::on(day("2026-11-24"), &ComuneRules::default());
        let code = CertificateCode(code.to_owned());
        let kind = catalogue.kind(&code).unwrap();
        let mut request = CertificateRequest {
            reason: Some("successione davanti al notaio".to_owned()),
            day: kind.needs_day.then(|| day("2018-01-01")),
            ..CertificateRequest::plain(subject.id, vec![code])
        };
        if kind.declares {
            request.declared = ["AN01", "AN08", "AN05"]
                .map(|code| CertificateCode(code.to_owned()))
                .into();
        }
        // What the registry holds is not entered: the rules refuse it, and so tell which it is.
        let entries = kind.entry.iter().filter(|entry| entry.need == Need::Always);
        let value = |field: &str| {
            (
                field.to_owned(),
                format!("valore {}", field.replace('_', " ")),
            )
        };
        request.entered = entries
            .map(|entry| value(&entry.field))
            .collect::<BTreeMap<_, _>>();
        request
    }

    /// Enters whatever the rules say is missing.
    fn fill_in(&mut self) {
        let blocks = self.case(decide).err().unwrap_or_default();
        for block in blocks.iter().filter(|block| block.code == "entry_needed") {
            let field = block.field.as_deref().unwrap_or_default();
            let field = field.trim_start_matches("entered.").to_owned();
            let value = format!("dato {}", field.replace('_', " "));
            self.request.entered.insert(field, value);
        }
    }

    fn case<T>(&self, then: impl FnOnce(&Case<'_>) -> T) -> T {
        let today = day("2026-11-24");
        then(&Case {
            catalogue: &Catalogue::on(today, &ComuneRules::default()),
            tariffs: &Tariffs::on(today, &ComuneRules::default()),
            request: &self.request,
            subject: &self.subject,
            members: &self.members,
            household: self.household.as_ref(),
            issuer: &issuer(),
            contrassegno_used_by: None,
            emergency_open: false,
            today,
        })
    }

    /// Makes the certificate.
    pub(crate) fn certificate(mut self) -> Certificate {
        self.fill_in();
        let kinds = self.request.kinds.clone();
        let (decision, facts, version) = self.case(|case| {
            let decision = decide(case).unwrap_or_else(|blocks| panic!("{kinds:?}: {blocks:?}"));
            let version = case.catalogue.version().to_owned();
            (decision, facts::snapshot(case, "prova"), version)
        });
        Certificate {
            number: "E205-02-2026-0000123".to_owned(),
            issued_on: day("2026-11-24"),
            kinds,
            issuer: issuer(),
            facts,
            decision,
            as_of: "2026-11-23T07:00:00Z".parse().unwrap(),
            catalogue_version: version,
            signature: SignatureStyle::Handwritten,
            language: self.request.language,
            eu_form: self.request.eu_form,
        }
    }
}

fn issuer() -> Issuer {
    Issuer {
        comune: "Grottaglie".to_owned(),
        province: "TA".to_owned(),
        office: "Ufficio Anagrafe".to_owned(),
        official: "Prova Inventata".to_owned(),
        official_role: "L'Ufficiale d'Anagrafe delegato".to_owned(),
        signature: SignatureStyle::Handwritten,
    }
}

pub(crate) fn certificate(code: &str, sex: Sex) -> Certificate {
    Sample::of(code, sex).certificate()
}

/// The codes of every kind that can be issued.
pub(crate) fn issuable() -> Vec<(String, bool)> {
    let catalogue = Catalogue::on(day("2026-11-24"), &ComuneRules::default());
    let kinds = catalogue.kinds().iter();
    let kinds = kinds.filter(|kind| kind.unavailable.is_none() && !kind.cumulative);
    kinds
        .map(|kind| (kind.code.0.clone(), kind.translated))
        .collect()
}

/// A kind with the multilingual form of the Union.
pub(crate) fn with_form(code: &str, language: EuLanguage) -> Certificate {
    let mut sample = Sample::of(code, Sex::Female);
    sample.request.destination = Destination::Abroad;
    sample.request.eu_form = Some(language);
    sample.certificate()
}

pub(crate) fn translated(code: &str, language: Language) -> Certificate {
    let mut sample = Sample::of(code, Sex::Female);
    sample.request.language = Some(language);
    sample.certificate()
}
