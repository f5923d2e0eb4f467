//! Customers: roots with the logs joined to them. Walking to a root, joining, parting, erasing.

use crate::append::Marker;
use crate::entry::{Adoption, Entry};
use crate::error::Result;
use crate::journal::{Journal, Put};
use crate::kv::{Clock, Kv};
use crate::name::{LogName, key};
use crate::rule::{Rule, holds};
use crate::view::{Link, Parting, SEGMENT, View};

impl<S: Kv + Clock> Journal<S> {
    /// The fold of the customer who owns a home log, completing what a crashed writer left half
    /// done: a link that the root took back is opened again, one that it lacks is joined.
    pub async fn root(&self, home: LogName) -> Result<View> {
        'again: loop {
            let mut chain = Vec::new();
            let mut view = self.load(home).await?;
            while let Some(closing) = view.closed {
                chain.push((view.log, closing));
                view = self.load(closing.to).await?;
            }
            for (log, closing) in &chain {
                if let Some(parting) = view.parting(*log, closing.at).cloned() {
                    self.reopen(&parting).await?;
                    continue 'again;
                }
            }
            // The nearest to the root first: the others reach it through that one.
            for (log, closing) in chain.iter().rev() {
                if view.link(*log, closing.at).is_none() {
                    let join = Entry::Join {
                        log: *log,
                        at: closing.at,
                        to: closing.to,
                    };
                    self.put(&mut view, &join, |_| Vec::new()).await?;
                    continue 'again;
                }
            }
            return Ok(view);
        }
    }

    async fn reopen(&self, parting: &Parting) -> Result<()> {
        let mut view = self.load(parting.log).await?;
        let entry = Entry::Reopen {
            at: parting.at,
            adopt: (!parting.erased).then_some(Adoption {
                log: parting.by,
                before: parting.slot,
            }),
        };
        self.put(&mut view, &entry, |_| Vec::new()).await?;
        Ok(())
    }

    /// Joins the customers of two homes. Once it returned ok they are one, until somebody parts
    /// them. The smaller name stays, so there are no cycles (I5).
    pub async fn merge(&self, a: LogName, b: LogName) -> Result<()> {
        loop {
            let (first, second) = (self.root(a).await?, self.root(b).await?);
            if first.log == second.log {
                return Ok(());
            }
            let (smaller, mut larger) = if first.log < second.log {
                (first.log, second)
            } else {
                (second.log, first)
            };
            let moved = Entry::Moved { to: smaller };
            self.put(&mut larger, &moved, |_| Vec::new()).await?;
        }
    }

    /// Takes one join of the customer of `home` back, with all that was reached through it. False
    /// when that join is not in force.
    pub async fn unmerge(&self, home: LogName, log: LogName, at: u64) -> Result<bool> {
        loop {
            let mut root = self.root(home).await?;
            if root.link(log, at).is_none() {
                return Ok(false);
            }
            let split = Entry::Split { log, at };
            if let Put::Ok(_) = self.put(&mut root, &split, |_| Vec::new()).await? {
                self.root(log).await?;
                return Ok(true);
            }
        }
    }

    /// Joins in force of the customer of `home`: what [`Journal::unmerge`] can take back.
    pub async fn links(&self, home: LogName) -> Result<Vec<Link>> {
        Ok(self.root(home).await?.links)
    }

    /// Forgets the customer of `home`. Once it returned ok, the slots, bodies and markers of this
    /// customer hold no more than message ids of what was recorded before it began; whoever writes
    /// again starts empty.
    ///
    /// Not reached: a slot in somebody else's log that was not accepted there and whose writer
    /// died before it cleared it, a view that a slow writer puts back afterwards, and payloads
    /// that could not be read. A call that fails on the way is not resumed by calling again: what
    /// to sweep is found from the state before the `erase` entry. Both belong to the erasure's
    /// public route, which is not there yet.
    pub async fn erase(&self, home: LogName) -> Result<()> {
        let before = loop {
            let mut root = self.root(home).await?;
            if let Put::Ok(_) = self.put(&mut root, &Entry::Erase, |_| Vec::new()).await? {
                break self.load_upto(root.log, root.after - 1).await?;
            }
        };
        let after = self.load(before.log).await?;
        for parting in after.partings.iter().filter(|p| p.erased) {
            self.root(parting.log).await?;
        }
        for source in before.all_sources() {
            let upto = match holds(Rule::EraseBefore) {
                true => source.upto,
                false => self.load(source.log).await?.through,
            };
            for n in source.after + 1..=upto {
                self.bury(source.log, n, &source.homes).await?;
            }
            let segments = source.after / SEGMENT..source.upto.div_ceil(SEGMENT);
            let mut caches: Vec<_> = segments.map(|j| key::segment(source.log, j)).collect();
            caches.push(key::view(source.log));
            self.store.delete_many(&caches).await?;
        }
        Ok(())
    }

    /// Overwrites one slot, its marker and its body with what folding still needs of them. A void
    /// slot whose writer filled it in the end is overwritten as well: it stays void.
    async fn bury(&self, log: LogName, n: u64, homes: &[LogName]) -> Result<()> {
        let Some(bytes) = self.store.get(&key::slot(log, n)).await? else {
            return Ok(());
        };
        let (home, id) = match Entry::decode(&bytes) {
            Ok(Entry::Event(event)) if homes.contains(&event.home) => {
                let (home, id) = (event.home, event.id);
                let apart = self.apart_from(*event).await?;
                self.store.delete_many(&apart).await?;
                (home, Some(id))
            }
            Ok(Entry::Known { home, .. }) if homes.contains(&home) => (home, None),
            Ok(Entry::Amended(said)) if homes.contains(&said.home) => (said.home, None),
            Ok(Entry::Grown(said)) if homes.contains(&said.home) => (said.home, None),
            _ => return Ok(()),
        };
        let mut pairs = vec![(key::slot(log, n), Entry::Gone { home, id }.encode())];
        if let Some(id) = id {
            pairs.push((key::marker(id), Marker::GONE.encode()));
        }
        Ok(self.store.set_many(&pairs).await?)
    }
}
