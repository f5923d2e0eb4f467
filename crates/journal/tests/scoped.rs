//! Identities that are good within one account only: looked up without it while that is unambiguous.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::{START, message};
use futures::executor::block_on;
use serde_json::Value;
use throughline_journal::entry::Identity;
use throughline_journal::{Draft, Error, Journal, Memory};

fn from(kind: &str, value: &str, id: &str) -> Draft {
    let mut draft = message("", id);
    draft.customer.identity = identity(kind, value);
    draft
}

fn identity(kind: &str, value: &str) -> Identity {
    Identity {
        kind: kind.into(),
        value: value.into(),
    }
}

fn lookup(journal: &Journal<Memory>, kind: &str, value: &str) -> Result<String, Error> {
    let found = block_on(journal.lookup(&identity(kind, value), 5))?;
    let found: Value = serde_json::from_slice(&found).unwrap();
    Ok(found["customer"]["id"].as_str().unwrap().to_owned())
}

#[test]
fn the_account_may_be_left_out_while_one_has_the_id() {
    for kind in ["messenger", "instagram"] {
        let journal = Journal::new(Memory::at(START), "a secret", 7);
        block_on(journal.record(&from(kind, "P1:42", "m1"))).unwrap();
        let owner = lookup(&journal, kind, "P1:42").unwrap();
        assert_eq!(lookup(&journal, kind, "42"), Ok(owner));
        assert_eq!(lookup(&journal, kind, "P2:42"), Err(Error::NotFound));
        block_on(journal.record(&from(kind, "P2:42", "m2"))).unwrap();
        let both = lookup(&journal, kind, "42");
        assert!(
            matches!(&both, Err(Error::Ambiguous(ids)) if ids.len() == 2),
            "{both:?}"
        );
        // Until it turns out that both are one person.
        let [a, b] = ["P1:42", "P2:42"].map(|value| journal.naming.home(kind, value));
        block_on(journal.merge(a, b, None)).unwrap();
        let one = lookup(&journal, kind, "P1:42").unwrap();
        assert_eq!(lookup(&journal, kind, "42"), Ok(one));
    }
}

#[test]
fn other_kinds_and_mere_mentions_are_not_found_that_way() {
    let journal = Journal::new(Memory::at(START), "a secret", 7);
    block_on(journal.record(&from("external", "crm:42", "m1"))).unwrap();
    assert_eq!(lookup(&journal, "external", "42"), Err(Error::NotFound));
    let mut mention = from("user", "ana", "m2");
    mention.also = vec![throughline_journal::entry::Participant {
        identity: identity("messenger", "42"),
        verdict: throughline_journal::entry::Verdict::None,
    }];
    block_on(journal.record(&mention)).unwrap();
    assert_eq!(lookup(&journal, "messenger", "42"), Err(Error::NotFound));
}

#[test]
fn only_the_first_message_costs_more() {
    let journal = Journal::new(Memory::at(START), "a secret", 7);
    let cost = |id: &str| {
        journal.store.take_operations();
        block_on(journal.record(&from("messenger", "P1:42", id))).unwrap();
        journal.store.take_operations().increments
    };
    // The slot, the claim, and the feed's registration.
    assert_eq!(cost("m1"), 3);
    journal.store.time.set(START + 1);
    assert_eq!(cost("m2"), 1);
    assert_eq!(cost("m3"), 1);
}
