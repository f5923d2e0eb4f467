//! Hostile input: the seeds of the fuzz target, and random requests.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/mod.rs"]
mod checks;
mod provider;

use proptest::prelude::*;
use throughline_channel_kit::{Channel, Command, Settings};
use throughline_instagram::Instagram;
use throughline_seeds::replay;

#[test]
fn seeds_of_instagram_webhook() {
    replay("instagram_webhook", checks::webhook);
}

/// As many items as Meta puts into one post: each is taken, and the bad one kept.
#[test]
fn a_thousand_items_are_taken_at_once() {
    let message = |n: u32| provider::from_customer(&format!(r#""message":{{"mid":"m_{n}"}}"#));
    let mut items: Vec<_> = (0..999).map(message).collect();
    items.insert(500, "7".to_owned());
    let webhook = provider::sign(provider::events(&items.join(",")), "s");
    let settings = Settings::new().with("meta_app_secret", "s");
    let delivery = Instagram.receive(&webhook, &settings, 0).unwrap();
    let kept = |command: &&Command| matches!(command, Command::Keep(_));
    assert_eq!(delivery.commands.len(), 1000);
    assert_eq!(delivery.commands.iter().filter(kept).count(), 1);
}

/// Names that the connector reads.
const NAMES: [&str; 46] = [
    "sender",
    "recipient",
    "timestamp",
    "message",
    "mid",
    "text",
    "attachments",
    "type",
    "payload",
    "url",
    "title",
    "is_echo",
    "is_deleted",
    "is_unsupported",
    "metadata",
    "app_id",
    "quick_reply",
    "reply_to",
    "story",
    "postback",
    "reaction",
    "action",
    "emoji",
    "delivery",
    "mids",
    "watermark",
    "read",
    "message_edit",
    "referral",
    "optin",
    "messaging_feedback",
    "coordinates",
    "lat",
    "long",
    "elements",
    "media",
    "media_id",
    "comment_id",
    "username",
    "parent_id",
    "from",
    "name",
    "created_time",
    "live",
    "id",
    "sticker_id",
];

/// JSON of these names and of values that may be expected there.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(vec![
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1.5",
            "1795320900",
            "1e300",
            "\"42\"",
            "\"\"",
            "\"17841400\"",
            "\"react\"",
            "\"unreact\"",
            "\"image\"",
            "\"template\"",
            "\"location\"",
            "\"comment\"",
            "\"add\"",
            "\"remove\"",
            "\"edited\"",
            "\"\\ud83d\\udc4b\"",
            "\"\\u0000\"",
            "\"int_00000000000000000000000000000000\"",
            "[]",
            "{}",
        ])
        .prop_map(str::to_owned),
        "[a-z:/.]{0,12}".prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(4, 48, 8, |inner| {
        let member = (prop::sample::select(NAMES.to_vec()), inner.clone());
        prop_oneof![
            2 => prop::collection::vec(member, 0..8).prop_map(|members| object(&members)),
            1 => prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(","))),
        ]
    })
}

fn object(members: &[(&str, String)]) -> String {
    let mut seen = Vec::new();
    let members = members.iter().filter(|(name, _)| {
        let new = !seen.contains(name);
        seen.push(name);
        new
    });
    let members: Vec<_> = members
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

proptest! {
    #[test]
    fn any_event_is_commands_or_kept(choice in 0..5_u8, value in value(), name in prop::sample::select(NAMES.to_vec())) {
        let rest = match choice {
            3 => format!("\"{name}\":{value}"),
            _ => value,
        };
        checks::webhook(&[&[choice], rest.as_bytes()].concat());
    }

    #[test]
    fn any_bytes_are_commands_or_kept(data: Vec<u8>, query in "(hub\\.(mode|challenge|verify_token)=[a-z%0-9]{0,12}&?){0,4}") {
        checks::webhook(&data);
        checks::webhook(format!("\u{5}{query}").as_bytes());
    }
}
