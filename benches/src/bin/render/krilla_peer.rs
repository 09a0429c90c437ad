//! krilla with the same text, as it comes and with its own cache of cut fonts.

use std::error::Error;
use std::num::NonZeroU16;
use std::sync::Arc;

use krilla::color::luma;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, Node, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};

use crate::{Order, Taken, claims, cpu_ms};

const MM: f32 = 72.0 / 25.4;
/// Characters of a line of body text, about what a line of ours holds.
const LINE_MAX: usize = 95;

/// Fonts and arms, parsed once.
struct Kit {
    regular: Font,
    bold: Font,
    arms: Image,
}

/// Draws all documents, once with an empty cache each and once with a warm one.
pub(crate) fn run(
    orders: &[Order],
    arms: &[u8],
    rounds: usize,
    warm: usize,
) -> Result<Vec<Taken>, Box<dyn Error>> {
    let face = |name: &str| -> Result<Font, Box<dyn Error>> {
        let bytes = std::fs::read(format!("crates/document/fonts/TitilliumWeb-{name}.ttf"))?;
        Font::new(Arc::new(bytes).into(), 0).ok_or_else(|| "no font".into())
    };
    let kit = Kit {
        regular: face("Regular")?,
        bold: face("Bold")?,
        arms: Image::from_png(Arc::new(arms.to_vec()).into(), false)?,
    };
    let mut all = Vec::new();
    for (name, is_cached) in [("krilla 0.8", false), ("krilla 0.8, cached fonts", true)] {
        let mut times = Vec::with_capacity(rounds);
        let mut last = Vec::new();
        for round in 0..warm + rounds {
            if !is_cached {
                comemo::evict(0);
            }
            let begun = cpu_ms();
            last = draw(&kit, &orders[round % orders.len()])?;
            let spent = cpu_ms() - begun;
            if round >= warm {
                times.push(spent);
            }
        }
        all.push(Taken {
            name: name.to_owned(),
            times,
            bytes: last.len(),
            claims: claims(&last),
        });
    }
    Ok(all)
}

fn draw(kit: &Kit, order: &Order) -> Result<Vec<u8>, Box<dyn Error>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| format!("{error:?}"))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let settings = PageSettings::from_wh(210.0 * MM, 297.0 * MM).ok_or("no page")?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let mut tree = TagTree::new().with_lang(Some("it-IT".to_owned()));
    let arms_at = Rect::from_xywh(95.0 * MM, 15.0 * MM, 20.0 * MM, 24.0 * MM).ok_or("no box")?;
    tree.push(picture(&mut surface, kit.arms.clone(), arms_at, "Stemma"));
    let mut y = 50.0 * MM;
    for (index, paragraph) in order.paragraphs.iter().enumerate() {
        let is_title = index == 3;
        let font = if is_title || index == 6 {
            &kit.bold
        } else {
            &kit.regular
        };
        let mut group = if is_title {
            TagGroup::new(Tag::Hn(NonZeroU16::MIN, Some(paragraph.clone())))
        } else {
            TagGroup::new(Tag::P)
        };
        for line in lines(paragraph) {
            y += 14.0;
            surface.set_fill(Some(black()));
            let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            let corner = Point::from_xy(24.0 * MM, y);
            let direction = TextDirection::LeftToRight;
            surface.draw_text(corner, font.clone(), 11.0, &line, false, direction);
            surface.end_tagged();
            group.push(Node::from(id));
        }
        y += 3.0;
        tree.push(group);
    }
    let symbol = Image::from_png(Arc::new(order.symbol.clone()).into(), false)?;
    let seal_at = Rect::from_xywh(24.0 * MM, 230.0 * MM, 38.5 * MM, 38.5 * MM).ok_or("no box")?;
    tree.push(picture(
        &mut surface,
        symbol,
        seal_at,
        "Contrassegno elettronico",
    ));
    surface.finish();
    page.finish();
    document.set_metadata(
        Metadata::new()
            .title(order.paragraphs[3].clone())
            .language("it-IT".to_owned())
            .creation_date(DateTime::new(2026).month(11).day(24)),
    );
    document.set_tag_tree(tree);
    // krilla wants an outline of what claims PDF/UA-1.
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(order.paragraphs[3].clone(), top));
    document.set_outline(outline);
    document
        .finish()
        .map_err(|error| format!("{error:?}").into())
}

fn black() -> Fill {
    Fill {
        paint: luma::Color::new(0).into(),
        opacity: NormalizedF32::ONE,
        ..Fill::default()
    }
}

fn picture(surface: &mut Surface<'_>, image: Image, at: Rect, words: &str) -> TagGroup {
    let id = surface.start_tagged(ContentTag::Other);
    surface.push_transform(&Transform::from_translate(at.left(), at.top()));
    if let Some(size) = Size::from_wh(at.width(), at.height()) {
        surface.draw_image(image, size);
    }
    surface.pop();
    surface.end_tagged();
    let mut group = TagGroup::new(Tag::Figure(Some(words.to_owned())));
    group.push(Node::from(id));
    group
}

/// Breaks a paragraph by counting characters: cheaper than measuring, which favours krilla.
fn lines(paragraph: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in paragraph.split_whitespace() {
        if lines
            .last()
            .is_some_and(|line| line.len() + word.len() > LINE_MAX)
        {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
            line.push(' ');
        }
    }
    lines
}
