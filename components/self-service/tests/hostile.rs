//! Hostile input: the seeds of the fuzz target, and random events.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;
mod provider;

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_seeds::replay;

#[test]
fn seeds_of_self_service_events() {
    replay("self_service_events", checks::events);
}

const NAMES: [&str; 19] = [
    "id",
    "type",
    "at",
    "page",
    "language",
    "query",
    "results",
    "slug",
    "title",
    "seconds",
    "helpful",
    "comment",
    "question",
    "answer",
    "sources",
    "resolved",
    "conversation",
    "events",
    "tomorrow",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        any::<char>().prop_map(|char| char.to_string().repeat(9000).into()),
        prop::sample::select(vec![
            "search",
            "article_view",
            "vote",
            "assistant",
            "e-000001",
            "2026-11-22T04:17:00Z",
            "https://help.example/a?b=c#d",
            "javascript:alert(1)",
            "http://\u{202e}",
            "en-CA",
            "\u{0}",
            " ",
        ])
        .prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        let name = prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// An event that has what it cannot do without, and anything else.
fn event() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(NAMES.to_vec());
    let kind = prop::sample::select(vec!["search", "article_view", "vote", "assistant"]);
    (kind, prop::collection::vec((name, value()), 0..6)).prop_map(|(kind, members)| {
        let mut event = json!({
            "id": "e-000001", "type": kind, "query": "q", "slug": "s", "helpful": false,
            "question": "q", "answer": "a",
        });
        for (name, value) in members {
            event[name] = value;
        }
        event
    })
}

proptest! {
    #[test]
    fn any_event_is_recorded_or_kept(event in event(), any in value()) {
        checks::events(event.to_string().as_bytes());
        checks::events(any.to_string().as_bytes());
        checks::events(json!({"events": [event, any]}).to_string().as_bytes());
    }

    #[test]
    fn any_bytes_are_recorded_or_kept(data: Vec<u8>, text in "[{}\\[\\]\",:a-z \\\\0-9]{0,60}") {
        checks::events(&data);
        checks::events(text.as_bytes());
    }
}
