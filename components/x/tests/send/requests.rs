//! What X is asked.

use futures::executor::block_on;
use http::Request;
use serde_json::{Value, json};
use throughline_channel_kit::Settings;

use super::recorder::{TOKEN, created, message, send, send_to, settings, taken};

const DIRECT: &str = "https://api.x.com/2/dm_conversations/with/22/messages";
const POST: &str = "https://api.x.com/2/tweets";
const UPLOAD: &str = "https://api.x.com/2/media/upload";

#[test]
fn a_text_is_a_direct_message() {
    let sent = send(&message(json!({})));
    assert_eq!(sent.urls(), [DIRECT]);
    let headers = sent.asked[0].headers();
    assert_eq!(headers["authorization"], format!("Bearer {TOKEN}"));
    assert_eq!(headers["accept"], "application/json");
    assert_eq!(sent.json(0), json!({"text": "It is on its way."}));
    assert_eq!(sent.status, 200, "{}", sent.document);
    assert_eq!(
        sent.document,
        json!({"status": "sent", "provider": "x", "account": "", "provider_message_id": "77",
               "provider_message_ids": ["77"], "message_id": null})
    );
}

#[test]
fn a_long_text_is_several_direct_messages() {
    let text = format!("{} {}", "é".repeat(9_999), "b".repeat(10));
    let answers = vec![taken("77"), taken("78")];
    let sent = send_to(&settings(), &message(json!({ "text": text })), answers);
    assert_eq!(sent.urls(), [DIRECT, DIRECT]);
    assert_eq!(sent.json(0)["text"], "é".repeat(9_999));
    assert_eq!(sent.json(1)["text"], "b".repeat(10));
    assert_eq!(sent.document["provider_message_ids"], json!(["77", "78"]));
}

#[test]
fn a_public_answer_is_a_post_below_the_one_that_it_answers() {
    let members = json!({"visibility": "public", "in_reply_to": "1924465506158878979",
                         "answers": {"url": "https://x.com/i/web/status/1924465506158878979"}});
    let sent = send_to(&settings(), &message(members), vec![created("99")]);
    assert_eq!(sent.urls(), [POST]);
    assert_eq!(
        sent.json(0),
        json!({"text": "It is on its way.", "reply": {"in_reply_to_tweet_id": "1924465506158878979"}})
    );
    assert_eq!(sent.document["provider_message_id"], "99");
    // A mention is answered in private where nobody said otherwise.
    let private =
        message(json!({"in_reply_to": "9", "answers": {"url": "https://x.com/i/web/status/9"}}));
    assert_eq!(send(&private).urls(), [DIRECT]);
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

fn picture(name: &str, content_type: &str) -> Value {
    json!({"name": name, "content_type": content_type, "content": "aGk="})
}

#[test]
fn pictures_are_uploaded_first() {
    let files = json!([
        picture("a.png", "image/PNG; x=y"),
        picture("b.gif", "image/gif")
    ]);
    let members = json!({ "attachments": files });
    let answers = vec![created("m1"), created("m2"), taken("77"), taken("78")];
    let sent = send_to(&settings(), &message(members.clone()), answers);
    assert_eq!(sent.urls(), [UPLOAD, UPLOAD, DIRECT, DIRECT]);
    for (nth, category, name) in [(0, "dm_image", "a.png"), (1, "dm_gif", "b.gif")] {
        let fields = [
            ("media_category".to_owned(), None, category.to_owned()),
            ("media".to_owned(), Some(name.to_owned()), "hi".to_owned()),
        ];
        assert_eq!(form(&sent.asked[nth]), fields);
    }
    assert_eq!(
        sent.json(2),
        json!({"text": "It is on its way.", "attachments": [{"media_id": "m1"}]})
    );
    assert_eq!(sent.json(3), json!({"attachments": [{"media_id": "m2"}]}));
    assert_eq!(sent.document["provider_message_ids"], json!(["77", "78"]));

    let mut public = message(members);
    public["visibility"] = "public".into();
    public["in_reply_to"] = "9".into();
    let answers = vec![created("m1"), created("m2"), created("99")];
    let sent = send_to(&settings(), &public, answers);
    assert_eq!(sent.urls(), [UPLOAD, UPLOAD, POST]);
    assert_eq!(form(&sent.asked[0])[0].2, "tweet_image");
    assert_eq!(form(&sent.asked[1])[0].2, "tweet_gif");
    assert_eq!(
        sent.json(2),
        json!({"text": "It is on its way.", "reply": {"in_reply_to_tweet_id": "9"},
               "media": {"media_ids": ["m1", "m2"]}})
    );
}

#[test]
fn a_picture_needs_no_text() {
    let members = json!({"text": null, "attachments": [picture("a.jpg", "image/jpeg")]});
    let answers = vec![created("m1"), taken("77")];
    let sent = send_to(&settings(), &message(members), answers);
    assert_eq!(sent.urls(), [UPLOAD, DIRECT]);
    assert_eq!(sent.json(1), json!({"attachments": [{"media_id": "m1"}]}));
}

#[test]
fn the_account_that_was_written_to_answers() {
    let tokens = r#"{"11":"t-11","12":"t-12"}"#;
    let settings = Settings::new()
        .with("x_access_token", tokens)
        .with("x_api_base", "https://x.example.com/api/");
    for (members, token) in [
        (
            json!({"from": {"kind": "x", "value": "12"}, "account": ""}),
            "t-12",
        ),
        (json!({"account": "11"}), "t-11"),
        (
            json!({"from": {"kind": "email", "value": "a@b.c"}, "account": "11"}),
            "t-11",
        ),
    ] {
        let sent = send_to(&settings, &message(members), vec![taken("77")]);
        assert_eq!(
            sent.urls(),
            ["https://x.example.com/api/2/dm_conversations/with/22/messages"]
        );
        assert_eq!(
            sent.asked[0].headers()["authorization"],
            format!("Bearer {token}")
        );
    }
}

#[test]
fn what_x_has_no_place_for_is_left_out() {
    let members = json!({"subject": "Re: Parcel", "html": "<p>x", "from_name": "Ada", "references": ["1"],
                         "reply_token": "tok", "variables": {}});
    assert_eq!(
        send(&message(members)).json(0),
        json!({"text": "It is on its way."})
    );
}
