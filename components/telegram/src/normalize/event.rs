//! What happens to messages, and to the bot: buttons, reactions, deletions, being blocked.

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::attributes::Attributes;
use throughline_channel_kit::types::{Amendment, Change, Consent, Interaction, Target};

use super::sender::Sender;
use super::{Place, Translation, reference, shared_name};
use crate::payload::{Unreadable, integer, list, object, text, time};
use crate::{CHANNEL, PROVIDER};

/// An interaction of somebody, with nothing in it.
fn interaction(account: &str, name: String, kind: &str, sender: Sender) -> Interaction {
    Interaction {
        account: account.to_owned(),
        direction: sender.direction,
        kind: kind.to_owned(),
        parties: sender.party.into_iter().collect(),
        language: sender.language,
        ..Interaction::inbound(CHANNEL, PROVIDER, name, sender.customer)
    }
}

/// Messages of a business account's chat that were deleted. An id that is none does not keep the
/// others from it.
pub fn deleted(event: &Value, account: &str, translation: &mut Translation) {
    let place = match Place::of(event) {
        Ok(place) => place,
        Err(reason) => return translation.fail(reason),
    };
    let ids = list(event, "message_ids");
    if ids.is_empty() {
        translation.fail(Unreadable::missing("message_ids"));
    }
    for id in ids {
        let Some(id) = id.as_i64() else {
            translation.fail(Unreadable::missing("message_ids[]"));
            continue;
        };
        translation.commands.push(Command::Amend(Amendment {
            target: Target::Provider(reference(account, place.name(id))),
            change: Change::Deleted,
            occurred_at: None,
        }));
    }
}

/// A button below a message was pressed: <https://core.telegram.org/bots/api#callbackquery>. It says
/// no time.
///
/// # Errors
///
/// [`Unreadable`] without id and sender.
pub fn button(query: &Value, account: &str) -> Result<Option<Command>, Unreadable> {
    let id = text(query, "id").filter(|id| id.len() <= 256);
    let id = id.ok_or_else(|| Unreadable::missing("id"))?;
    let from = object(query, "from").ok_or_else(|| Unreadable::missing("from"))?;
    let message = object(query, "message");
    let place = message.and_then(|message| Place::of(message).ok());
    let pressed = message
        .zip(place.as_ref())
        .and_then(|(message, place)| Some(place.name(integer(message, "message_id")?)));
    let data = text(query, "data");
    let mut attributes = Attributes::default();
    attributes.put("message_id", pressed.as_deref());
    let connection = message.and_then(|message| text(message, "business_connection_id"));
    attributes.put("business_connection_id", connection);
    let thread = message.and_then(|message| integer(message, "message_thread_id"));
    attributes.put("message_thread_id", thread);
    attributes.put("payload", data);
    attributes.put("game", text(query, "game_short_name"));
    attributes.put("inline_message_id", text(query, "inline_message_id"));
    let name = format!("callback:{id}");
    let references = match &pressed {
        Some(pressed) => vec![shared_name(&name), shared_name(pressed)],
        None => Vec::new(),
    };
    let mut pressing = interaction(account, name, "message", Sender::user(from)?);
    pressing.text = data
        .and_then(|data| label(message?, data))
        .map(str::to_owned);
    pressing.attributes = attributes.json();
    pressing.conversation.references = references;
    if let Some(place) = place {
        pressing.visibility = place.visibility();
        pressing.thread = place.thread();
    }
    Ok(Some(Command::Record(Box::new(pressing))))
}

/// What stands on the button with this data.
fn label<'a>(message: &'a Value, data: &str) -> Option<&'a str> {
    let rows = list(object(message, "reply_markup")?, "inline_keyboard");
    let mut buttons = rows.iter().filter_map(Value::as_array).flatten();
    let button = buttons.find(|button| text(button, "callback_data") == Some(data))?;
    text(button, "text")
}

/// Somebody changed their reactions to a message:
/// <https://core.telegram.org/bots/api#messagereactionupdated>. `None` when nothing changed.
///
/// # Errors
///
/// [`Unreadable`] without chat, message and sender.
pub fn reaction(event: &Value, account: &str, update: i64) -> Result<Option<Command>, Unreadable> {
    let place = Place::of(event)?;
    let id = integer(event, "message_id").ok_or_else(|| Unreadable::missing("message_id"))?;
    let sender = match (object(event, "user"), object(event, "actor_chat")) {
        (Some(user), _) => Sender::user(user)?,
        (None, Some(chat)) => Sender::chat(chat)?,
        (None, None) => return Err(Unreadable::missing("user")),
    };
    let (old, new) = (list(event, "old_reaction"), list(event, "new_reaction"));
    let Some((action, changed)) = difference(old, new) else {
        return Ok(None);
    };
    let reacted = place.name(id);
    let mut attributes = Attributes::default();
    attributes.put("message_id", reacted.as_str());
    attributes.put("action", action);
    attributes.put("custom_emoji_id", text(changed, "custom_emoji_id"));
    let name = format!("{reacted}:reaction:{update}");
    let mut reaction = interaction(account, name.clone(), "reaction", sender);
    reaction.text = match text(changed, "type") {
        Some("paid") => Some("\u{2b50}".to_owned()),
        _ => text(changed, "emoji").map(str::to_owned),
    };
    reaction.attributes = attributes.json();
    reaction.visibility = place.visibility();
    reaction.thread = place.thread();
    reaction.occurred_at = time(event, "date");
    reaction.conversation.references = vec![shared_name(&name), shared_name(&reacted)];
    Ok(Some(Command::Record(Box::new(reaction))))
}

/// More reactions than somebody can have to one message (a premium user has 3).
const MOST_REACTIONS: usize = 16;

/// What came, else what went.
fn difference<'a>(old: &'a [Value], new: &'a [Value]) -> Option<(&'static str, &'a Value)> {
    let first = |of: &'a [Value], besides: &[Value]| {
        let mut of = of.iter().take(MOST_REACTIONS);
        of.find(|reaction| {
            !besides
                .iter()
                .take(MOST_REACTIONS)
                .any(|other| other == *reaction)
        })
    };
    let came = first(new, old).map(|reaction| ("react", reaction));
    came.or_else(|| first(old, new).map(|reaction| ("unreact", reaction)))
}

/// The user blocked the bot, or took it back. What happens to the bot in groups is no wish of a
/// customer's.
///
/// # Errors
///
/// [`Unreadable`] without chat and sender.
pub fn membership(
    event: &Value,
    account: &str,
    update: i64,
) -> Result<Option<Command>, Unreadable> {
    let place = Place::of(event)?;
    let from = object(event, "from").ok_or_else(|| Unreadable::missing("from"))?;
    let status = |name| object(event, name).and_then(|member| text(member, "status"));
    let consent = match (status("old_chat_member"), status("new_chat_member")) {
        _ if !place.is_private() => return Ok(None),
        (_, Some("kicked")) => Consent::OptedOut,
        (Some("kicked"), Some("member")) => Consent::OptedIn,
        _ => return Ok(None),
    };
    let name = format!("{}:member:{update}", place.chat);
    let mut activity = interaction(account, name, "activity", Sender::user(from)?);
    let mut attributes = Attributes::default();
    let event_name = match consent {
        Consent::OptedOut => "blocked",
        Consent::OptedIn => "unblocked",
    };
    attributes.put("event", event_name);
    activity.attributes = attributes.json();
    activity.consent = Some(consent);
    activity.occurred_at = time(event, "date");
    Ok(Some(Command::Record(Box::new(activity))))
}
