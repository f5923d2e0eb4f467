//! Forgetting a customer: everything that was held is exported, then nothing of it is in the store's files.

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use throughline_tests::{App, Sms};

use crate::people::{EMAIL, PHONE, found, nowhere, owner, record, said, setup, texts};

/// What was said by and of the customer, as it would lie in the store.
const WORDS: [&str; 8] = [
    PHONE,
    EMAIL,
    "Anastasia",
    "Elm Street",
    "platinum-42",
    "vis-forgotten",
    "a lamp that hums",
    "receipt-77.txt",
];

/// How long the log may take.
const PATIENCE: Duration = Duration::from_secs(60);
const HUMS: &str = "It is a lamp that hums.";

fn ask(app: &App, method: &str, path: &str, body: &Value) -> Value {
    let headers = [("content-type", "application/json")];
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let answer = app.ask(method, path, &headers, body.as_bytes());
    assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text);
    answer.json()
}

/// The files below a folder that have these bytes anywhere.
fn files_with(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, words));
            continue;
        }
        let Ok(bytes) = fs::read(&path) else { continue };
        for word in words {
            let word = word.as_bytes();
            if bytes.windows(word.len()).any(|part| part == word) {
                let word = String::from_utf8_lossy(word);
                found.push(format!("{word} in {}", path.display()));
            }
        }
    }
    found
}

/// A customer of three channels who was joined, described and suggested, with a file.
fn known(app: &App) -> String {
    let sms = Sms::new("SM1", PHONE, "I live at 4 Elm Street.").deliver(app);
    assert_eq!(sms.status, 200, "{}", sms.text);
    let both = said("1", &[("phone", PHONE, true), ("email", EMAIL, true)], HUMS);
    assert_eq!(app.post("/v1/interactions", &both).status, 200);
    let mail = format!(
        "Authentication-Results: mx.example.com; dmarc=pass header.from=example.com\n\
         From: Ana <{EMAIL}>\nTo: help@example.com\nSubject: My receipt\nMessage-ID: <m@example.com>\n\
         MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: text/plain\n\nHere it is.\n\
         --b\nContent-Type: text/plain; name=receipt-77.txt\nContent-Disposition: attachment; \
         filename=receipt-77.txt\n\nDeliver to Elm Street.\n--b--\n"
    );
    let headers = [("content-type", "message/rfc822")];
    let mail = mail.replace('\n', "\r\n");
    let mail = app.ask("POST", "/webhooks/email/raw", &headers, mail.as_bytes());
    assert_eq!(mail.status, 200, "{}", mail.text);
    record(
        app,
        "2",
        &[("visitor", "vis-forgotten", true), ("email", EMAIL, false)],
        "Hello?",
    );
    let id = owner(app, "email", EMAIL);
    let path = format!("/v1/customers/{id}");
    ask(
        app,
        "PATCH",
        &path,
        &json!({"name": "Anastasia", "attributes": {"card": "platinum-42"}}),
    );
    assert_eq!(
        app.get("/v1/suggestions").json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let visitor = owner(app, "visitor", "vis-forgotten");
    ask(
        app,
        "POST",
        &format!("{path}/merge"),
        &json!({"other": visitor}),
    );
    owner(app, "phone", PHONE)
}

#[test]
fn what_was_held_is_exported_and_then_nothing_of_it_is_left() {
    let mut app = setup().start();
    let id = known(&app);
    let exported = app.get(&format!("/v1/customers/{id}/export"));
    assert_eq!(exported.status, 200);
    for word in WORDS {
        assert!(exported.text.contains(word), "{word} in {}", exported.text);
    }
    let lines = exported
        .text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let kinds: Vec<Value> = lines.map(|line| line["type"].clone()).collect();
    for kind in [
        "customer",
        "identity",
        "link",
        "fact",
        "ticket",
        "interaction",
        "attachment",
    ] {
        assert!(kinds.contains(&json!(kind)), "{kind}");
    }
    app.kill();
    assert!(
        !files_with(&app.data(), &WORDS).is_empty(),
        "the test looks where the store is"
    );
    app.restart();
    let receipt = ask(&app, "DELETE", &format!("/v1/customers/{id}"), &Value::Null);
    assert_eq!(receipt["status"], "erased", "{receipt}");
    assert_eq!(
        (&receipt["interactions"], &receipt["attachments"]),
        (&json!(4), &json!(1))
    );
    let again = ask(&app, "DELETE", &format!("/v1/customers/{id}"), &Value::Null);
    assert_eq!(again, receipt);
    for (kind, value) in [
        ("phone", PHONE),
        ("email", EMAIL),
        ("visitor", "vis-forgotten"),
    ] {
        nowhere(&app, kind, value);
    }
    assert_eq!(app.get(&format!("/v1/customers/{id}")).status, 404);
    assert_eq!(app.get("/v1/suggestions").json()["items"], json!([]));
    assert_eq!(
        app.get("/v1/customers?query=anastasia").json()["items"],
        json!([])
    );
    // The local host empties the log of its changes when nothing is written for a second.
    let begun = Instant::now();
    while !files_with(&app.data(), &WORDS).is_empty() && begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(200));
    }
    app.kill();
    assert_eq!(files_with(&app.data(), &WORDS), [] as [String; 0]);
    app.restart();
    // A repeated delivery is one, and whoever writes again starts empty.
    let replayed = Sms::new("SM1", PHONE, "I live at 4 Elm Street.").deliver(&app);
    assert_eq!(replayed.status, 200);
    nowhere(&app, "phone", PHONE);
    let both = said("1", &[("phone", PHONE, true), ("email", EMAIL, true)], HUMS);
    assert_eq!(
        app.post("/v1/interactions", &both).json()["duplicate"],
        true
    );
    assert_eq!(
        Sms::new("SM2", PHONE, "Somebody new").deliver(&app).status,
        200
    );
    let new = found(&app, "phone", PHONE);
    assert_eq!(
        texts(&app, new["customer"]["id"].as_str().unwrap()),
        ["Somebody new"]
    );
    assert_eq!(new["customer"]["display_name"], Value::Null);
    assert_eq!(new["tickets"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_older_than_a_rule_allows_is_taken_back_on_a_tick() {
    let app = setup().variable("tick_key", "a-tick-key").start();
    record(&app, "1", &[("email", EMAIL, true)], "Elm Street");
    let rules = json!({"rules": [{"channel": "legacy", "kind": "message", "days": 1}]});
    assert_eq!(
        ask(&app, "PUT", "/v1/retention", &rules)["rules"][0]["days"],
        1
    );
    assert_eq!(
        ask(&app, "GET", "/v1/retention", &Value::Null)["rules"][0]["channel"],
        "legacy"
    );
    let tick = app.send(
        "POST",
        "/tick",
        &[("authorization", "Bearer a-tick-key")],
        b"",
    );
    assert_eq!(tick.status, 200, "{}", tick.text);
    let id = owner(&app, "email", EMAIL);
    assert_eq!(texts(&app, &id), ["Elm Street"], "it is of today");
    for wrong in [
        json!({"rules": [{"days": 0}]}),
        json!([]),
        json!({"rule": []}),
    ] {
        let headers = [("content-type", "application/json")];
        let refused = app.ask(
            "PUT",
            "/v1/retention",
            &headers,
            wrong.to_string().as_bytes(),
        );
        assert_eq!(refused.status, 422, "{wrong}: {}", refused.text);
    }
}

#[test]
fn attributes_have_types_data_has_a_quality_and_rules_are_tried() {
    let app = setup().start();
    let types = json!({"attributes": {"tier": {"type": "enum", "values": ["gold", "silver"]}}});
    assert_eq!(ask(&app, "PUT", "/v1/attributes", &types), types);
    assert_eq!(ask(&app, "GET", "/v1/attributes", &Value::Null), types);
    record(
        &app,
        "1",
        &[("email", EMAIL, true), ("phone", PHONE, true)],
        "Hello",
    );
    let id = owner(&app, "email", EMAIL);
    let path = format!("/v1/customers/{id}");
    let customer = ask(
        &app,
        "PATCH",
        &path,
        &json!({"attributes": {"tier": "GOLD", "birth_date": "2100-01-01"}}),
    );
    assert_eq!(customer["customer"]["attributes"]["tier"], "gold");
    let headers = [("content-type", "application/json")];
    let bronze = json!({"attributes": {"tier": "bronze"}}).to_string();
    let refused = app.ask("PATCH", &path, &headers, bronze.as_bytes());
    assert_eq!(
        (refused.status, &refused.json()["field"]),
        (422, &json!("attributes"))
    );
    let report = ask(&app, "GET", "/v1/data-quality", &Value::Null);
    let count = |problem: &str, field: &str| {
        let mut rows = report["items"].as_array().unwrap().iter();
        let row = rows
            .find(|row| row["problem"] == problem && row["field"] == field)
            .unwrap();
        row["customers"].as_u64().unwrap()
    };
    assert_eq!(
        (count("malformed", "birth_date"), count("missing", "name")),
        (1, 1)
    );
    let page = ask(
        &app,
        "GET",
        "/v1/data-quality/malformed?field=birth_date",
        &Value::Null,
    );
    assert_eq!(page["items"][0]["customer_id"], id);
    assert_eq!(
        page["items"][0]["findings"][0]["field"],
        "attributes.birth_date"
    );
    let rules = json!({"blocked": [{"kind": "email", "value": EMAIL}]});
    let tried = ask(&app, "POST", "/v1/identity/rehearsals", &rules);
    assert_eq!(tried["parted"][0]["rule"], "blocked", "{tried}");
    assert!(tried["parted"][0]["interaction_id"].is_string());
    assert_eq!(owner(&app, "phone", PHONE), id, "nothing was changed");
}
