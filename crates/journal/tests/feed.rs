//! The work list finds every ticket, whatever the store and the clock do to the feed.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod drafts;

use drafts::START;
use futures::executor::block_on;
use serde_json::Value;
use std::cell::Cell;
use std::rc::Rc;
use throughline_journal::{Clock, Journal, Kv, KvError, Memory, TicketQuery};

const MINUTE: u64 = 60_000;

/// A store that fails when it is told to.
#[derive(Clone)]
struct Failing {
    memory: Rc<Memory>,
    failing: Rc<Cell<bool>>,
}

impl Failing {
    fn fails(&self) -> Result<(), KvError> {
        match self.failing.get() {
            true => Err(KvError("told to fail".into())),
            false => Ok(()),
        }
    }
}

impl Kv for Failing {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        self.memory.get(key).await
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError> {
        self.memory.set(key, value).await
    }
    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError> {
        self.fails()?;
        self.memory.set_many(pairs).await
    }
    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError> {
        self.memory.delete_many(keys).await
    }
    async fn increment(&self, key: &str) -> Result<u64, KvError> {
        self.memory.increment(key).await
    }
}

impl Clock for Failing {
    fn now(&self) -> u64 {
        self.memory.now()
    }
    fn elapsed(&self) -> u64 {
        self.memory.elapsed()
    }
    async fn sleep(&self, milliseconds: u64) {
        self.memory.sleep(milliseconds).await;
    }
}

struct World {
    store: Failing,
    journal: Journal<Failing>,
    people: Cell<usize>,
}

impl World {
    fn new() -> Self {
        let store = Failing {
            memory: Rc::new(Memory::at(START)),
            failing: Rc::default(),
        };
        Self {
            journal: Journal::new(store.clone(), "a secret", 7),
            store,
            people: Cell::new(0),
        }
    }

    /// Somebody new writes; whether it was acknowledged.
    fn message(&self) -> bool {
        let n = self.people.replace(self.people.get() + 1);
        let draft = drafts::message(&format!("p{n}"), &format!("m{n}"));
        block_on(self.journal.record(&draft)).is_ok()
    }

    fn clock(&self, at: u64) {
        self.store.memory.time.set(at);
    }

    /// How many tickets another instance, whose clock is right, has in its work list.
    fn listed(&self) -> usize {
        let journal = Journal::new(self.store.clone(), "a secret", 8);
        let query = TicketQuery {
            limit: 200,
            ..Default::default()
        };
        let list = block_on(journal.tickets(&query)).unwrap();
        let list: Value = serde_json::from_slice(&list).unwrap();
        list["items"].as_array().unwrap().len()
    }
}

#[test]
fn a_registration_that_was_not_written_goes_with_the_next_entry() {
    let world = World::new();
    world.store.failing.set(true);
    assert!(!world.message());
    world.store.failing.set(false);
    assert!(world.message() && world.message());
    assert_eq!(world.listed(), 2);
}

#[test]
fn failures_in_the_middle_hide_nothing_that_comes_after() {
    let world = World::new();
    assert!(world.message());
    world.store.failing.set(true);
    for _ in 0..20 {
        assert!(!world.message());
    }
    world.store.failing.set(false);
    assert!(world.message());
    assert_eq!(world.listed(), 2);
}

#[test]
fn a_clock_that_goes_back_overwrites_nothing() {
    let world = World::new();
    for step in [0, 5, 0, 3, 0] {
        world.clock(START + step * MINUTE);
        assert!(world.message());
    }
    world.clock(START + 5 * MINUTE);
    assert_eq!(world.listed(), 5);
}

#[test]
fn a_reader_whose_clock_is_ahead_closes_nothing_for_the_others() {
    let world = World::new();
    assert!(world.message());
    world.clock(START + 60 * MINUTE);
    assert_eq!(world.listed(), 1);
    world.clock(START + MINUTE);
    assert!(world.message());
    assert_eq!(world.listed(), 2);
}
