//! The words of a query against the texts of a registry: what each costs, and whom the rarest leaves.

use crate::build::Index;
use crate::query::{Query, is_street_kind};

/// No match of a text.
pub(crate) const NONE: u8 = u8::MAX;
/// So many words are tried as one: `de la cruz` finds Delacruz.
const JOINED_MAX: usize = 3;
/// A word that matches a later part of a name, not the first.
const LATER_PART: u8 = 1;

/// Some of the entries, a bit for each.
pub(crate) struct Places(Vec<u64>);

impl Places {
    fn new(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn mark(&mut self, place: u32) {
        self.0[place as usize / 64] |= 1 << (place % 64);
    }

    /// Calls with each in its order.
    pub(crate) fn each(&self, take: &mut impl FnMut(usize)) {
        for (block, bits) in self.0.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                take(block * 64 + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
        }
    }
}

/// What a word costs against each text, and which texts it matches.
pub(crate) struct TextCosts {
    pub(crate) costs: Vec<u8>,
    matched: Vec<u32>,
}

/// A word of the query.
pub(crate) struct Word {
    /// By itself, joined with the next, joined with the next two.
    pub(crate) spans: Vec<TextCosts>,
    /// The kind of a street: it need not match.
    pub(crate) optional: bool,
    /// The query names the kind of a street.
    pub(crate) street: bool,
}

impl Index {
    /// Returns what each word costs, by itself and joined with those after it.
    pub(crate) fn words(&self, query: &Query, errors: bool) -> Vec<Word> {
        let words = &query.words;
        let has_street = words.iter().any(|word| is_street_kind(word));
        (0..words.len())
            .map(|place| Word {
                spans: (1..=JOINED_MAX.min(words.len() - place))
                    .map(|count| {
                        let joined = words[place..place + count].concat();
                        // Who runs three words together is not also mistyping them.
                        self.text_costs(&joined, errors && count < JOINED_MAX)
                    })
                    .collect(),
                optional: is_street_kind(&words[place]),
                street: has_street,
            })
            .collect()
    }

    /// Returns what a word costs against each text: the least over its tokens.
    fn text_costs(&self, word: &str, errors: bool) -> TextCosts {
        let mut texts = TextCosts {
            costs: vec![NONE; self.entries_of.len()],
            matched: Vec::new(),
        };
        for (token, cost) in self.dictionary.matches(word, errors) {
            for text in self.texts_of.of(token) {
                let later = text & 1 == 1;
                let cost = cost + if later { LATER_PART } else { 0 };
                let least = &mut texts.costs[(text / 2) as usize];
                if *least == NONE {
                    texts.matched.push(text / 2);
                }
                *least = cost.min(*least);
            }
        }
        texts
    }

    /// Returns the entries that can match, if one word tells that they are few: those that have it,
    /// by itself or joined. `None` where every entry has to be looked at.
    pub(crate) fn candidates(&self, words: &[Word]) -> Option<Places> {
        let covering = |place: usize| {
            (0..JOINED_MAX.min(place + 1)).flat_map(move |back| {
                let spans = &words[place - back].spans;
                spans.iter().skip(back)
            })
        };
        let entries = |text: &u32| self.entries_of.of(*text);
        let size = |place: &usize| -> usize {
            covering(*place)
                .flat_map(|texts| &texts.matched)
                .map(|text| entries(text).len())
                .sum()
        };
        let (size, rarest) = (0..words.len())
            .filter(|place| !words[*place].optional)
            .map(|place| (size(&place), place))
            .min()?;
        (size <= self.entries.len() / 4).then(|| {
            let mut places = Places::new(self.entries.len());
            let texts = covering(rarest).flat_map(|texts| &texts.matched);
            texts
                .flat_map(entries)
                .for_each(|place| places.mark(*place));
            places
        })
    }
}
