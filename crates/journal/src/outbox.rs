//! What is to be sent, as folds: each customer's own, and the queue of all.
//!
//! An answer is an outbound interaction on its customer's timeline. Whoever is going to send it
//! appends an attempt first; the fold lets the first attempt alone have it, so that of several senders
//! one sends. The outbox's own log says for which customers there is anything to do.

use crate::entry::{DeliveryStatus, Event};
use crate::name::{InteractionId, LogName, TicketId};
use serde::{Deserialize, Serialize};

/// How many interactions of one customer are remembered as given to be sent.
const REMEMBERED: usize = 64;
/// How many interactions may wait to be sent.
pub const WAITING: usize = 4_000;

/// An interaction that was given to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Which.
    pub id: InteractionId,
    /// The home of the address that it goes to.
    pub home: LogName,
    /// Where it lies.
    pub place: TicketId,
    /// The connector that sends it.
    pub channel: String,
    /// When it was given, in milliseconds.
    pub queued_at: u64,
    /// When somebody began to send it, in milliseconds.
    pub attempt_at: Option<u64>,
    /// The slot of that attempt: whoever wrote it is the one who sends.
    pub claim: Option<TicketId>,
    /// Not to be attempted before this, in milliseconds.
    pub not_before: u64,
    /// How far it got.
    pub status: DeliveryStatus,
    /// The provider's own names for it are known.
    pub named: bool,
}

/// What was given to be sent to one customer, the latest last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox(Vec<Outgoing>);

impl Outbox {
    /// One of them.
    #[must_use]
    pub fn get(&self, id: InteractionId) -> Option<&Outgoing> {
        self.0.iter().find(|outgoing| outgoing.id == id)
    }

    /// All that is remembered.
    pub fn iter(&self) -> impl Iterator<Item = &Outgoing> {
        self.0.iter()
    }

    fn find(&mut self, id: InteractionId) -> Option<&mut Outgoing> {
        self.0.iter_mut().find(|outgoing| outgoing.id == id)
    }

    pub(crate) fn add(&mut self, event: &Event, place: TicketId) {
        self.0.push(Outgoing {
            id: event.id,
            home: event.home,
            place,
            channel: event.channel.clone(),
            queued_at: event.recorded_at,
            attempt_at: None,
            claim: None,
            not_before: 0,
            status: DeliveryStatus::Queued,
            named: false,
        });
        self.trim();
    }

    /// Forgets the oldest beyond the limit, first of all those that were sent.
    fn trim(&mut self) {
        while self.0.len() > REMEMBERED {
            let done = |o: &Outgoing| o.status != DeliveryStatus::Queued;
            let index = self.0.iter().position(done).unwrap_or(0);
            self.0.remove(index);
        }
    }

    /// Folds the attempt in a slot; the first one claims.
    pub(crate) fn attempt(&mut self, id: InteractionId, at: u64, slot: TicketId) {
        let free = |o: &&mut Outgoing| o.attempt_at.is_none() && o.status == DeliveryStatus::Queued;
        if let Some(outgoing) = self.find(id).filter(free) {
            outgoing.attempt_at = Some(at);
            outgoing.claim = Some(slot);
        }
    }

    pub(crate) fn postpone(&mut self, id: InteractionId, until: u64) {
        let queued = |o: &&mut Outgoing| o.status == DeliveryStatus::Queued;
        if let Some(outgoing) = self.find(id).filter(queued) {
            outgoing.attempt_at = None;
            outgoing.claim = None;
            outgoing.not_before = until;
        }
    }

    pub(crate) fn report(&mut self, id: InteractionId, status: DeliveryStatus, named: bool) {
        if let Some(outgoing) = self.find(id) {
            outgoing.status = outgoing.status.max(status);
            outgoing.named |= named;
        }
    }

    pub(crate) fn import(&mut self, other: &Self) {
        for outgoing in &other.0 {
            if self.get(outgoing.id).is_none() {
                self.0.push(outgoing.clone());
            }
        }
        self.0.sort_by_key(|outgoing| outgoing.queued_at);
        self.trim();
    }
}

/// An interaction that waits to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Which.
    pub of: InteractionId,
    /// The home of the address that it goes to.
    pub theirs: LogName,
    /// Since when, in milliseconds.
    pub at: u64,
    /// Not to be looked at before this, in milliseconds.
    pub until: u64,
}

/// Everything that waits to be sent, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue(Vec<Waiting>);

impl Queue {
    /// All of it.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Waiting> {
        self.0.iter()
    }

    /// Whether nothing more can wait.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.0.len() >= WAITING
    }

    /// Whether it waits.
    #[must_use]
    pub fn contains(&self, of: InteractionId) -> bool {
        self.0.iter().any(|waiting| waiting.of == of)
    }

    /// Adds one; of one that waits already, only how long it is not to be looked at changes.
    pub(crate) fn push(&mut self, waiting: Waiting) {
        match self.0.iter_mut().find(|known| known.of == waiting.of) {
            Some(known) => known.until = waiting.until,
            None => self.0.push(waiting),
        }
    }

    pub(crate) fn remove(&mut self, of: InteractionId) {
        self.0.retain(|waiting| waiting.of != of);
    }
}
