//! What Telegram is asked.

use futures::executor::block_on;
use http::Request;
use serde_json::{Value, json};
use throughline_channel_kit::Settings;
use throughline_channel_kit::conformance::NOW;
use throughline_channel_kit::json::{Object, decode};
use throughline_channel_kit::outbound::{Message, Outbound};
use throughline_telegram::Telegram;

use super::recorder::{TOKEN, message, methods, send, send_to, settings, taken};

#[test]
fn a_text_goes_to_the_chat_with_the_user() {
    let sent = send(&message(json!({})));
    let [request] = sent.asked.as_slice() else {
        panic!("{}", sent.document)
    };
    let url = format!("https://api.telegram.org/bot{TOKEN}/sendMessage");
    assert_eq!(request.uri(), url.as_str());
    let body = json!({"chat_id": 42, "text": "It is on its way."});
    assert_eq!(sent.bodies(), [body]);
    assert_eq!(sent.status, 200, "{}", sent.document);
    assert_eq!(
        sent.document,
        json!({"status": "sent", "provider": "telegram", "account": "",
               "provider_message_id": "42:9", "provider_message_ids": ["42:9"], "message_id": null})
    );
}

#[test]
fn a_call_shows_no_token_and_no_words() {
    let body = message(
        json!({"attachments": [{"name": "a", "content_type": "image/png", "content": "YQ=="}]}),
    );
    let Object(message) = decode::<Object<Message>>(body.to_string().as_bytes()).unwrap();
    let calls = Telegram.calls(message, &settings(), NOW).unwrap();
    assert_eq!(calls.len(), 2);
    for call in &calls {
        assert!(call.request.uri().path().contains(TOKEN));
        let shown = format!("{call:?} {call:#?}");
        assert!(
            !shown.contains(TOKEN) && !shown.contains("t0ken"),
            "{shown}"
        );
        assert!(shown.contains("api.telegram.org"), "{shown}");
        assert!(!shown.contains("on its way"), "{shown}");
    }
}

#[test]
fn an_answer_names_the_message_that_it_answers() {
    let reply = |id: i64| json!({"message_id": id, "allow_sending_without_reply": true});
    for (what, members, expected) in [
        (
            "a message",
            json!({"in_reply_to": "42:7"}),
            json!({"chat_id": 42, "reply_parameters": reply(7)}),
        ),
        (
            "a message of a business account",
            json!({"in_reply_to": "bC:42:7"}),
            json!({"chat_id": 42, "business_connection_id": "bC", "reply_parameters": reply(7)}),
        ),
        (
            "a chat of a business account",
            json!({"answers": {"business_connection_id": "bC"}}),
            json!({"chat_id": 42, "business_connection_id": "bC"}),
        ),
        (
            "a topic",
            json!({"in_reply_to": "42:7", "answers": {"message_thread_id": 3}}),
            json!({"chat_id": 42, "message_thread_id": 3, "reply_parameters": reply(7)}),
        ),
        (
            "a button",
            json!({"in_reply_to": "callback:77"}),
            json!({"chat_id": 42}),
        ),
        (
            "a group, in private",
            json!({"in_reply_to": "-5:7", "thread": "-5", "answers": {"message_thread_id": 3}}),
            json!({"chat_id": 42}),
        ),
        (
            "a group, in public",
            json!({"in_reply_to": "-5:7", "thread": "-5", "visibility": "public",
                   "answers": {"message_thread_id": 3}}),
            json!({"chat_id": -5, "message_thread_id": 3, "reply_parameters": reply(7)}),
        ),
        (
            "a group without a thread",
            json!({"in_reply_to": "-5:7", "visibility": "public"}),
            json!({"chat_id": -5, "reply_parameters": reply(7)}),
        ),
        (
            "a button in a group",
            json!({"in_reply_to": "callback:7", "thread": "-5", "visibility": "public",
                   "answers": {"business_connection_id": "bC"}}),
            json!({"chat_id": -5}),
        ),
    ] {
        let sent = send(&message(members));
        let [mut body] = sent.bodies().try_into().unwrap();
        let body: &mut Value = &mut body;
        assert_eq!(
            body.as_object_mut().unwrap().remove("text").unwrap(),
            "It is on its way."
        );
        assert_eq!(*body, expected, "{what}");
    }
}

#[test]
fn a_long_text_goes_in_parts() {
    // Each has two UTF-16 code units.
    let text = format!("{} {}", "\u{1f44b}".repeat(2048), "b".repeat(10));
    let members = json!({"text": text, "in_reply_to": "42:7"});
    let answers = vec![taken(42, 9), taken(42, 10)];
    let sent = send_to(&settings(), &message(members), answers);
    let bodies = sent.bodies();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0]["text"], "\u{1f44b}".repeat(2048));
    assert_eq!(bodies[1]["text"], "b".repeat(10));
    assert!(bodies[0].get("reply_parameters").is_some());
    assert!(bodies[1].get("reply_parameters").is_none());
    assert_eq!(
        sent.document["provider_message_ids"],
        json!(["42:9", "42:10"])
    );
}

/// The fields of a form: name, file name and content.
fn form(request: &Request<Vec<u8>>) -> Vec<(String, Option<String>, String)> {
    let content_type = request.headers()["content-type"].to_str().unwrap();
    let boundary = multer::parse_boundary(content_type).unwrap();
    let body = bytes::Bytes::from(request.body().clone());
    let stream = futures::stream::once(async move { Ok::<_, std::io::Error>(body) });
    let mut form = multer::Multipart::new(stream, boundary);
    block_on(async move {
        let mut fields = Vec::new();
        while let Some(field) = form.next_field().await.unwrap() {
            let name = field.name().unwrap().to_owned();
            let file = field.file_name().map(str::to_owned);
            fields.push((name, file, field.text().await.unwrap()));
        }
        fields
    })
}

#[test]
fn files_go_as_photos_and_documents() {
    let sent = send(&message(json!({
        "in_reply_to": "bC:42:7",
        "text": null,
        "attachments": [
            {"name": "p.png", "content_type": "image/PNG; x=y", "content": "aGk="},
            {"name": "bill.pdf", "content_type": "application/pdf", "content": "aG8="},
            {"name": "", "content_type": "image/jpeg", "url": "https://files.example/a.jpg"},
            {"name": "", "content_type": "application/zip", "url": "http://files.example/a.zip"},
        ],
    })));
    assert_eq!(
        methods(&sent),
        ["sendPhoto", "sendDocument", "sendPhoto", "sendDocument"]
    );
    let field = |name: &str, value: &str| (name.to_owned(), None, value.to_owned());
    let file = |name: &str, file: &str, value: &str| {
        (name.to_owned(), Some(file.to_owned()), value.to_owned())
    };
    let to = [
        field("chat_id", "42"),
        field("business_connection_id", "bC"),
    ];
    let reply = r#"{"allow_sending_without_reply":true,"message_id":7}"#;
    assert_eq!(
        form(&sent.asked[0]),
        [
            &to[..],
            &[
                field("reply_parameters", reply),
                file("photo", "p.png", "hi")
            ]
        ]
        .concat()
    );
    assert_eq!(
        form(&sent.asked[1]),
        [&to[..], &[file("document", "bill.pdf", "ho")]].concat()
    );
    let json = |nth: usize| serde_json::from_slice::<Value>(sent.asked[nth].body()).unwrap();
    assert_eq!(json(2)["photo"], "https://files.example/a.jpg");
    assert_eq!(json(3)["document"], "http://files.example/a.zip");
}

#[test]
fn the_bot_that_was_written_to_answers() {
    let tokens = r#"{"support":"1:s","sales":"2:t"}"#;
    let settings = Settings::new()
        .with("telegram_bot_token", tokens)
        .with("telegram_api_base", "https://bots.example.com/api/");
    let members = json!({"account": "sales"});
    let sent = send_to(&settings, &message(members), vec![taken(42, 9)]);
    assert_eq!(
        sent.asked[0].uri(),
        "https://bots.example.com/api/bot2:t/sendMessage"
    );
    assert_eq!(sent.document["account"], "sales");
}

#[test]
fn what_telegram_has_no_place_for_is_left_out() {
    let members = json!({"subject": "Re: Parcel", "html": "<p>x", "from_name": "Ada", "references": ["42:1"],
                         "reply_token": "tok", "variables": {}});
    assert_eq!(
        send(&message(members)).bodies(),
        [json!({"chat_id": 42, "text": "It is on its way."})]
    );
}
