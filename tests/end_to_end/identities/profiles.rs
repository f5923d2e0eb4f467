//! What is known of a customer, who said it, and the same in few words.

use serde_json::{Value, json};

use crate::people::{EMAIL, PHONE, context, explained, found, nowhere, owner, record, setup};

#[test]
fn what_is_said_of_a_customer_has_its_source_and_what_was_said_before() {
    let app = setup().start();
    record(&app, "1", &[("email", EMAIL, true)], "Hello");
    let id = owner(&app, "email", EMAIL);
    let say = |body: Value| {
        let headers = [("content-type", "application/json")];
        let path = format!("/v1/customers/{id}");
        let answer = app.ask("PATCH", &path, &headers, body.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["customer"].clone()
    };
    let first = say(json!({
        "name": "Ana", "language": "es", "attributes": {"tier": "gold", "size": 38},
        "consents": [{"channel": "email", "status": "opted_in", "source": "web form"}],
    }));
    assert_eq!(first["display_name"], "Ana");
    assert_eq!(first["language"], "es");
    assert_eq!(first["attributes"], json!({"tier": "gold", "size": 38}));
    let consent = &first["consents"][0];
    assert_eq!(
        (&consent["channel"], &consent["status"], &consent["source"]),
        (&json!("email"), &json!("opted_in"), &json!("web form"))
    );
    assert!(consent["at"].is_string());
    // What is left out stays; of two that are said at once the larger would count.
    let second = say(json!({
        "name": "Ana Ruiz", "attributes": {"tier": "platinum", "size": null}, "agent": "bo",
        "consents": [{"channel": "sms", "status": "opted_out"}],
    }));
    assert_eq!(second["display_name"], "Ana Ruiz");
    assert_eq!(second["language"], "es");
    assert_eq!(second["attributes"], json!({"tier": "platinum"}));
    assert_eq!(second["consents"].as_array().unwrap().len(), 2);
    let facts = explained(&app, &id)["facts"].clone();
    let fact = |name: &str| {
        let all = facts.as_array().unwrap().iter();
        let mut named = all.filter(|fact| fact["name"] == name);
        named
            .next()
            .unwrap_or_else(|| panic!("{name} in {facts}"))
            .clone()
    };
    for (name, value, before) in [
        ("name", json!("Ana Ruiz"), json!("Ana")),
        ("attributes.tier", json!("platinum"), json!("gold")),
        ("attributes.size", Value::Null, json!(38)),
    ] {
        let fact = fact(name);
        assert_eq!(
            (&fact["value"], &fact["source"]),
            (&value, &json!("agent:bo"))
        );
        let earlier = &fact["earlier"][0];
        assert_eq!(
            (&earlier["value"], &earlier["source"]),
            (&before, &json!("key:tests"))
        );
        assert!(
            fact["at"].is_string() && earlier["at"].is_string(),
            "{fact}"
        );
    }
    assert_eq!(fact("language")["earlier"], json!([]));
    // An identity that a trusted system adds joins, and one that is not proven does not.
    let identities = json!([
        {"kind": "external", "value": "crm:4711"},
        {"kind": "phone", "value": PHONE, "verified": false},
    ]);
    say(json!({ "identities": identities }));
    assert_eq!(
        owner(&app, "external", "crm:4711"),
        owner(&app, "email", EMAIL)
    );
    nowhere(&app, "phone", PHONE);
    let link = explained(&app, &id)["links"][0].clone();
    assert_eq!(
        (&link["rule"], &link["by"]),
        (&json!("stated"), &json!("key:tests"))
    );
}

#[test]
fn a_context_keeps_to_its_budget_and_has_who_it_is_and_what_is_open() {
    let app = setup().start();
    for n in 0..60 {
        let text = format!("Message {n}: {}", "where is my order? ".repeat(n));
        record(&app, &format!("c{n}"), &[("email", EMAIL, true)], &text);
    }
    let known = found(&app, "email", EMAIL);
    let id = known["customer"]["id"].as_str().unwrap();
    let ticket = known["tickets"][0]["id"].as_str().unwrap();
    let mut sizes = Vec::new();
    for budget in [200, 350, 1000, 2000, 20_000] {
        for format in ["markdown", "json"] {
            let pack = context(&app, id, format, budget);
            assert!(
                pack.len().div_ceil(3) <= budget,
                "{format} {budget}: {pack}"
            );
            assert!(
                pack.contains(id) && pack.contains(ticket),
                "{format} {budget}: {pack}"
            );
            if format == "json" {
                serde_json::from_str::<Value>(&pack).unwrap();
            }
            sizes.push(pack.len());
        }
    }
    let (least, most) = (sizes[0], sizes[8]);
    assert!(least * 3 < most, "more room is used: {sizes:?}");
    let small = app.get(&format!("/v1/customers/{id}/context?budget=199"));
    assert_eq!(
        (small.status, &small.json()["field"]),
        (422, &json!("budget"))
    );
    let usual = app.get(&format!("/v1/customers/{id}/context"));
    assert_eq!(
        usual.header("content-type"),
        Some("text/markdown; charset=utf-8")
    );
    assert!(usual.text.len() <= 3 * 2000);
}
