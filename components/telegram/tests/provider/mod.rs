//! Telegram as a test needs it: requests, and the token that comes along.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{HeaderMap, HeaderValue, Method};
use throughline_channel_kit::Webhook;

/// Where updates go.
pub const PATH: &str = "/webhooks/telegram";
/// The header that carries the token.
pub const HEADER: &str = "x-telegram-bot-api-secret-token";

/// An update with this body.
pub fn update(body: impl AsRef<[u8]>) -> Webhook {
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

/// An update with these members.
pub fn of(members: &str) -> Webhook {
    update(format!(r#"{{"update_id":1,{members}}}"#))
}

/// A text from Ann with these members besides.
pub fn message(members: &str) -> Webhook {
    of(&format!(
        r#""message":{{"message_id":7,"chat":{{"id":42,"type":"private"}},
        "from":{{"id":42,"is_bot":false,"first_name":"Ann"}},{members}}}"#
    ))
}

/// As Telegram signs: it sends the token along.
pub fn sign(mut webhook: Webhook, secret: &str) -> Webhook {
    let value = HeaderValue::from_str(secret).unwrap();
    webhook.headers.insert(HEADER, value);
    webhook
}
