//! Customers: roots with the logs joined to them. Walking to a root, joining, parting.

use crate::entry::{Adoption, Cause, Entry};
use crate::error::Result;
use crate::journal::{Journal, Put};
use crate::kv::{Clock, Kv};
use crate::name::{LogName, TicketId, key};
use crate::view::{Link, Parting, View};

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
        let &Parting { at, by, slot, .. } = parting;
        let (adopt, erased) = match parting.erased {
            false => (
                Some(Adoption {
                    log: by,
                    before: slot,
                }),
                None,
            ),
            true => (None, Some(TicketId { log: by, slot })),
        };
        let entry = Entry::Reopen { at, adopt, erased };
        self.put(&mut view, &entry, |_| Vec::new()).await?;
        Ok(())
    }

    /// Joins the customers of two homes. Once it returned ok they are one, until somebody parts
    /// them. The smaller name stays, so there are no cycles (I5). `why` is kept beside the entry that
    /// closes the larger log, where [`Journal::explain`] finds it.
    ///
    /// Store operations: the lookups of both, an append to each, the read of a view and its write.
    pub async fn merge(&self, a: LogName, b: LogName, why: Option<&Cause>) -> Result<()> {
        let roots = (self.root(a).await?, self.root(b).await?);
        self.join((a, roots.0), (b, roots.1), why).await?;
        Ok(())
    }

    /// The same for homes whose roots were just read; answers the root of both.
    ///
    /// Store operations: an append to each root's log, the read of the view of the one that closed, which
    /// rides along with the `join`, and a write of the other's: nobody walks over a closing or a join
    /// twice.
    pub(crate) async fn join(
        &self,
        (a, mut first): (LogName, View),
        (b, mut second): (LogName, View),
        why: Option<&Cause>,
    ) -> Result<View> {
        while first.log != second.log {
            let (mut smaller, mut larger) = if first.log < second.log {
                (first, second)
            } else {
                (second, first)
            };
            let moved = Entry::Moved {
                to: smaller.log,
                why: why.cloned().map(Box::new),
            };
            self.put(&mut larger, &moved, |_| Vec::new()).await?;
            if self.import(&mut smaller, &larger).await? {
                return Ok(smaller);
            }
            // Somebody else was faster with something: the walk to the root tells what is left to do.
            (first, second) = (self.root(a).await?, self.root(b).await?);
        }
        Ok(first)
    }

    /// Appends the `join` of a log that just moved here. False when either log went on elsewhere.
    async fn import(&self, root: &mut View, closed: &View) -> Result<bool> {
        let Some(closing) = closed.closed.filter(|c| c.to == root.log) else {
            return Ok(false);
        };
        let join = Entry::Join {
            log: closed.log,
            at: closing.at,
            to: closing.to,
        };
        let view = (key::view(closed.log), closed.encode());
        let put = self.put(root, &join, |_| vec![view]).await?;
        let is_one = root.closed.is_none() && root.link(closed.log, closing.at).is_some();
        if !is_one || !matches!(put, Put::Ok(_)) {
            return Ok(false);
        }
        self.store.set(&key::view(root.log), &root.encode()).await?;
        Ok(true)
    }

    /// Takes one join of the customer of `home` back, with all that was reached through it. False
    /// when that join is not in force.
    pub async fn unmerge(&self, home: LogName, log: LogName, at: u64) -> Result<bool> {
        loop {
            let mut root = self.root(home).await?;
            if root.link(log, at).is_none() {
                return Ok(false);
            }
            let (before, split) = (root.clone(), Entry::Split { log, at });
            if let Put::Ok(_) = self.put(&mut root, &split, |_| Vec::new()).await? {
                if let Some(parting) = root.parting(log, at) {
                    self.keep_past(&before, parting).await?;
                }
                self.root(log).await?;
                return Ok(true);
            }
        }
    }

    /// Joins in force of the customer of `home`: what [`Journal::unmerge`] can take back.
    pub async fn links(&self, home: LogName) -> Result<Vec<Link>> {
        Ok(self.root(home).await?.links)
    }
}
