//! Imports: rows of customers and purchases, looked at first, taken, and taken again.

use serde_json::{Value, json};
use throughline_tests::{Answer, App, KEY};

use crate::people::{explained, found, nowhere, owner, record, setup};

const CUSTOMERS: &str = "external,email,phone,name,language,attributes.tier,consent.email\n\
    crm:1,Ana@example.com,+14155550123,Ana Ruiz,es,gold,opted_in\n\
    crm:2,bo@example.com,,\"Lind, Bo\",sv,silver,opted_out\n\
    crm:3,,+14155550177,Eve,,,\n";

fn import(app: &App, query: &str, content_type: &str, rows: &str) -> Answer {
    let headers = [("content-type", content_type)];
    let path = format!("/v1/imports?{query}");
    let answer = app.ask("POST", &path, &headers, rows.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}

/// Rows, and of how many something is new, changed, known, and wrong.
fn counts(report: &Value) -> [u64; 5] {
    ["rows", "created", "updated", "unchanged", "failed"]
        .map(|name| report[name].as_u64().unwrap_or_else(|| panic!("{report}")))
}

#[test]
fn a_table_of_customers_is_looked_at_taken_and_known_from_then_on() {
    let app = setup().start();
    let csv = |query: &str, rows: &str| import(&app, query, "text/csv", rows).json();
    let looked = csv("kind=customers&dry_run=true", CUSTOMERS);
    assert_eq!(
        (counts(&looked), &looked["dry_run"]),
        ([3, 3, 0, 0, 0], &json!(true))
    );
    for (kind, value) in [("external", "crm:1"), ("email", "ana@example.com")] {
        nowhere(&app, kind, value);
    }
    let taken = csv("kind=customers", CUSTOMERS);
    assert_eq!(
        (counts(&taken), &taken["dry_run"]),
        ([3, 3, 0, 0, 0], &json!(false))
    );
    let ana = found(&app, "external", "crm:1")["customer"].clone();
    assert_eq!(found(&app, "email", "ana@example.com")["customer"], ana);
    assert_eq!(found(&app, "phone", "+14155550123")["customer"], ana);
    assert_eq!(
        (&ana["display_name"], &ana["language"], &ana["attributes"]),
        (&json!("Ana Ruiz"), &json!("es"), &json!({"tier": "gold"}))
    );
    let consent = &ana["consents"][0];
    assert_eq!(
        (&consent["channel"], &consent["status"]),
        (&json!("email"), &json!("opted_in"))
    );
    let bo = found(&app, "external", "crm:2")["customer"].clone();
    assert_eq!(bo["display_name"], "Lind, Bo");
    // The same again changes nothing.
    for query in ["kind=customers&dry_run=true", "kind=customers"] {
        assert_eq!(counts(&csv(query, CUSTOMERS)), [3, 0, 0, 3, 0], "{query}");
    }
    assert_eq!(found(&app, "external", "crm:1")["customer"], ana);
    // One that changed is told, before and when it is taken.
    let changed = CUSTOMERS.replace("gold", "platinum");
    for query in ["kind=customers&dry_run=true", "kind=customers"] {
        assert_eq!(counts(&csv(query, &changed)), [3, 0, 1, 2, 0], "{query}");
    }
    let why = explained(&app, ana["id"].as_str().unwrap());
    let facts = why["facts"].as_array().unwrap().iter();
    let mut tiers = facts.filter(|fact| fact["name"] == "attributes.tier");
    let tier = tiers.next().unwrap();
    assert_eq!(
        (
            &tier["value"],
            &tier["source"],
            &tier["earlier"][0]["value"]
        ),
        (&json!("platinum"), &json!("import:tests"), &json!("gold"))
    );
    for link in why["links"].as_array().unwrap() {
        assert_eq!(
            (&link["rule"], &link["by"]),
            (&json!("stated"), &json!("import:tests"))
        );
    }
    // Whoever writes from an imported address is that customer.
    let wrote = record(&app, "1", &[("phone", "+14155550123", true)], "It is Ana");
    assert_eq!(wrote["customer_id"], ana["id"]);
    let search = app.get("/v1/customers?query=lind").json();
    assert_eq!(search["items"][0]["id"], bo["id"], "{search}");
}

#[test]
fn rows_that_are_wrong_are_named_and_stop_no_others() {
    let app = setup().start();
    let row = |n: usize, name: &str| json!({"identities": [{"kind": "external", "value": format!("crm:{n}")}], "name": name});
    let wrong = json!({"identities": [{"kind": "external", "value": "crm:8"},
        {"kind": "email", "value": "no address"}], "name": "Eve"});
    let rows = format!(
        "{}\n{{\"nam\": 1}}\n\n{}\n{wrong}\nnot json\n{}\n{}\n",
        row(1, "A"),
        row(2, "B"),
        row(1, "C"),
        row(1, "D"),
    );
    for query in ["kind=customers&dry_run=true", "kind=customers"] {
        let report = import(&app, query, "application/x-ndjson", &rows).json();
        assert_eq!(report["rows"], 7, "{query}: {report}");
        assert_eq!(report["failed"], 3, "{query}: {report}");
        let errors = report["errors"].as_array().unwrap();
        let mut lines: Vec<_> = errors.iter().map(|e| e["line"].as_u64().unwrap()).collect();
        lines.sort_unstable();
        assert_eq!(lines, [2, 5, 6], "{query}: {report}");
        if query.contains("dry_run") {
            nowhere(&app, "external", "crm:1");
        }
    }
    // The last of one customer's rows counts, and of a wrong row nothing is taken.
    assert_eq!(
        found(&app, "external", "crm:1")["customer"]["display_name"],
        "D"
    );
    nowhere(&app, "external", "crm:8");
    // Asked for line by line, each has its own.
    let headers = [
        ("content-type", "application/x-ndjson"),
        ("accept", "application/x-ndjson"),
    ];
    let rows = format!("{}\n{{\n{}\n", row(1, "D"), row(3, "E"));
    let answer = app.ask(
        "POST",
        "/v1/imports?kind=customers",
        &headers,
        rows.as_bytes(),
    );
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let mut lines: Vec<Value> = answer
        .text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    lines.sort_by_key(|line| line["line"].as_u64());
    let told: Vec<_> = lines
        .iter()
        .map(|l| l["status"].as_str().unwrap())
        .collect();
    assert_eq!(told, ["unchanged", "failed", "created"]);
    assert_eq!(
        lines[0]["customer_id"],
        json!(owner(&app, "external", "crm:1"))
    );
    assert_eq!(lines[1]["code"], "malformed_json");
}

#[test]
fn purchases_raise_the_figures_of_a_lifetime_once() {
    let app = setup().start();
    import(&app, "kind=customers", "text/csv", CUSTOMERS);
    let orders = "external,id,at,total.decimal,total.currency,status\n\
        crm:1,o-2,2026-02-03T10:00:00Z,10.01,USD,paid\n\
        crm:1,o-1,2026-01-02T10:00:00Z,49.99,USD,paid\n\
        crm:1,o-3,2026-01-20T10:00:00Z,5,EUR,paid\n\
        crm:2,o-4,2026-01-20T10:00:00Z,7,EUR,paid\n";
    let looked = import(&app, "kind=purchases&dry_run=true", "text/csv", orders).json();
    assert_eq!(counts(&looked), [4, 4, 0, 0, 0]);
    let nothing = found(&app, "external", "crm:1")["customer"]["lifetime"].clone();
    assert_eq!(
        (&nothing["purchases"], &nothing["spent"]),
        (&json!(0), &json!([]))
    );
    for expected in [[4, 4, 0, 0, 0], [4, 0, 0, 4, 0]] {
        let taken = import(&app, "kind=purchases", "text/csv", orders).json();
        assert_eq!(counts(&taken), expected);
        let ana = found(&app, "email", "ana@example.com")["customer"].clone();
        let lifetime = &ana["lifetime"];
        assert_eq!(lifetime["purchases"], 3, "{lifetime}");
        let spent =
            json!([{"amount": 500, "currency": "EUR"}, {"amount": 6000, "currency": "USD"}]);
        assert_eq!(lifetime["spent"], spent);
        assert_eq!(lifetime["first_purchase_at"], "2026-01-02T10:00:00.000Z");
        assert_eq!(lifetime["last_purchase_at"], "2026-02-03T10:00:00.000Z");
        let purchases = ana["purchases"].as_array().unwrap();
        let ids: Vec<_> = purchases
            .iter()
            .map(|p| p["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, ["o-2", "o-3", "o-1"], "the newest first");
        assert_eq!(ana["counts"]["open_tickets"], 0, "buying is no question");
    }
}

/// What is known of each of the rows' customers, without what differs from store to store.
fn known(app: &App, rows: usize) -> Vec<Value> {
    let customer = |n: usize| {
        let mut customer = found(app, "external", &format!("crm:{n}"))["customer"].clone();
        for member in ["created_at", "last_seen_at"] {
            customer[member] = Value::Null;
        }
        for identity in customer["identities"].as_array_mut().unwrap() {
            identity["since"] = Value::Null;
        }
        for consent in customer["consents"].as_array_mut().unwrap() {
            consent["at"] = Value::Null;
        }
        customer
    };
    (0..rows).map(customer).collect()
}

#[test]
fn an_import_whose_host_was_killed_equals_one_that_was_not() {
    const ROWS: usize = 90;
    let mut rows = "external,email,phone,name,attributes.tier,consent.email\n".to_owned();
    for n in 0..ROWS {
        // Every third row shares the mailbox of the one before.
        let mailbox = if n % 3 == 2 { n - 1 } else { n };
        rows +=
            &format!("crm:{n},m{mailbox}@example.com,+1415555{n:04},Ana {mailbox},gold,opted_in\n");
    }
    let whole = setup().start();
    let report = import(&whole, "kind=customers", "text/csv", &rows).json();
    assert_eq!(report["failed"], 0, "{report}");
    let mut app = setup().start();
    let bearer = format!("Bearer {KEY}");
    let headers = [
        ("content-type", "text/csv"),
        ("authorization", bearer.as_str()),
    ];
    for kill in 0..3_u64 {
        std::thread::scope(|scope| {
            let importing = scope.spawn(|| {
                app.try_send(
                    "POST",
                    "/v1/imports?kind=customers",
                    &headers,
                    rows.as_bytes(),
                )
            });
            std::thread::sleep(std::time::Duration::from_millis(60 + 90 * kill));
            app.strike();
            // It may have been done before.
            drop(importing.join().unwrap());
        });
        app.restart();
    }
    let report = import(&app, "kind=customers", "text/csv", &rows).json();
    assert_eq!(
        (&report["rows"], &report["failed"]),
        (&json!(ROWS), &json!(0))
    );
    assert_eq!(known(&app, ROWS), known(&whole, ROWS));
    let again = import(&app, "kind=customers", "text/csv", &rows).json();
    assert_eq!(again["unchanged"], ROWS, "{again}");
}
