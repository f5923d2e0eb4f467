//! The report on the quality of data, rules that are tried, and attributes with types.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod drafts;

use drafts::{START, message};
use futures::executor::block_on;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use throughline_journal::entry::{Identity, Participant, Verdict};
use throughline_journal::{About, Clock, Described, Draft, Error, Journal, Memory};

const DAY: u64 = 24 * 60 * 60 * 1000;

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn proven(kind: &str, value: &str) -> Participant {
    Participant {
        identity: Identity::new(kind, value, None).unwrap(),
        verdict: Verdict::Pass,
    }
}

fn said(source: &str, identities: Vec<Participant>, name: &str, attributes: Value) -> About {
    About {
        source: source.into(),
        identities,
        name: (!name.is_empty()).then(|| name.to_owned()),
        attributes: serde_json::from_value(attributes).unwrap(),
        ..About::default()
    }
}

fn describe(journal: &Journal<Memory>, about: &About) -> String {
    block_on(journal.describe(about))
        .unwrap()
        .customer()
        .customer_id()
}

fn record(
    journal: &Journal<Memory>,
    from: Participant,
    id: &str,
    also: Vec<Participant>,
) -> String {
    let draft = Draft {
        customer: from,
        also,
        ..message("ana", id)
    };
    block_on(journal.record(&draft))
        .unwrap()
        .customer
        .customer_id()
}

fn read(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// How many customers have which problem; what nobody has is left out.
fn report(journal: &Journal<Memory>) -> BTreeMap<String, u64> {
    let report = read(&block_on(journal.quality()).unwrap());
    let rows = report["items"].as_array().unwrap().iter();
    assert!(rows.clone().all(|row| row["exact"] == true));
    let rows = rows.map(|row| {
        let name = [&row["problem"], &row["field"]].map(|part| part.as_str().unwrap());
        (name.join(" "), row["customers"].as_u64().unwrap())
    });
    rows.filter(|(_, customers)| *customers > 0).collect()
}

/// The findings of a problem, by customer.
fn flawed(journal: &Journal<Memory>, problem: &str) -> BTreeMap<String, Vec<(String, Value)>> {
    let page = read(&block_on(journal.quality_of(problem, None, 50, None)).unwrap());
    let items = page["items"].as_array().unwrap().iter();
    let finding = |f: &Value| (f["field"].as_str().unwrap().to_owned(), f["value"].clone());
    let customer = |item: &Value| {
        let findings = item["findings"].as_array().unwrap().iter();
        let id = item["customer_id"].as_str().unwrap().to_owned();
        (id, findings.map(finding).collect())
    };
    items.map(customer).collect()
}

fn counts(expected: &[(&str, u64)]) -> BTreeMap<String, u64> {
    let expected = expected.iter();
    expected.map(|(name, n)| ((*name).to_owned(), *n)).collect()
}

#[test]
fn every_problem_is_counted_and_leads_to_who_has_it() {
    let journal = journal();
    assert_eq!(report(&journal), counts(&[]));
    let good = json!({"birth_date": "1980-02-29", "country": "DE", "postcode": "10115"});
    let ana = describe(
        &journal,
        &said(
            "key:crm",
            vec![
                proven("external", "crm:1"),
                proven("email", "ana@example.com"),
            ],
            "Ana",
            good,
        ),
    );
    let bad = json!({"birth_date": "2080-02-29", "country": "DE", "postcode": "101"});
    let bo = describe(
        &journal,
        &said(
            "key:crm",
            vec![proven("external", "crm:2"), proven("phone", "+4930123")],
            "Test",
            bad,
        ),
    );
    let nobody = describe(
        &journal,
        &said("key:crm", vec![proven("external", "crm:3")], "", json!({})),
    );
    let problems = [
        ("malformed birth_date", 1),
        ("malformed name", 1),
        ("malformed postcode", 1),
        ("missing address", 1),
        ("missing name", 1),
    ];
    assert_eq!(report(&journal), counts(&problems));
    let malformed = flawed(&journal, "malformed");
    let expected = [
        ("name", json!("Test")),
        ("attributes.birth_date", json!("2080-02-29")),
        ("attributes.postcode", json!("101")),
    ];
    let expected = expected
        .map(|(field, value)| (field.to_owned(), value))
        .to_vec();
    assert_eq!(malformed, BTreeMap::from([(bo.clone(), expected)]));
    assert!(flawed(&journal, "missing").contains_key(&nobody));
    // What two sources say differently, until they agree; another spelling is no contradiction.
    let other = |value: &str| {
        said(
            "key:shop",
            vec![proven("external", "crm:1")],
            "",
            json!({"tier": value}),
        )
    };
    let crm = said(
        "key:crm",
        vec![proven("external", "crm:1")],
        "",
        json!({"tier": "gold"}),
    );
    describe(&journal, &crm);
    for (value, conflicts) in [("silver", 1), ("GOLD", 0)] {
        journal.store.time.set(journal.store.now() + DAY);
        describe(&journal, &other(value));
        assert_eq!(
            report(&journal)
                .get("conflicting fact")
                .copied()
                .unwrap_or(0),
            conflicts,
            "{value}"
        );
    }
    // What is mended is not there any more.
    let mended = json!({"birth_date": "1970-01-02", "postcode": "10115"});
    describe(
        &journal,
        &said(
            "key:crm",
            vec![proven("external", "crm:2")],
            "Bo Lind",
            mended,
        ),
    );
    assert_eq!(
        report(&journal),
        counts(&[("missing address", 1), ("missing name", 1)])
    );
    // Nobody is heard of for a year.
    journal.store.time.set(journal.store.now() + 370 * DAY);
    record(&journal, proven("email", "ana@example.com"), "m1", vec![]);
    assert_eq!(report(&journal)["stale customer"], 2);
    let stale: Vec<String> = flawed(&journal, "stale").into_keys().collect();
    assert!(stale.contains(&bo) && stale.contains(&nobody) && !stale.contains(&ana));
}

#[test]
fn pages_have_everybody_once_and_what_there_is_not_is_refused() {
    let journal = journal();
    for n in 0..23 {
        let id = proven("external", &format!("crm:{n}"));
        describe(&journal, &said("key:crm", vec![id], "", json!({"n": n})));
    }
    let mut cursor: Option<String> = None;
    let mut seen = Vec::new();
    loop {
        let page = block_on(journal.quality_of("missing", Some("name"), 5, cursor.as_deref()));
        let page = read(&page.unwrap());
        let items = page["items"].as_array().unwrap();
        seen.extend(
            items
                .iter()
                .map(|i| i["customer_id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else {
            break;
        };
        cursor = Some(next.to_owned());
    }
    assert_eq!(seen.len(), 23);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 23);
    assert_eq!(
        block_on(journal.quality_of("ugly", None, 5, None)),
        Err(Error::NotFound)
    );
    for (field, cursor) in [(Some("phone"), None), (None, Some("nonsense"))] {
        let refused = block_on(journal.quality_of("missing", field, 5, cursor));
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
    }
}

/// Joins and what was kept away, by rule.
fn rehearse(journal: &Journal<Memory>, rules: &Value) -> (Vec<String>, Vec<String>) {
    let rehearsed = block_on(journal.rehearse(rules.to_string().as_bytes(), 200, None)).unwrap();
    let rehearsed = read(&rehearsed);
    assert_eq!(rehearsed["next"], Value::Null);
    let rules = |list: &Value| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|d| d["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    (rules(&rehearsed["joined"]), rules(&rehearsed["parted"]))
}

#[test]
fn rules_are_tried_and_nothing_is_changed() {
    let journal = journal();
    let email = |n: u64| proven("email", &format!("guest{n}@example.com"));
    let tablet = || proven("visitor", "tablet");
    // Ten mailboxes on ten days: within the limit, and one too many.
    for n in 0..11 {
        journal.store.time.set(journal.store.now() + 2 * DAY);
        record(&journal, tablet(), &format!("m{n}"), vec![email(n)]);
    }
    // Two who were joined by hand.
    let a = record(&journal, proven("email", "cy@example.com"), "c1", vec![]);
    let b = record(&journal, proven("phone", "+14155550123"), "c2", vec![]);
    block_on(journal.merge_customers(&a, &b, "agent:bo")).unwrap();
    let before = journal.store.data.borrow().clone();
    assert_eq!(rehearse(&journal, &json!({})), (vec![], vec![]));
    let stored = |data: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        let kept = data.iter().filter(|(key, _)| key.starts_with("tl:e:"));
        kept.map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    };
    let first = stored(&journal.store.data.borrow());
    let fewer = json!({"limits": {"email": {"per_customer": 3}}});
    let (joined, parted) = rehearse(&journal, &fewer);
    assert_eq!((joined.len(), parted), (0, vec!["limit".to_owned(); 7]));
    let more = json!({"limits": {"email": {"per_customer": 20}}});
    assert_eq!(
        rehearse(&journal, &more),
        (vec!["limit".to_owned()], vec![])
    );
    let blocked = json!({"blocked": [{"kind": "email", "value": "Guest4@example.com"}]});
    assert_eq!(rehearse(&journal, &blocked).1, ["blocked"]);
    let exclusive = json!({"exclusive": ["email"]});
    assert_eq!(rehearse(&journal, &exclusive).1.len(), 9);
    assert_eq!(stored(&journal.store.data.borrow()), first);
    assert!(
        before
            .iter()
            .all(|(key, value)| !key.starts_with("tl:e:") || first.get(key) == Some(value))
    );
    for wrong in [
        json!([]),
        json!({"limit": {}}),
        json!({"join_likely_above": 0.1}),
        json!({"blocked": [{"kind": "email", "value": "x"}]}),
    ] {
        let refused = block_on(journal.rehearse(wrong.to_string().as_bytes(), 200, None));
        assert!(
            matches!(refused, Err(Error::Invalid { .. })),
            "{wrong}: {refused:?}"
        );
    }
}

#[test]
fn a_declared_attribute_is_kept_in_the_spelling_of_its_type() {
    let journal = journal();
    assert_eq!(
        read(&block_on(journal.attribute_types()).unwrap()),
        json!({"attributes": {}})
    );
    let types = json!({"attributes": {
        "tier": {"type": "enum", "values": ["gold", "silver"]},
        "born": {"type": "date"}, "vip": {"type": "boolean"}, "balance": {"type": "money"},
    }});
    let declared = block_on(journal.set_attribute_types(types.to_string().as_bytes())).unwrap();
    assert_eq!(read(&declared), types);
    assert_eq!(read(&block_on(journal.attribute_types()).unwrap()), types);
    let say = |attributes: Value| {
        let about = said("key:crm", vec![proven("external", "crm:1")], "", attributes);
        block_on(journal.describe(&about))
    };
    let balance = json!({"amount": 499, "currency": "USD"});
    let written = json!({"tier": "GOLD", "born": "21.03.1987", "vip": "yes", "balance": balance, "free": [1]});
    let Described::Created(customer) = say(written).unwrap() else {
        panic!()
    };
    let found = read(&block_on(journal.customer(&customer.customer_id(), 0)).unwrap());
    let spelled =
        json!({"tier": "gold", "born": "1987-03-21", "vip": true, "balance": balance, "free": [1]});
    assert_eq!(found["customer"]["attributes"], spelled);
    assert!(matches!(say(spelled), Ok(Described::Unchanged(_))));
    for wrong in [
        json!({"tier": "bronze"}),
        json!({"born": "soon"}),
        json!({"vip": 7}),
    ] {
        let refused = say(wrong.clone());
        assert!(
            matches!(refused, Err(Error::Invalid { .. })),
            "{wrong}: {refused:?}"
        );
    }
    assert!(say(json!({"tier": null})).is_ok());
    for wrong in [
        json!({"tier": {"type": "enum"}}),
        json!({"x": {"type": "colour"}}),
        json!({"": {"type": "text"}}),
    ] {
        let types = json!({"attributes": wrong}).to_string();
        let refused = block_on(journal.set_attribute_types(types.as_bytes()));
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{types}");
    }
}

#[test]
fn a_language_whose_sound_is_not_known_is_named() {
    let journal = journal();
    for (language, unsupported) in [("de", Value::Null), ("fi", json!("fi"))] {
        let draft = Draft {
            language: Some(language.into()),
            ..message("ana", language)
        };
        let id = block_on(journal.record(&draft)).unwrap().customer;
        let found = read(&block_on(journal.customer(&id.customer_id(), 0)).unwrap());
        let sentiment = &found["customer"]["sentiment"];
        assert_eq!(
            sentiment["unsupported_language"], unsupported,
            "{sentiment}"
        );
    }
}
