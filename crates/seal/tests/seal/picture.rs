//! Symbols as a scanner or a telephone sees them. All chance comes from a seed.

use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageFormat, Luma};
use seal::qr::Symbol;

use crate::sample::Chance;

/// Points inside a pixel, each way, whose mean is its grey.
const SAMPLES: usize = 3;

/// How a picture is taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shot {
    /// Size of a module on paper, millimetres.
    pub(crate) module_mm: f32,
    /// Pixels in an inch of paper, in the middle of the picture.
    pub(crate) dpi: f32,
    /// Turn, degrees.
    pub(crate) degrees: f32,
    /// How much nearer one side is than the other: 0 is seen from straight above.
    pub(crate) tilt: f32,
    /// Grey of ink and of paper.
    pub(crate) ink: f32,
    pub(crate) paper: f32,
    /// How much darker the paper is from one corner to the other.
    pub(crate) shade: f32,
    /// Radius of the blur, pixels; 0 for none.
    pub(crate) blur: f32,
    /// Greatest noise, grey levels.
    pub(crate) noise: f32,
}

/// A flatbed scanner.
pub(crate) const SCAN: Shot = Shot {
    module_mm: 0.5,
    dpi: 200.0,
    degrees: 0.0,
    tilt: 0.0,
    ink: 20.0,
    paper: 245.0,
    shade: 0.0,
    blur: 0.0,
    noise: 0.0,
};

/// A telephone held aslant in a dim office.
pub(crate) const PHOTO: Shot = Shot {
    dpi: 230.0,
    degrees: -8.0,
    tilt: 0.12,
    ink: 70.0,
    paper: 175.0,
    shade: 45.0,
    blur: 0.9,
    noise: 14.0,
    ..SCAN
};

/// Takes the picture.
pub(crate) fn take(symbol: &Symbol, shot: Shot, seed: u64) -> GrayImage {
    let side_mm = symbol.side as f32 * shot.module_mm;
    let field_mm = side_mm * 1.35 + 20.0;
    let size = (field_mm * shot.dpi / 25.4) as u32;
    let (sin, cos) = shot.degrees.to_radians().sin_cos();
    let dark = |x_mm: f32, y_mm: f32| {
        let column = ((x_mm + side_mm / 2.0) / shot.module_mm).floor();
        let row = ((y_mm + side_mm / 2.0) / shot.module_mm).floor();
        let inside = 0.0..symbol.side as f32;
        inside.contains(&column) && inside.contains(&row) && {
            let (column, row) = (column as usize, row as usize);
            let byte = symbol.bits[row * (symbol.side as usize).div_ceil(8) + column / 8];
            byte >> (7 - column % 8) & 1 == 1
        }
    };
    let grey = |x: u32, y: u32| {
        let mut ink = 0;
        for sample in 0..SAMPLES * SAMPLES {
            let at = |pixel: u32, step: usize| {
                let inside = (step as f32 + 0.5) / SAMPLES as f32;
                (pixel as f32 + inside) / size as f32 - 0.5
            };
            let (u, v) = (at(x, sample % SAMPLES), at(y, sample / SAMPLES));
            let depth = 1.0 + shot.tilt * (u + v);
            let (u, v) = (u / depth * field_mm, v / depth * field_mm);
            ink += u32::from(dark(u * cos - v * sin, u * sin + v * cos));
        }
        let ink = ink as f32 / (SAMPLES * SAMPLES) as f32;
        let light = shot.paper - shot.shade * (x + y) as f32 / (2 * size) as f32;
        light * (1.0 - ink) + shot.ink * ink
    };
    let sharp = GrayImage::from_fn(size, size, |x, y| Luma([grey(x, y) as u8]));
    let mut picture = if shot.blur > 0.0 {
        image::imageops::blur(&sharp, shot.blur)
    } else {
        sharp
    };
    let mut chance = Chance(seed);
    for pixel in picture.pixels_mut() {
        pixel.0[0] = (f32::from(pixel.0[0]) + shot.noise * chance.spread()).clamp(0.0, 255.0) as u8;
    }
    picture
}

pub(crate) fn png(picture: &GrayImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub(crate) fn jpeg(picture: &GrayImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .unwrap();
    bytes
}
