//! Square and Shopify as a test needs them: requests, and their signatures written a second time,
//! from their documentation and apart from the code under test.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method};
use throughline_channel_kit::{Secret, Webhook, signature};

/// Where the tests' service is.
pub const PUBLIC_URL: &str = "https://hooks.example.com";
/// Square's events.
pub const SQUARE: &str = "/webhooks/in-person/square";
/// Shopify's webhooks.
pub const SHOPIFY: &str = "/webhooks/in-person/shopify";

/// An event of Square's.
pub fn square(body: &str) -> Webhook {
    webhook(SQUARE, body.as_bytes(), &[])
}

/// A webhook of Shopify's with the headers that it sends.
pub fn shopify(body: &str) -> Webhook {
    webhook(
        SHOPIFY,
        body.as_bytes(),
        &[
            ("x-shopify-topic", "orders/updated"),
            ("x-shopify-shop-domain", "lamps.myshopify.com"),
            ("x-shopify-event-id", "98880550-7158-44d4-b7cd-2c97c8a091b5"),
            (
                "x-shopify-webhook-id",
                "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
            ),
            ("x-shopify-triggered-at", "2026-11-22T04:16:59.000Z"),
            ("x-shopify-api-version", "2026-10"),
        ],
    )
}

/// Any request with a JSON body.
pub fn webhook(path: &str, body: &[u8], headers: &[(&'static str, &str)]) -> Webhook {
    let mut map = HeaderMap::new();
    map.insert("content-type", HeaderValue::from_static("application/json"));
    for (name, value) in headers {
        map.insert(*name, value.parse().unwrap());
    }
    Webhook {
        method: Method::POST,
        path: path.to_owned(),
        query: None,
        headers: map,
        body: body.to_vec(),
    }
}

/// Signs as Square does, as if it had been given [`PUBLIC_URL`].
pub fn sign_square(webhook: Webhook, secret: &str) -> Webhook {
    let mut signed = format!("{PUBLIC_URL}{}", webhook.target()).into_bytes();
    signed.extend_from_slice(&webhook.body);
    let mac = signature::hmac_sha256(&Secret::new(secret), &[&signed]);
    with(
        webhook,
        "x-square-hmacsha256-signature",
        &STANDARD.encode(mac),
    )
}

/// Signs as Shopify does.
pub fn sign_shopify(webhook: Webhook, secret: &str) -> Webhook {
    let mac = signature::hmac_sha256(&Secret::new(secret), &[&webhook.body]);
    with(webhook, "x-shopify-hmac-sha256", &STANDARD.encode(mac))
}

/// With this header instead of what it had.
pub fn with(mut webhook: Webhook, name: &'static str, value: &str) -> Webhook {
    let value = HeaderValue::from_str(value).unwrap();
    webhook.headers.insert(name, value);
    webhook
}
