//! The check of the URL, and which page is proven by which secret.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use throughline_channel_kit::{Channel, Command, Reply, Settings, Webhook};
use throughline_messenger::Messenger;

use provider::{entries, from_customer, get, sign};

fn settings() -> Settings {
    Settings::new()
        .with("meta_app_secret", r#"{"1":"one","2":"two"}"#)
        .with("meta_verify_token", "w0rd")
}

#[test]
fn the_url_is_checked_without_a_signature() {
    let query = "hub.mode=subscribe&hub.verify_token=w0rd&hub.challenge=1158201444";
    let delivery = Messenger.receive(&get(query), &settings(), 0).unwrap();
    let challenge = Reply::Body {
        content_type: "text/plain",
        body: b"1158201444".to_vec(),
    };
    assert_eq!((delivery.commands, delivery.reply), (vec![], challenge));
    for (query, settings, status) in [
        (query.replace("w0rd", "word"), settings(), 403),
        (String::new(), settings(), 403),
        (
            query.to_owned(),
            settings().with("meta_verify_token", ""),
            503,
        ),
    ] {
        let refusal = Messenger.receive(&get(&query), &settings, 0).unwrap_err();
        assert_eq!(refusal.problem().status(), status, "{query}");
    }
    let elsewhere = Webhook {
        path: "/webhooks/instagram".into(),
        ..get(query)
    };
    let refusal = Messenger.receive(&elsewhere, &settings(), 0).unwrap_err();
    assert_eq!(refusal.problem().status(), 404);
}

#[test]
fn a_page_is_proven_by_its_own_secret() {
    let entry = |page: &str, mid: &str| {
        let message = format!(r#""message":{{"mid":"{mid}","text":"x"}}"#);
        format!(
            r#"{{"id":"{page}","messaging":[{}]}}"#,
            from_customer(&message)
        )
    };
    for (body, secret, expected) in [
        (entry("1", "a"), "one", Ok((1, 0))),
        (entry("2", "a"), "two", Ok((1, 0))),
        (entry("1", "a"), "two", Err(401)),
        (entry("3", "a"), "one", Err(401)),
        (
            [entry("1", "a"), entry("2", "b")].join(","),
            "one",
            Err(401),
        ),
        // Which page it is cannot be read: it is kept, and nothing recorded.
        (
            r#"{"id":[],"messaging":[{"message":{"mid":"a"}}]}"#.to_owned(),
            "one",
            Ok((0, 1)),
        ),
    ] {
        let webhook = sign(entries(&body), secret);
        let result = Messenger.receive(&webhook, &settings(), 0);
        let result = result.map(|delivery| {
            let kept = |command: &&Command| matches!(command, Command::Keep(_));
            let kept = delivery.commands.iter().filter(kept).count();
            (delivery.commands.len() - kept, kept)
        });
        let result = result.map_err(|refusal| refusal.problem().status());
        assert_eq!(result, expected, "{body} by {secret}");
    }
}
