//! What WhatsApp is asked.

use serde_json::json;
use throughline_channel_kit::conformance::NOW;

use super::recorder::{ACCOUNT, OTHER, OURS, TOKENS, message, send, send_by, settings, taken};

#[test]
fn a_text_goes_to_a_number() {
    let sent = send(&message(json!({"in_reply_to": "wamid.THEIRS"})));
    let [request] = sent.asked.as_slice() else {
        panic!("{}", sent.document);
    };
    assert_eq!(request.method(), "POST");
    let url = format!("https://graph.facebook.com/v24.0/{ACCOUNT}/messages");
    assert_eq!(request.uri().to_string(), url);
    let headers = request.headers();
    assert_eq!(headers["authorization"], format!("Bearer {}", TOKENS[0]));
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(
        sent.body(),
        json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": "+16505551234",
            "type": "text",
            "text": {"body": "It is on its way.", "preview_url": false},
            "context": {"message_id": "wamid.THEIRS"},
            "biz_opaque_callback_data": OURS,
        })
    );
    assert_eq!(sent.status, 200, "{}", sent.document);
    assert_eq!(
        sent.document,
        json!({
            "status": "sent", "provider": "meta", "account": ACCOUNT, "message_id": null,
            "provider_message_id": "wamid.OURS", "provider_message_ids": ["wamid.OURS"],
        })
    );
}

#[test]
fn a_user_id_is_a_recipient_and_no_number() {
    for (kind, value, member, expected) in [
        ("phone", "+16505551234", "to", "+16505551234"),
        ("phone", "16505551234", "to", "+16505551234"),
        (
            "whatsapp",
            "US.13491208655302741918",
            "recipient",
            "US.13491208655302741918",
        ),
        (
            "whatsapp",
            "US.ENT.11815799212886844830",
            "recipient",
            "US.ENT.11815799212886844830",
        ),
    ] {
        let to = json!({"to": [{"kind": kind, "value": value, "name": "Ann"}]});
        let body = send(&message(to)).body();
        assert_eq!(body[member], expected, "{value}");
        let other = if member == "to" { "recipient" } else { "to" };
        assert_eq!(body.get(other), None, "{value}");
    }
}

#[test]
fn the_number_that_was_written_to_answers_with_its_own_token() {
    let by_account = json!({ACCOUNT: TOKENS[0], OTHER: TOKENS[1]}).to_string();
    let several = settings().with("whatsapp_token", by_account);
    for (account, number, token) in [
        (json!(OTHER), OTHER, TOKENS[1]),
        (json!(ACCOUNT), ACCOUNT, TOKENS[0]),
        (json!(null), ACCOUNT, TOKENS[0]),
        (json!(""), ACCOUNT, TOKENS[0]),
    ] {
        let message = message(json!({ "account": account }));
        let sent = send_by(&several, &message, vec![taken("wamid.1")]);
        assert_eq!(sent.document["account"], number);
        let request = &sent.asked[0];
        assert_eq!(request.uri().path(), format!("/v24.0/{number}/messages"));
        assert_eq!(
            request.headers()["authorization"],
            format!("Bearer {token}")
        );
    }
}

#[test]
fn another_base_may_stand_in() {
    let settings = settings().with("meta_api_base", "http://127.0.0.1:9/sub/");
    let sent = send_by(&settings, &message(json!({})), vec![taken("wamid.1")]);
    let url = format!("http://127.0.0.1:9/sub/v24.0/{ACCOUNT}/messages");
    assert_eq!(sent.asked[0].uri().to_string(), url);
}

#[test]
fn a_long_text_is_several_messages_of_which_the_first_is_the_answer() {
    let paragraph = format!("{}.\n\n", "words ".repeat(400).trim_end());
    let text = paragraph.repeat(4);
    let answers = ["wamid.A", "wamid.B", "wamid.C", "wamid.D"].map(taken);
    let members = json!({"text": text, "in_reply_to": "wamid.THEIRS"});
    let sent = send_by(&settings(), &message(members), answers.into());
    let bodies = sent.bodies();
    assert_eq!(bodies.len(), 4);
    for body in &bodies {
        let text = body["text"]["body"].as_str().unwrap();
        assert_eq!(text, paragraph.trim_end());
        assert!(text.len() <= 4096);
        assert_eq!(body["biz_opaque_callback_data"], OURS);
    }
    assert_eq!(bodies[0]["context"]["message_id"], "wamid.THEIRS");
    assert!(bodies[1..].iter().all(|body| body.get("context").is_none()));
    assert_eq!(sent.document["provider_message_id"], "wamid.A");
    assert_eq!(
        sent.document["provider_message_ids"],
        json!(["wamid.A", "wamid.B", "wamid.C", "wamid.D"])
    );
}

#[test]
fn a_text_of_4096_is_one_message() {
    for (text, expected) in [
        ("x".repeat(4096), 1),
        ("x".repeat(4097), 2),
        ("\u{1f600}".repeat(2048), 1),
        ("\u{1f600}".repeat(2049), 2),
        ("é".repeat(4096), 1),
    ] {
        let sent = send(&message(json!({ "text": text })));
        assert_eq!(sent.asked.len(), expected);
        let joined: String = sent
            .bodies()
            .iter()
            .map(|b| b["text"]["body"].as_str().unwrap())
            .collect();
        assert_eq!(joined, text);
    }
}

#[test]
fn the_window_is_24_hours_from_the_customers_last_message() {
    let hours = |hours: u64, more: u64| {
        throughline_channel_kit::timestamp::format(NOW - hours * 3_600_000 - more)
    };
    for (last, open) in [
        (json!(null), true),
        (json!(hours(0, 0)), true),
        (json!(hours(23, 3_599_999)), true),
        (json!(hours(24, 0)), false),
        (json!(hours(24 * 365, 0)), false),
        // A clock that is behind closes no window.
        (
            json!(throughline_channel_kit::timestamp::format(NOW + 60_000)),
            true,
        ),
    ] {
        let sent = send(&message(json!({ "last_inbound_at": last })));
        assert_eq!(sent.status == 200, open, "{last}: {}", sent.document);
        assert_eq!(sent.asked.len(), usize::from(open), "{last}");
        if !open {
            assert_eq!(sent.document["field"], "last_inbound_at");
            assert!(sent.detail().contains("24 hours"), "{}", sent.detail());
            assert!(sent.detail().contains("template"), "{}", sent.detail());
        }
    }
    let template = json!({
        "text": null, "template": {"name": "hello_world", "language": "en_US"},
        "last_inbound_at": hours(48, 0),
    });
    assert_eq!(send(&message(template)).status, 200);
}

#[test]
fn what_is_no_message_of_the_chat_is_not_answered() {
    for members in [
        // Written in a group; the answer goes to the person.
        json!({"in_reply_to": "wamid.THEIRS", "thread": "Y2FwaV9ncm91cDox"}),
        // Something told about a user has an id of ours.
        json!({"in_reply_to": "user_preferences:00ff"}),
    ] {
        let body = send(&message(members)).body();
        assert_eq!(body.get("context"), None);
        assert_eq!(body["recipient_type"], "individual");
    }
}

#[test]
fn what_whatsapp_has_not_is_left_out() {
    let members = json!({
        "subject": "Re: Parcel", "html": "<p>It is on its way.</p>", "from_name": "Ada",
        "reply_token": "tok42", "references": ["x"], "answers": {"type": "text"},
        "from": {"kind": "phone", "value": "+15550783881"}, "attachments": [],
    });
    assert_eq!(
        send(&message(members)).body(),
        send(&message(json!({}))).body()
    );
}
