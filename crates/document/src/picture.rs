//! The picture of a page, drawn from the final bytes: what is seen is what is printed.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use crate::Error;

/// No page is so much higher than wide; one that says so would fill the memory.
const RATIO_MAX: f32 = 8.0;

/// Returns how many pages a PDF has.
///
/// # Errors
/// The bytes are not a PDF.
pub fn page_count(pdf: &[u8]) -> Result<u32, Error> {
    let pdf = Pdf::new(Arc::new(pdf.to_vec())).map_err(|_| Error::Picture)?;
    u32::try_from(pdf.pages().len()).map_err(|_| Error::Picture)
}

/// Draws a page, counted from 1, as a PNG of a width in pixels.
///
/// # Errors
/// The bytes are not a PDF, or it has no such page.
pub fn page_png(pdf: &[u8], page: u32, width_px: u32) -> Result<Vec<u8>, Error> {
    picture(pdf, page, width_px)?
        .into_png()
        .map_err(|_| Error::Picture)
}

/// The grey pixels of a page.
#[derive(Debug, Clone)]
pub struct GreyPage {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Row by row from the top, 255 is white.
    pub pixels: Vec<u8>,
}

/// Draws a page, counted from 1, in grey: for the seal on a scan that somebody put into a PDF.
///
/// # Errors
/// The bytes are not a PDF, it has no such page, or the page is so long that it is none.
pub fn page_grey(pdf: &[u8], page: u32, width_px: u32) -> Result<GreyPage, Error> {
    let pixmap = picture(pdf, page, width_px)?;
    let pixels = pixmap
        .data_as_u8_slice()
        .chunks_exact(4)
        .map(|pixel| {
            // ITU-R BT.601: what a scanner's grey is.
            let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
            u8::try_from((red * 299 + green * 587 + blue * 114) / 1000).unwrap_or(u8::MAX)
        })
        .collect();
    Ok(GreyPage {
        width: pixmap.width().into(),
        height: pixmap.height().into(),
        pixels,
    })
}

fn picture(pdf: &[u8], page: u32, width_px: u32) -> Result<Pixmap, Error> {
    let pdf = Pdf::new(Arc::new(pdf.to_vec())).map_err(|_| Error::Picture)?;
    let index = usize::try_from(page)
        .ok()
        .and_then(|page| page.checked_sub(1));
    let page = index
        .and_then(|index| pdf.pages().get(index))
        .ok_or(Error::Picture)?;
    let (width, height) = page.render_dimensions();
    if !(width > 0.0 && height > 0.0 && height / width < RATIO_MAX) {
        return Err(Error::Picture);
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "pictures are a few thousand pixels wide"
    )]
    let scale = width_px as f32 / width;
    Ok(hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        },
    ))
}
