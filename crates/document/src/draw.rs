//! Marks become the operators of a page, through printpdf.
//!
//! printpdf is given no font and no picture: it only writes operators, which name resources that
//! [`crate::file`] adds. With fonts of its own it would embed and cut them for every document.

use std::collections::BTreeMap;

use printpdf::{
    Color, DictItem, FontId, Greyscale, Line, LineDashPattern, LinePoint, Mm, Op, PdfDocument,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, TextMatrix, XObjectId, XObjectTransform,
};

use crate::Error;
use crate::face::{Set, face};
use crate::layout::{HEIGHT, Laid, Mark, Page, Tag};

/// The operators of each page, and what they draw.
pub(crate) struct Drawing {
    pub(crate) contents: Vec<Vec<u8>>,
    /// For each page, the element that each marked piece of content belongs to.
    pub(crate) owners: Vec<Vec<usize>>,
}

/// Draws all pages, with the glyphs of a set.
pub(crate) fn drawing(laid: &Laid, set: Set) -> Result<Drawing, Error> {
    let mut document = PdfDocument::new("");
    let mut owners = Vec::with_capacity(laid.pages.len());
    for page in &laid.pages {
        let (ops, page_owners) = operators(page, laid, set)?;
        owners.push(page_owners);
        document.pages.push(PdfPage::new(Mm(210.0), Mm(297.0), ops));
    }
    // `secure` would drop the operator for text that is already glyph numbers.
    let options = PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: false,
        image_optimization: None,
    };
    let drawn = document.to_lopdf_document(&options, &mut Vec::new());
    let contents = drawn
        .get_pages()
        .into_values()
        .map(|page| drawn.get_page_content(page))
        .collect();
    Ok(Drawing { contents, owners })
}

/// Returns the operators of a page: neighbours with the same tag are one marked piece.
fn operators(page: &Page, laid: &Laid, set: Set) -> Result<(Vec<Op>, Vec<usize>), Error> {
    let mut ops = Vec::with_capacity(page.marks.len() * 8);
    let mut owners = Vec::new();
    for pieces in page.marks.chunk_by(|(one, _), (other, _)| one == other) {
        ops.push(begin(pieces[0].0, laid, &mut owners));
        for (_, mark) in pieces {
            draw(mark, set, &mut ops)?;
        }
        ops.push(Op::EndMarkedContent);
    }
    Ok((ops, owners))
}

/// Begins a marked piece and notes to which element it belongs.
fn begin(tag: Tag, laid: &Laid, owners: &mut Vec<usize>) -> Op {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let artifact = |entries: &[(&str, &str)]| Op::BeginMarkedContentWithProperties {
        tag: "Artifact".to_owned(),
        properties: DictItem::Dict {
            map: entries
                .iter()
                .map(|(key, value)| ((*key).to_owned(), name(value)))
                .collect(),
        },
    };
    match tag {
        Tag::Element(index) => {
            let piece = i64::try_from(owners.len()).expect("a page has few elements");
            owners.push(index);
            Op::BeginMarkedContentWithProperties {
                tag: laid.elements[index].role.name().to_owned(),
                properties: DictItem::Dict {
                    map: BTreeMap::from([("MCID".to_owned(), DictItem::Int(piece))]),
                },
            }
        }
        Tag::Decoration => artifact(&[("Type", "Layout")]),
        Tag::Header => artifact(&[("Subtype", "Header"), ("Type", "Pagination")]),
        Tag::Footer => artifact(&[("Subtype", "Footer"), ("Type", "Pagination")]),
    }
}

fn draw(mark: &Mark, set: Set, ops: &mut Vec<Op>) -> Result<(), Error> {
    match mark {
        Mark::Text {
            x,
            y,
            weight,
            size,
            grey,
            text,
        } => {
            let data = face(*weight).encode(text, set)?;
            let font = PdfFontHandle::External(FontId(weight.resource().to_owned()));
            ops.extend([
                Op::StartTextSection,
                Op::SetFillColor {
                    col: grey_colour(*grey),
                },
                Op::SetFont {
                    font,
                    size: Pt(*size),
                },
                Op::SetTextMatrix {
                    matrix: TextMatrix::Translate(Pt(*x), Pt(HEIGHT - y)),
                },
                Op::Unknown {
                    key: "Tj".to_owned(),
                    value: vec![DictItem::String {
                        data,
                        literal: true,
                    }],
                },
                Op::EndTextSection,
            ]);
        }
        Mark::Rule { from, to, dashed } => ops.extend(rule(*from, *to, *dashed)),
        Mark::Picture {
            name,
            x,
            y,
            width,
            height,
        } => ops.extend([
            // The seal is drawn in the colour that fills.
            Op::SetFillColor {
                col: grey_colour(0.0),
            },
            Op::UseXobject {
                id: XObjectId((*name).to_owned()),
                transform: XObjectTransform {
                    translate_x: Some(Pt(*x)),
                    translate_y: Some(Pt(HEIGHT - y - height)),
                    scale_x: Some(*width),
                    scale_y: Some(*height),
                    no_auto_scale: true,
                    ..XObjectTransform::default()
                },
            },
        ]),
    }
    Ok(())
}

fn rule(from: (f32, f32), to: (f32, f32), dashed: bool) -> [Op; 4] {
    let dash = if dashed {
        LineDashPattern {
            offset: 0.0,
            pattern: vec![3.0, 2.0].into(),
        }
    } else {
        LineDashPattern::default()
    };
    let point = |(x, y): (f32, f32)| LinePoint {
        p: Point {
            x: Pt(x),
            y: Pt(HEIGHT - y),
        },
        bezier: false,
    };
    [
        Op::SetLineDashPattern { dash },
        Op::SetOutlineThickness { pt: Pt(0.5) },
        Op::SetOutlineColor {
            col: grey_colour(0.4),
        },
        Op::DrawLine {
            line: Line {
                points: vec![point(from), point(to)],
                is_closed: false,
            },
        },
    ]
}

fn grey_colour(grey: f32) -> Color {
    Color::Greyscale(Greyscale {
        percent: grey,
        icc_profile: None,
    })
}
