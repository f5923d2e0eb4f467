//! What the Graph API is asked.

use serde_json::{Value, json};
use throughline_channel_kit::outbound::ANSWER_LIMIT;

use super::recorder::{MID, PAGE, answer, hours_ago, send, send_with, settings, taken};

const MESSAGES: &str = "https://graph.facebook.com/v24.0/me/messages";

#[test]
fn a_person_is_answered() {
    let sent = send(json!({}));
    assert_eq!(sent.urls(), [MESSAGES]);
    assert_eq!(sent.asked[0].headers()["content-type"], "application/json");
    assert_eq!(
        sent.bodies(),
        [json!({
            "recipient": {"id": "42"},
            "messaging_type": "RESPONSE",
            "message": {"text": "It is on its way.", "metadata": "int_1"},
        })]
    );
    assert_eq!(sent.status, 200);
    assert_eq!(
        sent.document,
        json!({"status": "sent", "provider": "meta", "account": PAGE, "provider_message_id": MID,
               "provider_message_ids": [MID], "message_id": null})
    );
}

#[test]
fn what_messenger_has_no_place_for_is_left_out() {
    let plain = send(json!({})).bodies();
    let more = send(json!({
        "subject": "Re: Parcel", "html": "<p>It is on its way.</p>", "from_name": "Ada",
        "reply_token": "tok", "in_reply_to": "m_1", "references": ["m_1"], "thread": "t",
        "from": {"kind": "messenger", "value": PAGE}, "variables": {}, "answers": {"payload": "x"},
    }));
    assert_eq!(more.bodies(), plain);
}

/// `messaging_type` and `tag`, or what the agent is told.
fn declared(hours: Option<u64>) -> Result<(Value, Value), String> {
    let last = hours.map(hours_ago);
    let sent = send(json!({ "last_inbound_at": last }));
    match sent.bodies().as_slice() {
        [body] => Ok((body["messaging_type"].clone(), body["tag"].clone())),
        _ => {
            assert_eq!(
                (sent.status, &sent.document["field"]),
                (422, &json!("last_inbound_at"))
            );
            Err(sent.detail().to_owned())
        }
    }
}

#[test]
fn the_windows_are_kept() {
    let response = Ok((json!("RESPONSE"), json!(null)));
    let human = Ok((json!("MESSAGE_TAG"), json!("HUMAN_AGENT")));
    // Nobody knows when: Meta is the judge.
    assert_eq!(declared(None), response);
    for hours in [0, 1, 23] {
        assert_eq!(declared(Some(hours)), response, "{hours}");
    }
    for hours in [24, 25, 7 * 24 - 1] {
        assert_eq!(declared(Some(hours)), human, "{hours}");
    }
    for hours in [7 * 24, 1000] {
        let told = declared(Some(hours)).unwrap_err();
        assert!(told.contains("more than 7 days ago"), "{told}");
    }
}

#[test]
fn a_long_text_is_several_messages() {
    let paragraph = "A sentence of words. ".repeat(90);
    let text = format!("{paragraph}\n\n{paragraph}\n\n\u{1f4e6}");
    let sent = send_with(
        &settings(),
        json!({ "text": text }),
        vec![taken(), Ok(answer(200, json!({"message_id": "m_2"})))],
    );
    let texts: Vec<String> = sent
        .bodies()
        .iter()
        .map(|body| body["message"]["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts.len(), 2);
    for text in &texts {
        assert!(text.encode_utf16().count() <= 2000);
    }
    let letters = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(letters(&texts.concat()), letters(&text));
    for body in sent.bodies() {
        assert_eq!(body["message"]["metadata"], "int_1", "each echo finds home");
    }
    assert_eq!(sent.document["provider_message_ids"], json!([MID, "m_2"]));
}

#[test]
fn ten_messages_are_the_most() {
    let text = |parts: usize| "x".repeat(2000 * parts);
    assert_eq!(send(json!({"text": text(10)})).asked.len(), 10);
    let sent = send(json!({"text": text(11)}));
    assert_eq!((sent.status, sent.asked.len()), (422, 0));
    assert!(sent.detail().contains("11 messages"), "{}", sent.detail());
}

#[test]
fn files_are_messages_of_their_own() {
    let file = |content_type: &str, url: &str| json!({"name": "f", "content_type": content_type, "url": url});
    let sent = send(json!({"attachments": [
        file("image/png", "https://cdn.example.com/a.png"),
        file("VIDEO/mp4", "https://cdn.example.com/a.mp4"),
        file("audio/mpeg", "https://cdn.example.com/a.mp3"),
        file("application/pdf", "https://cdn.example.com/a.pdf"),
    ]}));
    assert_eq!(sent.status, 200, "{}", sent.document);
    let bodies = sent.bodies();
    assert_eq!(bodies[0]["message"]["text"], "It is on its way.");
    let kinds: Vec<_> = bodies[1..]
        .iter()
        .map(|body| {
            assert_eq!(body["recipient"], json!({"id": "42"}));
            assert_eq!(body["message"]["metadata"], "int_1");
            let attachment = &body["message"]["attachment"];
            (
                attachment["type"].clone(),
                attachment["payload"]["url"].clone(),
            )
        })
        .collect();
    let expected = [
        ("image", "png"),
        ("video", "mp4"),
        ("audio", "mp3"),
        ("file", "pdf"),
    ];
    let expected = expected.map(|(kind, end)| {
        (
            json!(kind),
            json!(format!("https://cdn.example.com/a.{end}")),
        )
    });
    assert_eq!(kinds, expected);
    let alone =
        send(json!({"text": null, "attachments": [file("image/png", "https://e.example/a")]}));
    assert_eq!(alone.asked.len(), 1);
}

#[test]
fn a_file_goes_up_with_its_message() {
    let sent = send(
        json!({"text": "", "last_inbound_at": hours_ago(30), "attachments": [
            {"name": "bill \"4711\".pdf", "content_type": "application/pdf", "content": "JVBERg=="},
        ]}),
    );
    assert_eq!(sent.urls(), [MESSAGES]);
    let request = &sent.asked[0];
    let content_type = request.headers()["content-type"].to_str().unwrap();
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let body = std::str::from_utf8(request.body()).unwrap();
    let field = |name: &str, value: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    let expected = [
        field(
            "message",
            r#"{"attachment":{"payload":{},"type":"file"},"metadata":"int_1"}"#,
        ),
        field("messaging_type", "MESSAGE_TAG"),
        field("recipient", r#"{"id":"42"}"#),
        field("tag", "HUMAN_AGENT"),
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"filedata\"; \
             filename=\"bill '4711'.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n"
        ),
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(body, expected.concat());
    assert_eq!(sent.document["provider_message_id"], MID);
}

#[test]
fn a_comment_is_answered_below_it_or_privately() {
    let comment = json!({"comment_id": "555_777", "post_id": "100200300_555"});
    let public =
        json!({"answers": comment, "visibility": "public", "last_inbound_at": hours_ago(5000)});
    let made = vec![Ok(answer(200, json!({"id": "555_779"})))];
    let sent = send_with(&settings(), public, made);
    assert_eq!(
        sent.urls(),
        ["https://graph.facebook.com/v24.0/555_777/comments"]
    );
    assert_eq!(sent.bodies(), [json!({"message": "It is on its way."})]);
    assert_eq!(sent.document["provider_message_id"], "555_779");

    let sent = send(json!({"answers": comment, "last_inbound_at": hours_ago(30)}));
    assert_eq!(sent.urls(), [MESSAGES]);
    assert_eq!(
        sent.bodies(),
        [json!({
            "recipient": {"comment_id": "555_777"},
            "messaging_type": "RESPONSE",
            "message": {"text": "It is on its way.", "metadata": "int_1"},
        })]
    );
}

#[test]
fn a_visitors_post_is_answered_as_a_comment_is() {
    let post = json!({"post_id": "100200300_556"});
    let sent = send(json!({"answers": post, "visibility": "public"}));
    assert_eq!(
        sent.urls(),
        ["https://graph.facebook.com/v24.0/100200300_556/comments"]
    );
    let sent = send(json!({"answers": post}));
    assert_eq!(
        sent.bodies()[0]["recipient"],
        json!({"post_id": "100200300_556"})
    );
}

#[test]
fn the_page_is_the_one_that_the_person_belongs_to() {
    // Whatever `account` says: the person's id is good for that page only.
    let sent = send(json!({"account": "100200301"}));
    assert_eq!(sent.document["account"], PAGE);
    // An id without its page is one of the account's.
    let bare = json!({"to": [{"kind": "messenger", "value": "42"}]});
    assert_eq!(send(bare).document["account"], PAGE);
}

#[test]
fn the_api_may_be_elsewhere() {
    let settings = settings().with("meta_api_base", "http://127.0.0.1:8080/graph/");
    let sent = send_with(&settings, json!({}), vec![taken()]);
    assert_eq!(
        sent.urls(),
        ["http://127.0.0.1:8080/graph/v24.0/me/messages"]
    );
}

#[test]
fn an_answer_that_is_too_deep_or_long_is_no_success() {
    let deep = "[".repeat(1000);
    let long = format!("{{\"message_id\":\"{}\"}}", "m".repeat(ANSWER_LIMIT / 2));
    for body in [deep, long] {
        let mut unreadable = answer(200, json!(null));
        *unreadable.body_mut() = body.into_bytes();
        let sent = send_with(&settings(), json!({}), vec![Ok(unreadable)]);
        assert_eq!(
            (sent.status, &sent.document["code"]),
            (504, &json!("send_unknown"))
        );
    }
}
