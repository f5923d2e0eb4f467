//! What the journal's calls cost in store operations, as their documentation states it.
//!
//! `w` is how many slots the cached view is behind. The view rides along with every fourth slot
//! and holds the slots before that one.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::{START, message};
use futures::executor::block_on;
use throughline_journal::entry::{Identity, Participant, Verdict};
use throughline_journal::{About, File, Journal, LogName, Memory, Operations};

fn journal() -> Journal<Memory> {
    Journal::new(Memory::at(START), "a secret", 7)
}

fn home(journal: &Journal<Memory>, name: &str) -> LogName {
    journal.naming.home("user", name)
}

/// Slots behind the view once `n` slots are written.
fn behind(n: u64) -> u64 {
    match n / 4 * 4 {
        0 => n,
        ridden => n - ridden + 1,
    }
}

fn record(journal: &Journal<Memory>, from: &str, n: u64) -> Operations {
    journal.store.take_operations();
    block_on(journal.record(&message(from, &format!("{from}{n}")))).unwrap();
    journal.store.take_operations()
}

fn lookup(journal: &Journal<Memory>, name: &str) -> Operations {
    journal.store.take_operations();
    drafts::lookup(journal, name);
    journal.store.take_operations()
}

fn reads(gets: u64) -> Operations {
    Operations {
        gets,
        ..Operations::default()
    }
}

#[test]
fn a_first_delivery_costs_what_is_documented() {
    let journal = journal();
    let mut seen = Vec::new();
    for n in 1..=24 {
        let w = behind(n - 1);
        seen.push(w);
        // The first of an instance and minute registers with the feed.
        let registers = u64::from(n == 1);
        let expected = Operations {
            gets: 4 + 2 * w + registers,
            writes: 1,
            increments: 1 + registers,
        };
        assert_eq!(record(&journal, "ana", n), expected, "interaction {n}");
    }
    assert!((0..=4).all(|w| seen.contains(&w)), "not every w: {seen:?}");
}

#[test]
fn an_instance_registers_with_the_feed_once_a_minute() {
    let journal = journal();
    for n in 1..=8 {
        journal.store.time.set(START + n / 3 * 60_000);
        let registers = u64::from(n == 1 || n % 3 == 0);
        let cost = record(&journal, "ana", n);
        assert_eq!(cost.increments, 1 + registers, "interaction {n}");
        assert_eq!(cost.writes, 1, "interaction {n}");
    }
}

#[test]
fn a_repeated_delivery_costs_what_is_documented() {
    let journal = journal();
    for n in 1..=24 {
        record(&journal, "ana", n);
        let repeated = record(&journal, "ana", n);
        assert_eq!(repeated, reads(5 + 2 * behind(n)), "interaction {n}");
    }
}

#[test]
fn a_lookup_costs_what_is_documented() {
    let journal = journal();
    for n in 0..=24 {
        if n > 0 {
            record(&journal, "ana", n);
            assert_eq!(lookup(&journal, "ana"), reads(2 + 2 * behind(n)), "{n}");
        }
        journal.store.take_operations();
        block_on(journal.load(home(&journal, "ana"))).unwrap();
        let cost = journal.store.take_operations();
        assert_eq!(cost, reads(2 + 2 * behind(n)), "{n} loaded");
    }
}

#[test]
fn a_lookup_of_a_joined_customer_reads_the_log_that_moved_and_the_root() {
    let journal = journal();
    let mut names = ["ana", "bo"];
    names.sort_by_key(|name| home(&journal, name));
    let [root, moved] = names;
    for n in 1..=3 {
        record(&journal, root, n);
        record(&journal, moved, n);
    }
    block_on(journal.merge(home(&journal, root), home(&journal, moved), None)).unwrap();
    // Whoever joined them left a view that holds the join, and one that holds the `moved`.
    assert_eq!(lookup(&journal, root), reads(2));
    assert_eq!(lookup(&journal, moved), reads(2 + 2));
    // The log that moved costs its view and its counter, however many come.
    for n in 4..=24 {
        record(&journal, root, n);
        // Four are in the log before these, and the view holds them.
        let of_root = 2 + 2 * behind(n + 1).min(n - 3);
        assert_eq!(lookup(&journal, root), reads(of_root), "{n}");
        assert_eq!(lookup(&journal, moved), reads(2 + of_root), "{n}");
    }
}

#[test]
fn a_long_history_costs_no_more_than_a_short_one() {
    let journal = journal();
    let mut lookups = Vec::new();
    let mut first_thousand = Operations::default();
    // Each as far behind its view as the others: 10, 1,002 and 10,002 are 2 beyond a ride.
    for n in 1..=10_002 {
        let cost = record(&journal, "ana", n);
        if n <= 1_000 {
            first_thousand.gets += cost.gets;
            first_thousand.writes += cost.writes;
            first_thousand.increments += cost.increments;
        }
        if [10, 1_002, 10_002].contains(&n) {
            lookups.push(lookup(&journal, "ana"));
        }
    }
    assert_eq!(lookups, [reads(2 + 2 * behind(10)); 3]);
    // 4 + 2 w with w = 4.5 on average is 13; one in 64 reads 64 slots for a segment and writes it.
    // The exact numbers, so that a change is noticed: fewer is fine, more wants a reason.
    assert_eq!(
        first_thousand,
        Operations {
            gets: 9_953,
            writes: 1_015,
            increments: 1_001,
        }
    );
}

#[test]
fn binding_a_name_costs_what_is_documented() {
    let journal = journal();
    let bind = |digest: &[u8]| {
        block_on(journal.bind("scope", "name", digest)).unwrap();
        journal.store.take_operations()
    };
    let first = Operations {
        gets: 3,
        writes: 1,
        increments: 1,
    };
    assert_eq!(bind(b"a"), first);
    assert_eq!(bind(b"a"), reads(4));
    assert_eq!(bind(b"b"), reads(4));
}

#[test]
fn what_lies_apart_costs_a_write_for_every_128_kib() {
    let journal = journal();
    record(&journal, "ana", 1);
    let mut draft = message("ana", "with files");
    draft.passages.quoted = Some("before".into());
    draft.attachments = [0, 1, 128 << 10, (128 << 10) + 1]
        .map(|length| File {
            content: Some(vec![7; length]),
            ..File::default()
        })
        .into();
    block_on(journal.record(&draft)).unwrap();
    let recorded = journal.store.take_operations();
    let parts = 1 + 1 + 2;
    assert_eq!(recorded.writes, 1 + parts + 1);
    assert_eq!(recorded.gets, 4 + 2);
    let id = journal.naming.interaction("sms", "", "with files");
    block_on(journal.attachment(&format!("att_{id}_3"))).unwrap();
    // The marker, the view, the counter, two a slot, the slot and its flag; then the parts.
    assert_eq!(
        journal.store.take_operations(),
        reads(1 + 2 + 2 * 2 + 2 + 2)
    );
}

#[test]
fn joining_and_parting_again_costs_no_more_and_more() {
    let journal = journal();
    let ids = ["ana", "bo"].map(|name| home(&journal, name).customer_id());
    for n in 1..=200 {
        record(&journal, "ana", n);
        record(&journal, "bo", n);
    }
    let mut costs = Vec::new();
    for _ in 0..64 {
        journal.store.take_operations();
        block_on(journal.merge_customers(&ids[0], &ids[1], "agent:tests")).unwrap();
        block_on(journal.unmerge_customers(&ids[0], &ids[1], "agent:tests")).unwrap();
        costs.push(journal.store.take_operations().gets);
    }
    // Two of each log's slots for every time that fill no segment yet are read one by one, and that is
    // all that grows until they fill one.
    let (first, most) = (costs[0], costs.iter().max().unwrap());
    assert!(*most <= first + 2 * 2 * 128, "{costs:?}");
    assert!(costs[32..].iter().any(|cost| *cost < first), "{costs:?}");
}

#[test]
fn a_new_customer_with_three_identities_costs_a_few_operations_each() {
    let journal = journal();
    record(&journal, "ana", 1);
    let proven = |kind: &str, value: &str| Participant {
        identity: Identity::new(kind, value, None).unwrap(),
        verdict: Verdict::Pass,
    };
    let about = About {
        source: "import:crm".into(),
        identities: vec![
            proven("external", "crm:1"),
            proven("email", "ana@example.org"),
            proven("phone", "+14155550101"),
        ],
        name: Some("Ana".into()),
        ..About::default()
    };
    block_on(journal.describe(&about)).unwrap();
    // Her first home's view, counter and flag. For each of the others: its view and its counter, the
    // flags of three entries (it is known, it moved, it joined), and its view as it closed.
    let expected = Operations {
        gets: 3 + 2 * (2 + 3 + 1),
        writes: 1 + 2 * (3 + 1),
        increments: 1 + 2 * 3,
    };
    assert_eq!(journal.store.take_operations(), expected);
    block_on(journal.describe(&about)).unwrap();
    let again = journal.store.take_operations();
    assert_eq!((again.writes, again.increments), (0, 0), "{again:?}");
}
