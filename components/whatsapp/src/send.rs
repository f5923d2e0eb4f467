//! An answer to the Cloud API.
//!
//! `POST /<phone number id>/messages`:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages>.
//! A text, files and a template are parts (`part`): each is a request of its own, because WhatsApp has one
//! content in one message. Files that came with their bytes are uploaded before: `media`.

mod media;
mod part;
mod template;

use http::Response;
use serde_json::{Value, json};
use throughline_channel_kit::json::Object;
use throughline_channel_kit::outbound::{
    Call, Message, Outbound, Outcome, Recipient, Unsendable, Visibility,
};
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{Settings, timestamp};
use throughline_meta::{PROVIDER, graph};

use crate::Whatsapp;
use crate::normalize::person::{PHONE, USER, number, user_id};
use part::Part;

/// The access token, or one for each number.
const TOKEN: &str = "whatsapp_token";
/// The number that is written from where the message does not say it.
const NUMBER: &str = "whatsapp_phone_number_id";
/// How long after the customer's last message anything but a template may be sent, in milliseconds:
/// <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages#customer-service-windows>.
const WINDOW: Timestamp = 24 * 60 * 60 * 1000;
/// The largest request in bytes: a video of 16 MB in base64, and the rest.
const LIMIT: usize = 40 << 20;
/// More messages than this are no answer to a customer.
const MOST_PARTS: usize = 10;
/// `biz_opaque_callback_data` has at most so many characters.
const MOST_CALLBACK: usize = 512;

impl Outbound for Whatsapp {
    const SEND_VARIABLES: &'static [&'static str] = &[TOKEN, NUMBER, graph::BASE.variable];
    const SEND_LIMIT: usize = LIMIT;

    fn calls(
        &self,
        message: Message,
        settings: &Settings,
        now: Timestamp,
    ) -> Result<Vec<Call>, Unsendable> {
        if message.visibility == Visibility::Public {
            let detail = "WhatsApp has no public places: an answer goes to one person";
            return Err(Unsendable::invalid("visibility", detail));
        }
        let account = account(&message, settings)?;
        let mut envelope = envelope(&message)?;
        window(&message, now)?;
        let (parts, uploads) = part::parts(message)?;
        if parts.len() > MOST_PARTS {
            let detail = format!(
                "this needs {} WhatsApp messages, and at most {MOST_PARTS} are sent as one answer: \
                 shorten it",
                parts.len()
            );
            return Err(Unsendable::invalid("text", detail));
        }
        let call = |prepares, request| Call {
            provider: PROVIDER,
            account: account.clone(),
            message_id: None,
            prepares,
            request,
        };
        let mut calls = Vec::new();
        let path = format!("/{account}/media");
        for upload in uploads {
            let (content_type, body) = upload.form();
            let body = (content_type.as_str(), body);
            let request = graph::post_as(settings, TOKEN, Some(&account), &path, body)?;
            calls.push(call(true, request));
        }
        let path = format!("/{account}/messages");
        for Part { kind, content } in parts {
            let body = whole(&envelope, kind, content);
            let request = graph::post(settings, TOKEN, Some(&account), &path, &body)?;
            calls.push(call(false, request));
            // Only the first is the answer; the others follow it.
            if let Some(members) = envelope.as_object_mut() {
                members.remove("context");
            }
        }
        Ok(calls)
    }

    fn prepared(&self, call: &mut Call, ids: &[String]) {
        let body = call.request.body_mut();
        if let Ok(mut document) = serde_json::from_slice::<Value>(body)
            && media::name(&mut document, ids)
        {
            *body = document.to_string().into_bytes();
        }
    }

    fn outcome(&self, _: &str, answer: &Response<Vec<u8>>) -> Outcome {
        graph::outcome("WhatsApp", answer, id_of)
    }
}

/// `{"messages":[{"id":"wamid.…"}]}` of a message, `{"id":"4711"}` of an upload.
fn id_of(document: &Value) -> Option<String> {
    let message = document.pointer("/messages/0/id").and_then(Value::as_str);
    let media = document.get("id").and_then(Value::as_str);
    let media = media.filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    let id = message.or(media).filter(|id| !id.is_empty());
    id.map(str::to_owned)
}

/// The number that is written from: the one that the customer wrote to.
fn account(message: &Message, settings: &Settings) -> Result<String, Unsendable> {
    let wanted = "the id of the number to write from (WhatsApp Manager, Phone numbers)";
    let given = message
        .account
        .as_deref()
        .filter(|account| !account.is_empty());
    match given {
        Some(account) if is_number_id(account) => Ok(account.to_owned()),
        Some(_) => Err(Unsendable::invalid(
            "account",
            "expected a phone number id of WhatsApp",
        )),
        None => {
            let account = settings.get(NUMBER).filter(|account| is_number_id(account));
            let account = account.ok_or_else(|| Unsendable::not_configured(NUMBER, wanted));
            account.map(str::to_owned)
        }
    }
}

/// Digits only: it becomes part of a path, and `me` is another thing there.
fn is_number_id(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// What all parts of a message have in common.
fn envelope(message: &Message) -> Result<Value, Unsendable> {
    let id = &message.interaction_id;
    if id.is_empty() || id.chars().count() > MOST_CALLBACK {
        let detail = format!("expected 1 to {MOST_CALLBACK} characters");
        return Err(Unsendable::invalid("interaction_id", detail));
    }
    let (member, recipient) = recipient(message)?;
    let mut envelope = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        // Comes back with every status of the message.
        "biz_opaque_callback_data": id,
        member: recipient,
    });
    // A message of a group is no message of the chat that the answer goes to, and what is told about
    // a user is none at all.
    let answered = message
        .in_reply_to
        .as_deref()
        .filter(|id| id.starts_with("wamid."));
    if let (Some(id), None, Some(members)) = (answered, &message.thread, envelope.as_object_mut()) {
        members.insert("context".to_owned(), json!({ "message_id": id }));
    }
    Ok(envelope)
}

/// `to` and a number, or `recipient` and a user id.
fn recipient(message: &Message) -> Result<(&'static str, String), Unsendable> {
    let [Object(Recipient { kind, value, .. })] = message.to.as_slice() else {
        return Err(Unsendable::invalid(
            "to",
            "a WhatsApp message has exactly one recipient",
        ));
    };
    for (field, others) in [("cc", &message.cc), ("bcc", &message.bcc)] {
        if !others.is_empty() {
            return Err(Unsendable::invalid(
                field,
                "a WhatsApp message has no copies",
            ));
        }
    }
    match kind.as_str() {
        PHONE => match number(value) {
            Some(number) => Ok(("to", number)),
            None => Err(Unsendable::invalid(
                "to[0].value",
                "expected a number like `+14155550100`",
            )),
        },
        USER => match user_id(Some(value)) {
            Some(id) => Ok(("recipient", id)),
            None => {
                let detail = "expected a user id of WhatsApp like `US.13491208655302741918`";
                Err(Unsendable::invalid("to[0].value", detail))
            }
        },
        _ => {
            let detail = "WhatsApp messages go to identities of the kind `whatsapp` or `phone`";
            Err(Unsendable::invalid("to[0].kind", detail))
        }
    }
}

/// Refuses what WhatsApp would refuse. When nothing is known of the customer's last message, WhatsApp
/// says it.
fn window(message: &Message, now: Timestamp) -> Result<(), Unsendable> {
    match message.last_inbound_at {
        Some(last) if message.template.is_none() && now.saturating_sub(last) >= WINDOW => {
            let last = timestamp::format(last);
            Err(Unsendable::invalid(
                "last_inbound_at",
                format!(
                    "the customer last wrote at {last}, and 24 hours after that WhatsApp takes \
                     nothing but a template that it has approved: send one (`template`), or wait \
                     until the customer writes again"
                ),
            ))
        }
        _ => Ok(()),
    }
}

/// The whole message: `{…, "type": "text", "text": {…}}`.
fn whole(envelope: &Value, kind: &'static str, content: Value) -> Value {
    let mut body = envelope.clone();
    if let Some(members) = body.as_object_mut() {
        members.insert("type".to_owned(), kind.into());
        members.insert(kind.to_owned(), content);
    }
    body
}
