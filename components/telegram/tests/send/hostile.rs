//! Whatever a message or an answer holds, it stays where it belongs.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::recorder::{answer, message, send, send_raw, send_to, settings, taken};

proptest! {
    #[test]
    fn no_value_can_reach_into_another(
        text in "\\PC{1,40}",
        name in "\\PC{0,20}",
        reply in "[0-9a-z:-]{0,12}",
        thread in "[0-9-]{0,6}",
        connection in "\\PC{0,8}",
    ) {
        let sent = send(&message(json!({
            "text": format!("{text}."), "in_reply_to": reply, "thread": thread,
            "answers": {"business_connection_id": connection, "message_thread_id": text},
            "attachments": [{"name": format!("{name}\r\nX: y\""), "content_type": "image/png\r\n\r\nx", "content": "YQ=="}],
        })));
        for request in &sent.asked {
            prop_assert_eq!(request.uri().path().matches('/').count(), 2);
        }
        if let [text, file] = sent.asked.as_slice() {
            let text: Value = serde_json::from_slice(text.body()).unwrap();
            prop_assert_eq!(&text["chat_id"], 42);
            let file = String::from_utf8_lossy(file.body()).into_owned();
            // Each header line of a part is one that was meant.
            prop_assert!(!file.contains("\r\nX: y"));
        }
    }

    #[test]
    fn any_body_and_answer_is_answered(body in "\\PC*", status in 100_u16..600, code: i64, said in "\\PC*") {
        let post = &http::Method::POST;
        send_raw(&settings(), post, body.as_bytes(), vec![taken(42, 9)]);
        let coded = json!({"ok": false, "error_code": code, "description": said}).to_string();
        for answered in [&body, &coded] {
            let sent = send_to(&settings(), &message(json!({})), vec![Ok(answer(status, answered))]);
            prop_assert!([422, 503, 504].contains(&sent.status), "{} {}", sent.status, sent.document);
        }
    }
}
