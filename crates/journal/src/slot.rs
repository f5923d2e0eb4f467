//! One slot: what readers make of it, and how a hole is sealed.

use crate::entry::Entry;
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{LogName, key};
use crate::rule::{self, Rule, holds};

/// How long a reader waits before it settles a slot that somebody began to seal, in milliseconds.
pub const GRACE: u64 = 2_000;
/// What readers make of a slot.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// The entry counts.
    Live(Box<Entry>),
    /// Nobody's.
    Void,
    /// Its writer may still write it.
    Undecided,
}

impl<S: Kv + Clock> Journal<S> {
    /// Decides a slot, strictly in this order: the slot, then whether it is being sealed, then
    /// the flags.
    pub async fn decide(&self, log: LogName, n: u64) -> Result<Decision> {
        let early = match holds(Rule::SlotBeforeSealing) {
            true => None,
            false => Some(self.store.get(&key::sealing(log, n)).await?),
        };
        let entry = self.store.get(&key::slot(log, n)).await?;
        let sealing = match (&entry, early) {
            (Some(_), None) => self.store.get(&key::sealing(log, n)).await?,
            (_, early) => early.flatten(),
        };
        self.settle(log, n, entry, sealing.is_some()).await
    }

    pub(crate) async fn settle(
        &self,
        log: LogName,
        n: u64,
        entry: Option<Vec<u8>>,
        sealing: bool,
    ) -> Result<Decision> {
        let decision = match entry {
            Some(bytes) if !sealing => read(log, n, &bytes)?,
            entry => self.settle_sealed(log, n, entry).await?,
        };
        if decision != Decision::Undecided {
            rule::decided(log, n, decision != Decision::Void);
        }
        Ok(decision)
    }

    async fn settle_sealed(
        &self,
        log: LogName,
        n: u64,
        entry: Option<Vec<u8>>,
    ) -> Result<Decision> {
        if self.store.get(&key::void(log, n)).await?.is_some() {
            return Ok(Decision::Void);
        }
        let Some(bytes) = entry else {
            return Ok(Decision::Undecided);
        };
        if self.store.get(&key::live(log, n)).await?.is_none() {
            self.store.sleep(GRACE).await;
            if self.store.get(&key::void(log, n)).await?.is_some() {
                return Ok(Decision::Void);
            }
            self.store.set(&key::live(log, n), b"1").await?;
        }
        read(log, n, &bytes)
    }

    /// Declares a slot void unless it was written meanwhile. The caller has met the hole for
    /// [`LEASE`].
    pub(crate) async fn seal(&self, log: LogName, n: u64) -> Result<()> {
        loop {
            let begin = self.store.elapsed();
            self.store.set(&key::sealing(log, n), b"1").await?;
            if self.store.get(&key::slot(log, n)).await?.is_some()
                || self.store.get(&key::live(log, n)).await?.is_some()
            {
                return Ok(());
            }
            // A reader that saw the flag waits for GRACE: too late a verdict would split readers.
            if !holds(Rule::SealBesideSlot) {
                let void = Entry::Gone {
                    home: LogName([0; 16]),
                    id: None,
                };
                return Ok(self.store.set(&key::slot(log, n), &void.encode()).await?);
            }
            if self.store.elapsed().saturating_sub(begin) <= GRACE / 2 {
                return Ok(self.store.set(&key::void(log, n), b"1").await?);
            }
        }
    }

    /// Seals a slot at once, as a writer does that met the hole for [`crate::LEASE`]: so that
    /// tests can interleave it with others. The lease itself carries no safety, only patience.
    #[cfg(feature = "mutants")]
    pub async fn seal_now(&self, log: LogName, n: u64) -> Result<()> {
        self.seal(log, n).await
    }
}

fn read(log: LogName, n: u64, bytes: &[u8]) -> Result<Decision> {
    match Entry::decode(bytes) {
        Ok(entry) => Ok(Decision::Live(Box::new(entry))),
        // Never skip what cannot be read: it was acknowledged.
        Err(error) => Err(crate::Error::Unavailable(format!(
            "slot {n} of log {log} is not an entry of this or an earlier version: {error}"
        ))),
    }
}
