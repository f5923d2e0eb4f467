//! Whatever a message or an answer holds, it stays where it belongs.

use proptest::prelude::*;
use serde_json::json;

use super::recorder::{answer, created, message, send_raw, send_to, settings, taken};

proptest! {
    #[test]
    fn no_value_can_reach_into_another(
        text in "\\PC{1,40}",
        name in "\\PC{0,20}",
        reply in "[0-9a-z/?#]{0,12}",
        public: bool,
        uploaded in "\\PC{1,20}",
    ) {
        let visibility = if public { "public" } else { "private" };
        let file = json!({"name": format!("{name}\r\nX: y\""), "content_type": "image/png;\r\nX: y", "content": "YQ=="});
        let members = json!({"text": format!("{text}."), "in_reply_to": reply, "visibility": visibility,
                             "attachments": [file]});
        let answers = vec![created(&uploaded), taken("77")];
        let sent = send_to(&settings(), &message(members), answers);
        if let [upload, said] = sent.asked.as_slice() {
            prop_assert_eq!(upload.uri().path(), "/2/media/upload");
            prop_assert!(!String::from_utf8_lossy(upload.body()).contains("\r\nX: y"));
            let path = if public { "/2/tweets" } else { "/2/dm_conversations/with/22/messages" };
            prop_assert_eq!(said.uri().path(), path);
            let said = sent.json(1);
            let id = if public { &said["media"]["media_ids"][0] } else { &said["attachments"][0]["media_id"] };
            prop_assert_eq!(id, uploaded.as_str());
            let written = format!("{text}.");
            prop_assert_eq!(&said["text"], written.trim());
        } else {
            prop_assert!(sent.status != 200);
        }
    }

    #[test]
    fn any_body_and_answer_is_answered(body in "\\PC*", status in 100_u16..600, said in "\\PC*", kind in "\\PC*") {
        let post = &http::Method::POST;
        send_raw(&settings(), post, body.as_bytes(), vec![taken("77")]);
        let problem = json!({"title": said, "detail": said, "type": kind, "errors": [{"message": said}]});
        for answered in [&body, &problem.to_string()] {
            let sent = send_to(&settings(), &message(json!({})), vec![Ok(answer(status, answered))]);
            prop_assert!([422, 503, 504].contains(&sent.status), "{} {}", sent.status, sent.document);
        }
    }
}
