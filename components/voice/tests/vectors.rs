//! The signature of a call in Twilio's own documentation.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use std::path::Path;

use serde_json::Value;
use throughline_channel_kit::Secret;
use throughline_twilio::{payload, signature};

/// The documented example is a request of Twilio's voice: `tests/vectors/` at the root.
#[test]
fn the_documented_call_verifies() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/twilio.json");
    let vectors: Vec<Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let calls = vectors.iter().filter(|vector| {
        let body = vector["body"].as_str().unwrap();
        body.starts_with("CallSid=")
    });
    let mut count = 0;
    for vector in calls {
        let text = |name: &str| vector[name].as_str().unwrap();
        let target = text("url").strip_prefix("https://mycompany.com").unwrap();
        let (path, query) = target.split_once('?').unwrap();
        let form = "application/x-www-form-urlencoded";
        let webhook = provider::webhook(path, Some(query), form, text("body").as_bytes());
        let webhook = provider::with_signature(webhook, text("signature"));
        let parameters = payload::read(&webhook).unwrap();
        assert_eq!(parameters.one("Digits"), Ok(Some("1234")));
        let verifies = |secret: &str| {
            let secret = Secret::new(secret);
            let url = "https://mycompany.com";
            signature::verify(&webhook, Some(&parameters), url, &[&secret]).is_ok()
        };
        assert!(verifies(text("secret")), "{}", text("why"));
        assert!(!verifies("another"), "{}", text("why"));
        count += 1;
    }
    assert_eq!(count, 2);
}
