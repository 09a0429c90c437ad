//! The last previews, kept so that what is issued is what was seen.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};

use document::Rendered;

use crate::Error;
use crate::session::Desk;

/// How many previews are kept: the one on the screen and a few before it.
const PREVIEWS_MAX: usize = 8;
/// The widest picture that is drawn, in pixels: a page on a large screen at 200 %.
const WIDTH_MAX_PX: u32 = 2400;

/// Rendered documents, the latest first.
#[derive(Default)]
pub(crate) struct Previews(VecDeque<Arc<Rendered>>);

impl Previews {
    pub(crate) fn keep(&mut self, rendered: Rendered) -> Arc<Rendered> {
        if let Some(known) = self.find(&rendered.sha256) {
            return known;
        }
        let rendered = Arc::new(rendered);
        self.0.push_front(Arc::clone(&rendered));
        self.0.truncate(PREVIEWS_MAX);
        rendered
    }

    fn find(&self, sha256: &str) -> Option<Arc<Rendered>> {
        self.0
            .iter()
            .find(|rendered| rendered.sha256 == sha256)
            .cloned()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Desk {
    /// Draws a page of a previewed document, from its own bytes, as a PNG.
    ///
    /// `page` counts from 1; `width_px` is the width of the picture in pixels.
    ///
    /// # Errors
    /// The preview is gone, the page does not exist, or the desk is locked.
    pub fn preview_page(&self, sha256: &str, page: u32, width_px: u32) -> Result<Vec<u8>, Error> {
        self.with(|_| Ok(()))?;
        let found = self
            .previews
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .find(sha256);
        let rendered = found.ok_or(Error::PreviewStale)?;
        Ok(document::page_png(
            &rendered.pdf,
            page,
            width_px.clamp(50, WIDTH_MAX_PX),
        )?)
    }
}
