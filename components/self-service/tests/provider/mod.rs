//! A visitor's browser as a test needs it: requests, and the token that comes along.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{HeaderMap, HeaderValue, Method};
use throughline_channel_kit::Webhook;
use throughline_self_service::PATH;
use throughline_visitor::{Contact, Keyring, Proven, Session};

/// When all sessions begin.
pub const NOW: u64 = 1_795_321_020_123;

/// Somebody whom nobody knows.
pub fn visitor() -> Session {
    Session::begin([0xab; 16], NOW)
}

/// The same after signing in.
pub fn user() -> Session {
    let proven = Proven {
        user: "ana".to_owned(),
        email: Some("ana@example.com".to_owned()),
        phone: Some("+15551234567".to_owned()),
        name: Some("Ana".to_owned()),
        contact: Contact::default(),
    };
    visitor().identify(proven, [0xcd; 16], NOW)
}

/// A request with this body.
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

/// The request with the session's token.
pub fn sign(webhook: Webhook, session: &Session, secret: &str) -> Webhook {
    let token = Keyring::new(secret).unwrap().seal(session);
    with(webhook, "authorization", &format!("Bearer {token}"))
}

/// The request with a header besides or instead.
pub fn with(mut webhook: Webhook, name: &'static str, value: &str) -> Webhook {
    let value = HeaderValue::from_str(value).unwrap();
    webhook.headers.insert(name, value);
    webhook
}
