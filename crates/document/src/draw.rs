//! Marks become the operators of a page, through printpdf.
//!
//! printpdf is given no font and no picture: it only writes operators, which name resources that
//! [`crate::file`] adds. With fonts of its own it would embed and cut them for every document.

use printpdf::{
    Color, DictItem, FontId, Greyscale, Line, LineDashPattern, LinePoint, Mm, Op, PdfDocument,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, TextMatrix, XObjectId, XObjectTransform,
};

use crate::Error;
use crate::face::face;
use crate::layout::{HEIGHT, Mark, Page};

/// Name of the coat of arms among the resources of a page.
pub(crate) const ARMS: &str = "Arms";

/// Returns the content of each page.
pub(crate) fn contents(pages: &[Page]) -> Result<Vec<Vec<u8>>, Error> {
    let mut document = PdfDocument::new("");
    for page in pages {
        let mut ops = Vec::with_capacity(page.marks.len() * 6);
        for mark in &page.marks {
            draw(mark, &mut ops)?;
        }
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
    Ok(drawn
        .get_pages()
        .into_values()
        .map(|page| drawn.get_page_content(page))
        .collect())
}

fn draw(mark: &Mark, ops: &mut Vec<Op>) -> Result<(), Error> {
    match mark {
        Mark::Text {
            x,
            y,
            weight,
            size,
            grey,
            text,
        } => {
            let face = face(*weight);
            // A blank at the end keeps the words of two lines apart when the text is copied.
            let data = face.encode(&format!("{text} "))?;
            let font = PdfFontHandle::External(FontId(face.resource.to_owned()));
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
        Mark::Arms {
            x,
            y,
            width,
            height,
        } => ops.push(Op::UseXobject {
            id: XObjectId(ARMS.to_owned()),
            transform: XObjectTransform {
                translate_x: Some(Pt(*x)),
                translate_y: Some(Pt(HEIGHT - y - height)),
                scale_x: Some(*width),
                scale_y: Some(*height),
                no_auto_scale: true,
                ..XObjectTransform::default()
            },
        }),
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
