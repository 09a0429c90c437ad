//! Cross-reference sections (ISO 32000-1, 7.5.4, 7.5.8) and the revisions that they make.

use std::collections::BTreeMap;

use super::PdfError;
use super::indirect::{Indirect, stream_at};
use super::parser::{Parser, is_space};
use super::unpack::inflate;
use super::value::{Dictionary, Value};

/// Objects that one file may have: a bound on memory, far above any document.
const ENTRIES_MAX: usize = 1 << 19;
/// Updates that one file may have.
const SECTIONS_MAX: usize = 256;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Free,
    /// Offset and generation.
    At(usize, u16),
    /// In an object stream, at an index.
    In(u32, usize),
}

/// One cross-reference section with its trailer.
pub(crate) struct Section {
    pub(crate) offset: usize,
    /// Just after `%%EOF`; the first section of a linearised file may have none.
    pub(crate) eof: Option<usize>,
    pub(crate) places: BTreeMap<u32, Place>,
    pub(crate) trailer: Dictionary,
    pub(crate) is_stream: bool,
}

/// Reads all sections, the oldest first.
pub(crate) fn sections(bytes: &[u8]) -> Result<Vec<Section>, PdfError> {
    let mut next = Some(last_startxref(bytes)?);
    let mut sections: Vec<Section> = Vec::new();
    let mut entries = 0;
    while let Some(offset) = next {
        if sections.len() >= SECTIONS_MAX || sections.iter().any(|seen| seen.offset == offset) {
            return Err(PdfError::TooComplex);
        }
        let section = section(bytes, offset)?;
        entries += section.places.len();
        if entries > ENTRIES_MAX {
            return Err(PdfError::TooComplex);
        }
        if section.trailer.contains_key(b"XRefStm".as_slice()) {
            // Old readers see other objects than new ones.
            return Err(PdfError::Unsupported("hybrid cross-reference"));
        }
        next = match section.trailer.get(b"Prev".as_slice()) {
            None => None,
            Some(value) => Some(offset_of(value)?),
        };
        sections.push(section);
    }
    sections.reverse();
    Ok(sections)
}

fn offset_of(value: &Value) -> Result<usize, PdfError> {
    value
        .as_integer()
        .and_then(|offset| usize::try_from(offset).ok())
        .ok_or(PdfError::Damaged("offset of a cross-reference"))
}

/// The number after the last `startxref`.
fn last_startxref(bytes: &[u8]) -> Result<usize, PdfError> {
    const KEYWORD: &[u8] = b"startxref";
    let from = bytes.len().saturating_sub(1024);
    let at = bytes[from..]
        .windows(KEYWORD.len())
        .rposition(|window| window == KEYWORD)
        .ok_or(PdfError::Damaged("no end of the file"))?;
    let mut parser = Parser::new(bytes, from + at + KEYWORD.len());
    parser
        .number()
        .and_then(|offset| usize::try_from(offset).ok())
        .ok_or(PdfError::Damaged("no end of the file"))
}

fn section(bytes: &[u8], offset: usize) -> Result<Section, PdfError> {
    if offset >= bytes.len() {
        return Err(PdfError::Damaged("cross-reference beyond the end"));
    }
    let mut parser = Parser::new(bytes, offset);
    let is_stream = !parser.take(b"xref");
    let (places, trailer, after) = if is_stream {
        stream(bytes, offset)?
    } else {
        let places = table(&mut parser)?;
        let Value::Dictionary(trailer) = parser.value()? else {
            return Err(PdfError::Damaged("no trailer"));
        };
        (places, trailer, parser.at())
    };
    Ok(Section {
        offset,
        eof: end_marker(bytes, after),
        places,
        trailer,
        is_stream,
    })
}

/// The place after `startxref`, a number and `%%EOF`.
fn end_marker(bytes: &[u8], after: usize) -> Option<usize> {
    let mut parser = Parser::new(bytes, after);
    if !parser.take(b"startxref") {
        return None;
    }
    parser.number()?;
    let rest = &bytes[parser.at()..];
    let spaces = rest.iter().take_while(|&&byte| is_space(byte)).count();
    rest[spaces..]
        .starts_with(b"%%EOF")
        .then(|| parser.at() + spaces + b"%%EOF".len())
}

/// The entries of a table, up to the word `trailer`.
fn table(parser: &mut Parser<'_>) -> Result<BTreeMap<u32, Place>, PdfError> {
    const MALFORMED: PdfError = PdfError::Damaged("malformed cross-reference");
    let mut places = BTreeMap::new();
    while !parser.take(b"trailer") {
        let first = parser.number().ok_or(MALFORMED)?;
        let count = parser.number().ok_or(MALFORMED)?;
        for index in 0..count {
            let offset = parser.number().ok_or(MALFORMED)?;
            let generation = parser.number().ok_or(MALFORMED)?;
            let place = if parser.take(b"f") {
                Place::Free
            } else if parser.take(b"n") {
                let offset = usize::try_from(offset).map_err(|_| MALFORMED)?;
                Place::At(offset, u16::try_from(generation).map_err(|_| MALFORMED)?)
            } else {
                return Err(MALFORMED);
            };
            insert(&mut places, first.checked_add(index), place)?;
        }
    }
    Ok(places)
}

fn insert(
    places: &mut BTreeMap<u32, Place>,
    number: Option<u64>,
    place: Place,
) -> Result<(), PdfError> {
    let number = number
        .and_then(|number| u32::try_from(number).ok())
        .ok_or(PdfError::Damaged("number of an object"))?;
    if places.insert(number, place).is_some() {
        return Err(PdfError::Damaged("an object twice in a cross-reference"));
    }
    if places.len() > ENTRIES_MAX {
        return Err(PdfError::TooComplex);
    }
    Ok(())
}

/// A cross-reference stream: its entries, its dictionary, and where it ends.
fn stream(
    bytes: &[u8],
    offset: usize,
) -> Result<(BTreeMap<u32, Place>, Dictionary, usize), PdfError> {
    const MALFORMED: PdfError = PdfError::Damaged("malformed cross-reference stream");
    let (
        _,
        Indirect {
            value,
            content,
            end,
        },
    ) = stream_at(bytes, offset, |_| None)?;
    let (Value::Dictionary(dictionary), Some(content)) = (value, content) else {
        return Err(MALFORMED);
    };
    let integers = |key: &[u8]| -> Option<Vec<u64>> {
        let values = dictionary.get(key)?.as_array()?.iter();
        values
            .map(|value| u64::try_from(value.as_integer()?).ok())
            .collect()
    };
    if dictionary.get(b"Type".as_slice()).and_then(Value::as_name) != Some(b"XRef") {
        return Err(MALFORMED);
    }
    let widths = integers(b"W").ok_or(MALFORMED)?;
    let [kind, first, second] = widths[..] else {
        return Err(MALFORMED);
    };
    if kind > 1 || first > 8 || second > 8 || first + second == 0 {
        return Err(MALFORMED);
    }
    let size = dictionary
        .get(b"Size".as_slice())
        .and_then(Value::as_integer)
        .and_then(|size| u64::try_from(size).ok())
        .ok_or(MALFORMED)?;
    let index = integers(b"Index").unwrap_or_else(|| vec![0, size]);
    let data = inflate(&dictionary, &bytes[content])?;
    let mut rest = data.as_slice();
    let mut field = |width: u64| -> Option<u64> {
        let (head, tail) = rest.split_at_checked(usize::try_from(width).ok()?)?;
        rest = tail;
        Some(
            head.iter()
                .fold(0, |value, &byte| value << 8 | u64::from(byte)),
        )
    };
    let mut places = BTreeMap::new();
    for pair in index.chunks_exact(2) {
        for step in 0..pair[1] {
            let kind = if kind == 0 {
                1
            } else {
                field(kind).ok_or(MALFORMED)?
            };
            let one = field(first).ok_or(MALFORMED)?;
            let two = field(second).ok_or(MALFORMED)?;
            let one = usize::try_from(one).map_err(|_| MALFORMED)?;
            let place = match kind {
                0 => Place::Free,
                1 => Place::At(one, u16::try_from(two).map_err(|_| MALFORMED)?),
                2 => Place::In(
                    u32::try_from(one).map_err(|_| MALFORMED)?,
                    usize::try_from(two).map_err(|_| MALFORMED)?,
                ),
                _ => return Err(MALFORMED),
            };
            insert(&mut places, pair[0].checked_add(step), place)?;
        }
    }
    Ok((places, dictionary, end))
}
