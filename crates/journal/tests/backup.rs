//! Backups: a restored store shows what the original shows, whatever happened to it, whoever wrote
//! meanwhile, and however often a restore was interrupted.
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
mod mortal;
#[path = "backup/views.rs"]
mod views;

use drafts::{START, message, person};
use futures::executor::block_on;
use history::{Call, World, cases};
use mortal::Mortal;
use proptest::prelude::*;
use serde_json::Value;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use throughline_journal::backup::{Backup, Refused, Restored};
use throughline_journal::entry::Verdict;
use throughline_journal::{Clock, Error, Journal, Kv, LogName, Memory, TimelineQuery, Unparsed};
use views::{backup, restore, views};

const SECRET: &str = "a secret";

fn journal(now: u64) -> Journal<Memory> {
    Journal::new(Memory::at(now), SECRET, 8)
}

/// Takes a ticket for a slot that is never written.
fn hole(journal: &Journal<Memory>, log: LogName) {
    block_on(journal.store.increment(&format!("tl:n:{log}"))).unwrap();
}

/// What is stored besides caches.
fn stored(memory: &Memory) -> BTreeMap<String, Vec<u8>> {
    let mut data = memory.data.borrow().clone();
    data.retain(|key, _| !["tl:v", "tl:s", "tl:w"].iter().any(|p| key.starts_with(p)));
    data
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn a_restored_store_shows_what_the_original_shows(
        calls in prop::collection::vec(Call::any(), 1..30),
        before in prop::collection::vec(0usize..10, 0..4),
        after in prop::collection::vec((0usize..10, 1usize..4), 0..4),
        most in prop_oneof![Just(100_000usize), 20usize..200],
        bytes in 1usize..5_000,
    ) {
        let world = World::new();
        let homes = world.homes();
        for who in before {
            hole(&world.journal, homes[who]);
        }
        let expected = world.play(&calls);
        for (who, holes) in after {
            (0..holes).for_each(|_| hole(&world.journal, homes[who]));
        }
        let file = backup(&world.journal, most);
        let copy = journal(world.journal.store.now());
        let restored = restore(&copy, &file, bytes).unwrap();
        prop_assert!(!restored.resumed);
        prop_assert_eq!(views(&copy, &homes), views(&world.journal, &homes));
        // It is a store like any other.
        let copied = World { journal: copy };
        copied.shows(&expected, 3);
        copied.folds_again();
        let receipt = block_on(copied.journal.record(&message("ana", "one more"))).unwrap();
        prop_assert!(!receipt.duplicate);
        // And so is a backup of it.
        let again = journal(copied.journal.store.now());
        restore(&again, &backup(&copied.journal, 100_000), 4096).unwrap();
        prop_assert_eq!(views(&again, &homes), views(&copied.journal, &homes));
    }

    #[test]
    fn whoever_writes_meanwhile_is_in_it_or_not_and_never_twice(
        calls in prop::collection::vec(Call::any(), 1..20),
        meanwhile in prop::collection::vec(Write::any(), 1..60),
        most in 4usize..60,
    ) {
        let world = World::new();
        let expected = world.play(&calls);
        let source = &world.journal;
        let mut saving = block_on(Backup::begin_with(source, most)).unwrap();
        let mut file = block_on(saving.next(source)).unwrap();
        let mut writes = meanwhile.iter().enumerate();
        loop {
            for (number, write) in writes.by_ref().take(2) {
                write.make(source, number);
            }
            let lines = block_on(saving.next(source)).unwrap();
            if lines.is_empty() {
                break;
            }
            file.extend(lines);
        }
        let copy = journal(source.store.now());
        restore(&copy, &file, 4096).unwrap();
        let shown = everything(&copy, &world.homes());
        for id in expected.values().flat_map(BTreeMap::keys) {
            prop_assert_eq!(shown.get(id), Some(&1), "{} was acknowledged before", id);
        }
        prop_assert!(shown.values().all(|times| *times == 1), "{:?}", shown);
        World { journal: copy }.folds_again();
    }

    #[test]
    fn a_restore_that_died_is_resumed(
        calls in prop::collection::vec(Call::any(), 1..15),
        deaths in prop::collection::vec(1u64..60, 1..6),
    ) {
        let world = World::new();
        world.play(&calls);
        let homes = world.homes();
        homes.iter().for_each(|home| hole(&world.journal, *home));
        let file = backup(&world.journal, 100_000);
        let now = world.journal.store.now();
        let whole = journal(now);
        let expected = restore(&whole, &file, 1000).unwrap();
        let mut memory = Memory::at(now);
        let mut died = false;
        for left in deaths {
            let store = Mortal { memory, left: Cell::new(left) };
            let dying = Journal::new(store, SECRET, 8);
            match restore(&dying, &file, 1000) {
                Err(Refused::Failed(Error::Unavailable(_))) => died = true,
                // It was enough for all of it.
                Ok(_) => return Ok(()),
                other => prop_assert!(false, "{:?}", other),
            }
            memory = dying.store.memory;
        }
        prop_assert!(died);
        memory.time.set(now);
        let resumed = Journal::new(memory, SECRET, 8);
        let restored = restore(&resumed, &file, 1000).unwrap();
        prop_assert_eq!((restored.keys, restored.counters), (expected.keys, expected.counters));
        prop_assert_eq!(stored(&resumed.store), stored(&whole.store));
        prop_assert_eq!(views(&resumed, &homes), views(&whole, &homes));
    }
}

/// What somebody does while a backup is written.
#[derive(Debug, Clone)]
enum Write {
    Record(usize, Vec<usize>),
    Merge(usize, usize),
    Unmerge(usize),
    Hole(usize),
}

impl Write {
    fn any() -> impl Strategy<Value = Self> {
        let somebody = || 0usize..5;
        prop_oneof![
            4 => (somebody(), prop::collection::vec(somebody(), 0..3))
                .prop_map(|(who, also)| Self::Record(who, also)),
            3 => (somebody(), somebody()).prop_map(|(a, b)| Self::Merge(a, b)),
            3 => somebody().prop_map(Self::Unmerge),
            1 => somebody().prop_map(Self::Hole),
        ]
    }

    fn make(&self, journal: &Journal<Memory>, number: usize) {
        const PEOPLE: [&str; 5] = ["ana", "bo", "cy", "di", "eve"];
        let home = |who: usize| journal.naming.home("user", PEOPLE[who]);
        match self {
            Self::Record(who, also) => {
                let mut draft = message(PEOPLE[*who], &format!("meanwhile{number}"));
                draft.also = also.iter().map(|who| person(PEOPLE[*who])).collect();
                draft.customer.verdict = Verdict::Pass;
                block_on(journal.record(&draft)).unwrap();
            }
            Self::Merge(a, b) => block_on(journal.merge(home(*a), home(*b), None)).unwrap(),
            Self::Unmerge(who) => {
                let links = block_on(journal.links(home(*who))).unwrap();
                if let Some(link) = links.first() {
                    block_on(journal.unmerge(home(*who), link.log, link.at)).unwrap();
                }
            }
            Self::Hole(who) => hole(journal, home(*who)),
        }
    }
}

/// How often each interaction is shown, on the pages of all customers.
fn everything(journal: &Journal<Memory>, homes: &[LogName]) -> BTreeMap<String, u32> {
    let roots = homes
        .iter()
        .map(|home| block_on(journal.root(*home)).unwrap().log);
    let roots: BTreeSet<LogName> = roots.collect();
    let mut shown = BTreeMap::new();
    for root in roots {
        let mut query = TimelineQuery {
            limit: 200,
            ..TimelineQuery::default()
        };
        loop {
            let page = match block_on(journal.timeline(&root.customer_id(), &query)) {
                Ok(page) => serde_json::from_slice::<Value>(&page).unwrap(),
                Err(Error::NotFound) => break,
                Err(error) => panic!("{root}: {error}"),
            };
            for item in page["items"].as_array().unwrap() {
                *shown
                    .entry(item["id"].as_str().unwrap().to_owned())
                    .or_default() += 1;
            }
            match page["next"].as_str() {
                Some(next) => query.cursor = Some(next.to_owned()),
                None => break,
            }
        }
    }
    shown
}

/// Some history, and the file of its backup.
fn some() -> (World, Vec<u8>) {
    let world = World::new();
    let people = [(0, 1), (2, 3), (0, 2)];
    let mut calls: Vec<Call> = people.map(|(a, b)| Call::Merge(a, b)).into();
    calls.push(Call::Burst(0, 70));
    calls.push(Call::Resolve(0));
    calls.push(Call::Burst(4, 3));
    calls.push(Call::Erase(4));
    calls.push(Call::Burst(3, 5));
    world.play(&calls);
    let file = backup(&world.journal, 100_000);
    (world, file)
}

#[test]
fn a_file_that_was_cut_off_or_changed_is_refused_and_leaves_the_store_shut() {
    let (world, file) = some();
    let now = world.journal.store.now();
    let lines: Vec<usize> = (0..file.len()).filter(|i| file[*i] == b'\n').collect();
    let mut cuts: Vec<usize> = lines
        .iter()
        .rev()
        .skip(1)
        .step_by(40)
        .map(|i| i + 1)
        .collect();
    cuts.extend([0, 1, 10, lines[0] - 1, lines[1] + 7, file.len() - 2]);
    for cut in cuts {
        let copy = journal(now);
        let refused = restore(&copy, &file[..cut], 999).unwrap_err();
        assert!(
            matches!(refused, Refused::Unreadable { .. }),
            "{cut}: {refused:?}"
        );
        if cut > lines[0] {
            let shut = block_on(copy.check_secret()).unwrap_err();
            assert!(matches!(shut, Error::Unavailable(_)), "{cut}");
            // The whole file goes on with it.
            assert!(restore(&copy, &file, 999).unwrap().resumed);
            assert_eq!(block_on(copy.check_secret()), Ok(()));
        }
    }
    let text = String::from_utf8(file.clone()).unwrap();
    let mut whole: Vec<&str> = text.lines().collect();
    let middle = whole.remove(whole.len() / 2);
    for changed in [
        // A line left out, and one that comes twice.
        whole.join("\n") + "\n",
        text.replacen(middle, &format!("{middle}\n{middle}"), 1),
        // One that is none, and one of another kind.
        text.replacen(middle, "{}", 1),
        text.replacen(middle, r#"{"k":"tl:v5:0","v":""}"#, 1),
        text.replacen(middle, r#"{"k":"tl:index","v":""}"#, 1),
        text.replacen(middle, r#"{"k":"other","v":""}"#, 1),
        text.replacen(middle, r#"{"k":"tl:e:1:1","v":"?"}"#, 1),
        text.replacen(middle, r#"{"n":"tl:e:1:1","at":1}"#, 1),
        text.clone() + middle + "\n",
        text.replacen("\"version\":1", "\"version\":2", 1),
    ] {
        let copy = journal(now);
        let refused = restore(&copy, changed.as_bytes(), 999).unwrap_err();
        assert!(matches!(refused, Refused::Unreadable { .. }), "{refused:?}");
    }
    // Another system's line ends are no change.
    let copy = journal(now);
    restore(&copy, text.replace('\n', "\r\n").as_bytes(), 999).unwrap();
    assert_eq!(
        views(&copy, &world.homes()),
        views(&world.journal, &world.homes())
    );
    let long = vec![b'x'; throughline_journal::backup::LINE + 1];
    let refused = restore(&journal(now), &long, 4096).unwrap_err();
    assert!(matches!(refused, Refused::Unreadable { line: 1, .. }));
}

#[test]
fn only_an_empty_store_of_the_same_secret_takes_a_backup() {
    let (world, file) = some();
    let now = world.journal.store.now();
    assert_eq!(restore(&world.journal, &file, 999), Err(Refused::NotEmpty));
    let other = Journal::new(Memory::at(now), "another secret", 8);
    assert_eq!(restore(&other, &file, 999), Err(Refused::OtherSecret));
    assert!(other.store.data.borrow().is_empty());
    // What is folded of nothing, limits, and what others have in the same Redis.
    let copy = journal(now);
    block_on(copy.check_secret()).unwrap();
    block_on(copy.keep_index(10)).unwrap();
    block_on(copy.tickets(&Default::default())).unwrap();
    block_on(copy.take("chat", "somebody", 3, 60)).unwrap();
    block_on(copy.store.set("theirs", b"1")).unwrap();
    restore(&copy, &file, 999).unwrap();
    assert_eq!(
        views(&copy, &world.homes()),
        views(&world.journal, &world.homes())
    );
    assert_eq!(restore(&copy, &file, 999), Err(Refused::NotEmpty));
    // Another backup does not go on with what this one began.
    let begun = journal(now);
    let half = restore(&begun, &file[..file.len() / 2], 999);
    assert!(matches!(half, Err(Refused::Unreadable { .. })));
    let another = backup(&world.journal, 100_000);
    assert_eq!(restore(&begun, &another, 999), Err(Refused::NotEmpty));
}

#[test]
fn a_key_that_this_release_does_not_know_stops_a_backup() {
    let (world, _) = some();
    block_on(world.journal.store.set("tl:newer:1", b"1")).unwrap();
    let refused = block_on(Backup::begin(&world.journal)).unwrap_err();
    assert!(matches!(refused, Error::Unavailable(_)), "{refused:?}");
}

#[test]
fn counters_lists_and_flags_go_on_where_they_were() {
    let source = journal(START);
    let unparsed = |body: &str| Unparsed {
        channel: "sms".into(),
        provider: "test".into(),
        content_type: "text/plain".into(),
        body: body.into(),
        reason: "odd".into(),
    };
    block_on(source.keep_unparsed(&unparsed("one"))).unwrap();
    block_on(source.record(&message("ana", "m1"))).unwrap();
    let home = source.naming.home("user", "ana");
    // Somebody began to seal the slot; nobody has said since that it counts.
    block_on(source.store.set(&format!("tl:x:{home}:1"), b"1")).unwrap();
    (0..100).for_each(|_| hole(&source, home));
    let file = backup(&source, 100_000);
    assert!(source.store.now() >= START + throughline_journal::GRACE);
    let copy = journal(source.store.now());
    let restored = restore(&copy, &file, 77).unwrap();
    let Restored {
        voided, resumed, ..
    } = restored;
    assert_eq!((voided, resumed), (100, false));
    let again = block_on(copy.keep_unparsed(&unparsed("one"))).unwrap();
    let two = block_on(copy.keep_unparsed(&unparsed("two"))).unwrap();
    assert_ne!(again, two);
    let data = copy.store.data.borrow();
    assert!(data.contains_key("tl:ul:2") && !data.contains_key("tl:ul:3"));
    drop(data);
    // A slot that was taken is never given again.
    block_on(copy.record(&message("ana", "m2"))).unwrap();
    let slot = format!("tl:e:{home}:102");
    assert!(copy.store.data.borrow().contains_key(&slot));
    let duplicate = block_on(copy.record(&message("ana", "m1"))).unwrap();
    assert!(duplicate.duplicate);
}
