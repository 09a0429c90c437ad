//! The text of a QR: `<address>#S1<base32>`. `S1` names the container, so that a later one can be
//! told from damage.

use crate::cose::{self, NoSign1};
use crate::{Error, Payload, base32};

/// Family of formats, and the one written here.
const FAMILY: char = 'S';
const FORMAT: char = '1';
/// What a QR of level Q holds at most is less; a longer text is not read.
pub(crate) const TEXT_BYTES_MAX: usize = 8 * 1024;

/// Characters of a QR's alphanumeric mode that a link may have as they are.
pub(crate) fn is_compact(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"$*+-./:".contains(&byte)
}

/// Puts an envelope after an address.
pub(crate) fn write(address: &str, envelope: &[u8]) -> Result<String, Error> {
    check(address)?;
    Ok(format!(
        "{address}#{FAMILY}{FORMAT}{}",
        base32::encode(envelope)
    ))
}

/// Characters of the text that [`crate::SealKey::seal`] will give, after the `#`.
pub(crate) fn fragment_len(payload: &Payload) -> Result<usize, Error> {
    Ok(2 + base32::encoded_len(cose::written_len(payload.encode()?.len())))
}

/// Refuses an address that would leave the alphanumeric mode.
pub(crate) fn check(address: &str) -> Result<(), Error> {
    if !address.is_empty() && address.bytes().all(is_compact) {
        Ok(())
    } else {
        Err(Error::Address(address.to_owned()))
    }
}

/// Why a text holds no envelope.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoSeal {
    /// Nothing in it looks like a seal.
    Other,
    /// A format that came later.
    Newer,
    /// A seal that ends too early.
    CutShort,
    /// A seal with characters or bytes that none has.
    Damaged,
}

/// Takes the bytes of the envelope out of a text.
pub(crate) fn read(text: &str) -> Result<Vec<u8>, NoSeal> {
    let text = text.trim();
    if text.len() > TEXT_BYTES_MAX {
        return Err(NoSeal::Other);
    }
    let (_, fragment) = text.split_once('#').ok_or(NoSeal::Other)?;
    let mut characters = fragment.chars();
    if characters
        .next()
        .is_none_or(|family| !family.eq_ignore_ascii_case(&FAMILY))
    {
        return Err(NoSeal::Other);
    }
    match characters.next() {
        None => return Err(NoSeal::CutShort),
        Some(FORMAT) => {}
        Some('2'..='9') => return Err(NoSeal::Newer),
        Some(_) => return Err(NoSeal::Other),
    }
    let decoded = base32::decode(characters.as_str()).ok_or(NoSeal::Damaged)?;
    match cose::read(&decoded.bytes) {
        Err(NoSign1::CutShort) => Err(NoSeal::CutShort),
        Err(NoSign1::Other) => Err(NoSeal::Damaged),
        Ok(_) if !decoded.exact => Err(NoSeal::Damaged),
        Ok(_) => Ok(decoded.bytes),
    }
}
