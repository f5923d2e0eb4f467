//! Messages that are refused before anything is sent.

use serde_json::{Value, json};
use throughline_channel_kit::Settings;

use super::recorder::{ACCOUNT, message, send, send_by, settings, taken};

fn refused(members: Value) -> (String, String) {
    let what = members.to_string();
    let sent = send(&message(members));
    assert_eq!(sent.status, 422, "{what}: {}", sent.document);
    assert_eq!(sent.document["code"], "invalid_field", "{what}");
    assert!(sent.asked.is_empty(), "{what}");
    let field = sent.document["field"].as_str().unwrap().to_owned();
    (field, sent.detail().to_owned())
}

#[test]
fn each_names_its_field() {
    let file = |members: Value| {
        let mut file =
            json!({"name": "a.pdf", "content_type": "application/pdf", "content": "JVBERg=="});
        for (name, value) in members.as_object().unwrap() {
            file[name] = value.clone();
        }
        json!({ "attachments": [file] })
    };
    let to = |kind: &str, value: &str| json!({"to": [{"kind": kind, "value": value}]});
    let ann = json!({"kind": "phone", "value": "+16505551234"});
    for (members, field) in [
        (json!({"visibility": "public"}), "visibility"),
        (json!({"to": []}), "to"),
        (json!({"to": [ann, ann]}), "to"),
        (json!({"cc": [ann]}), "cc"),
        (json!({"bcc": [ann]}), "bcc"),
        (to("email", "ann@example.org"), "to[0].kind"),
        (to("phone", "6505551234x"), "to[0].value"),
        (to("phone", "12345"), "to[0].value"),
        (to("whatsapp", ""), "to[0].value"),
        (to("whatsapp", "US.1 2"), "to[0].value"),
        (json!({"text": null}), "text"),
        (json!({"text": " \n"}), "text"),
        (json!({"text": null, "html": "<p>x</p>"}), "text"),
        (json!({"text": "x".repeat(4096 * 10 + 1)}), "text"),
        (json!({"variables": {"1": "x"}}), "variables"),
        (json!({"account": "me"}), "account"),
        (json!({"account": "../me"}), "account"),
        (json!({"account": "1/messages?x="}), "account"),
        (json!({"interaction_id": ""}), "interaction_id"),
        (json!({"interaction_id": "i".repeat(513)}), "interaction_id"),
        (file(json!({"name": "a\r\nb"})), "attachments[0].name"),
        (
            file(json!({"content_type": "pdf"})),
            "attachments[0].content_type",
        ),
        (
            file(json!({"content_type": "a/b\r\nX: y"})),
            "attachments[0].content_type",
        ),
        (file(json!({"content": ""})), "attachments[0].content"),
        (
            file(json!({"content": "", "url": "http://x.example/a"})),
            "attachments[0].url",
        ),
        (
            file(json!({"content": "", "url": "https://x.example/a b"})),
            "attachments[0].url",
        ),
        (
            file(json!({"content": "", "url": "file:///etc/passwd"})),
            "attachments[0].url",
        ),
    ] {
        let what = members.to_string();
        let (named, detail) = refused(members);
        assert_eq!(
            named,
            field,
            "{}",
            what.chars().take(200).collect::<String>()
        );
        assert!(!detail.is_empty());
    }
}

#[test]
fn at_most_ten_messages_are_one_answer() {
    let (field, detail) = refused(json!({"text": "x".repeat(4096 * 10 + 1)}));
    assert_eq!(field, "text");
    assert!(detail.contains("11"), "{detail}");
    let file =
        json!({"name": "a.pdf", "content_type": "application/pdf", "url": "https://x.example/a"});
    let (field, _) = refused(json!({"attachments": vec![file.clone(); 11]}));
    assert_eq!(field, "attachments");
    let sent = send(&message(json!({"attachments": vec![file; 10]})));
    assert_eq!((sent.status, sent.asked.len()), (200, 10));
}

#[test]
fn what_is_not_configured_is_named() {
    let no_token = Settings::new().with("whatsapp_phone_number_id", ACCOUNT);
    let no_number = Settings::new().with("whatsapp_token", "EAAfirst-t0ken");
    let broken_number = settings().with("whatsapp_phone_number_id", "+1 555 078");
    let other_account =
        settings().with("whatsapp_token", r#"{"206540352242922":"EAAsecond-t0ken"}"#);
    let broken_token = settings().with("whatsapp_token", "EAA\nfirst");
    let broken_base = settings().with("meta_api_base", "graph");
    for (settings, variable) in [
        (no_token, "whatsapp_token"),
        (no_number, "whatsapp_phone_number_id"),
        (broken_number, "whatsapp_phone_number_id"),
        (other_account, "whatsapp_token"),
        (broken_token, "whatsapp_token"),
        (broken_base, "meta_api_base"),
    ] {
        let sent = send_by(&settings, &message(json!({})), vec![taken("wamid.1")]);
        assert_eq!(sent.status, 503, "{variable}: {}", sent.document);
        assert_eq!(
            sent.document["code"], "channel_not_configured",
            "{variable}"
        );
        assert!(
            sent.detail().contains(variable),
            "{variable}: {}",
            sent.detail()
        );
        assert!(sent.asked.is_empty());
    }
}
