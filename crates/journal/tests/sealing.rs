//! Every interleaving of the sealing rule: one slow writer, two sealers and two readers of one
//! slot, with a crash of any of them between any two store operations.
//!
//! What runs is the journal itself, over a store that answers from a tape: a process is its code
//! and the answers it got so far, and the operation it asks for when the tape ends is its next
//! step. A state is what the store holds together with every process's answers, so equal states
//! are explored once and all reachable ones are visited.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "sealing/explorer.rs"]
mod explorer;
#[path = "sealing/tape.rs"]
mod tape;

use explorer::{Explored, Grace, explore};
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use tape::{Key, Outcome, Process, Role, Step, Store, Tape, Value, event, log};
use throughline_journal::rule::{Rule, leave_out};
use throughline_journal::{Decision, GRACE, Journal, Kv, Put, View, entry::Entry};

type Run = LocalBoxFuture<'static, Outcome>;

/// Puts an entry into the slot: acknowledged, or told to put it again elsewhere.
fn write(journal: Journal<Tape>) -> Run {
    async move {
        let (mut view, entry) = (View::empty(log()), event());
        let put = journal.put(&mut view, &entry, |_| Vec::new());
        match put.await.unwrap() {
            Put::Ok(_) => Outcome::Acknowledged,
            Put::Void | Put::Dead => Outcome::Again,
        }
    }
    .boxed_local()
}

/// Seals the slot: whoever waited for it long enough.
fn seal(journal: Journal<Tape>) -> Run {
    async move {
        journal.seal_now(log(), 1).await.unwrap();
        Outcome::Sealed
    }
    .boxed_local()
}

/// The design that was rejected: the void is written into the slot.
fn overwrite(journal: Journal<Tape>) -> Run {
    async move {
        let slot = format!("tl:e:{}:1", log());
        if journal.store.get(&slot).await.unwrap().is_none() {
            let gone = Entry::Gone {
                home: log(),
                id: None,
            };
            journal.store.set(&slot, &gone.encode()).await.unwrap();
        }
        Outcome::Sealed
    }
    .boxed_local()
}

/// Decides the slot.
fn read(journal: Journal<Tape>) -> Run {
    async move {
        match journal.decide(log(), 1).await.unwrap() {
            Decision::Live(entry) if matches!(*entry, Entry::Event(_)) => Outcome::Live,
            Decision::Live(_) | Decision::Void => Outcome::Void,
            Decision::Undecided => Outcome::Undecided,
        }
    }
    .boxed_local()
}

const WRITER: Process = Process {
    role: Role::Writer,
    run: write,
    clock: &[0],
};
const SEALER: Process = Process {
    role: Role::Sealer,
    run: seal,
    clock: &[0],
};
/// Finds itself too slow the first time, and starts again.
const LATE_SEALER: Process = Process {
    clock: &[0, GRACE, GRACE],
    ..SEALER
};
const OVERWRITER: Process = Process {
    run: overwrite,
    ..SEALER
};
const READER: Process = Process {
    role: Role::Reader,
    run: read,
    clock: &[0],
};

const CAST: [Process; 5] = [WRITER, SEALER, LATE_SEALER, READER, READER];

/// I1: what was acknowledged is never void, neither in the store nor to a reader.
fn durable(store: &Store, steps: &[Step]) -> Result<(), &'static str> {
    if !steps.contains(&Step::Done(Outcome::Acknowledged)) {
        return Ok(());
    }
    if store[Key::Slot as usize] != Value::Event {
        return Err("I1 durable: acknowledged, and no longer in its slot");
    }
    if store[Key::Void as usize] != Value::Absent {
        return Err("I1 durable: acknowledged, and declared void");
    }
    if steps.contains(&Step::Done(Outcome::Void)) {
        return Err("I1 durable: acknowledged, and void to a reader");
    }
    Ok(())
}

/// I2: all readers decide the slot alike.
fn agreed(_: &Store, steps: &[Step]) -> Result<(), &'static str> {
    let decided = |outcome| steps.contains(&Step::Done(outcome));
    if decided(Outcome::Live) && decided(Outcome::Void) {
        return Err("I2 agreed: one reader found it live and one void");
    }
    Ok(())
}

/// Explores without a rule.
fn without(
    rule: Rule,
    cast: &[Process],
    grace: Grace,
    holds: fn(&Store, &[Step]) -> Result<(), &'static str>,
) -> Explored {
    leave_out(Some(rule));
    let explored = explore(cast, grace, holds);
    leave_out(None);
    explored
}

#[test]
fn what_was_acknowledged_is_never_void_whatever_the_clocks_say() {
    let explored = explore(&CAST, Grace::AnyTime, durable);
    println!("I1 durable, no assumption on time: {}", explored.states);
    assert_eq!(explored.violation, None);
    assert!(explored.states > STATES, "hardly anything was explored");
    for outcome in [
        Outcome::Acknowledged,
        Outcome::Again,
        Outcome::Sealed,
        Outcome::Live,
        Outcome::Void,
        Outcome::Undecided,
    ] {
        assert!(explored.outcomes.contains(&outcome), "never: {outcome:?}");
    }
}

#[test]
fn readers_agree_while_the_grace_outlasts_a_sealer() {
    let explored = explore(&CAST, Grace::OutlastsSealers, agreed);
    println!("I2 agreed, the grace outlasts sealers: {}", explored.states);
    assert_eq!(explored.violation, None);
    assert!(explored.states > STATES, "hardly anything was explored");
}

#[test]
fn readers_need_a_grace_that_outlasts_the_whole_seal() {
    explore(&CAST, Grace::AnyTime, agreed).must_violate("I2");
    // A sealer reads the slot and then the live flag: the time since the slot counts.
    explore(&CAST, Grace::OutlastsVerdicts, agreed).must_violate("I2");
}

#[test]
fn a_flag_read_before_its_slot_splits_readers() {
    let rule = Rule::SlotBeforeSealing;
    without(rule, &CAST, Grace::OutlastsSealers, agreed).must_violate("I2");
}

#[test]
fn a_writer_that_does_not_look_acknowledges_what_is_void() {
    without(Rule::CheckSealing, &CAST, Grace::AnyTime, durable).must_violate("I1");
}

#[test]
fn a_void_in_the_slot_itself_is_a_rejected_design() {
    // Without any flag it destroys what was acknowledged…
    let cast = [WRITER, OVERWRITER, READER, READER];
    explore(&cast, Grace::OutlastsSealers, durable).must_violate("I1");
    // …and with the flag that the writer looks for, readers still find both.
    let rule = Rule::SealBesideSlot;
    without(rule, &CAST, Grace::OutlastsSealers, agreed).must_violate("I2");
}

/// Fewer states than this, and the exploration has lost a process.
const STATES: usize = 20_000;
