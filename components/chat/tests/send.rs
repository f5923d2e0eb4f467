//! Answers to visitors: who is sent a mail, what it says, and what becomes of it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "send/answers.rs"]
mod answers;
#[path = "send/mails.rs"]
mod mails;
#[path = "send/refused.rs"]
mod refused;

use http::Method;
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::recorder::{self, Answer, Sent};
use throughline_channel_kit::outbound;
use throughline_chat::{CHANNEL, Chat};

/// An answer of an agent's to somebody who left a mail address and went away.
pub fn message() -> Value {
    json!({
        "interaction_id": "int_00000000000000000000000000000001",
        "to": [{"kind": "visitor", "value": "0123456789abcdef0123456789abcdef", "name": "Eve"}],
        "subject": "Parcel",
        "text": "It is on its way.",
        "reply_token": "r1",
        "from_name": "Ada at Support",
        "account": "",
        "in_reply_to": "0123456789abcdef0123456789abcdef:m-000001",
        "references": ["0123456789abcdef0123456789abcdef:m-000001"],
        "last_inbound_at": "2026-11-22T04:00:00.000Z",
        "answers": {"contact_email": "ana@example.com", "page": "https://shop.example/"},
    })
}

/// What became of a message.
pub fn send(message: &Value, answers: Vec<Answer>) -> Sent {
    let body = message.to_string();
    let request = (&Method::POST, body.as_bytes());
    recorder::send(&Chat, &Settings::new(), request, answers)
}

/// The email connector took it.
pub fn taken() -> Vec<Answer> {
    let document = json!({
        "status": "sent", "provider": "postmark", "account": "", "provider_message_id": "p-1",
        "provider_message_ids": ["p-1"], "message_id": "1@example.com",
    });
    vec![Ok(recorder::answer(200, document))]
}

#[test]
fn no_public_route_leads_to_it_and_its_variables_are_granted() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spin.toml");
    let manifest = std::path::Path::new(manifest);
    outbound::is_private_below::<Chat>(CHANNEL, "/chat/", manifest);
    let text = std::fs::read_to_string(manifest).unwrap();
    let (_, stanza) = text.split_once("\n[component.chat]\n").unwrap();
    let (stanza, _) = stanza.split_once("\n# ---").unwrap();
    for variable in throughline_chat::VARIABLES {
        assert!(
            stanza.contains(&format!("\n{variable} = ")),
            "{variable} is not granted"
        );
    }
    let hosts = "\nallowed_outbound_hosts = [\"http://email.spin.internal\"]";
    assert!(
        stanza.contains(hosts),
        "the email connector alone may be called"
    );
}
