//! Few rows in which every pair of values of two axes occurs.

/// Rows of indices into axes of these sizes, such that for any two axes every pair of their values
/// stands together in at least one row. Greedy: each row takes the first pair that is still
/// missing and adds, axis by axis, the value that covers most. The same `seed` makes the same rows.
///
/// The rows are at least as many as the product of the two largest sizes, and seldom many more.
#[must_use]
pub fn rows(sizes: &[usize], seed: u64) -> Vec<Vec<usize>> {
    let mut missing = Missing::all(sizes);
    let mut random = super::Random::new(seed);
    let mut rows = Vec::new();
    while let Some(((a, x), (b, y))) = missing.first() {
        let mut row = vec![None; sizes.len()];
        row[a] = Some(x);
        row[b] = Some(y);
        for axis in 0..sizes.len() {
            if row[axis].is_none() {
                // Values that cover equally much are taken in turns, not always the first.
                let start = random.below(sizes[axis]);
                let values = (0..sizes[axis]).map(|n| (start + n) % sizes[axis]);
                row[axis] = values.max_by_key(|value| missing.gain(&row, axis, *value));
            }
        }
        let row: Vec<usize> = row.into_iter().flatten().collect();
        missing.cover(&row);
        rows.push(row);
    }
    rows
}

/// The pairs that no row has yet.
struct Missing {
    /// `(axis, size)` of each axis is found by its offset into one list of all values.
    offsets: Vec<usize>,
    values: usize,
    pairs: Vec<bool>,
    /// Every pair before this one is covered.
    next: usize,
}

impl Missing {
    fn all(sizes: &[usize]) -> Self {
        let mut offsets = Vec::new();
        let mut values = 0;
        for size in sizes {
            offsets.push(values);
            values += size;
        }
        let mut missing = Self {
            offsets,
            values,
            pairs: vec![false; values * values],
            next: 0,
        };
        for (a, size) in sizes.iter().enumerate() {
            for (b, other) in sizes.iter().enumerate().skip(a + 1) {
                for (x, y) in (0..*size).flat_map(|x| (0..*other).map(move |y| (x, y))) {
                    let at = missing.at((a, x), (b, y));
                    missing.pairs[at] = true;
                }
            }
        }
        missing
    }

    /// Where the pair is noted; the earlier axis comes first.
    fn at(&self, first: (usize, usize), second: (usize, usize)) -> usize {
        let ((a, x), (b, y)) = (first.min(second), first.max(second));
        (self.offsets[a] + x) * self.values + self.offsets[b] + y
    }

    fn first(&mut self) -> Option<((usize, usize), (usize, usize))> {
        let found = self.pairs[self.next..]
            .iter()
            .position(|missing| *missing)?;
        self.next += found;
        let named = |value: usize| {
            let axis = self.offsets.partition_point(|offset| *offset <= value) - 1;
            (axis, value - self.offsets[axis])
        };
        Some((
            named(self.next / self.values),
            named(self.next % self.values),
        ))
    }

    /// How many missing pairs `value` would make with what the row has.
    fn gain(&self, row: &[Option<usize>], axis: usize, value: usize) -> usize {
        let chosen = row.iter().enumerate();
        let chosen = chosen.filter_map(|(other, chosen)| Some((other, (*chosen)?)));
        chosen
            .filter(|other| self.pairs[self.at((axis, value), *other)])
            .count()
    }

    fn cover(&mut self, row: &[usize]) {
        for (a, x) in row.iter().enumerate() {
            for (b, y) in row.iter().enumerate().skip(a + 1) {
                let at = self.at((a, *x), (b, *y));
                self.pairs[at] = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::rows;
    use std::collections::BTreeSet;

    #[test]
    fn every_pair_stands_in_some_row() {
        let sizes = [5, 3, 4, 2, 6];
        let rows = rows(&sizes, 1);
        assert!((30..45).contains(&rows.len()), "{} rows", rows.len());
        for a in 0..sizes.len() {
            for b in a + 1..sizes.len() {
                let pairs: BTreeSet<_> = rows.iter().map(|row| (row[a], row[b])).collect();
                assert_eq!(pairs.len(), sizes[a] * sizes[b], "axes {a} and {b}");
            }
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_rows() {
        assert_eq!(rows(&[4, 4, 3], 7), rows(&[4, 4, 3], 7));
        assert_ne!(rows(&[4, 4, 3], 7), rows(&[4, 4, 3], 8));
    }
}
