//! Zendesk.

use serde_json::{Value, json};
use throughline_channel_kit::conformance::Cases;

use crate::{Vendor, altered, no_times, post, times, twice, unreadable, without, written_anew};

const NAME: &str = "zendesk";

pub const ZENDESK: Vendor = Vendor {
    scheme: NAME,
    proof_headers: &[
        "x-zendesk-webhook-signature",
        "x-zendesk-webhook-signature-timestamp",
    ],
    sample: || post(NAME, &comment()),
    reencoded: || written_anew(NAME, &comment()),
    batches: || Cases::NoneBecause("a request is one event"),
    unknown_types: || {
        let event = |name: &str| {
            let name = format!("zen:event-type:{name}");
            post(NAME, &altered(&comment(), "/type", json!(name)))
        };
        Cases::These(vec![
            ("an event of tomorrow", event("ticket.pondered")),
            ("an event of another subject", event("weather.changed")),
            ("an event without a subject", event("comment")),
            (
                "a body that an administrator wrote",
                post(NAME, &json!({ "ticket": "7" })),
            ),
        ])
    },
    unreadable: || {
        let mut cases = unreadable(NAME, &comment(), "/event/comment/body");
        for (what, pointer, value) in [
            ("no id", "/event/comment/id", json!(null)),
            (
                "nobody's",
                "/event/comment/author",
                json!({ "is_staff": true }),
            ),
            (
                "an endless id",
                "/event/comment/id",
                json!("1".repeat(2000)),
            ),
        ] {
            let mut event = altered(&comment(), pointer, value);
            if what == "nobody's" {
                event["detail"]["requester_id"] = json!(null);
            }
            cases.push((what, post(NAME, &event)));
        }
        Cases::These(cases)
    },
    repeated_keys: || twice(NAME, &comment()),
    echoes: || {
        let author = json!({ "id": "9", "name": "Bo", "is_staff": true });
        let answer = altered(&comment(), "/event/comment/author", author);
        Cases::These(vec![("an answer of staff", post(NAME, &answer))])
    },
    timestamps: || {
        let at = |value| post(NAME, &altered(&comment(), "/time", value));
        let mut cases = times(at);
        cases.extend(no_times(at));
        let nanoseconds = at(json!("2026-11-22T04:16:00.123456789Z"));
        cases.push(("nanoseconds", (nanoseconds, Some(1_795_320_960_123))));
        let absent = without(&comment(), "", "time");
        cases.push(("absent", (post(NAME, &absent), None)));
        Cases::These(cases)
    },
};

fn comment() -> Value {
    json!({
        "type": "zen:event-type:ticket.comment_added", "account_id": 22129848,
        "id": "01HN0000000000000000000001", "time": "2026-11-22T04:16:00Z",
        "zendesk_event_version": "2022-11-06", "subject": "zen:ticket:141",
        "detail": {
            "id": "141", "subject": "Order 7", "requester_id": "8", "status": "OPEN",
            "via": { "channel": "web_service" },
        },
        "event": {
            "comment": {
                "id": "5001", "body": "Where is my café table?", "is_public": true,
                "author": { "id": "8", "name": "Ana", "is_staff": false },
            },
        },
    })
}
