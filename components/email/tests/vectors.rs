//! Signatures that others made: from Mailgun's and SendGrid's side.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use std::path::Path;

use serde_json::Value;
use throughline_channel_kit::{Refusal, Settings};
use throughline_email::provider::{mailgun, sendgrid};

use provider::{URLENCODED, urlencoded, webhook};

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

#[test]
fn mailguns_verify() {
    for vector in vectors("mailgun.json") {
        let proof = ["timestamp", "token", "signature"].map(|name| (name, text(&vector, name)));
        let now = 1000 * text(&vector, "timestamp").parse::<u64>().unwrap();
        let verifies = |key: &str, fields: &[(&str, &str)]| {
            let webhook = webhook(provider::mailgun::PATH, URLENCODED, &urlencoded(fields));
            let settings = Settings::new().with(mailgun::VARIABLE, key);
            match mailgun::receive(&webhook, &settings, now) {
                Ok(_) => true,
                Err(Refusal::Unverified(_)) => false,
                Err(other) => panic!("{other:?}"),
            }
        };
        let key = text(&vector, "key");
        assert!(verifies(key, &proof), "{vector}");
        assert!(verifies(&format!("old, {key}"), &proof), "{vector}");
        assert!(!verifies("another", &proof), "{vector}");
        for left_out in 0..3 {
            let mut less = proof.to_vec();
            less.remove(left_out);
            assert!(!verifies(key, &less), "{vector} without {left_out}");
        }
        // One byte moves from the token to the timestamp: the signed text is the same.
        let joined = [proof[0].1, proof[1].1].concat();
        for cut in [9, 11] {
            let (timestamp, token) = joined.split_at(cut);
            let moved = [("timestamp", timestamp), ("token", token), proof[2]];
            assert!(!verifies(key, &moved), "{moved:?}");
        }
    }
}

#[test]
fn sendgrids_verify() {
    for vector in vectors("sendgrid.json") {
        let keys = sendgrid::public_keys(text(&vector, "public_key")).unwrap();
        let [signature, timestamp, body] =
            ["signature", "timestamp", "body"].map(|name| text(&vector, name));
        let verifies = |signature: &str, timestamp: &str, body: &str| {
            sendgrid::verify(&keys, signature, timestamp, body.as_bytes())
        };
        assert!(verifies(signature, timestamp, body), "{vector}");
        let stripped = body.strip_suffix("\r\n").unwrap();
        assert!(
            !verifies(signature, timestamp, stripped),
            "the line end is signed too"
        );
        assert!(!verifies(signature, timestamp, &format!("{body}\n")));
        assert!(!verifies(signature, "1600112503", body));
        assert!(!verifies(signature, "", &format!("{timestamp}x{body}")));
        for wrong in [
            "",
            "x",
            "AAAA",
            signature.trim_end_matches('='),
            &format!("{signature} "),
        ] {
            assert!(!verifies(wrong, timestamp, body), "{wrong}");
        }
        let another = sendgrid::public_keys(&provider::sendgrid::public_keys(&["x"])).unwrap();
        assert!(!sendgrid::verify(
            &another,
            signature,
            timestamp,
            body.as_bytes()
        ));
    }
}

#[test]
fn public_keys_are_read_or_the_channel_is_not_configured() {
    let [one, two] = ["a", "b"].map(|secret| provider::sendgrid::public_keys(&[secret]));
    let count = |variable: &str| sendgrid::public_keys(variable).map(|keys| keys.len());
    assert_eq!(count(&one), Some(1));
    assert_eq!(count(&format!(" {one} ,{two},")), Some(2));
    let mut flipped = one.clone();
    flipped.replace_range(60..61, if &one[60..61] == "A" { "B" } else { "A" });
    for wrong in [
        "",
        ",",
        "x",
        &one[1..],
        &flipped,
        &format!("{one},x"),
        "{\"a\":1}",
    ] {
        assert_eq!(count(wrong), None, "{wrong}");
    }
}
