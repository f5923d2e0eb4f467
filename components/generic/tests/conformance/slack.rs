//! Slack.

use serde_json::{Value, json};
use throughline_channel_kit::conformance::Cases;

use crate::{Vendor, altered, post, twice, unreadable, without, written_anew};

const NAME: &str = "slack";

pub const SLACK: Vendor = Vendor {
    scheme: NAME,
    proof_headers: &["x-slack-signature", "x-slack-request-timestamp"],
    sample: || post(NAME, &message()),
    reencoded: || written_anew(NAME, &message()),
    batches: || Cases::NoneBecause("a request is one event"),
    unknown_types: || {
        let with = |pointer: &str, value: &str| {
            let mut event = message();
            event["event"]["subtype"] = json!("me_message");
            post(NAME, &altered(&event, pointer, json!(value)))
        };
        Cases::These(vec![
            (
                "an event of tomorrow",
                with("/event/type", "message_pondered"),
            ),
            ("a subtype of tomorrow", with("/event/subtype", "pondered")),
            ("a request of another kind", with("/type", "block_actions")),
            ("too many events", with("/type", "app_rate_limited")),
        ])
    },
    unreadable: || {
        let mut cases = unreadable(NAME, &message(), "/event/text");
        for member in ["channel", "ts", "user", "type"] {
            let less = without(&message(), "/event", member);
            cases.push(("a member missing", post(NAME, &less)));
        }
        cases.push(("no event", post(NAME, &without(&message(), "", "event"))));
        cases.push((
            "a challenge without one",
            post(NAME, &json!({ "type": "url_verification" })),
        ));
        Cases::These(cases)
    },
    repeated_keys: || twice(NAME, &message()),
    echoes: || Cases::NoneBecause("what apps write is passed over, our own messages among it"),
    timestamps: || {
        let at = |value| post(NAME, &altered(&message(), "/event/ts", value));
        Cases::These(vec![
            (
                "seconds with a fraction",
                (at(json!("1795320960.123456")), Some(1_795_320_960_123)),
            ),
            (
                "no fraction",
                (at(json!("1795320960")), Some(1_795_320_960_000)),
            ),
            ("a word", (at(json!("soon")), None)),
        ])
    },
};

fn message() -> Value {
    json!({
        "type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": "Ev1",
        "event_time": 1_795_320_960,
        "event": {
            "type": "message", "channel": "C1", "channel_type": "channel", "user": "U1",
            "text": "Where is my café table?", "ts": "1795320960.000100",
        },
    })
}
