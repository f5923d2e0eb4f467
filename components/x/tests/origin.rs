//! Where a request comes from: challenges, signatures, accounts, and what a signature does not prove.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use throughline_channel_kit::{
    Channel, Command, Refusal, Reply, Secret, Settings, Webhook, signature,
};
use throughline_x::X;

use provider::{CLIENT, CONSUMER, challenge, direct, event, legacy, sign};

fn settings(client: &str, consumer: &str) -> Settings {
    Settings::new()
        .with("x_client_secret", client)
        .with("x_consumer_secret", consumer)
}

/// What the challenge is answered, or the status of the refusal.
fn answered(settings: &Settings, query: &str) -> Result<String, u16> {
    let delivery = X.receive(&challenge(query), settings, 0);
    let delivery = delivery.map_err(|refusal| refusal.problem().status())?;
    assert!(delivery.commands.is_empty());
    let Reply::Body { content_type, body } = delivery.reply else {
        panic!("a body is prescribed");
    };
    assert_eq!(content_type, "application/json");
    let document: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(document.as_object().unwrap().len(), 1);
    Ok(document["response_token"].as_str().unwrap().to_owned())
}

#[test]
fn the_documented_challenge() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/x.json");
    let vectors: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let vectors = vectors.as_array().unwrap();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let query = format!("crc_token={}", text("crc_token"));
        for settings in [
            settings("", text("secret")),
            settings(text("secret"), "other"),
        ] {
            let answered = answered(&settings, &query);
            assert_eq!(answered.as_deref(), Ok(text("response_token")), "{vector}");
        }
        let other = answered(&settings("", "another"), &query);
        assert_ne!(other.as_deref(), Ok(text("response_token")));
    }
}

fn mac(secret: &str, token: &str) -> Result<String, u16> {
    let mac = signature::hmac_sha256(&Secret::new(secret), &[token.as_bytes()]);
    Ok(format!("sha256={}", STANDARD.encode(mac)))
}

#[test]
fn a_challenge_is_answered_with_the_first_secret() {
    for (client, consumer, key) in [
        ("new,old", "c", "new"),
        ("", "c-new, c-old", "c-new"),
        (r#"{"11":"one"}"#, "c", "one"),
    ] {
        let answered = answered(&settings(client, consumer), "crc_token=abc%2B%2F%3D");
        assert_eq!(answered, mac(key, "abc+/="), "{client} {consumer}");
    }
    for (client, consumer, query, status) in [
        ("", "", "crc_token=abc", 503),
        ("", ",", "crc_token=abc", 503),
        ("{", "c", "crc_token=abc", 503),
        ("", "c", "", 403),
        ("", "c", "crc_token=", 403),
        ("", "c", "crc_token=a&crc_token=b", 403),
        ("", "c", "token=abc", 403),
    ] {
        assert_eq!(
            answered(&settings(client, consumer), query),
            Err(status),
            "{query}"
        );
    }
}

#[test]
fn nobody_has_an_event_signed_by_a_challenge() {
    let settings = settings("", "s");
    let forged = format!(
        r#"{{"for_user_id":"11","direct_message_events":[{}]}}"#,
        direct(r#""text":"x""#)
    );
    for text in [
        forged.clone(),
        format!(" \t\r\n{forged}"),
        "{".to_owned(),
        "\n{}".to_owned(),
    ] {
        let escaped: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let answer = answered(&settings, &format!("crc_token={escaped}"));
        assert_eq!(answer, Err(403), "{text}");
    }
    // What is signed for a challenge proves no event, whatever it is.
    for text in ["abc", "[{}]", "\u{feff}{}", "\u{a0}{}", "\"{}\"", "\u{0}{}"] {
        let escaped: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let token = answered(&settings, &format!("crc_token={escaped}")).unwrap();
        let mut webhook = event(text);
        webhook.headers.insert(CONSUMER, token.parse().unwrap());
        let refused = X.receive(&webhook, &settings, 0);
        assert!(
            matches!(refused, Err(Refusal::Unverified(_))),
            "{text}: {refused:?}"
        );
    }
}

/// `recorded`, `kept`, or the status of the refusal.
fn result(settings: &Settings, webhook: &Webhook) -> String {
    match X.receive(webhook, settings, 0) {
        Ok(delivery) => match &delivery.commands[..] {
            [Command::Record(_)] => "recorded".to_owned(),
            [Command::Keep(_)] => "kept".to_owned(),
            other => panic!("{other:?}"),
        },
        Err(refusal) => refusal.problem().status().to_string(),
    }
}

fn message() -> Webhook {
    legacy(&format!(
        r#""direct_message_events":[{}]"#,
        direct(r#""text":"x""#)
    ))
}

#[test]
fn every_signature_that_can_be_checked_must_be_right() {
    let both =
        |client: &str, consumer: &str| sign(sign(message(), CLIENT, client), CONSUMER, consumer);
    let (c, o) = ("client", "consumer");
    for (what, client, consumer, webhook, expected) in [
        ("both are right", c, o, both(c, o), "recorded"),
        ("the client's is wrong", c, o, both("x", o), "401"),
        ("the consumer's is wrong", c, o, both(c, "x"), "401"),
        ("both are wrong", c, o, both("x", "x"), "401"),
        ("the other way round", c, o, both(o, c), "401"),
        (
            "the client's alone",
            c,
            o,
            sign(message(), CLIENT, c),
            "recorded",
        ),
        (
            "the consumer's alone",
            c,
            o,
            sign(message(), CONSUMER, o),
            "recorded",
        ),
        (
            "the consumer's cannot be checked",
            c,
            "",
            both(c, "x"),
            "recorded",
        ),
        (
            "the client's cannot be checked",
            "",
            o,
            both("x", o),
            "recorded",
        ),
        (
            "none can be checked",
            "",
            o,
            sign(message(), CLIENT, c),
            "401",
        ),
        (
            "none can be checked either",
            c,
            "",
            sign(message(), CONSUMER, o),
            "401",
        ),
        ("none at all", c, o, message(), "401"),
        ("nothing is configured", "", "", both(c, o), "503"),
    ] {
        assert_eq!(
            result(&settings(client, consumer), &webhook),
            expected,
            "{what}"
        );
    }
}

#[test]
fn an_account_is_proven_by_the_secret_of_its_app() {
    let several = settings("", r#"{"11":"one-old,one-new","12":["two"]}"#);
    let of = |account: &str| {
        let body = String::from_utf8(message().body).unwrap();
        event(body.replace(
            r#""for_user_id":"11""#,
            &format!(r#""for_user_id":{account}"#),
        ))
    };
    for (account, secret, expected) in [
        (r#""11""#, "one-old", "recorded"),
        (r#""11""#, "one-new", "recorded"),
        (r#""12""#, "two", "recorded"),
        (r#""11""#, "two", "401"),
        (r#""12""#, "one-old", "401"),
        (r#""13""#, "two", "401"),
        // Which account it is cannot be read: any secret proves it, and nothing is recorded.
        ("null", "two", "kept"),
        ("null", "three", "401"),
    ] {
        let webhook = sign(of(account), CONSUMER, secret);
        assert_eq!(
            result(&several, &webhook),
            expected,
            "{account} by {secret}"
        );
    }
}
