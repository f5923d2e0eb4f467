//! The index is kept a part at a time, and whoever dies while keeping it loses nothing of it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod drafts;
#[allow(dead_code, reason = "what a backup needs of it")]
mod mortal;

use drafts::START;
use futures::executor::block_on;
use mortal::Mortal;
use serde_json::{Value, json};
use std::cell::Cell;
use throughline_journal::entry::{Identity, Participant, Verdict};
use throughline_journal::{About, Clock, Journal, Kv, Memory};

const SECRET: &str = "a secret";
const MINUTE: u64 = 60_000;

fn import<S: Kv + Clock>(journal: &Journal<S>, n: u32, given: &str, surname: &str) {
    let identity = Identity::new("external", &format!("crm:{n}"), None).unwrap();
    let about = About {
        source: "import:crm".into(),
        identities: vec![Participant {
            identity,
            verdict: Verdict::Pass,
        }],
        name: Some(format!("{given} {surname}")),
        attributes: serde_json::from_value(json!({"given_name": given, "surname": surname,
            "street_number": "12", "address_1": "Harbour Street", "suburb": "Richmond",
            "postcode": "3121", "date_of_birth": "19810512", "soc_sec_id": "4512345"}))
        .unwrap(),
        ..About::default()
    };
    block_on(journal.describe(&about)).unwrap();
}

fn items(page: &[u8]) -> Vec<Value> {
    let page: Value = serde_json::from_slice(page).unwrap();
    page["items"].as_array().unwrap().clone()
}

/// How many are suggested, and found by name.
fn found<S: Kv + Clock>(journal: &Journal<S>) -> (usize, usize) {
    let suggested = items(&block_on(journal.suggestions(50, None)).unwrap());
    let named = items(&block_on(journal.search("alexandra", 50, None)).unwrap());
    (suggested.len(), named.len())
}

#[test]
fn whoever_dies_while_keeping_it_loses_no_suggestion() {
    let mut died = 0;
    for left in 1.. {
        let memory = Memory::at(START);
        let journal = Journal::new(memory, SECRET, 7);
        import(&journal, 1, "Alexandra", "Thornton");
        import(&journal, 2, "Alexandra", "Thorton");
        let store = Mortal {
            memory: journal.store,
            left: Cell::new(left),
        };
        let dying = Journal::new(store, SECRET, 8);
        let kept = block_on(dying.keep_index(usize::MAX));
        let next = Journal::new(dying.store.memory, SECRET, 9);
        assert_eq!(found(&next), (1, 2), "after {left} operations");
        if kept.is_ok() {
            break;
        }
        died += 1;
    }
    assert!(died > 20, "{died}");
}

#[test]
fn a_part_at_a_time_comes_to_the_same() {
    for (most, pause) in [(1, 0), (7, 0), (30, 0), (7, 5 * MINUTE)] {
        let journal = Journal::new(Memory::at(START), SECRET, 7);
        for n in 0..40 {
            import(&journal, n, "Alexandra", &format!("Smith{n}"));
            journal.store.time.set(journal.store.now() + 1000);
        }
        import(&journal, 40, "Bo", "Thornton");
        import(&journal, 41, "Bo", "Thorton");
        journal.store.time.set(journal.store.now() + pause);
        let mut calls = 0;
        while !block_on(journal.keep_index(most)).unwrap() {
            calls += 1;
            assert!(calls < 1_000, "it never ends");
        }
        assert!(calls > 1, "{most}: {calls}");
        let reads = {
            journal.store.take_operations();
            assert!(block_on(journal.keep_index(usize::MAX)).unwrap());
            journal.store.take_operations()
        };
        assert_eq!(reads.increments, 0, "nothing was left to do");
        let bo = items(&block_on(journal.search("bo", 50, None)).unwrap());
        assert_eq!((found(&journal).1, bo.len()), (40, 2), "{most}");
    }
}
