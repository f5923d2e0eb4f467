//! Who is sent a mail, and what it says.

use serde_json::{Value, json};
use throughline_channel_kit::conformance::NOW;
use throughline_channel_kit::conformance::recorder::with;
use throughline_channel_kit::timestamp;

use crate::{message, send, taken};

#[test]
fn who_has_left_is_sent_the_answer_and_nothing_else() {
    let sent = send(&message(), taken());
    assert_eq!(sent.status, 200, "{}", sent.document);
    assert_eq!(sent.urls(), ["http://email.spin.internal/send"]);
    let mail = sent.body();
    let text = mail["text"].as_str().unwrap();
    assert!(text.starts_with("It is on its way.\n\n"), "{text}");
    assert!(text.contains("chat"), "it says what it answers: {text}");
    let mut rest = mail.clone();
    rest["text"] = Value::Null;
    let expected = json!({
        "interaction_id": "int_00000000000000000000000000000001",
        "to": [{"kind": "email", "value": "ana@example.com"}],
        "subject": "Re: Parcel",
        "text": null,
        "reply_token": "r1",
        "from_name": "Ada at Support",
    });
    assert_eq!(rest, expected);
}

#[test]
fn who_is_there_finds_it_in_the_chat() {
    for (ago, is_sent) in [
        (0, false),
        (90_000, false),
        (90_001, true),
        (86_400_000, true),
    ] {
        let seen = timestamp::format(NOW - ago);
        let message = with(message(), json!({ "present_at": seen }));
        let sent = send(&message, taken());
        assert_eq!(sent.status, 200, "{ago}");
        assert_eq!(sent.document["status"], "sent");
        assert_eq!(sent.asked.len(), usize::from(is_sent), "{ago}");
    }
    // Clocks differ: seen a moment ahead of us is there.
    let ahead = timestamp::format(NOW + 5000);
    let message = with(message(), json!({ "present_at": ahead }));
    assert!(send(&message, taken()).asked.is_empty());
}

#[test]
fn who_left_no_address_finds_it_in_the_chat() {
    for answers in [
        Value::Null,
        json!({}),
        json!({"contact_email": null}),
        json!({"contact_email": ["ana@example.com"]}),
        json!({"contact_email": "ana@example.com,eve@example.com"}),
        json!({"contact_email": "ana@example.com\r\nBcc: eve@example.com"}),
        json!({"email": "ana@example.com"}),
    ] {
        let message = with(message(), json!({ "answers": answers }));
        let sent = send(&message, taken());
        assert_eq!((sent.status, sent.asked.len()), (200, 0), "{answers}");
    }
}

#[test]
fn no_word_becomes_a_header() {
    let line = "a\r\nBcc: eve@example.com\u{2028}b";
    let message = with(message(), json!({"subject": line, "from_name": line}));
    let mail = send(&message, taken()).body();
    assert_eq!(mail["subject"], "Re: a Bcc: eve@example.com b");
    assert_eq!(mail["from_name"], "a Bcc: eve@example.com b");
    for nothing in [Value::Null, json!(" \n")] {
        let message = with(
            message.clone(),
            json!({"subject": nothing, "from_name": nothing}),
        );
        let mail = send(&message, taken()).body();
        assert_eq!(mail["subject"], "Re: your chat with us");
        assert!(mail.get("from_name").is_none(), "{mail}");
    }
}

#[test]
fn files_go_along() {
    let files = json!([
        {"name": "bill\r\n.pdf", "content_type": "application/pdf", "content": "JVBERi0="},
        {"name": "film", "content_type": "video/mp4", "url": "https://cdn.example/film"},
    ]);
    let message = with(message(), json!({"text": null, "attachments": files}));
    let mail = send(&message, taken()).body();
    let text = mail["text"].as_str().unwrap();
    assert!(text.starts_with("https://cdn.example/film\n\n"), "{text}");
    assert_eq!(
        mail["attachments"],
        json!([{"name": "bill .pdf", "content_type": "application/pdf", "content": "JVBERi0="}])
    );
}

#[test]
fn markup_goes_along_where_there_is_no_text() {
    let html = json!({"html": "<p>It is on its way.</p>"});
    let both = send(&with(message(), html.clone()), taken()).body();
    assert!(both.get("html").is_none() && both["text"].is_string());
    let message = with(with(message(), html), json!({"text": ""}));
    let mail = send(&message, taken()).body();
    assert!(mail.get("text").is_none(), "{mail}");
    let html = mail["html"].as_str().unwrap();
    assert!(html.starts_with("<p>It is on its way.</p><p>"), "{html}");
}
