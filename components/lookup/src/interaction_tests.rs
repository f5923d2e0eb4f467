use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_contract::types::Verdict;

use super::*;

fn message() -> Value {
    json!({
        "channel": "chat", "provider": "acme", "provider_message_id": "m1",
        "direction": "inbound", "kind": "message",
        "from": {"kind": "phone", "value": "+15551234567"},
    })
}

/// The message with some fields replaced; `null` takes one away.
fn with(changes: Value) -> Value {
    let mut message = message();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            message.as_object_mut().unwrap().remove(name);
        } else {
            message[name] = value.clone();
        }
    }
    message
}

fn recordable(body: &Value) -> Result<Recordable, (u16, String)> {
    read(body.to_string().as_bytes(), "crm", None).map_err(|problem| {
        let document: Value = serde_json::from_slice(&problem.to_json("r")).unwrap();
        let field = document["field"].as_str().unwrap_or_default().to_owned();
        (problem.status(), field)
    })
}

fn ends(changes: Value) -> Interaction {
    recordable(&with(changes)).unwrap().interaction
}

fn shown(participant: &Participant) -> String {
    let mark = if participant.verdict == Verdict::Pass {
        "!"
    } else {
        ""
    };
    format!(
        "{}:{}{mark}",
        participant.identity.kind, participant.identity.value
    )
}

#[test]
fn every_field_reaches_the_contract() {
    let body = json!({
        "channel": "in-person", "provider": "till", "provider_message_id": "r-1",
        "direction": "inbound", "kind": "purchase", "visibility": "public",
        "occurred_at": "2026-11-22T04:17:00.123Z",
        "from": {"kind": "loyalty", "value": "L1", "verified": true},
        "identities": [{"kind": "email", "value": "a@b.c"}],
        "to": [{"kind": "external", "value": "shop:12"}],
        "subject": "s", "text": "t",
        "attachments": [{"name": "n", "content_type": "image/png", "size": 3, "url": "u"}, {}],
        "thread": "th", "ticket_id": "tkt_1", "agent": "jane", "language": "en",
        "attributes": {"total": "DIGITS", "b": [1]},
    });
    let body = body
        .to_string()
        .replace("\"DIGITS\"", "12345678901234567890123.10");
    let interaction = read(body.as_bytes(), "crm", None).unwrap().interaction;
    let attributes = interaction.attributes.clone().unwrap();
    assert_eq!(
        std::str::from_utf8(&attributes).unwrap(),
        r#"{"b":[1],"total":12345678901234567890123.10}"#
    );
    let file = |name: &str, content_type: &str, size, url: Option<&str>| Attachment {
        name: name.into(),
        content_type: content_type.into(),
        size,
        url: url.map(str::to_owned),
        content_id: None,
        content: None,
    };
    let expected = Interaction {
        channel: "in-person".into(),
        provider: "till".into(),
        account: "key:crm".into(),
        provider_message_id: "r-1".into(),
        direction: Direction::Inbound,
        kind: "purchase".into(),
        visibility: Visibility::Public,
        occurred_at: Some(1_795_321_020_123),
        customer: Participant {
            identity: crate::address::identity("", "loyalty".into(), "L1".into()).unwrap(),
            verdict: Verdict::Pass,
        },
        also: vec![Participant {
            identity: crate::address::identity("", "email".into(), "a@b.c".into()).unwrap(),
            verdict: Verdict::None,
        }],
        business: vec![crate::address::identity("", "external".into(), "shop:12".into()).unwrap()],
        subject: Some("s".into()),
        text: Some("t".into()),
        attachments: vec![
            file("n", "image/png", Some(3), Some("u")),
            file("", "application/octet-stream", None, None),
        ],
        passages: Passages::default(),
        parties: vec![],
        thread: Some("th".into()),
        conversation: Conversation::default(),
        ticket_id: Some("tkt_1".into()),
        agent: Some("jane".into()),
        attributes: Some(attributes),
        language: Some("en".into()),
        consent: None,
        amendable: false,
        answerable: false,
    };
    assert_eq!(interaction, expected);
}

#[test]
fn the_customer_is_at_the_end_that_the_direction_says() {
    let phone = json!({"kind": "phone", "value": "1"});
    let proven = json!({"kind": "email", "value": "2", "verified": true});
    let unproven = json!({"kind": "email", "value": "2", "verified": false});
    for (changes, customer, also, business) in [
        (json!({"from": phone}), "phone:1", vec![], vec![]),
        (json!({"from": proven}), "email:2!", vec![], vec![]),
        (json!({"from": unproven}), "email:2", vec![], vec![]),
        (
            json!({"from": null, "identities": [proven, phone]}),
            "email:2!",
            vec!["phone:1"],
            vec![],
        ),
        (
            json!({"from": phone, "identities": [phone, proven, proven], "to": "+1 555 000"}),
            "phone:1",
            vec!["email:2!"],
            vec!["phone:+1 555 000"],
        ),
        (
            json!({"direction": "outbound", "from": phone, "to": proven}),
            "email:2!",
            vec![],
            vec!["phone:1"],
        ),
        (
            json!({"direction": "outbound", "from": null, "to": ["a@b.c", phone]}),
            "email:a@b.c",
            vec!["phone:1"],
            vec![],
        ),
        (
            json!({"direction": "outbound", "identities": [proven]}),
            "email:2!",
            vec![],
            vec!["phone:+15551234567"],
        ),
        (
            json!({"direction": "internal", "from": null, "identities": [phone]}),
            "phone:1",
            vec![],
            vec![],
        ),
    ] {
        let interaction = ends(changes.clone());
        assert_eq!(shown(&interaction.customer), customer, "{changes}");
        let shown: Vec<String> = interaction.also.iter().map(shown).collect();
        assert_eq!(shown, also, "{changes}");
        let ours = interaction.business.iter();
        let ours: Vec<String> = ours.map(|i| format!("{}:{}", i.kind, i.value)).collect();
        assert_eq!(ours, business, "{changes}");
    }
}

#[test]
fn wrong_bodies_are_refused_by_field() {
    let long = |n: usize| "x".repeat(n);
    let many = |n: usize| vec![json!({"kind": "x", "value": "1"}); n];
    for (changes, field) in [
        (json!({"nope": 1}), "nope"),
        (json!({"channel": null}), "channel"),
        (json!({"channel": ""}), "channel"),
        (json!({"channel": "SMS"}), "channel"),
        (json!({"channel": 7}), "channel"),
        (json!({"provider": null}), "provider"),
        (json!({"provider": "a/b"}), "provider"),
        (json!({"kind": long(65)}), "kind"),
        (json!({"direction": "sideways"}), "direction"),
        (json!({"visibility": "secret"}), "visibility"),
        (json!({"occurred_at": "2026-11-22"}), "occurred_at"),
        (json!({"occurred_at": 1795321020}), "occurred_at"),
        (json!({"provider_message_id": null}), "provider_message_id"),
        (json!({"provider_message_id": ""}), "provider_message_id"),
        (
            json!({"provider_message_id": "a\nb"}),
            "provider_message_id",
        ),
        (
            json!({"provider_message_id": long(2049)}),
            "provider_message_id",
        ),
        (json!({"from": null}), "from"),
        (json!({"from": {"kind": "phone"}}), "from.value"),
        (json!({"from": {"kind": "phone", "value": ""}}), "from"),
        (json!({"from": {"kind": "Phone", "value": "1"}}), "from"),
        (json!({"from": {"kind": "x", "value": long(513)}}), "from"),
        (
            json!({"from": {"kind": "x", "value": "1", "trust": 1}}),
            "from.trust",
        ),
        (json!({"from": ["phone", "+1"]}), "from"),
        (json!({"direction": "outbound"}), "to"),
        (json!({"to": "Jane"}), "to"),
        (
            json!({"to": ["a@b.c", {"kind": "", "value": "1"}]}),
            "to[1]",
        ),
        (json!({"to": many(17)}), "to"),
        (json!({"identities": {}}), "identities"),
        (
            json!({"identities": [{"kind": "!", "value": "1"}]}),
            "identities[0]",
        ),
        (json!({"identities": many(17)}), "identities"),
        (json!({"subject": long(2049)}), "subject"),
        (json!({"text": 5}), "text"),
        (json!({"thread": long(513)}), "thread"),
        (json!({"ticket_id": long(129)}), "ticket_id"),
        (json!({"agent": long(257)}), "agent"),
        (json!({"language": "english"}), "language"),
        (json!({"language": "EN"}), "language"),
        (json!({"attributes": [1]}), "attributes"),
        (json!({"attributes": {"a": long(2048)}}), "attributes"),
        (json!({"attachments": vec![json!({}); 33]}), "attachments"),
        (
            json!({"attachments": [{"size": -1}]}),
            "attachments[0].size",
        ),
        (
            json!({"attachments": [{"name": long(513)}]}),
            "attachments[0].name",
        ),
        (
            json!({"attachments": [{"href": "u"}]}),
            "attachments[0].href",
        ),
        (json!({"attachments": [[]]}), "attachments[0]"),
    ] {
        let refused = recordable(&with(changes.clone())).unwrap_err();
        assert_eq!(refused, (422, field.to_owned()), "{changes}");
    }
    assert_eq!(recordable(&json!([])).unwrap_err().0, 422);
    let twice = r#"{"channel":"a","channel":"b"}"#;
    assert_eq!(
        read(twice.as_bytes(), "crm", None).unwrap_err().status(),
        400
    );
}

#[test]
fn what_may_be_null_may_be_null() {
    let body = r#"{"channel":"chat","provider":"p","provider_message_id":"m","direction":"inbound",
        "kind":"message","from":{"kind":"x","value":"1","verified":null},"visibility":null,
        "occurred_at":null,"identities":null,"to":null,"subject":null,"text":null,
        "attachments":null,"thread":null,"ticket_id":null,"agent":null,"language":null,
        "attributes":null}"#;
    let interaction = read(body.as_bytes(), "crm", None).unwrap().interaction;
    assert_eq!(interaction.visibility, Visibility::Private);
    assert_eq!(interaction.attributes, None);
    assert_eq!(interaction.customer.verdict, Verdict::None);
}

#[test]
fn an_idempotency_key_stands_in_for_the_message_id() {
    let id = |body: Value, key: Option<&str>| {
        read(body.to_string().as_bytes(), "crm", key)
            .map(|recordable| recordable.interaction.provider_message_id)
            .map_err(|problem| problem.status())
    };
    let without = with(json!({"provider_message_id": null}));
    assert_eq!(id(without.clone(), Some("k1")), Ok("k1".to_owned()));
    assert_eq!(id(message(), Some("k1")), Ok("m1".to_owned()));
    assert_eq!(id(without.clone(), None), Err(422));
    assert_eq!(id(without.clone(), Some("")), Err(422));
    assert_eq!(id(without, Some(&"k".repeat(256))), Err(422));
}

proptest! {
    #[test]
    fn any_body_is_read_or_refused(body: Vec<u8>) {
        let _ = read(&body, "crm", None);
    }

    #[test]
    fn any_change_is_read_or_refused(
        field in "channel|kind|from|to|identities|text|attributes|attachments|occurred_at|language",
        json in r#"[\[\]{}",:0-9a@+kindvalue ]{0,30}"#,
    ) {
        if let Ok(value) = serde_json::from_str::<Value>(&json) {
            let mut body = message();
            body[&field] = value;
            let _ = recordable(&body);
        }
    }
}
