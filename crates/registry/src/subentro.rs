//! The ANPR subentro file, one `soggetto` at a time.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;

use domain::{Household, HouseholdId, HouseholdKind, IstatCode};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use crate::error::{ReadError, TotalsDiffer};
use crate::input::{Decoded, Input, declared_encoding};
use crate::person;
use crate::tree::{Node, TooLarge, Tree};
use crate::{Header, Refusal, Sink, Totals, Warning};

/// How deep elements may lie in each other.
const DEPTH_MAX: usize = 32;
/// Elements of the file that are read whole, each into one tree.
const WHOLE: [&str; 5] = [
    "datiFornitura",
    "datiInvio",
    "soggetto",
    "famiglia",
    "convivenza",
];

/// Reads a subentro file and hands over what it holds.
///
/// `comune` is the comune of the registry: identities are made from it and the card's number.
/// Totals are returned, and compared with those that the file declares.
///
/// # Errors
/// [`ReadError`]; what the sink took meanwhile must then be undone.
pub fn read_subentro<R: BufRead, S: Sink>(
    mut input: R,
    comune: &IstatCode,
    sink: &mut S,
) -> Result<Totals, ReadError<S::Error>> {
    let head = input.fill_buf().map_err(ReadError::Io)?;
    if head.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    let encoding = declared_encoding(head).ok_or(ReadError::Encoding { line: 1 })?;
    let decoded = Decoded::new(input, encoding);
    let mut reader = Reader::from_reader(Input::new(decoded));
    reader.config_mut().trim_text(false);
    let mut intake = Intake {
        comune,
        sink,
        header: Header::default(),
        header_told: false,
        part: None,
        parts: None,
        counted: Totals::default(),
        cards: HashSet::new(),
        named: HashMap::new(),
        listed: HashSet::new(),
    };
    run(&mut reader, &mut intake)?;
    intake.finish()
}

/// Walks through the file; what is read whole goes to the intake, the rest is only structure.
fn run<R: BufRead, S: Sink>(
    reader: &mut Reader<Input<Decoded<R>>>,
    intake: &mut Intake<'_, S>,
) -> Result<(), ReadError<S::Error>> {
    let mut buffer = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut tree = Tree::default();
    loop {
        buffer.clear();
        reader.get_mut().begin_piece();
        let line = reader.get_ref().line;
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => return Err(failure(&error, reader.get_ref())),
        };
        match event {
            Event::Start(start) => {
                let name = start.name().local_name().as_ref().to_owned();
                if open.is_empty() && name != "subentro" {
                    return Err(ReadError::NotSubentro);
                }
                open.push(name.clone());
                if open.len() > DEPTH_MAX {
                    return Err(ReadError::TooLarge { line });
                }
                if !tree.is_open() && WHOLE.contains(&name.as_str()) {
                    tree.line = line;
                }
                if tree.is_open() || WHOLE.contains(&name.as_str()) {
                    tree.start(name)
                        .map_err(|TooLarge| ReadError::TooLarge { line })?;
                }
            }
            Event::Empty(start) if tree.is_open() => {
                let name = start.name().local_name().as_ref().to_owned();
                tree.start(name)
                    .map_err(|TooLarge| ReadError::TooLarge { line })?;
                tree.end();
            }
            Event::End(_) => {
                open.pop();
                if tree.is_open()
                    && let Some(node) = tree.end()
                {
                    intake.take(&node, tree.line)?;
                    intake.progress(reader.get_ref().bytes)?;
                }
            }
            Event::Text(text) => tree.text(&text),
            Event::CData(text) => tree.text(&text),
            Event::GeneralRef(reference) => {
                let text = resolved(&reference).ok_or(ReadError::Entity { line })?;
                tree.text(&text);
            }
            Event::DocType(_) => return Err(ReadError::Entity { line }),
            Event::Eof if open.is_empty() && tree.seen => return Ok(()),
            Event::Eof => return Err(ReadError::Truncated { line }),
            _ => {}
        }
    }
}

/// Returns what one of the five references of XML, or a character reference, stands for.
fn resolved(reference: &BytesRef<'_>) -> Option<String> {
    if reference.is_char_ref() {
        return reference
            .resolve_char_ref()
            .ok()
            .flatten()
            .map(String::from);
    }
    let name: &str = reference;
    quick_xml::escape::resolve_predefined_entity(name).map(str::to_owned)
}

fn failure<R: BufRead, E>(error: &quick_xml::Error, input: &Input<R>) -> ReadError<E> {
    let line = input.line;
    if input.overflow {
        return ReadError::TooLarge { line };
    }
    match error {
        quick_xml::Error::Encoding(_) => ReadError::Encoding { line },
        quick_xml::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            ReadError::Encoding { line }
        }
        quick_xml::Error::Io(error) => {
            ReadError::Io(std::io::Error::new(error.kind(), error.to_string()))
        }
        quick_xml::Error::Syntax(_) => ReadError::Truncated { line },
        _ => ReadError::Malformed { line },
    }
}

struct Intake<'run, S> {
    comune: &'run IstatCode,
    sink: &'run mut S,
    header: Header,
    header_told: bool,
    /// Which shipment this is, and of how many.
    part: Option<u32>,
    parts: Option<u32>,
    counted: Totals,
    cards: HashSet<domain::PersonId>,
    /// Households that members name; those that the file does not list are handed over last.
    named: HashMap<HouseholdId, Household>,
    listed: HashSet<HouseholdId>,
}

impl<S: Sink> Intake<'_, S> {
    fn take(&mut self, node: &Node, line: u64) -> Result<(), ReadError<S::Error>> {
        match node.name.as_str() {
            "datiFornitura" => {
                self.header.declared = Some(declared(node, ""));
                self.parts = node.value(&["totaleInvii"]).and_then(|n| n.parse().ok());
            }
            "datiInvio" => {
                self.header.shipment = Some(declared(node, "Invio"));
                self.part = node
                    .value(&["progressivoInvio"])
                    .and_then(|n| n.parse().ok());
                self.header.as_of = node
                    .value(&["dataEstrazione"])
                    .and_then(|text| text.get(..10))
                    .and_then(|text| text.parse().ok());
            }
            "soggetto" => return self.person(node, line),
            "famiglia" => return self.household(node, HouseholdKind::Family, line),
            "convivenza" => return self.household(node, HouseholdKind::Convivenza, line),
            _ => {}
        }
        Ok(())
    }

    fn progress(&mut self, bytes: u64) -> Result<(), ReadError<S::Error>> {
        // Often enough for a bar and for a cancel, seldom enough to cost nothing.
        if self.counted.persons.is_multiple_of(256) {
            self.sink.progress(bytes).map_err(ReadError::Sink)?;
        }
        Ok(())
    }

    fn tell_header(&mut self) -> Result<(), ReadError<S::Error>> {
        if !self.header_told {
            self.header_told = true;
            if let Some(parts) = self.parts.filter(|parts| *parts > 1) {
                // Whoever is in another part would be taken for gone.
                let part = self.part.unwrap_or(1);
                return Err(ReadError::Partial { part, parts });
            }
            self.sink.header(&self.header).map_err(ReadError::Sink)?;
        }
        Ok(())
    }

    fn person(&mut self, node: &Node, line: u64) -> Result<(), ReadError<S::Error>> {
        self.tell_header()?;
        self.count(node);
        let read = match person::person(node, self.comune) {
            Ok(read) => read,
            Err(unreadable) => {
                let refusal = Refusal {
                    line,
                    card: unreadable.card,
                    reason: unreadable.reason,
                };
                return self.sink.refused(refusal).map_err(ReadError::Sink);
            }
        };
        let card = Some(read.person.card.clone());
        if !self.cards.insert(read.person.id) {
            let reason = "La stessa scheda compare due volte nel file: vale la prima.".to_owned();
            return self
                .sink
                .refused(Refusal { line, card, reason })
                .map_err(ReadError::Sink);
        }
        for reason in read.warnings {
            let warning = Warning {
                line,
                card: card.clone(),
                reason,
            };
            self.sink.warned(warning).map_err(ReadError::Sink)?;
        }
        if let Some(tie) = &read.person.membership {
            self.named
                .entry(tie.household)
                .or_insert_with(|| Household::named(tie));
        }
        self.sink.person(read.person, line).map_err(ReadError::Sink)
    }

    fn household(
        &mut self,
        node: &Node,
        kind: HouseholdKind,
        line: u64,
    ) -> Result<(), ReadError<S::Error>> {
        self.tell_header()?;
        match kind {
            HouseholdKind::Family => self.counted.families += 1,
            HouseholdKind::Convivenza => self.counted.convivenze += 1,
        }
        match person::household(node, kind, self.comune) {
            Some(household) => {
                self.listed.insert(household.id);
                self.sink
                    .household(household, line)
                    .map_err(ReadError::Sink)
            }
            None => {
                let reason = "Manca il numero della famiglia o della convivenza.".to_owned();
                self.sink
                    .refused(Refusal {
                        line,
                        card: None,
                        reason,
                    })
                    .map_err(ReadError::Sink)
            }
        }
    }

    fn count(&mut self, node: &Node) {
        self.counted.persons += 1;
        if node
            .all("cittadinanza")
            .chain(node.all("altraCittadinanza"))
            .any(|citizenship| citizenship.value(&["codiceStato"]) == Some("100"))
        {
            self.counted.italians += 1;
        } else {
            self.counted.foreigners += 1;
        }
        match node.value(&["generalitaSubIscr", "sesso"]) {
            Some("F") => self.counted.women += 1,
            Some("M") => self.counted.men += 1,
            _ => {}
        }
    }

    fn finish(mut self) -> Result<Totals, ReadError<S::Error>> {
        self.tell_header()?;
        let named = self.named.len() as u64;
        for (id, household) in std::mem::take(&mut self.named) {
            if !self.listed.contains(&id) {
                self.sink.household(household, 0).map_err(ReadError::Sink)?;
            }
        }
        let counted = self.counted;
        let declared = [
            ("", self.header.declared),
            (" dell'invio", self.header.shipment),
        ];
        let differ: Vec<TotalsDiffer> = declared
            .iter()
            .filter_map(|(of, declared)| Some((of, declared.as_ref()?)))
            .flat_map(|(of, declared)| differences(of, declared, &counted, named))
            .collect();
        if differ.is_empty() {
            Ok(counted)
        } else {
            Err(ReadError::Totals(differ))
        }
    }
}

/// Returns the declared totals that are not those counted.
fn differences(
    of: &str,
    declared: &Totals,
    counted: &Totals,
    named: u64,
) -> impl Iterator<Item = TotalsDiffer> {
    [
        ("schede", declared.persons, counted.persons),
        ("cittadini italiani", declared.italians, counted.italians),
        ("non italiani", declared.foreigners, counted.foreigners),
        ("donne", declared.women, counted.women),
        ("uomini", declared.men, counted.men),
        ("famiglie", declared.families, families(counted, named)),
        (
            "convivenze",
            declared.convivenze,
            convivenze(counted, declared.convivenze),
        ),
    ]
    .into_iter()
    .filter(|(_, declared, counted)| declared != counted)
    .map(move |(what, declared, counted)| TotalsDiffer {
        what: format!("{what}{of}"),
        declared,
        counted,
    })
}

/// Families may be listed or only named by their members.
fn families(counted: &Totals, named: u64) -> u64 {
    if counted.families + counted.convivenze > 0 {
        counted.families
    } else {
        named
    }
}

/// Where households are only named by their members, families and cohabitations count together.
fn convivenze(counted: &Totals, declared: u64) -> u64 {
    if counted.families + counted.convivenze > 0 {
        counted.convivenze
    } else {
        declared
    }
}

fn declared(node: &Node, suffix: &str) -> Totals {
    let total = if suffix.is_empty() { "Totale" } else { "" };
    let of = |name: String| {
        node.value(&[&name])
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
    };
    Totals {
        persons: of(format!("numero{total}SchedeSoggetto{suffix}")),
        italians: of(format!("numero{total}CittadiniItaliani{suffix}")),
        foreigners: of(format!("numero{total}IscrittiNonItaliani{suffix}")),
        women: of(format!("numero{total}PersoneSessoFemminile{suffix}")),
        men: of(format!("numero{total}PersoneSessoMaschile{suffix}")),
        families: of(format!("numeroTotaleSchedeFamiglia{suffix}")),
        convivenze: of(format!("numeroTotaleSchedeConvivenza{suffix}")),
    }
}
