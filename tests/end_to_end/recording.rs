//! Signed messages arrive, and the next lookup has them.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use serde_json::{Value, json};
use throughline_tests::{Setup, Sms};

const ANA: &str = "+15551234567";

#[test]
fn a_signed_sms_is_on_the_timeline_of_the_next_lookup() {
    let app = Setup::default().start();
    let answer = Sms::new("SM1", ANA, "My order hasn't arrived. 👋").deliver(&app);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.text.contains("<Response"), "{}", answer.text);
    assert!(answer.header("content-type").unwrap().contains("xml"));
    assert!(answer.header("x-request-id").is_some());
    let found = app.lookup(ANA, 20);
    assert_eq!(found["customer"]["identities"][0]["value"], ANA);
    assert_eq!(found["customer"]["identities"][0]["verified"], true);
    assert_eq!(found["customer"]["counts"]["interactions"], 1);
    let item = &found["timeline"]["items"][0];
    assert_eq!(item["text"], "My order hasn't arrived. 👋");
    assert_eq!(
        (&item["channel"], &item["provider"]),
        (&json!("sms"), &json!("twilio"))
    );
    assert_eq!(item["to"][0]["value"], "+15550009999");
    assert_eq!(item["ticket_id"], found["tickets"][0]["id"]);
    assert_eq!(found["tickets"][0]["status"], "open");
}

#[test]
fn a_retry_changes_nothing() {
    let app = Setup::default().start();
    let message = Sms::new("SM1", ANA, "Still no update");
    let first = message.deliver(&app);
    let before = app.lookup(ANA, 50);
    for _ in 0..3 {
        let again = message.deliver(&app);
        assert_eq!((again.status, &again.text), (first.status, &first.text));
    }
    assert_eq!(app.lookup(ANA, 50), before);
}

#[test]
fn every_way_to_look_a_customer_up_answers_the_same() {
    let app = Setup::default().start();
    assert_eq!(Sms::new("SM1", ANA, "hello").deliver(&app).status, 200);
    let found = app.lookup(ANA, 20);
    let id = found["customer"]["id"].as_str().unwrap().to_owned();
    for path in [
        "/v1/customers/lookup?phone=+15551234567".to_owned(),
        "/v1/customers/lookup?phone=%2B1%20(555)%20123-4567".to_owned(),
        "/v1/customers/lookup?identity=phone:%2B15551234567".to_owned(),
        format!("/v1/customers/lookup?id={id}"),
        format!("/v1/customers/{id}"),
    ] {
        let answer = app.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        assert_eq!(answer.json(), found, "{path}");
    }
    let body = json!({"identity": {"kind": "phone", "value": ANA}});
    assert_eq!(app.post("/v1/customers/lookup", &body).json(), found);
    let item = &found["timeline"]["items"][0];
    let one = app
        .get(&format!(
            "/v1/interactions/{}",
            item["id"].as_str().unwrap()
        ))
        .json();
    assert_eq!(
        (&one["text"], &one["customer_id"]),
        (&item["text"], &json!(id))
    );
    let ticket = found["tickets"][0]["id"].as_str().unwrap();
    assert_eq!(
        app.get(&format!("/v1/tickets/{ticket}")).json()["id"],
        ticket
    );
    let list = app.get("/v1/tickets?status=open&channel=sms").json();
    assert_eq!(list["items"][0]["id"], ticket);
    assert_eq!(list["items"][0]["customer_id"], id.as_str());
}

#[test]
fn other_systems_write_to_the_same_timeline() {
    let app = Setup::default().start();
    assert_eq!(
        Sms::new("SM1", ANA, "My order hasn't arrived.")
            .deliver(&app)
            .status,
        200
    );
    let mail = json!({
        "channel": "email", "provider": "legacy", "provider_message_id": "m-1",
        "direction": "inbound", "kind": "message", "text": "Still no update, please help.",
        "identities": [
            {"kind": "email", "value": "Ana@Example.com", "verified": true},
            {"kind": "phone", "value": ANA, "verified": true},
        ],
    });
    let receipt = app.post("/v1/interactions", &mail);
    assert_eq!(receipt.status, 200, "{}", receipt.text);
    let found = app.get("/v1/customers/lookup?email=ana@example.com").json();
    assert_eq!(found["customer"]["counts"]["interactions"], 2);
    assert_eq!(found["customer"]["counts"]["open_tickets"], 1);
    assert_eq!(found["tickets"][0]["channels"].as_array().unwrap().len(), 2);
    assert_eq!(found, app.lookup(ANA, 20));
    assert_eq!(receipt.json()["customer_id"], found["customer"]["id"]);
    assert_eq!(receipt.json()["ticket_id"], found["tickets"][0]["id"]);
    let again = app.post("/v1/interactions", &mail).json();
    assert_eq!(again["duplicate"], true);
    assert_eq!(again["interaction_id"], receipt.json()["interaction_id"]);
}

#[test]
fn a_stream_of_lines_is_answered_line_by_line() {
    let app = Setup::default().start();
    let line = |n: usize| {
        json!({
            "channel": "in-person", "provider": "till", "provider_message_id": format!("v{n}"),
            "direction": "inbound", "kind": "visit", "text": "x".repeat(n % 3000),
            "from": {"kind": "loyalty", "value": format!("card-{}", n % 7), "verified": true},
        })
        .to_string()
    };
    let mut lines: Vec<String> = (0..500).map(line).collect();
    lines[250] = "{not json".into();
    let key = format!("Bearer {}", throughline_tests::KEY);
    let headers = [
        ("authorization", key.as_str()),
        ("content-type", "application/x-ndjson"),
    ];
    let answer = app.send(
        "POST",
        "/v1/interactions",
        &headers,
        lines.join("\n").as_bytes(),
    );
    assert_eq!(answer.status, 200, "{}", answer.text);
    let answers: Vec<Value> = answer
        .text
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(answers.len(), 500);
    let recorded = answers
        .iter()
        .filter(|a| a["interaction_id"].is_string())
        .count();
    assert_eq!(recorded, 499);
    assert_eq!(answers[250]["status"], 400, "{}", answers[250]);
    let found = app
        .get("/v1/customers/lookup?identity=loyalty:card-3&timeline=50")
        .json();
    let expected = (0..500).filter(|n| n % 7 == 3 && *n != 250).count();
    assert_eq!(found["customer"]["counts"]["interactions"], expected);
    let id = found["customer"]["id"].as_str().unwrap();
    assert_eq!(app.whole_timeline(id, 13).len(), expected);
}

#[test]
fn a_delivery_report_reaches_its_message_in_any_order() {
    let app = Setup::default().start();
    let out = json!({
        "channel": "sms", "provider": "twilio", "provider_message_id": "out-1",
        "direction": "outbound", "kind": "message", "text": "It is on its way.",
        "to": {"kind": "phone", "value": ANA}, "agent": "Mira",
    });
    let id = app.post("/v1/interactions", &out).json()["interaction_id"].clone();
    for status in ["delivered", "sent", "queued"] {
        let mut report = Sms::new("SM9", ANA, "");
        report.fields.retain(|(name, _)| name != "Body");
        report.fields.push(("MessageStatus".into(), status.into()));
        report.path = format!(
            "/webhooks/sms/twilio/status?interaction={}",
            id.as_str().unwrap()
        );
        let answer = report.deliver(&app);
        assert_eq!((answer.status, answer.text.as_str()), (200, ""), "{status}");
    }
    let found = app.lookup(ANA, 5);
    assert_eq!(
        found["timeline"]["items"][0]["delivery"]["status"],
        "delivered"
    );
    assert_eq!(found["customer"]["counts"]["interactions"], 1);
}

#[test]
fn stop_is_remembered_for_its_channel() {
    let app = Setup::default().start();
    assert_eq!(Sms::new("SM1", ANA, "Stop").deliver(&app).status, 200);
    assert_eq!(
        app.lookup(ANA, 1)["customer"]["preferences"]["do_not_contact"],
        json!(["sms"])
    );
    assert_eq!(Sms::new("SM2", ANA, "START").deliver(&app).status, 200);
    assert_eq!(
        app.lookup(ANA, 1)["customer"]["preferences"]["do_not_contact"],
        json!([])
    );
}

#[test]
fn the_store_outlives_the_host_and_keeps_to_its_secret() {
    let mut app = Setup::default().start();
    assert_eq!(Sms::new("SM1", ANA, "hello").deliver(&app).status, 200);
    let before = app.lookup(ANA, 5);
    app.restart();
    assert_eq!(app.lookup(ANA, 5), before);
    assert_eq!(app.send("GET", "/healthz", &[], b"").status, 200);
    app.restart_as(Setup::default().variable("index_secret", "another"));
    let message = Sms::new("SM2", ANA, "hello again");
    for answer in [
        app.send("GET", "/healthz", &[], b""),
        app.get("/v1/customers/lookup?phone=%2B15551234567"),
        message.deliver(&app),
    ] {
        assert_eq!(answer.status, 503, "{}", answer.text);
        assert_eq!(answer.json()["code"], "index_secret_changed");
    }
    app.restart_as(Setup::default());
    assert_eq!(app.lookup(ANA, 5), before);
    assert_eq!(message.deliver(&app).status, 200);
}
