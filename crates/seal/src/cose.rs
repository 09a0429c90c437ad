//! The envelope: a COSE_Sign1 (RFC 9052) of which exactly one form is written and read.
//!
//! ```text
//! D2                      tag 18
//! 84                      array of four
//!   4D A2 01 26 04 48 …   protected header: alg ES256, kid of 8 bytes
//!   A0                    unprotected header: empty, for nobody signs it
//!   58|59 …               payload
//!   58 40 …               signature: r and s, 32 bytes each
//! ```
//! Nothing may vary but the kid, the payload and the signature, so no general reader is needed and
//! no other algorithm can be slipped in.

use crate::key::Kid;

const HEAD: [u8; 8] = [0xd2, 0x84, 0x4d, 0xa2, 0x01, 0x26, 0x04, 0x48];
const SIGNATURE_BYTES: usize = 64;
/// More than the largest symbol holds, and a length of two bytes at most.
const PAYLOAD_BYTES_MAX: usize = 4096;

/// An envelope, opened but not trusted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sign1<'a> {
    pub(crate) kid: Kid,
    pub(crate) payload: &'a [u8],
    pub(crate) signature: &'a [u8; SIGNATURE_BYTES],
}

/// Why bytes are no envelope of ours.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoSign1 {
    /// They start like one and end too early.
    CutShort,
    /// They are something else.
    Other,
}

/// What is signed: `["Signature1", protected, h'', payload]`, RFC 9052 §4.4.
pub(crate) fn to_be_signed(kid: Kid, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x84, 0x6a];
    bytes.extend_from_slice(b"Signature1");
    bytes.extend_from_slice(&HEAD[2..]);
    bytes.extend_from_slice(&kid.0);
    bytes.push(0x40);
    byte_string_head(payload.len(), &mut bytes);
    bytes.extend_from_slice(payload);
    bytes
}

/// Writes an envelope.
pub(crate) fn write(kid: Kid, payload: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(written_len(payload.len()));
    bytes.extend_from_slice(&HEAD);
    bytes.extend_from_slice(&kid.0);
    bytes.push(0xa0);
    byte_string_head(payload.len(), &mut bytes);
    bytes.extend_from_slice(payload);
    byte_string_head(SIGNATURE_BYTES, &mut bytes);
    bytes.extend_from_slice(signature);
    bytes
}

/// Length in bytes of the envelope of a payload of this length.
pub(crate) fn written_len(payload: usize) -> usize {
    let head = match payload {
        0..24 => 1,
        24..256 => 2,
        _ => 3,
    };
    HEAD.len() + 8 + 1 + head + payload + 2 + SIGNATURE_BYTES
}

/// Opens an envelope.
pub(crate) fn read(bytes: &[u8]) -> Result<Sign1<'_>, NoSign1> {
    let rest = after(bytes, &HEAD)?;
    let (kid, rest) = rest.split_first_chunk().ok_or(NoSign1::CutShort)?;
    let rest = after(rest, &[0xa0])?;
    let (length, rest) = payload_len(rest)?;
    let (payload, rest) = rest.split_at_checked(length).ok_or(NoSign1::CutShort)?;
    let rest = after(rest, &[0x58, 0x40])?;
    let (signature, rest) = rest.split_first_chunk().ok_or(NoSign1::CutShort)?;
    if !rest.is_empty() {
        return Err(NoSign1::Other);
    }
    Ok(Sign1 {
        kid: Kid(*kid),
        payload,
        signature,
    })
}

fn after<'a>(bytes: &'a [u8], expected: &[u8]) -> Result<&'a [u8], NoSign1> {
    match bytes.strip_prefix(expected) {
        Some(rest) => Ok(rest),
        None if expected.starts_with(bytes) => Err(NoSign1::CutShort),
        None => Err(NoSign1::Other),
    }
}

fn payload_len(bytes: &[u8]) -> Result<(usize, &[u8]), NoSign1> {
    let (length, rest, shortest) = match bytes {
        [] | [0x58] | [0x59] | [0x59, _] => return Err(NoSign1::CutShort),
        [0x58, length, rest @ ..] => (usize::from(*length), rest, 24),
        [0x59, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest, 256),
        [head @ 0x40..=0x57, rest @ ..] => (usize::from(*head - 0x40), rest, 0),
        _ => return Err(NoSign1::Other),
    };
    if (shortest..=PAYLOAD_BYTES_MAX).contains(&length) {
        Ok((length, rest))
    } else {
        Err(NoSign1::Other)
    }
}

fn byte_string_head(length: usize, bytes: &mut Vec<u8>) {
    match u16::try_from(length).expect("a payload is far below 64 KiB") {
        short @ 0..24 => bytes.push(0x40 | short as u8),
        medium @ 24..256 => bytes.extend_from_slice(&[0x58, medium as u8]),
        long => {
            bytes.push(0x59);
            bytes.extend_from_slice(&long.to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use ciborium::Value;

    use super::*;

    fn envelope(payload: usize) -> Vec<u8> {
        write(Kid([9; 8]), &vec![1; payload], &[2; 64])
    }

    #[test]
    fn a_general_reader_of_cbor_sees_a_cose_sign1() {
        for length in [0, 23, 24, 255, 256, 2000] {
            let bytes = envelope(length);
            assert_eq!(bytes.len(), written_len(length));
            let value: Value = ciborium::from_reader(bytes.as_slice()).unwrap();
            let protected = Value::Map(vec![
                (1.into(), (-7).into()),
                (4.into(), Value::Bytes(vec![9; 8])),
            ]);
            let mut header = Vec::new();
            ciborium::into_writer(&protected, &mut header).unwrap();
            let parts = vec![
                Value::Bytes(header.clone()),
                Value::Map(Vec::new()),
                Value::Bytes(vec![1; length]),
                Value::Bytes(vec![2; 64]),
            ];
            assert_eq!(value, Value::Tag(18, Box::new(Value::Array(parts))));
            let signed = Value::Array(vec![
                "Signature1".into(),
                Value::Bytes(header),
                Value::Bytes(Vec::new()),
                Value::Bytes(vec![1; length]),
            ]);
            let mut expected = Vec::new();
            ciborium::into_writer(&signed, &mut expected).unwrap();
            assert_eq!(to_be_signed(Kid([9; 8]), &vec![1; length]), expected);
        }
    }

    #[test]
    fn only_the_one_form_is_read() {
        for length in [0, 23, 24, 255, 256, 2000] {
            let bytes = envelope(length);
            assert_eq!(read(&bytes).unwrap().payload.len(), length);
            for end in 0..bytes.len() {
                assert_eq!(read(&bytes[..end]), Err(NoSign1::CutShort), "cut at {end}");
            }
            let mut long = bytes.clone();
            long.push(0);
            assert_eq!(read(&long), Err(NoSign1::Other), "a byte too many");
        }
        let mut lengthened = envelope(2);
        lengthened.splice(17..18, [0x58, 0x02]);
        assert_eq!(
            read(&lengthened),
            Err(NoSign1::Other),
            "a length longer than it need be"
        );
        let mut other = envelope(2);
        other[5] = 0x27;
        assert_eq!(read(&other), Err(NoSign1::Other), "another algorithm");
    }
}
