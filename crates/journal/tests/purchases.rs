//! What a customer bought, as the profile shows it.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::{START, lookup, message};
use futures::executor::block_on;
use serde_json::{Value, json};
use throughline_journal::{Draft, Journal, Memory};

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn bought(id: &str, at: u64, attributes: &Value) -> Draft {
    Draft {
        kind: "purchase".into(),
        occurred_at: Some(at),
        attributes: Some(attributes.to_string().into_bytes()),
        ..message("ana", id)
    }
}

fn purchases(journal: &Journal<Memory>) -> Value {
    lookup(journal, "ana")["customer"]["purchases"].clone()
}

#[test]
fn a_purchase_is_shown_once_with_what_is_known_last() {
    let journal = journal();
    let lamp = json!([{"name": "Lamp", "quantity": 1}]);
    let total = json!({"amount": 4999, "currency": "USD"});
    let told = |status: &str| json!({"purchase": {"id": "o1", "total": total, "items": lamp, "status": status}});
    block_on(journal.record(&bought("m2", START - 10, &told("refunded")))).unwrap();
    // An older report that arrives later changes nothing.
    block_on(journal.record(&bought("m1", START - 20, &told("paid")))).unwrap();
    let shown = purchases(&journal);
    assert_eq!(shown.as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(shown[0]["status"], "refunded");
    assert_eq!((&shown[0]["total"], &shown[0]["items"]), (&total, &lamp));
    block_on(journal.record(&bought("m3", START, &told("closed")))).unwrap();
    let shown = purchases(&journal);
    assert_eq!(shown[0]["status"], "closed");
    assert_eq!(shown[0]["at"], throughline_journal::instant(START - 10));
}

#[test]
fn purchases_are_the_latest_first_and_twenty_at_most() {
    let journal = journal();
    for n in 0..30_u64 {
        let attributes = json!({"id": n, "total": {"amount": n, "currency": "EUR"}});
        let at = START - (n * 7 % 30) * 1000;
        block_on(journal.record(&bought(&format!("m{n}"), at, &attributes))).unwrap();
    }
    let shown = purchases(&journal);
    let times: Vec<_> = shown
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["at"].clone())
        .collect();
    assert_eq!(times.len(), 20);
    assert!(
        times.is_sorted_by(|a, b| a.as_str() > b.as_str()),
        "{times:?}"
    );
}

#[test]
fn what_is_no_purchase_is_shown_as_far_as_it_is_one() {
    let journal = journal();
    for (n, attributes) in [
        json!({"total": "49.99 USD", "items": "a lamp", "status": 7}),
        json!({"purchase": "none", "total": {"amount": 1.5, "currency": "USD"}}),
        json!({}),
    ]
    .iter()
    .enumerate()
    {
        block_on(journal.record(&bought(&format!("m{n}"), START, attributes))).unwrap();
    }
    let shown = purchases(&journal);
    for purchase in shown.as_array().unwrap() {
        assert_eq!(purchase["total"], Value::Null);
        assert_eq!(purchase["items"], json!([]));
        assert_eq!(purchase["status"], Value::Null);
    }
    assert_eq!(shown.as_array().unwrap().len(), 3, "each is one of its own");
}

#[test]
fn customers_who_join_have_the_purchases_of_both() {
    let journal = journal();
    let attributes = |id: &str| json!({"purchase": {"id": id}});
    block_on(journal.record(&bought("m1", START - 1, &attributes("o1")))).unwrap();
    let mut other = bought("m2", START, &attributes("o2"));
    other.customer = drafts::person("bo");
    other.also = vec![drafts::person("ana")];
    block_on(journal.record(&other)).unwrap();
    let ids: Vec<_> = purchases(&journal)
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["id"].clone())
        .collect();
    assert_eq!(ids, ["o2", "o1"]);
}
