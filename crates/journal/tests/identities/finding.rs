//! Finding customers, and those who may be the same person.

use super::*;

fn import(journal: &Journal<Memory>, n: u32, facts: Value) -> String {
    let mut about = said(
        "import:list",
        vec![proven("external", &format!("list:{n}"))],
    );
    about.name = facts["name"].as_str().map(Into::into);
    about.attributes = attributes(facts["attributes"].clone());
    block_on(journal.describe(&about))
        .unwrap()
        .customer()
        .customer_id()
}

fn found(journal: &Journal<Memory>, query: &str) -> Vec<String> {
    let page = block_on(journal.search(query, 50, None)).unwrap();
    let page: Value = serde_json::from_slice(&page).unwrap();
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn customers_are_found_by_what_is_known_of_them() {
    let journal = journal();
    let ana = import(
        &journal,
        1,
        json!({"name": "Ana Müller-Ruiz", "attributes": {"tier": "gold", "city": "São Paulo"}}),
    );
    let bo = import(
        &journal,
        2,
        json!({"name": "Bo Muller", "attributes": {"tier": "silver"}}),
    );
    let mailed = record(
        &journal,
        &from(proven("email", "carla@example.com"), "1", vec![]),
    );
    let called = record(
        &journal,
        &from(proven("phone", "+15551234567"), "2", vec![]),
    );
    for (query, expected) in [
        ("ana", vec![&ana]),
        ("ANA ruiz", vec![&ana]),
        ("mull", vec![&ana, &bo]),
        ("müll", vec![&ana, &bo]),
        ("sao pau", vec![&ana]),
        ("tier:gold", vec![&ana]),
        ("tier=silver mul", vec![&bo]),
        ("carla@ex", vec![&mailed]),
        ("carla", vec![&mailed]),
        ("+1 (555) 123", vec![&called]),
        ("15551234567", vec![&called]),
        ("phone:+15551234567", vec![&called]),
        ("list:2", vec![&bo]),
        ("nobody", vec![]),
        ("ana silver", vec![]),
    ] {
        let mut ids = found(&journal, query);
        ids.sort();
        let mut expected: Vec<String> = expected.into_iter().cloned().collect();
        expected.sort();
        assert_eq!(ids, expected, "{query}");
    }
    assert_eq!(found(&journal, &ana), std::slice::from_ref(&ana));
    assert!(matches!(
        block_on(journal.search(" ", 50, None)),
        Err(Error::Invalid { .. })
    ));
    // Whoever changes is found by what is true now.
    let mut about = said("agent:bo", vec![]);
    about.name = Some("Dolores".into());
    block_on(journal.describe_customer(&bo, &about)).unwrap();
    assert_eq!(found(&journal, "dolo"), std::slice::from_ref(&bo));
    assert_eq!(found(&journal, "mull"), std::slice::from_ref(&ana));
    // Whoever joined is found once.
    block_on(journal.merge_customers(&ana, &bo, "agent:bo")).unwrap();
    assert_eq!(found(&journal, "sao pau").len(), 1);
    assert_eq!(found(&journal, "list").len(), 1);
}

#[test]
fn pages_of_a_search_have_everybody_once() {
    let journal = journal();
    for n in 0..250 {
        journal.store.time.set(START + u64::from(n) * 1000);
        import(
            &journal,
            n,
            json!({"name": format!("Person {n}"), "attributes": {}}),
        );
    }
    let (mut ids, mut cursor) = (Vec::new(), None);
    loop {
        let page = block_on(journal.search("person", 60, cursor.as_deref())).unwrap();
        let page: Value = serde_json::from_slice(&page).unwrap();
        ids.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|i| i["id"].clone().to_string()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(ids.len(), 250);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 250);
}

fn twins(journal: &Journal<Memory>) -> (String, String) {
    let person = |surname: &str| {
        json!({"name": format!("Alexandra {surname}"), "attributes": {"given_name": "Alexandra", "surname": surname,
            "street_number": "12", "address_1": "Harbour Street", "suburb": "Richmond", "postcode": "3121", "state": "vic",
            "date_of_birth": "19810512", "soc_sec_id": "4512345"}})
    };
    let a = import(journal, 1, person("Thornton"));
    let b = import(journal, 2, person("Thorton"));
    (a, b)
}

fn suggestions(journal: &Journal<Memory>) -> Vec<Value> {
    let page = block_on(journal.suggestions(50, None)).unwrap();
    let page: Value = serde_json::from_slice(&page).unwrap();
    page["items"].as_array().unwrap().clone()
}

#[test]
fn a_likely_duplicate_is_suggested_and_accepted_or_rejected_for_good() {
    for ruling in [Ruling::Accept, Ruling::Reject] {
        let journal = journal();
        let (a, b) = twins(&journal);
        let open = suggestions(&journal);
        assert_eq!(open.len(), 1, "{open:?}");
        let mut pair = [
            open[0]["a"].as_str().unwrap(),
            open[0]["b"].as_str().unwrap(),
        ];
        pair.sort_unstable();
        let mut expected = [a.as_str(), b.as_str()];
        expected.sort_unstable();
        assert_eq!(pair, expected);
        assert!(!open[0]["reasons"].as_array().unwrap().is_empty());
        assert!(
            !open[0].to_string().contains("Harbour"),
            "reasons tell nothing of either"
        );
        let id = open[0]["id"].as_str().unwrap().to_owned();
        block_on(journal.decide_suggestion(&id, ruling, "agent:bo")).unwrap();
        assert_eq!(suggestions(&journal), [] as [Value; 0]);
        let one =
            customer(&journal, &a)["customer"]["id"] == customer(&journal, &b)["customer"]["id"];
        assert_eq!(one, ruling == Ruling::Accept);
        // Again changes nothing; and it is not suggested again when something changes.
        block_on(journal.decide_suggestion(&id, ruling, "agent:bo")).unwrap();
        let mut about = said("agent:bo", vec![]);
        about.attributes = attributes(json!({"city": "Richmond"}));
        block_on(journal.describe_customer(&a, &about)).unwrap();
        assert_eq!(suggestions(&journal), [] as [Value; 0]);
    }
    let missing = format!("sug_{}_{}", "0".repeat(32), "1".repeat(32));
    let refused = block_on(journal().decide_suggestion(&missing, Ruling::Accept, "agent:bo"));
    assert_eq!(refused, Err(Error::NotFound));
}

#[test]
fn whoever_says_they_are_somebody_is_suggested_whoever_comes_first() {
    for claimed_first in [true, false] {
        let journal = journal();
        let mail = proven("email", "ana@example.com");
        let typed = someone("email", "ana@example.com", Verdict::None);
        let owner = from(mail, "m1", vec![]);
        let visitor = from(proven("visitor", "vis-a"), "v1", vec![typed]);
        let forged = from(
            someone("email", "ana@example.com", Verdict::Fail),
            "f1",
            vec![],
        );
        let mut drafts = vec![owner, visitor, forged];
        if claimed_first {
            drafts.reverse();
        }
        let mut customers = Vec::new();
        for draft in &drafts {
            customers.push(record(&journal, draft));
            suggestions(&journal);
        }
        if claimed_first {
            customers.reverse();
        }
        let mut pairs: Vec<_> = suggestions(&journal)
            .iter()
            .map(|s| {
                let mut pair = [&s["a"], &s["b"]].map(|end| end.as_str().unwrap().to_owned());
                pair.sort();
                (pair, s["score"].as_f64().unwrap())
            })
            .collect();
        pairs.sort_by(|a, b| b.1.total_cmp(&a.1));
        let expected = [(1, 0.5), (2, 0.3)].map(|(other, score)| {
            let mut pair = [customers[0].clone(), customers[other].clone()];
            pair.sort();
            (pair, score)
        });
        assert_eq!(pairs, expected, "{claimed_first}");
        // A rejection is for good.
        let id = suggestions(&journal)[0]["id"].as_str().unwrap().to_owned();
        block_on(journal.decide_suggestion(&id, Ruling::Reject, "agent:bo")).unwrap();
        record(
            &journal,
            &from(proven("email", "ana@example.com"), "m2", vec![]),
        );
        assert_eq!(suggestions(&journal).len(), 1);
    }
}
