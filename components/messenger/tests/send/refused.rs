//! Messages that are not sent, and who is told what.

use serde_json::{Value, json};

use super::recorder::{hours_ago, send, send_with, settings, taken};

#[test]
fn a_wrong_member_is_named_in_plain_words() {
    let to = |kind: &str, value: &str| json!({"to": [{"kind": kind, "value": value}]});
    let long = format!("100200300:{}", "4".repeat(201));
    let both =
        json!([{"kind": "messenger", "value": "1:2"}, {"kind": "messenger", "value": "1:3"}]);
    let other = json!([{"kind": "email", "value": "a@example.org"}]);
    let comment = json!({"comment_id": "1_2"});
    for (members, field, said) in [
        (json!({"to": []}), "to", "exactly one person"),
        (json!({"to": both}), "to", "exactly one person"),
        (to("instagram", "1:2"), "to[0].kind", "`messenger`"),
        (to("messenger", ""), "to[0].value", "<account>:<id>"),
        (to("messenger", "1:"), "to[0].value", "<account>:<id>"),
        (to("messenger", ":2"), "to[0].value", "<account>:<id>"),
        (to("messenger", "1:2:3"), "to[0].value", "<account>:<id>"),
        (to("messenger", "1:../2"), "to[0].value", "<account>:<id>"),
        (to("messenger", &long), "to[0].value", "<account>:<id>"),
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
            json!({"visibility": "public", "answers": comment, "text": "x".repeat(8001)}),
            "text",
            "8000 characters",
        ),
        (
            json!({"answers": comment, "text": "x".repeat(2001)}),
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
        (json!({}), "attachments[1]", "neither"),
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
        (
            json!({"content": "YQ==", "content_type": "image/png\r\nX: y"}),
            "attachments[1].content_type",
            "media type",
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
fn a_file_of_more_than_25_mb_is_refused_before_it_goes_up() {
    use base64_of::zeros;
    let file = |bytes: usize| {
        json!({"text": null, "attachments": [
            {"name": "a.mp4", "content_type": "video/mp4", "content": zeros(bytes)}]})
    };
    let sent = send(file((25 << 20) + 2));
    assert_eq!(sent.document["field"], "attachments[0].content");
    assert!(sent.detail().contains("25 MB") && sent.asked.is_empty());
    let sent = send(file((25 << 20) - 1));
    assert_eq!((sent.status, sent.asked.len()), (200, 1));
}

mod base64_of {
    /// So many zero bytes, a multiple of three.
    pub fn zeros(bytes: usize) -> String {
        assert!(bytes.is_multiple_of(3), "no padding: {bytes}");
        "AAAA".repeat(bytes / 3)
    }
}

#[test]
fn a_missing_variable_is_named() {
    for (variable, value) in [
        ("messenger_token", ""),
        ("messenger_token", "{}"),
        ("messenger_token", r#"{"100200301":"t"}"#),
        ("messenger_token", r#"{"100200300":7}"#),
        ("messenger_token", "a\nb"),
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
