//! What no chat can carry.

use serde_json::json;
use throughline_channel_kit::conformance::recorder::with;

use crate::{message, send};

#[test]
fn what_no_chat_can_carry_is_refused_before_anything_is_sent() {
    let visitor = json!({"kind": "visitor", "value": "a"});
    let file = json!([{"name": "a", "content_type": "text/plain", "content": "YQ=="}]);
    for (members, field) in [
        (json!({"to": []}), "to"),
        (json!({"to": [visitor, visitor]}), "to"),
        (
            json!({"to": [{"kind": "email", "value": "a@b.example"}]}),
            "to[0].kind",
        ),
        (json!({"cc": [visitor]}), "cc"),
        (json!({"bcc": [visitor]}), "bcc"),
        (json!({"visibility": "public"}), "visibility"),
        (json!({"template": {"name": "a"}}), "template"),
        (json!({"variables": {"a": 1}}), "variables"),
        (json!({"call": true}), "call"),
        (json!({"text": null}), "text"),
        (json!({"text": " \n", "html": " "}), "text"),
    ] {
        // Also to somebody who is there and is sent nothing.
        for present in [json!(null), json!("2026-11-22T04:17:00Z")] {
            let message = with(
                with(message(), members.clone()),
                json!({"present_at": present}),
            );
            let sent = send(&message, Vec::new());
            assert_eq!(sent.document["code"], "invalid_field", "{members}");
            assert_eq!((sent.status, &sent.document["field"]), (422, &json!(field)));
        }
    }
    let only_a_file = json!({"text": null, "attachments": file, "answers": null});
    assert_eq!(send(&with(message(), only_a_file), Vec::new()).status, 200);
    let user = json!({"to": [{"kind": "user", "value": "u-1"}], "answers": null});
    assert_eq!(send(&with(message(), user), Vec::new()).status, 200);
}
