//! An X that remembers what it was asked and answers what it was told.

use http::Method;
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::recorder::{self, with};
use throughline_x::X;

pub use throughline_channel_kit::conformance::recorder::{Answer, Sent, answer};

/// The account's token, which may be seen where it proves something and nowhere else.
pub const TOKEN: &str = "x-t0ken";

/// The variables of these tests.
pub fn settings() -> Settings {
    Settings::new().with("x_access_token", TOKEN)
}

/// X took a direct message, as this event.
pub fn taken(event: &str) -> Answer {
    let body = json!({"data": {"dm_conversation_id": "11-22", "dm_event_id": event}});
    Ok(answer(201, body))
}

/// X took a post or a file.
pub fn created(id: &str) -> Answer {
    let body = json!({"data": {"id": id, "text": "…"}});
    Ok(answer(201, body))
}

/// The least that can be sent, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let message = json!({
        "interaction_id": "int_1",
        "to": [{"kind": "x", "value": "22", "name": "Ann"}],
        "text": "It is on its way.",
    });
    with(message, members)
}

/// Sends a message that X takes.
pub fn send(message: &Value) -> Sent {
    send_to(&settings(), message, vec![taken("77")])
}

/// Sends a message that gets this answer.
pub fn answered(status: u16, body: &str) -> Sent {
    send_to(
        &settings(),
        &message(json!({})),
        vec![Ok(answer(status, body))],
    )
}

/// Sends a message and looks at everything.
pub fn send_to(settings: &Settings, message: &Value, answers: Vec<Answer>) -> Sent {
    send_raw(
        settings,
        &Method::POST,
        message.to_string().as_bytes(),
        answers,
    )
}

/// Sends any body.
pub fn send_raw(settings: &Settings, method: &Method, body: &[u8], answers: Vec<Answer>) -> Sent {
    let sent = recorder::send(&X, settings, (method, body), answers);
    sent.shows_secrets_only_in(&["authorization"], &[TOKEN]);
    sent
}
