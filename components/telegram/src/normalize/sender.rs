//! Who wrote.

use serde_json::Value;
use throughline_channel_kit::types::{Direction, Identity, Participant, Party, Role, Verdict};

use super::Place;
use crate::CHANNEL;
use crate::payload::{Unreadable, flag, integer, object, text};

/// Longer names are cut by the timeline.
const LONGEST_NAME: usize = 256;

/// The customer's side of a message, and which way it went.
#[derive(Debug)]
pub struct Sender {
    /// The customer: who wrote, or whom a message of ours went to.
    pub customer: Participant,
    /// Which way.
    pub direction: Direction,
    /// The customer's name.
    pub party: Option<Party>,
    /// The customer's `@username`, without `@`.
    pub username: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// The user, where one wrote.
    pub user: Option<i64>,
}

impl Sender {
    /// Of a message.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when the sender is there without an id.
    pub fn of(message: &Value, place: &Place) -> Result<Self, Unreadable> {
        let from = object(message, "from");
        let of_user = from.and_then(|user| integer(user, "id"));
        let chat = object(message, "chat").unwrap_or(&Value::Null);
        // In a chat of a business account whoever is not the customer is that account, or a bot of
        // its.
        if place.connection.is_some() && of_user != Some(place.chat) {
            return Ok(Self::receiver(chat, place.chat));
        }
        // Anonymous administrators and channels write as a chat; `from` is then a stand-in for them.
        if let Some(chat) = object(message, "sender_chat") {
            return Self::chat(chat);
        }
        match from {
            Some(user) => Self::user(user),
            None => Self::chat(chat),
        }
    }

    /// A user. Telegram vouches for people; a bot may be anybody's words.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] without an id.
    pub fn user(user: &Value) -> Result<Self, Unreadable> {
        let id = integer(user, "id").ok_or_else(|| Unreadable::missing("from.id"))?;
        let verdict = if flag(user, "is_bot") {
            Verdict::None
        } else {
            Verdict::Pass
        };
        let customer = identity(id);
        Ok(Self {
            party: party(Role::From, person_name(user), &customer),
            customer: Participant {
                identity: customer,
                verdict,
            },
            direction: Direction::Inbound,
            username: text(user, "username").map(str::to_owned),
            language: text(user, "language_code").and_then(language),
            user: Some(id),
        })
    }

    /// A chat that wrote as itself: many may be behind it.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] without an id.
    pub fn chat(chat: &Value) -> Result<Self, Unreadable> {
        let id = integer(chat, "id").ok_or_else(|| Unreadable::missing("sender_chat.id"))?;
        let customer = Identity {
            kind: "external".to_owned(),
            value: format!("{CHANNEL}:{id}"),
        };
        let name = text(chat, "title").map(str::to_owned);
        Ok(Self {
            party: party(Role::From, name.or_else(|| person_name(chat)), &customer),
            customer: Participant {
                identity: customer,
                verdict: Verdict::None,
            },
            direction: Direction::Inbound,
            username: text(chat, "username").map(str::to_owned),
            language: None,
            user: None,
        })
    }

    /// The customer that our own message went to: the other one in a private chat.
    fn receiver(chat: &Value, id: i64) -> Self {
        let customer = identity(id);
        Self {
            party: party(Role::To, person_name(chat), &customer),
            customer: Participant {
                identity: customer,
                verdict: Verdict::Pass,
            },
            direction: Direction::Outbound,
            username: text(chat, "username").map(str::to_owned),
            language: None,
            user: None,
        }
    }
}

fn identity(user: i64) -> Identity {
    Identity {
        kind: CHANNEL.to_owned(),
        value: user.to_string(),
    }
}

fn party(role: Role, name: Option<String>, identity: &Identity) -> Option<Party> {
    name.map(|name| Party {
        role,
        name: Some(name),
        identity: identity.clone(),
    })
}

/// First and last name of a user, a private chat or a contact.
pub fn person_name(person: &Value) -> Option<String> {
    let names = [text(person, "first_name"), text(person, "last_name")];
    let mut name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    name.truncate(name.floor_char_boundary(LONGEST_NAME));
    (!name.trim().is_empty()).then_some(name)
}

/// The language of an IETF tag (`pt-br`), where it is one of two letters.
fn language(tag: &str) -> Option<String> {
    let language = tag.split(['-', '_']).next()?;
    let two = language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    two.then(|| language.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use serde_json::json;

    #[test]
    fn languages_of_two_letters() {
        for (tag, expected) in [
            ("en", Some("en")),
            ("pt-br", Some("pt")),
            ("zh-hans", Some("zh")),
            ("DE_at", Some("de")),
            ("fil", None),
            ("", None),
            ("é", None),
            ("e1", None),
        ] {
            assert_eq!(language(tag).as_deref(), expected, "{tag}");
        }
    }

    #[test]
    fn who_wrote_and_how_sure_it_is() {
        let group = json!({"id": -5, "type": "supergroup", "title": "Fans"});
        let private = json!({"id": 42, "type": "private", "first_name": "Ann", "last_name": "Doe"});
        let user = |id: i64| json!({"id": id, "is_bot": false, "first_name": "Ann"});
        for (what, message, expected) in [
            (
                "somebody",
                json!({"chat": private, "from": user(42)}),
                ("telegram", "42", Verdict::Pass, Direction::Inbound),
            ),
            (
                "somebody in a group",
                json!({"chat": group, "from": user(42)}),
                ("telegram", "42", Verdict::Pass, Direction::Inbound),
            ),
            (
                "a bot",
                json!({"chat": group, "from": {"id": 43, "is_bot": true}}),
                ("telegram", "43", Verdict::None, Direction::Inbound),
            ),
            (
                "an anonymous administrator",
                json!({"chat": group, "sender_chat": group, "from": {"id": 1_087_968_824, "is_bot": true}}),
                ("external", "telegram:-5", Verdict::None, Direction::Inbound),
            ),
            (
                "a channel's post",
                json!({"chat": {"id": -6, "type": "channel"}, "sender_chat": {"id": -6}}),
                ("external", "telegram:-6", Verdict::None, Direction::Inbound),
            ),
            (
                "a post that says nothing about its author",
                json!({"chat": {"id": -6, "type": "channel"}}),
                ("external", "telegram:-6", Verdict::None, Direction::Inbound),
            ),
            (
                "a customer of a business account",
                json!({"chat": private, "from": user(42), "business_connection_id": "b"}),
                ("telegram", "42", Verdict::Pass, Direction::Inbound),
            ),
            (
                "the business account",
                json!({"chat": private, "from": user(7), "business_connection_id": "b"}),
                ("telegram", "42", Verdict::Pass, Direction::Outbound),
            ),
        ] {
            let place = Place::of(&message).unwrap();
            let sender = Sender::of(&message, &place).unwrap();
            let Participant { identity, verdict } = &sender.customer;
            let seen = (
                identity.kind.as_str(),
                identity.value.as_str(),
                *verdict,
                sender.direction,
            );
            assert_eq!(seen, expected, "{what}");
        }
    }
}
