//! LINE's Messaging API: <https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects>.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use throughline_channel_kit::types::{
    Amendment, Attachment, Change, Consent, Interaction, Participant, Verdict,
};
use throughline_channel_kit::{Command, Webhook};

use super::{Read, dropped, record, unknown};
use crate::config::Source;
use crate::normalize::{self, conversation, external, identity, keep, place, target};
use crate::payload::{Entry, elements, id, instant, list, quoted, text};

/// The kind of a LINE user's identity.
const KIND: &str = "line";

/// Events about the account here, or about who else is in a group.
const HOUSEKEEPING: [&str; 11] = [
    "activated",
    "botResumed",
    "botSuspended",
    "deactivated",
    "delivery",
    "join",
    "leave",
    "memberJoined",
    "memberLeft",
    "module",
    "videoPlayComplete",
];

/// A request is a list of events, empty when LINE tries the URL.
pub(crate) fn translate(source: &Source, webhook: &Webhook) -> Vec<Command> {
    let body = webhook.body.as_slice();
    let whole = |reason: &str| vec![keep(source, webhook, body, reason)];
    let (destination, events) = match taken_apart(body) {
        Ok(taken_apart) => taken_apart,
        Err(reason) => return whole(&reason),
    };
    let alone = events.len() == 1;
    let mut commands = Vec::new();
    for Entry { raw, value } in events {
        let read = value.and_then(|event| read(source, destination.as_deref(), &event));
        match read {
            Ok(read) => commands.extend(read),
            Err(reason) if alone => return whole(&reason),
            Err(reason) => commands.push(keep(source, webhook, raw, &reason)),
        }
    }
    commands
}

/// `destination` and `events`. That a name is there twice is noticed once the events are told apart.
fn taken_apart(body: &[u8]) -> Result<(Option<String>, Vec<Entry<'_>>), String> {
    let members: BTreeMap<String, &RawValue> =
        serde_json::from_slice(body).map_err(|error| format!("JSON: not an object: {error}"))?;
    let events = members.get("events").ok_or("`events` is missing")?;
    let destination = members.get("destination");
    let destination = destination.and_then(|raw| serde_json::from_str(raw.get()).ok());
    Ok((destination, elements(events.get().as_bytes(), body)?))
}

fn read(source: &Source, destination: Option<&str>, event: &Value) -> Read {
    let kind = text(event, "/type").ok_or("`type` is missing")?;
    match kind {
        "unsend" => return unsent(source, event),
        "message" | "postback" | "follow" | "unfollow" | "beacon" | "accountLink"
        | "membership" => {}
        _ if HOUSEKEEPING.contains(&kind) => return dropped(),
        _ => return unknown(kind),
    }
    let id = match kind {
        "message" => id(event, "/message/id").ok_or("message.id: missing")?,
        _ => id(event, "/webhookEventId").ok_or("webhookEventId: missing")?,
    };
    let mut interaction = normalize::interaction(source, id.clone(), sender(source, event, &id)?);
    interaction.occurred_at = event.get("timestamp").and_then(instant);
    interaction.thread = thread(event);
    let business = destination.and_then(|id| identity(KIND, id).ok());
    interaction.business = business.into_iter().collect();
    let mut about = About::of(event);
    match kind {
        "message" => message(source, event, &mut interaction, &mut about)?,
        "postback" => postback(event, &mut interaction, &mut about),
        "beacon" => {
            interaction.kind = "visit".to_owned();
            about.add("beacon", event.get("beacon"));
        }
        _ => {
            interaction.kind = "activity".to_owned();
            interaction.text = Some(kind.to_owned());
            interaction.consent = match kind {
                "follow" => Some(Consent::OptedIn),
                "unfollow" => Some(Consent::OptedOut),
                _ => None,
            };
            about.add("link", event.pointer("/link/result"));
            about.add("membership", event.get("membership"));
            about.add("unblocked", event.pointer("/follow/isUnblocked"));
        }
    }
    interaction.attributes = about.fitted();
    record(interaction)
}

/// The user. In a group LINE may not say who it is: such a message stands alone.
fn sender(source: &Source, event: &Value, message: &str) -> Result<Participant, String> {
    let Some(user) = id(event, "/source/userId") else {
        let nobody = external(source, message)?;
        return Ok(Participant {
            verdict: Verdict::None,
            ..nobody
        });
    };
    Ok(Participant {
        identity: identity(KIND, &user)?,
        verdict: Verdict::Pass,
    })
}

/// The group or room; with one user alone there is nothing to tell apart.
fn thread(event: &Value) -> Option<String> {
    id(event, "/source/groupId").or_else(|| id(event, "/source/roomId"))
}

fn message(
    source: &Source,
    event: &Value,
    interaction: &mut Interaction,
    about: &mut About,
) -> Result<(), String> {
    let message = event.get("message").unwrap_or(&Value::Null);
    match text(message, "/type") {
        Some("text") => interaction.text = text(message, "/text").map(str::to_owned),
        Some(kind @ ("image" | "video" | "audio" | "file")) => {
            interaction.attachments = vec![media(message, kind)];
            about.add("media", media_of(message, kind).as_ref());
        }
        Some("location") => {
            let [latitude, longitude] =
                ["latitude", "longitude"].map(|name| message.get(name).unwrap_or(&Value::Null));
            let lines = [text(message, "/title"), text(message, "/address")];
            interaction.text = place(latitude, longitude, &lines);
            let mut location = message.clone();
            if let Some(members) = location.as_object_mut() {
                members.retain(|name, _| {
                    ["title", "address", "latitude", "longitude"].contains(&name.as_str())
                });
            }
            about.add("location", Some(&location));
        }
        Some("sticker") => {
            let words = list(message, "/keywords").iter();
            let words: Vec<_> = words.filter_map(Value::as_str).take(3).collect();
            let shown = text(message, "/text").map(str::to_owned);
            interaction.text = shown.or_else(|| Some(words.join(", ")).filter(|w| !w.is_empty()));
            about.add("sticker", message.get("stickerId"));
            about.add("package", message.get("packageId"));
        }
        other => {
            return Err(format!(
                "message.type: {} is not known",
                quoted(other.unwrap_or(""))
            ));
        }
    }
    let answered = id(message, "/quotedMessageId");
    let own = interaction.provider_message_id.as_str();
    interaction.conversation = conversation(source, own, answered.as_deref());
    interaction.amendable = true;
    Ok(())
}

/// LINE names no media type. Content that it keeps itself is had by the message's id.
fn media(message: &Value, kind: &str) -> Attachment {
    let content_type = match kind {
        "file" => None,
        kind => Some(format!("{kind}/*")),
    };
    normalize::attachment(
        text(message, "/fileName"),
        content_type.as_deref(),
        message.get("fileSize").and_then(Value::as_u64),
        text(message, "/contentProvider/originalContentUrl"),
    )
}

fn media_of(message: &Value, kind: &str) -> Option<Value> {
    let mut media = Map::new();
    media.insert("id".to_owned(), message.get("id")?.clone());
    media.insert("type".to_owned(), Value::from(kind));
    for (name, pointer) in [
        ("duration", "/duration"),
        ("set", "/imageSet/id"),
        ("provider", "/contentProvider/type"),
    ] {
        if let Some(value) = message.pointer(pointer) {
            media.insert(name.to_owned(), value.clone());
        }
    }
    Some(Value::from(media))
}

/// A button that was pressed. What was on it is not said, except for a date or a time that was chosen.
fn postback(event: &Value, interaction: &mut Interaction, about: &mut About) {
    let chosen = ["datetime", "date", "time"]
        .iter()
        .find_map(|name| text(event, &format!("/postback/params/{name}")));
    interaction.text = chosen.map(str::to_owned);
    about.add("payload", event.pointer("/postback/data"));
    about.add("params", event.pointer("/postback/params"));
}

fn unsent(source: &Source, event: &Value) -> Read {
    let id = id(event, "/unsend/messageId").ok_or("unsend.messageId: missing")?;
    Ok(vec![Command::Amend(Amendment {
        target: target(source, id),
        change: Change::Deleted,
        occurred_at: event.get("timestamp").and_then(instant),
    })])
}

/// What becomes the attributes.
struct About(Vec<(&'static str, Value)>);

impl About {
    fn of(event: &Value) -> Self {
        let mut about = Self(Vec::new());
        // Another system answers this user at the moment.
        if text(event, "/mode") == Some("standby") {
            about.add("mode", event.get("mode"));
        }
        about
    }

    fn add(&mut self, name: &'static str, value: Option<&Value>) {
        self.0.extend(value.map(|value| (name, value.clone())));
    }

    fn fitted(&self) -> Option<Vec<u8>> {
        normalize::fit(self.0.iter().map(|(name, value)| (*name, value)))
    }
}
