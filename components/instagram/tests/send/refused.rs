//! Messages that are not sent, and who is told what.

use serde_json::{Value, json};

use super::recorder::{hours_ago, send, send_with, settings, taken};

#[test]
fn a_wrong_member_is_named_in_plain_words() {
    let to = |kind: &str, value: &str| json!({"to": [{"kind": kind, "value": value}]});
    let long = format!("17841400:{}", "4".repeat(201));
    let both =
        json!([{"kind": "instagram", "value": "1:2"}, {"kind": "instagram", "value": "1:3"}]);
    let other = json!([{"kind": "email", "value": "a@example.org"}]);
    let comment = json!({"comment_id": "1_2"});
    for (members, field, said) in [
        (json!({"to": []}), "to", "exactly one person"),
        (json!({"to": both}), "to", "exactly one person"),
        (to("messenger", "1:2"), "to[0].kind", "`instagram`"),
        (to("instagram", ""), "to[0].value", "<account>:<id>"),
        (to("instagram", "1:"), "to[0].value", "<account>:<id>"),
        (to("instagram", ":2"), "to[0].value", "<account>:<id>"),
        (to("instagram", "1:2:3"), "to[0].value", "<account>:<id>"),
        (to("instagram", "1:../2"), "to[0].value", "<account>:<id>"),
        (to("instagram", &long), "to[0].value", "<account>:<id>"),
        (json!({"cc": other}), "cc", "no copies"),
        (json!({"bcc": other}), "bcc", "no copies"),
        (
            json!({"template": {"name": "x"}}),
            "template",
            "no templates",
        ),
        (
            json!({"variables": {"name": "Ann"}}),
            "variables",
            "finished text",
        ),
        (json!({"text": null}), "text", "nothing to send"),
        (json!({"text": " \n "}), "text", "nothing to send"),
        (
            json!({"text": null, "html": "<p>x"}),
            "text",
            "nothing to send",
        ),
        (
            json!({"visibility": "public"}),
            "visibility",
            "only a comment",
        ),
        (
            json!({"visibility": "public", "answers": {"payload": "x"}}),
            "visibility",
            "only a comment",
        ),
        // An id that would lead to another place of the API is none.
        (
            json!({"visibility": "public", "answers": {"comment_id": "1/../me"}}),
            "visibility",
            "only a comment",
        ),
        (
            json!({"visibility": "public", "answers": comment, "text": "x".repeat(2201)}),
            "text",
            "2200 characters",
        ),
        (
            json!({"answers": comment, "text": "\u{e9}".repeat(501)}),
            "text",
            "one private answer",
        ),
        (
            json!({"answers": comment, "last_inbound_at": hours_ago(7 * 24)}),
            "last_inbound_at",
            "7 days",
        ),
        (
            json!({"last_inbound_at": "yesterday"}),
            "last_inbound_at",
            "RFC 3339",
        ),
    ] {
        let sent = send(members.clone());
        assert_eq!(sent.status, 422, "{members}: {}", sent.document);
        assert_eq!(sent.document["code"], "invalid_field", "{members}");
        assert_eq!(sent.document["field"], field, "{members}");
        assert!(sent.detail().contains(said), "{members}: {}", sent.detail());
        assert!(sent.asked.is_empty(), "{members}");
    }
}

#[test]
fn a_wrong_file_is_named() {
    let file = |members: Value| {
        let mut file = json!({"name": "a.png", "content_type": "image/png"});
        for (name, value) in members.as_object().unwrap() {
            file[name] = value.clone();
        }
        json!({"attachments": [{"name": "b", "content_type": "image/png", "url": "https://e.example/b"}, file]})
    };
    for (members, field, said) in [
        (json!({}), "attachments[1].url", "only by a public address"),
        (
            json!({"content": "YQ=="}),
            "attachments[1].url",
            "only by a public address",
        ),
        (
            json!({"url": "http://e.example/a"}),
            "attachments[1].url",
            "https://",
        ),
        (json!({"url": "https://"}), "attachments[1].url", "https://"),
        (
            json!({"url": "file:///etc/passwd"}),
            "attachments[1].url",
            "https://",
        ),
        (
            json!({"url": "https://e.example/a b"}),
            "attachments[1].url",
            "https://",
        ),
    ] {
        let sent = send(file(members.clone()));
        assert_eq!(
            (sent.status, sent.asked.len()),
            (422, 0),
            "{members}: {}",
            sent.document
        );
        assert_eq!(sent.document["field"], field, "{members}");
        assert!(sent.detail().contains(said), "{members}: {}", sent.detail());
    }
    let comment = json!({"comment_id": "1_2"});
    for (visibility, field, said) in [
        ("public", "attachments", "no files"),
        ("private", "text", "one private answer"),
    ] {
        let mut members = file(json!({"url": "https://e.example/a"}));
        members["answers"] = comment.clone();
        members["visibility"] = json!(visibility);
        let sent = send(members);
        assert_eq!(sent.document["field"], field, "{}", sent.document);
        assert!(sent.detail().contains(said), "{}", sent.detail());
    }
}

#[test]
fn a_missing_variable_is_named() {
    for (variable, value) in [
        ("instagram_token", ""),
        ("instagram_token", "{}"),
        ("instagram_token", r#"{"17841401":"t"}"#),
        ("instagram_token", r#"{"17841400":7}"#),
        ("instagram_token", "a\nb"),
        ("meta_api_base", "graph.facebook.com"),
        ("meta_api_base", "/relative"),
    ] {
        let settings = settings().with(variable, value);
        let sent = send_with(&settings, json!({}), vec![taken()]);
        let what = format!("{variable}={value:?}: {}", sent.document);
        assert_eq!(
            (sent.status, &sent.document["code"]),
            (503, &json!("channel_not_configured")),
            "{what}"
        );
        assert!(sent.detail().contains(variable), "{what}");
        assert!(sent.asked.is_empty(), "{what}");
    }
}
