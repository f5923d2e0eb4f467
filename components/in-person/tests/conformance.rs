//! The connector contract, held against both providers of the in-person connector.

mod provider;

use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome, TestBed};
use throughline_channel_kit::types::Timestamp;
use throughline_in_person::InPerson;

use provider::PUBLIC_URL;

/// What the providers have in common: one event a request, no message of ours.
const NO_BATCHES: &str = "each request is one event";
const NO_ECHOES: &str = "nothing is sent to a till, so nothing comes back";

const WRITTEN: Outcome = Outcome {
    written: 1,
    kept: 0,
};
const KEPT: Outcome = Outcome {
    written: 0,
    kept: 1,
};

/// 2026-11-22T04:16:57.308Z
const AT: Timestamp = 1_795_321_017_308;
/// The same second.
const SECOND: Timestamp = 1_795_321_017_000;

struct Square;

fn payment(created_at: &str) -> Webhook {
    provider::square(&format!(
        r#"{{"merchant_id":"M1","type":"payment.updated","event_id":"e1","created_at":{created_at},
            "data":{{"id":"p1","object":{{"payment":{{"id":"p1","order_id":"o1","customer_id":"C1",
            "status":"COMPLETED","note":"caf\u00e9","total_money":{{"amount":4999,"currency":"USD"}}}}}}}}}}"#
    ))
}

fn of_type(kind: &str) -> Webhook {
    provider::square(&format!(
        r#"{{"merchant_id":"M1","type":"{kind}","event_id":"e1","data":{{"id":"d1","object":{{}}}}}}"#
    ))
}

/// JSON without one of its members.
fn without(webhook: &Webhook, member: &str) -> Webhook {
    let mut webhook = webhook.clone();
    let mut document: serde_json::Value =
        serde_json::from_slice(&webhook.body).expect("a fixture is JSON");
    let removed = document.as_object_mut().and_then(|d| d.remove(member));
    assert!(removed.is_some(), "{member}");
    webhook.body = document.to_string().into_bytes();
    webhook
}

/// The same with this instead of that in its body.
fn with(webhook: &Webhook, this: &str, that: &str) -> Webhook {
    let mut webhook = webhook.clone();
    let body = String::from_utf8_lossy(&webhook.body).into_owned();
    assert!(body.contains(that), "{body}");
    webhook.body = body.replacen(that, this, 1).into_bytes();
    webhook
}

impl TestBed for Square {
    type Channel = InPerson;
    const SECRET_VARIABLE: &'static str = "square_signature_key";

    fn channel(&self) -> InPerson {
        InPerson
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        vec![("public_url", PUBLIC_URL)]
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &["x-square-hmacsha256-signature"]
    }

    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
        provider::sign_square(webhook, secret)
    }

    fn sample(&self) -> Webhook {
        payment(r#""2026-11-22T04:16:57.308Z""#)
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        Cases::These(rewritten(&self.sample()))
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        Cases::NoneBecause(NO_BATCHES)
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        Cases::These(vec![
            ("a payout", of_type("payout.sent")),
            (
                "a booking's custom attribute",
                of_type("booking.custom_attribute.owned.updated"),
            ),
            ("a type that is unlikely", of_type(&"\u{200b}".repeat(80))),
            ("a type that goes on", of_type(&"x".repeat(100_000))),
            ("a type in capitals", of_type("PAYMENT.CREATED")),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        let sample = self.sample();
        let mut cases = broken(&sample);
        for member in ["merchant_id", "event_id", "type"] {
            cases.push(("an id is missing", without(&sample, member)));
        }
        cases.push((
            "an id that is none",
            with(&sample, r#"{"id":{}}"#, r#""e1""#),
        ));
        cases.push(("no data", without(&sample, "data")));
        cases.push((
            "a loyalty event of no account",
            of_type("loyalty.event.created"),
        ));
        Cases::These(cases)
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        let sample = self.sample();
        Cases::These(vec![
            (
                "a name twice",
                (
                    with(
                        &sample,
                        r#""event_id":"e1","event_id":"e1""#,
                        r#""event_id":"e1""#,
                    ),
                    KEPT,
                ),
            ),
            (
                "a name twice, deep down",
                (
                    with(&sample, r#""amount":4999,"amount":1"#, r#""amount":4999"#),
                    KEPT,
                ),
            ),
            (
                "a name of tomorrow",
                (with(&sample, r#""new":[1],"type""#, r#""type""#), WRITTEN),
            ),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::NoneBecause(NO_ECHOES)
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let sample = self.sample();
        Cases::These(vec![
            ("RFC 3339", (sample.clone(), Some(AT))),
            (
                "with an offset",
                (payment(r#""2026-11-21T23:16:57.308-05:00""#), Some(AT)),
            ),
            (
                "in whole seconds",
                (payment(r#""2026-11-22T04:16:57Z""#), Some(SECOND)),
            ),
            ("no such day", (payment(r#""2026-02-30T04:16:57Z""#), None)),
            ("seconds", (payment("1795321017"), None)),
            ("null", (payment("null"), None)),
            ("none", (without(&sample, "created_at"), None)),
        ])
    }
}

struct Shopify;

const ORDER: &str = r#"{"id":1,"admin_graphql_api_id":"gid://shopify/Order/1","name":"1001",
    "currency":"USD","total_price":"49.99","financial_status":"paid","note":"caf\u00e9 \/",
    "updated_at":"2026-11-21T23:16:57-05:00","created_at":"2026-11-21T23:00:00-05:00",
    "customer":{"id":7,"email":"ann@example.org","verified_email":true},
    "line_items":[{"name":"Lamp","quantity":2,"price":"20.00"}]}"#;

fn order() -> Webhook {
    provider::shopify(ORDER)
}

impl TestBed for Shopify {
    type Channel = InPerson;
    const SECRET_VARIABLE: &'static str = "shopify_secret";

    fn channel(&self) -> InPerson {
        InPerson
    }

    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    fn proof_headers(&self) -> &'static [&'static str] {
        &["x-shopify-hmac-sha256"]
    }

    fn sign(&self, webhook: Webhook, secret: &str) -> Webhook {
        provider::sign_shopify(webhook, secret)
    }

    fn sample(&self) -> Webhook {
        order()
    }

    fn reencoded(&self) -> Cases<(Webhook, Vec<u8>)> {
        Cases::These(rewritten(&order()))
    }

    fn batches(&self) -> Cases<(Webhook, Outcome)> {
        Cases::NoneBecause(NO_BATCHES)
    }

    fn unknown_types(&self) -> Cases<Webhook> {
        let named = |name: &str| {
            provider::shopify(&format!(r#"{{"id":1,"admin_graphql_api_id":"{name}"}}"#))
        };
        Cases::These(vec![
            ("a fulfilment", named("gid://shopify/Fulfillment/1")),
            ("a draft order", named("gid://shopify/DraftOrder/1")),
            (
                "a name that is unlikely",
                named(&format!("gid://shopify/{}/1", "\u{200b}".repeat(100))),
            ),
            (
                "an edit of an order",
                provider::shopify(r#"{"order_edit":{"id":1,"order_id":2}}"#),
            ),
            ("an order's deletion", provider::shopify(r#"{"id":1}"#)),
            (
                "a shop's redaction",
                provider::shopify(r#"{"shop_id":1,"shop_domain":"lamps.myshopify.com"}"#),
            ),
        ])
    }

    fn unreadable(&self) -> Cases<Webhook> {
        let sample = order();
        let mut cases = broken(&sample);
        cases.push((
            "no name of what it is",
            without(&sample, "admin_graphql_api_id"),
        ));
        cases.push((
            "an id that is no number",
            with(&sample, "Order/x", "Order/1"),
        ));
        cases.push((
            "another platform's name",
            with(&sample, "gid://elsewhere/Order", "gid://shopify/Order"),
        ));
        cases.push((
            "a refund of no order",
            with(&sample, "gid://shopify/Refund", "gid://shopify/Order"),
        ));
        Cases::These(cases)
    }

    fn repeated_keys(&self) -> Cases<(Webhook, Outcome)> {
        let sample = order();
        Cases::These(vec![
            (
                "a name twice",
                (with(&sample, r#""id":1,"id":1"#, r#""id":1"#), KEPT),
            ),
            (
                "a name twice, deep down",
                (
                    with(
                        &sample,
                        r#""verified_email":false,"verified_email":true"#,
                        r#""verified_email":true"#,
                    ),
                    KEPT,
                ),
            ),
            (
                "a name of tomorrow",
                (with(&sample, r#""new":[1],"name""#, r#""name""#), WRITTEN),
            ),
        ])
    }

    fn echoes(&self) -> Cases<Webhook> {
        Cases::NoneBecause(NO_ECHOES)
    }

    fn timestamps(&self) -> Cases<(Webhook, Option<Timestamp>)> {
        let updated = |written: &str| with(&order(), written, r#""2026-11-21T23:16:57-05:00""#);
        let made = SECOND - 16 * 60_000 - 57_000;
        let nothing = without(&without(&order(), "updated_at"), "created_at");
        Cases::These(vec![
            ("RFC 3339 with an offset", (order(), Some(SECOND))),
            (
                "in UTC, with milliseconds",
                (updated(r#""2026-11-22T04:16:57.308Z""#), Some(AT)),
            ),
            ("null: when it was made", (updated("null"), Some(made))),
            (
                "no such day",
                (updated(r#""2026-02-30T00:00:00Z""#), Some(made)),
            ),
            ("seconds", (updated("1795321017"), Some(made))),
            ("none, and a header that is not signed", (nothing, None)),
        ])
    }
}

/// What a careless proxy makes of a body.
fn rewritten(webhook: &Webhook) -> Vec<(&'static str, (Webhook, Vec<u8>))> {
    let body = String::from_utf8_lossy(&webhook.body).into_owned();
    let document: serde_json::Value = serde_json::from_str(&body).expect("a sample is JSON");
    let compact = document.to_string();
    let bodies = [
        ("JSON written anew", compact),
        ("escapes resolved", body.replace(r"\u00e9", "\u{e9}")),
        ("a line feed more", format!("{body}\n")),
        ("a byte order mark", format!("\u{feff}{body}")),
    ];
    bodies
        .map(|(what, body)| (what, (webhook.clone(), body.into_bytes())))
        .into()
}

/// What nobody can read, whoever sent it.
fn broken(sample: &Webhook) -> Vec<(&'static str, Webhook)> {
    let with_body = |body: Vec<u8>| Webhook {
        body,
        ..sample.clone()
    };
    let body = String::from_utf8_lossy(&sample.body).into_owned();
    let deep = format!("{{\"deep\":{}{},", "[".repeat(64), "]".repeat(64));
    let mut latin = sample.body.clone();
    latin.insert(2, 0xe9);
    vec![
        ("nothing", with_body(Vec::new())),
        ("no JSON", with_body(b"payload=%7B%7D".to_vec())),
        ("no object", with_body(b"[1]".to_vec())),
        ("an object that ends early", {
            with_body(body.trim_end_matches('}').as_bytes().to_vec())
        }),
        (
            "depth 65",
            with_body(body.replacen('{', &deep, 1).into_bytes()),
        ),
        ("a lone surrogate", with(sample, r"\ud83d", r"\u00e9")),
        ("text in Latin-1", with_body(latin)),
    ]
}

mod square {
    throughline_channel_kit::conformance!(super::Square, "square");
}

mod shopify {
    throughline_channel_kit::conformance!(super::Shopify, "shopify");
}
