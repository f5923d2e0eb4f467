//! Sweeping: slots become tombstones, what lies apart from them and every fold of them is deleted.

use super::Work;
use crate::append::Marker;
use crate::entry::{DeliveryStatus, Entry, Event};
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{InteractionId, LogName, key};
use crate::rule::{Rule, holds};
use crate::sign::{AGENT, VISITOR};
use crate::view::{Fate, SEGMENT, Source};

/// How far a sweep got is noted after so many rounds.
const NOTED: u64 = 16;

/// What is to be swept.
struct Reach<'a> {
    sources: Vec<Source>,
    homes: Vec<LogName>,
    /// Where folds are kept that joins and partings refer to.
    pasts: Vec<String>,
    logs: &'a [(LogName, u64)],
}

impl Reach<'_> {
    fn is_theirs(&self, entry: &Entry) -> bool {
        entry.home().is_some_and(|home| self.homes.contains(&home))
    }

    /// Whether what lies in this slot was there before the erasure.
    fn was_before(&self, log: LogName, slot: u64) -> bool {
        let of = |s: &Source| s.log == log && s.after < slot && slot <= s.upto;
        let known = |(l, upto): &(LogName, u64)| *l == log && slot <= *upto;
        self.sources.iter().any(of) || self.logs.iter().any(known)
    }
}

impl<S: Kv + Clock> Journal<S> {
    /// Sweeps what the `erase` entries in these slots of the root made everybody forget, at most so many
    /// rounds. True when all of it is swept.
    pub(super) async fn sweep(
        &self,
        id: InteractionId,
        work: &mut Work,
        slots: &[u64],
        rounds: u64,
    ) -> Result<bool> {
        let logs = work.logs.clone();
        let mut reach = Reach {
            sources: Vec::new(),
            homes: Vec::new(),
            pasts: Vec::new(),
            logs: &logs,
        };
        for slot in slots {
            let before = self.load_upto(work.root, slot.saturating_sub(1)).await?;
            reach.sources.extend(before.all_sources());
            reach.homes.extend(before.homes);
        }
        reach.homes.sort_unstable();
        reach.homes.dedup();
        let after = self.load(work.root).await?;
        // An erasure forgets none of them.
        reach.pasts.extend(after.past_keys());
        for parting in after.partings.iter().filter(|p| p.erased) {
            self.root(parting.log).await?;
        }
        let mut round = 0;
        let end = work.swept.saturating_add(rounds);
        for source in &reach.sources {
            let upto = match holds(Rule::EraseBefore) {
                true => source.upto,
                false => self.load(source.log).await?.through,
            };
            for j in source.after / SEGMENT..upto.div_ceil(SEGMENT) {
                round += 1;
                if round <= work.swept {
                    continue;
                }
                let first = (j * SEGMENT).max(source.after) + 1;
                let last = upto.min((j + 1) * SEGMENT);
                self.bury(source.log, first..=last, &source.homes, &reach)
                    .await?;
                work.swept = round;
                if round.is_multiple_of(NOTED) {
                    self.keep_erasure(id, work).await?;
                }
                if round >= end {
                    self.keep_erasure(id, work).await?;
                    return Ok(false);
                }
            }
        }
        self.sweep_folds(&reach).await?;
        self.sweep_rejected(&reach).await?;
        let signs = |home: &LogName| [VISITOR, AGENT].map(|side| key::sign(*home, side));
        let signs: Vec<String> = reach.homes.iter().flat_map(signs).collect();
        self.store.delete_many(&signs).await?;
        Ok(true)
    }

    /// Deletes the views of every log that may have folded something of theirs.
    async fn sweep_folds(&self, reach: &Reach<'_>) -> Result<()> {
        let of_sources = reach.sources.iter().map(|s| s.log);
        let mut logs: Vec<LogName> = reach.logs.iter().map(|(log, _)| *log).collect();
        logs.extend(of_sources);
        logs.sort_unstable();
        logs.dedup();
        let mut views: Vec<String> = logs.into_iter().map(key::view).collect();
        views.extend(reach.pasts.iter().cloned());
        Ok(self.store.delete_many(&views).await?)
    }

    /// Overwrites slots that count for nobody: their writers died before they cleared them, or filled
    /// them after they were sealed.
    async fn sweep_rejected(&self, reach: &Reach<'_>) -> Result<()> {
        for (log, upto) in reach.logs {
            let view = self.load(*log).await?;
            let upto = (*upto).min(view.through);
            for j in 0..upto.div_ceil(SEGMENT) {
                let slots = self.slots_of(&view, j).await?;
                let rejected = slots
                    .iter()
                    .filter(|s| s.n <= upto && matches!(s.outcome.fate, Fate::Void | Fate::Dead));
                for n in rejected.map(|slot| slot.n) {
                    let buried = self.bury(*log, n..=n, &reach.homes, reach).await?;
                    if buried {
                        self.store.delete_many(&[key::view(*log)]).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Overwrites the slots of one segment that are of these homes with what folding still needs of
    /// them. A void slot whose writer filled it in the end is overwritten as well: it stays void. True
    /// when there was one.
    async fn bury(
        &self,
        log: LogName,
        range: std::ops::RangeInclusive<u64>,
        homes: &[LogName],
        reach: &Reach<'_>,
    ) -> Result<bool> {
        let first = *range.start();
        let slots = self
            .get_all(range.clone().map(|n| key::slot(log, n)))
            .await?;
        let (mut tombstones, mut apart) = (Vec::new(), Vec::new());
        let (mut any, mut ids) = (false, Vec::new());
        for (n, bytes) in range.zip(slots) {
            let Some(entry) = bytes.and_then(|b| Entry::decode(&b).ok()) else {
                continue;
            };
            let home = entry.home().filter(|home| homes.contains(home));
            let Some(home) = home.filter(|_| reach.is_theirs(&entry)) else {
                continue;
            };
            any = true;
            let id = match entry {
                Entry::Event(event) => {
                    let id = event.id;
                    ids.push((id, n, Some(event)));
                    Some(id)
                }
                Entry::Gone { id, .. } => {
                    ids.extend(id.map(|id| (id, n, None)));
                    continue;
                }
                _ => None,
            };
            tombstones.push((key::slot(log, n), Entry::Gone { home, id }.encode()));
        }
        if !any {
            return Ok(false);
        }
        let markers = ids.iter().map(|(id, _, _)| key::marker(*id));
        let markers = self.get_all(markers).await?;
        for ((id, n, event), marker) in ids.into_iter().zip(markers) {
            let marker = marker.and_then(|b| serde_json::from_slice::<Marker>(&b).ok());
            let place = marker.and_then(|m| Some((m.log?, m.slot)));
            if let Some(place) = place.filter(|place| *place != (log, n))
                && !self.is_swept(place, reach).await?
            {
                continue;
            }
            apart.extend(self.beside(id, event).await?);
            tombstones.push((key::marker(id), Marker::GONE.encode()));
        }
        apart.push(key::segment(log, (first - 1) / SEGMENT));
        // A slot that is a tombstone has nothing apart from it any more.
        self.store.delete_many(&apart).await?;
        self.store.set_many(&tombstones).await?;
        Ok(true)
    }

    /// Whether an interaction that lies elsewhere goes as well: its writer may have put it there after
    /// the erasure, or somebody else's may have the same name.
    async fn is_swept(&self, (log, n): (LogName, u64), reach: &Reach<'_>) -> Result<bool> {
        if !reach.was_before(log, n) {
            return Ok(false);
        }
        let slot = self.store.get(&key::slot(log, n)).await?;
        let entry = slot.and_then(|b| Entry::decode(&b).ok());
        Ok(entry.is_none_or(|entry| reach.is_theirs(&entry)))
    }

    /// The keys of everything that may lie apart from an interaction.
    async fn beside(&self, id: InteractionId, event: Option<Box<Event>>) -> Result<Vec<String>> {
        let mut keys = match event {
            Some(event) => self.apart_from(*event).await?,
            None => Vec::new(),
        };
        keys.extend([key::edited(id), key::grown(id)]);
        keys.extend(["edited", "deleted"].map(|change| key::early(id, change)));
        keys.extend(DeliveryStatus::ALL.map(|status| key::parked(id, status as u8)));
        Ok(keys)
    }
}
