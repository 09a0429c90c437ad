//! An invented comune as an ANPR subentro file.
//!
//! The format has residents and Italians abroad only: the dead and the emigrated are left out.

use std::io::{self, Write};

use domain::{Household, HouseholdKind, Person, RegistryStatus, Sex};

use crate::Comune;

mod soggetto;

use soggetto::soggetto;

/// Writes the subentro file of a comune, one person at a time.
///
/// # Errors
/// The output cannot be written.
pub fn write_subentro<W: Write>(comune: &Comune, output: W) -> io::Result<()> {
    let mut xml = Xml { output, depth: 0 };
    let people = || {
        comune.people.iter().filter(|person| {
            matches!(
                person.status,
                RegistryStatus::Resident | RegistryStatus::Aire
            )
        })
    };
    writeln!(xml.output, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        xml.output,
        "<sub:subentro xmlns:sub=\"http://sogei.it/ANPR/subentro\">"
    )?;
    xml.depth = 1;
    shipment(&mut xml, comune, &people().collect::<Vec<_>>())?;
    xml.inside("generalitaSoggetti", |xml| {
        people().try_for_each(|person| xml.inside("soggetto", |xml| soggetto(xml, person, comune)))
    })?;
    for (name, kind, item) in [
        ("famiglie", HouseholdKind::Family, "famiglia"),
        ("convivenze", HouseholdKind::Convivenza, "convivenza"),
    ] {
        let of_kind: Vec<&Household> = comune
            .households
            .iter()
            .filter(|household| household.kind == kind)
            .collect();
        if !of_kind.is_empty() {
            xml.inside(name, |xml| {
                of_kind
                    .iter()
                    .try_for_each(|one| xml.inside(item, |xml| household(xml, one, comune)))
            })?;
        }
    }
    writeln!(xml.output, "</sub:subentro>")
}

/// Writes the totals of the whole and of this shipment, which is the only one.
fn shipment<W: Write>(xml: &mut Xml<W>, comune: &Comune, people: &[&Person]) -> io::Result<()> {
    let count =
        |keep: &dyn Fn(&Person) -> bool| people.iter().filter(|person| keep(person)).count();
    let families = |kind| {
        comune
            .households
            .iter()
            .filter(|one| one.kind == kind)
            .count()
    };
    let italian = |person: &Person| person.is_italian();
    let totals = [
        ("SchedeSoggetto", count(&|_| true)),
        ("CittadiniItaliani", count(&italian)),
        ("IscrittiNonItaliani", count(&|person| !italian(person))),
        (
            "PersoneSessoFemminile",
            count(&|person| person.sex == Sex::Female),
        ),
        (
            "PersoneSessoMaschile",
            count(&|person| person.sex == Sex::Male),
        ),
        ("SchedeFamiglia", families(HouseholdKind::Family)),
        ("SchedeConvivenza", families(HouseholdKind::Convivenza)),
    ];
    xml.inside("datiFornitura", |xml| {
        xml.leaf("versioneFornitura", "1")?;
        xml.leaf("totaleInvii", "1")?;
        totals.iter().try_for_each(|(what, total)| {
            xml.leaf(&format!("numeroTotale{what}"), &total.to_string())
        })
    })?;
    xml.inside("datiInvio", |xml| {
        xml.leaf("progressivoInvio", "1")?;
        xml.leaf("dataEstrazione", &comune.as_of.to_string())?;
        totals
            .iter()
            .enumerate()
            .try_for_each(|(place, (what, total))| {
                let middle = if place < 5 { "" } else { "Totale" };
                xml.leaf(&format!("numero{middle}{what}Invio"), &total.to_string())
            })
    })
}

/// Writes elements with their indentation.
struct Xml<W> {
    output: W,
    depth: usize,
}

impl<W: Write> Xml<W> {
    fn inside(
        &mut self,
        name: &str,
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        writeln!(self.output, "{:1$}<{name}>", "", self.depth * 2)?;
        self.depth += 1;
        content(self)?;
        self.depth -= 1;
        writeln!(self.output, "{:1$}</{name}>", "", self.depth * 2)
    }

    fn leaf(&mut self, name: &str, text: &str) -> io::Result<()> {
        let escaped = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        writeln!(
            self.output,
            "{:1$}<{name}>{escaped}</{name}>",
            "",
            self.depth * 2
        )
    }

    fn optional(&mut self, name: &str, text: Option<&str>) -> io::Result<()> {
        text.map_or(Ok(()), |text| self.leaf(name, text))
    }
}

fn household<W: Write>(xml: &mut Xml<W>, one: &Household, comune: &Comune) -> io::Result<()> {
    xml.inside("idFamigliaConvivenzaComune", |xml| {
        xml.leaf("idFamigliaConvivenzaComuneIstat", &comune.istat.0)?;
        xml.leaf("idFamigliaConvivenza", &one.number)
    })?;
    let formed = one.formed.map(|day| day.to_string());
    xml.optional("dataOrigineFamigliaConvivenza", formed.as_deref())?;
    xml.optional("denominazioneConvivenza", one.institution.as_deref())?;
    let species = one.species.map(|code| code.to_string());
    xml.optional("specieConvivenza", species.as_deref())?;
    xml.leaf(
        "tipoScheda",
        if one.kind == HouseholdKind::Family {
            "1"
        } else {
            "2"
        },
    )
}
