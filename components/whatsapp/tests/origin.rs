//! Where a request comes from: the handshake, and whose secret proves what.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use http::Method;
use serde_json::json;
use throughline_channel_kit::{Channel, Command, Reply, Settings, Webhook};
use throughline_whatsapp::Whatsapp;

use provider::{BUSINESS, entries, entry, post, sign, text, value};

fn get(query: &str) -> Webhook {
    let mut webhook = post("");
    webhook.method = Method::GET;
    webhook.query = Some(query.to_owned());
    webhook
}

/// The challenge, or the status of the refusal.
fn answered(settings: &Settings, webhook: &Webhook) -> String {
    match Whatsapp.receive(webhook, settings, 0) {
        Ok(delivery) => match delivery.reply {
            Reply::Body { content_type, body } => {
                assert_eq!(content_type, "text/plain");
                assert_eq!(delivery.commands, []);
                String::from_utf8(body).unwrap()
            }
            other => panic!("{other:?}"),
        },
        Err(refusal) => refusal.problem().status().to_string(),
    }
}

#[test]
fn the_handshake_gives_the_challenge_back() {
    let settings = Settings::new().with("meta_verify_token", "old,new");
    for (query, expected) in [
        (
            "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=new",
            "1158201444",
        ),
        (
            "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=old",
            "1158201444",
        ),
        (
            "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=other",
            "403",
        ),
        ("hub.mode=subscribe&hub.challenge=1158201444", "403"),
        (
            "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=new",
            "403",
        ),
        ("hub.mode=subscribe&hub.verify_token=new", "403"),
        ("", "403"),
    ] {
        assert_eq!(answered(&settings, &get(query)), expected, "{query}");
    }
    let good = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=x";
    assert_eq!(answered(&Settings::new(), &get(good)), "503");
}

fn of_business(id: &str) -> serde_json::Value {
    let mut entry = entry("messages", value(json!({"messages": [text(json!({}))]})));
    entry["id"] = json!(id);
    entry
}

#[test]
fn a_business_account_is_proven_by_its_own_secret() {
    let by_account = json!({ BUSINESS: "one-old,one-new", "2": ["two"] }).to_string();
    let settings = Settings::new().with("meta_app_secret", by_account);
    let one = || entries(&[of_business(BUSINESS)]);
    let both = || entries(&[of_business(BUSINESS), of_business("2")]);
    for (webhook, secret, proven) in [
        (one(), "one-old", true),
        (one(), "one-new", true),
        (one(), "two", false),
        (entries(&[of_business("2")]), "two", true),
        (entries(&[of_business("3")]), "two", false),
        // Nobody signs for another one's account.
        (both(), "two", false),
        (both(), "one-new", false),
    ] {
        let delivery = Whatsapp.receive(&sign(webhook.clone(), secret), &settings, 0);
        match delivery {
            Ok(delivery) => {
                assert!(proven, "{secret}");
                assert!(matches!(&delivery.commands[..], [Command::Record(_)]));
            }
            Err(refusal) => {
                assert!(!proven, "{secret}");
                assert_eq!(refusal.problem().status(), 401);
            }
        }
    }
}
