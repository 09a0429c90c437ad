//! The documents that everybody draws.

use std::error::Error;

use document::SealSlot;
use domain::certificate::catalogue::Family;
use domain::certificate::{Certificate, MemberFacts, Statement};
use domain::{MaritalStatus, Sex};

use crate::ours::Counter;
use crate::{PEER_ROUNDS, WARM, catalogue, sample};

/// A document as peers get it, and as we do.
pub(crate) struct Order {
    pub(crate) certificate: Certificate,
    /// Room for the seal; what a citizen declares has none.
    pub(crate) slot: Option<SealSlot>,
    /// The modules: rows that begin a byte, 1 dark.
    pub(crate) bits: Vec<u8>,
    /// What is to be read on the page.
    pub(crate) paragraphs: Vec<String>,
    /// Which of them is the title.
    pub(crate) title: usize,
    /// The symbol as a PNG, a pixel for each module.
    pub(crate) symbol: Option<Vec<u8>>,
}

/// Documents of a sort.
pub(crate) struct Load {
    pub(crate) name: &'static str,
    pub(crate) orders: Vec<Order>,
}

/// Returns what is measured beside peers.
pub(crate) fn loads(counter: &Counter) -> Result<Vec<Load>, Box<dyn Error>> {
    let kinds = catalogue::issuable();
    let one = |_: usize| {
        let subject = sample::person("ROSSI", "MARIA", Sex::Female);
        sample::certificate(subject, vec![sample::residence()])
    };
    let two = |_: usize| {
        let subject = sample::person("ROSSI", "MARIA", Sex::Female);
        sample::certificate(subject, vec![household(14)])
    };
    let every = |turn: usize| catalogue::certificate(&kinds[turn % kinds.len()].0, Sex::Female);
    Ok(vec![
        Load {
            name: "residence, one page",
            orders: orders(counter, WARM + PEER_ROUNDS, one)?,
        },
        Load {
            name: "household of 14, two pages",
            orders: orders(counter, WARM + PEER_ROUNDS, two)?,
        },
        Load {
            name: "every kind in turn",
            orders: orders(counter, WARM + PEER_ROUNDS, every)?,
        },
    ])
}

/// Returns a household with names of ordinary length.
fn household(count: usize) -> Statement {
    let member = |place: usize| {
        let sex = if place.is_multiple_of(2) {
            Sex::Female
        } else {
            Sex::Male
        };
        MemberFacts {
            generalities: sample::person("ROSSI", &format!("N{place}"), sex),
            marital: Some(sample::marital(MaritalStatus::Married)),
            reference_person: place == 0,
            relation: None,
        }
    };
    Statement::Household {
        address: Some(sample::address()),
        members: (0..count).map(member).collect(),
    }
}

/// Returns documents of one kind.
pub(crate) fn of_kind(counter: &Counter, code: &str) -> Result<Vec<Order>, Box<dyn Error>> {
    orders(counter, 35, |_| catalogue::certificate(code, Sex::Female))
}

/// Returns documents that differ in every field of their subject.
fn orders(
    counter: &Counter,
    count: usize,
    certificate: impl Fn(usize) -> Certificate,
) -> Result<Vec<Order>, Box<dyn Error>> {
    const SURNAMES: [&str; 7] = [
        "D'AMICO",
        "SANTORO",
        "ČAPEK",
        "DE' CAPITANI",
        "QUARANTA",
        "ROSSI",
        "L'ABBATE",
    ];
    const NAMES: [&str; 5] = ["NICOLÒ", "MARIA CONCETTA", "GIOSUÈ", "ANNA", "FEDERICO"];
    let mut orders = Vec::with_capacity(count);
    for turn in 0..count {
        let mut certificate = certificate(turn);
        certificate.number = format!("E205-02-2026-{:07}", turn * 7919 % 1_000_000);
        let subject = &mut certificate.facts.subject;
        subject.surname = Some(SURNAMES[turn % 7].to_owned());
        subject.name = Some(NAMES[turn % 5].to_owned());
        subject.birth_date = format!(
            "19{:02}-{:02}-{:02}",
            30 + turn % 70,
            1 + turn % 12,
            1 + turn % 28
        )
        .parse()?;
        orders.push(order(counter, certificate)?);
    }
    Ok(orders)
}

fn order(counter: &Counter, certificate: Certificate) -> Result<Order, Box<dyn Error>> {
    let mut order = Order {
        slot: None,
        bits: Vec::new(),
        paragraphs: Vec::new(),
        title: 0,
        symbol: None,
        certificate,
    };
    let text = if order.certificate.decision.family == Family::Declaration {
        counter.drawn(&order)?.text
    } else {
        let sealed = counter.sealed(&order.certificate)?;
        order.symbol = Some(picture(sealed.side, &sealed.bits)?);
        order.bits = sealed.bits;
        order.slot = Some(sealed.slot);
        sealed.rendered.text
    };
    order.paragraphs = text.lines().map(str::to_owned).collect();
    let title = order.certificate.decision.title.to_uppercase();
    let place = order.paragraphs.iter().position(|text| *text == title);
    order.title = place.ok_or("a certificate has a title")?;
    Ok(order)
}

/// Returns a symbol as a PNG.
fn picture(side: u32, bits: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut symbol = Vec::new();
    let mut encoder = png::Encoder::new(&mut symbol, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let light: Vec<u8> = bits.iter().map(|byte| !byte).collect();
    encoder.write_header()?.write_image_data(&light)?;
    Ok(symbol)
}
