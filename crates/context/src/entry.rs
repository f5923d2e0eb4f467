//! What a pack is made of: the parts of a lookup that may be shown, already cleaned.

use crate::time::When;
use serde_json::Value;

/// A part of a pack that is shown or left out as one.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    Name(Name),
    Fact(Fact),
    Identity(Identity),
    Ticket(Ticket),
    Exchange(Box<Exchange>),
    Attribute(Attribute),
    Purchase(Purchase),
    About(About),
}

/// The pack itself.
#[derive(Clone, Debug)]
pub(crate) struct About {
    /// When it was made.
    pub(crate) at: String,
    /// In tokens.
    pub(crate) budget: u32,
}

/// Who the customer is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Name {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    /// Stands for a name that is not known.
    pub(crate) identity: Option<Identity>,
}

/// Something in words of ours, as JSON and as a phrase.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) name: &'static str,
    pub(crate) json: Value,
    pub(crate) phrase: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) verified: bool,
    pub(crate) since: Option<When>,
    pub(crate) via: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Ticket {
    pub(crate) id: String,
    pub(crate) status: String,
    pub(crate) subject: Option<String>,
    pub(crate) priority: Option<String>,
    pub(crate) queue: Option<String>,
    pub(crate) assignee: Option<String>,
    pub(crate) channels: Vec<String>,
    pub(crate) opened: Option<When>,
    pub(crate) answered: Option<When>,
    pub(crate) resolved: Option<When>,
}

/// One interaction: a message, a call, a note; or a visit, a purchase or what happened in an account.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) id: String,
    pub(crate) when: Option<When>,
    pub(crate) author: Author,
    pub(crate) channel: String,
    pub(crate) kind: String,
    pub(crate) is_public: bool,
    pub(crate) sender: Sender,
    pub(crate) is_deleted: bool,
    pub(crate) is_edited: bool,
    pub(crate) has_failed: bool,
    pub(crate) subject: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) ticket: Option<String>,
    pub(crate) agent: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) sentiment: Option<f64>,
    pub(crate) attachments: usize,
    pub(crate) call: Option<Call>,
}

/// Whether an address is proven to be the sender's. Only what a customer sent can be anything else
/// than `Proven`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    Proven,
    Unverified,
    /// The proof was wrong: perhaps somebody else, in the customer's name.
    Failed,
}

/// How a telephone call went.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) status: Option<String>,
    /// For how long both talked.
    pub(crate) talk_seconds: Option<u64>,
    pub(crate) disposition: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    Customer,
    Us,
    /// Seen by agents only.
    Internal,
}

/// A custom field. Names are set by the business, values may be a customer's words.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) value: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Purchase {
    pub(crate) id: Option<String>,
    pub(crate) when: Option<When>,
    pub(crate) total: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) items: Option<String>,
}

impl Entry {
    /// The text that may be shortened.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Entry::Name(name) => {
                let identity = name.identity.as_ref().map(|i| i.value.as_str());
                name.name.as_deref().or(identity)
            }
            Entry::Fact(_) | Entry::About(_) => None,
            Entry::Identity(identity) => Some(&identity.value),
            Entry::Ticket(ticket) => ticket.subject.as_deref(),
            Entry::Exchange(exchange) => exchange.text.as_deref(),
            Entry::Attribute(attribute) => Some(&attribute.value),
            Entry::Purchase(purchase) => purchase.items.as_deref(),
        }
    }

    /// The highest level of detail it has; 0 is the least that is worth showing.
    pub(crate) fn levels(&self) -> u8 {
        match self {
            Entry::Ticket(_) => 2,
            Entry::Identity(_) | Entry::Exchange(_) => 1,
            _ => 0,
        }
    }
}
