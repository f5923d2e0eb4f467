//! What logs were at the slots that joins and partings refer to.
//!
//! To fold a `join` takes the other log as it closed, to fold a `reopen` the root as it was when it took
//! the join back. Each of those folds may refer to others that are earlier still; so they are kept, or two
//! who join and part time and again would fold everything since the first time with each time.
//!
//! What is kept holds texts. Whoever makes a customer forget something deletes every fold that may hold
//! it ([`View::pasts`]), and it is computed again from the slots when it is needed.

use crate::error::Result;
use crate::journal::{Journal, cached};
use crate::kv::{Clock, Kv};
use crate::name::{LogName, key};
use crate::view::{Parting, View};

impl View {
    /// Notes a fold that this one takes, and those that it took.
    pub(crate) fn refer(&mut self, other: &Self) {
        self.remember(other.log, other.through);
        for (log, slot) in &other.pasts {
            self.remember(*log, *slot);
        }
    }

    pub(crate) fn remember(&mut self, log: LogName, slot: u64) {
        if !self.pasts.contains(&(log, slot)) {
            self.pasts.push((log, slot));
        }
    }

    /// The keys of the folds that may hold something of this customer: of every join and parting that it,
    /// or whom it was joined with then, ever saw.
    pub(crate) fn past_keys(&self) -> impl Iterator<Item = String> {
        self.pasts.iter().map(|(log, slot)| key::past(*log, *slot))
    }
}

impl<S: Kv + Clock> Journal<S> {
    /// The log's fold through exactly slot `at`, to which some join or parting refers.
    ///
    /// Store operations: one read, and two for each slot behind the view, while the log has not gone on;
    /// then two reads. Where nobody kept it, the fold of the whole log to that slot, and a write.
    pub(crate) async fn past(&self, log: LogName, at: u64) -> Result<View> {
        let view = cached(log, self.store.get(&key::view(log)).await?);
        if let Some(mut view) = view.filter(|v| v.through <= at) {
            self.walk(&mut view, at).await?;
            return Ok(view);
        }
        let place = key::past(log, at);
        let kept = cached(log, self.store.get(&place).await?);
        if let Some(view) = kept.filter(|v| v.through == at) {
            return Ok(view);
        }
        let mut view = View::empty(log);
        self.walk(&mut view, at).await?;
        self.store.set(&place, &view.encode()).await?;
        Ok(view)
    }

    /// Keeps what the root was when it took a join back: whoever folds the log that left asks for it.
    pub(crate) async fn keep_past(&self, before: &View, parting: &Parting) -> Result<()> {
        if before.through + 1 != parting.slot {
            return Ok(());
        }
        let place = key::past(before.log, before.through);
        Ok(self.store.set(&place, &before.encode()).await?)
    }

    /// A fold of the log through slot `upto` at least: what became of the slots up to there is the same
    /// in all of them.
    pub(crate) async fn reaching(&self, log: LogName, upto: u64) -> Result<View> {
        match cached(log, self.store.get(&key::view(log)).await?) {
            Some(view) if view.through >= upto => Ok(view),
            _ => self.load_upto(log, upto).await,
        }
    }
}
