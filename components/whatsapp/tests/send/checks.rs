//! What must hold for any message: shared by the fuzz target and the tests.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;

use super::recorder::{ACCOUNT, OTHER, TOKENS, answer, send_raw, settings, taken};

/// Any body to `/send` is answered; what goes out goes to the number's own paths, as one JSON object
/// to one recipient, with one content under the name of its type.
pub fn message(body: &[u8]) {
    let by_account = serde_json::json!({ACCOUNT: TOKENS[0], OTHER: TOKENS[1]}).to_string();
    let settings = settings().with("whatsapp_token", by_account);
    let upload = || Ok(answer(200, r#"{"id":"4711"}"#));
    let sent = send_raw(&settings, body, vec![taken("wamid.1")]);
    // With uploads the first answers are of another shape; both shapes are taken.
    let uploaded = send_raw(&settings, body, vec![upload()]);
    assert_eq!(sent.asked.len(), uploaded.asked.len());
    for sent in [sent, uploaded] {
        assert!(
            [200, 400, 413, 422, 503].contains(&sent.status),
            "{}",
            sent.document
        );
        assert_eq!(
            sent.asked.is_empty(),
            sent.status != 200,
            "{}",
            sent.document
        );
        assert!(sent.asked.len() <= 20);
        for request in &sent.asked {
            assert_eq!(request.uri().authority().unwrap(), "graph.facebook.com");
            assert_eq!(request.uri().query(), None);
            let place = request.uri().path().strip_prefix("/v24.0/").unwrap();
            let (account, last) = place.split_once('/').unwrap();
            assert!(account == ACCOUNT || account == OTHER, "{place}");
            match last {
                "media" => assert!(
                    request.headers()["content-type"]
                        .as_bytes()
                        .starts_with(b"multipart/")
                ),
                "messages" => document(request.body()),
                other => panic!("{other}"),
            }
        }
    }
}

fn document(body: &[u8]) {
    let document: Value = serde_json::from_slice(body).unwrap();
    let kind = document["type"].as_str().unwrap();
    assert!(["text", "image", "video", "audio", "document", "template"].contains(&kind));
    assert!(document[kind].is_object());
    assert_ne!(
        document.get("to").is_some(),
        document.get("recipient").is_some()
    );
    let header = document.pointer("/template/components/0/parameters/0");
    let header = header.and_then(|file| file.get(file["type"].as_str()?));
    for file in [Some(&document[kind]), header].into_iter().flatten() {
        let id = file["id"].as_str().unwrap_or_default();
        assert!(!id.starts_with("upload:"), "an id is missing: {document}");
    }
    if let Some(text) = document["text"]["body"].as_str() {
        assert!(text.chars().map(char::len_utf16).sum::<usize>() <= 4096);
    }
}
