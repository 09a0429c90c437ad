//! Deterministic CBOR (RFC 8949 §4.2): one value has one encoding.
//!
//! Integers and lengths are as short as they can be, lengths are definite, the keys of a map are
//! in the order of their encoded bytes and appear once. Floating-point numbers and tags are
//! refused: nothing in the journal needs them, and their encodings have choices.

mod form;

use ciborium::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use form::Fields;

/// Why a value has no deterministic encoding, or bytes no value.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The type could not be turned into CBOR.
    #[error("the value cannot be written as CBOR")]
    Write(#[source] ciborium::value::Error),
    /// The bytes are no CBOR.
    #[error("the bytes are not CBOR")]
    Read(#[source] ciborium::de::Error<std::io::Error>),
    /// The CBOR is of another shape.
    #[error("the CBOR is of another shape")]
    Shape(#[source] ciborium::value::Error),
    /// A float, a tag, or a key that appears twice.
    #[error("{0} has no place in deterministic CBOR")]
    Forbidden(&'static str),
    /// The bytes say something, but not in the one way allowed.
    #[error("the bytes are not in deterministic form")]
    NotDeterministic,
}

/// Encodes a value.
///
/// # Errors
/// Refuses floats, tags and double keys.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    let value = Value::serialized(value).map_err(Error::Write)?;
    encode_value(value)
}

/// Encodes a value that is CBOR already.
///
/// # Errors
/// Refuses floats, tags and double keys.
pub fn encode_value(value: Value) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    write(&ordered(value)?, &mut bytes);
    Ok(bytes)
}

/// Decodes a value, refusing bytes that [`encode`] would not have written.
///
/// # Errors
/// Says what is wrong with the bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    decode_value(bytes)?.deserialized().map_err(Error::Shape)
}

/// Decodes to CBOR, refusing bytes that [`encode_value`] would not have written.
///
/// # Errors
/// Says what is wrong with the bytes.
pub fn decode_value(bytes: &[u8]) -> Result<Value, Error> {
    let value: Value = ciborium::from_reader(bytes).map_err(Error::Read)?;
    // The rules are quicker checked on the bytes than by writing the value again, which finds what is wrong.
    if form::is_deterministic(bytes) || encode_value(value.clone())? == bytes {
        Ok(value)
    } else {
        Err(Error::NotDeterministic)
    }
}

fn write(value: &Value, bytes: &mut Vec<u8>) {
    ciborium::into_writer(value, bytes).expect("a Vec<u8> takes every write");
}

fn ordered(value: Value) -> Result<Value, Error> {
    match value {
        Value::Float(_) => Err(Error::Forbidden("a float")),
        Value::Tag(..) => Err(Error::Forbidden("a tag")),
        Value::Array(items) => Ok(Value::Array(
            items.into_iter().map(ordered).collect::<Result<_, _>>()?,
        )),
        Value::Map(pairs) => {
            let mut keyed = pairs
                .into_iter()
                .map(|(key, value)| {
                    let key = ordered(key)?;
                    let mut encoded = Vec::new();
                    write(&key, &mut encoded);
                    Ok((encoded, key, ordered(value)?))
                })
                .collect::<Result<Vec<_>, Error>>()?;
            keyed.sort_by(|left, right| left.0.cmp(&right.0));
            if keyed.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                return Err(Error::Forbidden("a double key"));
            }
            Ok(Value::Map(
                keyed
                    .into_iter()
                    .map(|(_, key, value)| (key, value))
                    .collect(),
            ))
        }
        plain => Ok(plain),
    }
}
