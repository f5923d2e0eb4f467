//! Folding again: the content of a customer after part of it left, or came back.

use crate::content::Content;
use crate::entry::Entry;
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;
use crate::view::{Source, View};
use futures::FutureExt;
use futures::future::LocalBoxFuture;

impl<S: Kv + Clock> Journal<S> {
    /// The content of a log through slot `upto`, of these homes only: what a split leaves.
    pub(crate) fn refold<'a>(
        &'a self,
        view: &'a View,
        upto: u64,
        homes: &'a [LogName],
    ) -> LocalBoxFuture<'a, Result<Content>> {
        async move {
            let mut content = Content::default();
            let own = Source {
                log: view.log,
                after: view.after,
                upto,
                homes: homes.to_vec(),
            };
            let mut joined = Vec::new();
            for slot in self.slots(&own, view).await? {
                let Some(entry) = &slot.entry else { continue };
                match entry {
                    Entry::Event(event) if homes.contains(&event.home) => {
                        content.add(view.log, slot.n, event);
                    }
                    Entry::Delivery { home, of, delivery } if homes.contains(home) => {
                        content.deliver(*of, delivery);
                    }
                    Entry::Claim { home, by } if homes.contains(home) => content.claim(*home, *by),
                    Entry::Known {
                        home,
                        identity,
                        via,
                        since,
                    } if homes.contains(home) => {
                        content.know(*home, identity, via, *since, true);
                    }
                    Entry::Ticket(change) if homes.contains(&change.home) => {
                        content.tickets.change(change);
                    }
                    Entry::Join { log, at, .. } => {
                        let fresh = !joined.contains(&(*log, *at));
                        if fresh && view.link(*log, *at).is_some() {
                            joined.push((*log, *at));
                            content.import(&self.left_of(*log, *at, homes).await?);
                        }
                    }
                    Entry::Reopen {
                        at,
                        adopt: Some(adopt),
                    } => {
                        let root = self
                            .load_upto(adopt.log, adopt.before.saturating_sub(1))
                            .await?;
                        let mut sources = root.leaving(view.log, *at, std::slice::from_ref(&own));
                        for source in &mut sources {
                            source.homes.retain(|h| homes.contains(h));
                        }
                        self.adopt(&mut content, std::slice::from_ref(&own), &sources)
                            .await?;
                    }
                    _ => {}
                }
            }
            Ok(content)
        }
        .boxed_local()
    }

    /// The content that a joined log brings, of these homes only.
    async fn left_of(&self, log: LogName, at: u64, homes: &[LogName]) -> Result<Content> {
        let joined = self.load_upto(log, at).await?;
        if joined.homes.iter().all(|h| homes.contains(h)) {
            return Ok(joined.content);
        }
        self.refold(&joined, at, homes).await
    }

    /// Adds the interactions in these stretches of other logs, except what lies in `known`.
    pub(crate) async fn adopt(
        &self,
        content: &mut Content,
        known: &[Source],
        sources: &[Source],
    ) -> Result<()> {
        for source in sources {
            let owner = self.load_upto(source.log, source.upto).await?;
            for slot in self.slots(source, &owner).await? {
                let ours = |home: &LogName| {
                    source.homes.contains(home)
                        && !known.iter().any(|k| k.covers(source.log, slot.n, *home))
                };
                match &slot.entry {
                    Some(Entry::Event(event)) if ours(&event.home) => {
                        content.add(source.log, slot.n, event);
                    }
                    Some(Entry::Delivery { home, of, delivery }) if ours(home) => {
                        content.deliver(*of, delivery);
                    }
                    Some(Entry::Ticket(change)) if ours(&change.home) => {
                        content.tickets.change(change);
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }
}
