//! A square of modules as rows of bits, so that a whole row is looked at in a few instructions.

use super::Symbol;

/// A row: bit `x` of the 192 is module `x`; those beyond the side are 0, which is light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Row([u64; 3]);

impl Row {
    pub(super) fn from_fn(side: usize, dark: impl Fn(usize) -> bool) -> Self {
        let mut row = Self::default();
        for x in (0..side).filter(|x| dark(*x)) {
            row.0[x / 64] |= 1 << (x % 64);
        }
        row
    }

    /// The first `count` modules.
    pub(super) fn first(count: usize) -> Self {
        Self::from_fn(count, |_| true)
    }

    pub(super) fn get(self, x: usize) -> bool {
        self.0[x / 64] >> (x % 64) & 1 == 1
    }

    /// Module `x` becomes what module `x + by` was; `by` is below 64 and not 0.
    #[inline]
    pub(super) fn earlier(self, by: u32) -> Self {
        let [a, b, c] = self.0;
        Self([a >> by | b << (64 - by), b >> by | c << (64 - by), c >> by])
    }

    /// Module `x` becomes what module `x - by` was; `by` is below 64 and not 0.
    #[inline]
    pub(super) fn later(self, by: u32) -> Self {
        let [a, b, c] = self.0;
        Self([a << by, b << by | a >> (64 - by), c << by | b >> (64 - by)])
    }

    #[inline]
    pub(super) fn and(self, other: Self) -> Self {
        Self([self.0[0] & other.0[0], self.0[1] & other.0[1], self.0[2] & other.0[2]])
    }

    #[inline]
    pub(super) fn or(self, other: Self) -> Self {
        Self([self.0[0] | other.0[0], self.0[1] | other.0[1], self.0[2] | other.0[2]])
    }

    #[inline]
    pub(super) fn xor(self, other: Self) -> Self {
        Self([self.0[0] ^ other.0[0], self.0[1] ^ other.0[1], self.0[2] ^ other.0[2]])
    }

    #[inline]
    pub(super) fn and_not(self, other: Self) -> Self {
        Self([self.0[0] & !other.0[0], self.0[1] & !other.0[1], self.0[2] & !other.0[2]])
    }

    #[inline]
    pub(super) fn count(self) -> u32 {
        self.0[0].count_ones() + self.0[1].count_ones() + self.0[2].count_ones()
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == [0; 3]
    }
}

/// A square of modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) rows: Vec<Row>,
}

impl Grid {
    pub(super) fn from_fn(side: usize, dark: impl Fn(usize, usize) -> bool) -> Self {
        let rows = (0..side).map(|y| Row::from_fn(side, |x| dark(x, y))).collect();
        Self { rows }
    }

    pub(super) fn side(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn get(&self, x: usize, y: usize) -> bool {
        self.rows[y].get(x)
    }

    pub(super) fn set(&mut self, x: usize, y: usize, dark: bool) {
        let bit = 1 << (x % 64);
        let word = &mut self.rows[y].0[x / 64];
        *word = if dark { *word | bit } else { *word & !bit };
    }

    /// Rows become columns.
    pub(super) fn transposed(&self) -> Self {
        let mut rows = vec![Row::default(); self.side()];
        for (y, row) in self.rows.iter().enumerate() {
            for (word, bits) in row.0.into_iter().enumerate() {
                let mut bits = bits;
                while bits != 0 {
                    let x = word * 64 + bits.trailing_zeros() as usize;
                    rows[x].0[y / 64] |= 1 << (y % 64);
                    bits &= bits - 1;
                }
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
        Symbol { side: u32::try_from(side).expect("a side is at most 177"), bits }
    }
}
