//! Whether a file keeps what it claims of PDF/A.
//!
//! Ours go through every rule of the tests. Those of peers, which draw by other means, through what
//! no PDF/A-2 file can be without; that finds a claim wrong and never proves one. Where `VERAPDF`
//! names the real validator, its verdict stands beside.

use std::path::Path;
use std::process::Command;

use lopdf::{Dictionary, Document, Object};

use crate::rules;

/// Judges one of our own documents, which was signed so often.
pub(crate) fn of_ours(pdf: &[u8], signatures: usize, work: &Path) -> String {
    let complaints = rules::complaints_of_signed(pdf, signatures);
    let verdict = match complaints.first() {
        None => "2a, UA-1: the tests' rules kept".to_owned(),
        Some(first) => format!("BROKEN: {} ({})", first.rule, first.what),
    };
    with_the_validator(verdict, pdf, "2a", work)
}

/// Judges a document of a peer.
pub(crate) fn of_peer(pdf: &[u8], work: &Path) -> String {
    let Ok(document) = Document::load_mem(pdf) else {
        return "cannot be read".to_owned();
    };
    let xmp = metadata(&document).unwrap_or_default();
    let claim = |name: &str| {
        // An element or an attribute.
        let (_, rest) = xmp.split_once(name)?;
        let rest = rest.trim_start_matches(['>', '=', '"', '\'']);
        let value: String = rest
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        Some(value.to_lowercase())
    };
    let accessible = claim("pdfuaid:part").map_or_else(String::new, |part| format!(", UA-{part}"));
    let (Some(part), Some(level)) = (claim("pdfaid:part"), claim("pdfaid:conformance")) else {
        let why = missing(&document, "b").unwrap_or("nothing is claimed");
        return format!("no ({why}){accessible}");
    };
    let verdict = match missing(&document, &level) {
        Some(why) => format!("{part}{level} claimed, no ({why}){accessible}"),
        None => format!("{part}{level}{accessible} claimed"),
    };
    with_the_validator(verdict, pdf, &format!("{part}{level}"), work)
}

/// Returns the first thing that a file lacks and no PDF/A-2 may (ISO 19005-2).
fn missing(document: &Document, level: &str) -> Option<&'static str> {
    let Ok(catalog) = document.catalog() else {
        return Some("no catalog");
    };
    let is_marked = catalog
        .get_deref(b"MarkInfo", document)
        .and_then(Object::as_dict)
        .and_then(|info| info.get(b"Marked"))
        .and_then(Object::as_bool);
    let tagged =
        matches!(is_marked, Ok(true)) && catalog.has(b"StructTreeRoot") && catalog.has(b"Lang");
    let dictionaries = || {
        document.objects.values().filter_map(|object| match object {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        })
    };
    let fonts_embedded = dictionaries()
        .filter(|one| one.has_type(b"FontDescriptor"))
        .all(|one| one.has(b"FontFile") || one.has(b"FontFile2") || one.has(b"FontFile3"));
    let simple_without_file = dictionaries()
        .filter(|one| one.has_type(b"Font"))
        .any(|one| is_simple(one) && !one.has(b"FontDescriptor"));
    let acts = dictionaries().any(|one| {
        let kind = one.get(b"S").and_then(Object::as_name).unwrap_or_default();
        one.has(b"JS") || [&b"JavaScript"[..], b"Launch"].contains(&kind)
    });
    let packed_by_lzw = dictionaries().any(|one| {
        let filter = one.get(b"Filter").and_then(Object::as_name);
        filter.is_ok_and(|filter| filter == b"LZWDecode")
    });
    let wanted = [
        (catalog.has(b"Metadata"), "no metadata"),
        (document.trailer.has(b"ID"), "no /ID"),
        (!document.trailer.has(b"Encrypt"), "encrypted"),
        (has_output_intent(document, catalog), "no output intent"),
        (
            fonts_embedded && !simple_without_file,
            "a font is not embedded",
        ),
        (!acts, "it acts"),
        (!packed_by_lzw, "LZW"),
        (level != "a" || tagged, "not tagged, or no language"),
    ];
    wanted
        .into_iter()
        .find_map(|(holds, what)| (!holds).then_some(what))
}

/// Whether a font is one that needs a program of its own.
fn is_simple(font: &Dictionary) -> bool {
    let kind = font.get(b"Subtype").and_then(Object::as_name);
    kind.is_ok_and(|kind| [&b"Type1"[..], b"TrueType"].contains(&kind))
}

fn has_output_intent(document: &Document, catalog: &Dictionary) -> bool {
    let intents = catalog
        .get_deref(b"OutputIntents", document)
        .and_then(Object::as_array);
    intents.is_ok_and(|intents| {
        intents.iter().any(|intent| {
            let intent = document.dereference(intent);
            let intent = intent.and_then(|(_, intent)| intent.as_dict());
            intent.is_ok_and(|intent| {
                let kind = intent.get(b"S").and_then(Object::as_name);
                kind.is_ok_and(|kind| kind == b"GTS_PDFA1")
            })
        })
    })
}

fn metadata(document: &Document) -> Option<String> {
    let stream = document.catalog().ok()?.get_deref(b"Metadata", document);
    let stream = stream.and_then(Object::as_stream).ok()?;
    let plain = stream
        .get_plain_content()
        .unwrap_or_else(|_| stream.content.clone());
    Some(String::from_utf8_lossy(&plain).into_owned())
}

/// Asks veraPDF, where the environment says which.
fn with_the_validator(verdict: String, pdf: &[u8], flavour: &str, work: &Path) -> String {
    let Some(validator) = std::env::var_os("VERAPDF").filter(|path| !path.is_empty()) else {
        return verdict;
    };
    let path = work.join("judged.pdf");
    let said = std::fs::write(&path, pdf).and_then(|()| {
        Command::new(validator)
            .args(["--flavour", flavour, "--format", "text"])
            .arg(&path)
            .output()
    });
    let said = said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
    match said {
        Ok(said) if said.contains("PASS") => format!("{verdict}; veraPDF {flavour}: yes"),
        Ok(said) if said.contains("FAIL") => format!("{verdict}; veraPDF {flavour}: NO"),
        _ => format!("{verdict}; veraPDF said nothing"),
    }
}
