//! The proof of what Meta posts, and the check of a URL.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;
use throughline_channel_kit::{Refusal, Reply, Secret, Settings, Webhook, signature};
use throughline_meta::{APP_SECRET, SIGNATURE_HEADER, VERIFY_TOKEN, handshake, verify};

fn webhook(body: &str, signatures: &[&str]) -> Webhook {
    let mut headers = HeaderMap::new();
    for signature in signatures {
        headers.append(SIGNATURE_HEADER, HeaderValue::from_str(signature).unwrap());
    }
    Webhook {
        method: Method::POST,
        path: "/webhooks/messenger".into(),
        query: None,
        headers,
        body: body.into(),
    }
}

fn sign(body: &str, secret: &str) -> String {
    let mac = signature::hmac_sha256(&Secret::new(secret), &[body.as_bytes()]);
    format!("sha256={}", hex::encode(mac))
}

fn secrets(variable: &str) -> Settings {
    Settings::new().with(APP_SECRET, variable)
}

/// The status of what comes of it.
fn status(result: Result<(), Refusal>) -> u16 {
    result.map_or_else(|refusal| refusal.problem().status(), |()| 200)
}

#[test]
fn signatures_of_others_verify() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/meta.json");
    let vectors: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let (body, secret, given) = (text("body"), text("app_secret"), text("signature"));
        let verifies = |body: &str, signature: &str, secret: &str| {
            status(verify(
                &webhook(body, &[signature]),
                &secrets(secret),
                &["1"],
            ))
        };
        assert_eq!(verifies(body, given, secret), 200);
        assert_eq!(verifies(body, given, &format!("old, {secret}")), 200);
        assert_eq!(verifies(body, given, "another"), 401);
        // What a proxy or a library makes of the same document.
        let anew = text("signature_of_the_body_written_anew");
        let rewritten = body
            .replace("\\u00e9", "\u{e9}")
            .replace("\\ud83d\\udc4b", "\u{1f44b}")
            .replace("\\/", "/");
        assert_eq!(sign(&rewritten, secret), anew, "the vector is about this");
        assert_eq!(verifies(body, anew, secret), 401);
        assert_eq!(verifies(&rewritten, given, secret), 401);
    }
}

#[test]
fn a_header_that_is_not_one_signature_is_refused() {
    let good = sign("{}", "s");
    let bare = good.strip_prefix("sha256=").unwrap();
    let sha1 = format!("sha1={bare}");
    let shorter = &good[..good.len() - 2];
    let longer = format!("{good}00");
    for headers in [
        vec![],
        vec![""],
        vec![bare],
        vec!["sha256="],
        vec![&sha1],
        vec![shorter],
        vec![&longer],
        vec![&good, &good],
        vec!["sha256=zz", &good],
    ] {
        let refused = status(verify(&webhook("{}", &headers), &secrets("s"), &[]));
        assert_eq!(refused, 401, "{headers:?}");
    }
    assert_eq!(
        status(verify(&webhook("{}", &[&good]), &secrets("s"), &[])),
        200
    );
}

#[test]
fn an_account_is_proven_by_its_own_secret() {
    let several = secrets(r#"{"1":"one-old,one","2":["two"],"3":"one"}"#);
    for (signer, accounts, expected) in [
        ("one", &["1"][..], 200),
        ("one-old", &["1"], 200),
        ("one", &["1", "1", "3"], 200),
        ("one-old", &["1", "3"], 401),
        ("two", &["2"], 200),
        ("two", &["1"], 401),
        ("one", &["1", "2"], 401),
        ("one", &["4"], 401),
        ("two", &[], 200),
        ("three", &[], 401),
    ] {
        let signed = webhook("{}", &[&sign("{}", signer)]);
        let got = status(verify(&signed, &several, accounts));
        assert_eq!(got, expected, "{accounts:?} by {signer}");
    }
    // One app for all: whichever accounts it is about.
    let signed = webhook("{}", &[&sign("{}", "b")]);
    assert_eq!(status(verify(&signed, &secrets("a,b"), &["1", "2"])), 200);
}

#[test]
fn without_a_secret_nothing_is_verified() {
    for variable in ["", " ", ",", "{}", r#"{"1":""}"#, r#"{"1":7}"#] {
        let signed = webhook("{}", &[&sign("{}", "")]);
        let refused = verify(&signed, &secrets(variable), &[]).unwrap_err();
        assert!(
            matches!(refused, Refusal::NotConfigured { variable, .. } if variable == APP_SECRET),
            "{variable:?}: {refused:?}"
        );
    }
}

fn checked(variable: &str, query: Option<&str>) -> Result<Reply, u16> {
    let webhook = Webhook {
        method: Method::GET,
        query: query.map(str::to_owned),
        ..webhook("", &[])
    };
    let settings = Settings::new().with(VERIFY_TOKEN, variable);
    match handshake(&webhook, &settings) {
        Ok(delivery) => {
            assert!(delivery.commands.is_empty());
            Ok(delivery.reply)
        }
        Err(refusal) => {
            // The word that was expected is in no answer and no log.
            let shown = format!("{} {}", refusal.log(), refusal.problem());
            assert!(!shown.contains("w0rd"), "{shown}");
            Err(refusal.problem().status())
        }
    }
}

#[test]
fn the_challenge_comes_back_as_it_was() {
    let plain = |body: &str| {
        Ok(Reply::Body {
            content_type: "text/plain",
            body: body.into(),
        })
    };
    let right = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=w0rd";
    assert_eq!(checked("w0rd", Some(right)), plain("1158201444"));
    assert_eq!(checked("old, w0rd", Some(right)), plain("1158201444"));
    let escaped = "hub%2Emode=subscribe&hub.challenge=a%2Bb%22&hub.verify_token=w0%72d&x=y";
    assert_eq!(checked("w0rd", Some(escaped)), plain("a+b\""));
}

#[test]
fn a_check_by_somebody_else_is_forbidden() {
    let long = format!(
        "hub.mode=subscribe&hub.verify_token=w0rd&hub.challenge={}",
        "1".repeat(513)
    );
    for query in [
        None,
        Some(""),
        Some("hub.mode=subscribe&hub.challenge=1"),
        Some("hub.mode=subscribe&hub.challenge=1&hub.verify_token="),
        Some("hub.mode=subscribe&hub.challenge=1&hub.verify_token=W0rd"),
        Some("hub.mode=subscribe&hub.challenge=1&hub.verify_token=w0rd2"),
        Some("hub.mode=subscribe&hub.challenge=1&hub.verify_token=w0rd&hub.verify_token=w0rd"),
        Some("hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=w0rd"),
        Some("hub.challenge=1&hub.verify_token=w0rd"),
        Some("hub.mode=subscribe&hub.verify_token=w0rd"),
        Some("hub.mode=subscribe&hub.challenge=&hub.verify_token=w0rd"),
        Some("hub.mode=subscribe&hub.challenge=1&hub.challenge=2&hub.verify_token=w0rd"),
        Some("hub.mode=subscribe&hub.challenge=a%0d%0ab&hub.verify_token=w0rd"),
        Some("hub.mode=subscribe&hub.challenge=%C3%A9&hub.verify_token=w0rd"),
        Some(&long),
    ] {
        assert_eq!(checked("w0rd", query), Err(403), "{query:?}");
    }
    for variable in ["", " ", ","] {
        let right = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=";
        assert_eq!(checked(variable, Some(right)), Err(503), "{variable:?}");
    }
}
