//! Standard Webhooks, CloudEvents and plain JSON to interactions.
//!
//! An event's `data` is an interaction, or whatever the source's mapping makes of the event. A request
//! is one event, or a list of them, of which each is read by itself.

mod cloudevent;

use serde_json::{Map, Value};
use throughline_channel_kit::types::Interaction;
use throughline_channel_kit::{Command, Reply, Webhook, signature};

use crate::Translation;
use crate::config::{Scheme, Source};
use crate::mapping::{Mapping, View};
use crate::normalize::{digest, keep};
use crate::payload::{self, Entry, cut, instant, is_id, text};
use crate::signature::standard;
use crate::written::{self, Envelope, LONGEST_FIELD};

/// The most text, in bytes, that a mapping makes of one request: it may put one value of the payload
/// into each of many interactions.
const MOST_MADE: usize = 8 << 20;

/// The attributes of a CloudEvent that change what is recorded without a mapping. A mapping may take
/// any of them.
const BELIEVED: [&str; 5] = ["specversion", "id", "source", "type", "time"];

/// One event.
#[derive(Debug)]
pub(super) struct Event {
    envelope: Envelope,
    /// What a mapping's pointers begin at.
    payload: Value,
    /// Whether the interaction is its member `data`.
    nested: bool,
}

impl Event {
    fn data(&self) -> &Value {
        match self.nested {
            true => self.payload.get("data").unwrap_or(&Value::Null),
            false => &self.payload,
        }
    }

    /// `{"type", "timestamp", "data"}` of Standard Webhooks, whose `data` may also lie flat beside the
    /// other two; any other JSON is such an event without type.
    fn standard(id: String, payload: Value) -> Self {
        let flat = ["from", "identity", "identities"]
            .iter()
            .any(|name| payload.get(name).is_some());
        Self {
            envelope: Envelope {
                id,
                event: text(&payload, "/type").map(|event| cut(event, LONGEST_FIELD)),
                time: payload.get("timestamp").and_then(instant),
            },
            nested: !flat && payload.get("data").is_some_and(Value::is_object),
            payload,
        }
    }

    /// Reads one document, which is a CloudEvent if it says so.
    fn read(id: String, payload: Value, declared: bool) -> Result<Self, String> {
        match declared || cloudevent::is_event(&payload) {
            true => cloudevent::structured(payload),
            false => Ok(Self::standard(id, payload)),
        }
    }
}

/// What a request comes to whose sender is proven.
pub(crate) fn translate(source: &Source, webhook: &Webhook) -> Translation {
    let mut out = Out {
        source,
        webhook,
        commands: Vec::new(),
        notes: Vec::new(),
        made: 0,
    };
    out.request();
    Translation {
        commands: out.commands,
        reply: Reply::Receipts,
        notes: out.notes,
    }
}

/// What a request's id is, so that a retry of it is the same: signed where the scheme has one.
fn request_id(source: &Source, webhook: &Webhook) -> String {
    let body = webhook.body.as_slice();
    let given = match source.scheme {
        Scheme::StandardWebhooks => standard::id(webhook),
        Scheme::Bearer | Scheme::CloudEvents => webhook.header("idempotency-key"),
        // Not signed: it tells two equal bodies apart and no more.
        Scheme::Zendesk => {
            let invocation = webhook.header("x-zendesk-webhook-invocation-id");
            return digest(&[invocation.unwrap_or_default().as_bytes(), body]);
        }
        _ => None,
    };
    match given.filter(|id| is_id(id)) {
        Some(id) => id.to_owned(),
        None => digest(&[body]),
    }
}

struct Out<'a> {
    source: &'a Source,
    webhook: &'a Webhook,
    commands: Vec<Command>,
    notes: Vec<String>,
    /// How much text the interactions have so far.
    made: usize,
}

impl Out<'_> {
    fn request(&mut self) {
        let (source, webhook) = (self.source, self.webhook);
        let body = webhook.body.as_slice();
        if source.scheme.takes_events() && cloudevent::is_binary(webhook) {
            let event = cloudevent::binary(webhook);
            if let (Ok(event), Scheme::StandardWebhooks) = (&event, source.scheme) {
                self.commands.extend(bound(source, webhook, event));
            }
            return self.event(event, body);
        }
        let media_type = webhook.media_type().unwrap_or_default();
        let declared = media_type == cloudevent::STRUCTURED;
        let is_list = body.trim_ascii_start().starts_with(b"[");
        // The elements of any other list are for the mapping to find.
        if media_type == cloudevent::BATCH || is_list && source.mapping.is_none() {
            return self.batch(media_type == cloudevent::BATCH);
        }
        let id = request_id(source, webhook);
        let event = payload::document(body).and_then(|value| Event::read(id, value, declared));
        self.event(event, body);
    }

    fn batch(&mut self, declared: bool) {
        let body = self.webhook.body.as_slice();
        let id = request_id(self.source, self.webhook);
        match payload::elements(body, body) {
            Ok(entries) => {
                let alone = entries.len() == 1;
                for (n, Entry { raw, value }) in entries.into_iter().enumerate() {
                    let event = value.and_then(|v| Event::read(nth(&id, n), v, declared));
                    self.event(event, if alone { body } else { raw });
                }
            }
            Err(reason) => self.keep(body, &reason),
        }
    }

    /// Records what an event comes to, or keeps it.
    fn event(&mut self, event: Result<Event, String>, raw: &[u8]) {
        let event = match event {
            Ok(event) => event,
            Err(reason) => return self.keep(raw, &reason),
        };
        if let Some(mapping) = &self.source.mapping {
            return self.mapped(mapping, &event, raw);
        }
        let written = written::read(event.data());
        match written.and_then(|w| w.interaction(self.source, &event.envelope, &mut self.notes)) {
            Ok(interaction) => self.record(interaction),
            Err(reason) => self.keep(raw, &reason),
        }
    }

    fn mapped(&mut self, mapping: &Mapping, event: &Event, raw: &[u8]) {
        let Event {
            envelope, payload, ..
        } = event;
        let entries = match mapping.entries(payload) {
            Ok(None) => {
                return match self.by_mapping(mapping, envelope, payload, payload) {
                    Ok(interaction) => self.record(interaction),
                    Err(reason) => self.keep(raw, &reason),
                };
            }
            Ok(Some(entries)) => entries,
            Err(reason) => return self.keep(raw, &reason),
        };
        for (n, entry) in entries.iter().enumerate() {
            if self.made > MOST_MADE {
                return self.keep(raw, "the interactions of this request are too large");
            }
            let envelope = Envelope {
                id: nth(&envelope.id, n),
                event: envelope.event.clone(),
                time: envelope.time,
            };
            match self.by_mapping(mapping, &envelope, payload, entry) {
                Ok(interaction) => self.record(interaction),
                Err(reason) if entries.len() == 1 => self.keep(raw, &reason),
                Err(reason) => self.keep(entry.to_string().as_bytes(), &reason),
            }
        }
    }

    fn by_mapping(
        &mut self,
        mapping: &Mapping,
        envelope: &Envelope,
        root: &Value,
        entry: &Value,
    ) -> Result<Interaction, String> {
        let written = mapping.read(View { root, entry }, &mut self.notes)?;
        self.made += written.size();
        written.interaction(self.source, envelope, &mut self.notes)
    }

    fn record(&mut self, interaction: Interaction) {
        self.commands.push(Command::Record(Box::new(interaction)));
    }

    fn keep(&mut self, raw: &[u8], reason: &str) {
        self.commands
            .push(keep(self.source, self.webhook, raw, reason));
    }
}

/// The id of one of several.
fn nth(id: &str, n: usize) -> String {
    format!("{id}:{n}")
}

/// The signature of Standard Webhooks does not cover the headers that a CloudEvent in binary mode has
/// its attributes in. What they were when the signed id first came is what they stay, so that nobody
/// makes another event of a request that was once sent.
fn bound(source: &Source, webhook: &Webhook, event: &Event) -> Option<Command> {
    let members = event.payload.as_object()?.iter();
    let attributes =
        members.filter(|(name, _)| source.mapping.is_some() || BELIEVED.contains(&name.as_str()));
    let attributes: Map<String, Value> = attributes
        .filter(|(name, _)| *name != "data")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let attributes = Value::Object(attributes).to_string();
    Some(Command::Bind {
        scope: "webhook-id",
        name: digest(&[source.name.as_bytes(), standard::id(webhook)?.as_bytes()]),
        digest: signature::sha256(attributes.as_bytes()),
    })
}
