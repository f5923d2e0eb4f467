//! Folding again: the content of a customer after part of it left, or came back.

use crate::content::Content;
use crate::entry::{Adoption, Entry};
use crate::error::Result;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{LogName, TicketId};
use crate::segment::Slot;
use crate::view::{Link, Source, View};
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

/// What is counted already while a log is folded again.
struct Counted {
    /// The logs that joined and are not counted yet.
    joined: Vec<Joined>,
    /// Everything that they bring: nobody else counts it.
    brought: Vec<Source>,
    /// What joins counted.
    joins: Vec<Source>,
    /// That, and what was adopted.
    known: Vec<Source>,
}

impl<S: Kv + Clock> Journal<S> {
    /// The content of a view, of these homes only: what a split leaves. What lies in `except` is somebody
    /// else's to count.
    pub(crate) fn refold<'a>(
        &'a self,
        view: &'a View,
        homes: &'a [LogName],
        except: &'a [Source],
    ) -> LocalBoxFuture<'a, Result<Content>> {
        async move {
            let mut content = Content::default();
            let own = Source {
                log: view.log,
                after: view.after,
                upto: view.through,
                homes: view.homes.clone(),
            };
            let slots = self.slots(&own, view).await?;
            let joined = self.joined(view, &slots).await?;
            let mut counted = Counted {
                // Somebody who left and came back brings along what this log recorded of theirs.
                brought: joined.iter().flat_map(|j| j.view.all_sources()).collect(),
                joined,
                joins: except.to_vec(),
                known: [std::slice::from_ref(&own), except].concat(),
            };
            let elsewhere = [except, &counted.brought].concat();
            for slot in slots {
                let ours = |home: &LogName| homes.contains(home) && own.homes.contains(home);
                match &slot.entry {
                    Some(Entry::Event(event)) => {
                        let home = event.home;
                        if ours(&home) && !covered(&elsewhere, view.log, slot.n, home) {
                            content.add(view.log, slot.n, event);
                        }
                    }
                    Some(Entry::Join { log, at, .. }) => {
                        self.bring(&mut content, &mut counted, (*log, *at), homes)
                            .await?;
                    }
                    Some(Entry::Reopen {
                        at,
                        adopt: Some(adopt),
                        ..
                    }) => {
                        let parting = (view, *at, self.before(adopt).await?);
                        self.take_over(&mut content, &mut counted, parting, homes)
                            .await?;
                    }
                    Some(entry) if concerns(entry, ours) => {
                        content.fold(entry, place(view.log, slot.n));
                    }
                    _ => {}
                }
            }
            Ok(content)
        }
        .boxed_local()
    }

    /// Counts what a log took over from the root that lost it: the joins that led to it, and what the root
    /// had recorded.
    async fn take_over(
        &self,
        content: &mut Content,
        counted: &mut Counted,
        (view, at, root): (&View, u64, View),
        homes: &[LogName],
    ) -> Result<()> {
        for link in root.following(view.log, at) {
            self.bring(content, counted, (link.log, link.at), homes)
                .await?;
        }
        let mut sources = root.leaving(view.log, at, &counted.known);
        for source in &mut sources {
            source.homes.retain(|home| homes.contains(home));
        }
        let others = [counted.known.as_slice(), &counted.brought].concat();
        self.adopt(content, view, &others, &sources).await?;
        counted.known.extend(sources);
        Ok(())
    }

    /// Counts what a log that joined brings, of these homes only, the first time that the join is met.
    async fn bring(
        &self,
        content: &mut Content,
        counted: &mut Counted,
        (log, at): (LogName, u64),
        homes: &[LogName],
    ) -> Result<()> {
        let Some(index) = counted.joined.iter().position(|j| j.is(log, at)) else {
            return Ok(());
        };
        let Joined { view, parted } = counted.joined.swap_remove(index);
        let sources = view.all_sources();
        let mut all = sources.iter().flat_map(|source| &source.homes);
        let whole = !parted && all.all(|home| homes.contains(home)) && !view.meets(&counted.joins);
        let left = match whole {
            true => view.content,
            false => self.refold(&view, homes, &counted.joins).await?,
        };
        content.import(&left);
        content.relations.unite(homes);
        counted.joins.extend_from_slice(&sources);
        counted.known.extend(sources);
        Ok(())
    }

    /// The root that took a join back, before it did.
    pub(crate) async fn before(&self, adopt: &Adoption) -> Result<View> {
        self.past(adopt.log, adopt.before.saturating_sub(1)).await
    }

    /// The logs whose joins are in force, as they were when they closed, without whom the root has
    /// parted from them since.
    async fn joined(&self, view: &View, slots: &[Slot]) -> Result<Vec<Joined>> {
        let mut joined = Vec::new();
        for slot in slots {
            if let Some(Entry::Join { log, at, .. }) = slot.entry {
                self.gather(&mut joined, view, (log, at)).await?;
            }
        }
        for slot in slots {
            let brings =
                |j: &Joined, l: &Link| j.is(l.log, l.at) || j.view.link(l.log, l.at).is_some();
            let mut links = view.links.iter();
            // Mostly all joins were made here: then no root needs to be read for those it gave.
            if links.all(|link| joined.iter().any(|j| brings(j, link))) {
                break;
            }
            if let Some(Entry::Reopen {
                at,
                adopt: Some(adopt),
                ..
            }) = &slot.entry
            {
                for link in self.before(adopt).await?.following(view.log, *at) {
                    self.gather(&mut joined, view, (link.log, link.at)).await?;
                }
            }
        }
        Ok(joined)
    }

    /// Adds a log that joined, if that join is in force.
    async fn gather(
        &self,
        joined: &mut Vec<Joined>,
        view: &View,
        (log, at): (LogName, u64),
    ) -> Result<()> {
        if view.link(log, at).is_some() && !joined.iter().any(|j| j.is(log, at)) {
            let mut other = self.past(log, at).await?;
            let parted = other.part_as(view);
            joined.push(Joined {
                view: other,
                parted,
            });
        }
        Ok(())
    }

    /// Adds the interactions in these stretches of other logs that are still the view's, except what lies
    /// in `known`.
    pub(crate) async fn adopt(
        &self,
        content: &mut Content,
        view: &View,
        known: &[Source],
        sources: &[Source],
    ) -> Result<()> {
        for source in sources {
            let owner = self.reaching(source.log, source.upto).await?;
            for slot in self.slots(source, &owner).await? {
                let ours = |home: &LogName| {
                    let is_in = |sources| covered(sources, source.log, slot.n, *home);
                    source.homes.contains(home) && is_in(&view.sources) && !is_in(known)
                };
                match &slot.entry {
                    Some(Entry::Event(event)) if ours(&event.home) => {
                        content.add(source.log, slot.n, event);
                    }
                    Some(entry) if concerns(entry, ours) => {
                        content.fold(entry, place(source.log, slot.n));
                    }
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

/// Whether an entry says something of these homes. What others wrote about a ticket does of whoever has the
/// ticket now: it may have been one with somebody else's then.
fn concerns(entry: &Entry, ours: impl Fn(&LogName) -> bool) -> bool {
    matches!(entry, Entry::Linked { .. }) || entry.home().is_some_and(|home| ours(&home))
}
