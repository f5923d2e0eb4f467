//! Events to what the timeline records.
//!
//! X has two event APIs: the X Activity API sends one event in `data`, the older Account Activity API
//! lists of events by their kind, for one subscribed user (`for_user_id`). An event that concerns two
//! subscribed users comes twice. X's ids are unique over all accounts, so both copies have one name.

mod account;
mod activity;
mod direct;
mod people;
mod post;
mod written;

pub use written::{Links, written};

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::types::{
    Amendment, Change, Identity, Participant, ProviderRef, Target, Timestamp, Verdict,
};

use crate::payload::{Unreadable, object};
use crate::{CHANNEL, PROVIDER};

/// What a request asks for, and what of it could not be read: why, and the event as it may be replayed
/// by itself.
#[derive(Debug, Default)]
pub struct Translation {
    /// In order.
    pub commands: Vec<Command>,
    /// In order; without an event it is the whole request.
    pub unreadable: Vec<(Unreadable, Option<Value>)>,
}

impl Translation {
    /// Nothing could be read.
    pub fn unreadable(reason: Unreadable) -> Self {
        Self {
            commands: Vec::new(),
            unreadable: vec![(reason, None)],
        }
    }

    /// Adds what came of one event.
    fn add(&mut self, read: Result<Option<Command>, Unreadable>, event: impl FnOnce() -> Value) {
        match read {
            Ok(command) => self.commands.extend(command),
            Err(reason) => self.unreadable.push((reason, Some(event()))),
        }
    }
}

/// Translates a request that is about our `account`.
///
/// # Errors
///
/// [`Unreadable`] when it holds no event that is known.
pub fn events(document: &Value, account: Option<&str>) -> Result<Translation, Unreadable> {
    match object(document, "data") {
        Some(data) => activity::event(data, account),
        None => account::events(document, account),
    }
}

/// An event without the user that it is for cannot be told from a customer's own.
fn ours(account: Option<&str>) -> Result<&str, Unreadable> {
    account.ok_or_else(|| Unreadable::missing("user_id"))
}

/// An X user.
fn user(id: &str) -> Identity {
    Identity {
        kind: CHANNEL.to_owned(),
        value: id.to_owned(),
    }
}

/// An X user that X vouches for.
fn customer(id: &str) -> Participant {
    Participant {
        identity: user(id),
        verdict: Verdict::Pass,
    }
}

/// X's name of a message or post: unique over all accounts.
fn reference(id: String) -> ProviderRef {
    ProviderRef {
        channel: CHANNEL.to_owned(),
        provider: PROVIDER.to_owned(),
        account: String::new(),
        provider_message_id: id,
    }
}

/// A post was deleted by its author.
fn deletion(id: String, occurred_at: Option<Timestamp>) -> Command {
    Command::Amend(Amendment {
        target: Target::Provider(reference(id)),
        change: Change::Deleted,
        occurred_at,
    })
}
