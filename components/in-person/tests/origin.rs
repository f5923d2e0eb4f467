//! Where an event comes from, what its headers can change (nothing), and what is never stored.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use std::path::Path;

use serde_json::Value;
use throughline_channel_kit::conformance::read_fixtures;
use throughline_channel_kit::types::{Interaction, Verdict};
use throughline_channel_kit::{Channel, Command, Refusal, Settings, Webhook};
use throughline_in_person::InPerson;

use provider::{PUBLIC_URL, sign_shopify, sign_square};

fn settings(key: &str, secret: &str) -> Settings {
    Settings::new()
        .with("public_url", PUBLIC_URL)
        .with("square_signature_key", key)
        .with("shopify_secret", secret)
}

/// `recorded`, `kept`, `dropped`, or the status of the refusal.
fn result(settings: &Settings, webhook: &Webhook) -> String {
    match InPerson.receive(webhook, settings, 0) {
        Ok(delivery) => match delivery.commands.as_slice() {
            [] => "dropped".to_owned(),
            [Command::Record(_)] => "recorded".to_owned(),
            [Command::Keep(_)] => "kept".to_owned(),
            other => panic!("{other:?}"),
        },
        Err(refusal) => refusal.problem().status().to_string(),
    }
}

fn recorded(settings: &Settings, webhook: &Webhook) -> Interaction {
    let delivery = InPerson.receive(webhook, settings, 0).unwrap();
    match delivery.commands.as_slice() {
        [Command::Record(interaction)] => (**interaction).clone(),
        other => panic!("{other:?}"),
    }
}

fn fixture(provider: &str, name: &str) -> Webhook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let fixtures = read_fixtures(&folder.join(provider));
    let found = fixtures.into_iter().find(|fixture| fixture.name == name);
    found.unwrap().webhook
}

fn of_merchant(merchant: &str) -> Webhook {
    provider::square(&format!(
        r#"{{"merchant_id":{merchant},"type":"order.created","event_id":"e1","data":{{"id":"o1"}}}}"#
    ))
}

#[test]
fn a_merchant_is_proven_by_its_own_key() {
    let several = settings(r#"{"M1":"one-old,one-new","M2":["two"]}"#, "s");
    for (merchant, key, expected) in [
        (r#""M1""#, "one-old", "recorded"),
        (r#""M1""#, "one-new", "recorded"),
        (r#""M2""#, "two", "recorded"),
        (r#""M1""#, "two", "401"),
        (r#""M2""#, "one-old", "401"),
        (r#""M3""#, "two", "401"),
        // Which merchant it is cannot be read: any key proves it, and nothing is recorded.
        ("null", "two", "kept"),
        (r#"" M1""#, "two", "kept"),
        ("null", "three", "401"),
    ] {
        let webhook = sign_square(of_merchant(merchant), key);
        assert_eq!(result(&several, &webhook), expected, "{merchant} by {key}");
    }
}

#[test]
fn the_signed_url_starts_with_public_url() {
    let webhook = sign_square(of_merchant(r#""M1""#), "k");
    for (public_url, expected) in [
        ("https://hooks.example.com", "recorded"),
        ("https://hooks.example.com/", "recorded"),
        ("https://hooks.example.com#x", "recorded"),
        ("https://hooks.example.com:443", "401"),
        ("http://hooks.example.com", "401"),
        ("https://hooks.example.com/base", "401"),
        ("", "503"),
    ] {
        let settings = settings("k", "s").with("public_url", public_url);
        assert_eq!(result(&settings, &webhook), expected, "{public_url}");
    }
    let mut asked = webhook;
    asked.query = Some("x=1".to_owned());
    assert_eq!(result(&settings("k", "s"), &asked), "401");
    let asked = sign_square(asked, "k");
    assert_eq!(result(&settings("k", "s"), &asked), "recorded");
}

#[test]
fn a_provider_without_its_secret_is_closed_and_the_other_is_not() {
    let square = sign_square(of_merchant(r#""M1""#), "k");
    let shopify = sign_shopify(fixture("shopify", "order-at-the-till"), "s");
    assert_eq!(result(&settings("k", ""), &square), "recorded");
    assert_eq!(result(&settings("k", ""), &shopify), "503");
    assert_eq!(result(&settings("", "s"), &square), "503");
    assert_eq!(result(&settings("", "s"), &shopify), "recorded");
    // Shopify signs no URL.
    let no_url = settings("k", "s").with("public_url", "");
    assert_eq!(result(&no_url, &shopify), "recorded");
    assert!(matches!(
        InPerson.receive(&shopify, &settings("k", ""), 0),
        Err(Refusal::NotConfigured {
            variable: "shopify_secret",
            ..
        })
    ));
}

#[test]
fn a_shop_is_proven_by_its_own_secret_and_named_only_then() {
    let shop_of = |settings: &Settings, webhook: &Webhook| {
        let attributes = recorded(settings, webhook).attributes.unwrap();
        let attributes: Value = serde_json::from_slice(&attributes).unwrap();
        attributes["shop"].as_str().map(str::to_owned)
    };
    let webhook = sign_shopify(fixture("shopify", "order-at-the-till"), "one");
    let several = settings(
        "k",
        r#"{"lamps.myshopify.com":"one","bulbs.myshopify.com":"two"}"#,
    );
    assert_eq!(
        shop_of(&several, &webhook).as_deref(),
        Some("lamps.myshopify.com")
    );
    assert_eq!(shop_of(&settings("k", "one"), &webhook), None);
    for shop in ["bulbs.myshopify.com", "other.myshopify.com", ""] {
        let moved = provider::with(webhook.clone(), "x-shopify-shop-domain", shop);
        assert_eq!(result(&several, &moved), "401", "{shop}");
    }
    let mut nowhere = webhook;
    nowhere.headers.remove("x-shopify-shop-domain");
    assert_eq!(result(&several, &nowhere), "401");
    assert_eq!(result(&settings("k", "one"), &nowhere), "recorded");
}

/// Somebody who has one genuine request and no secret can send it again with other headers. It stays
/// the same interaction.
#[test]
fn headers_of_a_replay_change_nothing() {
    let settings = settings("k", "s");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shopify");
    let mut seen = 0;
    for fixture in read_fixtures(&folder) {
        let genuine = sign_shopify(fixture.webhook, "s");
        let expected = InPerson.receive(&genuine, &settings, 0).unwrap();
        for (name, value) in [
            ("x-shopify-event-id", "another"),
            ("x-shopify-webhook-id", "another"),
            ("x-shopify-topic", "customers/redact"),
            ("x-shopify-topic", "refunds/create"),
            ("x-shopify-topic", ""),
            ("x-shopify-shop-domain", "evil.myshopify.com"),
            ("x-shopify-triggered-at", "1999-01-01T00:00:00Z"),
            ("x-shopify-api-version", "2099-01"),
        ] {
            let replay = provider::with(genuine.clone(), name, value);
            let again = InPerson.receive(&replay, &settings, 1).unwrap();
            assert_eq!(again, expected, "{}: {name}: {value}", fixture.name);
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn each_event_is_its_own_and_all_are_one_purchase() {
    let settings = settings("k", "s");
    let read = |name: &str| recorded(&settings, &sign_shopify(fixture("shopify", name), "s"));
    let orders = ["order-at-the-till", "order-cancelled", "order-refunded"].map(read);
    let purchase = |interaction: &Interaction| -> Value {
        let attributes = interaction.attributes.as_deref().unwrap();
        let attributes: Value = serde_json::from_slice(attributes).unwrap();
        attributes["purchase"].clone()
    };
    let ids: std::collections::BTreeSet<_> = orders
        .iter()
        .map(|order| order.provider_message_id.clone())
        .collect();
    assert_eq!(ids.len(), 3);
    for (order, status) in orders.iter().zip(["paid", "cancelled", "refunded"]) {
        assert_eq!(purchase(order)["id"], "820982911946154508");
        assert_eq!(purchase(order)["status"], status);
        assert_eq!(order.customer, orders[0].customer);
    }
}

#[test]
fn only_what_a_provider_checked_is_proven() {
    let settings = settings("k", "s");
    let proven = |provider: &str, name: &str| {
        let webhook = fixture(provider, name);
        let webhook = match provider {
            "square" => sign_square(webhook, "k"),
            _ => sign_shopify(webhook, "s"),
        };
        let interaction = recorded(&settings, &webhook);
        let all = std::iter::once(interaction.customer).chain(interaction.also);
        let passed = all.filter(|other| other.verdict == Verdict::Pass);
        passed
            .map(|other| format!("{}={}", other.identity.kind, other.identity.value))
            .collect::<Vec<_>>()
    };
    for (provider, name, expected) in [
        (
            "shopify",
            "order-at-the-till",
            vec![
                "external=shopify:115310627314723954",
                "email=ann@example.org",
            ],
        ),
        (
            "shopify",
            "order-in-yen",
            vec!["external=shopify:115310627314723954"],
        ),
        ("shopify", "order-of-a-guest", vec![]),
        ("shopify", "cart", vec![]),
        ("shopify", "refund", vec![]),
        (
            "square",
            "payment-by-card",
            vec!["external=square:RDX9Z4XTIZR7MRZJUXNY9HUK6I"],
        ),
        ("square", "payment-in-cash-by-nobody", vec![]),
        (
            "square",
            "customer-created",
            vec!["external=square:RDX9Z4XTIZR7MRZJUXNY9HUK6I"],
        ),
        (
            "square",
            "customers-merged",
            vec![
                "external=square:RDX9Z4XTIZR7MRZJUXNY9HUK6I",
                "external=square:OLD1AAAAAAAAAAAAAAAAAAAAAA",
                "external=square:OLD2AAAAAAAAAAAAAAAAAAAAAA",
            ],
        ),
        (
            "square",
            "loyalty-account",
            vec![
                "external=square:RDX9Z4XTIZR7MRZJUXNY9HUK6I",
                "loyalty=79b807d2-d786-46a9-933b-918028d7a8c5",
            ],
        ),
        (
            "square",
            "loyalty-points",
            vec!["loyalty=79b807d2-d786-46a9-933b-918028d7a8c5"],
        ),
    ] {
        assert_eq!(proven(provider, name), expected, "{provider} {name}");
    }
}

/// Cards, and addresses that open something, stay with the provider.
#[test]
fn what_could_be_misused_is_not_stored() {
    let settings = settings("k", "s");
    let secrets = [
        (
            "square",
            "payment-by-card",
            vec!["sq-1-", "411111", "\"1111\"", "receipt/preview"],
        ),
        (
            "shopify",
            "order-at-the-till",
            vec!["authenticate", "abcdefg", "bd5a8aa1", "203.0.113.7"],
        ),
        (
            "shopify",
            "checkout",
            vec!["recover", "secret", "123123123"],
        ),
        ("shopify", "cart", vec!["eeafa272cebfd4b22385bc4b645e762c"]),
        ("square", "booking", vec!["difficult"]),
    ];
    for (provider, name, secrets) in secrets {
        let webhook = fixture(provider, name);
        let body = String::from_utf8_lossy(&webhook.body).into_owned();
        let signed = match provider {
            "square" => sign_square(webhook, "k"),
            _ => sign_shopify(webhook, "s"),
        };
        let mut interaction = recorded(&settings, &signed);
        let attributes = interaction.attributes.take().unwrap_or_default();
        let shown = format!("{interaction:?}{}", String::from_utf8_lossy(&attributes));
        for secret in secrets {
            assert!(body.contains(secret), "{name} has no {secret}");
            assert!(!shown.contains(secret), "{name}: {secret} in {shown}");
        }
    }
}

#[test]
fn a_privacy_request_says_what_to_do() {
    for (name, expected) in [
        ("customers-data-request", "export"),
        ("customers-redact", "erase"),
        ("shop-redact", "erased"),
        ("events-delivery", "subscribe to the webhook"),
    ] {
        let webhook = sign_shopify(fixture("shopify", name), "s");
        let delivery = InPerson.receive(&webhook, &settings("k", "s"), 0).unwrap();
        let [Command::Keep(kept)] = delivery.commands.as_slice() else {
            panic!("{name}: {delivery:?}");
        };
        assert!(kept.reason.contains(expected), "{name}: {}", kept.reason);
    }
}

#[test]
fn a_refusal_says_what_to_do_and_shows_no_secret() {
    for (webhook, hint) in [
        (sign_square(of_merchant(r#""M1""#), "wrong"), "public_url"),
        (
            sign_shopify(fixture("shopify", "order-at-the-till"), "wrong"),
            "shopify_secret",
        ),
    ] {
        let settings = settings("hunter2", "hunter2");
        let refusal = InPerson.receive(&webhook, &settings, 0).unwrap_err();
        let detail = refusal.problem().detail().to_owned();
        assert_eq!(detail, "the request carries no valid signature");
        let log = refusal.log();
        assert!(log.contains(hint) && !log.contains("hunter2"), "{log}");
    }
}
