//! The end of an act: clause, notes, seal bottom left, date and signature bottom right.

use super::{
    BODY, BOTTOM, CLAUSE, Column, Composer, FOOTER, LEFT, MEMBER, NOTE, PAGE, RIGHT, height,
};
use crate::Error;
use crate::face::face;
use crate::layout::{Align, MM, Mark, SEAL, Style, Tag, WIDTH};
use crate::seal::{QUIET, SealSlot};

/// The least room for place and date, seal and signature.
pub(super) const ROOM: f32 = 56.0 * MM;
/// The right half, where place, date and signature stand.
const SIGNATURE: Column = (WIDTH / 2.0 + 8.0 * MM, RIGHT);
/// Beside a symbol that leaves less, a caption would be a column of single words.
const CAPTION_MIN: f32 = 30.0 * MM;

const CODE: Style = MEMBER;
const CAPTION: Style = Style {
    size: 8.0,
    leading: 10.5,
    ..NOTE
};

/// Between the paragraphs of a caption.
const CAPTION_GAP: f32 = 0.8 * MM;

/// Where a seal and its caption stand, from the upper left corner of the seal's room.
struct SealBox {
    /// Side of the symbol, without the white around it.
    side: f32,
    /// The white around it.
    quiet: f32,
    column: Column,
    /// How far down the caption begins.
    caption_at: f32,
    height: f32,
}

impl Composer<'_> {
    /// Returns how high the closing stands, which is never parted.
    pub(super) fn closing_height(&self, slot: Option<&SealSlot>) -> Result<f32, Error> {
        let seal = slot.map(seal_box).transpose()?;
        let room = seal.map_or(ROOM, |seal| seal.height.max(ROOM));
        let mut total = room + 8.0 * MM + height(&self.act.clause, CLAUSE, PAGE)?;
        let second = self.act.second.as_ref().map(|second| &second.clause);
        let notes = self.act.notes.iter();
        let notes = notes.flat_map(|note| [Some(&note.text), note.translation.as_ref()]);
        for text in second.into_iter().chain(notes.flatten()) {
            total += height(text, NOTE, PAGE)?;
        }
        Ok(total)
    }

    /// Clause, notes, place, date and signature stay together on the last page.
    pub(super) fn closing(&mut self, slot: Option<&SealSlot>) -> Result<(), Error> {
        self.list = None;
        self.room(self.closing_height(slot)?)?;
        self.y += 4.0 * MM;
        self.rule(PAGE, self.y);
        self.y += 1.5 * MM;
        self.set(&self.act.clause, CLAUSE, PAGE, Align::Left)?;
        self.second(|second| &second.clause, NOTE, Align::Left)?;
        self.y += 1.0 * MM;
        let language = self.act.second.as_ref().map(|second| second.language);
        for note in &self.act.notes {
            self.set(&note.text, NOTE, PAGE, Align::Left)?;
            if let Some(translation) = &note.translation {
                self.set_spoken(language, translation, NOTE, PAGE, Align::Left)?;
            }
        }
        self.signature((BOTTOM - ROOM).max(self.y))?;
        match slot {
            Some(slot) => self.seal(slot, &seal_box(slot)?),
            None => Ok(()),
        }
    }

    pub(super) fn signature(&mut self, top: f32) -> Result<(), Error> {
        self.y = top + 4.0 * MM;
        self.set(&self.act.place_and_date, BODY, SIGNATURE, Align::Centre)?;
        self.y += 3.0 * MM;
        self.set(&self.act.role, BODY, SIGNATURE, Align::Centre)?;
        self.set(&self.act.official, MEMBER, SIGNATURE, Align::Centre)?;
        match &self.act.signature_note {
            Some(note) => self.set(note, NOTE, SIGNATURE, Align::Centre),
            None => self.signature_line(),
        }
    }

    /// Draws the line for a signature by hand.
    fn signature_line(&mut self) -> Result<(), Error> {
        let y = self.y + 16.0 * MM;
        self.rule(SIGNATURE, y);
        let label = self.act.signature_label;
        let width = face(FOOTER.weight).width(label, FOOTER.size)?;
        let x = f32::midpoint(SIGNATURE.0, SIGNATURE.1) - width / 2.0;
        let corner = (x, y + FOOTER.leading);
        self.text(Tag::Decoration, corner, FOOTER, 0.35, label);
        Ok(())
    }

    fn seal(&mut self, slot: &SealSlot, seal: &SealBox) -> Result<(), Error> {
        let top = BOTTOM - seal.height;
        let corner = (LEFT, top + seal.quiet);
        let description =
            "Contrassegno elettronico: codice QR con i dati del certificato".to_owned();
        self.picture(SEAL, corner, (seal.side, seal.side), description);
        self.y = top + seal.caption_at;
        for (index, text) in slot.caption.iter().enumerate() {
            self.set(text, caption_style(index), seal.column, Align::Left)?;
            self.y += CAPTION_GAP;
        }
        Ok(())
    }

    fn rule(&mut self, column: Column, y: f32) {
        self.mark(
            Tag::Decoration,
            Mark::Rule {
                from: (column.0, y),
                to: (column.1, y),
                dashed: false,
            },
        );
    }
}

fn caption_style(index: usize) -> Style {
    if index == 0 { CODE } else { CAPTION }
}

/// Finds room for a seal: its caption beside it, or below it where the symbol is large.
fn seal_box(slot: &SealSlot) -> Result<SealBox, Error> {
    let module = slot.module_mm()? * MM;
    let quiet = module * f32::from(QUIET);
    let side = module * f32::from(slot.side);
    let beside = (LEFT + side + quiet + 1.0 * MM, SIGNATURE.0 - 4.0 * MM);
    let below = (LEFT, LEFT + side);
    let is_beside = beside.1 - beside.0 >= CAPTION_MIN;
    let column = if is_beside { beside } else { below };
    let mut caption = 0.0;
    for (index, text) in slot.caption.iter().enumerate() {
        caption += height(text, caption_style(index), column)? + CAPTION_GAP;
    }
    let symbol = side + 2.0 * quiet;
    let (caption_at, height) = if is_beside {
        (quiet, symbol.max(quiet + caption))
    } else {
        (symbol, symbol + caption)
    };
    Ok(SealBox {
        side,
        quiet,
        column,
        caption_at,
        height,
    })
}
