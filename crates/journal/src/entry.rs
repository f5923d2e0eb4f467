//! What the slots of a log hold. JSON, because yesterday's slots must decode for ever: fields are
//! only ever added, and a field that is missing has its default.

use crate::call::Growth;
pub use crate::event::*;
use crate::index::Postings;
use crate::name::{InteractionId, LogName, TicketId};
pub use crate::relation::*;
use serde::{Deserialize, Serialize};

/// Where the events lie that leave a customer together with a log that is split off: slots of
/// `log` before `before` whose home is among `homes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    /// The root that lost them.
    pub log: LogName,
    /// The slot of its split entry.
    pub before: u64,
}

/// A ticket's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TicketStatus {
    /// Waiting for us.
    Open,
    /// Waiting for the customer.
    Pending,
    /// Done; reopens when the customer writes again within 72 hours.
    Resolved,
    /// Done for good.
    Closed,
}

/// A change that an agent or a rule made to a ticket. What is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketChange {
    /// The home of the interaction that opened the ticket.
    pub home: LogName,
    /// Which ticket.
    pub ticket: TicketId,
    /// When the change was recorded, in milliseconds.
    pub recorded_at: u64,
    /// New status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
    /// New priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// New queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// New assignee; the empty text takes the assignee off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// All its tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// New subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

/// How a customer wants to be contacted. What is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// A home of the customer.
    pub home: LogName,
    /// Where answers go that name no channel; the empty text takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// All channels on which not to contact them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub do_not_contact: Option<Vec<String>>,
    /// When they can be reached, a JSON object; the empty text takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// Who says it; empty in what was recorded before that was kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Since when, in milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub at: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What the author of an interaction did to it afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It says this now; its first 2 KB.
    Edited(Option<String>),
    /// It was taken back.
    Deleted,
}

/// A change to an interaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// The home of the interaction.
    pub home: LogName,
    /// Which.
    pub of: InteractionId,
    /// Where it lies: the name of the ticket that it opened, if it opened one.
    pub place: TicketId,
    /// When it was changed, in milliseconds.
    pub at: u64,
    /// What was done to it.
    pub change: Change,
    /// There is more text than `change` has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub longer: bool,
}

/// The content of a slot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "k", rename_all = "lowercase")]
pub enum Entry {
    /// An interaction.
    Event(Box<Event>),
    /// A delivery report on an interaction of this customer.
    Delivery {
        /// The home of that interaction.
        home: LogName,
        /// Which.
        of: InteractionId,
        /// What.
        delivery: Delivery,
        /// It taught the provider's own names for the interaction.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        named: bool,
    },
    /// An edit or a deletion of an interaction of this customer.
    Amended(Amendment),
    /// Something became known of a call of this customer.
    Grown(Growth),
    /// Somebody is going to send an interaction: the first such entry is the only one who may.
    Attempt {
        /// The home of the interaction.
        home: LogName,
        /// Which.
        of: InteractionId,
        /// When, in milliseconds.
        at: u64,
    },
    /// It was certainly not sent, and may be attempted again.
    Postponed {
        /// The home of the interaction.
        home: LogName,
        /// Which.
        of: InteractionId,
        /// Not before this, in milliseconds.
        until: u64,
        /// When that became known, in milliseconds.
        at: u64,
        /// Why.
        detail: String,
    },
    /// In the outbox's own log: an interaction is to be sent.
    Queued {
        /// This log.
        home: LogName,
        /// Which.
        of: InteractionId,
        /// The home of the interaction.
        theirs: LogName,
        /// Since when, in milliseconds.
        at: u64,
        /// Not to be looked at before this, in milliseconds.
        #[serde(default, skip_serializing_if = "is_zero")]
        until: u64,
    },
    /// In the outbox's own log: nothing is left to do for an interaction.
    Settled {
        /// This log.
        home: LogName,
        /// Which.
        of: InteractionId,
    },
    /// Somebody mentioned the identity whose home this is; that owns nothing.
    Claim {
        /// The home of the identity that was mentioned.
        home: LogName,
        /// The home of whoever mentioned it.
        by: LogName,
    },
    /// An identity that was proven to belong to whom it is joined to, without having written
    /// anything itself.
    Known {
        /// Its home.
        home: LogName,
        /// Which.
        identity: Identity,
        /// The channel that proved it.
        via: String,
        /// When, in milliseconds.
        since: u64,
    },
    /// A change to a ticket.
    Ticket(TicketChange),
    /// How the customer wants to be contacted.
    Prefers(Preferences),
    /// What somebody says of the customer.
    Described(Box<Description>),
    /// Somebody decided that these are not the customer: no rule joins them, until somebody does.
    Apart {
        /// A home of the customer.
        home: LogName,
        /// The homes of who is somebody else.
        from: Vec<LogName>,
        /// Who decided it.
        by: String,
        /// When, in milliseconds.
        at: u64,
    },
    /// Several people use this identity: it joins nothing any more.
    Shared {
        /// Its home.
        home: LogName,
        /// The interaction that showed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<InteractionId>,
        /// When, in milliseconds.
        at: u64,
    },
    /// The number whose home this is was not heard of for so long that somebody else may have it now:
    /// what comes from it from then on lies in another home.
    Reassigned {
        /// Its home.
        home: LogName,
        /// The home from then on.
        to: LogName,
        /// From when on, in milliseconds.
        at: u64,
    },
    /// A rule kept a join from happening.
    Withheld(Withheld),
    /// Somebody else may be the same person.
    Suggested(Suggestion),
    /// In a node of the index: customers are listed under terms.
    Listed {
        /// This log.
        home: LogName,
        /// Which, under which.
        postings: Postings,
    },
    /// Somebody else wrote about a ticket of this customer, holding its reply token.
    Linked {
        /// The home of the interaction that opened the ticket.
        home: LogName,
        /// Which ticket.
        ticket: TicketId,
        /// What they wrote; it is on their own timeline.
        of: InteractionId,
        /// When that happened, in milliseconds.
        at: u64,
        /// When it was recorded, in milliseconds.
        recorded_at: u64,
        /// It asks for something.
        asks: bool,
    },
    /// Binds the one-time name that this log stands for to content. The first one counts.
    Bound {
        /// This log.
        home: LogName,
        /// SHA-256 of the content, in hexadecimal.
        digest: String,
    },
    /// Closes this log: its customer goes on in `to`, whose name is smaller.
    Moved {
        /// The root to follow.
        to: LogName,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Box<Cause>>,
    },
    /// Imports exactly the prefix of `log` that its `moved` entry at slot `at` closed.
    Join {
        /// The log that was closed.
        log: LogName,
        /// The slot of its `moved` entry.
        at: u64,
        /// Where that entry points.
        to: LogName,
    },
    /// Takes a join back, with all that was reached through it.
    Split {
        /// The log that was joined.
        log: LogName,
        /// The slot that closed it.
        at: u64,
    },
    /// Opens a log again that its root split off.
    Reopen {
        /// The slot that had closed it.
        at: u64,
        /// The events recorded since at the root that belong here; none after an erasure.
        adopt: Option<Adoption>,
        /// The slot of that erasure. Missing in what was written before this was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        erased: Option<TicketId>,
    },
    /// Forgets everything before.
    Erase,
    /// What is left of an erased slot.
    Gone {
        /// What folding still needs of it.
        home: LogName,
        /// So that a late repetition of an interaction is still recognised.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<InteractionId>,
    },
}

impl Entry {
    /// Whose it is; `None` for what makes up the structure of a customer.
    pub(crate) fn home(&self) -> Option<LogName> {
        match self {
            Self::Event(event) => Some(event.home),
            Self::Amended(amendment) => Some(amendment.home),
            Self::Grown(growth) => Some(growth.home),
            Self::Ticket(change) => Some(change.home),
            Self::Prefers(preferences) => Some(preferences.home),
            Self::Described(said) => Some(said.home),
            Self::Withheld(withheld) => Some(withheld.home),
            Self::Suggested(suggestion) => Some(suggestion.home),
            Self::Delivery { home, .. }
            | Self::Attempt { home, .. }
            | Self::Postponed { home, .. }
            | Self::Queued { home, .. }
            | Self::Settled { home, .. }
            | Self::Claim { home, .. }
            | Self::Known { home, .. }
            | Self::Apart { home, .. }
            | Self::Shared { home, .. }
            | Self::Reassigned { home, .. }
            | Self::Listed { home, .. }
            | Self::Linked { home, .. }
            | Self::Bound { home, .. }
            | Self::Gone { home, .. } => Some(*home),
            Self::Moved { .. }
            | Self::Join { .. }
            | Self::Split { .. }
            | Self::Reopen { .. }
            | Self::Erase => None,
        }
    }

    /// The stored bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        #[allow(
            clippy::expect_used,
            reason = "maps with string keys only: cannot fail"
        )]
        serde_json::to_vec(self).expect("an entry is plain data")
    }

    /// Reads stored bytes.
    ///
    /// # Errors
    /// When they are not an entry of any released version.
    pub fn decode(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        // Nearly every slot is an event, and `encode` writes the tag first: then the rest need not
        // be collected before it is known what it is.
        if bytes.starts_with(br#"{"k":"event","#) {
            return serde_json::from_slice(bytes).map(Self::Event);
        }
        serde_json::from_slice(bytes)
    }
}
