//! Erasing a customer.
//!
//! An `erase` entry makes everybody forget at once: whoever looks the customer up afterwards finds
//! nobody. What was stored before it is then *swept*: overwritten, where the order of a log needs the
//! slot, or deleted. What is to be swept is written down before the entry, so that whoever finds an
//! erasure whose caller died can finish it. Sources and homes are not part of that record: an `erase`
//! entry's slot tells them for ever, because a sweep leaves the structure of a customer as it is.
//!
//! A day later everything is swept once more: a writer that was slow may have put back a slot or a view
//! in between.
//!
//! What a sweep does not reach: what others wrote about the person, which is on the others' timelines;
//! payloads that nobody could read, whose author is unknown; what waits under a provider's name for an
//! interaction that never came.

mod sweep;

use crate::document::instant;
use crate::entry::Entry;
use crate::error::{Error, Result};
use crate::journal::{Journal, Put};
use crate::kv::{Clock, Kv};
use crate::name::{InteractionId, LogName, key};
use crate::view::{Fate, SEGMENT, View};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The second sweep comes so long after the erasure began, in milliseconds.
const SECOND: u64 = 24 * 60 * 60 * 1000;
/// And at least so long after the first one was done, in milliseconds.
const APART: u64 = 60 * 60 * 1000;
/// Whoever began an erasure has so long to finish it before `tick` does, in milliseconds.
const PATIENCE: u64 = 60_000;
/// Rounds of 64 slots that one call sweeps; the rest is left to the next.
const ROUNDS: u64 = 512;

/// How far an erasure got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Stage {
    /// It is being swept.
    Erasing,
    /// It was swept once.
    Erased,
    /// It was swept twice.
    Complete,
}

/// What is to be swept, and what will be said of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Work {
    /// The customer's root.
    root: LogName,
    /// The `erase` entry comes after this slot.
    from: u64,
    /// Its slot, once that is known.
    slot: Option<u64>,
    /// When it was asked for, in milliseconds.
    at: u64,
    /// When everything is swept once more, in milliseconds.
    again_at: u64,
    stage: Stage,
    /// How many rounds of this sweep are done.
    swept: u64,
    /// Every log that the customer was ever part of, with its last slot before the erasure.
    logs: Vec<(LogName, u64)>,
    interactions: u64,
    identities: usize,
    attachments: u64,
    /// Numbers of theirs that somebody else may have by now: their homes before and after, and since
    /// when. That is not theirs, so it is not forgotten.
    #[serde(default)]
    reassigned: Vec<(LogName, LogName, u64)>,
}

#[derive(Serialize)]
struct Receipt {
    id: String,
    customer_id: String,
    erased_at: String,
    interactions: u64,
    identities: usize,
    attachments: u64,
    second_sweep_at: String,
    status: Stage,
}

/// Which logs the record of an erasure speaks of, and up to which slot.
pub(crate) fn reach(record: &[u8]) -> Vec<(LogName, u64)> {
    let Ok(work) = serde_json::from_slice::<Work>(record) else {
        return Vec::new();
    };
    let mut reach = work.logs;
    reach.push((work.root, work.slot.unwrap_or(work.from)));
    reach
}

impl Work {
    fn receipt(&self, id: InteractionId) -> Vec<u8> {
        let receipt = Receipt {
            id: format!("era_{id}"),
            customer_id: self.root.customer_id(),
            erased_at: instant(self.at),
            interactions: self.interactions,
            identities: self.identities,
            attachments: self.attachments,
            second_sweep_at: instant(self.again_at),
            status: self.stage,
        };
        serde_json::to_vec(&receipt).unwrap_or_default()
    }
}

impl<S: Kv + Clock> Journal<S> {
    /// Forgets the customer of `home`. Once it returned ok, the store holds no more than names and
    /// message ids of what was recorded before it began; whoever writes again starts empty.
    pub async fn erase(&self, home: LogName) -> Result<()> {
        let (id, mut work) = self.begin_erasure(home).await?;
        while !self.sweep_on(id, &mut work, ROUNDS).await? {}
        Ok(())
    }

    /// The same for the customer with this id, as far as one call gets: the receipt says `erasing` when
    /// the next call or [`Journal::tidy_erasures`] has to go on. Of a customer who is erased already,
    /// and of whom nothing is known since, the same receipt.
    ///
    /// Store operations: one read for every 64 slots of each log that the customer was ever part of; for
    /// each of its interactions two reads, a write and the deletion of what lies apart.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is and was no such customer.
    pub async fn erase_customer(&self, id: &str) -> Result<Vec<u8>> {
        let log = LogName::from_customer_id(id).ok_or(Error::NotFound)?;
        let root = self.root(log).await?;
        let (id, mut work) = match root.is_owned() {
            true => self.begin_erasure(log).await?,
            false => self.last_erasure(log).await?.ok_or(Error::NotFound)?,
        };
        if work.stage == Stage::Erasing {
            self.sweep_on(id, &mut work, ROUNDS).await?;
        }
        Ok(work.receipt(id))
    }

    async fn last_erasure(&self, home: LogName) -> Result<Option<(InteractionId, Work)>> {
        let Some(name) = self.store.get(&key::erased(home)).await? else {
            return Ok(None);
        };
        let name = String::from_utf8_lossy(&name);
        let Ok(id) = name.parse() else {
            return Ok(None);
        };
        Ok(self.erasure(id).await?.map(|work| (id, work)))
    }

    async fn erasure(&self, id: InteractionId) -> Result<Option<Work>> {
        let bytes = self.store.get(&key::erasure(id)).await?;
        Ok(bytes.and_then(|b| serde_json::from_slice(&b).ok()))
    }

    async fn keep_erasure(&self, id: InteractionId, work: &Work) -> Result<()> {
        let bytes = serde_json::to_vec(work).unwrap_or_default();
        Ok(self.store.set(&key::erasure(id), &bytes).await?)
    }

    /// Writes down what is to be swept, then appends the `erase` entry.
    async fn begin_erasure(&self, home: LogName) -> Result<(InteractionId, Work)> {
        loop {
            let mut root = self.root(home).await?;
            let now = self.store.now();
            let unique = self.feed.unique(now);
            let id = InteractionId(self.naming.seal("erasure", &[&unique]));
            let mut work = self.survey(&root, now).await?;
            self.keep_erasure(id, &work).await?;
            self.remind(id, root.log, now + PATIENCE).await?;
            let name = id.to_string().into_bytes();
            let homes = root.homes.iter();
            let names: Vec<_> = homes.map(|h| (key::erased(*h), name.clone())).collect();
            self.store.set_many(&names).await?;
            let slot = &mut work.slot;
            let note = |n| {
                *slot = Some(n);
                Vec::new()
            };
            if let Put::Ok(_) = self.put(&mut root, &Entry::Erase, note).await? {
                self.keep_erasure(id, &work).await?;
                return Ok((id, work));
            }
            // The customer was joined to another at this moment.
            self.store.delete_many(&[key::erasure(id)]).await?;
            self.settle_erasure(id).await?;
        }
    }

    /// What there is of a customer, and in which logs something of theirs may lie or have been folded:
    /// those that they were ever joined to, and where these were joined to.
    async fn survey(&self, root: &View, now: u64) -> Result<Work> {
        let sources = root.all_sources();
        let mut work = Work {
            root: root.log,
            from: root.through,
            slot: None,
            at: now,
            again_at: now + SECOND,
            stage: Stage::Erasing,
            swept: 0,
            logs: Vec::new(),
            interactions: root.content.interactions,
            identities: root.content.identities.len(),
            attachments: 0,
            reassigned: root.content.relations.reassigned().collect(),
        };
        let mut waiting = vec![root.log];
        waiting.extend(&root.homes);
        waiting.extend(sources.iter().map(|s| s.log));
        waiting.extend(root.links.iter().map(|l| l.log));
        let mut seen = BTreeSet::new();
        while let Some(log) = waiting.pop() {
            if !seen.insert(log) {
                continue;
            }
            let view = self.load(log).await?;
            work.logs.push((log, view.through));
            for j in 0..view.through.div_ceil(SEGMENT) {
                for slot in self.slots_of(&view, j).await? {
                    match slot.entry {
                        Some(Entry::Moved { to, .. }) => waiting.push(to),
                        Some(Entry::Reopen {
                            adopt: Some(adopt), ..
                        }) => waiting.push(adopt.log),
                        Some(Entry::Event(event))
                            if slot.outcome.fate == Fate::Shown
                                && sources.iter().any(|s| s.covers(log, slot.n, event.home)) =>
                        {
                            let event = self.whole(*event).await?;
                            work.attachments += event.attachments.len() as u64;
                        }
                        _ => {}
                    }
                }
            }
        }
        Ok(work)
    }

    /// Sweeps on, at most so many rounds. True when this sweep is done.
    async fn sweep_on(&self, id: InteractionId, work: &mut Work, rounds: u64) -> Result<bool> {
        for (home, to, at) in std::mem::take(&mut work.reassigned) {
            let entry = |root: &View| {
                let is_lost = root.content.relations.successor(home).is_none();
                is_lost.then_some(Entry::Reassigned { home, to, at })
            };
            self.enter(home, entry).await?;
        }
        let slots = self.erase_slots(work).await?;
        if !self.sweep(id, work, &slots, rounds).await? {
            return Ok(false);
        }
        work.swept = 0;
        if work.stage == Stage::Erasing {
            work.stage = Stage::Erased;
            work.again_at = work.again_at.max(self.store.now() + APART);
            self.remind(id, work.root, work.again_at).await?;
            self.keep_erasure(id, work).await?;
        } else {
            work.stage = Stage::Complete;
            // From here on it is a receipt.
            work.logs.clear();
            self.keep_erasure(id, work).await?;
            self.settle_erasure(id).await?;
        }
        Ok(true)
    }

    /// The slots of the `erase` entries that are meant.
    async fn erase_slots(&self, work: &Work) -> Result<Vec<u64>> {
        if let Some(slot) = work.slot {
            return Ok(vec![slot]);
        }
        // Whoever appended it died before it could say where.
        let view = self.load(work.root).await?;
        let mut slots = Vec::new();
        for j in work.from / SEGMENT..view.through.div_ceil(SEGMENT) {
            for slot in self.slots_of(&view, j).await? {
                let erases = matches!(slot.entry, Some(Entry::Erase));
                if slot.n > work.from && erases && slot.outcome.fate == Fate::Folded {
                    slots.push(slot.n);
                }
            }
        }
        Ok(slots)
    }

    /// Finishes what others left of erasures, and sweeps once more where it is time; at most `most` of
    /// them, of each one call's worth. False when some are left.
    ///
    /// Store operations: a lookup of the list of erasures; for each that is due those of erasing.
    pub async fn tidy_erasures(&self, most: usize) -> Result<bool> {
        let list = self.load(self.naming.erasures()).await?;
        let now = self.store.now();
        let due = list.content.queue.iter().filter(|w| w.until <= now);
        let due: Vec<InteractionId> = due.map(|w| w.of).collect();
        let mut done = due.len() <= most;
        for id in due.into_iter().take(most) {
            done &= self.resume_erasure(id).await?;
        }
        Ok(done)
    }

    async fn resume_erasure(&self, id: InteractionId) -> Result<bool> {
        let Some(mut work) = self.erasure(id).await? else {
            self.settle_erasure(id).await?;
            return Ok(true);
        };
        if work.stage == Stage::Complete {
            self.settle_erasure(id).await?;
            return Ok(true);
        }
        if work.slot.is_none() && !self.is_forgotten(&work).await? {
            // Its caller died before it erased anything.
            let (again, mut new) = self.begin_erasure(work.root).await?;
            self.store.delete_many(&[key::erasure(id)]).await?;
            self.settle_erasure(id).await?;
            return self.sweep_on(again, &mut new, ROUNDS).await;
        }
        self.sweep_on(id, &mut work, ROUNDS).await
    }

    /// Whether the customer was forgotten since: by an entry of its own, or with whom it was joined to.
    async fn is_forgotten(&self, work: &Work) -> Result<bool> {
        self.root(work.root).await?;
        let view = self.load(work.root).await?;
        for j in work.from / SEGMENT..view.through.div_ceil(SEGMENT) {
            for slot in self.slots_of(&view, j).await? {
                let forgets = matches!(
                    slot.entry,
                    Some(Entry::Erase | Entry::Reopen { adopt: None, .. })
                );
                if slot.n > work.from && forgets && slot.outcome.fate == Fate::Folded {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Notes in the list of erasures that one is to be looked at again.
    async fn remind(&self, id: InteractionId, root: LogName, until: u64) -> Result<()> {
        loop {
            let mut list = self.load(self.naming.erasures()).await?;
            if list.content.queue.is_full() && !list.content.queue.contains(id) {
                let detail = "more erasures wait for their second sweep than their list takes";
                return Err(Error::Unavailable(detail.to_owned()));
            }
            let queued = Entry::Queued {
                home: list.log,
                of: id,
                theirs: root,
                at: self.store.now(),
                until,
            };
            if let Put::Ok(_) = self.put(&mut list, &queued, |_| Vec::new()).await? {
                return Ok(());
            }
        }
    }

    async fn settle_erasure(&self, of: InteractionId) -> Result<()> {
        let mut list = self.load(self.naming.erasures()).await?;
        while list.content.queue.contains(of) {
            let home = list.log;
            self.put(&mut list, &Entry::Settled { home, of }, |_| Vec::new())
                .await?;
        }
        Ok(())
    }
}
