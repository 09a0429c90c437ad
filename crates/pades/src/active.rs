//! What acts by itself when a document is opened, and roots beyond the one.

use crate::pdf::{Dictionary, File, PdfError, Place, Value};
use crate::reason::Reason;

/// Actions that run, send, or change what is shown (ISO 32000-1, 12.6.4).
const ACTIONS: [&[u8]; 8] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"Rendition",
    b"RichMediaExecute",
    b"SetOCGState",
    b"GoToE",
];

/// Looks through every object of every revision.
pub(crate) fn check(file: &File<'_>, reasons: &mut Vec<Reason>) -> Result<(), PdfError> {
    for revision in 0..=file.last() {
        let mut catalogs = 0;
        for number in file.written(revision) {
            let id = match file.place(revision, number) {
                Place::Free => continue,
                Place::At(_, generation) => (number, generation),
                Place::In(..) => (number, 0),
            };
            let Some(object) = file.object(revision, id)? else {
                continue;
            };
            if acts(&object.value) {
                reasons.push(Reason::ActiveContent);
            }
            let kind = object
                .value
                .as_dictionary()
                .and_then(|object| object.get(b"Type".as_slice()));
            catalogs += usize::from(kind.and_then(Value::as_name) == Some(b"Catalog"));
        }
        if catalogs > 1 {
            reasons.push(Reason::SecondCatalog);
        }
    }
    Ok(())
}

fn acts(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().any(acts),
        Value::Dictionary(dictionary) => dictionary_acts(dictionary),
        _ => false,
    }
}

fn dictionary_acts(dictionary: &Dictionary) -> bool {
    let action = dictionary.get(b"S".as_slice()).and_then(Value::as_name);
    action.is_some_and(|action| ACTIONS.contains(&action))
        || dictionary.contains_key(b"JS".as_slice())
        || dictionary.contains_key(b"AA".as_slice())
        || dictionary.contains_key(b"XFA".as_slice())
        || dictionary.values().any(acts)
}
