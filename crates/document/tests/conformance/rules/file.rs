//! Rules on the file as a whole: identity, colour, metadata, pictures, and what must not be there.

use lopdf::{Dictionary, Object};

use super::{Check, text};

pub(super) fn check(check: &mut Check<'_>) {
    frame(check);
    output_intent(check);
    metadata(check);
    pages(check);
    forbidden(check);
}

/// ISO 19005-2 §6.1.2, §6.1.3.
fn frame(check: &mut Check<'_>) {
    let bytes = check.bytes;
    let binary = bytes.get(9..14).unwrap_or_default();
    let is_header = bytes.starts_with(b"%PDF-1.")
        && binary[0] == b'%'
        && binary[1..].iter().all(|byte| *byte > 127);
    check.want("header", is_header, "version, then a line of binary bytes");
    let id = check.document.trailer.get(b"ID").and_then(Object::as_array);
    let is_id = id.is_ok_and(|parts| {
        parts.len() == 2
            && parts
                .iter()
                .all(|part| part.as_str().is_ok_and(|part| part.len() >= 16))
    });
    check.want("id", is_id, "two strings of the trailer identify the file");
    let trailer = &check.document.trailer;
    check.want(
        "encryption",
        !trailer.has(b"Encrypt"),
        "nothing is encrypted",
    );
}

/// ISO 19005-2 §6.2.3, §6.2.4.3: device colours need a profile that says what they look like.
fn output_intent(check: &mut Check<'_>) {
    let intents = check.entry(check.catalog(), "OutputIntents");
    let intent = intents
        .and_then(|intents| intents.as_array().ok()?.first())
        .and_then(|intent| check.document.dereference(intent).ok()?.1.as_dict().ok());
    let Some(intent) = intent else {
        return check.want("output intent", false, "the catalog has none");
    };
    let is_pdfa = check.name(intent, "S") == Some(b"GTS_PDFA1");
    check.want("output intent", is_pdfa, "its subtype is GTS_PDFA1");
    check.want(
        "output intent",
        intent.has(b"OutputConditionIdentifier"),
        "it names its condition",
    );
    let profile = check
        .entry(intent, "DestOutputProfile")
        .and_then(|profile| profile.as_stream().ok());
    let Some(profile) = profile else {
        return check.want("output intent", false, "it has a profile");
    };
    check.want(
        "profile",
        profile.dict.get(b"N").and_then(Object::as_i64).ok() == Some(3),
        "it has three channels",
    );
    let icc = profile.get_plain_content().unwrap_or_default();
    let is_icc = icc.len() > 128
        && icc[..4] == u32::try_from(icc.len()).unwrap().to_be_bytes()
        && (2..=4).contains(&icc[8])
        && &icc[12..20] == b"mntrRGB "
        && &icc[36..40] == b"acsp";
    check.want(
        "profile",
        is_icc,
        "an RGB monitor profile of version 2 to 4",
    );
}

/// ISO 19005-2 §6.6, ISO 14289-1 §5 and §7.1.
fn metadata(check: &mut Check<'_>) {
    let catalog = check.catalog();
    let stream = check
        .entry(catalog, "Metadata")
        .and_then(|metadata| metadata.as_stream().ok());
    let Some(stream) = stream else {
        return check.want("metadata", false, "the catalog has none");
    };
    let plain = !stream.dict.has(b"Filter") && stream.dict.has_type(b"Metadata");
    check.want("metadata", plain, "a stream of its type, not packed");
    let xmp = String::from_utf8_lossy(&stream.content).into_owned();
    for (rule, wanted) in [
        ("pdfaid", "<pdfaid:part>2</pdfaid:part>"),
        ("pdfaid", "<pdfaid:conformance>A</pdfaid:conformance>"),
        ("pdfuaid", "<pdfuaid:part>1</pdfuaid:part>"),
        (
            "extension schema",
            "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>",
        ),
        (
            "extension schema",
            "<pdfaProperty:name>part</pdfaProperty:name>",
        ),
        (
            "dc language",
            "<dc:language><rdf:Bag><rdf:li>it-IT</rdf:li>",
        ),
    ] {
        check.want(rule, xmp.contains(wanted), wanted);
    }
    let info = check.document.trailer.get(b"Info").ok();
    let info = info.and_then(|info| check.document.dereference(info).ok()?.1.as_dict().ok());
    let Some(info) = info else {
        return check.want("info", false, "the trailer has none");
    };
    info_is_xmp(check, info, &xmp);
}

/// What both say is the same, and Info says nothing else.
fn info_is_xmp(check: &mut Check<'_>, info: &Dictionary, xmp: &str) {
    let between = |from: &str, to: &str| {
        let (_, rest) = xmp.split_once(from)?;
        let value = rest.split_once(to)?.0;
        Some(
            value
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        )
    };
    let title = "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">";
    let pairs = [
        ("Title", between(title, "</rdf:li>")),
        (
            "Author",
            between("<dc:creator><rdf:Seq><rdf:li>", "</rdf:li>"),
        ),
        ("Creator", between("<xmp:CreatorTool>", "<")),
        ("Producer", between("<pdf:Producer>", "<")),
        (
            "CreationDate",
            between("<xmp:CreateDate>", "<").map(|date| pdf_date(&date)),
        ),
        (
            "ModDate",
            between("<xmp:ModifyDate>", "<").map(|date| pdf_date(&date)),
        ),
    ];
    for (key, there) in &pairs {
        let here = info.get(key.as_bytes()).ok().map(text);
        let same = here.is_some() && here == *there;
        check.want("info", same, format!("{key}: {here:?} and {there:?}"));
    }
    let only = info.iter().count() == pairs.len();
    check.want("info", only, "it has entries that the metadata has not");
}

/// `2026-11-24T00:00:00+01:00` as `D:20261124000000+01'00'`.
fn pdf_date(date: &str) -> String {
    let (local, zone) = date.split_at(19.min(date.len()));
    let digits: String = local.chars().filter(char::is_ascii_digit).collect();
    format!("D:{digits}{}'", zone.replace(':', "'"))
}

/// What a page names and draws (ISO 19005-2 §6.2.2, §6.2.8, §6.2.10).
fn pages(check: &mut Check<'_>) {
    const OPERATORS: &str = "BDC EMC BT ET Tf Tm Td Tj g G q Q cm Do w d m l S J j";
    for (_, page, content) in check.pages() {
        check.want("resources", page.has(b"Resources"), "each page has its own");
        check.want("page size", page.has(b"MediaBox"), "each page has its own");
        check.want("transparency", !page.has(b"Group"), "no page is blended");
        let resources = check.dictionary(page, "Resources");
        let states = resources.is_some_and(|resources| resources.has(b"ExtGState"));
        check.want("transparency", !states, "no state makes things transparent");
        for operation in &content.operations {
            let known = OPERATORS.split(' ').any(|name| name == operation.operator);
            check.want(
                "operators",
                known,
                format!("{} is not ours", operation.operator),
            );
        }
        for picture in check.pictures(page) {
            pictures(check, &picture.dict);
            if let Ok(mask) = picture.dict.get_deref(b"SMask", check.document) {
                pictures(check, &mask.as_stream().unwrap().dict);
            }
        }
    }
}

fn pictures(check: &mut Check<'_>, picture: &Dictionary) {
    let number = |key: &[u8]| picture.get(key).and_then(Object::as_i64).ok();
    let is_mask = picture.get(b"ImageMask").and_then(Object::as_bool).ok() == Some(true);
    let bits = if is_mask { 1 } else { 8 };
    check.want(
        "pictures",
        number(b"BitsPerComponent") == Some(bits),
        "8 bits a channel, 1 for a mask",
    );
    let space = picture.get(b"ColorSpace").and_then(Object::as_name).ok();
    let known = matches!(space, Some(b"DeviceRGB" | b"DeviceGray"));
    check.want("pictures", is_mask || known, "in RGB or grey");
    let smooth = picture.get(b"Interpolate").and_then(Object::as_bool).ok() == Some(true);
    check.want("pictures", !smooth, "none is smoothed");
    for key in [&b"Alternates"[..], b"OPI"] {
        check.want("pictures", !picture.has(key), "none has another form");
    }
}

/// ISO 19005-2 §6.1.7, §6.5, §6.8: nothing acts, nothing is attached, nothing is outside.
fn forbidden(check: &mut Check<'_>) {
    let catalog = check.catalog();
    for key in ["OpenAction", "AA", "Names", "Perms", "OCProperties"] {
        check.want("actions", !catalog.has(key.as_bytes()), key);
    }
    let viewer = check.dictionary(catalog, "ViewerPreferences");
    let title = viewer.and_then(|viewer| viewer.get(b"DisplayDocTitle").ok()?.as_bool().ok());
    check.want(
        "title shown",
        title == Some(true),
        "instead of the file's name",
    );
    let scaling = viewer.and_then(|viewer| check.name(viewer, "PrintScaling"));
    check.want(
        "printed as it is",
        scaling == Some(b"None"),
        "not made smaller",
    );
    for (id, object) in &check.document.objects {
        let Object::Stream(stream) = object else {
            continue;
        };
        let filter = stream.dict.get(b"Filter").and_then(Object::as_name).ok();
        let known = matches!(filter, None | Some(b"FlateDecode")) && !stream.dict.has(b"F");
        check.want(
            "streams",
            known,
            format!("{id:?} is packed otherwise or outside"),
        );
    }
}
