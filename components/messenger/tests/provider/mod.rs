//! Meta as a test needs it: requests, and its signature.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{HeaderMap, HeaderValue, Method};
use throughline_channel_kit::{Secret, Webhook, signature};

/// Where Meta posts.
pub const PATH: &str = "/webhooks/messenger";
/// Our page.
pub const PAGE: &str = "100200300";
/// When the events of these tests happened.
pub const AT: u64 = 1_795_320_900_000;

/// A body as it is.
pub fn post(body: &[u8]) -> Webhook {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    Webhook {
        method: Method::POST,
        path: PATH.to_owned(),
        query: None,
        headers,
        body: body.to_vec(),
    }
}

/// The check of the URL.
pub fn get(query: &str) -> Webhook {
    Webhook {
        method: Method::GET,
        query: Some(query.to_owned()),
        headers: HeaderMap::new(),
        ..post(b"")
    }
}

/// Entries of an envelope.
pub fn entries(entries: &str) -> Webhook {
    post(format!(r#"{{"object":"page","entry":[{entries}]}}"#).as_bytes())
}

/// Events of conversations with [`PAGE`], as JSON with commas between them.
pub fn events(events: &str) -> Webhook {
    entries(&format!(
        r#"{{"id":"{PAGE}","time":{AT},"messaging":[{events}]}}"#
    ))
}

/// One event of the customer 42's with these members besides.
pub fn event(members: &str) -> Webhook {
    events(&from_customer(members))
}

/// The event alone.
pub fn from_customer(members: &str) -> String {
    format!(
        r#"{{"sender":{{"id":"42"}},"recipient":{{"id":"{PAGE}"}},"timestamp":{AT},{members}}}"#
    )
}

/// An event of the page's own.
pub fn from_page(members: &str) -> String {
    format!(
        r#"{{"sender":{{"id":"{PAGE}"}},"recipient":{{"id":"42"}},"timestamp":{AT},{members}}}"#
    )
}

/// One change of a field of [`PAGE`].
pub fn change(field: &str, value: &str) -> Webhook {
    entries(&format!(
        r#"{{"id":"{PAGE}","time":{AT},"changes":[{{"field":"{field}","value":{value}}}]}}"#
    ))
}

/// Signs as Meta does.
pub fn sign(mut webhook: Webhook, secret: &str) -> Webhook {
    if webhook.method == Method::POST {
        let mac = signature::hmac_sha256(&Secret::new(secret), &[&webhook.body]);
        let value = format!("sha256={}", hex::encode(mac));
        let value = HeaderValue::from_str(&value).unwrap();
        webhook.headers.insert("x-hub-signature-256", value);
    }
    webhook
}
