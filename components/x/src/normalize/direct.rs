//! Direct messages: the same shape in both APIs.

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::attributes::Attributes;
use throughline_channel_kit::types::{
    Attachment, DeliveryStatus, Direction, Interaction, Role, Watermark,
};

use super::people::People;
use super::post::attached;
use super::written::{Links, written};
use super::{customer, user};
use crate::payload::{Unreadable, id, millis, object, text};
use crate::{CHANNEL, PROVIDER};

/// What there is to record of one direct message.
pub struct Direct<'a> {
    /// X's id.
    pub id: String,
    /// Who wrote.
    pub sender: String,
    /// To whom, where X says it.
    pub receiver: Option<String>,
    /// X's conversation.
    pub conversation: Option<String>,
    /// When.
    pub at: Option<u64>,
    /// What.
    pub text: Option<String>,
    /// Pictures.
    pub attachments: Vec<Attachment>,
    /// Further fields.
    pub attributes: Attributes,
    /// Who they are.
    pub people: &'a People<'a>,
}

impl Direct<'_> {
    /// What `ours` records; `None` for a message of ours to nobody else that X names.
    pub fn interaction(mut self, ours: &str) -> Option<Command> {
        let (direction, role, other) = if self.sender == ours {
            let receiver = self.receiver.filter(|id| id != ours)?;
            (Direction::Outbound, Role::To, receiver)
        } else {
            (Direction::Inbound, Role::From, self.sender)
        };
        self.attributes
            .put("username", self.people.username(&other));
        Some(Command::Record(Box::new(Interaction {
            direction,
            occurred_at: self.at,
            business: vec![user(ours)],
            text: self.text,
            attachments: self.attachments,
            parties: self.people.party(role, &other).into_iter().collect(),
            thread: self.conversation,
            attributes: self.attributes.json(),
            ..Interaction::inbound(CHANNEL, PROVIDER, self.id, customer(&other))
        })))
    }
}

/// An item of `direct_message_events`.
///
/// # Errors
///
/// [`Unreadable`] without id and sender, and for types other than `message_create`.
pub fn message(event: &Value, ours: &str, people: &People) -> Result<Option<Command>, Unreadable> {
    if text(event, "type").is_some_and(|kind| kind != "message_create") {
        return Err(Unreadable("a direct message of an unknown type".to_owned()));
    }
    let missing = || Unreadable::missing("message_create");
    let create = object(event, "message_create").ok_or_else(missing)?;
    let sender = id(create, "sender_id").ok_or_else(|| Unreadable::missing("sender_id"))?;
    let receiver = object(create, "target").and_then(|target| id(target, "recipient_id"));
    let data = object(create, "message_data").unwrap_or(&Value::Null);
    let media = object(data, "attachment").and_then(|a| object(a, "media"));
    let media = media.map(std::slice::from_ref).unwrap_or_default();
    let mut links = Links::default();
    links.add(object(data, "entities"));
    links.attached(media);
    let mut attributes = Attributes::default();
    let answer = object(data, "quick_reply_response");
    attributes.put(
        "payload",
        answer.and_then(|answer| text(answer, "metadata")),
    );
    let direct = Direct {
        id: id(event, "id").ok_or_else(|| Unreadable::missing("id"))?,
        conversation: receiver.as_deref().map(|other| between(&sender, other)),
        sender,
        receiver,
        at: millis(event, "created_timestamp"),
        text: text(data, "text").and_then(|text| written(text, &links)),
        attachments: attached(media),
        attributes,
        people,
    };
    Ok(direct.interaction(ours))
}

/// X's name for the conversation of two users: both ids, the smaller number first.
fn between(one: &str, other: &str) -> String {
    let order = |id: &str| (id.len(), id.to_owned());
    if order(one) <= order(other) {
        format!("{one}-{other}")
    } else {
        format!("{other}-{one}")
    }
}

/// An item of `direct_message_mark_read_events`: the customer read what we sent until then. `None`
/// when it was us who read.
///
/// # Errors
///
/// [`Unreadable`] without sender and time.
pub fn read(event: &Value, ours: &str) -> Result<Option<Command>, Unreadable> {
    let reader = id(event, "sender_id").ok_or_else(|| Unreadable::missing("sender_id"))?;
    if reader == ours {
        return Ok(None);
    }
    let missing = || Unreadable::missing("created_timestamp");
    Ok(Some(Command::Watermark(Watermark {
        customer: user(&reader),
        channel: CHANNEL.to_owned(),
        status: DeliveryStatus::Read,
        upto: millis(event, "created_timestamp").ok_or_else(missing)?,
    })))
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn a_conversation_has_one_name() {
        for (one, other, name) in [
            ("9", "10", "9-10"),
            ("10", "9", "9-10"),
            ("3001969357", "4337869213", "3001969357-4337869213"),
            ("7", "7", "7-7"),
        ] {
            assert_eq!(between(one, other), name);
        }
    }
}
