//! Identities that join, part and explain themselves, and what is said of a customer.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod drafts;

use drafts::{START, message};
use futures::executor::block_on;
use serde_json::{Map, Value, json};
use throughline_journal::entry::{Identity, Participant, Verdict};
use throughline_journal::{
    About, Clock, Described, Draft, Error, Journal, Memory, Ruling, TimelineQuery, Wishes,
};

const MINUTE: u64 = 60_000;

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn someone(kind: &str, value: &str, verdict: Verdict) -> Participant {
    Participant {
        identity: Identity::new(kind, value, None).unwrap(),
        verdict,
    }
}

fn proven(kind: &str, value: &str) -> Participant {
    someone(kind, value, Verdict::Pass)
}

/// A message from an identity that names others.
fn from(sender: Participant, id: &str, also: Vec<Participant>) -> Draft {
    Draft {
        customer: sender,
        also,
        ..message("ana", id)
    }
}

fn record(journal: &Journal<Memory>, draft: &Draft) -> String {
    block_on(journal.record(draft))
        .unwrap()
        .customer
        .customer_id()
}

fn customer(journal: &Journal<Memory>, id: &str) -> Value {
    serde_json::from_slice(&block_on(journal.customer(id, 50)).unwrap()).unwrap()
}

fn explain(journal: &Journal<Memory>, id: &str) -> Value {
    serde_json::from_slice(&block_on(journal.explain(id)).unwrap()).unwrap()
}

fn owner(journal: &Journal<Memory>, kind: &str, value: &str) -> Result<String, Error> {
    let identity = Identity::new(kind, value, None).unwrap();
    let found = block_on(journal.lookup(&identity, 0))?;
    let found: Value = serde_json::from_slice(&found).unwrap();
    Ok(found["customer"]["id"].as_str().unwrap().to_owned())
}

fn timeline(journal: &Journal<Memory>, id: &str) -> Value {
    let query = TimelineQuery {
        limit: 200,
        ..TimelineQuery::default()
    };
    serde_json::from_slice(&block_on(journal.timeline(id, &query)).unwrap()).unwrap()
}

fn said(source: &str, identities: Vec<Participant>) -> About {
    About {
        source: source.into(),
        identities,
        ..About::default()
    }
}

fn attributes(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

#[test]
fn every_join_names_the_interaction_that_proved_it() {
    let journal = journal();
    let mail = proven("email", "ana@example.com");
    let id = record(
        &journal,
        &from(proven("phone", "+15550000001"), "1", vec![mail]),
    );
    let why = explain(&journal, &id);
    assert_eq!(why["identities"].as_array().unwrap().len(), 2);
    let link = &why["links"][0];
    assert_eq!(link["rule"], "proven_together");
    let interaction = link["interaction_id"].as_str().unwrap();
    let item: Value =
        serde_json::from_slice(&block_on(journal.interaction(interaction)).unwrap()).unwrap();
    assert_eq!(item["customer_id"], id.as_str());
    let between: Vec<_> = link["between"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["kind"].as_str().unwrap())
        .collect();
    assert_eq!(between, ["phone", "email"]);
    // One of the two was there from the beginning, the other came with the join.
    let came: Vec<_> = why["identities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["came_with"].clone())
        .collect();
    assert!(
        came.contains(&json!(id)) && came.contains(&link["customer_id"]),
        "{came:?}"
    );
}

#[test]
fn a_join_by_hand_is_taken_back_without_loss_and_stays_so_until_somebody_joins_again() {
    let journal = journal();
    let phone = || proven("phone", "+15550000001");
    let mail = || proven("email", "ana@example.com");
    let a = record(&journal, &from(phone(), "1", vec![]));
    let b = record(&journal, &from(mail(), "2", vec![]));
    let before = [&a, &b].map(|id| {
        (
            timeline(&journal, id)["items"].clone(),
            customer(&journal, id)["tickets"].clone(),
        )
    });
    for round in 0..2 {
        let root = block_on(journal.merge_customers(&a, &b, "agent:bo"))
            .unwrap()
            .customer_id();
        assert_eq!(customer(&journal, &b)["customer"]["id"], root.as_str());
        let why = explain(&journal, &root);
        assert_eq!(
            (&why["links"][0]["rule"], &why["links"][0]["by"]),
            (&json!("agent"), &json!("agent:bo"))
        );
        // In either order.
        let (x, y) = if round == 0 { (&a, &b) } else { (&b, &a) };
        block_on(journal.unmerge_customers(x, y, "agent:bo")).unwrap();
        let after = [&a, &b].map(|id| {
            (
                timeline(&journal, id)["items"].clone(),
                customer(&journal, id)["tickets"].clone(),
            )
        });
        assert_eq!(before, after);
        assert_eq!(
            block_on(journal.unmerge_customers(x, y, "agent:bo")),
            Err(Error::NotFound)
        );
    }
    // A rule does not join them again.
    record(&journal, &from(phone(), "3", vec![mail()]));
    assert_ne!(
        owner(&journal, "phone", "+15550000001"),
        owner(&journal, "email", "ana@example.com")
    );
    let withheld = explain(&journal, &a)["withheld"].clone();
    assert_eq!(withheld[0]["rule"], "parted");
    // An agent does, and from then on they are one.
    block_on(journal.merge_customers(&a, &b, "agent:bo")).unwrap();
    record(&journal, &from(phone(), "4", vec![mail()]));
    assert_eq!(
        owner(&journal, "phone", "+15550000001"),
        owner(&journal, "email", "ana@example.com")
    );
    assert_eq!(explain(&journal, &a)["apart"], json!([]));
}

#[test]
fn what_is_only_mentioned_joins_nothing_before_or_after_its_owner_writes() {
    let journal = journal();
    let typed = |value: &str| someone("email", value, Verdict::None);
    record(
        &journal,
        &from(proven("visitor", "v1"), "1", vec![typed("ana@example.com")]),
    );
    record(
        &journal,
        &from(proven("email", "ana@example.com"), "2", vec![]),
    );
    record(
        &journal,
        &from(proven("visitor", "v2"), "3", vec![typed("ana@example.com")]),
    );
    let ana = owner(&journal, "email", "ana@example.com").unwrap();
    for visitor in ["v1", "v2"] {
        let theirs = owner(&journal, "visitor", visitor).unwrap();
        assert_ne!(theirs, ana);
        assert_eq!(
            timeline(&journal, &theirs)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
    assert_eq!(
        explain(&journal, &ana)["claims"].as_array().unwrap().len(),
        2
    );
    // A forged sender is somebody else's.
    let forged = record(
        &journal,
        &from(
            someone("email", "ana@example.com", Verdict::Fail),
            "4",
            vec![proven("phone", "+15550000001")],
        ),
    );
    assert_ne!(forged, ana);
    assert_eq!(
        owner(&journal, "phone", "+15550000001"),
        Err(Error::NotFound)
    );
}

#[test]
fn a_tablet_joins_a_few_people_at_most_and_then_nobody() {
    let journal = journal();
    let mail = |n: u32| proven("email", &format!("guest{n}@example.com"));
    for n in 0..9 {
        record(
            &journal,
            &from(proven("visitor", "tablet"), &n.to_string(), vec![mail(n)]),
        );
    }
    // What it had joined came apart again, and what came later was never joined.
    let mut owners: Vec<_> = (0..9)
        .filter_map(|n| owner(&journal, "email", &format!("guest{n}@example.com")).ok())
        .collect();
    owners.sort();
    let all = owners.len();
    owners.dedup();
    assert_eq!(owners.len(), all, "nobody was joined by it");
    let tablet = owner(&journal, "visitor", "tablet").unwrap();
    let why = explain(&journal, &tablet);
    let shared = why["identities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["kind"] == "visitor")
        .unwrap();
    assert_eq!(shared["shared"], true);
    assert!(
        why["withheld"]
            .as_array()
            .unwrap()
            .iter()
            .any(|w| w["rule"] == "shared"),
        "{why}"
    );
    // All it recorded is its own.
    assert_eq!(
        timeline(&journal, &tablet)["items"]
            .as_array()
            .unwrap()
            .len(),
        9
    );
}

#[test]
fn role_mailboxes_join_nobody() {
    let journal = journal();
    let info = || proven("email", "info@example.com");
    record(
        &journal,
        &from(proven("phone", "+15550000001"), "1", vec![info()]),
    );
    record(
        &journal,
        &from(proven("phone", "+15550000002"), "2", vec![info()]),
    );
    let one = owner(&journal, "phone", "+15550000001").unwrap();
    assert_ne!(one, owner(&journal, "phone", "+15550000002").unwrap());
    assert_eq!(explain(&journal, &one)["withheld"][0]["rule"], "blocked");
}

#[test]
fn what_is_said_has_its_source_and_what_was_said_before() {
    let journal = journal();
    let crm = || proven("external", "crm:1");
    let mut about = said("key:crm", vec![crm(), proven("email", "ana@example.com")]);
    about.name = Some("Ana Ruiz".into());
    about.attributes = attributes(json!({"tier": "silver", "size": 38}));
    let Described::Created(log) = block_on(journal.describe(&about)).unwrap() else {
        panic!("not created");
    };
    assert_eq!(
        block_on(journal.describe(&about)),
        Ok(Described::Unchanged(log))
    );
    journal.store.time.set(START + MINUTE);
    about.attributes = attributes(json!({"tier": "gold", "size": null}));
    assert_eq!(
        block_on(journal.describe(&about)),
        Ok(Described::Updated(log))
    );
    let id = log.customer_id();
    let found = &customer(&journal, &id)["customer"];
    assert_eq!(found["display_name"], "Ana Ruiz");
    assert_eq!(found["attributes"], json!({"tier": "gold"}));
    assert_eq!(owner(&journal, "email", "ana@example.com"), Ok(id.clone()));
    let facts = explain(&journal, &id)["facts"].clone();
    let tier = facts
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["name"] == "attributes.tier")
        .unwrap();
    assert_eq!(
        (&tier["value"], &tier["source"]),
        (&json!("gold"), &json!("key:crm"))
    );
    assert_eq!(tier["earlier"][0]["value"], "silver");
    // A word from before does not undo a later one.
    about.at = Some(START);
    about.attributes = attributes(json!({"tier": "bronze"}));
    block_on(journal.describe(&about)).unwrap();
    assert_eq!(
        customer(&journal, &id)["customer"]["attributes"]["tier"],
        "gold"
    );
}

#[test]
fn a_dry_run_says_what_would_be_and_changes_nothing() {
    let journal = journal();
    let mut about = said(
        "import:crm",
        vec![
            proven("external", "crm:1"),
            proven("email", "a@example.com"),
        ],
    );
    about.name = Some("Ana".into());
    about.dry_run = true;
    assert!(matches!(
        block_on(journal.describe(&about)),
        Ok(Described::Created(_))
    ));
    assert_eq!(owner(&journal, "external", "crm:1"), Err(Error::NotFound));
    about.dry_run = false;
    block_on(journal.describe(&about)).unwrap();
    about.dry_run = true;
    assert!(matches!(
        block_on(journal.describe(&about)),
        Ok(Described::Unchanged(_))
    ));
    about.name = Some("Anna".into());
    assert!(matches!(
        block_on(journal.describe(&about)),
        Ok(Described::Updated(_))
    ));
    assert_eq!(
        customer(&journal, &owner(&journal, "external", "crm:1").unwrap())["customer"]["display_name"],
        "Ana"
    );
}

#[test]
fn what_is_too_much_is_refused() {
    let journal = journal();
    let id = record(
        &journal,
        &from(proven("email", "ana@example.com"), "1", vec![]),
    );
    let many: Map<String, Value> = (0..101).map(|n| (format!("a{n}"), json!(1))).collect();
    let long = attributes(json!({"a": "x".repeat(3000)}));
    for attributes in [many, long, attributes(json!({"": 1}))] {
        let about = About {
            attributes,
            ..said("key:crm", vec![])
        };
        let refused = block_on(journal.describe_customer(&id, &about));
        assert!(
            matches!(
                refused,
                Err(Error::Invalid {
                    field: "attributes",
                    ..
                })
            ),
            "{refused:?}"
        );
    }
}

/// A customer as a list of others has them.
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
fn a_row_that_is_repeated_is_no_news_whatever_others_said_since() {
    let journal = journal();
    let row = |source: &str, n: u32, name: &str| About {
        name: Some(name.into()),
        ..said(
            source,
            vec![
                proven("external", &format!("crm:{n}")),
                proven("email", "ana@example.com"),
            ],
        )
    };
    let says = |about: &About| {
        journal.store.time.set(journal.store.now() + MINUTE);
        block_on(journal.describe(about)).unwrap()
    };
    // Two rows of one table are one customer, and an agent knows better.
    says(&row("import:crm", 1, "Ana R"));
    says(&row("import:crm", 2, "A. Ruiz"));
    let customer_id = says(&row("agent:bo", 1, "Ana Ruiz"))
        .customer()
        .customer_id();
    for _ in 0..2 {
        for (n, name) in [(1, "Ana R"), (2, "A. Ruiz")] {
            let again = says(&row("import:crm", n, name));
            assert!(matches!(again, Described::Unchanged(_)), "{again:?}");
        }
    }
    let name = || customer(&journal, &customer_id)["customer"]["display_name"].clone();
    assert_eq!(name(), "Ana Ruiz");
    // A row that changed is.
    says(&row("import:crm", 2, "Ana Ruiz Soto"));
    assert_eq!(name(), "Ana Ruiz Soto");
    // Whoever says it by hand means it now. It is shown as people write it, and kept as it was said.
    says(&row("agent:bo", 1, "ANA RUIZ O'NEILL"));
    assert_eq!(name(), "Ana Ruiz O'Neill");
    let facts = explain(&journal, &customer_id)["facts"].clone();
    assert_eq!(facts[0]["value"], "ANA RUIZ O'NEILL");
}

#[test]
fn how_they_want_to_be_contacted_has_its_source_and_what_was_said_before() {
    let journal = journal();
    let wishes = |source: &str, wishes: Wishes| {
        journal.store.time.set(journal.store.now() + MINUTE);
        let about = About {
            wishes: Some(wishes),
            ..said(source, vec![proven("external", "crm:1")])
        };
        block_on(journal.describe(&about))
    };
    let vienna = r#"{"tz":"Europe/Vienna","mon":["09:00-12:30"]}"#;
    let first = Wishes {
        channel: Some("sms".into()),
        hours: Some(vienna.into()),
        ..Wishes::default()
    };
    let id = wishes("key:crm", first.clone())
        .unwrap()
        .customer()
        .customer_id();
    assert!(matches!(
        wishes("key:crm", first),
        Ok(Described::Unchanged(_))
    ));
    let preferences = || customer(&journal, &id)["customer"]["preferences"].clone();
    let hours: Value = serde_json::from_str(vienna).unwrap();
    assert_eq!(
        preferences(),
        json!({"channel": "sms", "do_not_contact": [], "hours": hours})
    );
    let second = Wishes {
        channel: Some("email".into()),
        do_not_contact: Some(vec!["voice".into()]),
        hours: Some(String::new()),
    };
    wishes("agent:bo", second).unwrap();
    assert_eq!(
        preferences(),
        json!({"channel": "email", "do_not_contact": ["voice"]})
    );
    let why = explain(&journal, &id);
    let facts = why["facts"].as_array().unwrap().iter();
    let told: Vec<_> = facts
        .filter(|fact| fact["name"].as_str().unwrap().starts_with("preferences."))
        .map(|fact| {
            (
                fact["name"].as_str().unwrap(),
                fact["source"].as_str().unwrap(),
                fact["earlier"].clone(),
            )
        })
        .collect();
    let names: Vec<_> = told.iter().map(|(name, ..)| *name).collect();
    assert_eq!(
        names,
        [
            "preferences.channel",
            "preferences.do_not_contact",
            "preferences.hours"
        ]
    );
    assert!(told.iter().all(|(_, source, _)| *source == "agent:bo"));
    assert_eq!(told[0].2[0]["value"], "sms");
    assert_eq!(
        (&told[2].2[0]["value"], &told[2].2[0]["source"]),
        (&hours, &json!("key:crm"))
    );
    let wrong = Wishes {
        hours: Some("[1]".into()),
        ..Wishes::default()
    };
    assert!(matches!(
        wishes("key:crm", wrong),
        Err(Error::Invalid { .. })
    ));
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

#[test]
fn nobody_has_more_identities_than_people_have_whatever_their_kinds() {
    let journal = journal();
    let user = || proven("user", "ana");
    for n in 0..70 {
        journal
            .store
            .time
            .set(journal.store.now() + 24 * 60 * MINUTE);
        let other = proven(&format!("kind_{n}"), "1");
        record(&journal, &from(user(), &format!("m{n}"), vec![other]));
    }
    let id = owner(&journal, "user", "ana").unwrap();
    let why = explain(&journal, &id);
    assert_eq!(why["identities"].as_array().unwrap().len(), 64);
    let withheld = why["withheld"].as_array().unwrap();
    assert!(
        withheld.len() == 7 && withheld.iter().all(|w| w["rule"] == "limit"),
        "{why}"
    );
}
