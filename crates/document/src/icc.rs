//! The colour space of the output intent: sRGB (IEC 61966-2-1) as an ICC profile, made here.
//!
//! A matrix profile of version 4.2 with the exact curve of the standard takes half a kilobyte, so
//! that no profile of somebody else, with a licence of its own, has to be carried.

/// Where the tags begin: after the header and a table of ten entries.
const TAGS_AT: usize = 128 + 4 + 10 * 12;

/// Returns the profile.
pub(crate) fn srgb() -> Vec<u8> {
    let curve = curve();
    let tags: [(&[u8; 4], Vec<u8>); 8] = [
        (b"desc", words("sRGB")),
        (b"cprt", words("Public domain")),
        (b"wtpt", numbers(b"XYZ ", &[0.964_2, 1.0, 0.824_9])),
        (b"chad", numbers(b"sf32", &BRADFORD)),
        // The primaries, adapted to D50 by the matrix above (ICC.1:2004-10, annex E).
        (
            b"rXYZ",
            numbers(b"XYZ ", &[0.436_065, 0.222_488, 0.013_916]),
        ),
        (
            b"gXYZ",
            numbers(b"XYZ ", &[0.385_151, 0.716_873, 0.097_076]),
        ),
        (
            b"bXYZ",
            numbers(b"XYZ ", &[0.143_082, 0.060_608, 0.714_096]),
        ),
        (b"rTRC", curve),
    ];
    let mut data = Vec::with_capacity(512);
    let mut table = Vec::with_capacity(TAGS_AT - 128);
    table.extend(10_u32.to_be_bytes());
    for (signature, value) in &tags {
        let offset = TAGS_AT + data.len();
        entry(&mut table, signature, offset, value.len());
        if *signature == b"rTRC" {
            // The three channels share one curve.
            entry(&mut table, b"gTRC", offset, value.len());
            entry(&mut table, b"bTRC", offset, value.len());
        }
        data.extend_from_slice(value);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = header(TAGS_AT + data.len());
    profile.extend(table);
    profile.extend(data);
    profile
}

/// From D65, the white of sRGB, to D50, the white of every profile.
const BRADFORD: [f64; 9] = [
    1.047_886, 0.022_919, -0.050_216, 0.029_582, 0.990_484, -0.017_079, -0.009_252, 0.015_073,
    0.751_678,
];

fn header(size: usize) -> Vec<u8> {
    let mut header = vec![0; 128];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &length(size));
    put(8, &[0x04, 0x20, 0, 0]);
    put(12, b"mntrRGB XYZ ");
    // A fixed date of creation: 1 January 2026, 0:00.
    put(24, &[0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    put(36, b"acsp");
    put(68, &fixed(0.964_2));
    put(72, &fixed(1.0));
    put(76, &fixed(0.824_9));
    header
}

fn entry(table: &mut Vec<u8>, signature: &[u8; 4], offset: usize, size: usize) {
    table.extend_from_slice(signature);
    table.extend(length(offset));
    table.extend(length(size));
}

/// Returns a text in one language (`multiLocalizedUnicodeType`).
fn words(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut tag = b"mluc\0\0\0\0".to_vec();
    tag.extend(1_u32.to_be_bytes());
    tag.extend(12_u32.to_be_bytes());
    tag.extend_from_slice(b"enUS");
    tag.extend(length(units.len()));
    tag.extend(28_u32.to_be_bytes());
    tag.extend(units);
    tag
}

fn numbers(kind: &[u8; 4], values: &[f64]) -> Vec<u8> {
    let mut tag = kind.to_vec();
    tag.extend([0; 4]);
    tag.extend(values.iter().flat_map(|value| fixed(*value)));
    tag
}

/// Returns the curve of sRGB: `((x + 0.055) / 1.055)^2.4` above 0.04045, `x / 12.92` below.
fn curve() -> Vec<u8> {
    let mut tag = b"para\0\0\0\0\0\x03\0\0".to_vec();
    for value in [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45] {
        tag.extend(fixed(value));
    }
    tag
}

/// Returns a number as `s15Fixed16Number`.
fn fixed(value: f64) -> [u8; 4] {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the numbers of this file are under 3"
    )]
    let fixed = (value * 65_536.0).round() as i32;
    fixed.to_be_bytes()
}

fn length(size: usize) -> [u8; 4] {
    u32::try_from(size)
        .expect("the profile is small")
        .to_be_bytes()
}
