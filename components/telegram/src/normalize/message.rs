//! A message to an interaction, and its edit to an amendment.

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::attributes::{Attributes, object as members};
use throughline_channel_kit::types::{
    Amendment, Change, Conversation, Interaction, Passages, Target,
};

use super::content::{Content, content};
use super::sender::{Sender, person_name};
use super::{Place, reference, shared_name};
use crate::payload::{Unreadable, integer, object, text, time};
use crate::{CHANNEL, PROVIDER};

/// A new message, post, or message of a business account; `None` for a notice about the chat.
///
/// # Errors
///
/// [`Unreadable`] without chat and id, and for contents that are not known.
pub fn record(message: &Value, account: &str) -> Result<Option<Command>, Unreadable> {
    let place = Place::of(message)?;
    let name = place.name(id(message)?);
    let sender = Sender::of(message, &place)?;
    let Some(content) = content(message, sender.user)? else {
        return Ok(None);
    };
    let interaction = Interaction {
        account: account.to_owned(),
        conversation: conversation(message, &place, &name),
        direction: sender.direction,
        visibility: place.visibility(),
        occurred_at: time(message, "date"),
        attributes: attributes(message, &content, sender.username.as_deref()),
        also: content.also,
        text: content.text,
        attachments: content.attachments,
        passages: Passages {
            quoted: object(message, "quote")
                .and_then(|quote| text(quote, "text"))
                .map(str::to_owned),
            ..Passages::default()
        },
        parties: sender.party.into_iter().collect(),
        thread: place.thread(),
        language: sender.language,
        amendable: true,
        ..Interaction::inbound(CHANNEL, PROVIDER, name, sender.customer)
    };
    Ok(Some(Command::Record(Box::new(interaction))))
}

/// A message that reads otherwise now.
///
/// # Errors
///
/// As [`record`].
pub fn amend(message: &Value, account: &str) -> Result<Option<Command>, Unreadable> {
    let place = Place::of(message)?;
    let name = place.name(id(message)?);
    let Some(content) = content(message, None)? else {
        return Ok(None);
    };
    Ok(Some(Command::Amend(Amendment {
        target: Target::Provider(reference(account, name)),
        change: Change::Edited(content.text),
        occurred_at: time(message, "edit_date"),
    })))
}

fn id(message: &Value) -> Result<i64, Unreadable> {
    integer(message, "message_id").ok_or_else(|| Unreadable::missing("message_id"))
}

/// Its own name, that of the message that it answers, and that of the album that it is one of.
fn conversation(message: &Value, place: &Place, name: &str) -> Conversation {
    let answered = object(message, "reply_to_message")
        .and_then(|answered| integer(answered, "message_id"))
        .map(|id| place.name(id));
    let elsewhere = || {
        let answered = object(message, "external_reply")?;
        let id = integer(answered, "message_id")?;
        Some(Place::of(answered).ok()?.name(id))
    };
    let album = text(message, "media_group_id").map(|id| format!("album:{id}"));
    let names = [Some(name.to_owned()), answered.or_else(elsewhere), album];
    Conversation {
        references: names
            .iter()
            .flatten()
            .map(|name| shared_name(name))
            .collect(),
        ..Conversation::default()
    }
}

/// What no other field has, the most needed first.
fn attributes(message: &Value, content: &Content, username: Option<&str>) -> Option<Vec<u8>> {
    let mut attributes = Attributes::default();
    for name in ["business_connection_id", "media_group_id"] {
        attributes.put(name, text(message, name));
    }
    attributes.put("message_thread_id", integer(message, "message_thread_id"));
    for (name, value) in &content.attributes {
        attributes.put(name, value.clone());
    }
    attributes.put("username", username);
    attributes.put("chat", chat(message));
    attributes.put("forward_origin", origin(message));
    let via = object(message, "via_bot");
    attributes.put("via_bot", via.and_then(|bot| text(bot, "username")));
    attributes.put("author_signature", text(message, "author_signature"));
    attributes.json()
}

/// The group or channel.
fn chat(message: &Value) -> Value {
    let chat = object(message, "chat").filter(|chat| text(chat, "type") != Some("private"));
    let said = |name| chat.and_then(|chat| text(chat, name)).map(Value::from);
    let shown = members([
        ("type", said("type")),
        ("title", said("title")),
        ("username", said("username")),
    ]);
    shown_or_null(shown)
}

/// Who first wrote a message that was passed on: <https://core.telegram.org/bots/api#messageorigin>.
fn origin(message: &Value) -> Value {
    let Some(origin) = object(message, "forward_origin") else {
        return Value::Null;
    };
    let user = object(origin, "sender_user");
    let chat = object(origin, "sender_chat").or_else(|| object(origin, "chat"));
    let one = user.or(chat);
    let name = user
        .and_then(person_name)
        .or_else(|| chat.and_then(|chat| text(chat, "title")).map(str::to_owned))
        .or_else(|| text(origin, "sender_user_name").map(str::to_owned));
    let id = one.and_then(|one| integer(one, "id"));
    shown_or_null(members([
        ("type", text(origin, "type").map(Value::from)),
        ("id", id.map(|id| id.to_string().into())),
        ("name", name.map(Value::from)),
        ("message_id", origin.get("message_id").cloned()),
        ("date", origin.get("date").cloned()),
    ]))
}

fn shown_or_null(members: Value) -> Value {
    match members {
        Value::Object(members) if members.is_empty() => Value::Null,
        shown => shown,
    }
}
