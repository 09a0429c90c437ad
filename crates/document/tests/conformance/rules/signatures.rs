//! Rules on signatures (ISO 19005-2 §6.3, §6.4; ISO 14289-1 §7.18): the form, its fields, their
//! widgets and what the signatures cover.

use lopdf::{Dictionary, Object, ObjectId};

use super::{Check, text};

/// Bits of an annotation's flags.
const INVISIBLE: i64 = 1;
const HIDDEN: i64 = 1 << 1;
const PRINT: i64 = 1 << 2;
const NO_VIEW: i64 = 1 << 5;
const TOGGLE_NO_VIEW: i64 = 1 << 8;

pub(super) fn check(check: &mut Check<'_>) {
    let widgets = widgets(check);
    let count = widgets.len();
    let same = count == check.signatures;
    check.want("annotations", same, format!("{count} for the signatures"));
    let form = check.dictionary(check.catalog(), "AcroForm");
    let Some(form) = form else {
        let none = check.signatures == 0;
        return check.want("form", none, "the signatures are in one");
    };
    check.want("form", check.signatures > 0, "only for signatures");
    for key in ["XFA", "NeedAppearances"] {
        check.want("form", !form.has(key.as_bytes()), key);
    }
    // Signatures exist, and the file is only added to.
    let flags = check.number(form, "SigFlags");
    check.want("form", flags == Some(3), format!("its flags are {flags:?}"));
    let fields = check.entry(form, "Fields");
    let fields = fields.and_then(|fields| fields.as_array().ok());
    let fields: Vec<ObjectId> = fields
        .into_iter()
        .flatten()
        .filter_map(|field| field.as_reference().ok())
        .collect();
    let known: Vec<ObjectId> = widgets.iter().map(|(id, _)| *id).collect();
    check.want("form", fields == known, "each field is its own widget");
    for (_, widget) in widgets {
        self::widget(check, widget);
    }
    covered(check, &fields);
}

/// Returns the annotations of all pages.
fn widgets<'a>(check: &Check<'a>) -> Vec<(ObjectId, &'a Dictionary)> {
    let mut all = Vec::new();
    for (_, page, _) in check.pages() {
        let list = check.entry(page, "Annots");
        let list = list.and_then(|list| list.as_array().ok());
        for id in list.into_iter().flatten() {
            let id = id.as_reference().unwrap();
            all.push((id, check.document.get_dictionary(id).unwrap()));
        }
    }
    all
}

fn widget(check: &mut Check<'_>, widget: &Dictionary) {
    let is_signature = check.name(widget, "Subtype") == Some(b"Widget")
        && check.name(widget, "FT") == Some(b"Sig");
    check.want("annotations", is_signature, "only fields of signatures");
    let flags = check.number(widget, "F").unwrap_or_default();
    let hiding = INVISIBLE | HIDDEN | NO_VIEW | TOGGLE_NO_VIEW;
    let shown = flags & PRINT != 0 && flags & hiding == 0;
    check.want("flags", shown, format!("{flags}: printed and not hidden"));
    for key in ["A", "AA"] {
        check.want("actions", !widget.has(key.as_bytes()), key);
    }
    let named = widget.get(b"TU").map(text).unwrap_or_default();
    check.want("description", !named.trim().is_empty(), "said in words");
    // With no area there is nothing to see: no appearance is wanted (ISO 19005-2 §6.3.3), nor is
    // the widget in the structure (ISO 14289-1 §7.18.1, an annotation outside of the page).
    let bounds = widget.get(b"Rect").and_then(Object::as_array);
    let bounds: Vec<f32> = bounds
        .into_iter()
        .flatten()
        .filter_map(|side| side.as_float().ok())
        .collect();
    let nowhere = bounds == [0.0; 4];
    check.want(
        "widget",
        nowhere,
        format!("{bounds:?} shows, untagged and with no appearance"),
    );
}

/// ISO 19005-2 §6.4.3: all of the file but the signature itself; the last one to the very end.
fn covered(check: &mut Check<'_>, fields: &[ObjectId]) {
    let mut end = 0;
    for field in fields {
        let field = check.document.get_dictionary(*field).unwrap();
        let signature = check.dictionary(field, "V");
        let Some(signature) = signature else {
            check.want("signature", false, "the field is empty");
            continue;
        };
        let filter = check.name(signature, "SubFilter");
        let known = filter == Some(b"ETSI.CAdES.detached");
        check.want("signature", known, "a PAdES signature");
        let reference = !signature.has(b"Reference");
        check.want("signature", reference, "it names no digest of its own");
        let range = check.entry(signature, "ByteRange");
        let range = range.and_then(|range| range.as_array().ok());
        let range: Vec<usize> = range
            .into_iter()
            .flatten()
            .map(|number| usize::try_from(number.as_i64().unwrap()).unwrap())
            .collect();
        let [0, before, after, rest] = range[..] else {
            check.want("signature", false, format!("it covers {range:?}"));
            continue;
        };
        let gap = &check.bytes[before..after];
        let is_gap = gap.starts_with(b"<") && gap.ends_with(b">") && after + rest > end;
        check.want("signature", is_gap, "only its own digits are left out");
        end = after + rest;
    }
    let whole = fields.is_empty() || end == check.bytes.len();
    check.want("signature", whole, "the last one covers the whole file");
}
