//! Marriages, civil unions and cohabitations of a `soggetto`.

use std::io::{self, Write};

use domain::{Cohabitation, MaritalStatus, PartialDate, Person, Sex, Union};

use super::{Xml, civil_act, generalities, partial_date, place};

/// Writes the marriage, and the death that ended it.
pub(super) fn marriage<W: Write>(xml: &mut Xml<W>, person: &Person) -> io::Result<()> {
    let Some(marital) = &person.marital else {
        return Ok(());
    };
    let Some(union) = &marital.union else {
        return Ok(());
    };
    if matches!(marital.status, MaritalStatus::CivilUnion) {
        return Ok(());
    }
    xml.inside("matrimonio", |xml| {
        spouse(xml, union, "coniuge", "datiMatrimonio")
    })?;
    match (marital.status, marital.ended) {
        (MaritalStatus::Widowed, Some(date)) => xml.inside("vedovanza", |xml| {
            xml.inside("datiMorteconiuge", |xml| {
                partial_date(xml, "dataEvento", date)
            })
        }),
        _ => Ok(()),
    }
}

/// Writes the civil union.
pub(super) fn civil_union<W: Write>(xml: &mut Xml<W>, person: &Person) -> io::Result<()> {
    let state = person.marital.as_ref();
    let state = state.filter(|state| state.status == MaritalStatus::CivilUnion);
    let Some(union) = state.and_then(|state| state.union.as_ref()) else {
        return Ok(());
    };
    xml.inside("unioneCivile", |xml| {
        spouse(xml, union, "unitoCivilmente", "attoUnione")
    })
}

/// Writes the cohabitation and its contract.
pub(super) fn cohabitation<W: Write>(xml: &mut Xml<W>, person: &Person) -> io::Result<()> {
    let Some(tie) = &person.cohabitation else {
        return Ok(());
    };
    xml.inside("convivenzaDiFatto", |xml| {
        xml.inside("convivente", |xml| cohabitant(xml, tie))?;
        xml.inside("contrattoStipula", |xml| {
            let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
            xml.optional("data", day(tie.since).as_deref())?;
            xml.optional("dataDocumento", day(tie.contract_date).as_deref())?;
            xml.optional("protocollo", tie.contract_record.as_deref())
        })
    })
}

fn cohabitant<W: Write>(xml: &mut Xml<W>, tie: &Cohabitation) -> io::Result<()> {
    generalities(
        xml,
        tie.codice_fiscale.as_ref(),
        (tie.surname.as_deref(), tie.name.as_deref()),
        tie.sex.unwrap_or(Sex::Unknown),
    )?;
    birth(xml, tie.birth_date)
}

fn birth<W: Write>(xml: &mut Xml<W>, date: Option<PartialDate>) -> io::Result<()> {
    date.map_or(Ok(()), |date| partial_date(xml, "dataNascita", date))
}

fn spouse<W: Write>(xml: &mut Xml<W>, union: &Union, other: &str, event: &str) -> io::Result<()> {
    xml.inside(other, |xml| {
        generalities(
            xml,
            union.spouse_codice_fiscale.as_ref(),
            (
                union.spouse_surname.as_deref(),
                union.spouse_name.as_deref(),
            ),
            union.spouse_sex.unwrap_or(Sex::Unknown),
        )?;
        birth(xml, union.spouse_birth_date)
    })?;
    let Some(date) = union.date else {
        return Ok(());
    };
    xml.inside(event, |xml| {
        partial_date(xml, "dataEvento", date)?;
        if let Some(at) = &union.place {
            xml.inside("luogoEvento", |xml| place(xml, at))?;
        }
        union.act.as_ref().map_or(Ok(()), |act| {
            xml.inside("attoEvento", |xml| civil_act(xml, act))
        })
    })
}
