//! Signatures that others made: Twilio's documentation and its Python library.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use std::path::{Path, PathBuf};
use std::process::Command;

use http::HeaderValue;
use serde_json::Value;
use throughline_channel_kit::{Secret, Webhook};
use throughline_twilio::{payload, signature};

/// A signed request as `tests/vectors/` has it.
struct Vector {
    why: String,
    secret: String,
    public_url: String,
    webhook: Webhook,
}

impl Vector {
    fn read(vector: &Value) -> Self {
        let text = |name: &str| vector[name].as_str().unwrap().to_owned();
        let url = text("url");
        let (scheme, rest) = url.split_once("://").unwrap();
        let (host, target) = rest.split_at(rest.find('/').unwrap());
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let content_type = match text("content_type").as_str() {
            "application/json" => "application/json",
            _ => "application/x-www-form-urlencoded",
        };
        let body = text("body");
        let mut webhook = provider::webhook(path, query, content_type, body.as_bytes());
        webhook = provider::with_signature(webhook, &text("signature"));
        if text("algorithm") != "HMAC_SHA1" {
            let settings = format!("key=webhooks_sharedkey_1,algorithm={}", text("algorithm"));
            let settings = HeaderValue::from_str(&settings).unwrap();
            webhook.headers.insert(signature::SETTINGS_HEADER, settings);
        }
        Self {
            why: text("why"),
            secret: text("secret"),
            public_url: format!("{scheme}://{host}"),
            webhook,
        }
    }

    fn verifies(&self, webhook: &Webhook, secret: &str) -> bool {
        let parameters = payload::read(webhook).ok();
        let secret = Secret::new(secret);
        signature::verify(webhook, parameters.as_ref(), &self.public_url, &[&secret]).is_ok()
    }

    /// The vector verifies, and nothing that was changed about it does.
    fn check(&self) {
        let Self { why, webhook, .. } = self;
        assert!(self.verifies(webhook, &self.secret), "{why}: {webhook:?}");
        assert!(!self.verifies(webhook, "another"), "{why}: another secret");
        let mut changed = Vec::new();
        let change = |alter: &dyn Fn(&mut Webhook)| {
            let mut webhook = webhook.clone();
            alter(&mut webhook);
            webhook
        };
        changed.push(change(&|w| w.body.extend_from_slice(b"&Added=1")));
        changed.push(change(&|w| w.path.push('x')));
        changed.push(change(&|w| w.query.get_or_insert_default().push('x')));
        changed.push(change(&|w| drop(w.headers.remove(signature::HEADER))));
        let other = match webhook.headers.contains_key(signature::SETTINGS_HEADER) {
            true => "algorithm=HMAC_SHA1",
            false => "algorithm=HMAC_SHA256",
        };
        for settings in [other, "algorithm=HMAC_MD5", "algorithm=none"] {
            changed.push(change(&|w| {
                let settings = HeaderValue::from_str(settings).unwrap();
                w.headers.insert(signature::SETTINGS_HEADER, settings);
            }));
        }
        for changed in changed {
            assert!(!self.verifies(&changed, &self.secret), "{why}: {changed:?}");
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn documented_vectors_verify() {
    let file = std::fs::read(root().join("tests/vectors/twilio.json")).unwrap();
    let vectors: Vec<Value> = serde_json::from_slice(&file).unwrap();
    assert_eq!(vectors.len(), 7);
    vectors
        .iter()
        .for_each(|vector| Vector::read(vector).check());
}

#[test]
fn vectors_of_twilios_library_verify() {
    let file = std::fs::read_to_string(root().join("tests/vectors/twilio-peer.jsonl")).unwrap();
    assert_eq!(check_lines(&file), 100);
}

/// A vector a line; answers how many.
fn check_lines(lines: &str) -> usize {
    let vectors = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    vectors
        .map(|vector: Value| Vector::read(&vector).check())
        .count()
}

/// As above with new random requests on every run: `cargo test -p throughline-sms -- --ignored`.
#[test]
#[ignore = "needs Python with `pip install twilio==9.13.0`; PYTHON names the interpreter"]
fn new_vectors_of_twilios_library_verify() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let seed = std::process::id().to_string();
    let output = Command::new(&python)
        .arg(root().join("tests/peers/twilio_sign.py"))
        .args([&seed, "2000"])
        .output()
        .unwrap_or_else(|error| panic!("{python} does not run: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{python}, seed {seed}: {errors}");
    assert_eq!(
        check_lines(&String::from_utf8_lossy(&output.stdout)),
        2000,
        "seed {seed}"
    );
}
