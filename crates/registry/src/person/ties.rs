//! Marriages, civil unions and cohabitations of a `soggetto`.

use domain::{CodiceFiscale, Cohabitation, MaritalState, MaritalStatus, Sex, Union};

use super::{act, day, partial_date, place, sex};
use crate::tree::Node;

pub(super) fn marital(node: &Node) -> Option<MaritalState> {
    let status = node.value(&["statoCivile", "statoCivile"])?.parse().ok()?;
    let status = MaritalStatus::from_anpr(status)?;
    let union = if status == MaritalStatus::CivilUnion {
        node.child("unioneCivile")
            .map(|union| spouse(union, "unitoCivilmente", "attoUnione"))
    } else {
        node.child("matrimonio")
            .map(|marriage| spouse(marriage, "coniuge", "datiMatrimonio"))
    };
    let ended = node
        .at(&["vedovanza", "datiMorteconiuge"])
        .and_then(|death| partial_date(death, "dataEvento"))
        .or_else(|| {
            node.at(&["separazioneAnnullamentoCessazioneMatrimonio", "sentenza"])
                .and_then(|ruling| partial_date(ruling, "data"))
        });
    Some(MaritalState {
        status,
        union,
        ended,
    })
}

fn spouse(node: &Node, other: &str, event: &str) -> Union {
    let other = node.child(other);
    let event = node.child(event);
    let of = |path: &[&str]| other.and_then(|other| other.owned(path));
    Union {
        spouse_surname: of(&["cognome"]),
        spouse_name: of(&["nome"]),
        spouse_sex: match other.and_then(|other| other.value(&["sesso"])) {
            Some("M") => Some(Sex::Male),
            Some("F") => Some(Sex::Female),
            _ => None,
        },
        spouse_codice_fiscale: of(&["codiceFiscale", "codFiscale"])
            .and_then(|code| CodiceFiscale::parse(&code).ok()),
        spouse_birth_date: other.and_then(|other| partial_date(other, "dataNascita")),
        date: event.and_then(|event| partial_date(event, "dataEvento")),
        place: event
            .and_then(|event| event.child("luogoEvento"))
            .and_then(place),
        act: event.and_then(|event| event.child("attoEvento")).map(act),
    }
}

/// Reads a cohabitation; its contract's dates have the meanings that the schema tells.
pub(super) fn cohabitation(node: &Node) -> Cohabitation {
    let other = node.child("convivente");
    let of = |path: &[&str]| other.and_then(|other| other.owned(path));
    Cohabitation {
        surname: of(&["cognome"]),
        name: of(&["nome"]),
        sex: other.and_then(sex),
        codice_fiscale: of(&["codiceFiscale", "codFiscale"])
            .and_then(|code| CodiceFiscale::parse(&code).ok()),
        birth_date: other.and_then(|other| partial_date(other, "dataNascita")),
        since: day(node, &["contrattoStipula", "data"]),
        contract_date: day(node, &["contrattoStipula", "dataDocumento"]),
        contract_record: node.owned(&["contrattoStipula", "protocollo"]),
        ended: day(node, &["contrattoRisoluzione", "contratto", "data"]),
    }
}
