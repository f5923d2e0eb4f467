#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::json;
use throughline_channel_kit::types::Identity;

use super::*;
use crate::config::Sources;

fn source(trust: &str) -> Source {
    let variable = json!({ "crm": { "scheme": "bearer", "secret": "x", "trust": trust } });
    let sources = Sources::read(&variable.to_string()).unwrap();
    sources.get("crm").unwrap().clone()
}

fn envelope() -> Envelope {
    Envelope {
        id: "request-1".to_owned(),
        event: Some("plan.changed".to_owned()),
        time: Some(1000),
    }
}

fn interaction(trust: &str, value: &Value) -> Result<Interaction, String> {
    read(value)?.interaction(&source(trust), &envelope(), &mut Vec::new())
}

fn identity(kind: &str, value: &str) -> Identity {
    Identity {
        kind: kind.to_owned(),
        value: value.to_owned(),
    }
}

#[test]
fn every_field_reaches_the_contract() {
    let interaction = interaction(
        "verified",
        &json!({
            "channel": "in-person", "provider": "ignored", "provider_message_id": 17,
            "direction": "inbound", "kind": "visit", "visibility": "public",
            "occurred_at": "2026-11-22T04:17:00Z",
            "from": {"kind": "email", "value": "ana@example.com", "verified": true, "name": "Ana"},
            "identities": [
                {"kind": "loyalty", "value": 4711, "verified": true},
                {"kind": "phone", "value": "+15551234567"},
                {"kind": "email", "value": "ana@example.com"},
            ],
            "to": "shop@example.com", "subject": "Repair", "text": "It ticks.",
            "attachments": [{"url": "https://a.example/1", "content_type": "image/png", "size": 7}],
            "thread": "t1", "ticket_id": "tkt_1", "agent": "bo", "language": "en-GB",
            "attributes": {"till": 3}, "tomorrow": {"x": 1},
        }),
    )
    .unwrap();
    assert_eq!(interaction.channel, "in-person");
    assert_eq!(
        (&*interaction.provider, &*interaction.account),
        ("crm", "crm")
    );
    assert_eq!(interaction.provider_message_id, "17");
    assert_eq!(interaction.kind, "visit");
    assert_eq!(interaction.visibility, Visibility::Public);
    assert_eq!(interaction.occurred_at, Some(1_795_321_020_000));
    assert_eq!(
        interaction.customer.identity,
        identity("email", "ana@example.com")
    );
    assert_eq!(interaction.customer.verdict, Verdict::Pass);
    let also: Vec<_> = interaction
        .also
        .iter()
        .map(|p| (&*p.identity.value, p.verdict))
        .collect();
    assert_eq!(
        also,
        [("4711", Verdict::Pass), ("+15551234567", Verdict::None)]
    );
    assert_eq!(
        interaction.business,
        [identity("email", "shop@example.com")]
    );
    assert_eq!(interaction.parties.len(), 1);
    assert_eq!(interaction.parties[0].name.as_deref(), Some("Ana"));
    assert_eq!(interaction.subject.as_deref(), Some("Repair"));
    assert_eq!(interaction.text.as_deref(), Some("It ticks."));
    assert_eq!(interaction.attachments.len(), 1);
    assert_eq!(interaction.thread.as_deref(), Some("t1"));
    assert_eq!(interaction.ticket_id.as_deref(), Some("tkt_1"));
    assert_eq!(interaction.agent.as_deref(), Some("bo"));
    assert_eq!(interaction.language.as_deref(), Some("en"));
    assert_eq!(
        interaction.attributes.as_deref(),
        Some(&br#"{"till":3}"#[..])
    );
}

#[test]
fn what_is_left_out_has_a_meaning() {
    let least = interaction("verified", &json!({"identity": "a@b.example", "text": "x"})).unwrap();
    assert_eq!(least.channel, "generic");
    assert_eq!(least.kind, "message");
    assert_eq!(least.direction, Direction::Inbound);
    assert_eq!(least.visibility, Visibility::Private);
    assert_eq!(least.provider_message_id, "request-1");
    assert_eq!(least.occurred_at, Some(1000));
    assert_eq!(least.customer.verdict, Verdict::None);
    let activity = json!({"kind": "activity", "identity": {"kind": "user", "value": "7"}});
    let activity = interaction("claimed", &activity).unwrap();
    assert_eq!(activity.text.as_deref(), Some("plan.changed"));
    let call = json!({"kind": "call", "identity": {"kind": "user", "value": "7"}});
    assert_eq!(interaction("claimed", &call).unwrap().text, None);
}

#[test]
fn verified_is_believed_from_trusted_sources_only() {
    for (trust, verified, verdict) in [
        ("verified", json!(true), Verdict::Pass),
        ("verified", json!(false), Verdict::None),
        ("verified", json!(null), Verdict::None),
        ("verified", json!("true"), Verdict::None),
        ("claimed", json!(true), Verdict::None),
        ("claimed", json!(null), Verdict::None),
    ] {
        let from = json!({"kind": "email", "value": "a@b.example", "verified": verified});
        let both = json!({"from": from, "identities": [{"kind": "x", "value": "1", "verified": verified}], "text": "x"});
        let interaction = interaction(trust, &both).unwrap();
        assert_eq!(interaction.customer.verdict, verdict, "{trust} {verified}");
        assert_eq!(interaction.also[0].verdict, verdict, "{trust} {verified}");
    }
}

#[test]
fn the_customer_is_at_the_other_end_of_what_goes_out() {
    let ends = |value: Value| {
        let interaction = interaction("claimed", &value).unwrap();
        let business = interaction.business.first().map(|b| b.value.clone());
        (interaction.customer.identity.value, business)
    };
    let ana = "ana@example.com";
    let us = "us@example.com";
    for (value, business) in [
        (json!({"from": ana, "to": us}), Some(us)),
        (
            json!({"direction": "outbound", "from": us, "to": ana}),
            Some(us),
        ),
        (json!({"direction": "outbound", "to": [ana]}), None),
        (
            json!({"direction": "outbound", "from": us, "identity": ana}),
            Some(us),
        ),
        (json!({"direction": "outbound", "identities": [ana]}), None),
        (json!({"direction": "internal", "identity": ana}), None),
    ] {
        let mut value = value;
        value["text"] = json!("x");
        assert_eq!(
            ends(value.clone()),
            (ana.to_owned(), business.map(str::to_owned)),
            "{value}"
        );
    }
}

#[test]
fn a_reason_names_the_field() {
    let long = "x".repeat(3000);
    let seventeen = vec![json!("a@b.example"); 17];
    for (value, field) in [
        (json!([]), "no interaction"),
        (json!({}), "kind: missing"),
        (
            json!({"text": "x"}),
            "whose interaction this is: give from or identities",
        ),
        (
            json!({"text": "x", "direction": "outbound", "from": "a@b.example"}),
            "whose interaction this is: give to or identities",
        ),
        (json!({"identity": "a@b.example"}), "kind: missing"),
        (
            json!({"identity": "a@b.example", "kind": "Message"}),
            "kind: \"Message\" is not",
        ),
        (
            json!({"identity": "a@b.example", "text": "x", "channel": "a b"}),
            "channel: ",
        ),
        (
            json!({"identity": "a@b.example", "text": "x", "direction": "in"}),
            "direction: \"in\"",
        ),
        (
            json!({"identity": "a@b.example", "text": "x", "visibility": "no"}),
            "visibility: ",
        ),
        (
            json!({"identity": "a@b.example", "text": {"a": 1}}),
            "text: not text",
        ),
        (
            json!({"identity": "a@b.example", "text": "x", "subject": long}),
            "subject: longer",
        ),
        (
            json!({"identity": "a@b.example", "text": "x", "thread": "x".repeat(600)}),
            "thread: longer",
        ),
        (
            json!({"identity": "a@b.example", "text": "x", "agent": [1]}),
            "agent: not text",
        ),
        (
            json!({"identity": "a@b.example", "text": "x", "attributes": 7}),
            "attributes: ",
        ),
        (
            json!({"identity": "a@b.example", "text": "x", "attachments": {}}),
            "attachments: ",
        ),
        (
            json!({"identity": "a@b.example", "text": "x", "attachments": [1]}),
            "attachments[0]: ",
        ),
        (
            json!({"identity": "a@b.example", "text": "x", "provider_message_id": {}}),
            "provider_message_id: ",
        ),
        (json!({"identity": "Ana", "text": "x"}), "identity: not "),
        (
            json!({"identities": [{"kind": "email"}], "text": "x"}),
            "identities[0]: not ",
        ),
        (
            json!({"identities": seventeen, "text": "x"}),
            "identities: more than 16",
        ),
        (
            json!({"from": {"kind": "E", "value": "1"}, "text": "x"}),
            "from: an identity's kind",
        ),
    ] {
        let reason = interaction("claimed", &value).unwrap_err();
        assert!(reason.starts_with(field), "{value}: {reason}");
        assert!(reason.len() < 200, "{reason}");
    }
}

#[test]
fn what_the_timeline_will_not_take_is_noted() {
    let mut notes = Vec::new();
    let value = json!({"identity": {"kind": "phone", "value": "555 123 4567"}, "text": "x"});
    let written = read(&value).unwrap();
    written
        .interaction(&source("claimed"), &envelope(), &mut notes)
        .unwrap();
    assert_eq!(
        notes,
        ["from: a phone number is written in E.164, such as +15551234567"]
    );
}
