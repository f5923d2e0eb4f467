//! Identities that join, part and explain themselves, and what is said of a customer.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod describing;
#[path = "../drafts/mod.rs"]
mod drafts;
mod finding;

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
fn one_message_joins_no_more_than_several_do() {
    let journal = journal();
    let phones = (0..8).map(|n| proven("phone", &format!("+1555000000{n}")));
    record(
        &journal,
        &from(proven("user", "ana"), "1", phones.collect()),
    );
    let id = owner(&journal, "user", "ana").unwrap();
    let why = explain(&journal, &id);
    assert_eq!(why["identities"].as_array().unwrap().len(), 1 + 4, "{why}");
    let withheld = why["withheld"].as_array().unwrap();
    assert_eq!(withheld.len(), 4, "{why}");
    assert!(withheld.iter().all(|w| w["rule"] == "limit_in_window"));
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
