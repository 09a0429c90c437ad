//! How high things stand, before they are set.

use super::{BODY, Column, DETAILS, ITEM, ITEM_GAP, MEMBER, NOTE, PAGE, TEXT_GAP};
use crate::Error;
use crate::layout::{MM, Style, lines};
use crate::wording::Paragraph;

/// Returns the narrowest column in the middle of another in which a text takes as many lines, so
/// that none of them is a single word.
pub(super) fn balanced(text: &str, style: Style, column: Column) -> Result<Column, Error> {
    let count = lines(text, style, column.1 - column.0)?.len();
    let mut inset = 0.0;
    let step = 2.0 * MM;
    while count > 1
        && lines(text, style, column.1 - column.0 - 2.0 * (inset + step))?.len() == count
    {
        inset += step;
    }
    Ok((column.0 + inset, column.1 - inset))
}

/// Returns how high a paragraph stands, with the white after it.
pub(super) fn paragraph_height(paragraph: &Paragraph) -> Result<f32, Error> {
    Ok(match paragraph {
        Paragraph::Text(text) => height(text, BODY, PAGE)? + TEXT_GAP,
        Paragraph::Translation(text) => height(text, NOTE, ITEM)? + TEXT_GAP,
        Paragraph::Member { name, details, .. } => {
            height(name, MEMBER, ITEM)? + height(details, DETAILS, ITEM)? + ITEM_GAP
        }
    })
}

/// Returns how high a text stands in a column.
pub(super) fn height(text: &str, style: Style, column: Column) -> Result<f32, Error> {
    let count = lines(text, style, column.1 - column.0)?.len();
    Ok(f32::from(u16::try_from(count).unwrap_or(u16::MAX)) * style.leading)
}
