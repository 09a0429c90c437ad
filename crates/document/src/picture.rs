//! The picture of a page, drawn from the final bytes: what is seen is what is printed.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use crate::Error;

/// Returns how many pages a PDF has.
pub(crate) fn page_count(pdf: &[u8]) -> Result<u32, Error> {
    let pdf = Pdf::new(Arc::new(pdf.to_vec())).map_err(|_| Error::Picture)?;
    u32::try_from(pdf.pages().len()).map_err(|_| Error::Picture)
}

/// Draws a page, counted from 1, as a PNG of a width in pixels.
///
/// # Errors
/// The bytes are not a PDF, or it has no such page.
pub fn page_png(pdf: &[u8], page: u32, width_px: u32) -> Result<Vec<u8>, Error> {
    let pdf = Pdf::new(Arc::new(pdf.to_vec())).map_err(|_| Error::Picture)?;
    let index = usize::try_from(page)
        .ok()
        .and_then(|page| page.checked_sub(1));
    let page = index
        .and_then(|index| pdf.pages().get(index))
        .ok_or(Error::Picture)?;
    let (width, _) = page.render_dimensions();
    #[expect(
        clippy::cast_precision_loss,
        reason = "pictures are a few thousand pixels wide"
    )]
    let scale = width_px as f32 / width;
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        },
    );
    pixmap.into_png().map_err(|_| Error::Picture)
}
