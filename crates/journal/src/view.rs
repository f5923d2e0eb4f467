//! The fold of one log: who belongs to it, where its interactions lie, what they amount to.
//!
//! [`View::apply`] is a pure function of the entry and, where an entry refers to another log, of
//! that log's own fold. Whatever a view says can therefore be computed again from the slots.

use crate::content::Content;
use crate::entry::{Delivery, Entry, Identity};
use crate::name::{LogName, TicketId};
use crate::rule::{Rule, holds};
pub use crate::structure::{Closing, Link, Parting, Source};
pub use crate::times::TimeIndex;
use serde::{Deserialize, Serialize};

/// Slots in a segment.
pub const SEGMENT: u64 = 64;

/// What the fold made of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// Sealed: nobody's.
    Void,
    /// Not accepted: its writer writes again elsewhere.
    Dead,
    /// An interaction that had been recorded already.
    Repeated,
    /// An interaction of the timeline.
    Shown,
    /// Anything else.
    Folded,
}

/// What the fold made of a slot, with what it gave to an interaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What became of it.
    pub fate: Fate,
    /// The interaction's ticket.
    pub ticket: Option<TicketId>,
    /// The best delivery report while the slot was young.
    pub delivery: Option<Delivery>,
}

impl Outcome {
    fn of(fate: Fate) -> Self {
        Self {
            fate,
            ticket: None,
            delivery: None,
        }
    }
}

/// The fold of one log through slot `through`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Which log.
    pub log: LogName,
    /// The last slot folded.
    pub through: u64,
    /// Whose interactions are accepted here: this log's own home first.
    pub homes: Vec<LogName>,
    /// Joins in force.
    pub links: Vec<Link>,
    /// Joins taken back.
    pub partings: Vec<Parting>,
    /// Set while the customer goes on elsewhere.
    pub closed: Option<Closing>,
    /// Interactions of this log up to here are forgotten.
    pub after: u64,
    /// Stretches of other logs that are this customer's.
    pub sources: Vec<Source>,
    /// Folds, by log and slot, that may be kept and hold something of this customer.
    pub pasts: Vec<(LogName, u64)>,
    /// The last slot that changed any of the above.
    pub structured_at: u64,
    /// Slots that were not accepted.
    pub dead: Vec<u64>,
    /// Slots up to here lie in segments.
    pub segmented: u64,
    /// What became of the slots after `segmented`.
    pub tail: Vec<Outcome>,
    /// When this log's interactions happened.
    pub times: TimeIndex,
    /// What it all amounts to.
    pub content: Content,
}

/// What remains to be done after [`View::apply`], because it needs to read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pending {
    /// Nothing.
    Nothing,
    /// The content must be folded again from what is left.
    Refold,
    /// The interactions in these sources must be added.
    Adopt(Vec<Source>),
}

impl View {
    /// A log nobody has written to.
    #[must_use]
    pub fn empty(log: LogName) -> Self {
        Self {
            log,
            through: 0,
            homes: vec![log],
            links: Vec::new(),
            partings: Vec::new(),
            closed: None,
            after: 0,
            sources: Vec::new(),
            pasts: Vec::new(),
            structured_at: 0,
            dead: Vec::new(),
            segmented: 0,
            tail: Vec::new(),
            times: TimeIndex {
                span: 1,
                ranges: Vec::new(),
            },
            content: Content::default(),
        }
    }

    /// Whether anybody owns it: claims alone make no customer.
    #[must_use]
    pub fn is_owned(&self) -> bool {
        !self.content.identities.is_empty()
    }

    /// Whether the identity of a home is known here, and proven.
    pub(crate) fn is_known(&self, home: LogName) -> bool {
        let mut known = self.content.identities.iter();
        known.any(|k| k.home == home && k.verified)
    }

    /// Whether an identity of this customer is this one, scoped to an account.
    pub(crate) fn owns_scoped(&self, identity: &Identity) -> bool {
        let mut known = self.content.identities.iter();
        known.any(|k| k.identity.unscoped().as_ref() == Some(identity))
    }

    /// Every stretch in which interactions of this customer lie, this log's own first.
    #[must_use]
    pub fn all_sources(&self) -> Vec<Source> {
        let own = Source {
            log: self.log,
            after: self.after,
            upto: self.through,
            homes: self.homes.clone(),
        };
        std::iter::once(own)
            .chain(self.sources.iter().cloned())
            .collect()
    }

    /// Whether what is of this home belongs to the customer whose root this log is.
    pub(crate) fn is_root_of(&self, home: LogName) -> bool {
        self.closed.is_none() && self.homes.contains(&home)
    }

    pub(crate) fn link(&self, log: LogName, at: u64) -> Option<&Link> {
        self.links.iter().find(|l| l.log == log && l.at == at)
    }

    pub(crate) fn parting(&self, log: LogName, at: u64) -> Option<&Parting> {
        self.partings.iter().find(|p| p.log == log && p.at == at)
    }

    /// What became of a slot after `segmented`.
    #[must_use]
    pub fn outcome(&self, slot: u64) -> Option<&Outcome> {
        let index = slot.checked_sub(self.segmented + 1)?;
        self.tail.get(usize::try_from(index).ok()?)
    }

    /// Folds a void slot.
    pub(crate) fn skip(&mut self) {
        self.through += 1;
        self.tail.push(Outcome::of(Fate::Void));
    }

    /// Folds the next slot. `other` is the fold of the log that a `join` or a `reopen` refers to,
    /// through exactly the slot it refers to.
    pub(crate) fn apply(&mut self, entry: &Entry, other: Option<&View>) -> Pending {
        self.through += 1;
        if let Some(other) = other {
            self.refer(other);
        }
        let (outcome, pending) = if self.accepts(entry) {
            self.accept(entry, other)
        } else {
            self.dead.push(self.through);
            (Outcome::of(Fate::Dead), Pending::Nothing)
        };
        self.tail.push(outcome);
        pending
    }

    /// The rule of the dead: a closed log takes nothing but the `reopen` that names its closing
    /// slot; a root takes only what is of one of its homes.
    fn accepts(&self, entry: &Entry) -> bool {
        if let Some(closing) = self.closed
            && holds(Rule::ClosedIsDead)
        {
            return matches!(entry, Entry::Reopen { at, .. } if *at == closing.at);
        }
        match entry {
            Entry::Event(event) => self.homes.contains(&event.home) || !holds(Rule::HomesOnly),
            Entry::Join { log, at, to } => {
                self.link(*log, *at).is_some()
                    || self.parting(*log, *at).is_some()
                    || self.homes.contains(to)
            }
            Entry::Split { log, at } => self.link(*log, *at).is_some(),
            Entry::Reopen { .. } => false,
            Entry::Moved { .. } | Entry::Erase => true,
            _ => entry.home().is_some_and(|home| self.homes.contains(&home)),
        }
    }

    fn accept(&mut self, entry: &Entry, other: Option<&View>) -> (Outcome, Pending) {
        let mut outcome = Outcome::of(Fate::Folded);
        let mut pending = Pending::Nothing;
        match entry {
            Entry::Event(event) => match self.content.add(self.log, self.through, event) {
                Some(ticket) => {
                    self.times.note(self.through, event.occurred_at);
                    outcome.fate = Fate::Shown;
                    outcome.ticket = ticket;
                }
                None => outcome.fate = Fate::Repeated,
            },
            Entry::Delivery {
                of,
                delivery,
                named,
                ..
            } => self.deliver(*of, delivery, *named),
            Entry::Moved { to, .. } => {
                self.structured_at = self.through;
                self.closed = Some(Closing {
                    at: self.through,
                    to: *to,
                });
            }
            Entry::Join { log, at, to } => self.join(*log, *at, *to, other),
            Entry::Split { log, at } => {
                self.split(*log, *at);
                pending = Pending::Refold;
            }
            Entry::Reopen { at, adopt, .. } => {
                pending = self.reopen(*at, adopt.is_some(), other);
            }
            Entry::Erase => self.erase(),
            _ => {
                let here = TicketId {
                    log: self.log,
                    slot: self.through,
                };
                self.content.fold(entry, here);
            }
        }
        (outcome, pending)
    }

    fn deliver(&mut self, of: crate::name::InteractionId, delivery: &Delivery, named: bool) {
        if !self.content.deliver(of, delivery, named) {
            return;
        }
        let Some(position) = self.content.item(of).map(|i| i.position) else {
            return;
        };
        let index = position.slot.checked_sub(self.segmented + 1);
        if let (true, Some(index)) = (position.log == self.log, index)
            && let Some(outcome) = usize::try_from(index)
                .ok()
                .and_then(|i| self.tail.get_mut(i))
        {
            outcome.delivery = Some(delivery.clone());
        }
    }

    /// The stored bytes.
    pub(crate) fn encode(&self) -> Vec<u8> {
        // Plain data always encodes; an empty cache would only cost a refold.
        let bytes = postcard::to_allocvec(self).unwrap_or_default();
        // Not so what leaves out fields: it is folded anew each time, and nobody notices.
        debug_assert!(Self::decode(&bytes).is_some(), "a view that cannot be read");
        bytes
    }

    /// Reads stored bytes. Views are caches: what cannot be read is folded again.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}
