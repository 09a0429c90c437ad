//! One indirect object (ISO 32000-1, 7.3.10) out of the bytes.

use std::ops::Range;

use super::PdfError;
use super::parser::Parser;
use super::value::{Id, Value};

/// An object with the place of its stream's bytes, if it is a stream, and the place after it.
pub(crate) struct Indirect {
    pub(crate) value: Value,
    pub(crate) content: Option<Range<usize>>,
    pub(crate) end: usize,
}

/// Reads `12 0 obj … endobj` at an offset. `length` finds the length of a stream that is elsewhere.
pub(crate) fn stream_at(
    bytes: &[u8],
    offset: usize,
    length: impl Fn(Id) -> Option<usize>,
) -> Result<(Id, Indirect), PdfError> {
    const MALFORMED: PdfError = PdfError::Damaged("malformed object");
    if offset >= bytes.len() {
        return Err(PdfError::Damaged("an object beyond the end"));
    }
    let mut parser = Parser::new(bytes, offset);
    let number = parser
        .number()
        .and_then(|number| u32::try_from(number).ok());
    let generation = parser
        .number()
        .and_then(|number| u16::try_from(number).ok());
    let id = number.zip(generation).ok_or(MALFORMED)?;
    if !parser.take(b"obj") {
        return Err(MALFORMED);
    }
    let value = parser.value()?;
    let content = match &value {
        Value::Dictionary(dictionary) if parser.take(b"stream") => {
            let length = match dictionary.get(b"Length".as_slice()) {
                Some(Value::Integer(length)) => usize::try_from(*length).ok(),
                Some(Value::Reference(id)) => length(*id),
                _ => None,
            };
            let start = match bytes[parser.at()..] {
                [b'\r', b'\n', ..] => parser.at() + 2,
                [b'\n', ..] => parser.at() + 1,
                _ => return Err(MALFORMED),
            };
            let end = length.and_then(|length| start.checked_add(length));
            let end = end.filter(|&end| end <= bytes.len()).ok_or(MALFORMED)?;
            parser = Parser::new(bytes, end);
            if !parser.take(b"endstream") {
                return Err(MALFORMED);
            }
            Some(start..end)
        }
        _ => None,
    };
    if !parser.take(b"endobj") {
        return Err(MALFORMED);
    }
    let end = parser.at();
    Ok((
        id,
        Indirect {
            value,
            content,
            end,
        },
    ))
}
