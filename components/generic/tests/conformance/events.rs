//! Standard Webhooks, CloudEvents and plain JSON behind a secret.

use serde_json::{Value, json};
use throughline_channel_kit::Webhook;
use throughline_channel_kit::conformance::{Cases, Outcome};
use throughline_channel_kit::types::Timestamp;

use crate::{
    KEPT, ONE_OF_EACH, TOKEN, Vendor, altered, no_times, post, provider, times, twice, unreadable,
    without, written_anew,
};

const STANDARD_NAME: &str = "standard-webhooks";

pub const STANDARD: Vendor = Vendor {
    scheme: STANDARD_NAME,
    proof_headers: &["webhook-id", "webhook-timestamp", "webhook-signature"],
    sample: || post(STANDARD_NAME, &event()),
    reencoded: || written_anew(STANDARD_NAME, &event()),
    batches: || Cases::These(lists(STANDARD_NAME)),
    unknown_types: || unknown(STANDARD_NAME),
    unreadable: || unread(STANDARD_NAME),
    repeated_keys: || twice(STANDARD_NAME, &event()),
    echoes: || echoes(STANDARD_NAME),
    timestamps: || timestamps(STANDARD_NAME),
};

pub const BEARER: Vendor = Vendor {
    scheme: "bearer",
    proof_headers: TOKEN,
    sample: || post("bearer", &event()["data"]),
    reencoded: || Cases::NoneBecause("the proof does not cover the body"),
    batches: || Cases::These(lists("bearer")),
    unknown_types: || unknown("bearer"),
    unreadable: || unread("bearer"),
    repeated_keys: || twice("bearer", &event()["data"]),
    echoes: || echoes("bearer"),
    timestamps: || timestamps("bearer"),
};

pub const CLOUDEVENTS: Vendor = Vendor {
    scheme: "cloudevents",
    proof_headers: TOKEN,
    sample: || structured(&cloudevent("1")),
    reencoded: || Cases::NoneBecause("the proof does not cover the body"),
    batches: || Cases::These(event_lists("cloudevents")),
    unknown_types: || {
        let data = json!({ "invoice": 7 });
        Cases::These(vec![
            (
                "data of another kind",
                structured(&altered(&cloudevent("1"), "/data", data)),
            ),
            (
                "no data",
                structured(&without(&cloudevent("1"), "", "data")),
            ),
            (
                "data that is text",
                structured(&altered(&cloudevent("1"), "/data", json!("x"))),
            ),
        ])
    },
    unreadable: || {
        let mut cases = unreadable("cloudevents", &cloudevent("1"), "/data/text");
        for member in ["specversion", "id", "source", "type"] {
            let event = without(&cloudevent("1"), "", member);
            cases.push(("an attribute missing", structured(&event)));
        }
        let future = altered(&cloudevent("1"), "/specversion", json!("2.0"));
        cases.push(("another version", structured(&future)));
        Cases::These(cases)
    },
    repeated_keys: || twice("cloudevents", &cloudevent("1")),
    echoes: || {
        let data = json!({"direction": "outbound", "to": "ana@example.com", "text": "On its way."});
        Cases::These(vec![(
            "an answer",
            structured(&altered(&cloudevent("1"), "/data", data)),
        )])
    },
    timestamps: || {
        let at = |value| structured(&altered(&cloudevent("1"), "/time", value));
        let mut cases = times(at);
        cases.extend(no_times(at));
        let absent = without(&cloudevent("1"), "", "time");
        cases.push(("absent", (structured(&absent), None)));
        Cases::These(cases)
    },
};

/// CloudEvents in binary mode, signed by Standard Webhooks: the attributes are not.
pub const BINARY: Vendor = Vendor {
    sample: || binary(&event()["data"]),
    reencoded: || Cases::NoneBecause("shown with the other modes"),
    batches: || Cases::NoneBecause("a request is one event"),
    unknown_types: || Cases::These(vec![("data of another kind", binary(&json!({"a": 1})))]),
    unreadable: || {
        let cases = unreadable(STANDARD_NAME, &event()["data"], "/text").into_iter();
        let cases = cases.map(|(what, webhook)| (what, provider::with(webhook, ATTRIBUTES)));
        let mut cases: Vec<_> = cases.collect();
        let mut half = binary(&event()["data"]);
        half.headers.remove("ce-source");
        cases.push(("an attribute missing", half));
        Cases::These(cases)
    },
    repeated_keys: || {
        let mut two_ids = binary(&event()["data"]);
        two_ids.headers.append("ce-id", "2".parse().unwrap());
        Cases::These(vec![("two ids", (two_ids, KEPT))])
    },
    echoes: || Cases::NoneBecause("shown with the other modes"),
    timestamps: || {
        let at = |time: &str| provider::with(binary(&event()["data"]), &[("ce-time", time)]);
        Cases::These(vec![
            (
                "RFC 3339",
                (at("2026-11-22T04%3A16:00Z"), Some(1_795_320_960_000)),
            ),
            ("none", (at("soon"), None)),
            ("absent", (binary(&event()["data"]), None)),
        ])
    },
    ..STANDARD
};

const ATTRIBUTES: &[(&str, &str)] = &[
    ("ce-specversion", "1.0"),
    ("ce-id", "e-1"),
    ("ce-source", "/shop/caf%C3%A9"),
    ("ce-type", "example.message"),
];

fn event() -> Value {
    json!({
        "type": "message.received",
        "timestamp": "2026-11-22T04:16:00Z",
        "data": {
            "provider_message_id": "m-1",
            "from": { "kind": "email", "value": "ana@example.com", "verified": true },
            "text": "Where is my café table?",
        },
    })
}

fn cloudevent(id: &str) -> Value {
    json!({
        "specversion": "1.0", "id": id, "source": "/shop", "type": "example.message",
        "time": "2026-11-22T04:16:00Z", "datacontenttype": "application/json",
        "data": { "identity": "ana@example.com", "text": "Where is my café table?" },
    })
}

fn declared(mut webhook: Webhook, media_type: &str) -> Webhook {
    webhook
        .headers
        .insert("content-type", media_type.parse().unwrap());
    webhook
}

fn structured(event: &Value) -> Webhook {
    let webhook = post("cloudevents", event);
    declared(webhook, "application/cloudevents+json; charset=utf-8")
}

fn binary(data: &Value) -> Webhook {
    provider::with(post(STANDARD_NAME, data), ATTRIBUTES)
}

fn lists(scheme: &str) -> Vec<(&'static str, (Webhook, Outcome))> {
    let good = event().to_string();
    let list = |second: &str| provider::post(scheme, format!("[{good},{second}]"));
    let mut cases = vec![
        (
            "an event without a sender",
            (list(r#"{"type":"x","data":{}}"#), ONE_OF_EACH),
        ),
        (
            "a lone surrogate",
            (list(r#"{"type":"\ud83d"}"#), ONE_OF_EACH),
        ),
        ("a name twice", (list(r#"{"a":1,"a":2}"#), ONE_OF_EACH)),
        ("a number", (list("7"), ONE_OF_EACH)),
    ];
    cases.extend(event_lists(scheme));
    cases
}

fn event_lists(scheme: &str) -> Vec<(&'static str, (Webhook, Outcome))> {
    let list = |second: Value| {
        let events = Value::from(vec![cloudevent("1"), second]);
        declared(post(scheme, &events), "application/cloudevents-batch+json")
    };
    let three = Outcome {
        written: 2,
        kept: 1,
    };
    let events = Value::from(vec![cloudevent("1"), json!({"id": "2"}), cloudevent("3")]);
    let many = declared(post(scheme, &events), "application/cloudevents-batch+json");
    vec![
        (
            "no source",
            (list(without(&cloudevent("2"), "", "source")), ONE_OF_EACH),
        ),
        (
            "no data",
            (list(without(&cloudevent("2"), "", "data")), ONE_OF_EACH),
        ),
        ("no event", (list(json!([])), ONE_OF_EACH)),
        ("the middle one of three", (many, three)),
    ]
}

fn unknown(scheme: &str) -> Cases<Webhook> {
    Cases::These(vec![
        (
            "an invoice",
            post(scheme, &json!({"type": "invoice.paid", "data": {"id": 7}})),
        ),
        (
            "a person without a word",
            post(
                scheme,
                &json!({"type": "user.deleted", "data": {"identity": "ana@example.com"}}),
            ),
        ),
        ("no data", post(scheme, &json!({"type": "ping"}))),
    ])
}

fn unread(scheme: &str) -> Cases<Webhook> {
    let mut cases = unreadable(scheme, &event(), "/data/text");
    for (what, pointer, value) in [
        ("a sender that is no address", "/data/from", json!("Ana")),
        ("a sender of no kind", "/data/from/kind", json!("E-Mail")),
        ("a text that is none", "/data/text", json!({"plain": "x"})),
        (
            "an id that is none",
            "/data/provider_message_id",
            json!([1]),
        ),
    ] {
        cases.push((what, post(scheme, &altered(&event(), pointer, value))));
    }
    let endless = altered(&event(), "/data/from/value", json!("x".repeat(600)));
    cases.push(("an endless sender", post(scheme, &endless)));
    let list = format!("[{}7]", "7,".repeat(1000));
    cases.push(("too long a list", provider::post(scheme, list)));
    Cases::These(cases)
}

fn echoes(scheme: &str) -> Cases<Webhook> {
    let answer = json!({
        "direction": "outbound", "from": "help@example.com", "to": "ana@example.com",
        "agent": "bo", "text": "It is on its way.", "provider_message_id": "m-2",
    });
    Cases::These(vec![
        (
            "an answer",
            post(scheme, &json!({ "type": "message.sent", "data": answer })),
        ),
        ("an answer without envelope", post(scheme, &answer)),
    ])
}

fn timestamps(scheme: &str) -> Cases<(Webhook, Option<Timestamp>)> {
    let inner = |value: Value| {
        let mut event = without(&event(), "", "timestamp");
        event["data"]["occurred_at"] = value;
        post(scheme, &event)
    };
    let mut cases = times(inner);
    cases.extend(no_times(inner));
    let outer = post(scheme, &event());
    cases.push(("of the envelope", (outer, Some(1_795_320_960_000))));
    let mut both = event();
    both["data"]["occurred_at"] = json!("2026-11-22T04:15:00Z");
    cases.push((
        "its own before the envelope's",
        (post(scheme, &both), Some(1_795_320_900_000)),
    ));
    let neither = without(&event(), "", "timestamp");
    cases.push(("absent", (post(scheme, &neither), None)));
    Cases::These(cases)
}
