//! Chatwoot.

use serde_json::{Value, json};
use throughline_channel_kit::conformance::Cases;

use crate::{Vendor, altered, no_times, post, times, twice, unreadable, without, written_anew};

const NAME: &str = "chatwoot";

pub const CHATWOOT: Vendor = Vendor {
    scheme: NAME,
    proof_headers: &["x-chatwoot-signature", "x-chatwoot-timestamp"],
    sample: || post(NAME, &message()),
    reencoded: || written_anew(NAME, &message()),
    batches: || Cases::NoneBecause("a request is one event"),
    unknown_types: || {
        let event = |name: &str| post(NAME, &altered(&message(), "/event", json!(name)));
        Cases::These(vec![
            ("an event of tomorrow", event("message_pondered")),
            ("an event that goes on", event(&"x".repeat(100_000))),
            (
                "a side of tomorrow",
                post(NAME, &altered(&message(), "/message_type", json!(4))),
            ),
        ])
    },
    unreadable: || {
        let mut cases = unreadable(NAME, &message(), "/content");
        for member in ["event", "id", "message_type"] {
            let less = without(&message(), "", member);
            cases.push(("a member missing", post(NAME, &less)));
        }
        let nobody = without(&without(&message(), "", "sender"), "", "conversation");
        cases.push(("nobody's", post(NAME, &nobody)));
        Cases::These(cases)
    },
    repeated_keys: || twice(NAME, &message()),
    echoes: || {
        let answer = altered(&message(), "/message_type", json!("outgoing"));
        let older = altered(&message(), "/message_type", json!(1));
        let agent = json!({ "id": 1, "name": "Bo", "email": "bo@example.com", "type": "user" });
        Cases::These(vec![
            (
                "an answer",
                post(NAME, &altered(&answer, "/sender", agent.clone())),
            ),
            (
                "an answer of an older release",
                post(NAME, &altered(&older, "/sender", agent)),
            ),
        ])
    },
    timestamps: || {
        let at = |value| post(NAME, &altered(&message(), "/created_at", value));
        let mut cases = times(at);
        cases.extend(no_times(at));
        let absent = without(&message(), "", "created_at");
        cases.push(("absent", (post(NAME, &absent), None)));
        Cases::These(cases)
    },
};

fn message() -> Value {
    json!({
        "event": "message_created", "id": 118, "content": "Where is my café table?",
        "created_at": "2026-11-22T04:16:00.000Z", "message_type": "incoming", "private": false,
        "content_type": "text", "content_attributes": {}, "source_id": null,
        "sender": { "id": 14, "name": "Ana", "type": "contact" },
        "conversation": { "id": 10, "channel": "Channel::WebWidget", "contact_inbox": { "contact_id": 14 } },
        "account": { "id": 1, "name": "Acme" },
    })
}
