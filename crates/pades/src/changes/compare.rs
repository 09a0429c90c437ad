//! Two forms of one object: what the newer one may have that the older one had not.

use std::collections::BTreeSet;

use super::Step;
use crate::pdf::{Dictionary, PdfError, Value};
use crate::reason::Reason;

/// Bits of an annotation's `F` that keep it from being shown: hidden, not viewed.
const NOT_SHOWN: i64 = 1 << 1 | 1 << 5;

impl Step<'_, '_> {
    pub(super) fn catalog(
        &mut self,
        old: &Dictionary,
        new: &Dictionary,
    ) -> Result<Vec<Reason>, PdfError> {
        let mut reasons = Vec::new();
        for key in differing(old, new) {
            match key.as_slice() {
                b"AcroForm" => {
                    let old = self.file.get(self.revision - 1, old, "AcroForm")?;
                    let new = self.file.get(self.revision, new, "AcroForm")?;
                    self.welcome_value(new.as_ref());
                    let (old, new) = (dictionary(old.as_ref()), dictionary(new.as_ref()));
                    reasons.extend(self.form(old, new)?);
                }
                // Validation data, and the note that says they are there.
                b"DSS" | b"Extensions" | b"Metadata" => self.welcome_value(new.get(&key)),
                b"Pages" => reasons.push(Reason::PagesChanged),
                b"OpenAction" | b"AA" | b"Names" => {
                    reasons.extend([Reason::ContentChanged, Reason::ActiveContent]);
                }
                _ => reasons.push(Reason::ContentChanged),
            }
        }
        // A form that became an object of its own is new, and hangs here.
        self.welcome_value(new.get(b"AcroForm".as_slice()));
        Ok(reasons)
    }

    pub(super) fn page(
        &mut self,
        old: &Dictionary,
        new: &Dictionary,
    ) -> Result<Vec<Reason>, PdfError> {
        let mut reasons = Vec::new();
        for key in differing(old, new) {
            match key.as_slice() {
                b"Annots" => reasons.extend(self.list_in(old, new, "Annots")?),
                // The order of the keyboard, which a page with a first annotation must state.
                b"Tabs" if !old.contains_key(b"Tabs".as_slice()) => {}
                _ => reasons.push(Reason::ContentChanged),
            }
        }
        self.welcome_value(new.get(b"Annots".as_slice()));
        Ok(reasons)
    }

    pub(super) fn form(
        &mut self,
        old: Option<&Dictionary>,
        new: Option<&Dictionary>,
    ) -> Result<Vec<Reason>, PdfError> {
        let empty = Dictionary::new();
        let Some(new) = new else {
            return Ok(vec![Reason::FormChanged]);
        };
        let old = old.unwrap_or(&empty);
        let mut reasons = Vec::new();
        for key in differing(old, new) {
            match key.as_slice() {
                b"Fields" => reasons.extend(self.list_in(old, new, "Fields")?),
                // What fields that are not signatures would look like; there are none.
                b"SigFlags" | b"DR" | b"DA" => {}
                _ => reasons.push(Reason::FormChanged),
            }
        }
        self.welcome_value(new.get(b"Fields".as_slice()));
        Ok(reasons)
    }

    /// The list that two forms of one dictionary hold under a name, or an empty one.
    fn list_in(
        &mut self,
        old: &Dictionary,
        new: &Dictionary,
        name: &str,
    ) -> Result<Vec<Reason>, PdfError> {
        let old = self.file.get(self.revision - 1, old, name)?;
        let new = self.file.get(self.revision, new, name)?;
        let [old, new] =
            [&old, &new].map(|list| list.as_ref().and_then(Value::as_array).unwrap_or_default());
        self.list(old, new)
    }

    /// A list of annotations or of fields: what was there must stay, what came must be of a signature.
    pub(super) fn list(&mut self, old: &[Value], new: &[Value]) -> Result<Vec<Reason>, PdfError> {
        let mut reasons = Vec::new();
        if !old.iter().all(|entry| new.contains(entry)) {
            reasons.push(Reason::ContentChanged);
        }
        for entry in new.iter().filter(|entry| !old.contains(entry)) {
            let value = self.file.resolve(self.revision, entry)?;
            let field = dictionary(Some(&value));
            let kind = field.and_then(|field| field.get(b"FT".as_slice()));
            match field {
                Some(field) if kind.and_then(Value::as_name) == Some(b"Sig") => {
                    if !self.is_invisible(field)? {
                        reasons.push(Reason::VisibleSignature);
                    }
                    self.welcome.push(entry.clone());
                }
                _ => reasons.push(Reason::AnnotationAdded),
            }
        }
        Ok(reasons)
    }

    /// A field that was there for a signature and has one now.
    pub(super) fn filled_field(
        &mut self,
        old: &Dictionary,
        new: &Dictionary,
    ) -> Result<Vec<Reason>, PdfError> {
        let mut reasons = Vec::new();
        for key in differing(old, new) {
            match key.as_slice() {
                b"V" => self.welcome_value(new.get(&key)),
                b"AP" | b"MK" | b"Rect" => {
                    if !self.is_invisible(new)? {
                        reasons.push(Reason::VisibleSignature);
                    }
                    self.welcome_value(new.get(&key));
                }
                b"F" | b"M" | b"Ff" => {}
                _ => reasons.push(Reason::FormChanged),
            }
        }
        Ok(reasons)
    }

    fn is_invisible(&self, widget: &Dictionary) -> Result<bool, PdfError> {
        let flags = widget.get(b"F".as_slice()).and_then(Value::as_integer);
        if flags.unwrap_or(0) & NOT_SHOWN != 0 {
            return Ok(true);
        }
        let rectangle = self.file.get(self.revision, widget, "Rect")?;
        let sides: Option<Vec<Option<i64>>> = rectangle
            .as_ref()
            .and_then(Value::as_array)
            .map(|sides| sides.iter().map(whole).collect());
        Ok(match sides.as_deref() {
            // A field without a widget shows nothing.
            None => !widget.contains_key(b"AP".as_slice()),
            Some([Some(left), Some(bottom), Some(right), Some(top)]) => {
                left == right || bottom == top
            }
            Some(_) => false,
        })
    }

    fn welcome_value(&mut self, value: Option<&Value>) {
        self.welcome.extend(value.cloned());
    }
}

/// A side of a rectangle when it is a whole number; of others it is not said whether they are equal.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        Value::Real(written) => {
            let text = std::str::from_utf8(written).ok()?;
            let (number, rest) = text.split_once('.')?;
            rest.bytes()
                .all(|digit| digit == b'0')
                .then(|| number.parse().ok())?
        }
        _ => None,
    }
}

fn dictionary(value: Option<&Value>) -> Option<&Dictionary> {
    value.and_then(Value::as_dictionary)
}

/// The keys whose values are not the same.
fn differing(old: &Dictionary, new: &Dictionary) -> BTreeSet<Vec<u8>> {
    let keys = old.keys().chain(new.keys());
    keys.filter(|key| old.get(*key) != new.get(*key))
        .cloned()
        .collect()
}
