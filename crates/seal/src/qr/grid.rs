//! A square of modules as rows of bits, so that a whole row is looked at in a few instructions.

use super::Symbol;

/// A row of at most `64 * N` modules: bit `x` is module `x`; those beyond the side are 0, which is
/// light. Symbols up to version 27 need two words, larger ones three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row<const N: usize>(pub(super) [u64; N]);

impl<const N: usize> Row<N> {
    pub(super) const LIGHT: Self = Self([0; N]);

    pub(super) fn from_fn(side: usize, dark: impl Fn(usize) -> bool) -> Self {
        let mut row = Self::LIGHT;
        for x in (0..side).filter(|x| dark(*x)) {
            row.0[x / 64] |= 1 << (x % 64);
        }
        row
    }

    /// The first `count` modules dark.
    pub(super) fn first(count: usize) -> Self {
        Self(std::array::from_fn(|word| {
            match count.saturating_sub(word * 64) {
                bits @ 0..64 => (1 << bits) - 1,
                _ => u64::MAX,
            }
        }))
    }

    pub(super) fn get(self, x: usize) -> bool {
        self.0[x / 64] >> (x % 64) & 1 == 1
    }

    /// Module `x` becomes what module `x + by` was; `by` is below 64 and not 0.
    #[inline]
    pub(super) fn earlier(self, by: u32) -> Self {
        let next = |word: usize| self.0.get(word + 1).copied().unwrap_or(0);
        Self(std::array::from_fn(|word| {
            self.0[word] >> by | next(word) << (64 - by)
        }))
    }

    /// Module `x` becomes what module `x - by` was; `by` is below 64 and not 0.
    #[inline]
    pub(super) fn later(self, by: u32) -> Self {
        let last = |word: usize| if word == 0 { 0 } else { self.0[word - 1] };
        Self(std::array::from_fn(|word| {
            self.0[word] << by | last(word) >> (64 - by)
        }))
    }

    #[inline]
    pub(super) fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    #[inline]
    pub(super) fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] | other.0[word]))
    }

    #[inline]
    pub(super) fn xor(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] ^ other.0[word]))
    }

    #[inline]
    pub(super) fn and_not(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & !other.0[word]))
    }

    #[inline]
    pub(super) fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// The dark modules, from the first on.
    #[inline]
    pub(super) fn dark(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(word, bits)| {
            let rest = std::iter::successors(Some(bits), |bits| Some(bits & bits.wrapping_sub(1)));
            rest.take_while(|bits| *bits != 0)
                .map(move |bits| word * 64 + bits.trailing_zeros() as usize)
        })
    }

    pub(super) fn is_light(self) -> bool {
        self == Self::LIGHT
    }
}

/// A square of modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid<const N: usize> {
    pub(super) rows: Vec<Row<N>>,
}

impl<const N: usize> Grid<N> {
    pub(super) fn from_fn(side: usize, dark: impl Fn(usize, usize) -> bool) -> Self {
        let rows = (0..side)
            .map(|y| Row::from_fn(side, |x| dark(x, y)))
            .collect();
        Self { rows }
    }

    pub(super) fn side(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn set(&mut self, x: usize, y: usize, dark: bool) {
        let bit = 1 << (x % 64);
        let word = &mut self.rows[y].0[x / 64];
        *word = if dark { *word | bit } else { *word & !bit };
    }

    /// Rows become columns.
    pub(super) fn transposed(&self) -> Self {
        let mut rows = vec![Row::LIGHT; self.side()];
        for (y, row) in self.rows.iter().enumerate() {
            for x in row.dark() {
                rows[x].0[y / 64] |= 1 << (y % 64);
            }
        }
        Self { rows }
    }

    pub(super) fn into_symbol(self) -> Symbol {
        let side = self.side();
        let mut bits = Vec::with_capacity(side * side.div_ceil(8));
        for row in self.rows {
            let bytes = row.0.into_iter().flat_map(u64::to_le_bytes);
            bits.extend(bytes.take(side.div_ceil(8)).map(u8::reverse_bits));
        }
        Symbol {
            side: u32::try_from(side).expect("a side is at most 177"),
            bits,
        }
    }
}
