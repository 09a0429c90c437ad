//! Documents read back, whoever made them: text and pictures, within fixed limits.
//!
//! The bytes may come from anybody. Nothing is unpacked beyond a limit, and what this program
//! never writes (packed objects, encryption) is refused.

use std::collections::HashMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, LoadOptions, Object, ObjectId};

use crate::Error;

/// The largest document that is read, in bytes; ours are some tens of kilobytes.
const SIZE_MAX: usize = 2 * 1024 * 1024;
/// The most that one packed part may unpack to, and all contents of pages together, in bytes.
const UNPACKED_MAX: usize = 1024 * 1024;
const PAGES_MAX: usize = 200;
/// Fonts of a page, and how large the map of each to characters may be, in bytes.
const FONTS_MAX: usize = 8;
const MAP_MAX: usize = 128 * 1024;

/// Reads a document within the limits.
pub(crate) fn load(pdf: &[u8]) -> Result<Document, Error> {
    if pdf.len() > SIZE_MAX || !pdf.starts_with(b"%PDF-") {
        return Err(Error::Read("not a document of a size that is read"));
    }
    let options = LoadOptions {
        filter: Some(unpacked_only),
        max_decompressed_size: Some(UNPACKED_MAX),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(pdf, options)
        .map_err(|_| Error::Read("the document is damaged"))?;
    if document.is_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Error::Read("the document is encrypted"));
    }
    Ok(document)
}

/// Drops streams of packed objects: they are unpacked while the document is loaded, many at once.
fn unpacked_only(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if matches!(object, Object::Stream(stream) if stream.dict.has_type(b"ObjStm")) {
        return None;
    }
    // lopdf keeps `object` itself and looks only at whether something is returned.
    Some((id, Object::Null))
}

/// Returns the object of a picture that a page names.
pub(crate) fn picture(document: &Document, page: ObjectId, name: &[u8]) -> Option<ObjectId> {
    let resources = entry(document, document.get_dictionary(page).ok()?, b"Resources")?;
    let pictures = entry(document, resources, b"XObject")?;
    pictures.get(name).ok()?.as_reference().ok()
}

fn entry<'a>(document: &'a Document, holder: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    let (_, object) = document.dereference(holder.get(key).ok()?).ok()?;
    object.as_dict().ok()
}

/// Returns the text of a document in the order in which it is drawn, which is the reading order.
///
/// What is marked as no part of the text (headers, footers, labels of boxes) is left out. A line
/// ends where a paragraph ends.
///
/// # Errors
/// [`Error::Read`] when the bytes are no document, or one that is larger, encrypted or packed in
/// a way that this program never writes.
pub fn text_of(pdf: &[u8]) -> Result<String, Error> {
    let document = load(pdf)?;
    let pages = document.get_pages();
    if pages.len() > PAGES_MAX {
        return Err(Error::Read("too many pages"));
    }
    let mut text = Text::default();
    let mut left = UNPACKED_MAX;
    for page in pages.into_values() {
        let content = document
            .get_page_content_with_limit(page, left)
            .map_err(|_| Error::Read("a page is damaged or too large"))?;
        left = left.saturating_sub(content.len());
        let content = Content::decode(&content).map_err(|_| Error::Read("a page is damaged"))?;
        text.page(&document, page, &content)?;
    }
    Ok(text.text)
}

#[derive(Default)]
struct Text {
    text: String,
}

impl Text {
    fn page(
        &mut self,
        document: &Document,
        page: ObjectId,
        content: &Content,
    ) -> Result<(), Error> {
        let fonts = fonts(document, page);
        let mut font = None;
        // For each marked piece that is open: whether it is part of the text.
        let mut open: Vec<bool> = Vec::new();
        for operation in &content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "BDC" | "BMC" => {
                    let name = operands.first().and_then(|name| name.as_name().ok());
                    let is_text = open.last() != Some(&false) && name != Some(b"Artifact");
                    open.push(is_text);
                }
                "EMC" => {
                    let was_text = open.pop() == Some(true);
                    if was_text && !self.text.ends_with('\n') {
                        self.text.push('\n');
                    }
                }
                "Tf" => {
                    let name = operands.first().and_then(|name| name.as_name().ok());
                    font = name.and_then(|name| fonts.get(name));
                }
                "Tj" | "TJ" | "'" | "\"" if open.last() != Some(&false) => {
                    let font = font.ok_or(Error::Read("a text names no font of the page"))?;
                    for operand in operands {
                        self.show(font, operand)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn show(&mut self, font: &Encoding<'_>, operand: &Object) -> Result<(), Error> {
        let strings = match operand {
            Object::Array(items) => items.as_slice(),
            other => std::slice::from_ref(other),
        };
        for string in strings {
            if let Object::String(bytes, _) = string {
                let shown = Document::decode_text(font, bytes);
                self.text
                    .push_str(&shown.map_err(|_| Error::Read("a text cannot be read"))?);
            }
        }
        if self.text.len() > UNPACKED_MAX {
            return Err(Error::Read("too much text"));
        }
        Ok(())
    }
}

/// Returns how each font of a page maps to characters; fonts that do not say so are left out.
fn fonts(document: &Document, page: ObjectId) -> HashMap<Vec<u8>, Encoding<'_>> {
    let resources = document
        .get_dictionary(page)
        .ok()
        .and_then(|page| entry(document, page, b"Resources"));
    let Some(fonts) = resources.and_then(|resources| entry(document, resources, b"Font")) else {
        return HashMap::new();
    };
    fonts
        .iter()
        .take(FONTS_MAX)
        .filter_map(|(name, _)| {
            let font = entry(document, fonts, name)?;
            let encoding = font.get_font_encoding_with_limit(document, MAP_MAX);
            Some((name.clone(), encoding.ok()?))
        })
        .collect()
}
