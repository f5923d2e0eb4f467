//! Hostile input: the seeds of the fuzz targets, and random updates.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;
mod provider;

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_seeds::replay;

#[test]
fn seeds_of_telegram_update() {
    replay("telegram_update", checks::update);
}

#[test]
fn seeds_of_telegram_links() {
    replay("telegram_links", checks::links);
}

/// Names that the connector reads.
const NAMES: [&str; 40] = [
    "message_id",
    "chat",
    "id",
    "type",
    "title",
    "from",
    "is_bot",
    "first_name",
    "username",
    "language_code",
    "sender_chat",
    "business_connection_id",
    "text",
    "entities",
    "offset",
    "length",
    "url",
    "user",
    "caption",
    "photo",
    "file_id",
    "width",
    "document",
    "file_name",
    "mime_type",
    "location",
    "latitude",
    "longitude",
    "contact",
    "phone_number",
    "user_id",
    "reply_to_message",
    "media_group_id",
    "forward_origin",
    "message_ids",
    "data",
    "message",
    "old_reaction",
    "new_reaction",
    "date",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        (-50_i64..50).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        prop::sample::select(vec![
            "text_link",
            "private",
            "supergroup",
            "kicked",
            "member",
            "emoji"
        ])
        .prop_map(Value::from),
        "[a-z\u{1f44b} :/+0-9]{0,12}".prop_map(Value::from),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(NAMES.to_vec()), inner), 0..8).prop_map(
                |members| Value::Object(
                    members
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect()
                )
            ),
        ]
    })
}

/// A message that has what it cannot do without, and anything else.
fn message() -> impl Strategy<Value = Value> {
    prop::collection::vec((prop::sample::select(NAMES.to_vec()), tree()), 0..8).prop_map(|members| {
        let mut message = json!({
            "message_id": 7, "chat": {"id": 42}, "from": {"id": 42}, "text": "a\u{1f44b}b", "id": "q",
            "user": {"id": 42},
        });
        for (name, value) in members {
            message[name] = value;
        }
        message
    })
}

const UPDATES: [&str; 8] = [
    "message",
    "edited_message",
    "channel_post",
    "business_message",
    "deleted_business_messages",
    "callback_query",
    "message_reaction",
    "my_chat_member",
];

proptest! {
    #[test]
    fn any_update_is_translated(kind in prop::sample::select(UPDATES.to_vec()), value in prop_oneof![message(), tree()]) {
        let mut update = json!({"update_id": 1});
        update[kind] = value;
        checks::update(update.to_string().as_bytes());
    }

    #[test]
    fn any_bytes_are_kept_or_translated(data: Vec<u8>, text in "\\PC*") {
        checks::update(&data);
        checks::update(text.as_bytes());
        checks::links(text.as_bytes());
    }
}
