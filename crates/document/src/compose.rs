//! Where everything stands on the paper: arms and name above, the act, the signature below.
//!
//! Top right 45 × 40 mm stay free for the stamp, bottom left 45 × 45 mm for the seal.

use crate::Error;
use crate::arms::Arms;
use crate::face::{Weight, face};
use crate::layout::{Align, HEIGHT, MM, Mark, Page, Style, WIDTH, lines};
use crate::wording::{Act, Paragraph};

const LEFT: f32 = 24.0 * MM;
const RIGHT: f32 = WIDTH - 24.0 * MM;
const TOP: f32 = 15.0 * MM;
/// Nothing but the footer stands below.
const BOTTOM: f32 = HEIGHT - 24.0 * MM;
/// The room of the closing: place and date, seal, signature.
const CLOSING: f32 = 56.0 * MM;
const STAMP: (f32, f32) = (45.0 * MM, 40.0 * MM);

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
const BODY: Style = style(Weight::Regular, 11.5, 17.0);
const SUBJECT: Style = style(Weight::Bold, 14.0, 19.0);
const MEMBER: Style = style(Weight::Bold, 11.0, 15.0);
const CLAUSE: Style = style(Weight::Bold, 10.5, 14.5);
const NOTE: Style = style(Weight::Regular, 9.0, 12.5);
const FOOTER: Style = style(Weight::Regular, 8.0, 10.0);

/// Sets an act on as many pages as it needs.
pub(crate) fn pages(act: &Act, arms: Option<&Arms>) -> Result<Vec<Page>, Error> {
    let mut composer = Composer {
        act,
        pages: vec![Page::default()],
        y: TOP,
    };
    composer.head(arms)?;
    composer.subject()?;
    for paragraph in &act.body {
        composer.paragraph(paragraph)?;
    }
    composer.closing()?;
    composer.footers()?;
    Ok(composer.pages)
}

struct Composer<'a> {
    act: &'a Act,
    pages: Vec<Page>,
    /// How far down the page is filled.
    y: f32,
}

impl Composer<'_> {
    fn head(&mut self, arms: Option<&Arms>) -> Result<(), Error> {
        let height = 24.0 * MM;
        if let Some(arms) = arms {
            let width = (height * arms.ratio).min(40.0 * MM);
            let height = width / arms.ratio;
            self.mark(Mark::Arms {
                x: (WIDTH - width) / 2.0,
                y: TOP,
                width,
                height,
            });
        }
        self.stamp_box()?;
        self.y = TOP + height + 2.0 * MM;
        // The names stay clear of the stamp's box, and centred on the page.
        let clear = WIDTH / 2.0 - (15.0 * MM + STAMP.0) - 4.0 * MM;
        let column = (WIDTH / 2.0 - clear, WIDTH / 2.0 + clear);
        self.set(&self.act.comune, COMUNE, column, Align::Centre)?;
        self.set(&self.act.office, SMALL, column, Align::Centre)?;
        self.y = self.y.max(TOP + STAMP.1) + 7.0 * MM;
        self.set(&self.act.number, SMALL, (LEFT, RIGHT), Align::Left)?;
        self.y += 6.0 * MM;
        self.set(&self.act.title, TITLE, (LEFT, RIGHT), Align::Centre)?;
        if let Some(second) = &self.act.second {
            self.set(&second.title, SMALL, (LEFT, RIGHT), Align::Centre)?;
        }
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
            self.mark(Mark::Rule {
                from,
                to,
                dashed: true,
            });
        }
        let label = "marca da bollo";
        let x = left + (STAMP.0 - face(FOOTER.weight).width(label, FOOTER.size)?) / 2.0;
        self.text(x, bottom + FOOTER.leading, FOOTER, 0.35, label);
        Ok(())
    }

    fn subject(&mut self) -> Result<(), Error> {
        let column = (LEFT, RIGHT);
        self.set(
            &self.act.authority,
            style(Weight::Bold, 12.0, 17.0),
            column,
            Align::Centre,
        )?;
        self.set(&self.act.opening, BODY, column, Align::Centre)?;
        if let Some(second) = &self.act.second {
            self.set(&second.opening, NOTE, column, Align::Centre)?;
        }
        self.y += 4.0 * MM;
        self.set(&self.act.subject, SUBJECT, column, Align::Centre)?;
        for line in &self.act.subject_lines {
            self.set(line, BODY, column, Align::Centre)?;
        }
        self.y += 4.0 * MM;
        Ok(())
    }

    fn paragraph(&mut self, paragraph: &Paragraph) -> Result<(), Error> {
        match paragraph {
            Paragraph::Text(text) => {
                self.set(text, BODY, (LEFT, RIGHT), Align::Left)?;
                self.y += 2.0 * MM;
            }
            Paragraph::Translation(text) => {
                self.set(text, NOTE, (LEFT + 10.0 * MM, RIGHT), Align::Left)?;
                self.y += 2.0 * MM;
            }
            Paragraph::Member {
                number,
                name,
                details,
            } => {
                let column = (LEFT + 10.0 * MM, RIGHT);
                let details_style = style(Weight::Regular, 10.5, 14.0);
                let name_lines = lines(name, MEMBER, column.1 - column.0)?;
                let detail_lines = lines(details, details_style, column.1 - column.0)?;
                let count =
                    |lines: &[String]| f32::from(u16::try_from(lines.len()).unwrap_or(u16::MAX));
                self.room(
                    count(&name_lines) * MEMBER.leading
                        + count(&detail_lines) * details_style.leading,
                )?;
                let y = self.y + MEMBER.leading;
                self.text(LEFT + 3.0 * MM, y, MEMBER, 0.0, &format!("{number}."));
                self.set(name, MEMBER, column, Align::Left)?;
                self.set(details, details_style, column, Align::Left)?;
                self.y += 1.6 * MM;
            }
        }
        Ok(())
    }

    /// Clause, notes, place, date and signature stay together on the last page.
    fn closing(&mut self) -> Result<(), Error> {
        let column = (LEFT, RIGHT);
        let width = RIGHT - LEFT;
        let mut height = CLOSING + 8.0 * MM;
        let second = self.act.second.as_ref().map(|second| &second.clause);
        let notes = second.into_iter().chain(&self.act.notes);
        let all = std::iter::once((&self.act.clause, CLAUSE)).chain(notes.map(|note| (note, NOTE)));
        for (text, style) in all {
            for _ in lines(text, style, width)? {
                height += style.leading;
            }
        }
        self.room(height)?;
        self.y += 4.0 * MM;
        self.mark(Mark::Rule {
            from: (LEFT, self.y),
            to: (RIGHT, self.y),
            dashed: false,
        });
        self.y += 1.5 * MM;
        self.set(&self.act.clause, CLAUSE, column, Align::Left)?;
        if let Some(second) = &self.act.second {
            self.set(&second.clause, NOTE, column, Align::Left)?;
        }
        self.y += 1.0 * MM;
        for note in &self.act.notes {
            self.set(note, NOTE, column, Align::Left)?;
        }
        self.signature()
    }

    fn signature(&mut self) -> Result<(), Error> {
        let top = (BOTTOM - CLOSING).max(self.y);
        let column = (WIDTH / 2.0 + 8.0 * MM, RIGHT);
        self.y = top + 4.0 * MM;
        self.set(&self.act.place_and_date, BODY, column, Align::Centre)?;
        self.y += 3.0 * MM;
        self.set(&self.act.role, BODY, column, Align::Centre)?;
        self.set(&self.act.official, MEMBER, column, Align::Centre)?;
        if let Some(note) = &self.act.signature_note {
            return self.set(note, NOTE, column, Align::Centre);
        }
        let y = self.y + 16.0 * MM;
        self.mark(Mark::Rule {
            from: (column.0, y),
            to: (column.1, y),
            dashed: false,
        });
        let label = self.act.signature_label;
        let width = face(FOOTER.weight).width(label, FOOTER.size)?;
        let x = f32::midpoint(column.0, column.1) - width / 2.0;
        self.text(x, y + FOOTER.leading, FOOTER, 0.35, label);
        Ok(())
    }

    fn footers(&mut self) -> Result<(), Error> {
        let count = self.pages.len();
        let face = face(FOOTER.weight);
        for index in 0..count {
            let mut add = |x: f32, y: f32, text: String| {
                let (weight, size) = (FOOTER.weight, FOOTER.size);
                self.pages[index].marks.push(Mark::Text {
                    x,
                    y,
                    weight,
                    size,
                    grey: 0.35,
                    text,
                });
            };
            let page = format!("pagina {} di {count}", index + 1);
            let y = HEIGHT - 15.0 * MM;
            add(RIGHT - face.width(&page, FOOTER.size)?, y, page);
            add(LEFT, y, format!("{} · Sportello SINTAR", self.act.number));
            if index + 1 < count {
                let next = "segue";
                let x = RIGHT - face.width(next, FOOTER.size)?;
                add(x, y - FOOTER.leading * 1.5, next.to_owned());
            }
        }
        Ok(())
    }

    /// Sets a text between two margins, line by line, on new pages where it must.
    fn set(
        &mut self,
        text: &str,
        style: Style,
        column: (f32, f32),
        align: Align,
    ) -> Result<(), Error> {
        for line in lines(text, style, column.1 - column.0)? {
            self.room(style.leading)?;
            self.y += style.leading;
            let x = match align {
                Align::Left => column.0,
                Align::Centre => {
                    let width = face(style.weight).width(&line, style.size)?;
                    f32::midpoint(column.0, column.1) - width / 2.0
                }
            };
            self.text(x, self.y, style, 0.0, &line);
        }
        Ok(())
    }

    /// Begins a new page unless there is room for a height.
    fn room(&mut self, height: f32) -> Result<(), Error> {
        if self.y + height <= BOTTOM {
            return Ok(());
        }
        self.pages.push(Page::default());
        self.y = TOP;
        let heading = format!("{} · {} (segue)", self.act.comune, self.act.number);
        for line in lines(&heading, SMALL, RIGHT - LEFT)? {
            self.y += SMALL.leading;
            self.text(LEFT, self.y, SMALL, 0.35, &line);
        }
        self.y += 6.0 * MM;
        Ok(())
    }

    fn text(&mut self, x: f32, y: f32, style: Style, grey: f32, text: &str) {
        let (weight, size) = (style.weight, style.size);
        self.mark(Mark::Text {
            x,
            y,
            weight,
            size,
            grey,
            text: text.to_owned(),
        });
    }

    fn mark(&mut self, mark: Mark) {
        self.pages
            .last_mut()
            .expect("there is always a page")
            .marks
            .push(mark);
    }
}
