//! The two faces of a certificate, made ready once for each process.
//!
//! Titillium Web (SIL Open Font License 1.1) in regular and bold. Subsetting and compressing a
//! font costs far more than drawing a page, so it is done once: the subset holds every character
//! of the face, and each document embeds the same ready objects.

use std::collections::HashMap;
use std::sync::LazyLock;

use lopdf::{Dictionary, Object, Stream, dictionary};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use crate::Error;

/// Which of the faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// A face: what the page needs to place text, and what the file embeds.
pub(crate) struct Face {
    /// Name of the resource on the page.
    pub(crate) resource: &'static str,
    glyphs: HashMap<char, Glyph>,
    /// PostScript name with the tag of the subset.
    base_name: String,
    /// The subset font program, deflated.
    program: Stream,
    to_unicode: Stream,
    widths: Object,
    descriptor: Dictionary,
}

#[derive(Clone, Copy)]
struct Glyph {
    id: u16,
    /// Advance in thousandths of the size.
    advance: f32,
}

static REGULAR: LazyLock<Face> =
    LazyLock::new(|| Face::new("FR", "TitilliumWeb-Regular", REGULAR_FILE));
static BOLD: LazyLock<Face> = LazyLock::new(|| Face::new("FB", "TitilliumWeb-Bold", BOLD_FILE));

const REGULAR_FILE: &[u8] = include_bytes!("../fonts/TitilliumWeb-Regular.ttf");
const BOLD_FILE: &[u8] = include_bytes!("../fonts/TitilliumWeb-Bold.ttf");

/// Returns a face.
pub(crate) fn face(weight: Weight) -> &'static Face {
    match weight {
        Weight::Regular => &REGULAR,
        Weight::Bold => &BOLD,
    }
}

impl Face {
    /// Returns the width of a text in points at a size in points.
    pub(crate) fn width(&self, text: &str, size: f32) -> Result<f32, Error> {
        let mut total = 0.0;
        for character in text.chars() {
            total += self.glyph(character)?.advance;
        }
        Ok(total * size / 1000.0)
    }

    /// Returns a text as glyph numbers, two bytes each, as the page's operators want it.
    pub(crate) fn encode(&self, text: &str) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for character in text.chars() {
            bytes.extend_from_slice(&self.glyph(character)?.id.to_be_bytes());
        }
        Ok(bytes)
    }

    fn glyph(&self, character: char) -> Result<Glyph, Error> {
        self.glyphs
            .get(&character)
            .copied()
            .ok_or(Error::Glyph { character })
    }

    fn new(resource: &'static str, name: &str, file: &'static [u8]) -> Self {
        let face = ttf_parser::Face::parse(file, 0).expect("the face is compiled in and tested");
        let mut remapper = GlyphRemapper::new();
        let mut characters: Vec<char> = Vec::new();
        if let Some(cmap) = face.tables().cmap {
            for table in cmap
                .subtables
                .into_iter()
                .filter(ttf_parser::cmap::Subtable::is_unicode)
            {
                table.codepoints(|code| characters.extend(char::from_u32(code)));
            }
        }
        characters.sort_unstable();
        characters.dedup();
        let scale = 1000.0 / f32::from(face.units_per_em());
        let mut glyphs = HashMap::new();
        let mut widths = vec![Object::Integer(0), Object::Array(Vec::new())];
        let mut advances: Vec<(u16, f32)> = vec![(0, 0.0)];
        for character in characters {
            let Some(old) = face.glyph_index(character) else {
                continue;
            };
            let id = remapper.remap(old.0);
            let advance = f32::from(face.glyph_hor_advance(old).unwrap_or(0)) * scale;
            glyphs.insert(character, Glyph { id, advance });
            advances.push((id, advance));
        }
        advances.sort_by_key(|(id, _)| *id);
        advances.dedup_by_key(|(id, _)| *id);
        if let Object::Array(list) = &mut widths[1] {
            list.extend(advances.iter().map(|(_, advance)| Object::Real(*advance)));
        }
        let program = subsetter::subset(file, 0, &remapper).expect("the face is tested");
        let base_name = format!("{}+{name}", tag(&program));
        Self {
            resource,
            to_unicode: to_unicode(&glyphs),
            glyphs,
            descriptor: descriptor(&face, &base_name, scale),
            program: deflated(dictionary! { "Length1" => length(&program) }, &program),
            base_name,
            widths: Object::Array(widths),
        }
    }

    /// Adds the face to a document and returns the reference of its Type 0 font.
    pub(crate) fn embed(&self, document: &mut lopdf::Document) -> Object {
        let program = document.add_object(self.program.clone());
        let to_unicode = document.add_object(self.to_unicode.clone());
        let mut descriptor = self.descriptor.clone();
        descriptor.set("FontFile2", program);
        let descriptor = document.add_object(descriptor);
        let descendant = document.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "CIDFontType2",
            "BaseFont" => Object::Name(self.base_name.clone().into_bytes()),
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"),
                "Ordering" => Object::string_literal("Identity"),
                "Supplement" => 0,
            },
            "FontDescriptor" => descriptor,
            "DW" => 0,
            "W" => self.widths.clone(),
            "CIDToGIDMap" => "Identity",
        });
        document
            .add_object(dictionary! {
                "Type" => "Font",
                "Subtype" => "Type0",
                "BaseFont" => Object::Name(self.base_name.clone().into_bytes()),
                "Encoding" => "Identity-H",
                "DescendantFonts" => vec![descendant.into()],
                "ToUnicode" => to_unicode,
            })
            .into()
    }
}

/// Returns a stream, deflated.
pub(crate) fn deflated(mut dictionary: Dictionary, bytes: &[u8]) -> Stream {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).expect("writing to memory");
    let compressed = encoder.finish().expect("writing to memory");
    dictionary.set("Filter", "FlateDecode");
    Stream::new(dictionary, compressed).with_compression(false)
}

fn length(bytes: &[u8]) -> i64 {
    i64::try_from(bytes.len()).expect("a font fits in memory")
}

/// Returns the six letters that name a subset (ISO 32000 §9.6.4), from the program itself.
fn tag(program: &[u8]) -> String {
    Sha256::digest(program)[..6]
        .iter()
        .map(|byte| char::from(b'A' + byte % 26))
        .collect()
}

fn descriptor(face: &ttf_parser::Face<'_>, name: &str, scale: f32) -> Dictionary {
    let scaled = |value: i16| Object::Real(f32::from(value) * scale);
    let bounds = face.global_bounding_box();
    dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => Object::Name(name.as_bytes().to_vec()),
        "Flags" => 4,
        "FontBBox" => vec![
            scaled(bounds.x_min), scaled(bounds.y_min), scaled(bounds.x_max), scaled(bounds.y_max),
        ],
        "ItalicAngle" => 0,
        "Ascent" => scaled(face.ascender()),
        "Descent" => scaled(face.descender()),
        "CapHeight" => scaled(face.capital_height().unwrap_or(700)),
        "StemV" => if face.is_bold() { 140 } else { 85 },
    }
}

/// Returns the map from glyphs back to characters, so that text can be copied and searched.
fn to_unicode(glyphs: &HashMap<char, Glyph>) -> Stream {
    let mut pairs: Vec<(u16, char)> = glyphs.iter().map(|(c, glyph)| (glyph.id, *c)).collect();
    pairs.sort_unstable();
    pairs.dedup_by_key(|(id, _)| *id);
    let mut text = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry \
         (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 \
         def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    for block in pairs.chunks(100) {
        text.push_str(&format!("{} beginbfchar\n", block.len()));
        for (id, character) in block {
            let mut units = [0; 2];
            let units: String = character
                .encode_utf16(&mut units)
                .iter()
                .map(|unit| format!("{unit:04X}"))
                .collect();
            text.push_str(&format!("<{id:04X}> <{units}>\n"));
        }
        text.push_str("endbfchar\n");
    }
    text.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    deflated(Dictionary::new(), text.as_bytes())
}
