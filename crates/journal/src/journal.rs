//! One log: folding it and appending to it. The rules and why they hold are in the crate's
//! documentation.

use crate::entry::Entry;
use crate::error::Result;
use crate::feed::Feed;
use crate::kv::{Clock, Kv, decode_counter};
use crate::name::{LogName, Naming, key};
use crate::rule::{Rule, holds};
use crate::segment::Segment;
use crate::slot::Decision;
use crate::view::{Fate, Pending, SEGMENT, View};
use futures::FutureExt;
use futures::future::{LocalBoxFuture, join_all, try_join};
use throughline_identity::Region;

/// How long a writer must have met a hole before it may seal it, in milliseconds.
pub const LEASE: u64 = 1_000;
/// How often a waiting writer looks again, in milliseconds.
const POLL: u64 = 20;
/// Every so many slots the view rides along with the slot.
const RIDE: u64 = 4;
/// A reader that walked further than this rewrites the view.
const LONG_WALK: u64 = 32;
/// Slots read in one round.
const ROUND: u64 = 64;
/// How often an identical `set-many` is repeated before its caller hears of it.
const ATTEMPTS: u32 = 3;

/// What became of an entry that was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// Somebody sealed the slot: put it again.
    Void,
    /// The fold did not accept it: look again where it belongs.
    Dead,
    /// It counts, and is durable.
    Ok(Fate),
}

/// The journal over one store, under one `index_secret`.
#[derive(Debug)]
pub struct Journal<S> {
    /// The store.
    pub store: S,
    /// Names everything.
    pub naming: Naming,
    pub(crate) feed: Feed,
}

impl<S: Kv + Clock> Journal<S> {
    /// `writer` names this instance in the feed: any number no other instance uses.
    pub fn new(store: S, index_secret: &str, writer: u64) -> Self {
        Self {
            store,
            naming: Naming::new(index_secret),
            feed: Feed::new(writer),
        }
    }

    /// The same, where phone numbers without a country code are from this region.
    #[must_use]
    pub fn in_region(mut self, region: Option<Region>) -> Self {
        self.naming = self.naming.in_region(region);
        self
    }

    /// The log's fold through every slot that is decided. Reads the view and the counter at once,
    /// then all slots behind the view at once, then their sealing flags at once: `2 + 2 w` reads
    /// for `w` slots. Writes the view after a long walk, and after a change of structure.
    pub async fn load(&self, log: LogName) -> Result<View> {
        let (view_key, counter_key) = (key::view(log), key::counter(log));
        let (view, counter) =
            try_join(self.store.get(&view_key), self.store.get(&counter_key)).await?;
        let mut view = cached(log, view).unwrap_or_else(|| View::empty(log));
        let begin = view.through;
        self.walk(&mut view, counter.map_or(0, |c| decode_counter(&c)))
            .await?;
        // Over a change of structure nobody walks twice: it may cost the folds of other logs.
        if view.through >= begin + LONG_WALK || view.structured_at > begin {
            self.segment(&mut view).await?;
            self.store.set(&view_key, &view.encode()).await?;
        }
        Ok(view)
    }

    /// The log's fold through exactly slot `upto`, all of whose slots are decided.
    pub async fn load_upto(&self, log: LogName, upto: u64) -> Result<View> {
        let view = cached(log, self.store.get(&key::view(log)).await?);
        let mut view = view
            .filter(|v| v.through <= upto)
            .unwrap_or_else(|| View::empty(log));
        self.walk(&mut view, upto).await?;
        Ok(view)
    }

    /// Folds on through slot `upto`, or as far as slots are decided.
    pub(crate) async fn walk(&self, view: &mut View, upto: u64) -> Result<()> {
        while view.through < upto {
            if view.segmented == view.through
                && view.through + SEGMENT <= upto
                && let Some(segment) = self.read_segment(view.log, view.through / SEGMENT).await?
            {
                for slot in segment.slots {
                    self.fold(view, slot.entry.as_ref()).await?;
                }
                view.segmented = view.through;
                view.tail.clear();
                continue;
            }
            let next = view.through + 1;
            if !self.round(view, upto.min(next + ROUND - 1)).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Folds one round; false when it met a slot that is not decided.
    async fn round(&self, view: &mut View, upto: u64) -> Result<bool> {
        let log = view.log;
        let slots: Vec<u64> = (view.through + 1..=upto).collect();
        if !holds(Rule::SlotBeforeSealing) {
            return self.round_of_one(view).await;
        }
        let entries = self
            .get_all(slots.iter().map(|n| key::slot(log, *n)))
            .await?;
        // The sealing flags strictly after the slots.
        let present = slots.iter().zip(&entries).filter(|(_, e)| e.is_some());
        let mut sealing = self
            .get_all(present.map(|(n, _)| key::sealing(log, *n)))
            .await?
            .into_iter();
        for (n, entry) in slots.into_iter().zip(entries) {
            let sealed = entry.is_some() && sealing.next().flatten().is_some();
            match self.settle(log, n, entry, sealed).await? {
                Decision::Live(entry) => self.fold(view, Some(&entry)).await?,
                Decision::Void => self.fold(view, None).await?,
                Decision::Undecided => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Folds one slot as [`Journal::decide`] has it: what a round does for many at once.
    async fn round_of_one(&self, view: &mut View) -> Result<bool> {
        match self.decide(view.log, view.through + 1).await? {
            Decision::Live(entry) => self.fold(view, Some(&entry)).await?,
            Decision::Void => self.fold(view, None).await?,
            Decision::Undecided => return Ok(false),
        }
        Ok(true)
    }

    pub(crate) async fn get_all(
        &self,
        keys: impl Iterator<Item = String>,
    ) -> Result<Vec<Option<Vec<u8>>>> {
        let keys: Vec<String> = keys.collect();
        let reads = join_all(keys.iter().map(|k| self.store.get(k))).await;
        Ok(reads.into_iter().collect::<Result<_, _>>()?)
    }

    /// Folds the next slot of a view; reads what the entry refers to.
    pub(crate) fn fold<'a>(
        &'a self,
        view: &'a mut View,
        entry: Option<&'a Entry>,
    ) -> LocalBoxFuture<'a, Result<()>> {
        async move {
            let Some(entry) = entry else {
                view.skip();
                return Ok(());
            };
            let other = match entry {
                Entry::Join { log, at, .. }
                    if view.closed.is_none() && view.link(*log, *at).is_none() =>
                {
                    Some(self.past(*log, *at).await?)
                }
                Entry::Reopen {
                    adopt: Some(adopt), ..
                } => Some(self.before(adopt).await?),
                Entry::Reopen {
                    erased: Some(place),
                    ..
                } => Some(self.past(place.log, place.slot).await?),
                _ => None,
            };
            match view.apply(entry, other.as_ref()) {
                Pending::Nothing => {}
                Pending::Refold => {
                    let homes = view.homes.clone();
                    view.content = self.refold(view, &homes, &[]).await?;
                }
                Pending::Adopt(sources) => {
                    let known = view.all_sources();
                    view.gain(&sources);
                    let mut content = std::mem::take(&mut view.content);
                    self.adopt(&mut content, view, &known, &sources).await?;
                    view.content = content;
                }
            }
            Ok(())
        }
        .boxed_local()
    }

    /// Appends an entry to the log of `view` and waits until it is decided. On [`Put::Ok`] it is
    /// durable and every later load folds it (I1); `view` is then folded through it at least.
    ///
    /// Store operations: one increment and one `set-many`, then one read; further reads only when
    /// others appended meanwhile. Once in 64 slots 64 reads and one write more (the segment), once
    /// an instance and minute one increment and one read more (the feed).
    pub async fn put(
        &self,
        view: &mut View,
        entry: &Entry,
        extra: impl FnOnce(u64) -> Vec<(String, Vec<u8>)>,
    ) -> Result<Put> {
        let log = view.log;
        if segments_now(view) {
            self.segment(view).await?;
        }
        let feed = match entry {
            // Nobody's timeline: no reader of the feed has any use for it.
            Entry::Bound { .. }
            | Entry::Queued { .. }
            | Entry::Settled { .. }
            | Entry::Listed { .. } => None,
            _ => Some(self.feed.next(&self.store, self.store.now()).await?),
        };
        // From the ticket to the slot there is nothing to wait for.
        let n = self.store.increment(&key::counter(log)).await?;
        let mut pairs = vec![(key::slot(log, n), entry.encode())];
        pairs.extend(extra(n));
        let feed = feed.map(|(registration, place)| {
            pairs.extend(registration);
            pairs.push(place.pair(log, n, entry));
            place
        });
        if !holds(Rule::ViewBeforeOwn) && view.through + 1 == n {
            self.fold(view, Some(entry)).await?;
        }
        if n.is_multiple_of(RIDE) || !holds(Rule::ViewBeforeOwn) {
            pairs.push((key::view(log), view.encode()));
        }
        let written = self.persist(&pairs).await;
        if let Some(place) = &feed {
            self.feed.learn(place, written.is_ok());
        }
        written?;
        let sealing = self.store.get(&key::sealing(log, n)).await?.is_some();
        if sealing && holds(Rule::CheckSealing) {
            return Ok(Put::Void);
        }
        // The commit point: nobody can void the slot any more.
        if view.through + 1 == n {
            self.fold(view, Some(entry)).await?;
        } else {
            self.catch_up(view, n).await?;
        }
        if let Some(place) = feed {
            self.feed
                .confirm(&self.store, &place, log, n, entry)
                .await?;
        }
        if view.dead.contains(&n) {
            return Ok(Put::Dead);
        }
        Ok(Put::Ok(view.outcome(n).map_or(Fate::Folded, |o| o.fate)))
    }

    async fn persist(&self, pairs: &[(String, Vec<u8>)]) -> Result<()> {
        let mut attempt = 1;
        loop {
            match self.store.set_many(pairs).await {
                Ok(()) => return Ok(()),
                Err(error) if attempt == ATTEMPTS => return Err(error.into()),
                Err(_) => self.store.sleep(POLL << attempt).await,
            }
            attempt += 1;
        }
    }

    /// Folds on until slot `n` is folded, sealing the holes that stay.
    async fn catch_up(&self, view: &mut View, n: u64) -> Result<()> {
        let mut hole = (0, self.store.elapsed());
        loop {
            self.walk(view, n).await?;
            if view.through >= n {
                return Ok(());
            }
            let at = view.through + 1;
            let now = self.store.elapsed();
            if hole.0 != at {
                hole = (at, now);
            } else if now.saturating_sub(hole.1) >= LEASE {
                self.seal(view.log, at).await?;
                continue;
            }
            self.store.sleep(POLL).await;
        }
    }

    /// Writes the segments that the view has folded past.
    async fn segment(&self, view: &mut View) -> Result<()> {
        while view.through - view.segmented >= SEGMENT {
            let j = view.segmented / SEGMENT;
            let first = view.segmented + 1;
            let slots = (first..first + SEGMENT).map(|n| key::slot(view.log, n));
            let entries = self.get_all(slots).await?;
            let segment = Segment::encode(first, entries, &view.tail);
            self.store.set(&key::segment(view.log, j), &segment).await?;
            let rest = usize::try_from(SEGMENT).unwrap_or(usize::MAX);
            view.tail.drain(..rest.min(view.tail.len()));
            view.segmented += SEGMENT;
        }
        Ok(())
    }
}

/// Whether an append to this view's log writes segments first: when the view probably rides along
/// with it, because whoever loads a view that does not know of them would write them again; or
/// when that did not come true for long.
fn segments_now(view: &View) -> bool {
    let due = view.through - view.segmented;
    due >= 2 * SEGMENT || (due >= SEGMENT && (view.through + 1).is_multiple_of(RIDE))
}

pub(crate) fn cached(log: LogName, bytes: Option<Vec<u8>>) -> Option<View> {
    View::decode(&bytes?).filter(|v| v.log == log)
}
