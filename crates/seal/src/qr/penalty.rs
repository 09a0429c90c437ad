//! How hard a symbol is to read (ISO/IEC 18004 §7.8.3): the lower, the better.

use super::grid::{Grid, Row};

/// The penalty of a symbol, given by its rows and by its columns.
pub(super) fn of<const N: usize>(rows: &Grid<N>, columns: &Grid<N>) -> u32 {
    let side = rows.side();
    let pairs = Row::first(side - 1);
    let lines = rows.rows.iter().chain(&columns.rows);
    let lines: u32 = lines.map(|line| of_line(*line, pairs, side)).sum();
    lines + 3 * blocks(rows, pairs) + balance(rows, side)
}

/// Three for a run of five of one colour, and one more for each module beyond; forty for what looks
/// like a finder.
fn of_line<const N: usize>(line: Row<N>, pairs: Row<N>, side: usize) -> u32 {
    let alike = pairs.and_not(line.xor(line.earlier(1)));
    let three = alike.and(alike.earlier(1));
    let five = three.and(three.earlier(2));
    // A run of n has n - 4 starts of five, in one group.
    let groups = five.and_not(five.later(1));
    let six_dark = five.and(five.earlier(1)).and(line);
    five.count() + 2 * groups.count() + 40 * (finders(line) + wide_finders(line, six_dark, side))
}

/// Patterns like a finder's, 1:1:3:1:1 with light four times as wide on either side; what lies
/// outside the symbol is light.
fn finders<const N: usize>(line: Row<N>) -> u32 {
    let at = |offset| line.earlier(offset);
    let dark = line.and(at(2)).and(at(3)).and(at(4)).and(at(6));
    let found = dark
        .and_not(at(1))
        .and_not(at(5))
        .and_not(line.later(1))
        .and_not(at(7));
    if found.is_light() {
        return 0;
    }
    let before = line.later(2).or(line.later(3)).or(line.later(4));
    let after = at(8).or(at(9)).or(at(10));
    found.and_not(before).count() + found.and_not(after).count()
}

/// The same two and more modules wide; the middle has six dark ones in a row, which few lines have.
fn wide_finders<const N: usize>(line: Row<N>, six_dark: Row<N>, side: usize) -> u32 {
    if six_dark.is_light() {
        return 0;
    }
    let dark = |x: isize| usize::try_from(x).is_ok_and(|x| x < side && line.get(x));
    let starts = six_dark.and_not(six_dark.later(1));
    let mut count = 0;
    for start in starts.dark() {
        let start = start as isize;
        let length = (6..)
            .find(|length| !dark(start + length))
            .unwrap_or_default();
        if length % 3 != 0 {
            continue;
        }
        let unit = length / 3;
        let all = |from: isize, to: isize, colour: bool| (from..to).all(|x| dark(x) == colour);
        let end = start + length;
        let core = all(start - unit, start, false)
            && all(start - 2 * unit, start - unit, true)
            && all(end, end + unit, false)
            && all(end + unit, end + 2 * unit, true)
            && all(start - 3 * unit, start - 2 * unit, false)
            && all(end + 2 * unit, end + 3 * unit, false);
        if core {
            count += u32::from(all(start - 6 * unit, start - 3 * unit, false));
            count += u32::from(all(end + 3 * unit, end + 6 * unit, false));
        }
    }
    count
}

/// Squares of two by two of one colour.
fn blocks<const N: usize>(rows: &Grid<N>, pairs: Row<N>) -> u32 {
    let alike = |pair: &[Row<N>]| {
        let below = pair[0].xor(pair[1]);
        let beside = pair[0].xor(pair[0].earlier(1));
        pairs.and_not(below.or(below.earlier(1)).or(beside)).count()
    };
    rows.rows.windows(2).map(alike).sum()
}

/// Ten for each five percent by which dark and light are out of balance.
fn balance<const N: usize>(rows: &Grid<N>, side: usize) -> u32 {
    let total = u32::try_from(side * side).expect("a side is at most 177");
    let dark: u32 = rows.rows.iter().map(|row| row.count()).sum();
    let steps = (dark * 20).abs_diff(total * 10).div_ceil(total);
    steps.saturating_sub(1) * 10
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The patterns like a finder's in a line given by the lengths of its runs, light first.
    fn slowly(runs: &[usize]) -> u32 {
        let dark_middles = (1..runs.len()).step_by(2);
        dark_middles
            .map(|middle| {
                let unit = runs[middle] / 3;
                let is = |at: Option<usize>| at.and_then(|at| runs.get(at)) == Some(&unit);
                let core = runs[middle].is_multiple_of(3)
                    && is(middle.checked_sub(2))
                    && is(middle.checked_sub(1))
                    && is(Some(middle + 1))
                    && is(Some(middle + 2));
                // The outermost runs go on outside of the symbol.
                let before = match middle.checked_sub(3) {
                    Some(0) | None => usize::MAX,
                    Some(at) => runs[at],
                };
                let after = match middle + 3 {
                    at if at + 1 >= runs.len() => usize::MAX,
                    at => runs[at],
                };
                let wide = |one: usize, other: usize| one >= 4 * unit && other >= unit;
                u32::from(core && wide(before, after)) + u32::from(core && wide(after, before))
            })
            .sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn finders_of_every_width_are_counted(
            noise in proptest::collection::vec(1_usize..9, 0..8),
            unit in 1_usize..7,
            margins in (0_usize..9, 0_usize..9),
            more in proptest::collection::vec(1_usize..9, 0..4),
        ) {
            // Light and dark take turns; an even number of runs before keeps the core's colours.
            let mut runs = noise[..noise.len() / 2 * 2].to_vec();
            let (before, after) = ((margins.0 * unit).max(1), (margins.1 * unit).max(1));
            runs.extend([before, unit, unit, 3 * unit, unit, unit, after]);
            // A line ends light here, as the outside is.
            runs.extend(&more[..more.len() / 2 * 2]);
            let side = runs.iter().sum::<usize>();
            prop_assume!(side <= 177);
            let mut modules = Vec::new();
            for (index, run) in runs.iter().enumerate() {
                modules.resize(modules.len() + run, index % 2 == 1);
            }
            let line = Row::<3>::from_fn(side, |x| modules[x]);
            let six_dark = Row::<3>::from_fn(side, |x| {
                (x..x + 6).all(|x| modules.get(x).copied().unwrap_or_default())
            });
            let found = finders(line) + wide_finders(line, six_dark, side);
            prop_assert_eq!(found, slowly(&runs), "{:?}", runs);
        }
    }
}
