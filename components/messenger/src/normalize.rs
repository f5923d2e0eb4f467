//! What a page is told to what the timeline records.
//!
//! Conversations: <https://developers.facebook.com/docs/messenger-platform/reference/webhook-events>.
//! Posts and comments: <https://developers.facebook.com/docs/graph-api/webhooks/reference/page>.

mod feed;

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::types::Timestamp;
use throughline_meta::{Field, Item, Unreadable, messaging};

use crate::CHANNEL;

/// What one item comes to; nothing for one of no interest.
///
/// # Errors
///
/// [`Unreadable`] for what is not known, and for what lacks an id that it cannot do without.
pub fn commands(item: &Item<'_>, now: Timestamp) -> Result<Vec<Command>, Unreadable> {
    match &item.field {
        Field::Change(field) => change(item, field, now),
        Field::Messaging | Field::Standby | Field::Unknown => {
            messaging::commands(CHANNEL, item, now)
        }
    }
}

fn change(item: &Item<'_>, field: &str, now: Timestamp) -> Result<Vec<Command>, Unreadable> {
    let value = item.value()?;
    match field {
        "feed" => feed::change(item, value),
        "mention" => feed::mention(item, value),
        // The test buttons of Meta's dashboard send events of conversations this way.
        _ if is_event(value) => messaging::commands(CHANNEL, item, now),
        _ => Err(Unreadable::unknown("field", field)),
    }
}

fn is_event(value: &Value) -> bool {
    value.get("sender").is_some() && value.get("recipient").is_some()
}
