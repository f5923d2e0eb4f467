//! Hostile input: the seeds of the fuzz targets, and random requests.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;
mod provider;

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_seeds::replay;

#[test]
fn seeds_of_whatsapp_webhook() {
    replay("whatsapp_webhook", checks::webhook);
}

#[test]
fn seeds_of_whatsapp_item() {
    replay("whatsapp_item", checks::item);
}

/// Names that the connector reads.
const NAMES: [&str; 36] = [
    "id",
    "type",
    "from",
    "from_user_id",
    "to",
    "timestamp",
    "text",
    "body",
    "image",
    "audio",
    "document",
    "caption",
    "mime_type",
    "location",
    "latitude",
    "longitude",
    "contacts",
    "name",
    "phones",
    "interactive",
    "button_reply",
    "nfm_reply",
    "response_json",
    "order",
    "product_items",
    "reaction",
    "message_id",
    "emoji",
    "system",
    "edit",
    "revoke",
    "original_message_id",
    "message",
    "status",
    "errors",
    "context",
];

fn member() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(NAMES.to_vec()).prop_map(Value::from),
        prop::sample::select(vec![
            "16505551234",
            "US.1",
            "wamid.1",
            "{\"a\":[1]}",
            "sent",
            "stop"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(NAMES.to_vec()), inner, 0..6)
                .prop_map(|members| json!(members)),
        ]
    })
}

/// A message of a type, whose content is anything.
fn message() -> impl Strategy<Value = Value> {
    let kind = prop::sample::select(vec![
        "text",
        "image",
        "audio",
        "document",
        "sticker",
        "location",
        "contacts",
        "button",
        "interactive",
        "order",
        "reaction",
        "system",
        "unsupported",
        "revoke",
        "edit",
    ]);
    (kind, member(), member()).prop_map(|(kind, content, context)| {
        json!({"id": "wamid.1", "from": "16505551234", "timestamp": "1795321000", "type": kind,
               kind: content, "context": context})
    })
}

proptest! {
    #[test]
    fn any_item_is_one_command(choice in 0..5_u8, any in member(), message in message()) {
        for item in [any, message] {
            let mut data = vec![choice];
            data.extend(item.to_string().into_bytes());
            checks::item(&data);
        }
    }

    #[test]
    fn any_body_is_taken(body: Vec<u8>, value in member(), field in prop::sample::select(NAMES.to_vec())) {
        checks::webhook(&body);
        checks::webhook(value.to_string().as_bytes());
        checks::webhook(&provider::entries(&[provider::entry(field, value)]).body);
    }
}

/// Much that is said once is not kept once for each item.
#[test]
fn many_bad_items_beside_long_contacts_stay_small() {
    let contacts: Vec<Value> = (0..200)
        .map(|n| json!({"wa_id": format!("1650555{n:04}"), "profile": {"name": "n".repeat(1000)}}))
        .collect();
    let bad: Vec<Value> = (0..2000)
        .map(|n| json!({ "type": "hologram", "n": n }))
        .collect();
    let mut all = bad;
    all.push(provider::text(json!({"from": "16505550001"})));
    let value = provider::value(json!({"contacts": contacts, "messages": all}));
    checks::webhook(&provider::entries(&[provider::entry("messages", value)]).body);
}
