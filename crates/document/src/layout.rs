//! Lines, and the paper on which they stand. Lengths are points from the top left corner.

use crate::Error;
use crate::face::{Weight, face};

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
    /// The coat of arms.
    Arms {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
}

/// A page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) marks: Vec<Mark>,
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
pub(crate) fn lines(text: &str, style: Style, width: f32) -> Result<Vec<String>, Error> {
    let face = face(style.weight);
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        loop {
            let line = lines.last_mut().expect("there is always a line");
            let joined = if line.is_empty() {
                word.clone()
            } else {
                format!("{line} {word}")
            };
            if face.width(&joined, style.size)? <= width {
                *line = joined;
                break;
            }
            if !line.is_empty() {
                lines.push(String::new());
                continue;
            }
            let (head, tail) = cut(&word, style, width)?;
            *line = head;
            lines.push(String::new());
            word = tail;
        }
    }
    if lines.last().is_some_and(String::is_empty) && lines.len() > 1 {
        lines.pop();
    }
    Ok(lines)
}

/// Cuts a word after as many characters as fit; at least one.
fn cut(word: &str, style: Style, width: f32) -> Result<(String, String), Error> {
    let face = face(style.weight);
    let mut head = String::new();
    for character in word.chars() {
        let longer = format!("{head}{character}");
        if !head.is_empty() && face.width(&longer, style.size)? > width {
            break;
        }
        head = longer;
    }
    let tail = word[head.len()..].to_owned();
    Ok((head, tail))
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
                    face(Weight::Regular).width(line, 11.0).unwrap() <= width,
                    "{line}"
                );
            }
            let letters = |text: &str| {
                text.chars()
                    .filter(|c| !c.is_whitespace())
                    .collect::<String>()
            };
            assert_eq!(letters(&lines.concat()), letters(text));
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
