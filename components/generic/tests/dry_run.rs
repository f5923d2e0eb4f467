//! `POST /v1/sources/{name}/try`, and what is said about a configuration.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod provider;

use http::{HeaderValue, Method};
use serde_json::{Value, json};
use throughline_channel_kit::conformance::Memory;
use throughline_channel_kit::signature::sha256;
use throughline_channel_kit::{Settings, Webhook, respond};
use throughline_generic::Generic;

const KEY: &str = "key-1";

fn api_keys(scopes: &[&str]) -> String {
    let digest = hex::encode(sha256(KEY.as_bytes()));
    json!([{ "name": "dev", "sha256": digest, "scopes": scopes }]).to_string()
}

fn settings(scheme: &str) -> Settings {
    Settings::new()
        .with("api_keys", api_keys(&["write"]))
        .with("generic_sources", provider::sources(scheme, &["s3cret"]))
}

fn request(scheme: &str, body: impl Into<Vec<u8>>) -> Webhook {
    let path = format!("/v1/sources/{}/try", provider::name(scheme));
    let webhook = provider::webhook(&path, "application/json", body);
    provider::with(webhook, &[("authorization", "Bearer key-1")])
}

/// Status, body, and the log; nothing is ever recorded.
fn answer(settings: &Settings, webhook: &Webhook) -> (u16, Value, String) {
    let timeline = Memory::default();
    let answer = futures::executor::block_on(respond(
        &Generic,
        webhook,
        settings,
        provider::NOW * 1000,
        "req_1",
        &timeline,
    ));
    assert_eq!(timeline.calls(), 0);
    let log = answer.log.join("\n");
    assert!(!log.contains("s3cret") && !log.contains(KEY), "{log}");
    let body = String::from_utf8(answer.response.body().clone()).unwrap();
    assert!(!body.contains("s3cret") && !body.contains(KEY), "{body}");
    let body = serde_json::from_str(&body).unwrap_or(Value::Null);
    (answer.response.status().as_u16(), body, log)
}

fn tried(scheme: &str, body: Value) -> Value {
    let (status, body, _) = answer(&settings(scheme), &request(scheme, body.to_string()));
    assert_eq!(status, 200, "{body}");
    body
}

#[test]
fn a_mapping_is_tried_without_recording() {
    let tried = tried(
        "mapping",
        json!({
            "shop": "berlin",
            "tickets": [
                {"number": 17, "type": "phone", "title": "Order 7", "summary": "Asked for it.",
                 "created": 1_795_320_960, "case": "c-1", "lang": "de-AT",
                 "customer": {"name": "Ana", "mail": "ana@example.com", "tel": "n/a", "plan": "gold"},
                 "files": [{"href": "https://files.example/1", "label": "bill.pdf", "bytes": 7}]},
                {"number": 18, "customer": {"mail": "nobody"}, "body": "?", "created": "soon"},
            ],
        }),
    );
    assert_eq!(
        tried["interactions"],
        json!([{
            "channel": "generic", "provider": "legacy", "provider_message_id": "17",
            "direction": "inbound", "kind": "call", "visibility": "private",
            "occurred_at": "2026-11-22T04:16:00.000Z",
            "from": {"kind": "email", "value": "ana@example.com", "verdict": "none"},
            "to": [{"kind": "external", "value": "berlin"}],
            "identities": [],
            "parties": [{"role": "from", "name": "Ana", "kind": "email", "value": "ana@example.com"}],
            "subject": "Order 7", "text": "Asked for it.",
            "attachments": [{"name": "bill.pdf", "content_type": "application/octet-stream",
                "size": 7, "url": "https://files.example/1"}],
            "thread": "c-1", "ticket_id": null, "agent": null, "language": "de",
            "attributes": {"plan": "gold", "shop": "berlin", "system": "legacy"},
        }])
    );
    assert_eq!(
        tried["problems"],
        json!([
            "identities[1]: a phone number is written in E.164, such as +15551234567",
            "identities[0]: a mail address is local-part@domain, such as ana@example.com",
            "occurred_at: no time that can be read",
            "whose interaction this is: give from or identities",
        ])
    );
    assert_eq!(tried.as_object().unwrap().len(), 2);
}

#[test]
fn other_schemes_are_tried_alike() {
    let event =
        json!({"type": "x", "data": {"identity": {"kind": "phone", "value": "555"}, "text": "x"}});
    let seen = tried("standard-webhooks", event);
    assert_eq!(seen["interactions"][0]["from"]["value"], "555");
    assert_eq!(seen["problems"], json!([]));
    let deleted =
        json!({"events": [{"type": "unsend", "unsend": {"messageId": "7"}, "timestamp": 1}]});
    let seen = tried("line", deleted);
    assert_eq!(seen["interactions"], json!([]));
    assert_eq!(seen["amendments"][0]["of"], "7");
    assert_eq!(seen["amendments"][0]["deleted"], true);
    let delivered =
        json!({"event": "message_updated", "id": 7, "message_type": 1, "status": "read"});
    let seen = tried("chatwoot", delivered);
    assert_eq!(seen["reports"][0]["status"], "read");
    let (status, body, _) = answer(&settings("bearer"), &request("bearer", "{"));
    assert_eq!(status, 200);
    assert_eq!(body["interactions"], json!([]));
    assert!(body["problems"][0].as_str().unwrap().starts_with("JSON: "));
}

#[test]
fn what_goes_out_has_its_customer_at_the_other_end() {
    let answer = json!({"direction": "outbound", "from": "us@example.com", "to": "ana@example.com", "text": "x"});
    let seen = tried("bearer", answer);
    let seen = &seen["interactions"][0];
    assert_eq!(
        seen["from"],
        json!({"kind": "email", "value": "us@example.com"})
    );
    assert_eq!(seen["to"][0]["value"], "ana@example.com");
    assert_eq!(seen["direction"], "outbound");
}

#[test]
fn a_key_with_the_scope_is_needed() {
    let body = json!({"identity": "ana@example.com", "text": "x"}).to_string();
    let good = request("bearer", body.clone());
    let mut nobody = good.clone();
    nobody.headers.remove("authorization");
    let mut other = good.clone();
    other
        .headers
        .insert("authorization", HeaderValue::from_static("Bearer other"));
    let source = provider::with(good.clone(), &[("authorization", "Bearer s3cret")]);
    let with = |scopes: &[&str]| settings("bearer").with("api_keys", api_keys(scopes));
    for (settings, webhook, status, code) in [
        (with(&["write"]), &good, 200, ""),
        (with(&["admin"]), &good, 200, ""),
        (with(&["read", "agent"]), &good, 403, "insufficient_scope"),
        (with(&["write"]), &nobody, 401, "unauthorized"),
        (with(&["write"]), &other, 401, "unauthorized"),
        (with(&["write"]), &source, 401, "unauthorized"),
        (
            with(&["write"]).with("api_keys", ""),
            &good,
            401,
            "unauthorized",
        ),
        (
            with(&["write"]).with("api_keys", "[]"),
            &good,
            401,
            "unauthorized",
        ),
        (
            with(&["write"]).with("api_keys", "{"),
            &good,
            503,
            "api_keys_invalid",
        ),
        (
            with(&["write"]).with("generic_sources", ""),
            &good,
            503,
            "channel_not_configured",
        ),
        (
            with(&["write"]).with("generic_sources", ""),
            &nobody,
            401,
            "unauthorized",
        ),
    ] {
        let seen = answer(&settings, webhook);
        assert_eq!(seen.0, status, "{} {:?}", seen.1, webhook.headers);
        assert_eq!(seen.1["code"].as_str().unwrap_or_default(), code);
    }
    let mut get = good.clone();
    get.method = Method::GET;
    assert_eq!(answer(&with(&["write"]), &get).0, 405);
    let unknown = provider::with(
        provider::webhook("/v1/sources/other/try", "application/json", body),
        &[("authorization", "Bearer key-1")],
    );
    let seen = answer(&with(&["write"]), &unknown);
    assert_eq!(
        (seen.0, seen.1["code"].as_str()),
        (404, Some("source_not_found"))
    );
}

#[test]
fn what_is_wrong_with_a_configuration_is_for_the_operator() {
    let wrong =
        json!({"erp": {"scheme": "bearer", "secret": "s3cret", "mapping": {"text": "text"}}});
    let settings = settings("bearer").with("generic_sources", wrong.to_string());
    let fault = "erp.mapping.text: not a JSON Pointer, which begins with / (a constant is written {\"const\": …})";
    let nobody = "erp.mapping: says nobody's: give from or identities";
    // A webhook's sender is told that it is wrong, the log what.
    let webhook = provider::sign("bearer", provider::post("bearer", "{}"), "s3cret");
    let (status, body, log) = answer(&settings, &webhook);
    assert_eq!(
        (status, body["code"].as_str()),
        (503, Some("channel_not_configured"))
    );
    assert!(body["detail"].as_str().unwrap().contains("generic_sources"));
    assert!(!body.to_string().contains("mapping"), "{body}");
    assert!(log.contains(fault) && log.contains(nobody), "{log}");
    // Whoever may try a mapping is told both.
    let (status, body, _) = answer(&settings, &request("bearer", "{}"));
    assert_eq!(status, 503);
    assert_eq!(body["problems"], json!([fault, nobody]));
}
