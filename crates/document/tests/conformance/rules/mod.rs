//! What PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) want of a document of ours, rule by
//! rule, read from the file by `lopdf`, which did not write it.
//!
//! It is no general validator: a document that draws with other means than ours is refused.

mod file;
mod fonts;
mod signatures;
mod tags;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// A rule that is broken, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    pub(crate) rule: &'static str,
    pub(crate) what: String,
}

/// What is checked, and what was found.
pub(crate) struct Check<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) document: &'a Document,
    /// How often the document was signed.
    pub(crate) signatures: usize,
    complaints: Vec<Complaint>,
}

/// Returns every rule that a document breaks which nobody signed.
pub(crate) fn complaints(bytes: &[u8]) -> Vec<Complaint> {
    complaints_of_signed(bytes, 0)
}

/// Returns every rule that a document breaks which was signed so often.
pub(crate) fn complaints_of_signed(bytes: &[u8], signatures: usize) -> Vec<Complaint> {
    let document = Document::load_mem(bytes).unwrap();
    let mut check = Check {
        bytes,
        document: &document,
        signatures,
        complaints: Vec::new(),
    };
    file::check(&mut check);
    fonts::check(&mut check);
    tags::check(&mut check);
    signatures::check(&mut check);
    check.complaints
}

impl<'a> Check<'a> {
    /// Notes a complaint unless a condition holds.
    fn want(&mut self, rule: &'static str, holds: bool, what: impl Into<String>) {
        if !holds {
            let what = what.into();
            self.complaints.push(Complaint { rule, what });
        }
    }

    fn catalog(&self) -> &'a Dictionary {
        self.document.catalog().unwrap()
    }

    /// Returns an entry with its reference followed.
    fn entry(&self, holder: &'a Dictionary, key: &str) -> Option<&'a Object> {
        let object = holder.get(key.as_bytes()).ok()?;
        Some(self.document.dereference(object).ok()?.1)
    }

    fn dictionary(&self, holder: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
        match self.entry(holder, key)? {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    fn name(&self, holder: &'a Dictionary, key: &str) -> Option<&'a [u8]> {
        self.entry(holder, key)?.as_name().ok()
    }

    fn number(&self, holder: &'a Dictionary, key: &str) -> Option<i64> {
        self.entry(holder, key)?.as_i64().ok()
    }

    /// Returns the pages with their numbers, dictionaries and operators.
    fn pages(&self) -> Vec<(ObjectId, &'a Dictionary, Content)> {
        self.document
            .get_pages()
            .into_values()
            .map(|id| {
                let content = self.document.get_page_content(id);
                let page = self.document.get_dictionary(id).unwrap();
                (id, page, Content::decode(&content).unwrap())
            })
            .collect()
    }

    /// Returns all pictures of a page.
    fn pictures(&self, page: &'a Dictionary) -> Vec<&'a lopdf::Stream> {
        let Some(pictures) = self
            .dictionary(page, "Resources")
            .and_then(|resources| self.dictionary(resources, "XObject"))
        else {
            return Vec::new();
        };
        pictures
            .iter()
            .filter_map(|(_, object)| self.document.dereference(object).ok()?.1.as_stream().ok())
            .collect()
    }
}

/// Returns a text string as text.
fn text(object: &Object) -> String {
    let Object::String(bytes, _) = object else {
        return String::new();
    };
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(units) => {
            let units: Vec<u16> = units
                .chunks(2)
                .map(|unit| u16::from_be_bytes([unit[0], unit[1]]))
                .collect();
            String::from_utf16(&units).unwrap()
        }
        None => String::from_utf8(bytes.clone()).unwrap(),
    }
}
