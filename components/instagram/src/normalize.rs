//! What an account is told to what the timeline records.
//!
//! Conversations: <https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook>.
//! Comments and mentions: <https://developers.facebook.com/docs/instagram-platform/webhooks>.

mod comment;

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
        "comments" => comment::comment(item, value, false),
        "live_comments" => comment::comment(item, value, true),
        "mentions" => comment::mention(item, value),
        // Figures about a story that is over.
        "story_insights" => Ok(Vec::new()),
        // The test buttons of Meta's dashboard send events of conversations this way.
        _ if is_event(value) => messaging::commands(CHANNEL, item, now),
        _ => Err(Unreadable::unknown("field", field)),
    }
}

fn is_event(value: &Value) -> bool {
    value.get("sender").is_some() && value.get("recipient").is_some()
}
