//! An update to what the timeline records.
//!
//! <https://core.telegram.org/bots/api#update>: an update has an id and one member that says what
//! happened.

mod content;
mod event;
mod links;
mod media;
mod message;
mod place;
mod sender;

pub use links::with_links;
pub use place::Place;

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::types::ProviderRef;

use crate::payload::{self, Unreadable};
use crate::{CHANNEL, PROVIDER};

/// Members that are known and of no use: what somebody types into an inline query, counts, the
/// answers to polls, who joins a group, what the bot is connected to.
const NO_USE: [&str; 9] = [
    "inline_query",
    "chosen_inline_result",
    "message_reaction_count",
    "poll",
    "poll_answer",
    "chat_member",
    "chat_boost",
    "removed_chat_boost",
    "business_connection",
];

/// What an update asks for, and why something of it could not be read.
#[derive(Debug, Default)]
pub struct Translation {
    /// In order.
    pub commands: Vec<Command>,
    /// The whole update is to be kept for this reason.
    pub unreadable: Option<Unreadable>,
}

impl Translation {
    /// Nothing could be read.
    pub fn unreadable(reason: Unreadable) -> Self {
        Self {
            commands: Vec::new(),
            unreadable: Some(reason),
        }
    }

    fn add(&mut self, read: Result<Option<Command>, Unreadable>) {
        match read {
            Ok(command) => self.commands.extend(command),
            Err(reason) => self.fail(reason),
        }
    }

    /// The first reason counts: the update is kept once.
    fn fail(&mut self, reason: Unreadable) {
        self.unreadable.get_or_insert(reason);
    }
}

/// Translates an update that `account` is told.
///
/// # Errors
///
/// [`Unreadable`] when it is no update, and as [`Translation::unreadable`] for a member that cannot be
/// read or is not known.
pub fn update(update: &Value, account: &str) -> Result<Translation, Unreadable> {
    let id =
        payload::integer(update, "update_id").ok_or_else(|| Unreadable::missing("update_id"))?;
    let mut translation = Translation::default();
    let members = update.as_object().into_iter().flatten();
    let mut empty = true;
    for (member, value) in members.filter(|(member, _)| *member != "update_id") {
        empty = false;
        match member.as_str() {
            "message" | "channel_post" | "business_message" => {
                translation.add(message::record(value, account));
            }
            "edited_message" | "edited_channel_post" | "edited_business_message" => {
                translation.add(message::amend(value, account));
            }
            "deleted_business_messages" => event::deleted(value, account, &mut translation),
            "callback_query" => translation.add(event::button(value, account)),
            "message_reaction" => translation.add(event::reaction(value, account, id)),
            "my_chat_member" => translation.add(event::membership(value, account, id)),
            known if NO_USE.contains(&known) => {}
            _ => translation.fail(Unreadable(format!(
                "updates of the type {:?} are not known",
                member.chars().take(40).collect::<String>()
            ))),
        }
    }
    if empty {
        return Err(Unreadable("an update of nothing".to_owned()));
    }
    Ok(translation)
}

/// Telegram's name for a message, as `account` is told it.
fn reference(account: &str, message: String) -> ProviderRef {
    ProviderRef {
        channel: CHANNEL.to_owned(),
        provider: PROVIDER.to_owned(),
        account: account.to_owned(),
        provider_message_id: message,
    }
}

/// A name of a message in [`Conversation::references`], which all channels share.
///
/// [`Conversation::references`]: throughline_channel_kit::types::Conversation::references
fn shared_name(message: &str) -> String {
    format!("{CHANNEL}:{message}")
}
