//! Rules on fonts (ISO 19005-2 §6.2.11): embedded, complete, and true to what the file says.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::content::Content;
use lopdf::{Dictionary, Object};

use super::Check;

pub(super) fn check(check: &mut Check<'_>) {
    let mut used: BTreeMap<Vec<u8>, BTreeSet<u16>> = BTreeMap::new();
    let mut fonts = BTreeMap::new();
    for (_, page, content) in check.pages() {
        note_glyphs(&content, &mut used);
        let resources = check.dictionary(page, "Resources");
        let named = resources.and_then(|resources| check.dictionary(resources, "Font"));
        for (name, _) in named.into_iter().flat_map(Dictionary::iter) {
            let key = String::from_utf8(name.clone()).unwrap();
            let font = check.dictionary(named.unwrap(), &key).unwrap();
            fonts.insert(name.clone(), font);
        }
    }
    for (name, glyphs) in &used {
        match fonts.get(name) {
            Some(font) => self::font(check, font, glyphs),
            None => check.want("fonts", false, "a text names a font that is not there"),
        }
    }
}

/// Notes which glyphs each font shows.
fn note_glyphs(content: &Content, used: &mut BTreeMap<Vec<u8>, BTreeSet<u16>>) {
    let mut font = Vec::new();
    for operation in &content.operations {
        match (operation.operator.as_str(), operation.operands.as_slice()) {
            ("Tf", [Object::Name(name), _]) => font.clone_from(name),
            ("Tj", [Object::String(bytes, _)]) => {
                let glyphs = bytes
                    .chunks(2)
                    .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                used.entry(font.clone()).or_default().extend(glyphs);
            }
            _ => {}
        }
    }
}

fn font(check: &mut Check<'_>, font: &Dictionary, glyphs: &BTreeSet<u16>) {
    let document = check.document;
    let name = |holder: &Dictionary, key: &[u8]| -> Vec<u8> {
        let name = holder.get(key).and_then(Object::as_name);
        name.unwrap_or_default().to_vec()
    };
    let is_composite =
        name(font, b"Subtype") == b"Type0" && name(font, b"Encoding") == b"Identity-H";
    check.want("fonts", is_composite, "composite, glyphs by their number");
    let descendant = font
        .get_deref(b"DescendantFonts", document)
        .and_then(Object::as_array)
        .ok()
        .and_then(|list| document.dereference(list.first()?).ok()?.1.as_dict().ok());
    let Some(descendant) = descendant else {
        return check.want("fonts", false, "no descendant");
    };
    check.want(
        "glyph map",
        name(descendant, b"Subtype") == b"CIDFontType2"
            && name(descendant, b"CIDToGIDMap") == b"Identity"
            && descendant.has(b"CIDSystemInfo"),
        "a TrueType descendant with its map",
    );
    let descriptor = descendant
        .get_deref(b"FontDescriptor", document)
        .and_then(Object::as_dict);
    let Ok(descriptor) = descriptor else {
        return check.want("descriptor", false, "there is none");
    };
    for key in [
        "FontName",
        "Flags",
        "FontBBox",
        "ItalicAngle",
        "Ascent",
        "Descent",
        "CapHeight",
        "StemV",
    ] {
        check.want("descriptor", descriptor.has(key.as_bytes()), key);
    }
    let base = name(font, b"BaseFont");
    let is_tagged = base.get(6) == Some(&b'+') && base[..6].iter().all(u8::is_ascii_uppercase);
    let same = base == name(descendant, b"BaseFont") && base == name(descriptor, b"FontName");
    check.want(
        "font name",
        is_tagged && same,
        "the same everywhere, with the tag of a subset",
    );
    let program = descriptor
        .get_deref(b"FontFile2", document)
        .and_then(Object::as_stream)
        .and_then(lopdf::Stream::get_plain_content);
    match program {
        Ok(program) => widths(check, descendant, &program, glyphs),
        Err(_) => check.want(
            "embedding",
            false,
            "the program of the font is not in the file",
        ),
    }
    to_unicode(check, font, glyphs);
}

/// Widths of the file are those of the program; no text uses the glyph of what is missing.
fn widths(check: &mut Check<'_>, descendant: &Dictionary, program: &[u8], glyphs: &BTreeSet<u16>) {
    let face = ttf_parser::Face::parse(program, 0).unwrap();
    let list = descendant.get(b"W").and_then(Object::as_array);
    let list = list.ok().and_then(|list| list.get(1)?.as_array().ok());
    let scale = 1000.0 / f32::from(face.units_per_em());
    for glyph in glyphs {
        check.want("missing glyph", *glyph != 0, "a text shows .notdef");
        let id = ttf_parser::GlyphId(*glyph);
        check.want(
            "embedding",
            *glyph < face.number_of_glyphs(),
            format!("glyph {glyph} is not in the program"),
        );
        let real = face
            .glyph_hor_advance(id)
            .map(|advance| f32::from(advance) * scale);
        let told = list
            .and_then(|list| list.get(usize::from(*glyph)))
            .and_then(|width| width.as_float().ok());
        let same = matches!((real, told), (Some(real), Some(told)) if (real - told).abs() < 1.0);
        check.want(
            "widths",
            same,
            format!("glyph {glyph}: {real:?} and {told:?}"),
        );
    }
}

/// Each glyph says which character it is, and none a character that means nothing (§6.2.11.7).
fn to_unicode(check: &mut Check<'_>, font: &Dictionary, glyphs: &BTreeSet<u16>) {
    let map = font
        .get_deref(b"ToUnicode", check.document)
        .and_then(Object::as_stream)
        .and_then(lopdf::Stream::get_plain_content)
        .unwrap_or_default();
    let map = String::from_utf8(map).unwrap();
    let pairs: BTreeMap<u16, &str> = map
        .lines()
        .filter_map(|line| {
            let (glyph, character) = line.strip_prefix('<')?.split_once("> <")?;
            let glyph = u16::from_str_radix(glyph, 16).ok()?;
            Some((glyph, character.strip_suffix('>')?))
        })
        .collect();
    for glyph in glyphs {
        let character = pairs.get(glyph).copied();
        let means = !matches!(character, None | Some("0000" | "FEFF" | "FFFE"));
        check.want("unicode", means, format!("glyph {glyph} is {character:?}"));
    }
}
