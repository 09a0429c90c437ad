//! Unpacking of cross-reference and object streams, never of a page.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::PdfError;
use super::value::{Dictionary, Value};

/// The longest cross-reference or object stream when unpacked.
pub(super) const UNPACKED_MAX: u64 = 16 << 20;

/// Unpacks a stream of cross-references or objects, up to a bound.
pub(crate) fn inflate(dictionary: &Dictionary, packed: &[u8]) -> Result<Vec<u8>, PdfError> {
    const UNSUPPORTED: PdfError = PdfError::Unsupported("filter of a stream");
    let single = |value: &Value| match value {
        Value::Array(values) if values.len() == 1 => values[0].clone(),
        other => other.clone(),
    };
    let Some(filter) = dictionary.get(b"Filter".as_slice()).map(single) else {
        return Ok(packed.to_vec());
    };
    if filter.as_name() != Some(b"FlateDecode") {
        return Err(UNSUPPORTED);
    }
    let mut data = Vec::new();
    ZlibDecoder::new(packed)
        .take(UNPACKED_MAX + 1)
        .read_to_end(&mut data)
        .map_err(|_| PdfError::Damaged("packed stream"))?;
    if data.len() as u64 > UNPACKED_MAX {
        return Err(PdfError::TooComplex);
    }
    let parameters = dictionary.get(b"DecodeParms".as_slice()).map(single);
    let parameter = |key: &[u8]| {
        let parameters = parameters.as_ref().and_then(Value::as_dictionary);
        parameters
            .and_then(|found| found.get(key))
            .and_then(Value::as_integer)
    };
    match parameter(b"Predictor").unwrap_or(1) {
        1 => Ok(data),
        10..=15 => {
            let columns = usize::try_from(parameter(b"Columns").unwrap_or(1)).ok();
            let columns = columns.filter(|columns| (1..=4096).contains(columns));
            undo_png(&data, columns.ok_or(UNSUPPORTED)?)
        }
        _ => Err(UNSUPPORTED),
    }
}

/// Undoes the PNG predictors (ISO 15948, 9.2) of rows of single bytes.
fn undo_png(data: &[u8], columns: usize) -> Result<Vec<u8>, PdfError> {
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0; columns];
    for row in data.chunks_exact(columns + 1) {
        let mut line = row[1..].to_vec();
        for column in 0..columns {
            let (left, corner) = match column {
                0 => (0, 0),
                _ => (line[column - 1], above[column - 1]),
            };
            let up = above[column];
            let guess = match row[0] {
                0 => 0,
                1 => left,
                2 => up,
                3 => left.midpoint(up),
                4 => paeth(left, up, corner),
                _ => return Err(PdfError::Damaged("packed stream")),
            };
            line[column] = line[column].wrapping_add(guess);
        }
        out.extend(&line);
        above = line;
    }
    Ok(out)
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let target = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |value: u8| (target - i16::from(value)).abs();
    let nearest = [left, up, corner]
        .into_iter()
        .min_by_key(|&value| distance(value));
    nearest.unwrap_or_default()
}
