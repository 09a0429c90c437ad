//! The two faces of a certificate, cut and compressed once for each process.
//!
//! Titillium Web (SIL Open Font License 1.1) in regular and bold. Subsetting and compressing a
//! font costs far more than drawing a page, so it is done once, for two sets of characters: a
//! tight one, with what the languages of certificates need, and a wide one, with every character
//! of the face, for names from further away. Which set a document embeds depends on its text only.

use std::fmt::Write as _;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use crate::Error;
use crate::writer::{Writer, deflated_once};

/// Which of the faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    /// Returns the name of the face among the resources of a page.
    pub(crate) fn resource(self) -> &'static str {
        match self {
            Self::Regular => "FR",
            Self::Bold => "FB",
        }
    }
}

/// Which characters of the faces a document embeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// ASCII, the letters of Italian, German, French and Slovene, and their punctuation.
    Tight,
    /// Every character of the face.
    Wide,
}

/// What the tight set holds beyond ASCII.
const TIGHT: &str = "ÀÁÂÄÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜŒŸàáâäæçèéêëìíîïñòóôöùúûüœÿßČĆĐŠŽčćđšž\
                     °ªº·§«»–—‘’“”„‹›…€";

impl Set {
    /// Returns the smallest set that has all characters.
    pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let tight = |text: &str| {
            text.chars()
                .all(|character| TIGHT_SET.get(character).is_some())
        };
        if texts.into_iter().all(tight) {
            Self::Tight
        } else {
            Self::Wide
        }
    }
}

static TIGHT_SET: LazyLock<Table<()>> = LazyLock::new(|| {
    let ascii = (' '..='~').map(|character| (character, ()));
    Table::new(ascii.chain(TIGHT.chars().map(|character| (character, ()))))
});

/// Values by character: the Latin ones by index, the few others by search.
struct Table<T> {
    low: Vec<Option<T>>,
    high: Vec<(char, T)>,
}

/// The first character after the Latin blocks.
const LOW_MAX: usize = 0x250;

impl<T: Copy> Table<T> {
    fn new(pairs: impl IntoIterator<Item = (char, T)>) -> Self {
        let mut table = Self {
            low: vec![None; LOW_MAX],
            high: Vec::new(),
        };
        for (character, value) in pairs {
            match table.low.get_mut(character as usize) {
                Some(place) => *place = Some(value),
                None => table.high.push((character, value)),
            }
        }
        table.high.sort_unstable_by_key(|(character, _)| *character);
        table
    }

    fn get(&self, character: char) -> Option<T> {
        if let Some(value) = self.low.get(character as usize) {
            return *value;
        }
        let place = self
            .high
            .binary_search_by_key(&character, |(other, _)| *other)
            .ok()?;
        Some(self.high[place].1)
    }
}

/// A face: what the page needs to place text, and what a file embeds.
pub(crate) struct Face {
    name: &'static str,
    file: ttf_parser::Face<'static>,
    /// Advance of each character, in units of the face.
    advances: Table<u16>,
    scale: f32,
    tight: Subset,
    wide: Subset,
}

/// A face cut to a set of characters.
struct Subset {
    /// Number of each character's glyph in the program.
    glyphs: Table<u16>,
    /// Glyphs with their characters, in the order of the glyphs.
    order: Vec<(u16, char)>,
    program: Vec<u8>,
}

static REGULAR: LazyLock<Face> = LazyLock::new(|| Face::new("TitilliumWeb-Regular", REGULAR_FILE));
static BOLD: LazyLock<Face> = LazyLock::new(|| Face::new("TitilliumWeb-Bold", BOLD_FILE));

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
        let mut total = 0_u32;
        for character in text.chars() {
            let advance = self.advances.get(character);
            total += u32::from(advance.ok_or(Error::Glyph { character })?);
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a line is no million units wide"
        )]
        let total = total as f32;
        Ok(total * self.scale * size / 1000.0)
    }

    /// Returns a text as glyph numbers of a set, two bytes each, as the page's operators want it.
    pub(crate) fn encode(&self, text: &str, set: Set) -> Result<Vec<u8>, Error> {
        let glyphs = &self.subset(set).glyphs;
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for character in text.chars() {
            let glyph = glyphs.get(character).ok_or(Error::Glyph { character })?;
            bytes.extend_from_slice(&glyph.to_be_bytes());
        }
        Ok(bytes)
    }

    fn subset(&self, set: Set) -> &Subset {
        match set {
            Set::Tight => &self.tight,
            Set::Wide => &self.wide,
        }
    }

    fn new(name: &'static str, bytes: &'static [u8]) -> Self {
        let file = ttf_parser::Face::parse(bytes, 0).expect("the face is compiled in and tested");
        let mut characters: Vec<char> = Vec::new();
        for table in file
            .tables()
            .cmap
            .into_iter()
            .flat_map(|cmap| cmap.subtables)
        {
            if table.is_unicode() {
                table.codepoints(|code| characters.extend(char::from_u32(code)));
            }
        }
        // PDF/A allows no text that maps to nothing that can be read (ISO 19005-2 §6.2.11.7.2).
        characters.retain(|character| !character.is_control());
        characters.sort_unstable();
        characters.dedup();
        let advance = |character: &char| {
            let glyph = file.glyph_index(*character)?;
            Some((*character, file.glyph_hor_advance(glyph).unwrap_or(0)))
        };
        let advances = Table::new(characters.iter().filter_map(advance));
        let tight: Vec<char> = characters
            .iter()
            .copied()
            .filter(|character| TIGHT_SET.get(*character).is_some())
            .collect();
        Self {
            name,
            advances,
            scale: 1000.0 / f32::from(file.units_per_em()),
            tight: Subset::new(&file, bytes, &tight),
            wide: Subset::new(&file, bytes, &characters),
            file,
        }
    }

    /// Writes the five objects of the face and returns the number of its Type 0 font.
    pub(crate) fn write(&self, set: Set, writer: &mut Writer) -> usize {
        let subset = self.subset(set);
        let name = format!("{}+{}", tag(&subset.program), self.name);
        let program = deflated_once(&subset.program);
        let to_unicode = deflated_once(subset.to_unicode().as_bytes());
        let font = writer.object(&format!(
            "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{} 0 R]\
             /ToUnicode {} 0 R>>",
            writer.next() + 1,
            writer.next() + 4,
        ));
        writer.object(&format!(
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)\
             /Ordering(Identity)/Supplement 0>>/FontDescriptor {} 0 R/DW 0/W[0[{}]]\
             /CIDToGIDMap/Identity>>",
            font + 2,
            self.widths(subset),
        ));
        writer.object(&format!(
            "<</Type/FontDescriptor/FontName/{name}/Flags 4{}/FontFile2 {} 0 R>>",
            self.description(),
            font + 3,
        ));
        let length = subset.program.len();
        writer.stream(&format!("/Filter/FlateDecode/Length1 {length}"), &program);
        writer.stream("/Filter/FlateDecode", &to_unicode);
        font
    }

    /// Returns the widths of the glyphs, from number 0, which no text uses.
    fn widths(&self, subset: &Subset) -> String {
        let missing = self.file.glyph_hor_advance(ttf_parser::GlyphId(0));
        let mut widths = (f32::from(missing.unwrap_or(0)) * self.scale).to_string();
        for (_, character) in &subset.order {
            let advance = f32::from(self.advances.get(*character).unwrap_or(0));
            write!(widths, " {}", advance * self.scale).expect("writing to memory");
        }
        widths
    }

    fn description(&self) -> String {
        let scaled = |value: i16| f32::from(value) * self.scale;
        let bounds = self.file.global_bounding_box();
        format!(
            "/FontBBox[{} {} {} {}]/ItalicAngle 0/Ascent {}/Descent {}/CapHeight {}/StemV {}",
            scaled(bounds.x_min),
            scaled(bounds.y_min),
            scaled(bounds.x_max),
            scaled(bounds.y_max),
            scaled(self.file.ascender()),
            scaled(self.file.descender()),
            scaled(self.file.capital_height().unwrap_or(700)),
            if self.file.is_bold() { 140 } else { 85 },
        )
    }
}

impl Subset {
    fn new(face: &ttf_parser::Face<'_>, bytes: &[u8], characters: &[char]) -> Self {
        let mut remapper = GlyphRemapper::new();
        let mut order: Vec<(u16, char)> = Vec::with_capacity(characters.len());
        for character in characters {
            if let Some(old) = face.glyph_index(*character) {
                order.push((remapper.remap(old.0), *character));
            }
        }
        order.sort_unstable();
        assert!(
            order
                .iter()
                .map(|(glyph, _)| usize::from(*glyph))
                .eq(1..=order.len()),
            "each character of the face has a glyph of its own"
        );
        Self {
            glyphs: Table::new(order.iter().map(|(glyph, character)| (*character, *glyph))),
            program: subsetter::subset(bytes, 0, &remapper).expect("the face is tested"),
            order,
        }
    }

    /// Returns the map from glyphs back to characters, so that text can be read back.
    fn to_unicode(&self) -> String {
        let mut text = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << \
             /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName \
             /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\n\
             endcodespacerange\n",
        );
        for block in self.order.chunks(100) {
            writeln!(text, "{} beginbfchar", block.len()).expect("writing to memory");
            for (glyph, character) in block {
                write!(text, "<{glyph:04X}> <").expect("writing to memory");
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(text, "{unit:04X}").expect("writing to memory");
                }
                text.push_str(">\n");
            }
            text.push_str("endbfchar\n");
        }
        text.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        text
    }
}

/// Returns the six letters that name a subset (ISO 32000 §9.6.4), from the program itself.
fn tag(program: &[u8]) -> String {
    Sha256::digest(program)[..6]
        .iter()
        .map(|byte| char::from(b'A' + byte % 26))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tight_set_is_in_both_faces_and_has_no_name_from_further_away() {
        for weight in [Weight::Regular, Weight::Bold] {
            let all: String = (' '..='~').chain(TIGHT.chars()).collect();
            assert!(face(weight).encode(&all, Set::Tight).is_ok());
            assert!(face(weight).encode("ŞĂŁ", Set::Tight).is_err());
            assert!(face(weight).encode("ŞĂŁ", Set::Wide).is_ok());
        }
        assert_eq!(Set::of(["ČAPEK", "NICOLÒ"]), Set::Tight);
        assert_eq!(Set::of(["ROSSI", "ŞERBAN"]), Set::Wide);
    }
}
