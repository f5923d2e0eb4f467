//! X as a test needs it: requests, and its signatures written a second time, from its documentation
//! and apart from the code under test.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method};
use throughline_channel_kit::{Secret, Webhook, signature};

/// Where events and challenges go.
pub const PATH: &str = "/webhooks/x";
/// The header that the client secret signs.
pub const CLIENT: &str = "x-twitter-webhooks-signature-oauth2";
/// The header that the consumer secret signs.
pub const CONSUMER: &str = "x-twitter-webhooks-signature";

/// An event with this body.
pub fn event(body: impl AsRef<[u8]>) -> Webhook {
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

/// A challenge with this query.
pub fn challenge(query: &str) -> Webhook {
    Webhook {
        method: Method::GET,
        query: Some(query.to_owned()),
        ..event("")
    }
}

/// An event of the X Activity API for the user 11.
pub fn activity(kind: &str, payload: &str) -> Webhook {
    event(format!(
        r#"{{"data":{{"event_uuid":"-1","filter":{{"user_id":"11"}},"event_type":"{kind}","payload":{payload}}}}}"#
    ))
}

/// Events of the Account Activity API for the user 11.
pub fn legacy(members: &str) -> Webhook {
    event(format!(r#"{{"for_user_id":"11",{members}}}"#))
}

/// A direct message from 22 to 11 with these members of `message_data`.
pub fn direct(data: &str) -> String {
    format!(
        r#"{{"type":"message_create","id":"7","created_timestamp":"1795321020123","message_create":
        {{"target":{{"recipient_id":"11"}},"sender_id":"22","message_data":{{{data}}}}}}}"#
    )
}

/// Signs as X does, into this header.
pub fn sign(mut webhook: Webhook, header: &'static str, secret: &str) -> Webhook {
    let mac = signature::hmac_sha256(&Secret::new(secret), &[&webhook.body]);
    let value = format!("sha256={}", STANDARD.encode(mac));
    let value = HeaderValue::from_str(&value).unwrap();
    webhook.headers.insert(header, value);
    webhook
}
