//! CloudEvents 1.0 over HTTP: <https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md>.
//!
//! *Structured*: the event is a JSON document. *Batch*: a list of them. *Binary*: the body is the
//! event's data, and its attributes are headers. An event is named by its source and id together.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode;
use serde_json::{Map, Value};
use throughline_channel_kit::Webhook;

use super::Event;
use crate::normalize::digest;
use crate::payload::{cut, document, id, instant, quoted, text};
use crate::written::{Envelope, LONGEST_FIELD};

/// The media type of one event.
pub(super) const STRUCTURED: &str = "application/cloudevents+json";
/// The media type of a list of events.
pub(super) const BATCH: &str = "application/cloudevents-batch+json";

/// The prefix of the headers that hold attributes.
const PREFIX: &str = "ce-";
/// More attributes than an event has.
const MOST_ATTRIBUTES: usize = 64;

/// Whether a document is an event, though nobody said so.
pub(super) fn is_event(payload: &Value) -> bool {
    ["specversion", "id", "source", "type"]
        .iter()
        .all(|name| payload.get(name).is_some())
}

/// Whether a request has an event's attributes in its headers.
pub(super) fn is_binary(webhook: &Webhook) -> bool {
    ["ce-specversion", "ce-id"]
        .iter()
        .any(|name| webhook.headers.contains_key(*name))
}

/// An event that is a document.
pub(super) fn structured(mut payload: Value) -> Result<Event, String> {
    let envelope = envelope(&payload)?;
    if let Some(encoded) = text(&payload, "/data_base64") {
        let bytes = STANDARD.decode(encoded).ok();
        let bytes = bytes.ok_or("data_base64: not base64")?;
        let data = document(&bytes).map_err(|reason| format!("data_base64: {reason}"))?;
        if let Some(members) = payload.as_object_mut() {
            members.insert("data".to_owned(), data);
        }
    }
    Ok(Event {
        envelope,
        payload,
        nested: true,
    })
}

/// An event whose attributes are headers and whose data is the body.
pub(super) fn binary(webhook: &Webhook) -> Result<Event, String> {
    let mut members = Map::new();
    for name in webhook.headers.keys() {
        let Some(attribute) = name.as_str().strip_prefix(PREFIX) else {
            continue;
        };
        if members.len() == MOST_ATTRIBUTES {
            return Err(format!("more than {MOST_ATTRIBUTES} attributes"));
        }
        let mut values = webhook.headers.get_all(name).iter();
        let value = values.next().map(|value| decoded(value.as_bytes()));
        match (value, values.next()) {
            (Some(value), None) => members.insert(attribute.to_owned(), Value::from(value)),
            _ => return Err(format!("{name} is there twice")),
        };
    }
    members.insert("data".to_owned(), document(&webhook.body)?);
    let payload = Value::Object(members);
    Ok(Event {
        envelope: envelope(&payload)?,
        payload,
        nested: true,
    })
}

fn envelope(payload: &Value) -> Result<Envelope, String> {
    match text(payload, "/specversion") {
        Some("1.0") => {}
        Some(other) => return Err(format!("specversion: {} is not 1.0", quoted(other))),
        None => return Err("specversion: missing".to_owned()),
    }
    let id = id(payload, "/id").ok_or("id: missing")?;
    let source = text(payload, "/source").ok_or("source: missing")?;
    let event = text(payload, "/type").ok_or("type: missing")?;
    Ok(Envelope {
        id: format!("ce:{}", digest(&[source.as_bytes(), id.as_bytes()])),
        event: Some(cut(event, LONGEST_FIELD)),
        time: payload.get("time").and_then(instant),
    })
}

/// The value of an attribute: unquoted, then its percent signs undone. Senders that do not escape send
/// UTF-8 or Latin-1.
fn decoded(header: &[u8]) -> String {
    let header = header.trim_ascii();
    let inner = header
        .strip_prefix(b"\"")
        .and_then(|header| header.strip_suffix(b"\""));
    let unquoted = match inner {
        Some(inner) => unescaped(inner),
        None => header.to_vec(),
    };
    let bytes: Vec<u8> = percent_decode(&unquoted).collect();
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => error.as_bytes().iter().copied().map(char::from).collect(),
    }
}

/// A quoted string's content: a backslash stands before a character that means itself (RFC 9110 5.6.4).
fn unescaped(inner: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(inner.len());
    let mut escaped = false;
    for byte in inner {
        match (escaped, byte) {
            (false, b'\\') => escaped = true,
            _ => {
                bytes.push(*byte);
                escaped = false;
            }
        }
    }
    bytes
}

#[cfg(test)]
#[path = "cloudevent_tests.rs"]
mod tests;
