//! A Cloud API that remembers what it was asked and answers what it was told.
#![allow(dead_code, reason = "each user has a part")]

use http::Method;
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::recorder;
use throughline_whatsapp::Whatsapp;

pub use throughline_channel_kit::conformance::recorder::{Answer, Sent, answer};

/// The number that the tests write from.
pub const ACCOUNT: &str = "106540352242922";
/// Another one.
pub const OTHER: &str = "206540352242922";
/// Our interaction.
pub const OURS: &str = "int_0123456789abcdef0123456789abcdef";
/// Tokens, none of which may be seen anywhere but where it proves something.
pub const TOKENS: [&str; 2] = ["EAAfirst-t0ken", "EAAsecond-t0ken"];

/// One number and its token.
pub fn settings() -> Settings {
    Settings::new()
        .with("whatsapp_token", TOKENS[0])
        .with("whatsapp_phone_number_id", ACCOUNT)
}

/// The success of a message.
pub fn taken(id: &str) -> Answer {
    Ok(answer(
        200,
        json!({
            "messaging_product": "whatsapp",
            "contacts": [{"input": "+16505551234", "wa_id": "16505551234"}],
            "messages": [{"id": id}],
        }),
    ))
}

/// The least that can be sent, with these members besides or instead; null takes one away.
pub fn message(members: Value) -> Value {
    let mut message = json!({
        "interaction_id": OURS,
        "to": [{"kind": "phone", "value": "+16505551234"}],
        "text": "It is on its way.",
    });
    for (name, value) in members.as_object().unwrap() {
        match value {
            Value::Null => drop(message.as_object_mut().unwrap().remove(name)),
            value => message[name] = value.clone(),
        }
    }
    message
}

/// Sends a message that WhatsApp takes.
pub fn send(message: &Value) -> Sent {
    send_by(&settings(), message, vec![taken("wamid.OURS")])
}

/// Sends a message and looks at everything.
pub fn send_by(settings: &Settings, message: &Value, answers: Vec<Answer>) -> Sent {
    send_raw(settings, message.to_string().as_bytes(), answers)
}

/// Sends any body, and looks for tokens where they prove nothing.
pub fn send_raw(settings: &Settings, body: &[u8], answers: Vec<Answer>) -> Sent {
    let sent = recorder::send(&Whatsapp, settings, (&Method::POST, body), answers);
    sent.shows_secrets_only_in(&["authorization"], &TOKENS);
    sent
}
