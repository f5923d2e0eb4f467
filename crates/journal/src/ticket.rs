//! Tickets are part of the fold: which ticket an interaction belongs to is a pure function of the
//! log, so simultaneous first messages of one identity cannot open two.

use crate::entry::{Direction, Event, TicketChange, TicketStatus};
use crate::name::{InteractionId, LogName, TicketId};
use crate::reference::{Reference, References};
use serde::{Deserialize, Serialize};

/// A resolved ticket reopens when the customer writes again within this time of its resolution.
const REOPEN_WITHIN: u64 = 72 * 60 * 60 * 1000;
/// How many tickets that are done stay in a view.
const KEEP_DONE: usize = 20;
/// How many messages of its conversation a ticket remembers.
const REFERENCES: usize = 64;
/// How many interactions of others a ticket remembers.
const LINKED: usize = 32;

/// What somebody else wrote about a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedInteraction {
    /// Which; it is on their own timeline.
    pub id: InteractionId,
    /// When it happened, in milliseconds.
    pub at: u64,
}

/// One conversation with a customer about one matter, over any number of channels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Names the interaction that opened it.
    pub id: TicketId,
    /// The home of that interaction: whose ticket it is after a parting.
    pub home: LogName,
    /// Where it stands.
    pub status: TicketStatus,
    /// The subject of the interaction that opened it, or the beginning of its text.
    pub subject: Option<String>,
    /// `normal` unless somebody changed it.
    pub priority: String,
    /// `default` unless somebody changed it.
    pub queue: String,
    /// The agent in charge.
    pub assignee: Option<String>,
    /// Channels of its interactions, in the order they came up.
    pub channels: Vec<String>,
    /// Milliseconds.
    pub opened_at: u64,
    /// The first answer by a person, in milliseconds.
    pub first_response_at: Option<u64>,
    /// Milliseconds.
    pub resolved_at: Option<u64>,
    /// When anything about it was last recorded, in milliseconds.
    pub updated_at: u64,
    /// Messages of its conversation.
    pub references: References,
    /// What the interaction that opened it calls the conversation.
    pub topic: Option<Reference>,
    /// What others wrote about it, holding its reply token.
    pub linked: Vec<LinkedInteraction>,
    /// Words that agents and rules gave it.
    pub tags: Vec<String>,
    /// An agent gave it its subject.
    pub titled: bool,
}

impl Ticket {
    /// Waiting for us or for the customer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.status, TicketStatus::Open | TicketStatus::Pending)
    }

    fn is_of_conversation(&self, event: &Event) -> bool {
        self.references.meet(&event.references)
    }

    fn is_on_topic(&self, event: &Event) -> bool {
        event.topic.is_some() && self.topic == event.topic && self.home == event.home
    }

    /// Somebody asks again. An interaction that happened before the resolution arrived late: it
    /// belongs to the ticket, and was answered by it.
    fn reopen(&mut self, occurred_at: u64) {
        let late = self.resolved_at.is_some_and(|at| occurred_at < at);
        if !late {
            self.status = TicketStatus::Open;
            self.resolved_at = None;
        }
    }
}

/// The tickets of one customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tickets {
    /// All open ones and the latest that are done, by opening.
    pub list: Vec<Ticket>,
    /// Tickets that a join folded into another one: from, to.
    pub merged: Vec<(TicketId, TicketId)>,
    /// Ever opened.
    pub opened: u64,
}

/// Whether an inbound interaction of this kind asks for something.
pub(crate) fn asks(event: &Event) -> bool {
    event.consent.is_none()
        && matches!(
            event.kind.as_str(),
            "message" | "call" | "voicemail" | "mention" | "comment" | "review"
        )
}

fn title(event: &Event) -> Option<String> {
    let text = event.subject.as_deref().or(event.text.as_deref())?;
    let line = text.lines().map(str::trim).find(|l| !l.is_empty())?;
    Some(line.chars().take(80).collect())
}

impl Tickets {
    /// The ticket that goes by this id now.
    #[must_use]
    pub fn current(&self, id: TicketId) -> TicketId {
        // Each merge points to an older ticket, so this ends.
        let mut now = id;
        while let Some((_, to)) = self.merged.iter().find(|(from, _)| *from == now) {
            now = *to;
        }
        now
    }

    /// The ticket, if this customer has it and it is still in the view.
    #[must_use]
    pub fn get(&self, id: TicketId) -> Option<&Ticket> {
        let id = self.current(id);
        self.list.iter().find(|t| t.id == id)
    }

    fn position(&self, id: TicketId) -> Option<usize> {
        let id = self.current(id);
        self.list.iter().position(|t| t.id == id)
    }

    /// Assigns an interaction and says to which ticket. `at` is the interaction's own place.
    pub(crate) fn assign(&mut self, at: TicketId, event: &Event) -> Option<TicketId> {
        if let Some(theirs) = event.linked.filter(|id| self.position(*id).is_none()) {
            return Some(theirs);
        }
        let index = match self.candidate(event) {
            Some(index) => index,
            None if event.direction == Direction::Inbound && asks(event) => self.open(at, event),
            None => return None,
        };
        let ticket = self.list.get_mut(index)?;
        if event.direction == Direction::Inbound && asks(event) {
            ticket.reopen(event.occurred_at);
        }
        respond(ticket, event);
        if !ticket.channels.contains(&event.channel) && event.direction != Direction::Internal {
            ticket.channels.push(event.channel.clone());
        }
        ticket.updated_at = ticket.updated_at.max(event.recorded_at);
        ticket.references.learn(&event.references, REFERENCES);
        let id = ticket.id;
        self.trim();
        Some(id)
    }

    /// The ticket that an interaction belongs to: the one it names, else the latest of its
    /// conversation, else the latest open one, else the latest that would reopen. Among several
    /// that are open, or done, one on the same topic and opened by the same address comes first.
    fn candidate(&self, event: &Event) -> Option<usize> {
        let all = || (0..self.list.len()).rev();
        let takes = |i: &usize| self.takes(*i, event);
        let is = |i: usize, holds: fn(&Ticket, &Event) -> bool| {
            self.list.get(i).is_some_and(|ticket| holds(ticket, event))
        };
        let named = event.ticket.or(event.linked);
        let named = named.and_then(|id| self.position(id)).filter(takes);
        let open = |i: usize| is(i, |ticket, _| ticket.is_open());
        let on_topic = |i: usize| is(i, Ticket::is_on_topic);
        named
            .or_else(|| all().find(|i| is(*i, Ticket::is_of_conversation) && takes(i)))
            .or_else(|| all().find(|i| open(*i) && on_topic(*i)))
            .or_else(|| all().find(|i| open(*i)))
            .or_else(|| all().find(|i| on_topic(*i) && takes(i)))
            .or_else(|| all().find(takes))
    }

    /// Whether the ticket would take an interaction that names it.
    pub(crate) fn accepts(&self, id: TicketId, event: &Event) -> bool {
        self.position(id).is_some_and(|i| self.takes(i, event))
    }

    /// Notes that somebody else wrote about a ticket.
    pub(crate) fn link(
        &mut self,
        id: TicketId,
        linked: LinkedInteraction,
        recorded_at: u64,
        asks: bool,
    ) {
        let Some(ticket) = self.position(id).and_then(|i| self.list.get_mut(i)) else {
            return;
        };
        if ticket.linked.iter().any(|known| known.id == linked.id) {
            return;
        }
        ticket.linked.push(linked);
        let excess = ticket.linked.len().saturating_sub(LINKED);
        ticket.linked.drain(..excess);
        if asks {
            ticket.reopen(linked.at);
        }
        ticket.updated_at = ticket.updated_at.max(recorded_at);
        self.trim();
    }

    /// Whether the ticket may take the interaction: an open one always; one that was resolved
    /// lately when the customer asks again, or when we answer or note something afterwards.
    fn takes(&self, index: usize, event: &Event) -> bool {
        self.list.get(index).is_some_and(|ticket| {
            ticket.is_open()
                || (ticket.status == TicketStatus::Resolved
                    && (event.direction != Direction::Inbound || asks(event))
                    && ticket
                        .resolved_at
                        .is_some_and(|at| event.recorded_at <= at.saturating_add(REOPEN_WITHIN)))
        })
    }

    fn open(&mut self, id: TicketId, event: &Event) -> usize {
        self.opened += 1;
        self.list.push(Ticket {
            id,
            home: event.home,
            status: TicketStatus::Open,
            subject: title(event),
            priority: "normal".into(),
            queue: "default".into(),
            assignee: None,
            channels: Vec::new(),
            opened_at: event.occurred_at,
            first_response_at: None,
            resolved_at: None,
            updated_at: event.recorded_at,
            references: References::default(),
            topic: event.topic,
            linked: Vec::new(),
            tags: Vec::new(),
            titled: false,
        });
        self.list.len() - 1
    }

    /// Forgets the subject that a ticket took from the interaction that opened it.
    pub(crate) fn untitle(&mut self, id: TicketId) {
        if let Some(ticket) = self.list.iter_mut().find(|t| t.id == id && !t.titled) {
            ticket.subject = None;
        }
    }

    pub(crate) fn change(&mut self, change: &TicketChange) {
        let Some(ticket) = self
            .position(change.ticket)
            .and_then(|i| self.list.get_mut(i))
        else {
            return;
        };
        if let Some(status) = change.status {
            match status {
                TicketStatus::Resolved | TicketStatus::Closed if ticket.is_open() => {
                    ticket.resolved_at = Some(change.recorded_at);
                }
                TicketStatus::Open | TicketStatus::Pending => ticket.resolved_at = None,
                _ => {}
            }
            ticket.status = status;
        }
        if let Some(priority) = &change.priority {
            ticket.priority.clone_from(priority);
        }
        if let Some(queue) = &change.queue {
            ticket.queue.clone_from(queue);
        }
        if let Some(assignee) = &change.assignee {
            ticket.assignee = (!assignee.is_empty()).then(|| assignee.clone());
        }
        if let Some(tags) = &change.tags {
            ticket.tags.clone_from(tags);
        }
        if change.subject.is_some() {
            ticket.subject.clone_from(&change.subject);
            ticket.titled = true;
        }
        ticket.updated_at = ticket.updated_at.max(change.recorded_at);
        self.trim();
    }

    /// Takes over the tickets of a customer that joined. Of several open ones the oldest stays
    /// and the others become part of it: one person, one conversation.
    pub(crate) fn import(&mut self, other: &Self) {
        self.opened += other.opened;
        for pair in &other.merged {
            if !self.merged.contains(pair) {
                self.merged.push(*pair);
            }
        }
        for ticket in &other.list {
            if self.get(ticket.id).is_none() {
                self.list.push(ticket.clone());
            }
        }
        self.list.sort_by_key(|t| (t.opened_at, t.id));
        let Some(first) = self.list.iter().position(Ticket::is_open) else {
            return self.trim();
        };
        let later = self.list.split_off(first + 1);
        for ticket in later {
            match self.list.get_mut(first) {
                Some(into) if ticket.is_open() => {
                    self.merged.push((ticket.id, into.id));
                    absorb(into, &ticket);
                }
                _ => self.list.push(ticket),
            }
        }
        self.trim();
    }

    fn trim(&mut self) {
        let done = self.list.iter().filter(|t| !t.is_open()).count();
        let mut excess = done.saturating_sub(KEEP_DONE);
        self.list.retain(|t| {
            let drop = excess > 0 && !t.is_open();
            excess -= usize::from(drop);
            !drop
        });
    }
}

/// The first answer by a person stops the clock; a bot's or a note does not.
fn respond(ticket: &mut Ticket, event: &Event) {
    if event.direction == Direction::Outbound
        && event.agent.is_some()
        && matches!(event.kind.as_str(), "message" | "call")
        && ticket.first_response_at.is_none()
    {
        ticket.first_response_at = Some(event.occurred_at);
    }
}

fn absorb(into: &mut Ticket, from: &Ticket) {
    for channel in &from.channels {
        if !into.channels.contains(channel) {
            into.channels.push(channel.clone());
        }
    }
    into.first_response_at = match (into.first_response_at, from.first_response_at) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    if into.assignee.is_none() {
        into.assignee.clone_from(&from.assignee);
    }
    if from.status == TicketStatus::Open {
        into.status = TicketStatus::Open;
    }
    into.updated_at = into.updated_at.max(from.updated_at);
    into.references.learn(&from.references, REFERENCES);
    for tag in &from.tags {
        if !into.tags.contains(tag) {
            into.tags.push(tag.clone());
        }
    }
    for linked in &from.linked {
        if into.linked.iter().all(|known| known.id != linked.id) {
            into.linked.push(*linked);
        }
    }
}
