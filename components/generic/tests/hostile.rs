//! Hostile input: the seeds of the fuzz targets, and random requests.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;
mod provider;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_seeds::replay;

#[test]
fn seeds_of_generic_events() {
    replay("generic_events", checks::events);
}

#[test]
fn seeds_of_generic_desk() {
    replay("generic_desk", checks::desk);
}

#[test]
fn seeds_of_generic_mapping() {
    replay("generic_mapping", checks::mapping);
}

#[test]
fn seeds_of_generic_unsigned() {
    replay("generic_unsigned", checks::unsigned);
}

/// The JSON bodies of a scheme's fixtures.
fn fixtures(scheme: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(scheme);
    let requests = fs::read_dir(&folder).unwrap().map(|entry| {
        let request = fs::read_to_string(entry.unwrap().path().join("request.http")).unwrap();
        serde_json::from_str(request.split_once("\n\n").unwrap().1).ok()
    });
    let documents: Vec<Value> = requests.flatten().collect();
    assert!(!documents.is_empty(), "{scheme}");
    documents
}

static EVENTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let schemes = ["standard-webhooks", "bearer", "cloudevents", "zendesk"];
    schemes.iter().flat_map(|scheme| fixtures(scheme)).collect()
});

static DESKS: LazyLock<Vec<(u8, Value)>> = LazyLock::new(|| {
    let schemes = checks::DESKS.iter().zip(0..);
    let documents = schemes.flat_map(|(scheme, n)| {
        fixtures(scheme)
            .into_iter()
            .map(move |document| (n, document))
    });
    documents.collect()
});

static TICKETS: LazyLock<Vec<Value>> = LazyLock::new(|| fixtures("mapping"));

/// Any JSON.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[/^~a-z0-9@+.]{0,12}".prop_map(Value::from),
        Just(Value::from("é".repeat(3000))),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let name = prop_oneof![
            prop::sample::select(vec![
                "id", "type", "kind", "value", "text", "pointer", "map", "const"
            ])
            .prop_map(str::to_owned),
            "[a-z_]{0,6}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

/// Puts a value in the place of the `n`th of a document's values, counted round.
fn replaced(document: &Value, n: usize, value: Value) -> Value {
    let mut document = document.clone();
    let mut left = n % count(&document);
    if let Some(place) = nth(&mut document, &mut left) {
        *place = value;
    }
    document
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(members) => members.values_mut().find_map(|item| nth(item, left)),
        _ => None,
    }
}

proptest! {
    #[test]
    fn any_event_is_recorded_or_kept(choice: u8, which: usize, n: usize, value in any_json()) {
        let document = replaced(&EVENTS[which % EVENTS.len()], n, value);
        checks::events(&[&[choice][..], document.to_string().as_bytes()].concat());
    }

    #[test]
    fn any_vendors_event_is_recorded_or_kept(which: usize, n: usize, value in any_json()) {
        let (vendor, document) = &DESKS[which % DESKS.len()];
        let document = replaced(document, n, value);
        checks::desk(&[&[*vendor][..], document.to_string().as_bytes()].concat());
    }

    #[test]
    fn any_mapping_and_payload_are_read_or_told(which: usize, n: usize, m: usize, value in any_json(), rule in any_json(), alter: bool) {
        let mapping = match alter {
            true => replaced(&provider::mapping(), m, rule),
            false => provider::mapping(),
        };
        let payload = replaced(&TICKETS[which % TICKETS.len()], n, value);
        checks::mapping(format!("{mapping}\n{payload}").as_bytes());
    }

    #[test]
    fn any_bytes_are_recorded_or_kept(data: Vec<u8>) {
        checks::events(&data);
        checks::desk(&data);
        checks::mapping(&data);
    }

    #[test]
    fn what_nobody_signed_is_refused(choice: u8, data: Vec<u8>, text in "\\PC*(\n\\PC*){0,4}") {
        checks::unsigned(&[&[choice][..], &data].concat());
        checks::unsigned(&[&[choice][..], text.as_bytes()].concat());
    }
}

/// A value at the root that is put into each of many entries does not grow without end.
#[test]
fn what_a_mapping_makes_is_bounded() {
    let mapping =
        json!({ "each": "/e", "identities": [{ "kind": "email", "value": "/m" }], "text": "^/t" });
    let entries = vec![json!({ "m": "a@b.example" }); 1000];
    let payload = json!({ "t": "x".repeat(900_000), "e": entries });
    let started = format!("{mapping}\n{payload}");
    checks::mapping(started.as_bytes());
}

/// Neither does the time that it takes: each of many entries looks at the same large value in vain.
#[test]
fn many_entries_do_not_look_through_one_large_value() {
    let mapping = json!({
        "each": "/e", "occurred_at": "^/t", "thread": ["^/b", "/x"], "from": { "kind": "email", "value": "/m" },
        "identities": [{ "kind": "external", "value": "^/t" }], "attributes": { "a": "^/t", "b": "^/l" },
        "kind": { "pointer": "^/t", "map": { "a": "b" }, "default": "message" },
    });
    let entries = vec![json!({ "m": "a@b.example" }); 1000];
    let payload = json!({ "t": "1".repeat(300_000), "b": " ".repeat(300_000), "l": vec!["x"; 50_000], "e": entries });
    checks::mapping(format!("{mapping}\n{payload}").as_bytes());
}
