//! Which modules carry data, the eight masks over them, and the choice among these.

use std::sync::LazyLock;

use super::grid::{Grid, Row};
use super::penalty;

/// All masks repeat after so many rows, and after so many columns.
const PERIOD: usize = 12;
/// Modules on a side of the largest symbol.
const SIDE_MAX: usize = 177;

/// Whether a mask turns the module over (ISO/IEC 18004, table 10).
fn turns(mask: usize, x: usize, y: usize) -> bool {
    let rest = match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (x / 3 + y / 2) % 2,
        5 => x * y % 2 + x * y % 3,
        6 => (x * y % 2 + x * y % 3) % 2,
        _ => ((x + y) % 2 + x * y % 3) % 2,
    };
    rest == 0
}

/// The masks as rows, and as columns.
struct Masks {
    rows: [[Row<3>; PERIOD]; 8],
    columns: [[Row<3>; PERIOD]; 8],
}

static MASKS: LazyLock<Masks> = LazyLock::new(|| {
    let lines = |turns: fn(usize, usize, usize) -> bool| {
        std::array::from_fn(|mask| {
            std::array::from_fn(|line| Row::from_fn(SIDE_MAX, |at| turns(mask, at, line)))
        })
    };
    Masks {
        rows: lines(turns),
        columns: lines(|mask, at, line| turns(mask, line, at)),
    }
});

/// The symbol under the mask of the lowest penalty, the first of equals; `drawn` is under mask 0.
pub(super) fn best<const N: usize>(drawn: &Grid<N>) -> Grid<N> {
    let side = drawn.side();
    // Data modules and their values without a mask; then the same seen by columns.
    let data = data_modules(side);
    let data_columns = data.transposed();
    let bare = masked(drawn, &data, &MASKS.rows[0]);
    let bare_columns = bare.transposed();
    (0..8)
        .map(|mask| {
            let mut rows = masked(&bare, &data, &MASKS.rows[mask]);
            let mut columns = masked(&bare_columns, &data_columns, &MASKS.columns[mask]);
            for (x, y, dark) in format_modules(side, mask) {
                rows.set(x, y, dark);
                columns.set(y, x, dark);
            }
            (penalty::of(&rows, &columns), rows)
        })
        .min_by_key(|(penalty, _)| *penalty)
        .expect("there are eight masks")
        .1
}

fn masked<const N: usize>(grid: &Grid<N>, data: &Grid<N>, mask: &[Row<3>; PERIOD]) -> Grid<N> {
    let mask = mask.map(|row| Row::<N>(std::array::from_fn(|word| row.0[word])));
    let lines = grid.rows.iter().zip(&data.rows).enumerate();
    let rows = lines.map(|(line, (row, data))| row.xor(mask[line % PERIOD].and(*data)));
    Grid {
        rows: rows.collect(),
    }
}

/// The modules that no finder, timing, alignment, version or format pattern takes.
fn data_modules<const N: usize>(side: usize) -> Grid<N> {
    let mut grid = Grid {
        rows: vec![Row::first(side); side],
    };
    let mut take = |left: usize, top: usize, width: usize, height: usize| {
        let taken = Row::first(left + width).and_not(Row::first(left));
        for row in &mut grid.rows[top..top + height] {
            *row = row.and_not(taken);
        }
    };
    // Finders with their separators and the format beside them.
    take(0, 0, 9, 9);
    take(side - 8, 0, 8, 9);
    take(0, side - 8, 9, 8);
    // Timing.
    take(6, 0, 1, side);
    take(0, 6, side, 1);
    let centres = alignment_centres(side);
    for (row, &y) in centres.iter().enumerate() {
        for (column, &x) in centres.iter().enumerate() {
            let last = centres.len() - 1;
            let on_a_finder = [(0, 0), (0, last), (last, 0)].contains(&(column, row));
            if !on_a_finder {
                take(x - 2, y - 2, 5, 5);
            }
        }
    }
    if side >= 45 {
        // Version 7 and above say their version twice.
        take(side - 11, 0, 3, 6);
        take(0, side - 11, 6, 3);
    }
    grid
}

/// Rows and columns of the alignment patterns' centres (ISO/IEC 18004, annex E).
fn alignment_centres(side: usize) -> Vec<usize> {
    let version = (side - 17) / 4;
    if version == 1 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let step = match version {
        32 => 26,
        _ => (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2,
    };
    let mut centres: Vec<usize> = (0..count - 1)
        .map(|index| side - 7 - index * step)
        .collect();
    centres.push(6);
    centres.reverse();
    centres
}

/// The fifteen bits of level Q and mask, each in its two places (ISO/IEC 18004 §7.9).
fn format_modules(side: usize, mask: usize) -> impl Iterator<Item = (usize, usize, bool)> {
    const LEVEL_Q: usize = 0b11;
    let data = LEVEL_Q << 3 | mask;
    let check = (0..10).fold(data, |rest, _| (rest << 1) ^ ((rest >> 9) * 0x537));
    let bits = (data << 10 | check) ^ 0x5412;
    (0..15).flat_map(move |bit| {
        let dark = bits >> bit & 1 == 1;
        let beside_the_first = match bit {
            0..6 => (8, bit),
            6 | 7 => (8, bit + 1),
            8 => (7, 8),
            _ => (14 - bit, 8),
        };
        let beside_the_others = match bit {
            0..8 => (side - 1 - bit, 8),
            _ => (8, side - 15 + bit),
        };
        [beside_the_first, beside_the_others].map(|(x, y)| (x, y, dark))
    })
}
