//! One person, as a `soggetto` of the file.

use std::io::{self, Write};

use domain::{
    Address, AddressKind, Certifiability, CivilAct, CodiceFiscale, HouseholdKind, Membership,
    PartialDate, Person, Place, RegistryStatus, Residence, Sex,
};

use super::Xml;
use crate::Comune;

mod ties;

pub(super) fn soggetto<W: Write>(
    xml: &mut Xml<W>,
    person: &Person,
    comune: &Comune,
) -> io::Result<()> {
    xml.inside("generalitaSubIscr", |xml| {
        generalities(
            xml,
            person.codice_fiscale.as_ref(),
            (person.surname.as_deref(), person.name.as_deref()),
            person.sex,
        )?;
        partial_date(xml, "dataNascita", person.birth_date)?;
        xml.inside("luogoNascita", |xml| place(xml, &person.birth_place))?;
        if person.status == RegistryStatus::Aire {
            xml.leaf("soggettoAIRE", "S")?;
        }
        xml.inside("idSchedaSoggettoComune", |xml| {
            xml.leaf("idSchedaSoggettoComuneIstat", &comune.istat.0)?;
            xml.leaf("idSchedaSoggetto", &person.card)
        })?;
        let registered = person.registered.map(|day| day.to_string());
        xml.optional("dataPrimaIscrizioneComune", registered.as_deref())
    })?;
    if let Some(marital) = &person.marital {
        xml.inside("statoCivile", |xml| {
            xml.leaf("statoCivile", &marital.status.anpr().to_string())
        })?;
    }
    xml.inside("attributiSoggetto", |xml| {
        xml.leaf(
            "senzaFissaDimora",
            if person.no_fixed_abode { "S" } else { "N" },
        )?;
        let code = match person.certifiability {
            Certifiability::No => "0",
            Certifiability::Partial => "1",
            Certifiability::Full => "2",
            Certifiability::NotRegistrable => "3",
            Certifiability::Interdicted => "4",
        };
        xml.leaf("soggettoCertificabile", code)
    })?;
    let updated = person.updated.map(|day| day.to_string());
    xml.optional("dataUltimoAggiornamento", updated.as_deref())?;
    xml.leaf("motivoIscrizioneAPR", "1")?;
    if let Some(act) = &person.birth_act {
        xml.inside("attoNascita", |xml| civil_act(xml, act))?;
    }
    if let Some(first) = person.citizenships.first() {
        xml.inside("cittadinanza", |xml| citizenship(xml, first))?;
    }
    for one in &person.residences {
        xml.inside("residenza", |xml| residence(xml, one))?;
    }
    if let Some(tie) = &person.membership {
        membership(xml, tie)?;
    }
    ties::marriage(xml, person)?;
    if let Some(elector) = person.elector {
        let letter = if elector { "S" } else { "N" };
        xml.inside("listaElettorale", |xml| xml.leaf("elettore", letter))?;
    }
    ties::civil_union(xml, person)?;
    ties::cohabitation(xml, person)?;
    person
        .citizenships
        .iter()
        .skip(1)
        .try_for_each(|other| xml.inside("altraCittadinanza", |xml| citizenship(xml, other)))
}

fn generalities<W: Write>(
    xml: &mut Xml<W>,
    code: Option<&CodiceFiscale>,
    (surname, name): (Option<&str>, Option<&str>),
    sex: Sex,
) -> io::Result<()> {
    if let Some(code) = code {
        xml.inside("codiceFiscale", |xml| {
            xml.leaf("codFiscale", code.as_str())?;
            xml.leaf("validitaCF", "1")
        })?;
    }
    match surname {
        Some(surname) => xml.leaf("cognome", surname)?,
        None => xml.leaf("senzaCognome", "1")?,
    }
    match name {
        Some(name) => xml.leaf("nome", name)?,
        None => xml.leaf("senzaNome", "1")?,
    }
    let letter = match sex {
        Sex::Male => "M",
        Sex::Female => "F",
        Sex::Unknown => "N",
    };
    xml.leaf("sesso", letter)
}

fn partial_date<W: Write>(xml: &mut Xml<W>, name: &str, date: PartialDate) -> io::Result<()> {
    xml.leaf(name, &date.first_day().to_string())?;
    match date {
        PartialDate::Day(_) => Ok(()),
        PartialDate::Month { .. } => xml.leaf("senzaGiorno", "1"),
        PartialDate::Year(_) => xml.leaf("senzaGiornoMese", "1"),
    }
}

fn place<W: Write>(xml: &mut Xml<W>, place: &Place) -> io::Result<()> {
    match place {
        Place::Comune {
            name,
            istat,
            province,
        } => comune(
            xml,
            name,
            istat.as_ref().map(|code| code.0.as_str()),
            province.as_deref(),
        ),
        Place::Abroad {
            locality,
            state,
            state_code,
        } => xml.inside("localita", |xml| {
            xml.optional("descrizioneLocalita", locality.as_deref())?;
            xml.leaf("descrizioneStato", state)?;
            xml.leaf("codiceStato", state_code.as_deref().unwrap_or("998"))
        }),
        Place::Exceptional { description } => xml.leaf("luogoEccezionale", description),
    }
}

fn comune<W: Write>(
    xml: &mut Xml<W>,
    name: &str,
    istat: Option<&str>,
    province: Option<&str>,
) -> io::Result<()> {
    xml.inside("comune", |xml| {
        xml.leaf("nomeComune", name)?;
        xml.optional("codiceIstat", istat)?;
        xml.leaf("siglaProvinciaIstat", province.unwrap_or("TA"))
    })
}

fn civil_act<W: Write>(xml: &mut Xml<W>, act: &CivilAct) -> io::Result<()> {
    xml.inside("comuneRegistrazione", |xml| {
        xml.leaf("nomeComune", act.comune.as_deref().unwrap_or("TARANTO"))?;
        xml.leaf("siglaProvinciaIstat", "TA")
    })?;
    xml.leaf("anno", act.year.as_deref().unwrap_or("1900"))?;
    xml.leaf("parte", act.part.as_deref().unwrap_or("1"))?;
    xml.optional("serie", act.series.as_deref())?;
    xml.leaf("numeroAtto", act.number.as_deref().unwrap_or("1"))
}

fn citizenship<W: Write>(xml: &mut Xml<W>, one: &domain::Citizenship) -> io::Result<()> {
    xml.leaf("descrizioneStato", &one.state)?;
    xml.leaf("codiceStato", &one.state_code)
}

fn residence<W: Write>(xml: &mut Xml<W>, one: &Residence) -> io::Result<()> {
    xml.leaf(
        "tipoIndirizzo",
        if one.kind == AddressKind::Abroad {
            "4"
        } else {
            "1"
        },
    )?;
    if let Some(address) = &one.address {
        xml.inside("indirizzo", |xml| italian_address(xml, address))?;
        xml.optional("presso", address.care_of.as_deref())?;
    } else if let Some(abroad) = &one.abroad {
        xml.inside("localitaEstera", |xml| {
            xml.inside("indirizzoEstero", |xml| {
                xml.inside("localita", |xml| {
                    xml.optional("descrizioneLocalita", abroad.locality.as_deref())?;
                    xml.leaf("descrizioneStato", &abroad.state)?;
                    xml.leaf("codiceStato", abroad.state_code.as_deref().unwrap_or("998"))
                })?;
                match &abroad.street {
                    Some(street) => xml.inside("toponimo", |xml| xml.leaf("denominazione", street)),
                    None => Ok(()),
                }
            })?;
            xml.inside("consolato", |xml| {
                xml.leaf("codiceConsolato", "3210")?;
                xml.leaf(
                    "descrizioneConsolato",
                    abroad.consulate.as_deref().unwrap_or("COLONIA"),
                )
            })
        })?;
    }
    let from = one.from.map(|day| day.to_string());
    xml.optional("dataDecorrenzaResidenza", from.as_deref())
}

fn italian_address<W: Write>(xml: &mut Xml<W>, address: &Address) -> io::Result<()> {
    xml.leaf("cap", address.postal_code.as_deref().unwrap_or("74100"))?;
    let istat = address.comune_istat.as_ref().map(|code| code.0.as_str());
    comune(xml, &address.comune, istat, address.province.as_deref())?;
    xml.optional("frazione", address.hamlet.as_deref())?;
    xml.inside("toponimo", |xml| {
        xml.optional("specie", address.street_kind.as_deref())?;
        xml.leaf("denominazioneToponimo", &address.street)
    })?;
    xml.inside("numeroCivico", |xml| {
        xml.optional("numero", address.number.as_deref())?;
        xml.optional("metrico", address.kilometre.as_deref())?;
        xml.optional("esponente1", address.suffix.as_deref())?;
        let colour = address
            .colour
            .as_deref()
            .map(|it| if it == "rosso" { "1" } else { "2" });
        xml.optional("colore", colour)?;
        let inner = [
            ("corte", &address.court),
            ("scala", &address.staircase),
            ("interno1", &address.inner),
            ("espInterno1", &address.inner_suffix),
            ("interno2", &address.inner2),
            ("espInterno2", &address.inner2_suffix),
            ("scalaEsterna", &address.outer_staircase),
            ("piano", &address.floor),
            ("isolato", &address.block),
        ];
        if inner.iter().all(|(_, part)| part.is_none()) {
            return Ok(());
        }
        xml.inside("civicoInterno", |xml| {
            inner
                .iter()
                .try_for_each(|(name, part)| xml.optional(name, part.as_deref()))
        })
    })
}

fn membership<W: Write>(xml: &mut Xml<W>, tie: &Membership) -> io::Result<()> {
    let (name, sheet) = match tie.kind {
        HouseholdKind::Family => ("famiglia", "1"),
        HouseholdKind::Convivenza => ("convivenza", "2"),
    };
    xml.inside(name, |xml| {
        xml.leaf("idFamConvComune", &tie.number)?;
        xml.inside("legameSoggetto", |xml| {
            xml.leaf("tipoLegame", sheet)?;
            let since = tie.since.map(|day| day.to_string());
            xml.leaf("dataDecorrenza", since.as_deref().unwrap_or("1900-01-01"))?;
            xml.leaf("codiceLegame", &tie.relation.0.to_string())?;
            let position = tie.position.map(|position| position.to_string());
            xml.optional("progressivoComponente", position.as_deref())
        })
    })
}
