//! Segments: sixty-four decided slots in one value, with what the fold made of them. Immutable
//! except for erasure; a missing one costs reads, never an answer.

use crate::entry::Entry;
use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{LogName, key};
use crate::slot::Decision;
use crate::view::{Fate, Outcome, SEGMENT, Source, View};
use serde::{Deserialize, Serialize};

/// A decided slot: `entry` is missing when it is void.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Its number.
    pub n: u64,
    /// What it holds.
    pub entry: Option<Entry>,
    /// What the fold made of it.
    pub outcome: Outcome,
}

/// Segment `j` of a log: slots `64 j + 1` to `64 (j + 1)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// All of them, in order.
    pub slots: Vec<Slot>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    first: u64,
    slots: Vec<(Option<Vec<u8>>, Outcome)>,
}

impl Segment {
    /// The stored bytes of the segment that begins with slot `first`.
    pub(crate) fn encode(
        first: u64,
        entries: Vec<Option<Vec<u8>>>,
        outcomes: &[Outcome],
    ) -> Vec<u8> {
        let slots = entries
            .into_iter()
            .zip(outcomes)
            .map(|(entry, outcome)| {
                (
                    entry.filter(|_| outcome.fate != Fate::Void),
                    outcome.clone(),
                )
            })
            .collect();
        postcard::to_allocvec(&Stored { first, slots }).unwrap_or_default()
    }

    /// `None` when the bytes are not a whole segment: the slots themselves are read then.
    fn decode(first: u64, bytes: &[u8]) -> Option<Self> {
        let stored: Stored = postcard::from_bytes(bytes).ok()?;
        if stored.first != first || u64::try_from(stored.slots.len()).ok()? != SEGMENT {
            return None;
        }
        let slots = (first..).zip(stored.slots).map(|(n, (entry, outcome))| {
            let entry = match entry {
                Some(bytes) => Some(Entry::decode(&bytes).ok()?),
                None if outcome.fate == Fate::Void => None,
                None => return None,
            };
            Some(Slot { n, entry, outcome })
        });
        Some(Self {
            slots: slots.collect::<Option<_>>()?,
        })
    }
}

impl<S: Kv + Clock> Journal<S> {
    /// One read.
    pub(crate) async fn read_segment(&self, log: LogName, j: u64) -> Result<Option<Segment>> {
        let bytes = self.store.get(&key::segment(log, j)).await?;
        Ok(bytes.and_then(|b| Segment::decode(j * SEGMENT + 1, &b)))
    }

    /// Segment `j` with another entry in one slot, where it is written. One read.
    pub(crate) async fn segment_with(
        &self,
        log: LogName,
        j: u64,
        slot: u64,
        entry: &[u8],
    ) -> Result<Option<Vec<u8>>> {
        let Some(bytes) = self.store.get(&key::segment(log, j)).await? else {
            return Ok(None);
        };
        let Ok(mut stored) = postcard::from_bytes::<Stored>(&bytes) else {
            return Ok(None);
        };
        let index = slot.checked_sub(stored.first);
        let place = index.and_then(|i| stored.slots.get_mut(usize::try_from(i).ok()?));
        let Some((kept, _)) = place else {
            return Ok(None);
        };
        *kept = Some(entry.to_vec());
        Ok(postcard::to_allocvec(&stored).ok())
    }

    /// The slots of segment `j` that a view has folded: one read where the segment is written,
    /// two a slot where it is not.
    pub(crate) async fn slots_of(&self, view: &View, j: u64) -> Result<Vec<Slot>> {
        let first = j * SEGMENT + 1;
        if first + SEGMENT - 1 <= view.segmented {
            if let Some(segment) = self.read_segment(view.log, j).await? {
                return Ok(segment.slots);
            }
            // Torn or erased: what the fold made of these slots is found by folding again.
            return self.refolded(view.log, first).await;
        }
        let last = view.through.min(first + SEGMENT - 1);
        let mut slots = Vec::new();
        for n in first..=last {
            let outcome = view.outcome(n).cloned();
            slots.push(self.slot(view.log, n, outcome).await?);
        }
        Ok(slots)
    }

    async fn slot(&self, log: LogName, n: u64, outcome: Option<Outcome>) -> Result<Slot> {
        let undecided = || Error::Unavailable(format!("slot {n} of log {log} is not decided"));
        let outcome = outcome.ok_or_else(undecided)?;
        let entry = match self.decide(log, n).await? {
            Decision::Live(entry) => Some(*entry),
            Decision::Void => None,
            Decision::Undecided => return Err(undecided()),
        };
        Ok(Slot { n, entry, outcome })
    }

    /// Folds a log again from its beginning, to learn what became of one segment's slots.
    async fn refolded(&self, log: LogName, first: u64) -> Result<Vec<Slot>> {
        let mut view = View::empty(log);
        self.walk(&mut view, first - 1).await?;
        view.segmented = view.through;
        view.tail.clear();
        let mut slots = Vec::new();
        self.walk(&mut view, first + SEGMENT - 1).await?;
        for n in first..=view.through {
            let outcome = view.outcome(n).cloned();
            slots.push(self.slot(log, n, outcome).await?);
        }
        Ok(slots)
    }

    /// All slots of a stretch that count, in order. `view` is a fold of its log through its end.
    pub(crate) async fn slots(&self, source: &Source, view: &View) -> Result<Vec<Slot>> {
        let mut all = Vec::new();
        for j in source.after / SEGMENT..source.upto.div_ceil(SEGMENT) {
            let slots = self.slots_of(view, j).await?;
            all.extend(slots.into_iter().filter(|s| {
                s.n > source.after
                    && s.n <= source.upto
                    && !matches!(s.outcome.fate, Fate::Void | Fate::Dead)
            }));
        }
        Ok(all)
    }
}
