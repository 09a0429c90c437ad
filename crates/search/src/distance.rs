//! How many typing errors lie between two words: optimal string alignment, bit by bit.
//!
//! H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003):
//! a letter more, less, wrong, or two neighbours swapped count one each. One pass gives the distance
//! to the word and to the best of its beginnings, for a word that is still being typed.

/// The longest word that is compared, in bytes.
pub(crate) const WORD_MAX: usize = 64;

/// A word to which others are compared.
pub(crate) struct Pattern {
    masks: [u64; 256],
    length: u32,
}

impl Pattern {
    /// Makes a pattern; `None` for an empty word or one that is too long.
    pub(crate) fn new(word: &[u8]) -> Option<Self> {
        if word.is_empty() || word.len() > WORD_MAX {
            return None;
        }
        let mut masks = [0; 256];
        for (place, byte) in word.iter().enumerate() {
            masks[usize::from(*byte)] |= 1_u64 << place;
        }
        Some(Self {
            masks,
            length: u32::try_from(word.len()).expect("at most 64"),
        })
    }

    /// Returns the distance to a text, and the least distance to any of its beginnings.
    pub(crate) fn distances(&self, text: &[u8]) -> (u32, u32) {
        let last = 1_u64 << (self.length - 1);
        let mut score = self.length;
        let mut best = score;
        let (mut vp, mut vn, mut d0, mut pm_before) = (u64::MAX, 0_u64, 0_u64, 0_u64);
        for byte in text {
            let pm = self.masks[usize::from(*byte)];
            let swapped = (((!d0) & pm) << 1) & pm_before;
            d0 = ((((pm & vp).wrapping_add(vp)) ^ vp) | pm | vn) | swapped;
            let hp = vn | !(d0 | vp);
            let hn = d0 & vp;
            if hp & last != 0 {
                score += 1;
            }
            if hn & last != 0 {
                score -= 1;
            }
            let hp = (hp << 1) | 1;
            vp = (hn << 1) | !(d0 | hp);
            vn = hp & d0;
            pm_before = pm;
            best = best.min(score);
        }
        (score, best)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, by the table.
    fn plain(a: &[u8], b: &[u8]) -> (u32, u32) {
        let mut table = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
        for (i, row) in table.iter_mut().enumerate() {
            row[0] = u32::try_from(i).unwrap();
        }
        for (j, cell) in table[0].iter_mut().enumerate() {
            *cell = u32::try_from(j).unwrap();
        }
        for i in 1..=a.len() {
            for j in 1..=b.len() {
                let differ = u32::from(a[i - 1] != b[j - 1]);
                let mut least = (table[i - 1][j] + 1)
                    .min(table[i][j - 1] + 1)
                    .min(table[i - 1][j - 1] + differ);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                table[i][j] = least;
            }
        }
        (
            table[a.len()][b.len()],
            *table[a.len()].iter().min().unwrap(),
        )
    }

    #[test]
    fn a_swap_is_one_error() {
        let pattern = Pattern::new(b"rsosi").unwrap();
        assert_eq!(pattern.distances(b"rossi").0, 1);
        assert_eq!(
            Pattern::new(b"guiseppe").unwrap().distances(b"giuseppe").0,
            1
        );
        assert_eq!(Pattern::new(b"guisep").unwrap().distances(b"giuseppe").1, 1);
    }

    proptest! {
        #[test]
        fn bits_and_table_agree(a in "[a-d]{1,12}", b in "[a-d]{0,14}") {
            let pattern = Pattern::new(a.as_bytes()).unwrap();
            prop_assert_eq!(pattern.distances(b.as_bytes()), plain(a.as_bytes(), b.as_bytes()));
        }
    }
}
