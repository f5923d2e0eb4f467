//! Messages, button presses, edits and reactions.

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::types::{
    Amendment, Change, DeliveryReport, DeliveryStatus, Interaction, Target,
};

use super::{Event, attachment, mid};
use crate::envelope::{Unreadable, mid_of, text_of};
use crate::{Attributes, interaction};

/// `message`: what a person wrote, what we wrote (`is_echo`), or that a message was taken back
/// (`is_deleted`).
pub(super) fn message(event: &Event<'_>, said: &Value) -> Result<Vec<Command>, Unreadable> {
    let id = mid(said)?;
    if is(said, "is_deleted") {
        return Ok(vec![amend(event, &id, Change::Deleted)]);
    }
    let ends = event.ends(is(said, "is_echo"))?;
    // Whoever writes to themselves is no customer.
    if ends.customer == event.account {
        return Ok(Vec::new());
    }
    let metadata = text_of(said, "metadata").filter(|id| interaction::is_ours(id));
    if let (true, Some(ours)) = (ends.ours, metadata) {
        return Ok(vec![Command::Report(DeliveryReport {
            target: Target::Interaction(ours.to_owned()),
            status: DeliveryStatus::Sent,
            occurred_at: event.at,
            detail: None,
            names: vec![interaction::reference(event.channel, event.account, &id)],
        })]);
    }
    let media = attachment::read(said);
    let text = text_of(said, "text").map(str::to_owned).or(media.text);
    let answered = said
        .get("reply_to")
        .and_then(|answered| mid_of(answered.get("mid")?));
    let mut attributes = event.attributes();
    said_besides(said, &mut attributes);
    attributes.set("location", media.location);
    attributes.set("media", media.without_url);
    Ok(vec![record(Interaction {
        text,
        attachments: media.attachments,
        conversation: interaction::conversation(event.channel, &id, answered.as_deref()),
        attributes: attributes.json(),
        amendable: true,
        answerable: false,
        ..event.interaction(&ends, "message", id)
    })])
}

/// What a message says that an interaction has no words for, the most useful first.
fn said_besides(said: &Value, attributes: &mut Attributes) {
    if let Some(quick_reply) = said.get("quick_reply") {
        attributes.set("payload", quick_reply.get("payload").cloned());
    }
    if is(said, "is_unsupported") {
        attributes.set("unsupported", true);
    }
    if let Some(answered) = said.get("reply_to") {
        attributes.set("reply_to", answered.get("mid").cloned());
        attributes.set("story", answered.get("story").cloned());
    }
    for name in ["referral", "app_id", "tags", "commands"] {
        attributes.take(said, name);
    }
}

/// `postback`: a button was pressed. `mid` came with later versions; without one the id is derived.
/// `payload` is left out of what stands by.
pub(super) fn postback(event: &Event<'_>, said: &Value) -> Result<Vec<Command>, Unreadable> {
    let ends = event.ends(false)?;
    let title = text_of(said, "title").unwrap_or_default();
    let payload = said.get("payload").cloned().unwrap_or_default();
    let id = match said.get("mid").and_then(mid_of) {
        Some(id) => id,
        None => {
            let parts = [&ends.customer, &event.stamp(), title, &payload.to_string()];
            interaction::derived("postback", &parts)
        }
    };
    let mut attributes = event.attributes();
    attributes.set("payload", payload);
    attributes.take(said, "referral");
    Ok(vec![record(Interaction {
        text: Some(title.to_owned()).filter(|title| !title.is_empty()),
        conversation: interaction::conversation(event.channel, &id, None),
        attributes: attributes.json(),
        ..event.interaction(&ends, "message", id)
    })])
}

/// `message_edit`: a message reads otherwise now.
pub(super) fn edit(event: &Event<'_>, said: &Value) -> Result<Vec<Command>, Unreadable> {
    let id = mid(said)?;
    let text = said.get("text").and_then(Value::as_str);
    let text = text.ok_or_else(|| Unreadable::missing("message_edit.text"))?;
    let change = Change::Edited(Some(text.to_owned()));
    Ok(vec![amend(event, &id, change)])
}

/// `reaction`: a reaction to a message, or that one was taken back. Instagram takes back by leaving
/// `reaction` and `emoji` out; Messenger says `unreact`.
pub(super) fn reaction(event: &Event<'_>, said: &Value) -> Result<Vec<Command>, Unreadable> {
    let about = mid(said)?;
    let ends = event.ends(false)?;
    let text = text_of(said, "emoji").or_else(|| text_of(said, "reaction"));
    let action = match (text_of(said, "action"), text) {
        (Some("unreact"), _) => "unreact",
        (Some("react"), Some(_)) | (None, Some(_)) => "react",
        (None | Some("react"), None) => "unreact",
        (Some(other), _) => return Err(Unreadable::unknown("action of a reaction", other)),
    };
    let parts = [
        &ends.customer,
        &about,
        action,
        text.unwrap_or_default(),
        &event.stamp(),
    ];
    let id = interaction::derived("reaction", &parts);
    let mut attributes = event.attributes();
    attributes.set("message_id", about.as_str());
    attributes.set("action", action);
    Ok(vec![record(Interaction {
        text: text.map(str::to_owned),
        conversation: interaction::conversation(event.channel, &id, Some(&about)),
        attributes: attributes.json(),
        ..event.interaction(&ends, "reaction", id)
    })])
}

fn amend(event: &Event<'_>, id: &str, change: Change) -> Command {
    Command::Amend(Amendment {
        target: interaction::target(event.channel, event.account, id),
        change,
        occurred_at: event.at,
    })
}

pub(super) fn record(interaction: Interaction) -> Command {
    Command::Record(Box::new(interaction))
}

fn is(said: &Value, name: &str) -> bool {
    said.get(name).and_then(Value::as_bool).unwrap_or_default()
}
