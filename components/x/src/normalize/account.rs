//! The Account Activity API, which X gives up in favour of the other one:
//! <https://docs.x.com/x-api/account-activity/introduction>.

use serde_json::{Value, json};
use throughline_channel_kit::Command;

use super::people::People;
use super::post::Post;
use super::{Translation, deletion, direct, ours};
use crate::payload::{Unreadable, flag, id_str, millis, object, text};

/// Members that say more about the events.
const ABOUT: [&str; 7] = [
    "for_user_id",
    "users",
    "apps",
    "user_has_blocked",
    "is_blocked_by",
    "source",
    "target",
];
/// Events that are known and of no use.
const NO_USE: [&str; 10] = [
    "direct_message_indicate_typing_events",
    "favorite_events",
    "follow_events",
    "unfollow_events",
    "block_events",
    "unblock_events",
    "mute_events",
    "unmute_events",
    "replay_event",
    "replay_job_status",
];

/// Reads one event of a list.
type Read<'a> = &'a dyn Fn(&Value) -> Result<Option<Command>, Unreadable>;

/// Translates every event of a request.
///
/// # Errors
///
/// [`Unreadable`] when there is none, or it does not say whose they are.
pub fn events(document: &Value, account: Option<&str>) -> Result<Translation, Unreadable> {
    let members = document.as_object().into_iter().flatten();
    let mut members = members
        .filter(|(name, _)| !ABOUT.contains(&name.as_str()))
        .peekable();
    if members.peek().is_none() {
        return Err(Unreadable("a request without an event".to_owned()));
    }
    if document.get("user_event").is_some() {
        let reason = "an account took back the app's permission: X sends nothing more of it";
        return Err(Unreadable(reason.to_owned()));
    }
    let mut translation = Translation::default();
    for (name, events) in members {
        if NO_USE.contains(&name.as_str()) {
            continue;
        }
        let ours = ours(account)?;
        let people = People::by_id(object(document, "users"));
        let read: Option<Read<'_>> = match name.as_str() {
            "direct_message_events" => Some(&|event| direct::message(event, ours, &people)),
            "direct_message_mark_read_events" => Some(&|event| direct::read(event, ours)),
            "tweet_create_events" => Some(&|tweet| post(tweet, document, ours)),
            "tweet_delete_events" => Some(&deleted),
            _ => None,
        };
        let alone = |events: Value| json!({ "for_user_id": ours, name.as_str(): events });
        match (read, events.as_array()) {
            (Some(read), Some(events)) => {
                for event in events {
                    translation.add(read(event), || alone(json!([event])));
                }
            }
            _ => translation.add(Err(unknown(name)), || alone(events.clone())),
        }
    }
    Ok(translation)
}

fn unknown(name: &str) -> Unreadable {
    Unreadable(format!(
        "events of the type {:?} are not known",
        name.chars().take(40).collect::<String>()
    ))
}

fn post(tweet: &Value, document: &Value, ours: &str) -> Result<Option<Command>, Unreadable> {
    let mut post = Post::of_tweet(tweet)?;
    // X writes it as a word and as a boolean.
    post.blocked =
        flag(document, "user_has_blocked") || text(document, "user_has_blocked") == Some("true");
    let people = People::one(object(tweet, "user"));
    Ok(post.interaction(ours, &people))
}

fn deleted(event: &Value) -> Result<Option<Command>, Unreadable> {
    let status = object(event, "status").ok_or_else(|| Unreadable::missing("status"))?;
    let id = id_str(status, "id").ok_or_else(|| Unreadable::missing("status.id"))?;
    Ok(Some(deletion(id, millis(event, "timestamp_ms"))))
}
