//! Lines, and the paper on which they stand. Lengths are points from the top left corner.

use crate::Error;
use crate::face::{Weight, face};
use crate::structure::Element;

/// Points in a millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;
/// A4 (ISO 216).
pub(crate) const WIDTH: f32 = 210.0 * MM;
pub(crate) const HEIGHT: f32 = 297.0 * MM;

/// One thing on a page.
#[derive(Debug)]
pub(crate) enum Mark {
    /// A line of text; `y` is its base line.
    Text {
        x: f32,
        y: f32,
        weight: Weight,
        size: f32,
        /// Grey of the text: 0 black.
        grey: f32,
        text: String,
    },
    /// A thin straight line.
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        dashed: bool,
    },
    /// A picture; `y` is its upper edge.
    Picture {
        /// Name among the resources of the page.
        name: &'static str,
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
}

/// Name of the coat of arms among the resources of a page.
pub(crate) const ARMS: &str = "Arms";
/// Name of the seal among the resources of a page.
pub(crate) const SEAL: &str = "Seal";

/// What a mark is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// An element of the structure, by its place among all.
    Element(usize),
    /// Nothing that is read aloud: rules, boxes and their labels.
    Decoration,
    /// Repeated at the head of a page.
    Header,
    /// Repeated at the foot of a page.
    Footer,
}

/// A page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) marks: Vec<(Tag, Mark)>,
}

/// A document, laid out: its pages, and the structure that their marks are part of.
#[derive(Debug)]
pub(crate) struct Laid {
    pub(crate) pages: Vec<Page>,
    pub(crate) elements: Vec<Element>,
}

/// How a line is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) weight: Weight,
    /// Size in points.
    pub(crate) size: f32,
    /// From one base line to the next, in points.
    pub(crate) leading: f32,
}

/// Where a line stands between its margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
}

/// Breaks a text into lines that fit a width; a word wider than that is cut.
///
/// A line that ends with a word ends with a blank, so that words stay apart when the text is read
/// back; the blank may stand out beyond the width. A line that ends inside a cut word does not.
pub(crate) fn lines(text: &str, style: Style, width: f32) -> Result<Vec<String>, Error> {
    let face = face(style.weight);
    let blank = face.width(" ", style.size)?;
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut filled = 0.0;
    for word in text.split_whitespace() {
        let word_width = face.width(word, style.size)?;
        if !line.is_empty() {
            line.push(' ');
            filled += blank;
            if filled + word_width > width {
                lines.push(std::mem::take(&mut line));
                filled = 0.0;
            }
        }
        if filled + word_width <= width {
            line.push_str(word);
            filled += word_width;
            continue;
        }
        for character in word.chars() {
            let advance = face.width(character.encode_utf8(&mut [0; 4]), style.size)?;
            if !line.is_empty() && filled + advance > width {
                lines.push(std::mem::take(&mut line));
                filled = 0.0;
            }
            line.push(character);
            filled += advance;
        }
    }
    line.push(' ');
    lines.push(line);
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style {
        weight: Weight::Regular,
        size: 11.0,
        leading: 15.0,
    };

    #[test]
    fn every_line_fits_and_no_word_is_lost() {
        let text = "Il presente certificato non può essere prodotto agli organi della pubblica \
                    amministrazione Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch fine";
        for width in [60.0, 120.0, 400.0] {
            let lines = lines(text, STYLE, width).unwrap();
            for line in &lines {
                assert!(
                    face(Weight::Regular).width(line.trim_end(), 11.0).unwrap() <= width,
                    "{line}"
                );
            }
            let letters = |text: &str| {
                text.chars()
                    .filter(|c| !c.is_whitespace())
                    .collect::<String>()
            };
            assert_eq!(letters(&lines.concat()), letters(text));
            let words: Vec<&str> = text.split_whitespace().collect();
            let joined = lines.concat();
            assert_eq!(joined.split_whitespace().collect::<Vec<_>>(), words);
        }
    }

    #[test]
    fn a_character_that_no_face_has_is_an_error() {
        assert!(matches!(
            lines("字", STYLE, 100.0),
            Err(Error::Glyph { character: '字' })
        ));
    }
}
