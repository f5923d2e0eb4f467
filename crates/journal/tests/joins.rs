//! Properties of joins and partings over random histories: a join that is taken back leaves both as they
//! were, and an explanation accounts for everybody.
#![cfg(not(target_family = "wasm"))]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod drafts;
#[path = "properties/history.rs"]
mod history;

use drafts::message;
use futures::executor::block_on;
use history::{Call, World, cases};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use throughline_journal::{Clock, LogName, TimelineQuery};

const PEOPLE: [&str; 5] = ["ana", "bo", "cy", "di", "eve"];

fn read(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

fn later(world: &World) {
    let now = world.journal.store.now();
    world.journal.store.time.set(now + 500);
}

/// The customer of somebody, and the root's home; nobody, if nothing is known of them.
fn root(world: &World, who: usize) -> Option<LogName> {
    let home = world.journal.naming.home("user", PEOPLE[who]);
    let root = block_on(world.journal.root(home)).unwrap();
    root.is_owned().then_some(root.log)
}

/// Everything that is shown of a customer: themselves, their tickets, all interactions in order. The
/// names of what was joined once are left out, and up to where the log was read.
fn shown(world: &World, customer: LogName) -> Vec<Value> {
    let id = customer.customer_id();
    let mut found = read(&block_on(world.journal.customer(&id, 0)).unwrap());
    found["customer"]["merged_from"] = Value::Null;
    let mut shown = vec![found["customer"].take(), found["tickets"].take()];
    let mut cursor = None;
    loop {
        let query = TimelineQuery {
            limit: 60,
            cursor,
            ..TimelineQuery::default()
        };
        let page = read(&block_on(world.journal.timeline(&id, &query)).unwrap());
        shown.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return shown,
        }
    }
}

/// Who sent an interaction, by id, of all that a customer shows.
fn senders(shown: &[Value]) -> BTreeMap<String, String> {
    let items = shown[2..].iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    items
        .map(|i| (text(&i["id"]), text(&i["from"]["value"])))
        .collect()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn a_join_that_is_taken_back_leaves_both_as_they_were(
        calls in prop::collection::vec(Call::any(), 1..25),
        (a, b) in (0usize..5, 0usize..5),
        times in 1usize..4,
        meanwhile in prop::collection::vec(0usize..5, 0..4),
    ) {
        let world = World::new();
        world.play(&calls);
        let (Some(one), Some(two)) = (root(&world, a), root(&world, b)) else { return Ok(()) };
        if one == two {
            return Ok(());
        }
        let before = [shown(&world, one), shown(&world, two)];
        // Also of those who never wrote.
        let homes = [one, two].map(|log| block_on(world.journal.root(log)).unwrap().homes);
        let (ids, by) = ([one, two].map(|log| log.customer_id()), "agent:tests");
        for _ in 0..times {
            later(&world);
            block_on(world.journal.merge_customers(&ids[0], &ids[1], by)).unwrap();
            prop_assert_eq!(root(&world, a), root(&world, b));
            later(&world);
            let parted = block_on(world.journal.unmerge_customers(&ids[1], &ids[0], by)).unwrap();
            prop_assert_ne!(parted.0, parted.1);
            prop_assert_eq!(&[shown(&world, one), shown(&world, two)], &before);
        }
        // What comes meanwhile goes to whose address it comes from.
        block_on(world.journal.merge_customers(&ids[0], &ids[1], by)).unwrap();
        let mut own = [BTreeSet::new(), BTreeSet::new()];
        for (n, who) in meanwhile.iter().enumerate() {
            later(&world);
            let home = world.journal.naming.home("user", PEOPLE[*who]);
            let receipt = block_on(world.journal.record(&message(PEOPLE[*who], &format!("meanwhile{n}")))).unwrap();
            for (side, homes) in homes.iter().enumerate() {
                if homes.contains(&home) {
                    own[side].insert(receipt.id.public());
                }
            }
        }
        block_on(world.journal.unmerge_customers(&ids[0], &ids[1], by)).unwrap();
        for (side, customer) in [one, two].into_iter().enumerate() {
            let (was, is) = (senders(&before[side]), senders(&shown(&world, customer)));
            let new: BTreeSet<String> = is.keys().filter(|id| !was.contains_key(*id)).cloned().collect();
            prop_assert_eq!(&new, &own[side]);
            prop_assert!(was.keys().all(|id| is.contains_key(id)));
        }
        world.folds_again();
    }

    #[test]
    fn an_explanation_accounts_for_every_identity(calls in prop::collection::vec(Call::any(), 1..40)) {
        let world = World::new();
        let expected = world.play(&calls);
        world.shows(&expected, 60);
        for who in 0..PEOPLE.len() {
            let Some(root) = root(&world, who) else { continue };
            let id = root.customer_id();
            let why = read(&block_on(world.journal.explain(&id)).unwrap());
            let customer = read(&block_on(world.journal.customer(&id, 0)).unwrap());
            let name = |i: &Value| (i["kind"].to_string(), i["value"].to_string());
            let all = |list: &Value| -> BTreeSet<_> { list.as_array().unwrap().iter().map(name).collect() };
            prop_assert_eq!(all(&why["identities"]), all(&customer["customer"]["identities"]));
            // Each was here from the beginning, or came by a join that leads here and says why.
            let links = why["links"].as_array().unwrap();
            for identity in why["identities"].as_array().unwrap() {
                let mut at = identity["came_with"].clone();
                let mut steps = 0;
                while at != id.as_str() {
                    let link = links.iter().find(|link| link["customer_id"] == at);
                    prop_assert!(link.is_some() && steps <= links.len(), "{} in {}", at, why);
                    let link = link.unwrap();
                    prop_assert!(!link["rule"].as_str().unwrap().is_empty());
                    at = link["to"].clone();
                    steps += 1;
                }
            }
        }
    }
}
