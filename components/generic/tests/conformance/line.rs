//! LINE.

use serde_json::{Value, json};
use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome};

use crate::{
    ONE_OF_EACH, Vendor, altered, no_times, post, provider, times, twice, unreadable, without,
    written_anew,
};

const NAME: &str = "line";

pub const LINE: Vendor = Vendor {
    scheme: NAME,
    proof_headers: &["x-line-signature"],
    sample: || events(vec![message("1")]),
    reencoded: || {
        written_anew(
            NAME,
            &json!({ "destination": BOT, "events": [message("1")] }),
        )
    },
    batches: || {
        let good = message("1").to_string();
        let list =
            |second: &str| provider::post(NAME, format!(r#"{{"events":[{good},{second}]}}"#));
        let of = |event: Value| list(&event.to_string());
        let three = Outcome {
            written: 2,
            kept: 1,
        };
        Cases::These(vec![
            (
                "an event of tomorrow",
                (
                    of(altered(&message("2"), "/type", json!("ponder"))),
                    ONE_OF_EACH,
                ),
            ),
            (
                "a message of tomorrow",
                (
                    of(altered(&message("2"), "/message/type", json!("smell"))),
                    ONE_OF_EACH,
                ),
            ),
            (
                "a lone surrogate",
                (list(r#"{"type":"\ud83d"}"#), ONE_OF_EACH),
            ),
            ("no event", (list("7"), ONE_OF_EACH)),
            (
                "the middle one of three",
                (events(vec![message("1"), json!({}), message("3")]), three),
            ),
        ])
    },
    unknown_types: || {
        let event = |name: &str| events(vec![altered(&message("1"), "/type", json!(name))]);
        Cases::These(vec![
            ("an event of tomorrow", event("ponder")),
            ("an event that goes on", event(&"x".repeat(10_000))),
            (
                "a message of tomorrow",
                events(vec![altered(
                    &message("1"),
                    "/message/type",
                    json!("smell"),
                )]),
            ),
        ])
    },
    unreadable: || {
        let document = json!({ "destination": BOT, "events": [message("1")] });
        let mut cases = unreadable(NAME, &document, "/events/0/message/text");
        cases.push(("a list", provider::post(NAME, "[]")));
        cases.push((
            "events that are no list",
            post(NAME, &json!({ "events": {} })),
        ));
        cases.push((
            "no id",
            events(vec![without(&message("1"), "/message", "id")]),
        ));
        cases.push(("too many events", events(vec![json!({}); 1001])));
        Cases::These(cases)
    },
    repeated_keys: || twice(NAME, &json!({ "events": [message("1")] })),
    echoes: || Cases::NoneBecause("LINE sends no echoes"),
    timestamps: || {
        let at = |value| events(vec![altered(&message("1"), "/timestamp", value)]);
        let mut cases = times(at);
        cases.extend(no_times(at));
        let absent = without(&message("1"), "", "timestamp");
        cases.push(("absent", (events(vec![absent]), None)));
        Cases::These(cases)
    },
};

const BOT: &str = "U8e742f61d673b39c7fff3cecb7536ef0";

fn message(id: &str) -> Value {
    json!({
        "type": "message", "mode": "active", "timestamp": 1_795_320_960_123_u64,
        "source": { "type": "user", "userId": "U1" }, "webhookEventId": format!("01H{id}"),
        "deliveryContext": { "isRedelivery": false }, "replyToken": "r",
        "message": { "type": "text", "id": id, "text": "Where is my café table?" },
    })
}

fn events(events: Vec<Value>) -> Webhook {
    post(NAME, &json!({ "destination": BOT, "events": events }))
}
