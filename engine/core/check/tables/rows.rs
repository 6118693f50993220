//! Sets of small numbers: rows of a table, classes of a column.

/// A set, as bits. All sets that meet are made for the same number of members.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rows(Vec<u64>);

impl Rows {
    /// The set of these members, all below `count`.
    pub(super) fn of(count: usize, members: impl IntoIterator<Item = usize>) -> Rows {
        let mut words = vec![0; count.div_ceil(64)];
        for member in members {
            words[member / 64] |= 1 << (member % 64);
        }
        Rows(words)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn has(&self, member: usize) -> bool {
        self.0[member / 64] & 1 << (member % 64) != 0
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(super) fn and(&self, other: &Rows) -> Rows {
        Rows(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    pub(super) fn meets(&self, other: &Rows) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub(super) fn count_common(&self, other: &Rows) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// The smallest member of both.
    pub(super) fn first_common(&self, other: &Rows) -> Option<usize> {
        let mut words = self.0.iter().zip(&other.0).map(|(a, b)| a & b).enumerate();
        words.find(|(_, word)| *word != 0).map(|(index, word)| index * 64 + word.trailing_zeros() as usize)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let bits = |(index, word): (usize, &u64)| {
            let word = *word;
            (0..64).filter(move |bit| word & 1 << bit != 0).map(move |bit| index * 64 + bit)
        };
        self.0.iter().enumerate().flat_map(bits)
    }
}
