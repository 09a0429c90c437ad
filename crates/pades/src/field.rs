//! The signatures of a file as its form lists them, each with the bytes that it really covers.

use std::ops::Range;

use crate::pdf::{Dictionary, File, Id, Parser, PdfError, Place, Value};

/// Fields of a form are not nested deeper.
const DEPTH_MAX: usize = 8;
/// Fields that are looked at.
const FIELDS_MAX: usize = 4096;

/// A signature whose dictionary is put together as it must be.
pub(crate) struct SignatureField {
    pub(crate) dictionary: Dictionary,
    /// From the first byte that is covered to after the last; the digits and their brackets are not.
    pub(crate) range: Range<usize>,
    /// The hexadecimal digits, without the angle brackets.
    pub(crate) digits: Range<usize>,
    /// The signature in DER, without what fills the room.
    pub(crate) signature: Vec<u8>,
}

impl SignatureField {
    /// The bytes that are covered.
    pub(crate) fn covered<'a>(&self, bytes: &'a [u8]) -> [&'a [u8]; 2] {
        [
            &bytes[..self.digits.start - 1],
            &bytes[self.digits.end + 1..self.range.end],
        ]
    }

    pub(crate) fn sub_filter(&self) -> &[u8] {
        let value = self.dictionary.get(b"SubFilter".as_slice());
        value.and_then(Value::as_name).unwrap_or_default()
    }
}

/// What is wrong with the dictionary of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldProblem {
    /// The range is not four numbers from the start of the file around the signature itself.
    Range,
    /// The signature is not DER in hexadecimal digits with zeros after it.
    Contents,
}

/// The signed fields of a form, in its order.
pub(crate) fn fields(
    file: &File<'_>,
    revision: usize,
) -> Result<Vec<Result<SignatureField, FieldProblem>>, PdfError> {
    let mut signatures: Vec<Id> = Vec::new();
    for (_, field) in all(file, revision)? {
        let Some(value) = field.get(b"V".as_slice()) else {
            continue;
        };
        // The bytes of a signature are looked at where they are, so it must be an object.
        let id = value
            .as_reference()
            .ok_or(PdfError::Unsupported("a signature inside its field"))?;
        if !signatures.contains(&id) {
            signatures.push(id);
        }
    }
    signatures
        .into_iter()
        .map(|id| read(file, revision, id))
        .collect()
}

/// The signature fields of a form, signed or not: each leaf whose kind is `Sig`.
pub(crate) fn all(file: &File<'_>, revision: usize) -> Result<Vec<(Id, Dictionary)>, PdfError> {
    let (_, catalog) = file.catalog(revision)?;
    let mut found = Vec::new();
    let Some(form) = file.get(revision, &catalog, "AcroForm")? else {
        return Ok(found);
    };
    let form = form.as_dictionary().ok_or(PdfError::Damaged("form"))?;
    let list = file.get(revision, form, "Fields")?;
    let list = list.as_ref().and_then(Value::as_array).unwrap_or_default();
    let mut open: Vec<(Id, bool, usize)> = list
        .iter()
        .rev()
        .filter_map(|field| Some((field.as_reference()?, false, 0)))
        .collect();
    let mut seen = 0;
    while let Some((id, inherited, depth)) = open.pop() {
        seen += 1;
        if seen > FIELDS_MAX || depth > DEPTH_MAX {
            return Err(PdfError::TooComplex);
        }
        let field = file.resolve(revision, &Value::Reference(id))?;
        let Value::Dictionary(field) = field else {
            continue;
        };
        let kind = file.get(revision, &field, "FT")?;
        let signs = match kind.as_ref().and_then(Value::as_name) {
            Some(kind) => kind == b"Sig",
            None => inherited,
        };
        let kids = file.get(revision, &field, "Kids")?;
        for kid in kids
            .as_ref()
            .and_then(Value::as_array)
            .unwrap_or_default()
            .iter()
            .rev()
        {
            open.extend(kid.as_reference().map(|kid| (kid, signs, depth + 1)));
        }
        if signs {
            found.push((id, field));
        }
    }
    Ok(found)
}

fn read(
    file: &File<'_>,
    revision: usize,
    id: Id,
) -> Result<Result<SignatureField, FieldProblem>, PdfError> {
    let Place::At(offset, _) = file.place(revision, id.0) else {
        return Err(PdfError::Unsupported("a signature in an object stream"));
    };
    let object = file.object(revision, id)?;
    let Some(Value::Dictionary(dictionary)) = object.map(|object| object.value) else {
        return Err(PdfError::Damaged("a signature that is no dictionary"));
    };
    // Again, for the place of its contents: `1 0 obj`, then the entries.
    let mut parser = Parser::new(file.bytes, offset);
    let header = parser.number().zip(parser.number());
    if header.is_none() || !parser.take(b"obj") {
        return Err(PdfError::Damaged("malformed object"));
    }
    let spans = parser.spans()?;
    let contents = spans.into_iter().find(|(key, ..)| key == b"Contents");
    Ok(match contents {
        Some((_, Value::Text(bytes), span)) => checked(file.bytes, dictionary, &bytes, span),
        _ => Err(FieldProblem::Contents),
    })
}

/// Holds the range against where the signature stands. A gap of any other place or length would be room
/// for something that is shown and not signed.
fn checked(
    bytes: &[u8],
    dictionary: Dictionary,
    contents: &[u8],
    span: Range<usize>,
) -> Result<SignatureField, FieldProblem> {
    let numbers: Option<Vec<usize>> = dictionary
        .get(b"ByteRange".as_slice())
        .and_then(Value::as_array)
        .and_then(|values| {
            let numbers = values
                .iter()
                .map(|value| usize::try_from(value.as_integer()?).ok());
            numbers.collect()
        });
    let numbers = numbers.ok_or(FieldProblem::Range)?;
    let [0, before, after, length] = numbers[..] else {
        return Err(FieldProblem::Range);
    };
    let end = after.checked_add(length).filter(|&end| end <= bytes.len());
    let end = end.ok_or(FieldProblem::Range)?;
    if before != span.start || after != span.end {
        return Err(FieldProblem::Range);
    }
    let hexadecimal = bytes[span.start] == b'<' && span.len() == 2 * contents.len() + 2;
    let (signature, fill) = der_length(contents)
        .and_then(|length| contents.split_at_checked(length))
        .filter(|_| hexadecimal)
        .ok_or(FieldProblem::Contents)?;
    if fill.iter().any(|&byte| byte != 0) {
        return Err(FieldProblem::Contents);
    }
    Ok(SignatureField {
        dictionary,
        range: 0..end,
        digits: span.start + 1..span.end - 1,
        signature: signature.to_vec(),
    })
}

/// The length of the DER value at the start, its header included.
fn der_length(bytes: &[u8]) -> Option<usize> {
    use der::{Decode, Encode};
    let mut reader = der::SliceReader::new(bytes).ok()?;
    let header = der::Header::decode(&mut reader).ok()?;
    let length = (header.encoded_len().ok()? + header.length).ok()?;
    usize::try_from(length).ok()
}
