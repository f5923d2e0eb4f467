//! When the interactions of a log happened, in bounded space.

use crate::view::SEGMENT;
use serde::{Deserialize, Serialize};

/// How many ranges of the time index a view keeps; when there are more, neighbours are merged.
const RANGES: usize = 256;
/// For every stretch of `span` segments, when its interactions happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeIndex {
    /// Segments in a range.
    pub span: u64,
    /// Earliest and latest `occurred_at`; empty ranges have the earliest above the latest.
    pub ranges: Vec<(u64, u64)>,
}

impl TimeIndex {
    pub(crate) fn note(&mut self, slot: u64, occurred_at: u64) {
        loop {
            let index = usize::try_from((slot - 1) / SEGMENT / self.span).unwrap_or(usize::MAX);
            if index < RANGES {
                if self.ranges.len() <= index {
                    self.ranges.resize(index + 1, (u64::MAX, 0));
                }
                if let Some((first, last)) = self.ranges.get_mut(index) {
                    *first = (*first).min(occurred_at);
                    *last = (*last).max(occurred_at);
                }
                return;
            }
            self.span *= 2;
            self.ranges = self
                .ranges
                .chunks(2)
                .map(|pair| {
                    pair.iter().fold((u64::MAX, 0), |(a, b), (first, last)| {
                        (a.min(*first), b.max(*last))
                    })
                })
                .collect();
        }
    }
}
