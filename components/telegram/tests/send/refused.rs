//! Messages that are not sent, and who is told what.

use serde_json::json;

use super::recorder::{message, send, send_to, settings, taken};

#[test]
fn a_wrong_member_is_named() {
    let to = |kind: &str, value: &str| json!({"to": [{"kind": kind, "value": value}]});
    let file = |members: serde_json::Value| {
        let mut file = json!({"name": "a", "content_type": "image/png"});
        for (name, value) in members.as_object().unwrap() {
            file[name] = value.clone();
        }
        json!({ "attachments": [file] })
    };
    for (members, field) in [
        (json!({"to": []}), "to"),
        (
            json!({"to": [{"kind": "telegram", "value": "1"}, {"kind": "telegram", "value": "2"}]}),
            "to",
        ),
        (to("phone", "+14155550100"), "to[0].kind"),
        (to("telegram", "ann"), "to[0].value"),
        (to("telegram", "-5"), "to[0].value"),
        (to("telegram", "0"), "to[0].value"),
        (to("telegram", "+42"), "to[0].value"),
        (to("telegram", "042"), "to[0].value"),
        (to("telegram", "99999999999999999999"), "to[0].value"),
        (json!({"cc": [{"kind": "telegram", "value": "1"}]}), "cc"),
        (json!({"bcc": [{"kind": "telegram", "value": "1"}]}), "bcc"),
        (json!({"text": null}), "text"),
        (json!({"text": " \n"}), "text"),
        (json!({"text": null, "html": "<p>x"}), "text"),
        (json!({"text": "a".repeat(10 * 4096 + 1)}), "text"),
        (json!({"template": {"name": "x"}}), "template"),
        (json!({"variables": {"a": 1}}), "variables"),
        (json!({"visibility": "public"}), "visibility"),
        (
            json!({"visibility": "public", "thread": "42"}),
            "visibility",
        ),
        (
            json!({"visibility": "public", "in_reply_to": "42:7"}),
            "visibility",
        ),
        (file(json!({})), "attachments[0]"),
        (file(json!({"url": "ftp://x"})), "attachments[0].url"),
        (file(json!({"url": "/etc/passwd"})), "attachments[0].url"),
        (
            file(json!({"name": " ", "content": "YQ=="})),
            "attachments[0].name",
        ),
    ] {
        let sent = send(&message(members.clone()));
        assert_eq!(sent.status, 422, "{members}: {}", sent.document);
        assert_eq!(sent.document["code"], "invalid_field", "{members}");
        assert_eq!(sent.document["field"], field, "{members}");
        assert!(sent.asked.is_empty(), "{members}");
    }
    let most = send(&message(json!({"text": "a".repeat(10 * 4096)})));
    assert_eq!((most.status, most.asked.len()), (200, 10));
}

#[test]
fn a_missing_variable_is_named() {
    for (variable, value, account) in [
        ("telegram_bot_token", "", ""),
        ("telegram_bot_token", "1:a/../../bot2:b", ""),
        ("telegram_bot_token", "1:a?x=", ""),
        ("telegram_bot_token", "1:a%2f", ""),
        ("telegram_bot_token", "1:a b", ""),
        ("telegram_bot_token", r#"{"support":"1:a"}"#, "sales"),
        (
            "telegram_bot_token",
            r#"{"support":"1:a","sales":"2:b"}"#,
            "",
        ),
        ("telegram_bot_token", r#"{"support":7}"#, "support"),
        ("telegram_bot_token", "{", ""),
        ("telegram_api_base", "api.telegram.org", ""),
        ("telegram_api_base", "/relative", ""),
        ("telegram_api_base", "not a URL", ""),
    ] {
        let settings = settings().with(variable, value);
        let body = message(json!({ "account": account }));
        let sent = send_to(&settings, &body, vec![taken(42, 9)]);
        let what = format!("{variable}={value:?}: {}", sent.document);
        assert_eq!(sent.status, 503, "{what}");
        assert_eq!(sent.document["code"], "channel_not_configured", "{what}");
        assert!(sent.detail().contains(variable), "{what}");
        assert!(sent.asked.is_empty(), "{what}");
    }
}
