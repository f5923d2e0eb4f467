//! Messages that are not sent, and who is told what.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::recorder::{created, message, send, send_to, settings, taken};

fn file(members: Value) -> Value {
    let mut file = json!({"name": "a.png", "content_type": "image/png", "content": "aGk="});
    for (name, value) in members.as_object().unwrap() {
        file[name] = value.clone();
    }
    file
}

fn public(text: &str) -> Value {
    json!({"visibility": "public", "in_reply_to": "9", "text": text})
}

#[test]
fn a_wrong_member_is_named() {
    let to = |kind: &str, value: &str| json!({"to": [{"kind": kind, "value": value}]});
    let files = |files: Vec<Value>| json!({ "attachments": files });
    let large = STANDARD.encode(vec![0; (5 << 20) + 1]);
    let mut many = public("x");
    many["attachments"] = vec![file(json!({})); 5].into();
    for (members, field) in [
        (json!({"to": []}), "to"),
        (
            json!({"to": [{"kind": "x", "value": "1"}, {"kind": "x", "value": "2"}]}),
            "to",
        ),
        (to("phone", "+14155550100"), "to[0].kind"),
        (to("x", "ann"), "to[0].value"),
        (to("x", "22/../../tweets"), "to[0].value"),
        (to("x", "-22"), "to[0].value"),
        (to("x", ""), "to[0].value"),
        (json!({"cc": [{"kind": "x", "value": "1"}]}), "cc"),
        (json!({"bcc": [{"kind": "x", "value": "1"}]}), "bcc"),
        (json!({"text": null}), "text"),
        (json!({"text": " \n"}), "text"),
        (json!({"text": null, "html": "<p>x"}), "text"),
        (json!({"text": "a".repeat(100_001)}), "text"),
        (json!({"template": {"name": "x"}}), "template"),
        (json!({"variables": {"a": 1}}), "variables"),
        (json!({"visibility": "public"}), "visibility"),
        (
            json!({"visibility": "public", "in_reply_to": "e4f4d3fc-8bbf"}),
            "visibility",
        ),
        (
            json!({"visibility": "public", "in_reply_to": "9", "answers": {"username": "ann"}}),
            "visibility",
        ),
        (public(""), "text"),
        (public(&"x".repeat(281)), "text"),
        (many, "attachments"),
        (files(vec![file(json!({})); 11]), "text"),
        (
            files(vec![file(json!({"content_type": "video/mp4"}))]),
            "attachments[0].content_type",
        ),
        (
            files(vec![file(json!({})), file(json!({"content_type": "pdf"}))]),
            "attachments[1].content_type",
        ),
        (
            files(vec![file(
                json!({"content": "", "url": "https://a.example"}),
            )]),
            "attachments[0].content",
        ),
        (
            files(vec![file(json!({"content": large}))]),
            "attachments[0].content",
        ),
    ] {
        let sent = send(&message(members.clone()));
        let shown = members.to_string().chars().take(200).collect::<String>();
        assert_eq!(sent.status, 422, "{shown}: {}", sent.document);
        assert_eq!(sent.document["code"], "invalid_field", "{shown}");
        assert_eq!(sent.document["field"], field, "{shown}");
        assert!(sent.asked.is_empty(), "{shown}");
    }
}

#[test]
fn a_post_that_is_too_long_says_by_how_much() {
    for (text, over) in [
        ("x".repeat(283), "3 characters too long"),
        ("日".repeat(141), "2 characters too long"),
        (
            format!("{}https://example.com/{}", "x".repeat(260), "y".repeat(300)),
            "3 characters too long",
        ),
    ] {
        let sent = send(&message(public(&text)));
        assert_eq!(sent.status, 422, "{}", sent.document);
        assert!(sent.detail().starts_with(over), "{}", sent.detail());
    }
    for text in [
        "x".repeat(280),
        "日".repeat(140),
        format!("{}https://example.com/{}", "x".repeat(257), "y".repeat(300)),
    ] {
        let sent = send_to(&settings(), &message(public(&text)), vec![created("99")]);
        assert_eq!(sent.status, 200, "{}", sent.document);
    }
}

#[test]
fn as_much_as_is_allowed_is_sent() {
    let sent = send(&message(json!({"text": "a".repeat(100_000)})));
    assert_eq!((sent.status, sent.asked.len()), (200, 10));
}

#[test]
fn a_missing_variable_is_named() {
    for (variable, value, members) in [
        ("x_access_token", "", json!({})),
        ("x_access_token", "a\u{7}b", json!({})),
        ("x_access_token", r#"{"11":"t"}"#, json!({"account": "12"})),
        ("x_access_token", r#"{"11":"t","12":"u"}"#, json!({})),
        ("x_access_token", r#"{"11":7}"#, json!({"account": "11"})),
        ("x_access_token", "{", json!({})),
        ("x_api_base", "api.x.com", json!({})),
        ("x_api_base", "/relative", json!({})),
        ("x_api_base", "not a URL", json!({})),
    ] {
        let settings = settings().with(variable, value);
        let sent = send_to(&settings, &message(members), vec![taken("77")]);
        let what = format!("{variable}={value:?}: {}", sent.document);
        assert_eq!(sent.status, 503, "{what}");
        assert_eq!(sent.document["code"], "channel_not_configured", "{what}");
        assert!(sent.detail().contains(variable), "{what}");
        assert!(sent.asked.is_empty(), "{what}");
    }
}
