//! The sources as a test needs them: requests, and their proofs written a second time, from the vendors'
//! documents and apart from the code under test.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};
use throughline_channel_kit::{Secret, Webhook, signature};

/// When requests are received: 2026-11-22T04:17:00Z, in seconds.
pub const NOW: u64 = 1_795_321_020;

/// The name of the source of a scheme, in tests.
pub fn name(scheme: &str) -> &str {
    match scheme {
        "standard-webhooks" => "crm",
        "bearer" => "erp",
        "cloudevents" => "bus",
        "mapping" => "legacy",
        "zendesk" => "desk",
        scheme => scheme,
    }
}

/// A JSON document sent to the source of a scheme.
pub fn post(scheme: &str, body: impl Into<Vec<u8>>) -> Webhook {
    let path = format!("/webhooks/generic/{}", name(scheme));
    webhook(&path, "application/json", body)
}

/// Any request.
pub fn webhook(path: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Webhook {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", content_type.parse().unwrap());
    Webhook {
        method: Method::POST,
        path: path.to_owned(),
        query: None,
        headers,
        body: body.into(),
    }
}

/// With these headers besides.
pub fn with(mut webhook: Webhook, headers: &[(&str, &str)]) -> Webhook {
    for (name, value) in headers {
        let name: HeaderName = name.parse().unwrap();
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        webhook.headers.insert(name, value);
    }
    webhook
}

/// What the source of a scheme is configured with, without secrets.
pub fn configuration(scheme: &str) -> Value {
    match scheme {
        "mapping" => json!({ "scheme": "bearer", "mapping": mapping() }),
        scheme => json!({ "scheme": scheme }),
    }
}

/// The mapping of the source `legacy`.
pub fn mapping() -> Value {
    json!({
        "each": "/tickets",
        "id": "/number",
        "kind": {
            "pointer": "/type",
            "map": { "phone": "call", "counter": "visit", "login": "activity" },
            "default": "message",
        },
        "direction": { "pointer": "/outgoing", "map": { "true": "outbound" }, "default": "inbound" },
        "identities": [
            { "kind": "email", "value": "/customer/mail", "name": "/customer/name" },
            { "kind": "phone", "value": ["/customer/mobile", "/customer/tel"] },
        ],
        "business": { "kind": "external", "value": "^/shop" },
        "subject": "/title",
        "text": ["/body", "/summary"],
        "occurred_at": "/created",
        "thread": "/case",
        "language": { "pointer": "/lang", "map": { "de-AT": "de", "english": "en" } },
        "attributes": { "shop": "^/shop", "plan": "/customer/plan", "system": { "const": "legacy" } },
        "attachments": { "each": "/files", "url": "/href", "name": "/label", "size": "/bytes" },
    })
}

/// The secret as the configuration writes it.
pub fn written(scheme: &str, secret: &str) -> String {
    match scheme {
        "standard-webhooks" => format!("whsec_{}", STANDARD.encode(secret)),
        _ => secret.to_owned(),
    }
}

/// `generic_sources` with the source of a scheme, while these secrets are active.
pub fn sources(scheme: &str, secrets: &[&str]) -> String {
    let mut source = configuration(scheme);
    let secrets: Vec<_> = secrets.iter().map(|s| written(scheme, s)).collect();
    source["secret"] = Value::from(secrets.join(","));
    json!({ name(scheme): source }).to_string()
}

/// Proves a request as the scheme does.
pub fn sign(scheme: &str, webhook: Webhook, secret: &str) -> Webhook {
    let key = Secret::new(secret);
    let hmac = |parts: &[&[u8]]| signature::hmac_sha256(&key, parts);
    let now = NOW.to_string();
    let body = webhook.body.clone();
    match scheme {
        "standard-webhooks" => {
            let id = webhook.header("webhook-id").unwrap_or("msg_1").to_owned();
            let signed = format!("{id}.{now}.");
            let given = STANDARD.encode(hmac(&[signed.as_bytes(), &body]));
            let headers = [
                ("webhook-id", id),
                ("webhook-timestamp", now),
                ("webhook-signature", format!("v1,{given}")),
            ];
            let headers = headers
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            with(webhook, &headers)
        }
        "chatwoot" => {
            let given = hex::encode(hmac(&[format!("{now}.").as_bytes(), &body]));
            let given = format!("sha256={given}");
            with(
                webhook,
                &[
                    ("x-chatwoot-timestamp", &now),
                    ("x-chatwoot-signature", &given),
                ],
            )
        }
        "zendesk" => {
            let now = "2026-11-22T04:17:00Z";
            let given = STANDARD.encode(hmac(&[now.as_bytes(), &body]));
            let headers = [
                ("x-zendesk-webhook-signature-timestamp", now),
                ("x-zendesk-webhook-signature", given.as_str()),
            ];
            with(webhook, &headers)
        }
        "intercom" => {
            let given = format!("sha1={}", hex::encode(signature::hmac_sha1(&key, &[&body])));
            with(webhook, &[("x-hub-signature", &given)])
        }
        "slack" => {
            let given = hex::encode(hmac(&[format!("v0:{now}:").as_bytes(), &body]));
            let given = format!("v0={given}");
            with(
                webhook,
                &[
                    ("x-slack-request-timestamp", &now),
                    ("x-slack-signature", &given),
                ],
            )
        }
        "line" => {
            let given = STANDARD.encode(hmac(&[&body]));
            with(webhook, &[("x-line-signature", &given)])
        }
        "bearer" | "cloudevents" | "mapping" => {
            with(webhook, &[("authorization", &format!("Bearer {secret}"))])
        }
        other => panic!("no such scheme: {other}"),
    }
}
