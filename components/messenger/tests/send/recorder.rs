//! A Graph API that remembers what it was asked and answers what it was told.

use http::Method;
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::NOW;
use throughline_channel_kit::conformance::recorder::{self, with};
use throughline_channel_kit::timestamp;
use throughline_messenger::Messenger;

pub use throughline_channel_kit::conformance::recorder::{Answer, Sent, answer};

/// The token of the page, which may be seen nowhere but in `Authorization`.
pub const TOKEN: &str = "EAAGpage1t0ken";
/// That of another page, which may be seen nowhere.
const OTHER: &str = "EAAGpage2t0ken";
/// The page that the customer wrote to.
pub const PAGE: &str = "100200300";
/// The id of the message that the API made.
pub const MID: &str = "m_AG5Hz2U";

/// Both pages' tokens.
pub fn settings() -> Settings {
    let tokens = json!({PAGE: TOKEN, "100200301": OTHER});
    Settings::new().with("messenger_token", tokens.to_string())
}

/// The answer of a success.
pub fn taken() -> Answer {
    let body = json!({"recipient_id": "42", "message_id": MID});
    Ok(answer(200, body))
}

/// An instant so many hours before the test's.
pub fn hours_ago(hours: u64) -> String {
    timestamp::format(NOW - hours * 3_600_000)
}

/// The least that can be sent, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let message = json!({
        "interaction_id": "int_1",
        "to": [{"kind": "messenger", "value": "100200300:42", "name": "Ann"}],
        "account": PAGE,
        "last_inbound_at": hours_ago(1),
        "text": "It is on its way.",
    });
    with(message, members)
}

/// Sends a message that the API takes.
pub fn send(members: Value) -> Sent {
    send_with(&settings(), members, vec![taken()])
}

/// Sends a message, and looks for tokens where they prove nothing.
pub fn send_with(settings: &Settings, members: Value, answers: Vec<Answer>) -> Sent {
    let body = message(members).to_string();
    let request = (&Method::POST, body.as_bytes());
    let sent = recorder::send(&Messenger, settings, request, answers);
    sent.shows_secrets_only_in(&["authorization"], &["t0ken"]);
    for request in &sent.asked {
        let proof = &request.headers()["authorization"];
        assert_eq!(proof, &format!("Bearer {TOKEN}"));
    }
    sent
}
