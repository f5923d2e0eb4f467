//! Requests of Twilio's, and its signature written a second time, from its documentation and apart from
//! the code under test.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method};
use throughline_channel_kit::{Secret, Webhook, signature};

/// Where the tests' service is.
pub const PUBLIC_URL: &str = "https://hooks.example.com";

/// Any request.
pub fn webhook(
    path: &str,
    query: Option<&str>,
    content_type: &'static str,
    body: &[u8],
) -> Webhook {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static(content_type));
    Webhook {
        method: Method::POST,
        path: path.to_owned(),
        query: query.map(str::to_owned),
        headers,
        body: body.to_vec(),
    }
}

/// Signs with HMAC-SHA1, as if Twilio had been given [`PUBLIC_URL`].
pub fn sign(webhook: Webhook, secret: &str) -> Webhook {
    let webhook = hashed(webhook);
    let mac = signature::hmac_sha1(&Secret::new(secret), &[&signed_bytes(&webhook)]);
    with_signature(webhook, &STANDARD.encode(mac))
}

/// Signs with a shared key and HMAC-SHA256.
pub fn sign_sha256(webhook: Webhook, secret: &str) -> Webhook {
    let mut webhook = hashed(webhook);
    let mac = signature::hmac_sha256(&Secret::new(secret), &[&signed_bytes(&webhook)]);
    webhook.headers.insert(
        "x-twilio-webhooks-signature-settings",
        HeaderValue::from_static("key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"),
    );
    with_signature(webhook, &STANDARD.encode(mac))
}

/// With `bodySHA256` in the URL, as Twilio does for JSON, unless it is there.
fn hashed(mut webhook: Webhook) -> Webhook {
    let is_json = webhook.media_type().as_deref() == Some("application/json");
    if is_json && webhook.query_value("bodySHA256").is_none() {
        let hash = hex::encode(signature::sha256(&webhook.body));
        let query = webhook.query.get_or_insert_default();
        let separator = if query.is_empty() { "" } else { "&" };
        query.push_str(&format!("{separator}bodySHA256={hash}"));
    }
    webhook
}

/// Carries this signature and no other.
pub fn with_signature(mut webhook: Webhook, signature: &str) -> Webhook {
    let value = HeaderValue::from_str(signature).unwrap();
    webhook.headers.insert("x-twilio-signature", value);
    webhook
}

fn signed_bytes(webhook: &Webhook) -> Vec<u8> {
    let mut signed = format!("{PUBLIC_URL}{}", webhook.target()).into_bytes();
    if webhook.media_type().as_deref() == Some("application/json") {
        return signed;
    }
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = webhook
        .body
        .split(|b| *b == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let at = pair.iter().position(|b| *b == b'=');
            match at {
                Some(at) => (unescape(&pair[..at]), unescape(&pair[at + 1..])),
                None => (unescape(pair), Vec::new()),
            }
        })
        .collect();
    pairs.sort();
    pairs.dedup();
    for (name, value) in pairs {
        signed.extend(name);
        signed.extend(value);
    }
    signed
}

fn unescape(escaped: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = escaped;
    while let [first, tail @ ..] = rest {
        let escape = (*first == b'%')
            .then(|| hex::decode(tail.get(..2)?).ok())
            .flatten();
        match escape {
            Some(byte) => {
                bytes.extend(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = tail;
            }
        }
    }
    bytes
}
