//! What a source sees: receipts, handshakes, and what it is refused.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use http::{HeaderMap, Method};
use serde_json::{Value, json};
use throughline_channel_kit::conformance::Memory;
use throughline_channel_kit::types::Verdict;
use throughline_channel_kit::{Settings, Webhook, respond};
use throughline_generic::Generic;

const SECRET: &str = "correct-horse-battery";

struct Seen {
    status: u16,
    headers: HeaderMap,
    body: String,
}

fn send(scheme: &str, webhook: &Webhook, timeline: &Memory) -> Seen {
    let settings = Settings::new().with("generic_sources", provider::sources(scheme, &[SECRET]));
    sent(&settings, webhook, timeline)
}

fn sent(settings: &Settings, webhook: &Webhook, timeline: &Memory) -> Seen {
    let now = provider::NOW * 1000;
    let answer = respond(&Generic, webhook, settings, now, "req_1", timeline);
    let response = futures::executor::block_on(answer).response;
    Seen {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: String::from_utf8(response.body().clone()).unwrap(),
    }
}

fn signed(scheme: &str, body: &Value) -> Webhook {
    provider::sign(scheme, provider::post(scheme, body.to_string()), SECRET)
}

fn message(text: &str) -> Value {
    json!({ "identity": "ana@example.com", "text": text })
}

#[test]
fn receipts_say_what_was_recorded_and_what_was_kept() {
    let timeline = Memory::default();
    let list = json!([message("a"), { "text": "nobody's" }]);
    let webhook = signed("bearer", &list);
    let first: Value = serde_json::from_str(&send("bearer", &webhook, &timeline).body).unwrap();
    assert_eq!(first["recorded"][0]["interaction_id"], "int_0");
    assert_eq!(first["recorded"][0]["duplicate"], false);
    assert_eq!(first["kept"].as_array().unwrap().len(), 1);
    let again: Value = serde_json::from_str(&send("bearer", &webhook, &timeline).body).unwrap();
    assert_eq!(again["recorded"][0]["duplicate"], true);
    // A vendor reads no receipts.
    let ping = json!({ "destination": "U1", "events": [] });
    let seen = send("line", &signed("line", &ping), &timeline);
    assert_eq!((seen.status, &*seen.body), (200, ""));
}

#[test]
fn a_retry_is_the_same_whatever_the_scheme_has_for_an_id() {
    for (scheme, headers) in [
        ("standard-webhooks", &[("webhook-id", "msg_7")][..]),
        ("bearer", &[("idempotency-key", "k-1")]),
        ("bearer", &[]),
        (
            "cloudevents",
            &[
                ("ce-specversion", "1.0"),
                ("ce-id", "1"),
                ("ce-source", "/a"),
                ("ce-type", "t"),
            ],
        ),
        ("zendesk", &[("x-zendesk-webhook-invocation-id", "i-1")]),
    ] {
        let timeline = Memory::default();
        let request = |text: &str, headers: &[(&str, &str)]| {
            let body = message(text).to_string();
            let webhook = provider::with(provider::post(scheme, body), headers);
            let webhook = provider::sign(scheme, webhook, SECRET);
            assert_eq!(send(scheme, &webhook, &timeline).status, 200);
            timeline.interactions().len()
        };
        assert_eq!(request("a", headers), 1, "{scheme}");
        assert_eq!(request("a", headers), 1, "{scheme}, again");
        let Some((name, _)) = headers.iter().find(|(name, _)| *name != "ce-specversion") else {
            assert_eq!(request("b", headers), 2, "{scheme}, another text");
            continue;
        };
        let mut other = headers.to_vec();
        other
            .iter_mut()
            .filter(|(n, _)| n == name)
            .for_each(|(_, value)| *value = "other");
        assert_eq!(request("a", &other), 2, "{scheme}, another id");
    }
}

#[test]
fn attributes_beside_a_signature_stay_what_they_were() {
    let timeline = Memory::default();
    let request = |id: &str, ce: &str, time: &str| {
        let headers = [
            ("webhook-id", id),
            ("ce-specversion", "1.0"),
            ("ce-id", ce),
            ("ce-source", "/a"),
            ("ce-type", "t"),
            ("ce-time", time),
        ];
        let body = message("x").to_string();
        let webhook = provider::with(provider::post("standard-webhooks", body), &headers);
        let webhook = provider::sign("standard-webhooks", webhook, SECRET);
        let status = send("standard-webhooks", &webhook, &timeline).status;
        (status, timeline.interactions().len())
    };
    let time = "2026-11-22T04:16:00Z";
    assert_eq!(request("msg_1", "1", time), (200, 1));
    assert_eq!(request("msg_1", "1", time), (200, 1));
    // Nobody makes another event of a request that was sent once.
    assert_eq!(request("msg_1", "2", time), (401, 1));
    assert_eq!(request("msg_1", "1", "2026-11-22T04:15:00Z"), (401, 1));
    // The same event, sent once more by its source.
    assert_eq!(request("msg_2", "1", time), (200, 1));
    assert_eq!(request("msg_3", "2", time), (200, 2));
}

#[test]
fn slack_is_answered_its_challenge_once_it_has_signed() {
    let question = json!({ "type": "url_verification", "token": "t", "challenge": "3eZbrw1aB" });
    let timeline = Memory::default();
    let seen = send("slack", &signed("slack", &question), &timeline);
    assert_eq!((seen.status, &*seen.body), (200, "3eZbrw1aB"));
    assert_eq!(seen.headers["content-type"], "text/plain");
    let unsigned = provider::post("slack", question.to_string());
    assert_eq!(send("slack", &unsigned, &timeline).status, 401);
    assert_eq!(timeline.calls(), 0);
}

#[test]
fn senders_of_cloudevents_may_ask_first() {
    let ask = |scheme: &str, headers: &[(&str, &str)]| {
        let mut webhook = provider::with(provider::post(scheme, ""), headers);
        webhook.method = Method::OPTIONS;
        let timeline = Memory::default();
        let seen = send(scheme, &webhook, &timeline);
        assert_eq!(timeline.calls(), 0);
        let header = |name: &str| Some(seen.headers.get(name)?.to_str().unwrap().to_owned());
        (
            seen.status,
            header("allow"),
            header("webhook-allowed-origin"),
            header("webhook-allowed-rate"),
        )
    };
    let origin = ("webhook-request-origin", "emitter.example.com");
    let rate = ("webhook-request-rate", "120");
    let text = |text: &str| Some(text.to_owned());
    for scheme in ["standard-webhooks", "bearer", "cloudevents"] {
        let allow = text("OPTIONS, POST");
        let allowed = (200, allow.clone(), text("emitter.example.com"), text("*"));
        assert_eq!(ask(scheme, &[origin]), allowed, "{scheme}");
        assert_eq!(ask(scheme, &[origin, rate]), allowed, "{scheme}");
        assert_eq!(ask(scheme, &[]), (200, allow, None, None), "{scheme}");
    }
    for scheme in ["chatwoot", "zendesk", "intercom", "slack", "line"] {
        assert_eq!(
            ask(scheme, &[origin]),
            (405, text("POST"), None, None),
            "{scheme}"
        );
    }
}

#[test]
fn a_trusted_vendor_proves_addresses_too() {
    let contact =
        json!({ "id": 14, "type": "contact", "email": "ana@example.com", "phone_number": "n/a" });
    let message = json!({ "event": "message_created", "id": 1, "message_type": "incoming", "content": "x", "sender": contact });
    for (trust, verdict) in [("claimed", Verdict::None), ("verified", Verdict::Pass)] {
        let source = json!({ "scheme": "chatwoot", "secret": SECRET, "trust": trust });
        let variable = json!({ "chatwoot": source }).to_string();
        let settings = Settings::new().with("generic_sources", variable);
        let timeline = Memory::default();
        let seen = sent(&settings, &signed("chatwoot", &message), &timeline);
        assert_eq!(seen.status, 200);
        let recorded = timeline.interactions();
        // The vendor's own id is its own to vouch for; a number that is none costs nothing.
        assert_eq!(recorded[0].customer.verdict, Verdict::Pass);
        let also: Vec<_> = recorded[0]
            .also
            .iter()
            .map(|p| (&*p.identity.value, p.verdict))
            .collect();
        assert_eq!(also, [("ana@example.com", verdict)]);
    }
}

#[test]
fn a_mapping_replaces_what_is_built_in() {
    let mapping = json!({ "from": { "kind": "slack", "value": "/event/user" }, "id": "/event_id", "text": "/event/text" });
    let source = json!({ "scheme": "slack", "secret": SECRET, "mapping": mapping });
    let settings = Settings::new().with("generic_sources", json!({ "slack": source }).to_string());
    let timeline = Memory::default();
    let event = json!({ "type": "event_callback", "event_id": "Ev1", "event": { "type": "message", "user": "U1", "text": "<@U2>" } });
    let seen = sent(&settings, &signed("slack", &event), &timeline);
    assert_eq!((seen.status, &*seen.body), (200, ""));
    let recorded = timeline.interactions();
    assert_eq!(recorded[0].customer.identity.kind, "slack");
    assert_eq!(recorded[0].text.as_deref(), Some("<@U2>"));
    let question = json!({ "type": "url_verification", "challenge": "c-1" });
    let seen = sent(&settings, &signed("slack", &question), &timeline);
    assert_eq!(&*seen.body, "c-1");
    assert_eq!(timeline.interactions().len(), 1);
}

#[test]
fn sources_are_told_apart() {
    let variable = json!({
        "a": { "scheme": "bearer", "secret": "one" },
        "b": { "scheme": "bearer", "secret": "two", "trust": "verified" },
    });
    let settings = Settings::new().with("generic_sources", variable.to_string());
    let from = json!({ "kind": "email", "value": "ana@example.com", "verified": true });
    let body = json!({ "from": from, "text": "x", "provider_message_id": "1" }).to_string();
    let timeline = Memory::default();
    let status = |source: &str, secret: &str, method: Method| {
        let path = format!("/webhooks/generic/{source}");
        let webhook = provider::webhook(&path, "application/json", body.clone());
        let token = format!("Bearer {secret}");
        let mut webhook = provider::with(webhook, &[("authorization", &token)]);
        webhook.method = method;
        sent(&settings, &webhook, &timeline).status
    };
    for (source, secret, method, expected) in [
        ("a", "one", Method::POST, 200),
        ("b", "two", Method::POST, 200),
        ("a", "two", Method::POST, 401),
        ("b", "one", Method::POST, 401),
        ("c", "one", Method::POST, 404),
        ("c", "one", Method::OPTIONS, 404),
        ("c", "one", Method::GET, 405),
        ("a", "one", Method::GET, 405),
    ] {
        let what = format!("{method} {source} {secret}");
        assert_eq!(status(source, secret, method), expected, "{what}");
    }
    let recorded: Vec<_> = timeline
        .interactions()
        .into_iter()
        .map(|i| (i.provider, i.account, i.customer.verdict))
        .collect();
    let text = str::to_owned;
    assert_eq!(
        recorded,
        [
            (text("a"), text("a"), Verdict::None),
            (text("b"), text("b"), Verdict::Pass),
        ]
    );
}
