//! What the Graph API is asked.

use serde_json::{Value, json};
use throughline_channel_kit::outbound::ANSWER_LIMIT;

use super::recorder::{ACCOUNT, MID, answer, hours_ago, send, send_with, settings, taken};

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
            "message": {"text": "It is on its way."},
        })]
    );
    assert_eq!(sent.status, 200);
    assert_eq!(
        sent.document,
        json!({"status": "sent", "provider": "meta", "account": ACCOUNT, "provider_message_id": MID,
               "provider_message_ids": [MID], "message_id": null})
    );
}

#[test]
fn what_instagram_has_no_place_for_is_left_out() {
    let plain = send(json!({})).bodies();
    let more = send(json!({
        "subject": "Re: Parcel", "html": "<p>It is on its way.</p>", "from_name": "Ada",
        "reply_token": "tok", "in_reply_to": "m_1", "references": ["m_1"], "thread": "t",
        "from": {"kind": "instagram", "value": ACCOUNT}, "variables": {}, "answers": {"payload": "x"},
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
fn a_long_text_is_several_messages_by_bytes() {
    // 500 characters of two bytes each fill a message.
    let text = "\u{e9}".repeat(500) + "\u{1f4e6}";
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
    assert_eq!(texts, ["\u{e9}".repeat(500), "\u{1f4e6}".to_owned()]);
    assert_eq!(sent.document["provider_message_ids"], json!([MID, "m_2"]));
    assert_eq!(send(json!({"text": "\u{e9}".repeat(500)})).asked.len(), 1);
}

#[test]
fn ten_messages_are_the_most() {
    let text = |parts: usize| "x".repeat(1000 * parts);
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
fn a_comment_is_answered_below_it_or_privately() {
    let comment = json!({"comment_id": "17865", "media_id": "17900"});
    let public =
        json!({"answers": comment, "visibility": "public", "last_inbound_at": hours_ago(5000)});
    let made = vec![Ok(answer(200, json!({"id": "17868"})))];
    let sent = send_with(&settings(), public, made);
    assert_eq!(
        sent.urls(),
        ["https://graph.facebook.com/v24.0/17865/replies"]
    );
    assert_eq!(sent.bodies(), [json!({"message": "It is on its way."})]);
    assert_eq!(sent.document["provider_message_id"], "17868");

    let sent = send(json!({"answers": comment, "last_inbound_at": hours_ago(30)}));
    assert_eq!(sent.urls(), [MESSAGES]);
    assert_eq!(
        sent.bodies(),
        [json!({
            "recipient": {"comment_id": "17865"},
            "messaging_type": "RESPONSE",
            "message": {"text": "It is on its way."},
        })]
    );
}

#[test]
fn a_mention_is_not_answered_as_a_comment_is() {
    // Instagram has another place for that, and a mention names nobody to write to.
    let mention = json!({"mentioned_in": "17867", "media_id": "17902"});
    let sent = send(json!({"answers": mention, "visibility": "public"}));
    assert_eq!((sent.status, sent.asked.len()), (422, 0));
    assert_eq!(sent.document["field"], "visibility");
}

#[test]
fn the_account_is_the_one_that_the_person_belongs_to() {
    // Whatever `account` says: the person's id is good for that account only.
    let sent = send(json!({"account": "17841401"}));
    assert_eq!(sent.document["account"], ACCOUNT);
    // An id without its account is one of `account`.
    let bare = json!({"to": [{"kind": "instagram", "value": "42"}]});
    assert_eq!(send(bare).document["account"], ACCOUNT);
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
