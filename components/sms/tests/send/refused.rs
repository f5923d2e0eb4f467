//! Messages that are not sent, and who is told what.

use http::Method;
use serde_json::{Value, json};

use super::recorder::{
    OTHER_ACCOUNT, PostedForms, TOKENS, accepted, message, send, send_raw, sent, settings,
};

#[test]
fn a_wrong_member_is_named() {
    let to = |kind: &str, value: &str| json!({"to": [{"kind": kind, "value": value}]});
    let two = json!({"kind": "phone", "value": "+14155550100"});
    let many: Vec<_> = (0..11)
        .map(|n| json!({"name": "p", "content_type": "image/png", "url": format!("https://x/{n}")}))
        .collect();
    let template = json!({"name": "HX00000000000000000000000000000001"});
    for (members, field) in [
        (json!({"interaction_id": ""}), "interaction_id"),
        (json!({"interaction_id": "int_a b"}), "interaction_id"),
        (json!({"interaction_id": "int_1&x=2"}), "interaction_id"),
        (json!({"interaction_id": "cus_1"}), "interaction_id"),
        (json!({"to": []}), "to"),
        (json!({"to": [two, two]}), "to"),
        (json!({"cc": [two]}), "cc"),
        (json!({"bcc": [two]}), "bcc"),
        (to("email", "ann@example.org"), "to[0].kind"),
        (to("phone", "4155550100"), "to[0].value"),
        (to("phone", "+1 415 555 0100"), "to[0].value"),
        (to("phone", "whatsapp:+14155550100"), "to[0].value"),
        (to("phone", ""), "to[0].value"),
        (to("phone", "ACME"), "to[0].value"),
        (to("whatsapp", ""), "to[0].value"),
        (to("whatsapp", "a b"), "to[0].value"),
        // A name, a withheld number, an address of another source.
        (to("external", "sms:ACME"), "to[0].value"),
        (
            to("external", "sms:SM00000000000000000000000000000001"),
            "to[0].value",
        ),
        (to("external", "square:C1"), "to[0].value"),
        (to("external", "sms:a b:c"), "to[0].value"),
        (json!({"visibility": "public"}), "visibility"),
        (json!({"text": null}), "text"),
        (json!({"text": " \n"}), "text"),
        (json!({"text": null, "html": "<p>Hello</p>"}), "text"),
        (json!({"text": "a".repeat(15_300)}), "text"),
        (json!({"text": "ç".repeat(6_700)}), "text"),
        (json!({"variables": {"a": 1}}), "variables"),
        (
            json!({"template": {"name": "welcome"}, "text": null}),
            "template.name",
        ),
        (json!({"template": template}), "text"),
        (
            json!({"template": template, "text": null, "variables": {"1": null}}),
            "variables",
        ),
        (
            json!({"template": template, "text": null, "variables": {"1": " "}}),
            "variables",
        ),
        (
            json!({"template": template, "text": null, "attachments": [many[0]]}),
            "attachments",
        ),
        (json!({"attachments": many}), "attachments"),
    ] {
        let sent = sent(members.clone());
        assert_eq!(sent.status, 422, "{members}: {}", sent.document);
        assert_eq!(sent.document["code"], "invalid_field", "{members}");
        assert_eq!(sent.document["field"], field, "{members}");
        assert!(sent.asked.is_empty(), "{members}");
    }
}

#[test]
fn a_file_without_an_address_is_refused_in_plain_words() {
    let file = |members: Value| {
        let mut file = json!({"name": "bill.pdf", "content_type": "application/pdf"});
        for (name, value) in members.as_object().unwrap() {
            file[name] = value.clone();
        }
        json!({"attachments": [
            {"name": "p", "content_type": "image/png", "url": "https://x.example/p"}, file,
        ]})
    };
    for members in [
        json!({"content": "JVBERg=="}),
        json!({}),
        json!({"url": ""}),
        json!({"url": "ftp://x.example/p"}),
        json!({"url": "https://x.example/a b"}),
        json!({"url": "https://x.example/\r\nX: y"}),
        json!({"url": "file:///etc/passwd"}),
        json!({"url": format!("https://x.example/{}", "x".repeat(4000))}),
    ] {
        let sent = sent(file(members.clone()));
        assert_eq!(sent.status, 422, "{members}: {}", sent.document);
        assert_eq!(sent.document["field"], "attachments[1].url", "{members}");
        assert!(sent.asked.is_empty());
    }
    let sent = sent(file(json!({"content": "JVBERg=="})));
    let detail = sent.document["detail"].as_str().unwrap();
    assert!(detail.contains("Twilio fetches files"), "{detail}");
}

#[test]
fn a_text_of_ten_messages_is_the_longest() {
    // 152 units to a segment of GSM 7-bit, 66 of UTF-16, ten segments to a message.
    for (text, count) in [
        ("a".repeat(15_200), 10),
        ("ç".repeat(6_600), 10),
        ("a".repeat(1_520), 1),
    ] {
        let sent = sent(json!({ "text": text }));
        assert_eq!(sent.status, 200, "{}", sent.document);
        assert_eq!(sent.asked.len(), count);
    }
    let whole = sent(json!({"text": "ç".repeat(16_000), "answers": {"transport": "whatsapp"}}));
    assert_eq!(whole.asked.len(), 10, "{}", whole.document);
    let too_long = sent(json!({"text": "ç".repeat(6_601)}));
    let detail = too_long.document["detail"].as_str().unwrap();
    assert!(detail.contains("11 messages"), "{detail}");
}

#[test]
fn what_is_no_message_is_refused() {
    let refused = |method: &Method, body: &str| {
        let sent = send_raw(&settings(), method, body.as_bytes(), vec![Ok(accepted())]);
        assert!(sent.asked.is_empty(), "{body}");
        let code = sent.document["code"].as_str().unwrap().to_owned();
        (sent.status, code)
    };
    let expect = |status: u16, code: &str| (status, code.to_owned());
    let post = &Method::POST;
    assert_eq!(refused(&Method::GET, ""), expect(405, "method_not_allowed"));
    for body in ["", "{", r#"{"to":[],"to":[]}"#] {
        assert_eq!(refused(post, body), expect(400, "malformed_json"), "{body}");
    }
    let unknown = message(json!({"reply_to": "x"})).to_string();
    assert_eq!(refused(post, &unknown), expect(422, "unknown_field"));
    for body in ["{}", r#"["int_1"]"#, r#"{"interaction_id":"int_1"}"#] {
        assert_eq!(refused(post, body), expect(422, "invalid_field"), "{body}");
    }
    let large = " ".repeat((1 << 20) + 1);
    assert_eq!(refused(post, &large), expect(413, "body_too_large"));
}

#[test]
fn a_missing_variable_is_named() {
    let other = json!({ OTHER_ACCOUNT: TOKENS[1] }).to_string();
    for (variable, value) in [
        ("twilio_account_sid", ""),
        ("twilio_account_sid", "AC1"),
        ("twilio_account_sid", "AC0000000000000000000000000000000/"),
        ("twilio_account_sid", "SM00000000000000000000000000000001"),
        ("twilio_auth_token", ""),
        ("twilio_auth_token", ","),
        ("twilio_auth_token", "{}"),
        ("twilio_auth_token", &*other),
        ("twilio_from", ""),
        ("twilio_from", "MG1"),
        ("twilio_from", "+1 415 555 0199"),
        ("twilio_from", "whatsapp:+14155550199"),
        ("twilio_from", "a name that is too long"),
        ("twilio_api_base", "api.twilio.com/x"),
        ("twilio_api_base", "not a URL"),
    ] {
        // `MG1` could be a name; it is only not a service.
        let settings = settings().with(variable, value);
        let sent = send(&settings, &message(json!({})), vec![Ok(accepted())]);
        let what = format!("{variable}={value:?}: {}", sent.document);
        if value == "MG1" {
            assert_eq!(sent.field("From"), "MG1", "{what}");
            continue;
        }
        assert_eq!(sent.status, 503, "{what}");
        assert_eq!(sent.document["code"], "channel_not_configured", "{what}");
        let detail = sent.document["detail"].as_str().unwrap();
        assert!(detail.contains(variable), "{what}");
        assert!(sent.asked.is_empty(), "{what}");
    }
}

#[test]
fn whatsapp_needs_a_number_or_a_service() {
    for from in ["ACME", "72345"] {
        let settings = settings().with("twilio_from", from);
        let members = json!({"answers": {"transport": "whatsapp"}});
        let sent = send(&settings, &message(members), vec![Ok(accepted())]);
        assert_eq!(sent.status, 503, "{}", sent.document);
        assert!(sent.asked.is_empty());
    }
}
