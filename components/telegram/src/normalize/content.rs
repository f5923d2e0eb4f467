//! What a message says: its text, what stands for a text, and its file.
//!
//! <https://core.telegram.org/bots/api#message>

use serde_json::Value;
use throughline_channel_kit::attributes::object as members;
use throughline_channel_kit::types::{Attachment, Identity, Participant, Verdict};

use super::media::file;
use super::sender::person_name;
use super::with_links;
use crate::payload::{Unreadable, integer, list, object, text};

/// Notices about the chat. They say nothing to us.
const SERVICE: [&str; 33] = [
    "new_chat_members",
    "left_chat_member",
    "chat_owner_left",
    "chat_owner_changed",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "write_access_allowed",
    "connected_website",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway",
    "giveaway_winners",
    "giveaway_completed",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
];

/// What a message says.
#[derive(Debug, Default)]
pub struct Content {
    /// The text, or what stands for one.
    pub text: Option<String>,
    /// The file.
    pub attachments: Vec<Attachment>,
    /// Numbers that came along.
    pub also: Vec<Participant>,
    /// Details of it.
    pub attributes: Vec<(&'static str, Value)>,
}

impl Content {
    fn of_text(text: impl Into<String>) -> Self {
        Self {
            text: Some(text.into()),
            ..Self::default()
        }
    }

    /// With a further detail.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }
}

/// What the message of a user (`None`: of somebody else) says; `None` for a notice about the chat.
///
/// # Errors
///
/// [`Unreadable`] for contents that are not known.
pub fn content(message: &Value, user: Option<i64>) -> Result<Option<Content>, Unreadable> {
    if let Some(written) = text(message, "text") {
        return Ok(Some(written_text(written, message)));
    }
    let special = place(message)
        .or_else(|| contact(message, user))
        .or_else(|| poll(message))
        .or_else(|| dice(message))
        .or_else(|| web_app(message))
        .or_else(|| file(message))
        .or_else(|| story(message));
    match special {
        Some(content) => Ok(Some(content)),
        None if SERVICE.iter().any(|name| message.get(name).is_some()) => Ok(None),
        None => Err(Unreadable(
            "a message with nothing in it that is known".to_owned(),
        )),
    }
}

/// A text. What a link to the bot carried (`https://t.me/<bot>?start=<payload>`) comes as `/start <payload>`.
fn written_text(written: &str, message: &Value) -> Content {
    let content = Content::of_text(with_links(written, message, "entities"));
    match written.strip_prefix("/start ") {
        Some(payload) if !payload.trim().is_empty() => content.with("payload", payload.trim()),
        _ => content,
    }
}

/// A place on the map: RFC 5870, and what it is called.
fn place(message: &Value) -> Option<Content> {
    let venue = object(message, "venue");
    let at = venue
        .and_then(|venue| object(venue, "location"))
        .or_else(|| object(message, "location"))?;
    let degrees = |name: &str, most: f64| {
        let degrees = at.get(name)?.as_f64()?;
        (degrees.abs() <= most).then_some(degrees)
    };
    let (latitude, longitude) = (degrees("latitude", 90.0)?, degrees("longitude", 180.0)?);
    let said = |name| venue.and_then(|venue| text(venue, name));
    let (title, address) = (said("title"), said("address"));
    let mut lines = vec![format!("geo:{latitude},{longitude}")];
    lines.extend([title, address].into_iter().flatten().map(str::to_owned));
    let location = members([
        ("latitude", Some(latitude.into())),
        ("longitude", Some(longitude.into())),
        ("title", title.map(Value::from)),
        ("address", address.map(Value::from)),
        ("live_period", at.get("live_period").cloned()),
    ]);
    Some(Content::of_text(lines.join("\n")).with("location", location))
}

/// A contact, one line. Telegram says whose number it is: the sender's own number is the sender's,
/// any other one is merely mentioned.
fn contact(message: &Value, user: Option<i64>) -> Option<Content> {
    let contact = object(message, "contact")?;
    let number = text(contact, "phone_number")?;
    let line = match person_name(contact) {
        Some(name) => format!("{name} {number}"),
        None => number.to_owned(),
    };
    let owner = integer(contact, "user_id");
    let verdict = if owner.is_some() && owner == user {
        Verdict::Pass
    } else {
        Verdict::None
    };
    let phone = phone(number).map(|value| Participant {
        identity: Identity {
            kind: "phone".to_owned(),
            value,
        },
        verdict,
    });
    let details = members([("user_id", owner.map(|id| Value::from(id.to_string())))]);
    Some(Content {
        also: phone.into_iter().collect(),
        ..Content::of_text(line).with("contact", details)
    })
}

/// A number in E.164. Telegram writes them with the country code, with and without `+`.
fn phone(number: &str) -> Option<String> {
    let separator = |char: &char| matches!(char, '+' | ' ' | '-' | '(' | ')' | '.');
    let digits: String = number.chars().filter(|char| !separator(char)).collect();
    let numeric = digits.bytes().all(|byte| byte.is_ascii_digit());
    let length = (7..=15).contains(&digits.len());
    (numeric && length && !digits.starts_with('0')).then(|| format!("+{digits}"))
}

fn poll(message: &Value) -> Option<Content> {
    let poll = object(message, "poll")?;
    let options = list(poll, "options").iter().filter_map(|o| text(o, "text"));
    let lines = options.map(|option| format!("- {option}"));
    let question = text(poll, "question")?.to_owned();
    let lines: Vec<_> = std::iter::once(question).chain(lines).collect();
    Some(Content::of_text(lines.join("\n")))
}

fn dice(message: &Value) -> Option<Content> {
    let dice = object(message, "dice")?;
    let (emoji, value) = (text(dice, "emoji")?, integer(dice, "value")?);
    Some(Content::of_text(format!("{emoji} {value}")))
}

/// What a mini app sent: the button that opened it, and its data.
fn web_app(message: &Value) -> Option<Content> {
    let data = object(message, "web_app_data")?;
    let button = text(data, "button_text")?;
    Some(Content::of_text(button).with("payload", text(data, "data")))
}

/// Somebody's story that was passed on: it has no text that a bot sees.
fn story(message: &Value) -> Option<Content> {
    let story = object(message, "story")?;
    let chat = object(story, "chat").and_then(|chat| integer(chat, "id"));
    let story = members([
        ("id", story.get("id").cloned()),
        ("chat", chat.map(|id| id.to_string().into())),
    ]);
    Some(Content::default().with("story", story))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use serde_json::json;

    fn said(message: &Value) -> Option<String> {
        content(message, Some(42)).unwrap().unwrap().text
    }

    #[test]
    fn what_stands_for_a_text() {
        for (message, expected) in [
            (json!({"text": "hi"}), "hi"),
            (
                json!({"location": {"latitude": 59.93, "longitude": -30.5}}),
                "geo:59.93,-30.5",
            ),
            (
                json!({"location": {"latitude": 0, "longitude": 0},
                       "venue": {"location": {"latitude": 1.5, "longitude": 2}, "title": "Shop", "address": "1 High St"}}),
                "geo:1.5,2\nShop\n1 High St",
            ),
            (
                json!({"poll": {"question": "Which?", "options": [{"text": "a"}, {"text": "b"}, {}]}}),
                "Which?\n- a\n- b",
            ),
            (json!({"dice": {"emoji": "🎲", "value": 4}}), "🎲 4"),
            (json!({"sticker": {"file_id": "f", "emoji": "👍"}}), "👍"),
            (
                json!({"contact": {"phone_number": "+15551234567", "first_name": "Ann", "last_name": "Doe"}}),
                "Ann Doe +15551234567",
            ),
            (
                json!({"contact": {"phone_number": "15551234567"}}),
                "15551234567",
            ),
            (
                json!({"web_app_data": {"button_text": "Order", "data": "{}"}}),
                "Order",
            ),
            (
                json!({"photo": [{"file_id": "f"}], "caption": "look"}),
                "look",
            ),
        ] {
            assert_eq!(said(&message).as_deref(), Some(expected), "{message}");
        }
    }

    #[test]
    fn notices_are_nothing_and_nonsense_is_unreadable() {
        assert!(
            content(&json!({"new_chat_members": []}), None)
                .unwrap()
                .is_none()
        );
        assert!(
            content(&json!({"pinned_message": {}}), None)
                .unwrap()
                .is_none()
        );
        for message in [
            json!({}),
            json!({"text": ""}),
            json!({"text": 7}),
            json!({"hologram": {}}),
            json!({"photo": []}),
            json!({"photo": "x"}),
            json!({"photo": [{}]}),
            json!({"location": {"latitude": 91, "longitude": 0}}),
            json!({"location": {"latitude": 1e300, "longitude": 0}}),
            json!({"location": {"latitude": "1", "longitude": 0}}),
            json!({"contact": {"first_name": "Ann"}}),
            json!({"document": {"file_name": "a.pdf"}}),
        ] {
            assert!(content(&message, None).is_err(), "{message}");
        }
    }

    #[test]
    fn a_number_is_proven_where_telegram_says_whose_it_is() {
        let numbers = |number: &str, owner: Value| {
            let message = json!({"contact": {"phone_number": number, "user_id": owner}});
            let also = content(&message, Some(42)).unwrap().unwrap().also;
            let one = also.into_iter().next()?;
            Some((one.identity.value, one.verdict))
        };
        let plus = |verdict| Some(("+15551234567".to_owned(), verdict));
        assert_eq!(numbers("15551234567", json!(42)), plus(Verdict::Pass));
        assert_eq!(numbers("+1 (555) 123-4567", json!(42)), plus(Verdict::Pass));
        assert_eq!(numbers("+15551234567", json!(43)), plus(Verdict::None));
        assert_eq!(numbers("+15551234567", json!(null)), plus(Verdict::None));
        for wrong in [
            "110",
            "0155512345",
            "+1555123456789012",
            "call me",
            "١٢٣٤٥٦٧٨",
        ] {
            assert_eq!(numbers(wrong, json!(42)), None, "{wrong}");
        }
    }
}
