//! A PDF as its revisions, and the objects as each revision sees them.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use super::indirect::{Indirect, stream_at};
use super::parser::{Parser, is_space};
use super::unpack::{UNPACKED_MAX, inflate};
use super::value::{Dictionary, Id, Value};
use super::xref::{Place, Section, sections};
use super::{PDF_BYTES_MAX, PdfError};

/// A header may stand a little after the start (ISO 32000-1, annex H).
const HEADER_WITHIN: usize = 8;

/// A revision: what one save wrote.
pub(crate) struct Revision {
    /// Sections up to here belong to this revision or to an older one.
    sections: usize,
    /// Just after `%%EOF`.
    pub(crate) eof: usize,
    /// After the line end that follows, if one does.
    pub(crate) end: usize,
}

/// A PDF, opened.
pub(crate) struct File<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) revisions: Vec<Revision>,
    sections: Vec<Section>,
    /// What may still be read, in bytes; objects that overlap use it up.
    work_left: Cell<u64>,
    unpacked: RefCell<Option<(u32, Rc<Vec<u8>>)>>,
}

impl<'a> File<'a> {
    /// Opens a PDF and finds its revisions.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, PdfError> {
        if bytes.len() > PDF_BYTES_MAX {
            return Err(PdfError::TooLarge {
                bytes: bytes.len() as u64,
                max: PDF_BYTES_MAX as u64,
            });
        }
        let head = &bytes[..bytes.len().min(HEADER_WITHIN)];
        if !head.starts_with(b"%PDF-") {
            return Err(PdfError::NotPdf);
        }
        let sections = sections(bytes)?;
        if sections
            .iter()
            .any(|section| section.trailer.contains_key(b"Encrypt".as_slice()))
        {
            return Err(PdfError::Encrypted);
        }
        let revisions = revisions(bytes, &sections)?;
        let last = revisions.last().ok_or(PdfError::Damaged("no revision"))?;
        if !bytes[last.end..].iter().all(|&byte| is_space(byte)) {
            return Err(PdfError::Damaged("bytes after the end of the file"));
        }
        Ok(Self {
            bytes,
            revisions,
            sections,
            work_left: Cell::new(32 * bytes.len() as u64 + UNPACKED_MAX),
            unpacked: RefCell::new(None),
        })
    }

    /// Index of the newest revision.
    pub(crate) fn last(&self) -> usize {
        self.revisions.len() - 1
    }

    /// Whether the newest cross-reference is a stream.
    pub(crate) fn ends_in_stream(&self) -> bool {
        self.sections
            .last()
            .is_some_and(|section| section.is_stream)
    }

    /// Offset of the newest cross-reference.
    pub(crate) fn last_xref(&self) -> usize {
        self.sections.last().map_or(0, |section| section.offset)
    }

    /// The trailer as a revision sees it.
    pub(crate) fn trailer(&self, revision: usize) -> &Dictionary {
        &self.sections[self.revisions[revision].sections - 1].trailer
    }

    /// Numbers and places that a revision itself wrote.
    pub(crate) fn written(&self, revision: usize) -> impl Iterator<Item = u32> {
        let from = match revision {
            0 => 0,
            later => self.revisions[later - 1].sections,
        };
        let mut numbers: Vec<u32> = self.sections[from..self.revisions[revision].sections]
            .iter()
            .flat_map(|section| section.places.keys().copied())
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter()
    }

    /// Where a revision finds an object.
    pub(crate) fn place(&self, revision: usize, number: u32) -> Place {
        self.sections[..self.revisions[revision].sections]
            .iter()
            .rev()
            .find_map(|section| section.places.get(&number).copied())
            .unwrap_or(Place::Free)
    }

    /// The first number that no object has.
    pub(crate) fn next_number(&self) -> Result<u32, PdfError> {
        let highest = self
            .sections
            .iter()
            .filter_map(|section| section.places.keys().next_back())
            .max();
        let size = self
            .trailer(self.last())
            .get(b"Size".as_slice())
            .and_then(Value::as_integer)
            .and_then(|size| u32::try_from(size).ok())
            .unwrap_or(0);
        highest
            .and_then(|highest| highest.checked_add(1))
            .map(|next| next.max(size))
            // Eight digits: readers of other makers have bounds too.
            .filter(|&next| next < 8_388_000)
            .ok_or(PdfError::Damaged("numbers of the objects"))
    }

    /// The object of that number as a revision sees it; `None` when it has none.
    pub(crate) fn object(&self, revision: usize, id: Id) -> Result<Option<Indirect>, PdfError> {
        match self.place(revision, id.0) {
            Place::Free => Ok(None),
            Place::At(offset, generation) => {
                if generation != id.1 {
                    return Ok(None);
                }
                let length = |id: Id| self.length(revision, id);
                let (found, object) = stream_at(self.bytes, offset, length)?;
                self.charge(object.end.saturating_sub(offset))?;
                if found != id {
                    return Err(PdfError::Damaged("an object is not where it should be"));
                }
                Ok(Some(object))
            }
            Place::In(container, index) => {
                if id.1 != 0 {
                    return Ok(None);
                }
                self.packed(revision, container, index, id.0).map(Some)
            }
        }
    }

    /// The value behind a reference, or the value itself.
    pub(crate) fn resolve(&self, revision: usize, value: &Value) -> Result<Value, PdfError> {
        let mut value = value.clone();
        for _ in 0..8 {
            let Value::Reference(id) = value else {
                return Ok(value);
            };
            value = match self.object(revision, id)? {
                Some(object) => object.value,
                None => return Ok(Value::Null),
            };
        }
        Err(PdfError::TooComplex)
    }

    /// The resolved value of a key, if the dictionary has it.
    pub(crate) fn get(
        &self,
        revision: usize,
        dictionary: &Dictionary,
        key: &str,
    ) -> Result<Option<Value>, PdfError> {
        match dictionary.get(key.as_bytes()) {
            None => Ok(None),
            Some(value) => match self.resolve(revision, value)? {
                Value::Null => Ok(None),
                value => Ok(Some(value)),
            },
        }
    }

    /// Number and dictionary of the document's root.
    pub(crate) fn catalog(&self, revision: usize) -> Result<(Id, Dictionary), PdfError> {
        const NO_CATALOG: PdfError = PdfError::Damaged("no catalog");
        let root = self.trailer(revision).get(b"Root".as_slice());
        let id = root.and_then(Value::as_reference).ok_or(NO_CATALOG)?;
        match self.object(revision, id)? {
            Some(Indirect {
                value: Value::Dictionary(catalog),
                ..
            }) => Ok((id, catalog)),
            _ => Err(NO_CATALOG),
        }
    }

    fn charge(&self, bytes: usize) -> Result<(), PdfError> {
        let left = self.work_left.get().checked_sub(bytes as u64 + 16);
        self.work_left.set(left.ok_or(PdfError::TooComplex)?);
        Ok(())
    }

    /// The length of a stream that is an object of its own; never inside an object stream, so that
    /// looking for a length cannot go round in circles.
    fn length(&self, revision: usize, id: Id) -> Option<usize> {
        let Place::At(offset, generation) = self.place(revision, id.0) else {
            return None;
        };
        let (found, object) = stream_at(self.bytes, offset, |_| None).ok()?;
        self.charge(object.end.saturating_sub(offset)).ok()?;
        let number = object.value.as_integer()?;
        (found == id && generation == id.1).then(|| usize::try_from(number).ok())?
    }

    fn packed(
        &self,
        revision: usize,
        container: u32,
        index: usize,
        number: u32,
    ) -> Result<Indirect, PdfError> {
        const MALFORMED: PdfError = PdfError::Damaged("malformed object stream");
        let Place::At(offset, generation) = self.place(revision, container) else {
            return Err(MALFORMED);
        };
        let length = |id: Id| self.length(revision, id);
        let (found, object) = stream_at(self.bytes, offset, length)?;
        self.charge(object.end.saturating_sub(offset).min(256))?;
        let (Value::Dictionary(dictionary), Some(content)) = (object.value, object.content) else {
            return Err(MALFORMED);
        };
        if found != (container, generation) {
            return Err(MALFORMED);
        }
        let data = self.unpack(container, offset, &dictionary, content)?;
        let first = dictionary
            .get(b"First".as_slice())
            .and_then(Value::as_integer)
            .and_then(|first| usize::try_from(first).ok())
            .ok_or(MALFORMED)?;
        let mut header = Parser::new(&data, 0);
        let mut at = None;
        for _ in 0..=index {
            let pair = header.number().zip(header.number());
            at = Some(pair.ok_or(MALFORMED)?);
        }
        self.charge(header.at())?;
        let (found, start) = at.ok_or(MALFORMED)?;
        let start = usize::try_from(start)
            .ok()
            .and_then(|start| start.checked_add(first));
        if found != u64::from(number) {
            return Err(MALFORMED);
        }
        let mut parser = Parser::new(&data, start.ok_or(MALFORMED)?);
        let value = parser.value()?;
        self.charge(parser.at())?;
        Ok(Indirect {
            value,
            content: None,
            end: object.end,
        })
    }

    /// An object stream, unpacked; the last one is kept, since objects are asked for in order.
    fn unpack(
        &self,
        container: u32,
        offset: usize,
        dictionary: &Dictionary,
        content: Range<usize>,
    ) -> Result<Rc<Vec<u8>>, PdfError> {
        let key = u32::try_from(offset).unwrap_or(container);
        if let Some((kept, data)) = &*self.unpacked.borrow()
            && *kept == key
        {
            return Ok(Rc::clone(data));
        }
        let data = Rc::new(inflate(dictionary, &self.bytes[content])?);
        self.charge(data.len())?;
        *self.unpacked.borrow_mut() = Some((key, Rc::clone(&data)));
        Ok(data)
    }
}

/// Puts sections together: one whose offset is below that of an older one belongs to the same save,
/// as in a linearised file (ISO 32000-1, annex F).
fn revisions(bytes: &[u8], sections: &[Section]) -> Result<Vec<Revision>, PdfError> {
    let mut revisions: Vec<Revision> = Vec::new();
    let mut highest = None;
    for (index, section) in sections.iter().enumerate() {
        if highest.is_some_and(|highest| section.offset < highest) {
            if let Some(last) = revisions.last_mut() {
                last.sections = index + 1;
            }
            continue;
        }
        highest = Some(section.offset);
        let eof = section
            .eof
            .ok_or(PdfError::Damaged("no end of a revision"))?;
        let end = match bytes[eof..] {
            [b'\r', b'\n', ..] => eof + 2,
            [b'\r' | b'\n', ..] => eof + 1,
            _ => eof,
        };
        revisions.push(Revision {
            sections: index + 1,
            eof,
            end,
        });
    }
    Ok(revisions)
}
