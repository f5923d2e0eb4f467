//! What a person did without writing: answered a survey, came by a link, agreed to something.

use serde_json::Value;
use throughline_channel_kit::Command;
use throughline_channel_kit::types::Interaction;

use super::message::record;
use super::{Ends, Event};
use crate::envelope::{Unreadable, text_of};
use crate::interaction;

/// `messaging_feedback`: the answer to Messenger's own survey. The text is the mark of the first
/// question and, on a line of its own, what was written to it.
/// <https://developers.facebook.com/docs/messenger-platform/send-messages/templates/customer-feedback-template>
pub(super) fn feedback(event: &Event<'_>, said: &Value) -> Result<Vec<Command>, Unreadable> {
    let ends = event.ends(false)?;
    let screens = said.get("feedback_screens").and_then(Value::as_array);
    let questions = screens.into_iter().flatten();
    let questions = questions.filter_map(|screen| screen.get("questions")?.as_object());
    let words = questions
        .flat_map(|questions| questions.values())
        .flat_map(|question| {
            let follow_up = question
                .get("follow_up")
                .and_then(|asked| text_of(asked, "payload"));
            [text_of(question, "payload"), follow_up]
        });
    let words: Vec<&str> = words.flatten().collect();
    if words.is_empty() {
        return Err(Unreadable::new("`messaging_feedback` has no answers"));
    }
    let mut attributes = event.attributes();
    attributes.set("feedback", said.clone());
    Ok(vec![record(Interaction {
        text: Some(words.join("\n")),
        attributes: attributes.json(),
        ..derived(event, &ends, "message", "feedback", said)
    })])
}

/// `referral`: an ad, a link or a shop brought the person to the conversation.
pub(super) fn referral(event: &Event<'_>, said: &Value) -> Result<Vec<Command>, Unreadable> {
    activity(event, "referral", said)
}

/// `optin`: the person agreed to be written to about something. A token that comes with it is a
/// permission to send and belongs in no timeline.
pub(super) fn optin(event: &Event<'_>, said: &Value) -> Result<Vec<Command>, Unreadable> {
    activity(
        event,
        "optin",
        &without(
            said,
            &["notification_messages_token", "one_time_notif_token"],
        ),
    )
}

/// `account_linking`: the person joined an account of ours to the conversation, or parted it. The
/// code that proves it belongs in no timeline.
pub(super) fn account_linking(event: &Event<'_>, said: &Value) -> Result<Vec<Command>, Unreadable> {
    activity(
        event,
        "account_linking",
        &without(said, &["authorization_code"]),
    )
}

fn activity(event: &Event<'_>, what: &str, said: &Value) -> Result<Vec<Command>, Unreadable> {
    let ends = event.ends(false)?;
    let mut attributes = event.attributes();
    attributes.set("event", what);
    attributes.set(what, said.clone());
    Ok(vec![record(Interaction {
        attributes: attributes.json(),
        ..derived(event, &ends, "activity", what, said)
    })])
}

/// An interaction by an id made of what was said.
fn derived(event: &Event<'_>, ends: &Ends, kind: &str, what: &str, said: &Value) -> Interaction {
    let parts = [&ends.customer, &event.stamp(), &said.to_string()];
    let parts = parts.map(String::as_str);
    event.interaction(ends, kind, interaction::derived(what, &parts))
}

fn without(said: &Value, names: &[&str]) -> Value {
    let mut said = said.clone();
    if let Some(members) = said.as_object_mut() {
        members.retain(|name, _| !names.contains(&name.as_str()));
    }
    said
}
