//! The chat vendors whose webhooks are read without a mapping: one file each, from the vendor's event to
//! what the timeline records.
//!
//! Whoever is known to the vendor is `external`, by the source's name and the vendor's id; LINE's users
//! have a kind of their own. The vendor's proof vouches for these ids. Mail addresses and telephone
//! numbers that the vendor has of somebody are claims, unless the source is trusted.

pub(crate) mod chatwoot;
pub(crate) mod intercom;
pub(crate) mod line;
pub(crate) mod slack;
pub(crate) mod zendesk;

use serde_json::Value;
use throughline_channel_kit::types::{Attachment, Interaction};
use throughline_channel_kit::{Command, Webhook};

use crate::config::Source;
use crate::normalize::{self, MOST_ATTACHMENTS, keep};
use crate::payload::{document, list, quoted};

/// What an event comes to, or why it cannot be read.
type Read = Result<Vec<Command>, String>;

/// Translates a request that is one event.
fn one(
    source: &Source,
    webhook: &Webhook,
    read: impl FnOnce(&Source, &Value) -> Read,
) -> Vec<Command> {
    let commands = document(&webhook.body).and_then(|event| read(source, &event));
    commands.unwrap_or_else(|reason| vec![keep(source, webhook, &webhook.body, &reason)])
}

fn record(interaction: Interaction) -> Read {
    Ok(vec![Command::Record(Box::new(interaction))])
}

/// An event that is known and of no interest.
fn dropped() -> Read {
    Ok(Vec::new())
}

/// An event whose type nobody here has heard of.
fn unknown(what: &str) -> Read {
    Err(format!("{} is not known", quoted(what)))
}

/// The members of an event that fit into the attributes, by the name that they get there.
fn attributes(event: &Value, members: &[(&str, &str)]) -> Option<Vec<u8>> {
    let members = members
        .iter()
        .filter_map(|(name, pointer)| Some((*name, event.pointer(pointer)?)));
    normalize::fit(members)
}

/// The files at a pointer, each by the names that the vendor has for URL, name, type and size.
fn attachments(event: &Value, pointer: &str, names: [&str; 4]) -> Vec<Attachment> {
    let files = list(event, pointer).iter().take(MOST_ATTACHMENTS);
    let [url, name, content_type, size] = names;
    files
        .map(|file| {
            let text = |member: &str| file.get(member).and_then(Value::as_str);
            normalize::attachment(
                text(name),
                text(content_type),
                file.get(size).and_then(Value::as_u64),
                text(url),
            )
        })
        .collect()
}
