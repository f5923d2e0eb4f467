//! The structure of a customer: what a join, a parting, a reopening and an erasure make of a view.

use crate::content::Content;
use crate::name::LogName;
use crate::view::{Link, Parting, Pending, Source, View};

impl View {
    pub(crate) fn join(&mut self, log: LogName, at: u64, to: LogName, other: Option<&View>) {
        if self.link(log, at).is_some() || self.parting(log, at).is_some() {
            return;
        }
        let Some(other) = other else { return };
        self.structured_at = self.through;
        self.links.push(Link {
            log,
            at,
            to,
            homes: other.homes.clone(),
        });
        for link in &other.links {
            if self.link(link.log, link.at).is_none() {
                self.links.push(link.clone());
            }
        }
        for parting in &other.partings {
            if self.parting(parting.log, parting.at).is_none() {
                self.partings.push(parting.clone());
            }
        }
        for home in &other.homes {
            if !self.homes.contains(home) {
                self.homes.push(*home);
            }
        }
        self.gain(&other.all_sources());
        self.content.import(&other.content);
        self.content.relations.unite(&self.homes);
    }

    /// Whether some interaction of this customer may lie in these stretches.
    pub(crate) fn meets(&self, sources: &[Source]) -> bool {
        let mut own = self.all_sources().into_iter();
        own.any(|own| sources.iter().any(|other| own.meets(other)))
    }

    /// Adds stretches of other logs; one that lies in another is left out.
    pub(crate) fn gain(&mut self, sources: &[Source]) {
        for source in sources {
            if !self.sources.iter().any(|known| source.lies_in(known)) {
                self.sources.retain(|known| !known.lies_in(source));
                self.sources.push(source.clone());
            }
        }
    }

    pub(crate) fn split(&mut self, log: LogName, at: u64) {
        let leaving = cut(&mut self.links, log, at);
        self.remember(self.log, self.through - 1);
        self.structured_at = self.through;
        self.partings.push(Parting {
            log,
            at,
            by: self.log,
            slot: self.through,
            erased: false,
        });
        self.leave(&leaving);
    }

    /// `other` is the root that lost this log: through the slot before the split, or through the
    /// erasure.
    pub(crate) fn reopen(&mut self, at: u64, adopts: bool, other: Option<&View>) -> Pending {
        self.closed = None;
        self.structured_at = self.through;
        if !adopts {
            // What had joined this log parts from it as well: it was erased with it. But not who had left the
            // root before; and some of it the root joined without this log: its prefix must not be joined
            // here once more.
            if let Some(root) = other {
                self.part_as(root);
            }
            self.erase();
            return Pending::Nothing;
        }
        let Some(root) = other else {
            return Pending::Nothing;
        };
        let parted = self.part_as(root);
        let sources = root.leaving(self.log, at, &self.all_sources());
        let followed = self.follow(root.following(self.log, at));
        if parted || followed {
            self.gain(&sources);
            return Pending::Refold;
        }
        Pending::Adopt(sources)
    }

    /// The joins that this root holds and loses with the join of `log`: of logs that had joined that one
    /// and others that it had taken.
    pub(crate) fn following(&self, log: LogName, at: u64) -> Vec<Link> {
        let mut left = self.links.clone();
        cut(&mut left, log, at);
        let stays = |link: &Link| left.iter().any(|l| (l.log, l.at) == (link.log, link.at));
        let mut links = self.links.clone();
        links.retain(|link| (link.log, link.at) != (log, at) && !stays(link));
        links
    }

    /// Goes on with the joins of logs whose `moved` leads here, which the root took while this log was part
    /// of it. True if there were any.
    fn follow(&mut self, mut links: Vec<Link>) -> bool {
        let known = self.links.len();
        while let Some(index) = links.iter().position(|l| self.homes.contains(&l.to)) {
            let link = links.remove(index);
            let is_old = self.link(link.log, link.at).is_some();
            if is_old || self.parting(link.log, link.at).is_some() {
                continue;
            }
            for home in &link.homes {
                if !self.homes.contains(home) {
                    self.homes.push(*home);
                }
            }
            self.links.push(link);
        }
        self.links.len() > known
    }

    /// Takes back the joins that the root took back while this log was part of it; true when
    /// somebody left.
    pub(crate) fn part_as(&mut self, root: &View) -> bool {
        let before = self.all_sources();
        for parting in &root.partings {
            if self.parting(parting.log, parting.at).is_none() {
                let leaving = cut(&mut self.links, parting.log, parting.at);
                self.leave(&leaving);
                self.partings.push(parting.clone());
            }
        }
        self.all_sources() != before
    }

    fn leave(&mut self, leaving: &[LogName]) {
        self.homes.retain(|h| !leaving.contains(h));
        for source in &mut self.sources {
            source.homes.retain(|h| !leaving.contains(h));
        }
        self.sources.retain(|s| !s.homes.is_empty());
    }

    /// Where the interactions lie that leave this root when the join of `log` is taken back,
    /// without the stretches that are `known` to that log anyway.
    pub(crate) fn leaving(&self, log: LogName, at: u64, known: &[Source]) -> Vec<Source> {
        let leaving = cut(&mut self.links.clone(), log, at);
        let mut sources = self.all_sources();
        for source in &mut sources {
            source.homes.retain(|h| leaving.contains(h));
        }
        sources.retain(|s| !s.homes.is_empty() && !known.iter().any(|k| s.lies_in(k)));
        sources
    }

    pub(crate) fn erase(&mut self) {
        self.structured_at = self.through;
        for link in self.links.drain(..) {
            self.partings.push(Parting {
                log: link.log,
                at: link.at,
                by: self.log,
                slot: self.through,
                erased: true,
            });
        }
        self.forget();
    }

    fn forget(&mut self) {
        self.after = self.through;
        self.homes = vec![self.log];
        self.links.clear();
        self.sources.clear();
        self.content = Content::default();
    }
}

/// The homes that leave when this join is taken back: its own, and those of every join that was reached
/// through it. Those joins go.
pub(crate) fn cut(links: &mut Vec<Link>, log: LogName, at: u64) -> Vec<LogName> {
    let Some(index) = links.iter().position(|l| l.log == log && l.at == at) else {
        return Vec::new();
    };
    let mut leaving = links.remove(index).homes;
    while let Some(index) = links
        .iter()
        .position(|l| leaving.contains(&l.log) || leaving.contains(&l.to))
    {
        for home in links.remove(index).homes {
            if !leaving.contains(&home) {
                leaving.push(home);
            }
        }
    }
    // Who comes back by another join does not leave again with the one they came with first.
    for link in links {
        link.homes.retain(|h| !leaving.contains(h));
    }
    leaving
}
