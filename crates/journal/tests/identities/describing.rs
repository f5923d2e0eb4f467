//! What is said of a customer: its source, what was said before, and what is refused.

use super::*;

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
