//! Hostile input: the seeds of the fuzz targets, and random events.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;
mod provider;

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_seeds::replay;

#[test]
fn seeds_of_x_event() {
    replay("x_event", checks::event);
}

#[test]
fn seeds_of_x_text() {
    replay("x_text", checks::text);
}

#[test]
fn seeds_of_x_signature() {
    replay("x_signature", checks::unsigned);
}

/// Names that the connector reads.
const NAMES: [&str; 38] = [
    "id",
    "id_str",
    "user_id",
    "sender_id",
    "target",
    "recipient_id",
    "message_create",
    "message_data",
    "text",
    "entities",
    "urls",
    "url",
    "expanded_url",
    "media",
    "media_key",
    "attachment",
    "type",
    "created_timestamp",
    "created_at",
    "author_id",
    "conversation_id",
    "referenced_tweets",
    "in_reply_to_user_id",
    "in_reply_to_tweet_id",
    "note_tweet",
    "extended_tweet",
    "full_text",
    "display_text_range",
    "edit_history_tweet_ids",
    "user",
    "users",
    "tweets",
    "name",
    "username",
    "variants",
    "status",
    "timestamp_ms",
    "lang",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(vec![
            "11",
            "22",
            "7",
            "message_create",
            "replied_to",
            "retweeted",
            "quoted"
        ])
        .prop_map(Value::from),
        prop::sample::select(vec![
            "https://t.co/a",
            "@ann hi &amp; https://t.co/a",
            "photo",
            "video",
            "en"
        ])
        .prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        Just(Value::Null),
        "[a-z\u{1f44b} :&;@/0-9]{0,16}".prop_map(Value::from),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 48, 8, |inner| {
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

/// A message and a post in one, with anything else.
fn item() -> impl Strategy<Value = Value> {
    prop::collection::vec((prop::sample::select(NAMES.to_vec()), tree()), 0..8).prop_map(
        |members| {
            let mut item = json!({
                "id": "7", "id_str": "7", "author_id": "22", "sender_id": "22", "text": "hi",
                "user": {"id_str": "22"}, "created_timestamp": "1", "status": {"id": "7"},
                "message_create": {"sender_id": "22", "target": {"recipient_id": "11"},
                                   "message_data": {"text": "hi"}},
            });
            for (name, value) in members {
                item[name] = value;
            }
            item
        },
    )
}

const KINDS: [&str; 9] = [
    "dm.received",
    "dm.sent",
    "dm.read",
    "post.create",
    "post.mention.create",
    "post.delete",
    "chat.received",
    "chat.sent",
    "like.create",
];
const LISTS: [&str; 5] = [
    "direct_message_events",
    "direct_message_mark_read_events",
    "tweet_create_events",
    "tweet_delete_events",
    "hologram_events",
];

proptest! {
    #[test]
    fn any_activity_is_translated(
        kind in prop::sample::select(KINDS.to_vec()),
        items in prop::collection::vec(prop_oneof![item(), tree()], 0..4),
        includes in tree(),
        posted in item(),
    ) {
        let list = if kind == "dm.read" { LISTS[1] } else { LISTS[0] };
        let mut payload = posted;
        payload[list] = items.into();
        let event = json!({"data": {"event_type": kind, "filter": {"user_id": "11"},
                                    "payload": payload, "includes": includes}});
        checks::event(event.to_string().as_bytes());
    }

    #[test]
    fn any_account_activity_is_translated(
        lists in prop::collection::vec(
            (prop::sample::select(LISTS.to_vec()), prop::collection::vec(prop_oneof![item(), tree()], 0..4)),
            0..4,
        ),
        users in tree(),
    ) {
        let mut document = json!({"for_user_id": "11", "users": users});
        for (name, items) in lists {
            document[name] = items.into();
        }
        checks::event(document.to_string().as_bytes());
    }

    #[test]
    fn any_bytes_are_kept_or_translated(data: Vec<u8>, text in "\\PC*") {
        for bytes in [data.as_slice(), text.as_bytes()] {
            checks::event(bytes);
            checks::event(&[b"{", bytes].concat());
            checks::text(bytes);
            checks::unsigned(bytes);
        }
    }
}
