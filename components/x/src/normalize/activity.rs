//! The X Activity API: <https://docs.x.com/x-api/activity/event-payloads>.

use serde_json::{Value, json};
use throughline_channel_kit::Command;
use throughline_channel_kit::attributes::Attributes;

use super::direct::{self, Direct};
use super::people::People;
use super::post::Post;
use super::{Translation, deletion, ours};
use crate::payload::{Unreadable, id, list, millis, object, text};

/// Longest id of an encrypted message (a UUID).
const LONGEST_CHAT_ID: usize = 64;

/// Events that are known and of no use: what is passed on, liked or followed, and what we do
/// ourselves.
const NO_USE: [&str; 4] = [
    "dm.indicate_typing",
    "post.repost.create",
    "like.create",
    "chat.conversation_join",
];
/// The same by how they begin.
const NO_USE_PREFIXES: [&str; 6] = ["follow.", "mute.", "block.", "profile.", "spaces.", "news."];

/// Translates one event.
///
/// # Errors
///
/// [`Unreadable`] without type and payload, and for types that are not known.
pub fn event(data: &Value, account: Option<&str>) -> Result<Translation, Unreadable> {
    let kind = text(data, "event_type").ok_or_else(|| Unreadable::missing("event_type"))?;
    let payload = object(data, "payload");
    let needed = || payload.ok_or_else(|| Unreadable::missing("payload"));
    let includes = object(data, "includes");
    match kind {
        "dm.received" | "dm.sent" => direct_messages(kind, needed()?, ours(account)?),
        "dm.read" => read(kind, needed()?, ours(account)?),
        "chat.received" | "chat.sent" => encrypted(needed()?, includes, ours(account)?).map(one),
        "post.create" | "post.mention.create" | "post.reply.create" | "post.quote.create" => {
            let people = People::included(includes);
            let post = Post::of(needed()?, includes)?;
            Ok(one(post.interaction(ours(account)?, &people)))
        }
        "post.delete" => {
            let id = id(needed()?, "id").ok_or_else(|| Unreadable::missing("id"))?;
            Ok(one(Some(deletion(id, None))))
        }
        "oauth.revoke" => Err(Unreadable(
            "an account took back the app's permission: X sends nothing more of it".to_owned(),
        )),
        _ if NO_USE.contains(&kind) || NO_USE_PREFIXES.iter().any(|p| kind.starts_with(p)) => {
            Ok(Translation::default())
        }
        _ => Err(Unreadable(format!(
            "events of the type {:?} are not known",
            kind.chars().take(40).collect::<String>()
        ))),
    }
}

fn one(command: Option<Command>) -> Translation {
    Translation {
        commands: command.into_iter().collect(),
        unreadable: Vec::new(),
    }
}

/// The event with this payload only, as it may be replayed.
fn alone(kind: &str, ours: &str, payload: Value) -> Value {
    json!({"data": {"event_type": kind, "filter": {"user_id": ours}, "payload": payload}})
}

fn direct_messages(kind: &str, payload: &Value, ours: &str) -> Result<Translation, Unreadable> {
    const MEMBER: &str = "direct_message_events";
    let people = People::by_id(object(payload, "users"));
    let mut translation = Translation::default();
    for event in list(payload, MEMBER) {
        translation.add(direct::message(event, ours, &people), || {
            alone(kind, ours, json!({ MEMBER: [event] }))
        });
    }
    some(translation, list(payload, MEMBER), MEMBER)
}

/// X documents no payload for this. It is taken to be that of the older API, as it is for messages.
fn read(kind: &str, payload: &Value, ours: &str) -> Result<Translation, Unreadable> {
    const MEMBER: &str = "direct_message_mark_read_events";
    let mut translation = Translation::default();
    for event in list(payload, MEMBER) {
        translation.add(direct::read(event, ours), || {
            alone(kind, ours, json!({ MEMBER: [event] }))
        });
    }
    some(translation, list(payload, MEMBER), MEMBER)
}

fn some(
    translation: Translation,
    events: &[Value],
    member: &str,
) -> Result<Translation, Unreadable> {
    if events.is_empty() {
        return Err(Unreadable::missing(member));
    }
    Ok(translation)
}

/// A message that only the two users can read: that there was one is recorded. `None` for one of ours
/// to several people.
fn encrypted(
    payload: &Value,
    includes: Option<&Value>,
    ours: &str,
) -> Result<Option<Command>, Unreadable> {
    let id_of = |member: &str| {
        let id = text(payload, member).filter(|id| id.len() <= LONGEST_CHAT_ID);
        id.ok_or_else(|| Unreadable::missing(member))
    };
    let sender = id(payload, "sender_id").ok_or_else(|| Unreadable::missing("sender_id"))?;
    let conversation = text(payload, "conversation_id").filter(|id| id.len() <= LONGEST_CHAT_ID);
    let mut attributes = Attributes::default();
    attributes.put("encrypted", true);
    let people = People::included(includes);
    let direct = Direct {
        id: id_of("id")?.to_owned(),
        receiver: conversation.and_then(|id| other(id, &sender)),
        sender,
        conversation: conversation.map(str::to_owned),
        at: millis(payload, "created_at_msec"),
        text: None,
        attachments: Vec::new(),
        attributes,
        people: &people,
    };
    Ok(direct.interaction(ours))
}

/// The other one of the two users that a conversation is named after.
fn other(conversation: &str, one: &str) -> Option<String> {
    let (first, second) = conversation.split_once([':', '-'])?;
    let other = match (first == one, second == one) {
        (true, false) => second,
        (false, true) => first,
        _ => return None,
    };
    let numeric = !other.is_empty() && other.bytes().all(|byte| byte.is_ascii_digit());
    (numeric && other.len() <= 20).then(|| other.to_owned())
}

#[cfg(test)]
mod tests {
    use super::other;

    #[test]
    fn the_other_one_of_two() {
        for (conversation, expected) in [
            ("22:11", Some("22")),
            ("11:22", Some("22")),
            ("11-22", Some("22")),
            ("22:33", None),
            ("11:11", None),
            ("11:", None),
            ("11:22:33", None),
            ("g11", None),
        ] {
            assert_eq!(
                other(conversation, "11").as_deref(),
                expected,
                "{conversation}"
            );
        }
    }
}
