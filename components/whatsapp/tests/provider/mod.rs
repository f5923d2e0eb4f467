//! Meta as a test needs it: requests, and its signature written a second time, from its documentation
//! and apart from the code under test.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{HeaderMap, HeaderValue, Method};
use serde_json::{Value, json};
use throughline_channel_kit::{Secret, Webhook, signature};

/// Where Meta posts to.
pub const PATH: &str = "/webhooks/whatsapp";
/// Our WhatsApp business account.
pub const BUSINESS: &str = "102290129340398";
/// Our number.
pub const ACCOUNT: &str = "106540352242922";

/// A POST with any body.
pub fn post(body: impl AsRef<[u8]>) -> Webhook {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    Webhook {
        method: Method::POST,
        path: PATH.to_owned(),
        query: None,
        headers,
        body: body.as_ref().to_vec(),
    }
}

/// Signs as Meta does: the hex HMAC-SHA256 of the raw body.
pub fn sign(mut webhook: Webhook, secret: &str) -> Webhook {
    let mac = signature::hmac_sha256(&Secret::new(secret), &[&webhook.body]);
    let hex: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    let value = HeaderValue::from_str(&format!("sha256={hex}")).unwrap();
    webhook.headers.insert("x-hub-signature-256", value);
    webhook
}

/// A POST with these entries.
pub fn entries(entries: &[Value]) -> Webhook {
    post(json!({"object": "whatsapp_business_account", "entry": entries}).to_string())
}

/// An entry with one change.
pub fn entry(field: &str, value: Value) -> Value {
    json!({"id": BUSINESS, "changes": [{"field": field, "value": value}]})
}

/// A change's value: our number, a contact, and these lists.
pub fn value(lists: Value) -> Value {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": ACCOUNT},
        "contacts": [{"profile": {"name": "Ann"}, "wa_id": "16505551234", "user_id": "US.1"}],
    });
    for (name, list) in lists.as_object().unwrap() {
        value[name] = list.clone();
    }
    value
}

/// A POST with these messages.
pub fn messages(messages: Value) -> Webhook {
    entries(&[entry("messages", value(json!({ "messages": messages })))])
}

/// A POST with these statuses.
pub fn statuses(statuses: Value) -> Webhook {
    entries(&[entry("messages", value(json!({ "statuses": statuses })))])
}

/// A text message with these members besides or instead; null takes one away.
pub fn text(members: Value) -> Value {
    let mut message = json!({
        "from": "16505551234",
        "id": "wamid.1",
        "timestamp": "1795321000",
        "type": "text",
        "text": {"body": "Hello"},
    });
    change(&mut message, members);
    message
}

/// A status with these members besides or instead.
pub fn status(members: Value) -> Value {
    let mut status = json!({
        "id": "wamid.2",
        "status": "sent",
        "timestamp": "1795321000",
        "recipient_id": "16505551234",
    });
    change(&mut status, members);
    status
}

fn change(document: &mut Value, members: Value) {
    for (name, value) in members.as_object().unwrap() {
        match value {
            Value::Null => drop(document.as_object_mut().unwrap().remove(name)),
            value => document[name] = value.clone(),
        }
    }
}
