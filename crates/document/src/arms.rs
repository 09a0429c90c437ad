//! The coat of arms of a comune: a PNG, checked and made ready once.

use lopdf::{Object, Stream, dictionary};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::face::deflated;

/// The largest side, in pixels: more shows on no paper.
const SIDE_MAX: u32 = 2000;

/// A coat of arms, ready to be embedded.
#[derive(Clone)]
pub struct Arms {
    picture: Stream,
    mask: Option<Stream>,
    /// Width over height.
    pub(crate) ratio: f32,
    /// Digest of the picture, for the identity of the document.
    pub(crate) digest: [u8; 32],
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
        let image = |space: &str, data: &[u8]| {
            let dictionary = dictionary! {
                "Type" => "XObject",
                "Subtype" => "Image",
                "Width" => i64::from(width),
                "Height" => i64::from(height),
                "ColorSpace" => Object::Name(space.as_bytes().to_vec()),
                "BitsPerComponent" => 8,
            };
            deflated(dictionary, data)
        };
        #[expect(clippy::cast_precision_loss, reason = "sides are at most 2000 pixels")]
        let ratio = width as f32 / height as f32;
        Ok(Self {
            picture: image(
                if colours == 3 {
                    "DeviceRGB"
                } else {
                    "DeviceGray"
                },
                &colour,
            ),
            mask: mask.map(|mask| image("DeviceGray", &mask)),
            ratio,
            digest: Sha256::digest(bytes).into(),
        })
    }

    /// Adds the picture to a document and returns its reference.
    pub(crate) fn embed(&self, document: &mut lopdf::Document) -> Object {
        let mut picture = self.picture.clone();
        if let Some(mask) = &self.mask {
            let mask = document.add_object(mask.clone());
            picture.dict.set("SMask", mask);
        }
        document.add_object(picture).into()
    }
}
