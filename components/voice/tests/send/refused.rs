//! What is no call, and who is told what.

use serde_json::json;

use super::recorder::{message, queued, send, sent, settings};

#[test]
fn nothing_in_writing_goes_to_a_telephone() {
    for members in [
        json!({"call": false, "text": "Hello"}),
        json!({"call": false}),
        json!({"text": "Hello"}),
        json!({"html": "<p>Hello</p>"}),
    ] {
        let sent = sent(members.clone());
        assert_eq!(sent.status, 422, "{members}: {}", sent.document);
        assert_eq!(sent.document["field"], "text", "{members}");
        assert!(
            sent.detail().contains("choose another channel"),
            "{}",
            sent.detail()
        );
        assert!(sent.asked.is_empty(), "{members}");
    }
}

#[test]
fn a_wrong_member_is_named() {
    let to = |kind: &str, value: &str| json!({"to": [{"kind": kind, "value": value}]});
    let ann = json!({"kind": "phone", "value": "+14155550100"});
    let file = json!({"name": "p", "content_type": "image/png", "url": "https://x.example/p"});
    for (members, field) in [
        (json!({"interaction_id": ""}), "interaction_id"),
        (json!({"interaction_id": "int_1&x=2"}), "interaction_id"),
        (json!({"interaction_id": "cus_1"}), "interaction_id"),
        (json!({"to": []}), "to"),
        (json!({"to": [ann, ann]}), "to"),
        (json!({"cc": [ann]}), "cc"),
        (json!({"bcc": [ann]}), "bcc"),
        (to("email", "ann@example.org"), "to[0].kind"),
        (to("caller", "CA1"), "to[0].kind"),
        (to("external", "voice:sip:ann@example.com"), "to[0].kind"),
        (to("phone", "4155550100"), "to[0].value"),
        (to("phone", "+1 415 555 0100"), "to[0].value"),
        (to("phone", ""), "to[0].value"),
        (json!({"visibility": "public"}), "visibility"),
        (json!({"template": {"name": "x"}}), "template"),
        (json!({"attachments": [file]}), "attachments"),
        (
            json!({"variables": {"agent_number": "0664 123"}}),
            "variables.agent_number",
        ),
        (
            json!({"variables": {"agent_number": 7}}),
            "variables.agent_number",
        ),
        (
            json!({"variables": {"agent_number": "sip:ada@x"}}),
            "variables.agent_number",
        ),
    ] {
        let sent = sent(members.clone());
        assert_eq!(sent.status, 422, "{members}: {}", sent.document);
        assert_eq!(sent.document["code"], "invalid_field", "{members}");
        assert_eq!(sent.document["field"], field, "{members}");
        assert!(sent.asked.is_empty(), "{members}");
    }
}

#[test]
fn a_missing_variable_is_named() {
    for (variable, value) in [
        ("public_url", ""),
        ("twilio_account_sid", ""),
        ("twilio_account_sid", "SM00000000000000000000000000000001"),
        ("twilio_auth_token", ""),
        ("twilio_auth_token", "{}"),
        ("twilio_from", ""),
        ("twilio_from", "MG00000000000000000000000000000001"),
        ("twilio_from", "ACME"),
        ("twilio_from", "72345"),
        ("voice_agent_number", ""),
        ("voice_agent_number", "0664 123"),
        ("twilio_api_base", "not a URL"),
    ] {
        let settings = settings().with(variable, value);
        let sent = send(&settings, &message(json!({})), vec![Ok(queued())]);
        let what = format!("{variable}={value:?}: {}", sent.document);
        assert_eq!(sent.status, 503, "{what}");
        assert_eq!(sent.document["code"], "channel_not_configured", "{what}");
        assert!(sent.detail().contains(variable), "{what}");
        assert!(sent.asked.is_empty(), "{what}");
    }
}
