//! The coat of arms of a comune: a PNG, checked and made ready once.

use std::sync::{Arc, OnceLock};

use crate::Error;
use crate::face::Set;
use crate::file;
use crate::writer::{Prefix, Writer, deflated_once};

/// The largest side, in pixels: more shows on no paper.
const SIDE_MAX: u32 = 2000;

/// A coat of arms, ready to be embedded.
#[derive(Clone)]
pub struct Arms {
    picture: Picture,
    mask: Option<Picture>,
    /// Width over height.
    pub(crate) ratio: f32,
    /// Beginnings of files that hold the picture, for each set of characters.
    prefixes: [OnceLock<Arc<Prefix>>; 2],
}

/// Samples of 8 bits, deflated, and what they are.
#[derive(Clone)]
struct Picture {
    entries: String,
    data: Vec<u8>,
}

impl Arms {
    /// Reads a PNG with 8 bits a channel, in grey or colour, with or without transparency.
    ///
    /// # Errors
    /// It is no PNG, has 16 bits a channel, or is too large.
    pub fn from_png(bytes: &[u8]) -> Result<Self, Error> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_limits(png::Limits {
            bytes: 64 * 1024 * 1024,
        });
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().map_err(|_| Error::Arms("not a PNG"))?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width > SIDE_MAX || height > SIDE_MAX || width < 8 || height < 8 {
            return Err(Error::Arms("its sides must be from 8 to 2000 pixels"));
        }
        let size = reader
            .output_buffer_size()
            .ok_or(Error::Arms("too large"))?;
        let mut pixels = vec![0; size];
        let frame = reader
            .next_frame(&mut pixels)
            .map_err(|_| Error::Arms("a damaged PNG"))?;
        if frame.bit_depth != png::BitDepth::Eight {
            return Err(Error::Arms("it must have 8 bits a channel"));
        }
        pixels.truncate(frame.buffer_size());
        let channels = frame.color_type.samples();
        let (colours, has_alpha) = match frame.color_type {
            png::ColorType::Grayscale => (1, false),
            png::ColorType::GrayscaleAlpha => (1, true),
            png::ColorType::Rgb => (3, false),
            png::ColorType::Rgba => (3, true),
            png::ColorType::Indexed => return Err(Error::Arms("its palette cannot be read")),
        };
        let rows = pixels.chunks_exact(channels);
        let colour: Vec<u8> = rows
            .clone()
            .flat_map(|pixel| &pixel[..colours])
            .copied()
            .collect();
        let mask = has_alpha.then(|| rows.map(|pixel| pixel[colours]).collect::<Vec<u8>>());
        let picture = |space: &str, samples: &[u8]| Picture {
            entries: format!(
                "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/{space}\
                 /BitsPerComponent 8/Filter/FlateDecode"
            ),
            data: deflated_once(samples),
        };
        #[expect(clippy::cast_precision_loss, reason = "sides are at most 2000 pixels")]
        let ratio = width as f32 / height as f32;
        Ok(Self {
            picture: picture(
                if colours == 3 {
                    "DeviceRGB"
                } else {
                    "DeviceGray"
                },
                &colour,
            ),
            mask: mask.map(|mask| picture("DeviceGray", &mask)),
            ratio,
            prefixes: [OnceLock::new(), OnceLock::new()],
        })
    }

    /// Returns the beginning of a file that holds the picture; the last object is the picture.
    pub(crate) fn prefix(&self, set: Set) -> &Prefix {
        let place = match set {
            Set::Tight => &self.prefixes[0],
            Set::Wide => &self.prefixes[1],
        };
        place.get_or_init(|| {
            let mut writer = Writer::after(file::prefix(set));
            let mut entries = self.picture.entries.clone();
            if let Some(mask) = &self.mask {
                entries.push_str(&format!("/SMask {} 0 R", writer.next()));
                writer.stream(&mask.entries, &mask.data);
            }
            writer.stream(&entries, &self.picture.data);
            Arc::new(writer.into_prefix())
        })
    }
}
