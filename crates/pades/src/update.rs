//! The update that carries a signature: appended to the file, whose own bytes stay as they are
//! (ISO 32000-1, 7.5.6 and 12.8).

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::pdf::{Dictionary, File, Id, PdfError, Value, write_hex};

/// What the signature's dictionary says besides the signature.
pub(crate) struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) reason: Option<&'a str>,
    pub(crate) location: Option<&'a str>,
    pub(crate) signing_time: DateTime<Utc>,
}

/// A file with room for a signature.
pub(crate) struct Prepared {
    pub(crate) bytes: Vec<u8>,
    /// The hexadecimal digits of the room, without the angle brackets.
    room: Range<usize>,
}

const BYTE_RANGE: &str = "[0 0000000000 0000000000 0000000000]";
/// A page tree is not deeper.
const DEPTH_MAX: usize = 32;

impl Prepared {
    /// The two parts that the signature covers.
    pub(crate) fn covered(&self) -> [&[u8]; 2] {
        [
            &self.bytes[..self.room.start - 1],
            &self.bytes[self.room.end + 1..],
        ]
    }

    /// Puts the signature into its room; `false` when it does not fit.
    pub(crate) fn fill(&mut self, signature: &[u8]) -> bool {
        fill(&mut self.bytes, self.room.clone(), signature)
    }
}

/// Writes a signature into the digits of its room and zeros after it.
pub(crate) fn fill(bytes: &mut [u8], room: Range<usize>, signature: &[u8]) -> bool {
    let mut digits = Vec::with_capacity(room.len());
    write_hex(signature, &mut digits);
    if digits.len() > room.len() {
        return false;
    }
    digits.resize(room.len(), b'0');
    bytes[room].copy_from_slice(&digits);
    true
}

/// Appends a signature field with room for so many bytes of signature.
pub(crate) fn prepare(pdf: &[u8], field: &Field<'_>, room: usize) -> Result<Prepared, PdfError> {
    let file = File::open(pdf)?;
    let signature = (file.next_number()?, 0);
    let widget = (signature.0 + 1, 0);
    let mut changed = BTreeMap::new();
    let page = add_to_page(&file, widget, &mut changed)?;
    let title = add_to_form(&file, widget, &mut changed)?;
    changed.insert(
        widget,
        Value::Dictionary(widget_of(field, &title, signature, page)),
    );

    let mut out = Vec::with_capacity(pdf.len() + 2 * room + 4096);
    out.extend(pdf);
    if !pdf.ends_with(b"\n") && !pdf.ends_with(b"\r") {
        // A space first: a line end that follows the marker at once would be of the older revision.
        out.extend(b" \n");
    }
    let mut offsets = BTreeMap::new();
    offsets.insert(signature, out.len());
    let (ranges, digits) = write_signature(field, signature, room, &mut out);
    for (id, value) in &changed {
        offsets.insert(*id, out.len());
        out.extend(format!("{} {} obj\n", id.0, id.1).into_bytes());
        value.write(&mut out);
        out.extend(b"\nendobj\n");
    }
    let id = identifier(&file, pdf, field);
    write_xref(&file, offsets, widget.0 + 1, id, &mut out);

    let (before, after) = (digits.start - 1, digits.end + 1);
    let range = format!("[0 {before:010} {after:010} {:010}]", out.len() - after);
    out[ranges].copy_from_slice(range.as_bytes());
    Ok(Prepared {
        bytes: out,
        room: digits,
    })
}

/// Writes the signature's dictionary; returns where its range and its digits stand.
fn write_signature(
    field: &Field<'_>,
    id: Id,
    room: usize,
    out: &mut Vec<u8>,
) -> (Range<usize>, Range<usize>) {
    out.extend(format!("{} {} obj\n<</Type /Sig/Filter /Adobe.PPKLite", id.0, id.1).into_bytes());
    out.extend(b"/SubFilter /ETSI.CAdES.detached/ByteRange ");
    let ranges = out.len()..out.len() + BYTE_RANGE.len();
    out.extend(BYTE_RANGE.as_bytes());
    out.extend(b"/Contents <");
    let digits = out.len()..out.len() + 2 * room;
    out.resize(digits.end, b'0');
    out.extend(b">/M ");
    let time = field.signing_time.format("D:%Y%m%d%H%M%SZ").to_string();
    Value::text(&time).write(out);
    let texts = [
        ("/Name ", Some(field.name)),
        ("/Reason ", field.reason),
        ("/Location ", field.location),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            out.extend(key.as_bytes());
            Value::text(text).write(out);
        }
    }
    out.extend(b">>\nendobj\n");
    (ranges, digits)
}

/// An invisible widget that is its own field. No area, printed and locked: so it needs no appearance
/// (ISO 19005-2, 6.3.3) and no tag of its own (ISO 14289-1, 7.18.4), only its description.
fn widget_of(field: &Field<'_>, title: &str, signature: Id, page: Id) -> Dictionary {
    let zero = || Value::Integer(0);
    [
        ("Type", Value::name("Annot")),
        ("Subtype", Value::name("Widget")),
        ("FT", Value::name("Sig")),
        ("T", Value::text(title)),
        ("TU", Value::text(&format!("Firma di {}", field.name))),
        ("V", Value::Reference(signature)),
        ("P", Value::Reference(page)),
        ("F", Value::Integer(132)),
        ("Rect", Value::Array(vec![zero(), zero(), zero(), zero()])),
    ]
    .into_iter()
    .map(|(key, value)| (key.as_bytes().to_vec(), value))
    .collect()
}

/// Adds the widget to the first page.
fn add_to_page(
    file: &File<'_>,
    widget: Id,
    changed: &mut BTreeMap<Id, Value>,
) -> Result<Id, PdfError> {
    let (id, mut page) = first_page(file)?;
    let mut rewrite = add_to_list(file, &mut page, "Annots", widget, changed)?;
    // ISO 14289-1, 7.18.3: a page with annotations follows the structure.
    if !page.contains_key(b"Tabs".as_slice()) {
        page.insert(b"Tabs".to_vec(), Value::name("S"));
        rewrite = true;
    }
    if rewrite {
        changed.insert(id, Value::Dictionary(page));
    }
    Ok(id)
}

/// Adds the widget to the form, and returns a name that no other field has.
fn add_to_form(
    file: &File<'_>,
    widget: Id,
    changed: &mut BTreeMap<Id, Value>,
) -> Result<String, PdfError> {
    let (root, mut catalog) = file.catalog(file.last())?;
    let held = catalog.get(b"AcroForm".as_slice()).cloned();
    let form = file.get(file.last(), &catalog, "AcroForm")?;
    let mut form = form
        .map_or(Some(Dictionary::new()), |form| {
            form.as_dictionary().cloned()
        })
        .ok_or(PdfError::Damaged("form"))?;
    let title = free_title(file, &form)?;
    add_to_list(file, &mut form, "Fields", widget, changed)?;
    // Signatures exist, and the file must only be appended to.
    form.insert(b"SigFlags".to_vec(), Value::Integer(3));
    match held {
        Some(Value::Reference(id)) => {
            changed.insert(id, Value::Dictionary(form));
        }
        _ => {
            catalog.insert(b"AcroForm".to_vec(), Value::Dictionary(form));
            changed.insert(root, Value::Dictionary(catalog));
        }
    }
    Ok(title)
}

fn free_title(file: &File<'_>, form: &Dictionary) -> Result<String, PdfError> {
    let fields = file.get(file.last(), form, "Fields")?;
    let mut taken = Vec::new();
    for field in fields
        .as_ref()
        .and_then(Value::as_array)
        .unwrap_or_default()
    {
        let field = file.resolve(file.last(), field)?;
        let title = field
            .as_dictionary()
            .and_then(|field| field.get(b"T".as_slice()));
        taken.extend(title.and_then(Value::as_text));
    }
    Ok((1..)
        .map(|number| format!("Firma{number}"))
        .find(|title| !taken.contains(title))
        .expect("fields are fewer than numbers"))
}

/// Appends a reference to a list that is in a dictionary or an object of its own; `true` when the
/// dictionary itself has changed.
fn add_to_list(
    file: &File<'_>,
    dictionary: &mut Dictionary,
    key: &str,
    entry: Id,
    changed: &mut BTreeMap<Id, Value>,
) -> Result<bool, PdfError> {
    let held = dictionary.get(key.as_bytes()).cloned();
    let list = match file.get(file.last(), dictionary, key)? {
        None => Some(Vec::new()),
        Some(list) => list.as_array().map(<[Value]>::to_vec),
    };
    let mut list = list.ok_or(PdfError::Damaged("list of fields"))?;
    list.push(Value::Reference(entry));
    match held {
        Some(Value::Reference(id)) => {
            changed.insert(id, Value::Array(list));
            Ok(false)
        }
        _ => {
            dictionary.insert(key.as_bytes().to_vec(), Value::Array(list));
            Ok(true)
        }
    }
}

fn first_page(file: &File<'_>) -> Result<(Id, Dictionary), PdfError> {
    const NO_PAGE: PdfError = PdfError::Damaged("no page");
    let (_, catalog) = file.catalog(file.last())?;
    let mut next = catalog.get(b"Pages".as_slice()).cloned();
    for _ in 0..DEPTH_MAX {
        let id = next.as_ref().and_then(Value::as_reference).ok_or(NO_PAGE)?;
        let node = file.resolve(file.last(), &Value::Reference(id))?;
        let node = node.as_dictionary().cloned().ok_or(NO_PAGE)?;
        match file.get(file.last(), &node, "Kids")? {
            None => return Ok((id, node)),
            Some(kids) => next = kids.as_array().and_then(<[Value]>::first).cloned(),
        }
    }
    Err(NO_PAGE)
}

/// The file's identifier: the first half stays, the second is a digest of what is being saved
/// (ISO 32000-1, 14.4), so that the same signature gives the same bytes.
fn identifier(file: &File<'_>, pdf: &[u8], field: &Field<'_>) -> Value {
    let mut digest = Sha256::new();
    digest.update(pdf);
    digest.update(field.name);
    digest.update(field.signing_time.to_rfc3339());
    let new = Value::Text(digest.finalize()[..16].to_vec());
    let old = file.trailer(file.last()).get(b"ID".as_slice());
    let first = old.and_then(Value::as_array).and_then(<[Value]>::first);
    Value::Array(vec![first.cloned().unwrap_or_else(|| new.clone()), new])
}

/// Writes the cross-reference in the form that the file already has, and the trailer.
fn write_xref(
    file: &File<'_>,
    mut offsets: BTreeMap<Id, usize>,
    size: u32,
    id: Value,
    out: &mut Vec<u8>,
) {
    let start = out.len();
    let old = file.trailer(file.last());
    let kept = [b"Root".as_slice(), b"Info"].into_iter().filter_map(|key| {
        let value = old.get(key)?;
        Some((key.to_vec(), value.clone()))
    });
    let mut trailer: Dictionary = kept.collect();
    let integer = |value: usize| Value::Integer(i64::try_from(value).expect("files are small"));
    trailer.insert(b"ID".to_vec(), id);
    trailer.insert(b"Prev".to_vec(), integer(file.last_xref()));
    if file.ends_in_stream() {
        offsets.insert((size, 0), start);
        trailer.insert(b"Size".to_vec(), Value::Integer(i64::from(size) + 1));
        write_xref_stream(&offsets, size, trailer, out);
    } else {
        trailer.insert(b"Size".to_vec(), Value::Integer(i64::from(size)));
        out.extend(b"xref\n");
        for run in runs(&offsets) {
            out.extend(format!("{} {}\n", run[0].0.0, run.len()).into_bytes());
            for ((_, generation), offset) in run {
                out.extend(format!("{offset:010} {generation:05} n \n").into_bytes());
            }
        }
        out.extend(b"trailer\n");
        Value::Dictionary(trailer).write(out);
    }
    out.extend(format!("\nstartxref\n{start}\n%%EOF\n").into_bytes());
}

fn write_xref_stream(
    offsets: &BTreeMap<Id, usize>,
    number: u32,
    mut dictionary: Dictionary,
    out: &mut Vec<u8>,
) {
    let mut data = Vec::new();
    let mut index = Vec::new();
    for run in runs(offsets) {
        let length = i64::try_from(run.len()).expect("a run is short");
        index.extend([
            Value::Integer(i64::from(run[0].0.0)),
            Value::Integer(length),
        ]);
        for ((_, generation), offset) in run {
            data.push(1);
            data.extend((offset as u64).to_be_bytes());
            data.extend(generation.to_be_bytes());
        }
    }
    let length = i64::try_from(data.len()).expect("a cross-reference is short");
    let widths = [1, 8, 2].map(Value::Integer).to_vec();
    dictionary.insert(b"Type".to_vec(), Value::name("XRef"));
    dictionary.insert(b"W".to_vec(), Value::Array(widths));
    dictionary.insert(b"Index".to_vec(), Value::Array(index));
    dictionary.insert(b"Length".to_vec(), Value::Integer(length));
    out.extend(format!("{number} 0 obj\n").into_bytes());
    Value::Dictionary(dictionary).write(out);
    out.extend(b"\nstream\n");
    out.extend(data);
    out.extend(b"\nendstream\nendobj");
}

/// Objects whose numbers follow each other.
fn runs(offsets: &BTreeMap<Id, usize>) -> Vec<Vec<(Id, usize)>> {
    let mut runs: Vec<Vec<(Id, usize)>> = Vec::new();
    for (&id, &offset) in offsets {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(last, _)| last.0 + 1 == id.0) => {
                run.push((id, offset));
            }
            _ => runs.push(vec![(id, offset)]),
        }
    }
    runs
}
