//! The multilingual form of the Union, on pages of its own after those of the certificate.

use super::{
    BOTTOM, Column, Composer, DOCUMENT, LEFT, MEMBER, PAGE, RIGHT, ROOM_MAX, SUBJECT, height, style,
};
use crate::Error;
use crate::face::Weight;
use crate::layout::{Align, MM, Style, Tag};
use crate::structure::Role;
use crate::wording::{Field, Form};

const LABEL: Column = (LEFT + 10.0 * MM, LEFT + 90.0 * MM);
const VALUE: Column = (LEFT + 93.0 * MM, RIGHT);
const LABEL_STYLE: Style = style(Weight::Regular, 9.5, 11.5);
const VALUE_STYLE: Style = style(Weight::Bold, 10.0, 11.5);
const OTHER: Style = style(Weight::Regular, 8.5, 10.0);
/// What stays white after a field, and before the head of a section.
const GAP: f32 = 0.8 * MM;
const SECTION_GAP: f32 = 1.0 * MM;
/// Room for date and signature: the form has no seal beside them.
const ROOM: f32 = 46.0 * MM;

impl Composer<'_> {
    /// Sets a form, signed as the certificate is.
    pub(super) fn form(&mut self, form: &Form) -> Result<(), Error> {
        self.list = None;
        self.new_page()?;
        let other = Some(form.language);
        let heading = self.element(Role::Heading, Some(DOCUMENT));
        self.set_in(heading, &form.heading.italian, MEMBER, PAGE, Align::Left)?;
        self.set_spoken(other, &form.heading.other, OTHER, PAGE, Align::Left)?;
        self.y += 1.5 * MM;
        self.set(&form.annex.italian, SUBJECT, PAGE, Align::Left)?;
        self.set_spoken(other, &form.annex.other, OTHER, PAGE, Align::Left)?;
        self.y += 1.5 * MM;
        self.set(&form.note.italian, OTHER, PAGE, Align::Left)?;
        self.y += 1.0 * MM;
        self.set_spoken(other, &form.note.other, OTHER, PAGE, Align::Left)?;
        self.y += 1.5 * MM;
        let list = self.element(Role::List, Some(DOCUMENT));
        for (index, field) in form.fields.iter().enumerate() {
            let mut wanted = field_height(field)?;
            let mut next = index + 1;
            // The head of a section stays with its first field, the last field with the signature.
            if let Some(first) = form.fields.get(next).filter(|_| field.value.is_none()) {
                wanted += field_height(first)?;
                next += 1;
            }
            if next == form.fields.len() {
                wanted += ROOM;
            }
            self.room(wanted.min(ROOM_MAX))?;
            self.field(list, form.language, field)?;
        }
        self.signature((BOTTOM - ROOM).max(self.y))
    }

    fn field(&mut self, list: usize, language: &'static str, field: &Field) -> Result<(), Error> {
        let is_head = field.value.is_none();
        if is_head {
            self.y += SECTION_GAP;
        }
        let style = if is_head { MEMBER } else { LABEL_STYLE };
        let column = if is_head { (LABEL.0, RIGHT) } else { LABEL };
        let item = self.element(Role::Item, Some(list));
        let label = self.element(Role::Label, Some(item));
        let body = self.element(Role::ItemBody, Some(item));
        let top = self.y;
        let corner = (LEFT, top + style.leading);
        self.text(Tag::Element(label), corner, style, 0.0, &field.number);
        self.part(body, None, &field.label.italian, style, column)?;
        self.part(body, Some(language), &field.label.other, OTHER, column)?;
        let below = self.y;
        self.y = top;
        if let Some(value) = &field.value {
            self.part(body, None, value, VALUE_STYLE, VALUE)?;
        }
        if let Some(value) = &field.translation {
            self.part(body, Some(language), value, OTHER, VALUE)?;
        }
        self.y = self.y.max(below) + GAP;
        Ok(())
    }

    /// Sets a part of a field, in a language of its own where it has one.
    fn part(
        &mut self,
        body: usize,
        language: Option<&str>,
        text: &str,
        style: Style,
        column: Column,
    ) -> Result<(), Error> {
        let paragraph = self.element(Role::Paragraph, Some(body));
        self.elements[paragraph].language = language.map(str::to_owned);
        self.set_in(paragraph, text, style, column, Align::Left)
    }
}

/// Returns how high a field stands, with the white around it.
fn field_height(field: &Field) -> Result<f32, Error> {
    let label = &field.label;
    let Some(value) = &field.value else {
        let column = (LABEL.0, RIGHT);
        let words = height(&label.italian, MEMBER, column)? + height(&label.other, OTHER, column)?;
        return Ok(SECTION_GAP + words + GAP);
    };
    let labels = height(&label.italian, LABEL_STYLE, LABEL)? + height(&label.other, OTHER, LABEL)?;
    let mut values = height(value, VALUE_STYLE, VALUE)?;
    if let Some(translation) = &field.translation {
        values += height(translation, OTHER, VALUE)?;
    }
    Ok(labels.max(values) + GAP)
}
