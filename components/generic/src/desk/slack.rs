//! Slack's Events API: <https://docs.slack.dev/apis/events-api/>, <https://docs.slack.dev/reference/events/message/>.

mod markup;

use serde_json::{Value, json};
use throughline_channel_kit::types::{Amendment, Change, Interaction};
use throughline_channel_kit::{Command, Reply, Webhook};

use super::{Read, attachments, attributes, dropped, one, record, unknown};
use crate::config::Source;
use crate::normalize::{self, conversation, external, target};
use crate::payload::{document, id, instant, text};

/// Messages that Slack itself writes into a channel.
const HOUSEKEEPING: [&str; 29] = [
    "assistant_app_thread",
    "bot_add",
    "bot_disable",
    "bot_enable",
    "bot_message",
    "bot_remove",
    "channel_archive",
    "channel_canvas_updated",
    "channel_convert_to_private",
    "channel_convert_to_public",
    "channel_join",
    "channel_leave",
    "channel_name",
    "channel_posting_permissions",
    "channel_purpose",
    "channel_topic",
    "channel_unarchive",
    "ekm_access_denied",
    "group_archive",
    "group_join",
    "group_leave",
    "group_name",
    "group_purpose",
    "group_topic",
    "group_unarchive",
    "message_replied",
    "pinned_item",
    "reminder_add",
    "unpinned_item",
];

/// The answer to the question that Slack asks a new URL, if this is it.
pub(crate) fn challenge(body: &[u8]) -> Option<Reply> {
    let question = document(body).ok()?;
    if text(&question, "/type") != Some("url_verification") {
        return None;
    }
    Some(Reply::Body {
        content_type: "text/plain",
        body: text(&question, "/challenge")?.as_bytes().to_vec(),
    })
}

pub(crate) fn translate(source: &Source, webhook: &Webhook) -> Vec<Command> {
    one(source, webhook, read)
}

fn read(source: &Source, request: &Value) -> Read {
    match text(request, "/type") {
        Some("event_callback") => {}
        Some("app_rate_limited") => {
            return Err("Slack held events back: there were too many in that minute".to_owned());
        }
        other => return unknown(other.unwrap_or("a request without type")),
    }
    let event = request.get("event").ok_or("event: missing")?;
    match text(event, "/type").unwrap_or_default() {
        "message" | "app_mention" => message(source, request, event),
        "reaction_added" => record(reaction(source, request, event, "react")?),
        "reaction_removed" => record(reaction(source, request, event, "unreact")?),
        "app_home_opened" | "member_joined_channel" | "member_left_channel" => dropped(),
        other => unknown(other),
    }
}

fn message(source: &Source, request: &Value, event: &Value) -> Read {
    match text(event, "/subtype") {
        None | Some("file_share" | "me_message" | "thread_broadcast") => {
            if is_bots(event) {
                return dropped();
            }
            record(said(source, request, event)?)
        }
        Some("message_changed") => changed(source, event),
        Some("message_deleted") => deleted(source, event),
        Some(subtype) if HOUSEKEEPING.contains(&subtype) => dropped(),
        Some(subtype) => unknown(subtype),
    }
}

/// What apps write, our own among them, is no customer's word.
fn is_bots(message: &Value) -> bool {
    text(message, "/bot_id").is_some() || text(message, "/subtype") == Some("bot_message")
}

/// A message has no id but its channel and its time.
fn name(channel: &str, ts: &str) -> String {
    format!("{channel}:{ts}")
}

fn said(source: &Source, request: &Value, event: &Value) -> Result<Interaction, String> {
    let channel = id(event, "/channel").ok_or("event.channel: missing")?;
    let ts = id(event, "/ts").ok_or("event.ts: missing")?;
    let user = id(event, "/user").ok_or("event.user: missing")?;
    let thread = id(event, "/thread_ts");
    let own = name(&channel, &ts);
    let mut interaction = normalize::interaction(source, own.clone(), external(source, &user)?);
    interaction.occurred_at = event.get("ts").and_then(instant);
    interaction.text = text(event, "/text").map(markup::plain);
    let names = ["url_private", "name", "mimetype", "size"];
    interaction.attachments = attachments(event, "/files", names);
    let answered = thread.as_ref().map(|ts| name(&channel, ts));
    interaction.thread = match (&answered, text(event, "/channel_type")) {
        (Some(root), _) => Some(root.clone()),
        // Two people need no threads.
        (None, Some("im")) => Some(channel),
        (None, _) => Some(own.clone()),
    };
    interaction.conversation = conversation(
        source,
        &own,
        answered.as_deref().filter(|answered| *answered != own),
    );
    let about = json!({ "event": event, "team": request.get("team_id") });
    interaction.attributes = attributes(
        &about,
        &[
            ("team", "/team"),
            ("channel", "/event/channel"),
            ("channel_type", "/event/channel_type"),
        ],
    );
    interaction.amendable = true;
    Ok(interaction)
}

/// Slack also says so when it made a preview of a link, which changes nothing that was said.
fn changed(source: &Source, event: &Value) -> Read {
    let message = event.get("message").ok_or("event.message: missing")?;
    if is_bots(message) {
        return dropped();
    }
    // What is left where the first message of a thread was deleted.
    if text(message, "/subtype") == Some("tombstone") {
        return amend(source, event, message, Change::Deleted);
    }
    let before = event.pointer("/previous_message/text");
    if message.get("edited").is_none() && before == message.get("text") {
        return dropped();
    }
    let text = text(message, "/text").map(markup::plain);
    amend(source, event, message, Change::Edited(text))
}

fn deleted(source: &Source, event: &Value) -> Read {
    let before = event.get("previous_message").unwrap_or(&Value::Null);
    if is_bots(before) {
        return dropped();
    }
    let named = json!({ "ts": event.get("deleted_ts") });
    amend(source, event, &named, Change::Deleted)
}

fn amend(source: &Source, event: &Value, message: &Value, change: Change) -> Read {
    let channel = id(event, "/channel").ok_or("event.channel: missing")?;
    let ts = id(message, "/ts").ok_or("the message's ts: missing")?;
    let edited = message.pointer("/edited/ts");
    let at = edited.or_else(|| event.get("ts")).and_then(instant);
    Ok(vec![Command::Amend(Amendment {
        target: target(source, name(&channel, &ts)),
        change,
        occurred_at: at,
    })])
}

fn reaction(
    source: &Source,
    request: &Value,
    event: &Value,
    action: &str,
) -> Result<Interaction, String> {
    let user = id(event, "/user").ok_or("event.user: missing")?;
    let id = id(request, "/event_id").ok_or("event_id: missing")?;
    let emoji = text(event, "/reaction").ok_or("event.reaction: missing")?;
    let mut interaction = normalize::interaction(source, id, external(source, &user)?);
    interaction.kind = "reaction".to_owned();
    interaction.text = Some(format!(":{emoji}:"));
    interaction.occurred_at = event.get("event_ts").and_then(instant);
    let of = |pointer: &str| crate::payload::id(event, pointer);
    let message = of("/item/channel").zip(of("/item/ts"));
    let about = json!({
        "action": action,
        "message_id": message.map(|(channel, ts)| name(&channel, &ts)),
    });
    let members = [("action", "/action"), ("message_id", "/message_id")];
    interaction.attributes = attributes(&about, &members);
    Ok(interaction)
}
