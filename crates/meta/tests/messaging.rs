//! Events of conversations, as far as the connectors' fixtures do not show them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use throughline_channel_kit::Command;
use throughline_channel_kit::types::{Change, DeliveryStatus, Direction, Interaction};
use throughline_meta::{envelope, messaging};

const NOW: u64 = 1_795_321_020_123;

/// What one event of the page 1 comes to; an error's text.
fn commands(field: &str, event: &Value) -> Result<Vec<Command>, String> {
    let entry = match field {
        "messaging" | "standby" => json!({"id": "1", field: [event]}),
        field => json!({"id": "1", "changes": [{"field": field, "value": event}]}),
    };
    let body = json!({"object": "page", "entry": [entry]}).to_string();
    let envelope = envelope::read(body.as_bytes()).unwrap();
    messaging::commands("messenger", &envelope.items[0], NOW).map_err(|wrong| wrong.0)
}

/// An event of the person 42's.
fn event(name: &str, said: Value) -> Value {
    json!({"sender": {"id": "42"}, "recipient": {"id": "1"}, "timestamp": NOW - 1000, name: said})
}

fn recorded(event: &Value) -> Interaction {
    match commands("messaging", event).unwrap().as_slice() {
        [Command::Record(interaction)] => (**interaction).clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_has_no_id_is_known_by_what_it_says() {
    for (name, said, otherwise) in [
        (
            "postback",
            json!({"title": "A", "payload": "P"}),
            json!({"title": "A", "payload": "Q"}),
        ),
        ("postback", json!({"title": "A"}), json!({"title": "B"})),
        (
            "reaction",
            json!({"mid": "m", "emoji": "x"}),
            json!({"mid": "m", "emoji": "y"}),
        ),
        (
            "reaction",
            json!({"mid": "m", "emoji": "x"}),
            json!({"mid": "n", "emoji": "x"}),
        ),
        (
            "reaction",
            json!({"mid": "m", "emoji": "x"}),
            json!({"mid": "m"}),
        ),
        ("referral", json!({"ref": "a"}), json!({"ref": "b"})),
    ] {
        let first = event(name, said);
        let id = |event: &Value| recorded(event).provider_message_id;
        assert_eq!(id(&first), id(&first), "a retry is the same");
        let mut later = first.clone();
        later["timestamp"] = json!(NOW);
        let mut by_another = first.clone();
        by_another["sender"]["id"] = json!("43");
        for other in [event(name, otherwise), later, by_another] {
            assert_ne!(id(&first), id(&other), "{other}");
        }
    }
    // What has one is known by it.
    let postback = event("postback", json!({"title": "A", "mid": "m_1"}));
    assert_eq!(recorded(&postback).provider_message_id, "m_1");
}

#[test]
fn a_mark_is_about_our_messages_to_this_person() {
    let mark = |name: &str, said: Value| match commands("messaging", &event(name, said))
        .unwrap()
        .remove(0)
    {
        Command::Watermark(mark) => (mark.customer.value, mark.status, mark.upto),
        other => panic!("{other:?}"),
    };
    let read = mark("read", json!({"watermark": 1_795_321_000}));
    assert_eq!(
        read,
        ("1:42".into(), DeliveryStatus::Read, 1_795_321_000_000)
    );
    let delivered = mark("delivery", json!({"mids": [], "watermark": NOW + 5000}));
    assert_eq!(delivered, ("1:42".into(), DeliveryStatus::Delivered, NOW));
    // That we read what a person wrote says nothing about what we wrote.
    let mut ours = event("read", json!({"watermark": NOW}));
    (ours["sender"]["id"], ours["recipient"]["id"]) = (json!("1"), json!("42"));
    assert_eq!(commands("messaging", &ours), Ok(vec![]));
}

#[test]
fn what_one_event_says_besides_takes_effect_as_well() {
    let mut both = event("message", json!({"mid": "m_1", "text": "x"}));
    both["message_edit"] = json!({"mid": "m_1", "text": ""});
    both["typing"] = json!(true);
    both["x"] = json!({});
    match commands("messaging", &both).unwrap().as_slice() {
        [Command::Record(_), Command::Amend(amendment)] => {
            assert_eq!(amendment.change, Change::Edited(Some(String::new())));
        }
        other => panic!("{other:?}"),
    }
    both["reaction"] = json!(7);
    assert_eq!(
        commands("messaging", &both),
        Err("`reaction` is no object".to_owned())
    );
}

#[test]
fn who_spoke_is_said_by_the_echo_or_the_sender() {
    let said = json!({"mid": "m_1", "text": "x"});
    let theirs = recorded(&event("message", said.clone()));
    assert_eq!(theirs.direction, Direction::Inbound);
    assert_eq!(theirs.customer.identity.value, "1:42");
    // An echo is ours by whatever id of ours it was sent.
    let mut echo = event(
        "message",
        json!({"mid": "m_1", "text": "x", "is_echo": true}),
    );
    echo["sender"]["id"] = json!("another id of ours");
    echo["recipient"]["id"] = json!(42);
    let echo = recorded(&echo);
    assert_eq!(echo.direction, Direction::Outbound);
    assert_eq!(echo.customer.identity.value, "1:42");
    // An id of ours that a customer sends as metadata reports nothing.
    let forged =
        json!({"mid": "m_1", "text": "x", "metadata": "int_0123456789abcdef0123456789abcdef"});
    assert_eq!(
        recorded(&event("message", forged)).direction,
        Direction::Inbound
    );
}

#[test]
fn standing_by_is_noted_wherever_it_is_said() {
    let message = event("message", json!({"mid": "m_1"}));
    for (field, standby) in [("messaging", false), ("standby", true), ("messages", false)] {
        let attributes = match commands(field, &message).unwrap().as_slice() {
            [Command::Record(interaction)] => interaction.attributes.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(attributes.is_some(), standby, "{field}");
    }
}

#[test]
fn an_attachment_is_as_exact_as_meta_says() {
    let attachments = json!([
        {"type": "image", "payload": {"url": "u"}},
        {"type": "file", "payload": {"url": "x".repeat(4097)}},
        {"type": "location", "payload": {"coordinates": {"lat": 91, "long": 0}}},
        {"type": "location", "payload": {"coordinates": {"lat": -90, "long": 180.0}}},
        {"type": "share", "title": "é".repeat(300), "payload": {"url": ""}},
        {},
        7,
    ]);
    let message = recorded(&event(
        "message",
        json!({"mid": "m", "attachments": attachments}),
    ));
    let seen: Vec<_> = message
        .attachments
        .iter()
        .map(|file| {
            (
                file.content_type.as_str(),
                file.name.len(),
                file.url.as_deref(),
            )
        })
        .collect();
    let unknown = "application/octet-stream";
    assert_eq!(
        seen,
        [
            ("image/*", 0, Some("u")),
            (unknown, 0, None),
            (unknown, 512, None),
            (unknown, 0, None),
            (unknown, 0, None),
        ]
    );
    assert_eq!(message.text.as_deref(), Some("geo:-90,180"));
}
