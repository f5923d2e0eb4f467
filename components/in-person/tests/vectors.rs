//! Signatures that others made: Square's and Shopify's own libraries.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use std::path::Path;

use serde_json::Value;
use throughline_channel_kit::{Secret, Webhook};
use throughline_in_person::signature;

fn vectors(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let vectors: Vec<Value> =
        serde_json::from_slice(&std::fs::read(path.join(file)).unwrap()).unwrap();
    assert!(!vectors.is_empty(), "{file}");
    vectors
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap()
}

/// Each way in which a request can be changed, all of which must be noticed.
fn changed(webhook: &Webhook, header: &'static str) -> Vec<Webhook> {
    let change = |alter: &dyn Fn(&mut Webhook)| {
        let mut webhook = webhook.clone();
        alter(&mut webhook);
        webhook
    };
    vec![
        change(&|w| w.body.push(b' ')),
        change(&|w| w.body.truncate(w.body.len() - 1)),
        change(&|w| w.body.clear()),
        change(&|w| drop(w.headers.remove(header))),
        change(&|w| {
            let twice = w.headers[header].clone();
            w.headers.append(header, twice);
        }),
    ]
}

#[test]
fn squares_verify() {
    for vector in vectors("square.json") {
        let url = text(&vector, "url");
        let at = url.match_indices('/').nth(2).unwrap().0;
        let (base, target) = url.split_at(at);
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        let mut webhook = provider::webhook(path, text(&vector, "body").as_bytes(), &[]);
        webhook.query = query;
        let webhook = provider::with(webhook, signature::SQUARE, text(&vector, "signature"));
        let verifies = |webhook: &Webhook, base: &str, secret: &str| {
            signature::square(webhook, base, &[&Secret::new(secret)]).is_ok()
        };
        let key = text(&vector, "key");
        assert!(verifies(&webhook, base, key), "{vector}");
        assert!(verifies(&webhook, &format!("{base}/"), key), "{vector}");
        assert!(!verifies(&webhook, base, "another"), "{vector}");
        for base in ["https://evil.example", "http://hooks.example.com", ""] {
            assert!(!verifies(&webhook, base, key), "{base}");
        }
        for changed in changed(&webhook, signature::SQUARE) {
            assert!(!verifies(&changed, base, key), "{changed:?}");
        }
        let mut elsewhere = webhook.clone();
        elsewhere.path.push('x');
        assert!(!verifies(&elsewhere, base, key), "the URL is signed");
        let mut asked = webhook;
        asked.query.get_or_insert_default().push('x');
        assert!(!verifies(&asked, base, key), "the query is signed");
    }
}

#[test]
fn shopifys_verify_in_either_header() {
    for vector in vectors("shopify.json") {
        for header in [signature::SHOPIFY, signature::SHOPIFY_EVENTS] {
            let body = text(&vector, "body").as_bytes();
            let webhook = provider::webhook(provider::SHOPIFY, body, &[]);
            let webhook = provider::with(webhook, header, text(&vector, "signature"));
            let verifies = |webhook: &Webhook, secret: &str| {
                signature::shopify(webhook, &[&Secret::new(secret)]).is_ok()
            };
            assert!(verifies(&webhook, text(&vector, "secret")), "{vector}");
            assert!(!verifies(&webhook, "another"), "{vector}");
            for changed in changed(&webhook, header) {
                assert!(!verifies(&changed, text(&vector, "secret")), "{changed:?}");
            }
        }
    }
}
