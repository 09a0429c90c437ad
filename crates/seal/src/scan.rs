//! Reading back: the texts of the symbols in a picture of the paper, and what a handheld scanner
//! types.
//!
//! The pictures come from citizens: their size is looked at before their pixels, and what is larger
//! than any scan of a page is refused.

mod keyboard;

use std::cmp::Reverse;
use std::io::Cursor;

use image::imageops::{self, FilterType};
use image::{GrayImage, ImageFormat, ImageReader, Limits};
use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{BitMatrix, DetectorRXingResult, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{Binarizer, BinaryBitmap, Luma8LuminanceSource};

use crate::text::{self, NoSeal};

pub use keyboard::from_keyboard;

/// Bytes of a file: a colour page at 600 dpi, hardly compressed.
const FILE_BYTES_MAX: usize = 64 << 20;
/// Pixels of a picture: an A4 page at 600 dpi has 35 million, a telephone's photograph 50.
const PIXELS_MAX: u64 = 64_000_000;
/// Pixels of a side.
const SIDE_MAX: u32 = 16_384;
/// Memory for the pixels as the file has them: three bytes each, at the most pixels.
const DECODED_BYTES_MAX: u64 = 3 * PIXELS_MAX;
/// Larger pictures are halved first: a page at 300 dpi shows the smallest module in five pixels.
const PIXELS_AT_ONCE: u64 = 10_000_000;
/// Pictures up to here are doubled when nothing was read in them.
const PIXELS_DOUBLED: u64 = 2_500_000;
/// A symbol does not fit a picture that is smaller than this once halved.
const HALVED_SIDE_MIN: u32 = 300;

/// Corners of symbols that are looked at; a page of symbols and print has some tens.
const CORNERS_MAX: usize = 1_000;
/// Sets of three corners that are tried; a page of symbols and print has some tens.
const CORNER_SETS_MAX: usize = 2_000;

/// Crossings of corners by every third row; a corner of a scanned seal has about ten.
const CROSSINGS_MAX: u32 = 20_000;

/// Why a picture cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// Neither PNG nor JPEG.
    #[error("the file is neither PNG nor JPEG")]
    OtherFormat,
    /// The file or the picture in it is too large.
    #[error("the picture is larger than a page at 600 dpi")]
    TooLarge,
    /// The file is damaged.
    #[error("the picture cannot be read")]
    Damaged(#[source] image::ImageError),
    /// Not one byte for each pixel.
    #[error("{pixels} bytes are no picture of {width} by {height} pixels")]
    Pixels {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
        /// Bytes given.
        pixels: usize,
    },
}

/// Reads the symbols in a PNG or JPEG; an empty list when there are none.
///
/// # Errors
/// The file is of another kind, damaged or too large. Never panics.
pub fn read(image: &[u8]) -> Result<Vec<String>, ScanError> {
    if image.len() > FILE_BYTES_MAX {
        return Err(ScanError::TooLarge);
    }
    let format = image::guess_format(image).map_err(|_| ScanError::OtherFormat)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg) {
        return Err(ScanError::OtherFormat);
    }
    let (width, height) = ImageReader::with_format(Cursor::new(image), format)
        .into_dimensions()
        .map_err(damaged)?;
    check_size(width, height)?;
    let mut reader = ImageReader::with_format(Cursor::new(image), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    Ok(texts(reader.decode().map_err(damaged)?.into_luma8()))
}

/// Reads the symbols in grey pixels, row by row from the top, 0 for black.
///
/// # Errors
/// The number of bytes is not that of the pixels, or the picture is too large.
pub fn read_luma(width: u32, height: u32, pixels: &[u8]) -> Result<Vec<String>, ScanError> {
    check_size(width, height)?;
    let picture = GrayImage::from_raw(width, height, pixels.to_vec());
    // A buffer that is longer than the pixels is taken by `from_raw`, and is a mistake here.
    match picture.filter(|_| pixels.len() as u64 == u64::from(width) * u64::from(height)) {
        Some(picture) => Ok(texts(picture)),
        None => Err(ScanError::Pixels {
            width,
            height,
            pixels: pixels.len(),
        }),
    }
}

fn check_size(width: u32, height: u32) -> Result<(), ScanError> {
    let pixels = u64::from(width) * u64::from(height);
    if width > SIDE_MAX || height > SIDE_MAX || pixels > PIXELS_MAX {
        return Err(ScanError::TooLarge);
    }
    Ok(())
}

fn damaged(error: image::ImageError) -> ScanError {
    match error {
        image::ImageError::Limits(_) => ScanError::TooLarge,
        error => ScanError::Damaged(error),
    }
}

/// All texts, looked for in several ways until a seal is among them.
fn texts(mut picture: GrayImage) -> Vec<String> {
    while u64::from(picture.width()) * u64::from(picture.height()) > PIXELS_AT_ONCE {
        picture = halved(&picture);
    }
    let mut found = Vec::new();
    let ways: [fn(&GrayImage) -> Vec<String>; 4] = [
        |picture| symbols(picture, HybridBinarizer::new),
        // A page of even light: one threshold for all of it does better on thin modules.
        |picture| symbols(picture, GlobalHistogramBinarizer::new),
        // Noise and blur that are finer than a module.
        |picture| match picture.width().min(picture.height()) / 2 {
            HALVED_SIDE_MIN.. => symbols(&halved(picture), HybridBinarizer::new),
            _ => Vec::new(),
        },
        // Modules of a pixel and a half.
        |picture| match u64::from(picture.width()) * u64::from(picture.height()) {
            ..=PIXELS_DOUBLED => symbols(&doubled(picture), HybridBinarizer::new),
            _ => Vec::new(),
        },
    ];
    for way in ways {
        for text in way(&picture) {
            if !found.contains(&text) {
                found.push(text);
            }
        }
        if found
            .iter()
            .any(|text| text::read(text) != Err(NoSeal::Other))
        {
            break;
        }
    }
    found
}

/// Finds symbols by their three corners. rxing's own loop tries every set of corners: a picture
/// that is full of them would keep it at work for minutes.
fn symbols<B: Binarizer>(
    picture: &GrayImage,
    binarizer: fn(Luma8LuminanceSource) -> B,
) -> Vec<String> {
    let (width, height) = picture.dimensions();
    let Ok(source) = Luma8LuminanceSource::new(picture.as_raw().clone(), width, height) else {
        return Vec::new();
    };
    let bitmap = BinaryBitmap::new(binarizer(source));
    let black = bitmap.get_black_matrix();
    if is_full_of_corners(black) {
        return Vec::new();
    }
    let mut corners = FindFinderPatterns(black, true, 0);
    corners.sort_by_key(|corner| Reverse(corner.size));
    corners.truncate(CORNERS_MAX);
    let sets = GenerateFinderPatternSets(&mut corners);
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut found = Vec::new();
    for set in sets.into_iter().take(CORNER_SETS_MAX) {
        let corners = [set.bl, set.tl, set.tr];
        if corners.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        let Ok(sampled) = SampleQR(black, &set) else {
            continue;
        };
        if let Ok(symbol) = Decode(sampled.getBits())
            && symbol.isValid()
        {
            used.extend(corners);
            found.push(symbol.text());
        }
    }
    found
}

/// Whether so many rows cross what looks like a corner that looking at each would take minutes.
fn is_full_of_corners(black: &BitMatrix) -> bool {
    let mut crossings = 0;
    for y in (0..black.height()).step_by(3) {
        let mut runs = [0_u32; 5];
        let mut last = false;
        for x in 0..black.width() {
            let dark = black.get(x, y);
            if dark != last {
                if last && crosses_a_corner(runs) {
                    crossings += 1;
                }
                runs.rotate_left(1);
                runs[4] = 0;
                last = dark;
            }
            runs[4] += 1;
        }
    }
    crossings > CROSSINGS_MAX
}

/// Whether five runs are about 1:1:3:1:1.
fn crosses_a_corner(runs: [u32; 5]) -> bool {
    let sum: u32 = runs.iter().sum();
    let is_about = |run: u32, modules: u32| (run * 7).abs_diff(sum * modules) <= sum / 2 + 7;
    runs[0] > 0
        && [
            (runs[0], 1),
            (runs[1], 1),
            (runs[2], 3),
            (runs[3], 1),
            (runs[4], 1),
        ]
        .into_iter()
        .all(|(run, modules)| is_about(run, modules))
}

fn halved(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    imageops::thumbnail(picture, (width / 2).max(1), (height / 2).max(1))
}

fn doubled(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    imageops::resize(picture, width * 2, height * 2, FilterType::CatmullRom)
}
