//! Signatures that others made: the vendors' documents and libraries.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use throughline_channel_kit::{Refusal, Webhook};
use throughline_generic::config::Sources;
use throughline_generic::signature;

use provider::{webhook, with};

fn verifies(scheme: &str, secret: &str, webhook: &Webhook, now: u64) -> bool {
    let variable = json!({ "s": { "scheme": scheme, "secret": secret } }).to_string();
    let sources = Sources::read(&variable).unwrap();
    match signature::verify(sources.get("s").unwrap(), webhook, now * 1000) {
        Ok(()) => true,
        Err(Refusal::Unverified(reason)) => {
            assert!(
                reason.starts_with("s: ") && !reason.contains(secret),
                "{reason}"
            );
            false
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn signatures_of_others_verify() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/generic.json");
    let vectors: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(vectors.len(), 6);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let (why, scheme, secret) = (text("why"), text("scheme"), text("secret"));
        let now = vector["now"].as_u64().unwrap();
        let headers: Vec<(&str, &str)> = vector["headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
            .collect();
        let request = with(webhook("/", "application/json", text("body")), &headers);
        assert!(verifies(scheme, secret, &request, now), "{why}");
        let both = format!("{},{secret}", provider::written(scheme, "old"));
        assert!(
            verifies(scheme, &both, &request, now),
            "{why}, while it is rotated"
        );
        let another = provider::written(scheme, "another");
        assert!(
            !verifies(scheme, &another, &request, now),
            "{why}, another secret"
        );
        let mut longer = request.clone();
        longer.body.push(b'\n');
        assert!(
            !verifies(scheme, secret, &longer, now),
            "{why}, a line more"
        );
        for (name, _) in &headers {
            let mut without = request.clone();
            without.headers.remove(*name);
            assert!(
                !verifies(scheme, secret, &without, now),
                "{why}, without {name}"
            );
        }
        // Where a time is signed, it counts for five minutes.
        let timed = headers.len() > 1;
        for (seconds, good) in [(300, true), (301, !timed), (100_000, !timed)] {
            assert_eq!(
                verifies(scheme, secret, &request, now + seconds),
                good,
                "{why}, {seconds}"
            );
            let before = now.saturating_sub(seconds);
            assert_eq!(
                verifies(scheme, secret, &request, before),
                good,
                "{why}, -{seconds}"
            );
        }
    }
}

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const GOOD: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const AT: u64 = 1_614_265_330;

/// The vector of Standard Webhooks with another list of signatures, under names that begin so.
fn standard(prefix: &str, signatures: &str) -> Webhook {
    let names = ["id", "timestamp", "signature"].map(|name| format!("{prefix}-{name}"));
    let at = AT.to_string();
    let values = ["msg_p5jXN8AQM9LWM0D4loKWxJek", &at, signatures];
    let headers: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(values).collect();
    with(
        webhook("/", "application/json", "{\"test\": 2432232314}"),
        &headers,
    )
}

#[test]
fn one_of_several_signatures_is_enough() {
    let many = format!("{}{GOOD}", "v1,AAAA ".repeat(15));
    let too_many = format!("{}{GOOD}", "v1,AAAA ".repeat(16));
    for (signatures, good) in [
        (GOOD.to_owned(), true),
        (format!("v1,AAAA {GOOD}"), true),
        (format!("{GOOD} v1,AAAA"), true),
        (format!("v1a,AAAA v2,x {GOOD}"), true),
        (format!("  {GOOD} "), true),
        (many, true),
        (too_many, false),
        (GOOD.replace("v1,", "v2,"), false),
        (GOOD.replace("v1,", "v1a,"), false),
        (GOOD.replace("v1,", "V1,"), false),
        (GOOD.replace(',', " "), false),
        (GOOD.replace('=', ""), false),
        (format!("{GOOD},{GOOD}"), false),
        ("v1,".to_owned(), false),
        ("v1".to_owned(), false),
        (String::new(), false),
    ] {
        let request = standard("webhook", &signatures);
        assert_eq!(
            verifies("standard-webhooks", SECRET, &request, AT),
            good,
            "{signatures}"
        );
    }
}

#[test]
fn svix_calls_its_headers_otherwise() {
    let bare = SECRET.strip_prefix("whsec_").unwrap();
    assert!(verifies(
        "standard-webhooks",
        bare,
        &standard("svix", GOOD),
        AT
    ));
    // One set of headers counts, never some of each.
    let mixed = with(
        standard("svix", GOOD),
        &[("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")],
    );
    assert!(!verifies("standard-webhooks", SECRET, &mixed, AT));
}

#[test]
fn public_keys_verify_v1a() {
    let pair = SigningKey::from_bytes(&[7; 32]);
    let key =
        |pair: &SigningKey| format!("whpk_{}", STANDARD.encode(pair.verifying_key().to_bytes()));
    let signed = format!("msg_p5jXN8AQM9LWM0D4loKWxJek.{AT}.{{\"test\": 2432232314}}");
    let given = STANDARD.encode(pair.sign(signed.as_bytes()).to_bytes());
    let signature = format!("v1a,{given}");
    let request = standard("webhook", &signature);
    assert!(verifies("standard-webhooks", &key(&pair), &request, AT));
    assert!(verifies(
        "standard-webhooks",
        &format!("{SECRET},{}", key(&pair)),
        &request,
        AT
    ));
    let rotated = standard("webhook", &format!("{GOOD} {signature}"));
    assert!(verifies("standard-webhooks", &key(&pair), &rotated, AT));
    assert!(verifies("standard-webhooks", SECRET, &rotated, AT));
    let another = SigningKey::from_bytes(&[8; 32]);
    assert!(!verifies("standard-webhooks", &key(&another), &request, AT));
    assert!(!verifies("standard-webhooks", SECRET, &request, AT));
    let mut longer = request.clone();
    longer.body.push(b' ');
    assert!(!verifies("standard-webhooks", &key(&pair), &longer, AT));
    for wrong in [
        format!("v1,{given}"),
        "v1a,".to_owned(),
        "v1a,AAAA".to_owned(),
    ] {
        let request = standard("webhook", &wrong);
        assert!(
            !verifies("standard-webhooks", &key(&pair), &request, AT),
            "{wrong}"
        );
    }
}

#[test]
fn keys_that_are_none_are_noticed() {
    let pair = SigningKey::from_bytes(&[7; 32]);
    let private = format!("whsk_{}", STANDARD.encode(pair.to_bytes()));
    for (key, wrong) in [
        (private.as_str(), "whsk_ is the sender's private key"),
        ("whpk_AAAA", "not the base64 of an Ed25519 public key"),
        ("whpk_#", "not the base64 of an Ed25519 public key"),
        ("whsec_", "not base64 behind whsec_"),
        ("whsec_#", "not base64 behind whsec_"),
        ("correct horse", "not base64 behind whsec_"),
    ] {
        let variable = json!({ "s": { "scheme": "standard-webhooks", "secret": key } });
        let faults = Sources::read(&variable.to_string()).unwrap_err();
        let [fault] = faults.as_slice() else {
            panic!("{faults:?}");
        };
        assert_eq!(fault.path, "s.secret");
        assert!(fault.detail.starts_with(wrong), "{key}: {fault}");
        assert!(!fault.detail.contains(&private[5..]));
    }
}

#[test]
fn a_token_is_sent_in_one_place() {
    let query = |query: &str| Webhook {
        query: Some(query.to_owned()),
        ..webhook("/", "application/json", "{}")
    };
    let header = |value: &str, request: Webhook| with(request, &[("authorization", value)]);
    let plain = || webhook("/", "application/json", "{}");
    for (scheme, request, good) in [
        ("bearer", header("Bearer s3", plain()), true),
        ("bearer", header("bearer  s3 ", plain()), true),
        ("bearer", header("Basic s3", plain()), false),
        ("bearer", header("Bearer", plain()), false),
        ("bearer", header("Bearer ", plain()), false),
        ("bearer", header("Bearer s3x", plain()), false),
        ("bearer", query("access_token=s3"), false),
        ("cloudevents", header("Bearer s3", plain()), true),
        ("cloudevents", header("Bearer s3", query("x=1")), true),
        ("cloudevents", query("access_token=s3"), true),
        ("cloudevents", query("x=1&access_token=s%33"), true),
        ("cloudevents", query("access_token=s4"), false),
        ("cloudevents", query("access_token="), false),
        (
            "cloudevents",
            query("access_token=s3&access_token=s3"),
            false,
        ),
        (
            "cloudevents",
            header("Bearer s3", query("access_token=s3")),
            false,
        ),
        ("cloudevents", plain(), false),
    ] {
        assert_eq!(
            verifies(scheme, "s3", &request, AT),
            good,
            "{scheme} {request:?} {:?}",
            request.query
        );
    }
}
