//! A coat of arms that belongs to nobody: a shield, a tower, two waves.

/// Width and height in pixels.
const SIZE: (u32, u32) = (240, 300);
const BLUE: [u8; 3] = [0, 82, 163];
const WHITE: [u8; 3] = [250, 250, 247];
const GOLD: [u8; 3] = [196, 154, 58];

/// Draws the invented coat of arms as a PNG with 8 bits a channel.
///
/// # Panics
/// Never: it is written to memory.
#[must_use]
pub fn coat_of_arms_png() -> Vec<u8> {
    let mut pixels = Vec::with_capacity(240 * 300 * 4);
    for y in 0..SIZE.1 {
        for x in 0..SIZE.0 {
            pixels.extend_from_slice(&colour(f64::from(x), f64::from(y)));
        }
    }
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, SIZE.0, SIZE.1);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&pixels))
        .expect("writing to memory");
    png
}

/// Returns the colour of a point.
fn colour(x: f64, y: f64) -> [u8; 4] {
    let opaque = |rgb: [u8; 3]| [rgb[0], rgb[1], rgb[2], 255];
    let inside = |margin: f64| {
        let half = 112.0 - margin;
        let straight = y >= 8.0 + margin && y < 160.0 && (x - 120.0).abs() <= half;
        let point = y >= 160.0 && {
            let fall = (y - 160.0) / (132.0 - margin);
            fall <= 1.0 && (x - 120.0).abs() <= half * (1.0 - fall * fall).sqrt()
        };
        straight || point
    };
    if !inside(0.0) {
        return [255, 255, 255, 0];
    }
    if !inside(7.0) {
        return opaque(GOLD);
    }
    let tower = (x - 120.0).abs() <= 34.0 && (92.0..196.0).contains(&y);
    let battlement = (x - 120.0).abs() <= 42.0
        && (68.0..92.0).contains(&y)
        && (y >= 82.0 || ((x - 78.0) / 14.0).floor().rem_euclid(2.0) < 1.0);
    let gate = (x - 120.0).abs() <= 11.0 && (160.0..196.0).contains(&y);
    let wave = |level: f64| (y - level - 5.0 * (x / 16.0).sin()).abs() <= 5.0;
    if gate {
        opaque(BLUE)
    } else if tower || battlement || wave(218.0) || wave(240.0) {
        opaque(WHITE)
    } else {
        opaque(BLUE)
    }
}
