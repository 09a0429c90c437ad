//! Many short lists of numbers in one array.

/// For each number from 0 the numbers that belong to it.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// Where each list begins; one more than there are lists.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Puts pairs of list and item into `count` lists; the items of a list keep their order.
    pub(crate) fn new<I: Iterator<Item = (u32, u32)> + Clone>(count: usize, pairs: I) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for (list, _) in pairs.clone() {
            starts[list as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0; starts[count] as usize];
        for (list, item) in pairs {
            let place = &mut next[list as usize];
            items[*place as usize] = item;
            *place += 1;
        }
        Self { starts, items }
    }

    /// Returns how many lists there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Returns the items of a list.
    pub(crate) fn of(&self, list: u32) -> &[u32] {
        let list = list as usize;
        &self.items[self.starts[list] as usize..self.starts[list + 1] as usize]
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        (self.starts.len() + self.items.len()) * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_has_its_items_in_their_order() {
        let lists = Lists::new(4, [(2, 7), (0, 1), (2, 5), (3, 9)].into_iter());
        assert_eq!(lists.len(), 4);
        assert_eq!(lists.of(0), [1]);
        assert_eq!(lists.of(1), [0_u32; 0]);
        assert_eq!(lists.of(2), [7, 5]);
        assert_eq!(lists.of(3), [9]);
    }
}
