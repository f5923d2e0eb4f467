//! Telegram's answers: <https://core.telegram.org/bots/api#making-requests>.

use http::Response;
use serde_json::Value;
use throughline_channel_kit::outbound::api::{json, text};
use throughline_channel_kit::outbound::{Outcome, quote};

use crate::normalize::Place;
use crate::payload::integer;

const PROVIDER: &str = "Telegram";
/// The longest wait that is passed on, in seconds.
const LONGEST_WAIT: i64 = 3600;

/// `{"ok":true,"result":{"message_id","chat":{"id"}}}`, or
/// `{"ok":false,"error_code","description","parameters":{"retry_after"}}`.
pub fn outcome(answer: &Response<Vec<u8>>) -> Outcome {
    let document = json(answer);
    let ok = document.get("ok").and_then(Value::as_bool);
    if ok == Some(true) && answer.status().is_success() {
        return match sent(&document) {
            Some(name) => Outcome::Sent(Some(name)),
            None => Outcome::unreadable(PROVIDER),
        };
    }
    let said = text(&document, "description").unwrap_or_default();
    let code = integer(&document, "error_code").filter(|_| ok == Some(false));
    let code = code.unwrap_or_else(|| answer.status().as_u16().into());
    match code {
        200..=299 => Outcome::unreadable(PROVIDER),
        401 | 404 => Outcome::NotConfigured(
            "no bot has the token in `telegram_bot_token`, or `telegram_api_base` leads elsewhere"
                .to_owned(),
        ),
        429 => throttled(&document, answer, said),
        413 => Outcome::Refused(
            "Telegram takes files of up to 50 MB, photos of up to 10 MB".to_owned(),
        ),
        400 | 403 => refused(said).unwrap_or_else(|| Outcome::of_failure(PROVIDER, answer, said)),
        _ => Outcome::of_failure(PROVIDER, answer, said),
    }
}

/// The name of the message that was sent, as updates about it have it.
fn sent(document: &Value) -> Option<String> {
    let message = document.get("result")?;
    let id = integer(message, "message_id")?;
    Some(Place::of(message).ok()?.name(id))
}

fn throttled(document: &Value, answer: &Response<Vec<u8>>, said: &str) -> Outcome {
    let wait = document
        .get("parameters")
        .and_then(|p| integer(p, "retry_after"));
    match (wait, Outcome::of_failure(PROVIDER, answer, said)) {
        (Some(wait), Outcome::Throttled(detail, _)) => {
            let seconds = u32::try_from(wait.clamp(1, LONGEST_WAIT)).ok();
            Outcome::Throttled(detail, seconds)
        }
        (_, other) => other,
    }
}

/// What Telegram says in English sentences, for an agent; `None` for what says enough itself.
fn refused(said: &str) -> Option<Outcome> {
    let has = |words: &str| said.contains(words);
    let detail = if has("blocked by the user") {
        "the customer has blocked the bot"
    } else if has("can't initiate conversation") {
        "the customer has never written to this bot, and Telegram lets it write to nobody first"
    } else if has("user is deactivated") {
        "the customer's Telegram account no longer exists"
    } else if has("kicked from") || has("not a member") {
        "the bot is no longer in that group"
    } else if has("upgraded to a supergroup") {
        "the group has become a supergroup with another id: answer a message that was written since"
    } else if has("chat not found") {
        "this bot knows no such chat: the customer wrote to another bot, or never to this one"
    } else if has("failed to get HTTP URL content") || has("wrong file identifier/HTTP URL") {
        "Telegram could not fetch the file from its address: it takes photos of up to 5 MB, and as \
         documents only PDF, ZIP and GIF of up to 20 MB"
    } else if has("not enough rights") || has("have no rights") {
        "the bot is not allowed to write in that group"
    } else {
        return None;
    };
    Some(Outcome::Refused(match quote(said).as_str() {
        "" => detail.to_owned(),
        said => format!("{detail} (“{said}”)"),
    }))
}
