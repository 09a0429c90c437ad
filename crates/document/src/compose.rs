//! Where everything stands on the paper: arms and name above, the act, the signature below.
//!
//! Top right 45 × 40 mm stay free for the stamp; the seal stands bottom left, the signature bottom
//! right. What is set is at once part of the structure, in the order in which it is read.

mod closing;
mod form;
mod measure;

use crate::Error;
use crate::arms::Arms;
use crate::face::{Weight, face};
use crate::layout::{ARMS, Align, HEIGHT, Laid, MM, Mark, Page, Style, Tag, WIDTH, lines};
use crate::seal::SealSlot;
use crate::structure::{Element, Role};
use crate::wording::{Act, Paragraph, Second};
use measure::{balanced, height, paragraph_height};

const LEFT: f32 = 24.0 * MM;
const RIGHT: f32 = WIDTH - 24.0 * MM;
const TOP: f32 = 15.0 * MM;
/// Nothing but the footer stands below.
const BOTTOM: f32 = HEIGHT - 24.0 * MM;
/// What stands on one page at most; more than that has to be parted.
const ROOM_MAX: f32 = BOTTOM - TOP - 20.0 * MM;
const STAMP: (f32, f32) = (45.0 * MM, 40.0 * MM);
const ARMS_HEIGHT: f32 = 24.0 * MM;

const fn style(weight: Weight, size: f32, leading: f32) -> Style {
    Style {
        weight,
        size,
        leading,
    }
}
const COMUNE: Style = style(Weight::Bold, 15.0, 18.0);
const SMALL: Style = style(Weight::Regular, 10.0, 14.0);
const TITLE: Style = style(Weight::Bold, 16.0, 21.0);
const AUTHORITY: Style = style(Weight::Bold, 12.0, 17.0);
const BODY: Style = style(Weight::Regular, 11.5, 17.0);
const SUBJECT: Style = style(Weight::Bold, 14.0, 19.0);
const MEMBER: Style = style(Weight::Bold, 11.0, 15.0);
const DETAILS: Style = style(Weight::Regular, 10.5, 14.0);
const CLAUSE: Style = style(Weight::Bold, 10.5, 14.5);
const NOTE: Style = style(Weight::Regular, 9.0, 12.5);
const FOOTER: Style = style(Weight::Regular, 8.0, 10.0);

/// Left and right edge of what is set.
type Column = (f32, f32);
const PAGE: Column = (LEFT, RIGHT);
const ITEM: Column = (LEFT + 10.0 * MM, RIGHT);
/// What stays white after a sentence, and after a member of a list.
const TEXT_GAP: f32 = 2.0 * MM;
const ITEM_GAP: f32 = 1.6 * MM;

/// Sets an act on as many pages as it needs, with room for a seal where one is wanted.
pub(crate) fn pages(
    act: &Act,
    arms: Option<&Arms>,
    slot: Option<&SealSlot>,
) -> Result<Laid, Error> {
    let mut composer = Composer {
        act,
        pages: vec![Page::default()],
        elements: Vec::new(),
        y: TOP,
        list: None,
    };
    composer.element(Role::Document, None);
    composer.head(arms)?;
    composer.subject()?;
    for (index, paragraph) in act.body.iter().enumerate() {
        let after = act.body.get(index + 1);
        let translation = after.filter(|after| matches!(after, Paragraph::Translation(_)));
        let is_last = index + 1 + usize::from(translation.is_some()) == act.body.len();
        // What is translated never parts from its translation, and a signature never stands on a
        // page with nothing of what it is set to.
        if is_last || translation.is_some() {
            let mut wanted = paragraph_height(paragraph)?;
            wanted += translation.map_or(Ok(0.0), paragraph_height)?;
            if is_last {
                wanted += composer.closing_height(slot)?;
            }
            composer.room(wanted.min(ROOM_MAX))?;
        }
        composer.paragraph(paragraph)?;
    }
    composer.closing(slot)?;
    for form in &act.forms {
        composer.form(form)?;
    }
    composer.footers()?;
    Ok(Laid {
        pages: composer.pages,
        elements: composer.elements,
    })
}

/// The element that holds all others.
const DOCUMENT: usize = 0;

struct Composer<'a> {
    act: &'a Act,
    pages: Vec<Page>,
    elements: Vec<Element>,
    /// How far down the page is filled.
    y: f32,
    /// The list of members that is being set.
    list: Option<usize>,
}

impl Composer<'_> {
    fn head(&mut self, arms: Option<&Arms>) -> Result<(), Error> {
        if let Some(arms) = arms {
            let width = (ARMS_HEIGHT * arms.ratio).min(40.0 * MM);
            let height = width / arms.ratio;
            let description = format!("Stemma: {}", self.act.comune);
            let corner = ((WIDTH - width) / 2.0, TOP);
            self.picture(ARMS, corner, (width, height), description);
            self.y = TOP + ARMS_HEIGHT + 2.0 * MM;
        } else {
            self.y = TOP + ARMS_HEIGHT / 2.0;
        }
        self.stamp_box()?;
        // The names stay clear of the stamp's box, and centred on the page.
        let clear = WIDTH / 2.0 - (15.0 * MM + STAMP.0) - 4.0 * MM;
        let column = (WIDTH / 2.0 - clear, WIDTH / 2.0 + clear);
        self.set(&self.act.comune, COMUNE, column, Align::Centre)?;
        self.set(&self.act.office, SMALL, column, Align::Centre)?;
        self.y = self.y.max(TOP + STAMP.1) + 7.0 * MM;
        self.set(&self.act.number, SMALL, PAGE, Align::Left)?;
        self.y += 6.0 * MM;
        let title = self.element(Role::Title, Some(DOCUMENT));
        let column = balanced(&self.act.title, TITLE, PAGE)?;
        self.set_in(title, &self.act.title, TITLE, column, Align::Centre)?;
        self.second(|second| &second.title, SMALL, Align::Centre)?;
        self.y += 5.0 * MM;
        Ok(())
    }

    /// Draws the box where the stamp is affixed; where none is due the place just stays free.
    fn stamp_box(&mut self) -> Result<(), Error> {
        if !self.act.stamp_box {
            return Ok(());
        }
        let (left, right) = (WIDTH - 15.0 * MM - STAMP.0, WIDTH - 15.0 * MM);
        let (top, bottom) = (TOP, TOP + STAMP.1);
        for (from, to) in [
            ((left, top), (right, top)),
            ((right, top), (right, bottom)),
            ((right, bottom), (left, bottom)),
            ((left, bottom), (left, top)),
        ] {
            let dashed = true;
            self.mark(Tag::Decoration, Mark::Rule { from, to, dashed });
        }
        let label = "marca da bollo";
        let x = left + (STAMP.0 - face(FOOTER.weight).width(label, FOOTER.size)?) / 2.0;
        let y = bottom + FOOTER.leading;
        self.text(Tag::Decoration, (x, y), FOOTER, 0.35, label);
        Ok(())
    }

    fn subject(&mut self) -> Result<(), Error> {
        self.set(&self.act.authority, AUTHORITY, PAGE, Align::Centre)?;
        self.set(&self.act.opening, BODY, PAGE, Align::Centre)?;
        self.second(|second| &second.opening, NOTE, Align::Centre)?;
        self.y += 4.0 * MM;
        self.set(&self.act.subject, SUBJECT, PAGE, Align::Centre)?;
        for line in &self.act.subject_lines {
            self.set(line, BODY, PAGE, Align::Centre)?;
        }
        self.y += 4.0 * MM;
        Ok(())
    }

    fn paragraph(&mut self, paragraph: &Paragraph) -> Result<(), Error> {
        match paragraph {
            Paragraph::Text(text) => {
                self.list = None;
                self.set(text, BODY, PAGE, Align::Left)?;
                self.y += TEXT_GAP;
            }
            Paragraph::Translation(text) => {
                self.list = None;
                let language = self.act.second.as_ref().map(|second| second.language);
                self.set_spoken(language, text, NOTE, ITEM, Align::Left)?;
                self.y += TEXT_GAP;
            }
            Paragraph::Member {
                number,
                name,
                details,
            } => self.member(*number, name, details)?,
        }
        Ok(())
    }

    /// Sets a member of a household, who stays on one page.
    fn member(&mut self, number: usize, name: &str, details: &str) -> Result<(), Error> {
        self.room(height(name, MEMBER, ITEM)? + height(details, DETAILS, ITEM)?)?;
        let list = match self.list {
            Some(list) => list,
            None => self.element(Role::List, Some(DOCUMENT)),
        };
        self.list = Some(list);
        let item = self.element(Role::Item, Some(list));
        let label = self.element(Role::Label, Some(item));
        let body = self.element(Role::ItemBody, Some(item));
        let corner = (LEFT + 3.0 * MM, self.y + MEMBER.leading);
        let number = format!("{number}.");
        self.text(Tag::Element(label), corner, MEMBER, 0.0, &number);
        self.set_in(body, name, MEMBER, ITEM, Align::Left)?;
        self.set_in(body, details, DETAILS, ITEM, Align::Left)?;
        self.y += ITEM_GAP;
        Ok(())
    }

    fn footers(&mut self) -> Result<(), Error> {
        let count = self.pages.len();
        let face = face(FOOTER.weight);
        for index in 0..count {
            let mut add = |x: f32, y: f32, text: String| {
                let (weight, size) = (FOOTER.weight, FOOTER.size);
                let mark = Mark::Text {
                    x,
                    y,
                    weight,
                    size,
                    grey: 0.35,
                    text,
                };
                self.pages[index].marks.push((Tag::Footer, mark));
            };
            let page = format!("pagina {} di {count}", index + 1);
            let y = HEIGHT - 15.0 * MM;
            add(LEFT, y, format!("{} · Sportello SINTAR", self.act.number));
            add(RIGHT - face.width(&page, FOOTER.size)?, y, page);
            if index + 1 < count {
                let next = "segue";
                let x = RIGHT - face.width(next, FOOTER.size)?;
                add(x, y - FOOTER.leading * 1.5, next.to_owned());
            }
        }
        Ok(())
    }

    /// Adds an element to the structure.
    fn element(&mut self, role: Role, parent: Option<usize>) -> usize {
        self.elements.push(Element {
            role,
            parent,
            language: None,
            figure: None,
        });
        self.elements.len() - 1
    }

    /// Sets a paragraph in the language of the act between two margins.
    fn set(&mut self, text: &str, style: Style, column: Column, align: Align) -> Result<(), Error> {
        self.set_spoken(None, text, style, column, align)
    }

    /// Sets a part of the act in its second language, if it has one.
    fn second(
        &mut self,
        part: fn(&Second) -> &String,
        style: Style,
        align: Align,
    ) -> Result<(), Error> {
        match &self.act.second {
            Some(second) => {
                self.set_spoken(Some(second.language), part(second), style, PAGE, align)
            }
            None => Ok(()),
        }
    }

    /// Sets a paragraph that is read aloud in a language (BCP 47) of its own.
    fn set_spoken(
        &mut self,
        language: Option<&str>,
        text: &str,
        style: Style,
        column: Column,
        align: Align,
    ) -> Result<(), Error> {
        let paragraph = self.element(Role::Paragraph, Some(DOCUMENT));
        self.elements[paragraph].language = language.map(str::to_owned);
        self.set_in(paragraph, text, style, column, align)
    }

    /// Sets text of an element line by line, on new pages where it must.
    fn set_in(
        &mut self,
        element: usize,
        text: &str,
        style: Style,
        column: Column,
        align: Align,
    ) -> Result<(), Error> {
        // A translation is read second, and looks so.
        let grey = match self.elements[element].language {
            Some(_) => 0.35,
            None => 0.0,
        };
        for line in lines(text, style, column.1 - column.0)? {
            self.room(style.leading)?;
            self.y += style.leading;
            let x = match align {
                Align::Left => column.0,
                Align::Centre => {
                    let width = face(style.weight).width(line.trim_end(), style.size)?;
                    f32::midpoint(column.0, column.1) - width / 2.0
                }
            };
            self.text(Tag::Element(element), (x, self.y), style, grey, &line);
        }
        Ok(())
    }

    /// Begins a new page unless there is room for a height.
    fn room(&mut self, height: f32) -> Result<(), Error> {
        if self.y + height <= BOTTOM {
            return Ok(());
        }
        self.new_page()
    }

    fn new_page(&mut self) -> Result<(), Error> {
        self.pages.push(Page::default());
        self.y = TOP;
        let heading = format!("{} · {} (segue)", self.act.comune, self.act.number);
        for line in lines(&heading, SMALL, RIGHT - LEFT)? {
            self.y += SMALL.leading;
            self.text(Tag::Header, (LEFT, self.y), SMALL, 0.35, &line);
        }
        self.y += 6.0 * MM;
        Ok(())
    }

    fn text(&mut self, tag: Tag, (x, y): (f32, f32), style: Style, grey: f32, text: &str) {
        let (weight, size) = (style.weight, style.size);
        let text = text.to_owned();
        self.mark(
            tag,
            Mark::Text {
                x,
                y,
                weight,
                size,
                grey,
                text,
            },
        );
    }

    /// Draws a picture and adds it to the structure; `x` and `y` are its upper left corner.
    fn picture(
        &mut self,
        name: &'static str,
        (x, y): (f32, f32),
        (width, height): (f32, f32),
        description: String,
    ) {
        let figure = self.element(Role::Figure, Some(DOCUMENT));
        let bottom = HEIGHT - y - height;
        self.elements[figure].figure = Some((description, [x, bottom, x + width, bottom + height]));
        self.mark(
            Tag::Element(figure),
            Mark::Picture {
                name,
                x,
                y,
                width,
                height,
            },
        );
    }

    fn mark(&mut self, tag: Tag, mark: Mark) {
        let page = self.pages.last_mut().expect("there is always a page");
        page.marks.push((tag, mark));
    }
}
