//! The symbol: a text to black and white modules (ISO/IEC 18004, level Q), and back.
//!
//! `qrcodegen` lays the text out under one mask; this module chooses the best of the eight, for the
//! crate's own choice takes twenty times as long as all the rest.
//! What is not here: the quiet zone of four modules and the size on paper, which are the page's.

mod grid;
mod mask;
mod penalty;

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};
use rxing::qrcode::decoder::qrcode_decoder::decode_bool_array;

use crate::text::{self, is_compact};
use crate::{Error, Payload};
use grid::Grid;

/// Modules on a side of the largest symbol.
const SIDE_MAX: u32 = 177;

/// A symbol without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Modules on a side.
    pub side: u32,
    /// Rows from the top, each padded to whole bytes; the highest bit stands left, 1 is dark.
    pub bits: Vec<u8>,
}

/// Draws a text at level Q in the smallest symbol, under the mask that ISO/IEC 18004 §7.8 prefers.
///
/// # Errors
/// [`Error::TooLong`] when the largest symbol does not hold the text.
pub fn encode(text: &str) -> Result<Symbol, Error> {
    // Any mask would do: it is taken off again.
    let code = QrCode::encode_segments_advanced(
        &segments(text),
        QrCodeEcc::Quartile,
        Version::MIN,
        Version::MAX,
        Some(Mask::new(0)),
        false,
    )
    .map_err(|_| Error::TooLong)?;
    Ok(if code.size() <= 128 {
        best::<2>(&code)
    } else {
        best::<3>(&code)
    })
}

fn best<const N: usize>(drawn: &QrCode) -> Symbol {
    let side = usize::try_from(drawn.size()).expect("a side is positive");
    let grid = Grid::<N>::from_fn(side, |x, y| drawn.get_module(x as i32, y as i32));
    mask::best(&grid).into_symbol()
}

/// Modules on a side of the symbol that the payload will have, before it is signed: the length of
/// the text depends neither on the digest nor on the typed code nor on the signature.
///
/// # Errors
/// As [`crate::SealKey::seal`] and [`encode`].
pub fn side_for(payload: &Payload, address: &str) -> Result<u32, Error> {
    text::check(address)?;
    let (head, tail) = (address.len(), text::fragment_len(payload)?);
    (1..=40)
        .find(|version| fits(*version, head, tail))
        .map(side_of)
        .ok_or(Error::TooLong)
}

/// Reads the modules of a symbol, as they stand in a file.
///
/// Nothing when they are no symbol, or `bits` has not the length that `side` asks for.
#[must_use]
pub fn decode(side: u32, bits: &[u8]) -> Option<String> {
    let width = side as usize;
    let fits =
        (21..=SIDE_MAX).contains(&side) && side % 4 == 1 && bits.len() == width * width.div_ceil(8);
    if !fits {
        return None;
    }
    let modules: Vec<Vec<bool>> = bits
        .chunks(width.div_ceil(8))
        .map(|row| {
            (0..width)
                .map(|x| row[x / 8] >> (7 - x % 8) & 1 == 1)
                .collect()
        })
        .collect();
    Some(decode_bool_array(&modules).ok()?.getText().to_owned())
}

/// `#` is the one character of a seal outside the alphanumeric mode: it stands in a segment of its
/// own, so that the rest takes 5.5 bits a character instead of 8.
fn segments(text: &str) -> Vec<QrSegment> {
    match text.split_once('#') {
        Some((head, tail)) if head.bytes().chain(tail.bytes()).all(is_compact) => vec![
            QrSegment::make_alphanumeric(head),
            QrSegment::make_bytes(b"#"),
            QrSegment::make_alphanumeric(tail),
        ],
        None if text.bytes().all(is_compact) => vec![QrSegment::make_alphanumeric(text)],
        _ => vec![QrSegment::make_bytes(text.as_bytes())],
    }
}

fn side_of(version: u8) -> u32 {
    17 + 4 * u32::from(version)
}

/// Whether a version holds the three segments of a seal (ISO/IEC 18004 §7.4).
fn fits(version: u8, head: usize, tail: usize) -> bool {
    let (alphanumeric_count, byte_count) = match version {
        0..=9 => (9, 8),
        10..=26 => (11, 16),
        _ => (13, 16),
    };
    let alphanumeric = |characters: usize| 4 + alphanumeric_count + (characters * 11).div_ceil(2);
    let bits = alphanumeric(head) + (4 + byte_count + 8) + alphanumeric(tail);
    let count_max = 1 << alphanumeric_count;
    head < count_max && tail < count_max && bits <= DATA_BYTES_Q[usize::from(version) - 1] * 8
}

/// Data codewords of versions 1 to 40 at level Q (ISO/IEC 18004, table 7).
const DATA_BYTES_Q: [usize; 40] = [
    13, 22, 34, 48, 62, 76, 88, 110, 132, 154, 180, 206, 244, 261, 295, 325, 367, 397, 445, 485,
    512, 568, 614, 664, 718, 754, 808, 871, 911, 985, 1033, 1115, 1171, 1231, 1286, 1354, 1426,
    1502, 1582, 1666,
];
