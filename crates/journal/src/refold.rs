//! Folding again: the content of a customer after part of it left, or came back.

use crate::content::Content;
use crate::entry::Entry;
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{LogName, TicketId};
use crate::segment::Slot;
use crate::view::{Source, View};
use futures::FutureExt;
use futures::future::LocalBoxFuture;

/// A log that joined, as it was when it closed.
struct Joined {
    view: View,
    /// Somebody left it since: its content is not what it brings.
    parted: bool,
}

impl Joined {
    fn is(&self, log: LogName, at: u64) -> bool {
        self.view.log == log && self.view.through == at
    }
}

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
            let slots = self.slots(&own, view).await?;
            let mut joined = self.joined(view, &slots).await?;
            // Somebody who left and came back brings along what this log recorded of theirs.
            let brought: Vec<Source> = joined.iter().flat_map(|j| j.view.all_sources()).collect();
            let mut known = vec![own];
            for slot in slots {
                let ours = |home: &LogName| homes.contains(home);
                match &slot.entry {
                    Some(Entry::Event(event)) => {
                        let home = event.home;
                        if ours(&home) && !covered(&brought, view.log, slot.n, home) {
                            content.add(view.log, slot.n, event);
                        }
                    }
                    Some(Entry::Join { log, at, .. }) => {
                        if let Some(index) = joined.iter().position(|j| j.is(*log, *at)) {
                            let joined = joined.remove(index);
                            known.extend(joined.view.all_sources());
                            content.import(&self.left_of(joined, homes).await?);
                            content.relations.unite(homes);
                        }
                    }
                    Some(Entry::Reopen {
                        at,
                        adopt: Some(adopt),
                        ..
                    }) => {
                        let before = adopt.before.saturating_sub(1);
                        let root = self.past(adopt.log, before).await?;
                        let mut sources = root.leaving(view.log, *at, &known);
                        for source in &mut sources {
                            source.homes.retain(ours);
                        }
                        let elsewhere = [known.as_slice(), &brought].concat();
                        self.adopt(&mut content, &elsewhere, &sources).await?;
                        known.extend(sources);
                    }
                    Some(entry) => apply(&mut content, entry, place(view.log, slot.n), ours),
                    None => {}
                }
            }
            Ok(content)
        }
        .boxed_local()
    }

    /// The logs whose joins are in force, as they were when they closed, without whom the root has
    /// parted from them since.
    async fn joined(&self, view: &View, slots: &[Slot]) -> Result<Vec<Joined>> {
        let mut joined: Vec<Joined> = Vec::new();
        for slot in slots {
            if let Some(Entry::Join { log, at, .. }) = slot.entry
                && view.link(log, at).is_some()
                && !joined.iter().any(|j| j.is(log, at))
            {
                let mut other = self.past(log, at).await?;
                let parted = other.part_as(view);
                joined.push(Joined {
                    view: other,
                    parted,
                });
            }
        }
        Ok(joined)
    }

    /// The content that a joined log brings, of these homes only.
    async fn left_of(&self, joined: Joined, homes: &[LogName]) -> Result<Content> {
        let Joined { view, parted } = joined;
        let mut left = view.homes.clone();
        left.retain(|home| homes.contains(home));
        if !parted && left.len() == view.homes.len() {
            return Ok(view.content);
        }
        self.refold(&view, view.through, &left).await
    }

    /// Adds the interactions in these stretches of other logs, except what lies in `known`.
    pub(crate) async fn adopt(
        &self,
        content: &mut Content,
        known: &[Source],
        sources: &[Source],
    ) -> Result<()> {
        for source in sources {
            let owner = self.reaching(source.log, source.upto).await?;
            for slot in self.slots(source, &owner).await? {
                let ours = |home: &LogName| {
                    source.homes.contains(home) && !covered(known, source.log, slot.n, *home)
                };
                match &slot.entry {
                    Some(Entry::Event(event)) if ours(&event.home) => {
                        content.add(source.log, slot.n, event);
                    }
                    Some(
                        entry @ (Entry::Delivery { .. }
                        | Entry::Amended(_)
                        | Entry::Grown(_)
                        | Entry::Attempt { .. }
                        | Entry::Postponed { .. }
                        | Entry::Prefers(_)
                        | Entry::Described(_)
                        | Entry::Apart { .. }
                        | Entry::Shared { .. }
                        | Entry::Reassigned { .. }
                        | Entry::Withheld(_)
                        | Entry::Suggested(_)
                        | Entry::Ticket(_)),
                    ) => apply(content, entry, place(source.log, slot.n), ours),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

fn covered(sources: &[Source], log: LogName, slot: u64, home: LogName) -> bool {
    sources.iter().any(|s| s.covers(log, slot, home))
}

fn place(log: LogName, slot: u64) -> TicketId {
    TicketId { log, slot }
}

/// Folds what is neither an interaction nor structure, if it is of one of our homes.
fn apply(content: &mut Content, entry: &Entry, place: TicketId, ours: impl Fn(&LogName) -> bool) {
    match entry {
        Entry::Delivery {
            home,
            of,
            delivery,
            named,
        } if ours(home) => {
            content.deliver(*of, delivery, *named);
        }
        Entry::Amended(amendment) if ours(&amendment.home) => content.amend(amendment),
        Entry::Grown(growth) if ours(&growth.home) => content.grow(growth),
        Entry::Attempt { home, of, at } if ours(home) => {
            content.outbox.attempt(*of, *at, place);
        }
        Entry::Postponed {
            home,
            of,
            until,
            at,
            detail,
        } if ours(home) => content.postpone(*of, *until, *at, detail),
        Entry::Claim { home, by } if ours(home) => content.claim(*home, *by),
        Entry::Known {
            home,
            identity,
            via,
            since,
        } if ours(home) => content.know(*home, identity, via, *since, true),
        Entry::Ticket(change) if ours(&change.home) => content.tickets.change(change),
        Entry::Prefers(preferences) if ours(&preferences.home) => content.prefer(preferences),
        Entry::Described(said) if ours(&said.home) => content.describe(said),
        Entry::Apart { home, from, .. } if ours(home) => content.relations.part(*home, from),
        Entry::Shared { home, .. } if ours(home) => content.relations.share(*home),
        Entry::Reassigned { home, to, at } if ours(home) => {
            content.relations.reassign(*home, *to, *at);
        }
        Entry::Withheld(withheld) if ours(&withheld.home) => content.relations.withhold(withheld),
        Entry::Suggested(said) if ours(&said.home) => content.relations.suggest(said),
        _ => {}
    }
}
