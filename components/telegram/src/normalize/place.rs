//! Where a message is, and what it is called.

use serde_json::Value;
use throughline_channel_kit::types::Visibility;

use crate::payload::{Unreadable, integer, object, text};

/// More than Telegram's ids of business connections have, in bytes.
const LONGEST_CONNECTION: usize = 256;

/// A chat, as a bot sees it.
///
/// Message ids count within a chat, and a private chat's id is that of the user. A bot that is
/// connected to a business account sees the private chats of that account: their ids are those of
/// the same users, and their messages count apart from those that the bot got itself. So the
/// connection is a part of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The chat.
    pub chat: i64,
    /// The connection to the business account that the chat is one of.
    pub connection: Option<String>,
    private: bool,
}

impl Place {
    /// Of a message, or of whatever else has a `chat`.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] without a chat.
    pub fn of(message: &Value) -> Result<Self, Unreadable> {
        let chat = object(message, "chat").ok_or_else(|| Unreadable::missing("chat"))?;
        let id = integer(chat, "id").ok_or_else(|| Unreadable::missing("chat.id"))?;
        let connection = text(message, "business_connection_id").map(str::to_owned);
        if connection
            .as_ref()
            .is_some_and(|id| id.len() > LONGEST_CONNECTION || id.contains(':'))
        {
            return Err(Unreadable::missing("business_connection_id"));
        }
        Ok(Self {
            chat: id,
            connection,
            private: text(chat, "type").map_or(id > 0, |kind| kind == "private"),
        })
    }

    /// A chat by its id, as one of a business account's where `connection` is said.
    pub fn by_id(chat: i64, connection: Option<&str>) -> Self {
        let connection = connection.filter(|id| !id.is_empty() && id.len() <= LONGEST_CONNECTION);
        Self {
            chat,
            connection: connection.map(str::to_owned),
            // Only groups and channels have negative ids.
            private: chat > 0,
        }
    }

    /// What a message here is called: `<chat>:<message>`, with the connection in front.
    pub fn name(&self, message: i64) -> String {
        match &self.connection {
            Some(connection) => format!("{connection}:{}:{message}", self.chat),
            None => format!("{}:{message}", self.chat),
        }
    }

    /// Reads a name; what is no name of a message is none.
    pub fn of_name(name: &str) -> Option<(Self, i64)> {
        let mut parts = name.rsplitn(3, ':');
        let message = parts.next()?.parse().ok()?;
        let chat: i64 = parts.next()?.parse().ok()?;
        let place = Self::by_id(chat, parts.next());
        // `+5:6` is a number to Rust, and not how a name is written.
        (place.name(message) == name).then_some((place, message))
    }

    /// Whether nobody but the user and us is here.
    pub fn is_private(&self) -> bool {
        self.private
    }

    /// Everybody in a group reads what is written there.
    pub fn visibility(&self) -> Visibility {
        if self.private {
            Visibility::Private
        } else {
            Visibility::Public
        }
    }

    /// The chat, where it is not the private one with the user.
    pub fn thread(&self) -> Option<String> {
        (!self.private).then(|| self.chat.to_string())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_read_back() {
        for (message, name) in [
            (json!({"chat": {"id": 42, "type": "private"}}), "42:7"),
            (
                json!({"chat": {"id": -1_001_234_567_890_i64, "type": "supergroup"}}),
                "-1001234567890:7",
            ),
            (
                json!({"chat": {"id": 42, "type": "private"}, "business_connection_id": "bC_1-x"}),
                "bC_1-x:42:7",
            ),
        ] {
            let place = Place::of(&message).unwrap();
            assert_eq!(place.name(7), name);
            assert_eq!(Place::of_name(name), Some((place, 7)));
        }
        for other in [
            "",
            "7",
            "x:7",
            "42:",
            "42:7:",
            ":42:7",
            ":42:7x",
            "+42:7",
            "42:07",
            "callback:17",
        ] {
            assert_eq!(Place::of_name(other), None, "{other}");
        }
    }

    #[test]
    fn a_group_is_public_and_a_thread() {
        for (chat, visibility, thread) in [
            (
                json!({"id": 42, "type": "private"}),
                Visibility::Private,
                None,
            ),
            (json!({"id": 42}), Visibility::Private, None),
            (json!({"id": -42}), Visibility::Public, Some("-42")),
            (
                json!({"id": -42, "type": "group"}),
                Visibility::Public,
                Some("-42"),
            ),
            (
                json!({"id": -42, "type": "channel"}),
                Visibility::Public,
                Some("-42"),
            ),
        ] {
            let place = Place::of(&json!({ "chat": chat })).unwrap();
            assert_eq!(place.visibility(), visibility);
            assert_eq!(place.thread().as_deref(), thread);
        }
    }
}
