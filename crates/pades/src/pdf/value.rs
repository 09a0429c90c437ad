//! What a PDF is made of (ISO 32000-1, 7.3), and how it is written.

use std::collections::BTreeMap;

/// Number and generation of an indirect object.
pub(crate) type Id = (u32, u16);

/// Keys and values, in the order of the keys so that the same dictionary gives the same bytes.
pub(crate) type Dictionary = BTreeMap<Vec<u8>, Value>;

/// A direct value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    /// As written: it is carried over, never computed with.
    Real(Vec<u8>),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Value>),
    Dictionary(Dictionary),
    Reference(Id),
}

impl Value {
    pub(crate) fn name(text: &str) -> Self {
        Self::Name(text.as_bytes().to_vec())
    }

    /// A text string (ISO 32000-1, 7.9.2.2): ASCII as it is, anything else in UTF-16.
    pub(crate) fn text(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Text(text.as_bytes().to_vec());
        }
        let mut bytes = vec![0xFE, 0xFF];
        bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        Self::Text(bytes)
    }

    pub(crate) fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn as_name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(values) => Some(values),
            _ => None,
        }
    }

    pub(crate) fn as_dictionary(&self) -> Option<&Dictionary> {
        match self {
            Self::Dictionary(dictionary) => Some(dictionary),
            _ => None,
        }
    }

    pub(crate) fn as_reference(&self) -> Option<Id> {
        match self {
            Self::Reference(id) => Some(*id),
            _ => None,
        }
    }

    pub(crate) fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Text(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// A text string, decoded; what is not UTF-16 is taken as Latin 1, which shares most of
    /// PDFDocEncoding with it.
    pub(crate) fn as_text(&self) -> Option<String> {
        let bytes = self.as_bytes()?;
        Some(match bytes {
            [0xFE, 0xFF, rest @ ..] => {
                let units: Vec<u16> = rest
                    .chunks_exact(2)
                    .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                    .collect();
                String::from_utf16_lossy(&units)
            }
            [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
            _ => bytes.iter().map(|&byte| char::from(byte)).collect(),
        })
    }

    /// Writes the value as a PDF holds it.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.extend(b"null"),
            Self::Boolean(true) => out.extend(b"true"),
            Self::Boolean(false) => out.extend(b"false"),
            Self::Integer(number) => out.extend(number.to_string().into_bytes()),
            Self::Real(written) => out.extend(written),
            Self::Name(name) => write_name(name, out),
            Self::Text(bytes) => write_text(bytes, out),
            Self::Array(values) => {
                out.push(b'[');
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        out.push(b' ');
                    }
                    value.write(out);
                }
                out.push(b']');
            }
            Self::Dictionary(dictionary) => write_dictionary(dictionary, out),
            Self::Reference((number, generation)) => {
                out.extend(format!("{number} {generation} R").into_bytes());
            }
        }
    }
}

/// Writes a dictionary with its brackets.
pub(crate) fn write_dictionary(dictionary: &Dictionary, out: &mut Vec<u8>) {
    out.extend(b"<<");
    for (key, value) in dictionary {
        write_name(key, out);
        out.push(b' ');
        value.write(out);
    }
    out.extend(b">>");
}

fn write_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_graphic() && !b"#/()<>[]{}%".contains(&byte) {
            out.push(byte);
        } else {
            out.extend(format!("#{byte:02X}").into_bytes());
        }
    }
}

/// Literal where it can be read by eye, hexadecimal otherwise.
fn write_text(bytes: &[u8], out: &mut Vec<u8>) {
    let plain = |byte: &u8| (b' '..=b'~').contains(byte) && !b"()\\".contains(byte);
    if bytes.iter().all(plain) {
        out.push(b'(');
        out.extend(bytes);
        out.push(b')');
        return;
    }
    out.push(b'<');
    write_hex(bytes, out);
    out.push(b'>');
}

/// Writes bytes as upper-case hexadecimal digits.
pub(crate) fn write_hex(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 15)]);
    }
}
