//! A small generator of numbers: SplitMix64 (Steele, Lea and Flood, 2014), the same everywhere.

/// A sequence of numbers.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let wide = (self.next() >> 32) * u64::from(end);
        u32::try_from(wide >> 32).expect("below a 32-bit number")
    }

    /// Returns a number from `start` to `end`, both included.
    pub(crate) fn between(&mut self, start: u32, end: u32) -> u32 {
        start + self.below(end - start + 1)
    }

    /// Tells whether one of a hundred chances falls under `percent`.
    pub(crate) fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// Returns one of the items; the first ones far more often than the last, as with names.
    pub(crate) fn common<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let count = u32::try_from(items.len()).expect("lists are short");
        // The square of an even draw: half of the draws fall on the first quarter.
        let draw = u64::from(self.below(count)) * u64::from(self.below(count) + 1);
        let place = draw / u64::from(count);
        &items[usize::try_from(place).expect("below the length")]
    }

    /// Returns one of the items, each as often.
    pub(crate) fn any<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let place = self.below(u32::try_from(items.len()).expect("lists are short"));
        &items[place as usize]
    }
}
