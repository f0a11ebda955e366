//! A set of places in the list, a bit each: 100,000 of them are 12 KB.

/// Which of a number of places are in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// None of so many places.
    pub fn none(n_places: usize) -> Self {
        Self {
            words: vec![0; n_places.div_ceil(64)],
        }
    }

    /// All of so many places.
    pub fn all(n_places: usize) -> Self {
        let mut bits = Self {
            words: vec![u64::MAX; n_places.div_ceil(64)],
        };
        if let (Some(last), 1..) = (bits.words.last_mut(), n_places % 64) {
            *last = (1 << (n_places % 64)) - 1;
        }
        bits
    }

    pub fn contains(&self, place: usize) -> bool {
        let word = self.words.get(place / 64).copied().unwrap_or(0);
        word >> (place % 64) & 1 == 1
    }

    /// Puts a place in or takes it out; the set grows where it has to.
    pub fn set(&mut self, place: usize, is_in: bool) {
        if place / 64 >= self.words.len() {
            self.words.resize(place / 64 + 1, 0);
        }
        let bit = 1 << (place % 64);
        if is_in {
            self.words[place / 64] |= bit;
        } else {
            self.words[place / 64] &= !bit;
        }
    }

    pub fn len(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub fn clear(&mut self) {
        self.words.clear();
    }

    /// How many places are in both.
    pub fn n_shared(&self, other: &Self) -> usize {
        let pairs = self.words.iter().zip(&other.words);
        pairs.map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// Keeps what is in the other, too.
    pub fn keep(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Takes in all that is in the other.
    pub fn add(&mut self, other: &Self) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// The places that are in, from the lowest up.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.words.iter().enumerate();
        words.flat_map(|(idx, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(idx * 64 + bit)
            })
        })
    }
}

impl FromIterator<usize> for Bits {
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        let mut bits = Self::default();
        for place in places {
            bits.set(place, true);
        }
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_places_counts_joins_and_lists_them() {
        let mut some: Bits = [0, 63, 64, 130].into_iter().collect();
        assert_eq!(some.iter().collect::<Vec<_>>(), [0, 63, 64, 130]);
        assert_eq!(
            (some.len(), some.contains(64), some.contains(65)),
            (4, true, false)
        );
        assert!(!some.contains(100_000));
        some.set(64, false);
        some.add(&[200].into_iter().collect());
        assert_eq!(some.n_shared(&Bits::all(131)), 3);
        some.keep(&Bits::all(64));
        assert_eq!(some.iter().collect::<Vec<_>>(), [0, 63]);
    }

    #[test]
    fn all_of_a_number_is_that_many() {
        for n_places in [0, 1, 63, 64, 65, 1_000] {
            assert_eq!(Bits::all(n_places).len(), n_places);
            assert!(!Bits::all(n_places).contains(n_places));
        }
        assert!(Bits::none(70).is_empty());
    }
}
