//! A Telegram that remembers what it was asked and answers what it was told.

use http::{HeaderValue, Method};
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::recorder::{self, with};
use throughline_telegram::Telegram;

pub use throughline_channel_kit::conformance::recorder::{Answer, Sent, answer};

/// The bot's token, which may be seen in the path of a request and nowhere else.
pub const TOKEN: &str = "123456:t0ken-of_the.bot";

/// The variables of these tests.
pub fn settings() -> Settings {
    Settings::new().with("telegram_bot_token", TOKEN)
}

/// Telegram took it, as this message of this chat.
pub fn taken(chat: i64, message: i64) -> Answer {
    let body = json!({"ok": true, "result": {"message_id": message, "date": 1_795_321_020,
                      "chat": {"id": chat, "type": "private"}, "text": "…"}});
    Ok(answer(200, body))
}

/// The least that can be sent, with these members besides or instead.
pub fn message(members: Value) -> Value {
    let message = json!({
        "interaction_id": "int_1",
        "to": [{"kind": "telegram", "value": "42", "name": "Ann"}],
        "text": "It is on its way.",
    });
    with(message, members)
}

/// Sends a message that Telegram takes.
pub fn send(message: &Value) -> Sent {
    send_to(&settings(), message, vec![taken(42, 9)])
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

/// The methods that were called, in order.
pub fn methods(sent: &Sent) -> Vec<&str> {
    let paths = sent.asked.iter().map(|request| request.uri().path());
    paths.map(|path| path.rsplit('/').next().unwrap()).collect()
}

/// Sends any body.
pub fn send_raw(settings: &Settings, method: &Method, body: &[u8], answers: Vec<Answer>) -> Sent {
    let sent = recorder::send(&Telegram, settings, (method, body), answers);
    the_token_is_in_paths_only(&sent);
    sent
}

fn the_token_is_in_paths_only(sent: &Sent) {
    let shown = format!("{}\n{}", sent.document, sent.log);
    assert!(!shown.contains(TOKEN), "the token is shown: {shown}");
    for request in &sent.asked {
        assert_eq!(request.method(), Method::POST);
        assert_eq!(request.headers()["accept"], "application/json");
        assert_eq!(request.uri().query(), None);
        let (head, body) = (request.headers(), request.body());
        let value = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        assert!(head.values().all(|v| !value(v).contains(TOKEN)));
        assert!(!String::from_utf8_lossy(body).contains(TOKEN));
    }
}
