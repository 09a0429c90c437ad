//! A `soggetto` of the file becomes a person; a `famiglia` or `convivenza` a household.

use chrono::NaiveDate;
use domain::{
    Address, AddressKind, Aire, Certifiability, Citizenship, CivilAct, CodiceFiscale,
    ForeignAddress, Household, HouseholdId, HouseholdKind, IstatCode, Membership, PartialDate,
    Person, Place, RegistryStatus, Relation, Residence, Sex,
};

use crate::tree::Node;

mod ties;

use ties::{cohabitation, marital};

/// A person read from the file, with doubts about it.
pub(crate) struct Read {
    pub(crate) person: Person,
    pub(crate) warnings: Vec<String>,
}

/// Why a `soggetto` cannot be taken, in Italian, with its card if it was read.
pub(crate) struct Unreadable {
    pub(crate) card: Option<String>,
    pub(crate) reason: String,
}

/// Reads a `soggetto`.
pub(crate) fn person(node: &Node, comune: &IstatCode) -> Result<Read, Unreadable> {
    let card = card(node);
    let refuse = |reason: &str| Unreadable {
        card: card.clone(),
        reason: reason.to_owned(),
    };
    let general = node
        .child("generalitaSubIscr")
        .ok_or_else(|| refuse("Mancano le generalità."))?;
    let mut warnings = Vec::new();
    let codice_fiscale = codice_fiscale(general, &mut warnings);
    let card = card.clone().ok_or_else(|| {
        refuse("Manca il numero di scheda, e anche l'identificativo ANPR e il codice fiscale.")
    })?;
    let names = (general.owned(&["cognome"]), general.owned(&["nome"]));
    if names == (None, None) {
        return Err(refuse("Mancano cognome e nome."));
    }
    let sex = sex(general).ok_or_else(|| refuse("Il sesso manca o non è M, F o N."))?;
    let birth_date = partial_date(general, "dataNascita")
        .ok_or_else(|| refuse("La data di nascita manca o non è una data."))?;
    let birth_place = general
        .child("luogoNascita")
        .and_then(place)
        .ok_or_else(|| refuse("Il luogo di nascita manca."))?;
    let aire = matches!(general.value(&["soggettoAIRE"]), Some("S" | "s" | "1"));
    let person = Person {
        id: crate::person_id(comune, &card),
        card,
        anpr_id: general.owned(&["idSchedaSoggettoANPR"]),
        codice_fiscale,
        surname: names.0,
        name: names.1,
        sex,
        birth_date,
        birth_place,
        birth_act: node.child("attoNascita").map(act),
        status: if aire {
            RegistryStatus::Aire
        } else {
            RegistryStatus::Resident
        },
        status_cause: None,
        certifiability: certifiability(node.value(&["attributiSoggetto", "soggettoCertificabile"])),
        no_fixed_abode: matches!(
            node.value(&["attributiSoggetto", "senzaFissaDimora"]),
            Some("S" | "s")
        ),
        marital: marital(node),
        citizenships: citizenships(node),
        residences: node.all("residenza").map(residence).collect(),
        membership: membership(node, comune),
        aire: aire.then(|| aire_data(node, comune)),
        cohabitation: node.child("convivenzaDiFatto").map(cohabitation),
        elector: match node.value(&["listaElettorale", "elettore"]) {
            Some("S" | "s" | "1") => Some(true),
            Some("N" | "n" | "0") => Some(false),
            _ => None,
        },
        // The format has no place for it: the comune lists protected people in its settings.
        address_hidden: false,
        registered: day(general, &["dataPrimaIscrizioneComune"]),
        updated: day(node, &["dataUltimoAggiornamento"]),
    };
    if let Some(code) = &person.codice_fiscale {
        warnings.extend(
            code.inconsistencies(&person)
                .iter()
                .map(ToString::to_string),
        );
    }
    Ok(Read { person, warnings })
}

/// Reads the codice fiscale; a malformed one is left out with a warning.
fn codice_fiscale(general: &Node, warnings: &mut Vec<String>) -> Option<CodiceFiscale> {
    let text = general.value(&["codiceFiscale", "codFiscale"])?;
    let code = CodiceFiscale::parse(text).ok();
    if code.is_none() {
        warnings.push(
            "Il codice fiscale è scritto male: la persona è stata importata senza.".to_owned(),
        );
    }
    code
}

fn sex(general: &Node) -> Option<Sex> {
    match general.value(&["sesso"]) {
        Some("M") => Some(Sex::Male),
        Some("F") => Some(Sex::Female),
        Some("N") => Some(Sex::Unknown),
        _ => None,
    }
}

fn aire_data(node: &Node, comune: &IstatCode) -> Aire {
    Aire {
        comune: Some(comune.clone()),
        consulate: node.owned(&[
            "residenza",
            "localitaEstera",
            "consolato",
            "descrizioneConsolato",
        ]),
        since: None,
    }
}

/// Returns the card's number; else ANPR's; else the codice fiscale.
fn card(node: &Node) -> Option<String> {
    let general = node.child("generalitaSubIscr")?;
    general
        .owned(&["idSchedaSoggettoComune", "idSchedaSoggetto"])
        .or_else(|| {
            general
                .owned(&["idSchedaSoggettoANPR"])
                .map(|id| format!("ANPR-{id}"))
        })
        .or_else(|| {
            general
                .owned(&["codiceFiscale", "codFiscale"])
                .map(|code| format!("CF-{code}"))
        })
}

/// Reads a `famiglia` or a `convivenza`.
pub(crate) fn household(node: &Node, kind: HouseholdKind, comune: &IstatCode) -> Option<Household> {
    let number = node.owned(&["idFamigliaConvivenzaComune", "idFamigliaConvivenza"])?;
    Some(Household {
        id: HouseholdId::from_number(comune, &number),
        number,
        kind,
        formed: day(node, &["dataOrigineFamigliaConvivenza"]),
        institution: node.owned(&["denominazioneConvivenza"]),
        species: node
            .value(&["specieConvivenza"])
            .and_then(|code| code.parse().ok()),
        address: None,
    })
}

fn membership(node: &Node, comune: &IstatCode) -> Option<Membership> {
    let (kind, node) = match (node.child("famiglia"), node.child("convivenza")) {
        (Some(family), _) => (HouseholdKind::Family, family),
        (None, Some(convivenza)) => (HouseholdKind::Convivenza, convivenza),
        (None, None) => return None,
    };
    let number = node.owned(&["idFamConvComune"])?;
    let tie = node.child("legameSoggetto")?;
    Some(Membership {
        household: HouseholdId::from_number(comune, &number),
        number,
        kind,
        relation: Relation(
            tie.value(&["codiceLegame"])
                .and_then(|c| c.parse().ok())
                .unwrap_or(99),
        ),
        position: tie
            .value(&["progressivoComponente"])
            .and_then(|number| number.parse().ok()),
        since: day(tie, &["dataDecorrenza"]),
    })
}

fn certifiability(code: Option<&str>) -> Certifiability {
    match code {
        Some("0") => Certifiability::No,
        Some("1") => Certifiability::Partial,
        Some("3") => Certifiability::NotRegistrable,
        Some("4") => Certifiability::Interdicted,
        _ => Certifiability::Full,
    }
}

fn citizenships(node: &Node) -> Vec<Citizenship> {
    node.all("cittadinanza")
        .chain(node.all("altraCittadinanza"))
        .filter_map(|citizenship| {
            Some(Citizenship {
                state_code: citizenship.owned(&["codiceStato"])?,
                state: citizenship.owned(&["descrizioneStato"]).unwrap_or_default(),
                since: day(citizenship, &["dataValidita"]),
            })
        })
        .collect()
}

fn act(node: &Node) -> CivilAct {
    CivilAct {
        comune: node.owned(&["comuneRegistrazione", "nomeComune"]),
        year: node.owned(&["anno"]),
        part: node.owned(&["parte"]),
        series: node.owned(&["serie"]),
        number: node.owned(&["numeroAtto"]),
        office: node.owned(&["ufficioMunicipio"]),
    }
}

fn place(node: &Node) -> Option<Place> {
    if let Some(comune) = node.child("comune") {
        return Some(Place::Comune {
            name: comune.owned(&["nomeComune"])?,
            istat: comune.owned(&["codiceIstat"]).map(IstatCode),
            province: comune.owned(&["siglaProvinciaIstat"]),
        });
    }
    if let Some(abroad) = node.child("localita") {
        return Some(Place::Abroad {
            locality: abroad.owned(&["descrizioneLocalita"]),
            state: abroad.owned(&["descrizioneStato"])?,
            state_code: abroad.owned(&["codiceStato"]),
        });
    }
    node.owned(&["luogoEccezionale"])
        .map(|description| Place::Exceptional { description })
}

fn residence(node: &Node) -> Residence {
    let kind = match node
        .value(&["tipoIndirizzo"])
        .and_then(|code| code.parse().ok())
    {
        Some(1) | None => AddressKind::Residence,
        Some(2) => AddressKind::HabitualDwelling,
        Some(3) => AddressKind::ElectedDomicile,
        Some(4) => AddressKind::Abroad,
        Some(8) => AddressKind::Temporary,
        Some(other) => AddressKind::Other(other),
    };
    Residence {
        kind,
        address: node
            .child("indirizzo")
            .map(|it| address(it, node.owned(&["presso"]))),
        abroad: node.child("localitaEstera").map(foreign_address),
        from: day(node, &["dataDecorrenzaResidenza"]),
        until: None,
    }
}

fn address(node: &Node, care_of: Option<String>) -> Address {
    let number = |path: &[&str]| {
        node.at(&["numeroCivico"])
            .and_then(|civico| civico.owned(path))
    };
    let inner = |name: &str| number(&["civicoInterno", name]);
    Address {
        comune: node.owned(&["comune", "nomeComune"]).unwrap_or_default(),
        comune_istat: node.owned(&["comune", "codiceIstat"]).map(IstatCode),
        province: node.owned(&["comune", "siglaProvinciaIstat"]),
        postal_code: node.owned(&["cap"]),
        hamlet: node.owned(&["frazione"]),
        street_kind: node.owned(&["toponimo", "specie"]),
        street: node
            .owned(&["toponimo", "denominazioneToponimo"])
            .unwrap_or_default(),
        number: number(&["numero"]),
        suffix: match (number(&["lettera"]), number(&["esponente1"])) {
            (Some(letter), Some(suffix)) => Some(format!("{letter} {suffix}")),
            (letter, suffix) => letter.or(suffix),
        },
        colour: number(&["colore"])
            .map(|code| if code == "1" { "rosso" } else { "nero" }.to_owned()),
        kilometre: number(&["metrico"]),
        court: inner("corte"),
        staircase: inner("scala"),
        outer_staircase: inner("scalaEsterna"),
        inner: inner("interno1"),
        inner_suffix: inner("espInterno1"),
        inner2: inner("interno2"),
        inner2_suffix: inner("espInterno2"),
        floor: inner("piano"),
        block: inner("isolato"),
        care_of,
    }
}

fn foreign_address(node: &Node) -> ForeignAddress {
    let of = |path: &[&str]| {
        node.at(&["indirizzoEstero"])
            .and_then(|address| address.owned(path))
    };
    ForeignAddress {
        street: match (
            of(&["toponimo", "denominazione"]),
            of(&["toponimo", "numeroCivico"]),
        ) {
            (Some(street), Some(number)) => Some(format!("{street} {number}")),
            (street, _) => street,
        },
        locality: of(&["localita", "descrizioneLocalita"]),
        postal_code: of(&["cap"]),
        region: of(&["localita", "provinciaContea"]),
        state: of(&["localita", "descrizioneStato"]).unwrap_or_default(),
        state_code: of(&["localita", "codiceStato"]),
        consulate: node.owned(&["consolato", "descrizioneConsolato"]),
    }
}

fn day(node: &Node, path: &[&str]) -> Option<NaiveDate> {
    // A date may carry a zone (xs:date); the day is what counts.
    node.value(path)
        .and_then(|text| text.get(..10))
        .and_then(|text| text.parse().ok())
}

fn partial_date(node: &Node, name: &str) -> Option<PartialDate> {
    let text = node.value(&[name])?.get(..10)?;
    let known = text.parse::<NaiveDate>().ok()?;
    let flag = |name: &str| node.value(&[name]) == Some("1");
    let form = if flag("senzaGiornoMese") {
        "%Y"
    } else if flag("senzaGiorno") {
        "%Y-%m"
    } else {
        return Some(PartialDate::Day(known));
    };
    known.format(form).to_string().parse().ok()
}
