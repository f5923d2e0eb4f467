//! Files: by their address, or uploaded before.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::executor::block_on;
use serde_json::{Value, json};
use throughline_channel_kit::outbound::Lost;

use super::recorder::{ACCOUNT, Sent, TOKENS, answer, message, send, send_by, settings, taken};

fn link(name: &str, content_type: &str) -> Value {
    json!({"name": name, "content_type": content_type, "url": format!("https://files.example/{name}")})
}

fn bytes(name: &str, content_type: &str, content: &[u8]) -> Value {
    json!({"name": name, "content_type": content_type, "content": STANDARD.encode(content)})
}

#[test]
fn files_go_by_their_address_in_their_own_messages() {
    let files = [
        link("p.jpg", "image/jpeg"),
        link("f.mp4", "video/mp4"),
        link("s.ogg", "audio/ogg; codecs=opus"),
        link("bill.pdf", "application/pdf"),
        link("p.gif", "image/gif"),
    ];
    let sent = send(&message(
        json!({"attachments": files, "text": "Here they are"}),
    ));
    let contents: Vec<Value> = sent
        .bodies()
        .into_iter()
        .map(|body| {
            let kind = body["type"].as_str().unwrap().to_owned();
            json!([kind, body[&kind]])
        })
        .collect();
    assert_eq!(
        json!(contents),
        json!([
            ["image", {"link": "https://files.example/p.jpg", "caption": "Here they are"}],
            ["video", {"link": "https://files.example/f.mp4"}],
            ["audio", {"link": "https://files.example/s.ogg"}],
            ["document", {"link": "https://files.example/bill.pdf", "filename": "bill.pdf"}],
            ["document", {"link": "https://files.example/p.gif", "filename": "p.gif"}],
        ])
    );
}

#[test]
fn a_text_is_a_caption_where_there_is_one_that_can_hold_it() {
    let kinds = |files: Value, text: &str| {
        let sent = send(&message(json!({"attachments": files, "text": text})));
        assert_eq!(sent.status, 200, "{}", sent.document);
        let kinds = sent.bodies().into_iter().map(|body| {
            let kind = body["type"].as_str().unwrap().to_owned();
            let captioned = body[&kind].get("caption").is_some();
            (kind, captioned)
        });
        kinds.collect::<Vec<_>>()
    };
    let of = |list: &[(&str, bool)]| {
        list.iter()
            .map(|(k, c)| ((*k).to_owned(), *c))
            .collect::<Vec<_>>()
    };
    let picture = || json!([link("p.png", "image/png")]);
    let sound = || json!([link("s.mp3", "audio/mpeg")]);
    assert_eq!(kinds(picture(), "short"), of(&[("image", true)]));
    assert_eq!(kinds(picture(), &"x".repeat(1024)), of(&[("image", true)]));
    assert_eq!(
        kinds(picture(), &"x".repeat(1025)),
        of(&[("text", false), ("image", false)])
    );
    assert_eq!(
        kinds(sound(), "short"),
        of(&[("text", false), ("audio", false)])
    );
    assert_eq!(kinds(picture(), " "), of(&[("image", false)]));
}

/// Name, file name, content type, content.
type Part = (String, Option<String>, Option<String>, Vec<u8>);

/// The parts of a request, read by multer.
fn form(sent: &Sent, at: usize) -> Vec<Part> {
    let request = &sent.asked[at];
    let content_type = request.headers()["content-type"].to_str().unwrap();
    let boundary = multer::parse_boundary(content_type).unwrap();
    let body = bytes::Bytes::from(request.body().clone());
    let stream = futures::stream::once(async move { Ok::<_, std::io::Error>(body) });
    let mut form = multer::Multipart::new(stream, boundary);
    block_on(async move {
        let mut parts = Vec::new();
        while let Some(field) = form.next_field().await.unwrap() {
            let name = field.name().unwrap().to_owned();
            let file_name = field.file_name().map(str::to_owned);
            let content_type = field.content_type().map(|mime| mime.to_string());
            parts.push((
                name,
                file_name,
                content_type,
                field.bytes().await.unwrap().to_vec(),
            ));
        }
        parts
    })
}

#[test]
fn bytes_are_uploaded_first_and_named_in_the_message() {
    let files = json!([
        bytes("bill \"1\".pdf", "application/pdf", b"%PDF\r\n--"),
        link("p.png", "image/png"),
        bytes("s.ogg", "audio/ogg", b"OggS"),
    ]);
    let answers = vec![
        Ok(answer(200, r#"{"id":"1001"}"#)),
        Ok(answer(200, r#"{"id":"1002"}"#)),
        taken("wamid.A"),
        taken("wamid.B"),
        taken("wamid.C"),
    ];
    let sent = send_by(
        &settings(),
        &message(json!({"attachments": files})),
        answers,
    );
    assert_eq!(sent.status, 200, "{}", sent.document);
    let paths: Vec<&str> = sent
        .asked
        .iter()
        .map(|request| request.uri().path())
        .collect();
    let media = format!("/v24.0/{ACCOUNT}/media");
    let messages = format!("/v24.0/{ACCOUNT}/messages");
    assert_eq!(paths, [&media, &media, &messages, &messages, &messages]);
    for request in &sent.asked {
        assert_eq!(request.method(), "POST");
        assert_eq!(
            request.headers()["authorization"],
            format!("Bearer {}", TOKENS[0])
        );
    }
    let text = |name: &str, value: &str| (name.to_owned(), None, None, value.as_bytes().to_vec());
    assert_eq!(
        form(&sent, 0),
        [
            text("messaging_product", "whatsapp"),
            text("type", "application/pdf"),
            (
                "file".to_owned(),
                Some("bill '1'.pdf".to_owned()),
                Some("application/pdf".to_owned()),
                b"%PDF\r\n--".to_vec()
            ),
        ]
    );
    assert_eq!(form(&sent, 1)[1], text("type", "audio/ogg; codecs=opus"));
    let bodies: Vec<Value> = sent.asked[2..]
        .iter()
        .map(|request| serde_json::from_slice(request.body()).unwrap())
        .collect();
    assert_eq!(
        bodies[0]["document"],
        json!({"id": "1001", "filename": "bill \"1\".pdf", "caption": "It is on its way."})
    );
    assert_eq!(
        bodies[1]["image"],
        json!({"link": "https://files.example/p.png"})
    );
    assert_eq!(bodies[2]["audio"], json!({"id": "1002"}));
    assert_eq!(
        sent.document["provider_message_ids"],
        json!(["wamid.A", "wamid.B", "wamid.C"])
    );
}

#[test]
fn when_an_upload_fails_nothing_was_sent() {
    let message = message(json!({"attachments": [bytes("a.pdf", "application/pdf", b"%PDF")]}));
    let error = |code: u32| {
        let error =
            json!({"error": {"message": "its words", "code": code, "type": "OAuthException"}});
        Ok(answer(400, error))
    };
    for (upload, status, code) in [
        (error(131_053), 422, "send_refused"),
        (error(190), 503, "channel_not_configured"),
        (error(131_056), 503, "send_throttled"),
        (Ok(answer(500, "")), 503, "send_throttled"),
        (Ok(answer(200, "{}")), 503, "send_throttled"),
        (
            Err(Lost::Unanswered("timeout".into())),
            503,
            "send_throttled",
        ),
        (Err(Lost::NotSent("dns".into())), 503, "send_throttled"),
    ] {
        let what = format!("{upload:?}");
        let sent = send_by(&settings(), &message, vec![upload, taken("wamid.1")]);
        assert_eq!(sent.status, status, "{what}: {}", sent.document);
        assert_eq!(sent.document["code"], code, "{what}");
        assert_eq!(sent.asked.len(), 1, "{what}");
    }
}

#[test]
fn a_file_has_the_size_that_whatsapp_takes() {
    for (content_type, most) in [("image/png", 5_000_000), ("video/mp4", 16_000_000)] {
        for (size, fits) in [(most, true), (most + 1, false)] {
            let file = bytes("f", content_type, &vec![0; size]);
            let answers = vec![Ok(answer(200, r#"{"id":"1001"}"#)), taken("wamid.1")];
            let sent = send_by(
                &settings(),
                &message(json!({"attachments": [file]})),
                answers,
            );
            assert_eq!(sent.status == 200, fits, "{size}: {}", sent.document);
            if !fits {
                assert_eq!(sent.document["field"], "attachments[0].content");
                assert!(sent.detail().contains(&format!("{} MB", most / 1_000_000)));
            }
        }
    }
}
