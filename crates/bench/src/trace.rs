//! What the journal asks of its store for each request, so that the floor can do the same.
//!
//! The plans are not written down anywhere: the journal itself runs here over a store in memory
//! that notes each operation, the sizes of the values and what was asked for at once.

use crate::traffic;
use anyhow::Result;
use std::cell::{Cell, RefCell};
use throughline_floor::plan::{Pair, Plan, Step};
use throughline_journal::entry::Identity;
use throughline_journal::{Clock, Journal, Kv, KvError, Memory};

/// 2026-01-01T00:00:00Z. It stands still, so that no request pays for the feed's registration.
const TIME: u64 = 1_767_225_600_000;
/// How many interactions a lookup shows unless it is told otherwise.
const SHOWN: usize = 20;

/// The operations of one customer's n-th interaction, and of a lookup right after it.
pub struct Traced {
    /// Recording it.
    pub append: Plan,
    /// The lookup.
    pub lookup: Plan,
    /// Bytes of the lookup's answer.
    pub answer: usize,
}

/// A customer's first interactions, in their order.
pub struct Traces(Vec<Traced>);

impl Traces {
    /// Plays so many signed messages of one customer. A multiple of 8 keeps [`Traces::of`] in step.
    pub async fn play(count: u64) -> Result<Self> {
        let journal = Journal::new(Noting::new(), "traced", 1);
        let phone = traffic::phone(0);
        let identity = Identity::new("phone", &phone, None)?;
        let mut traces = Vec::new();
        for n in 1..=count {
            journal.store.take();
            journal.record(&traffic::draft(0, n)).await?;
            let append = journal.store.take();
            let answer = journal.lookup(&identity, SHOWN).await?.len();
            let lookup = journal.store.take();
            traces.push(Traced {
                append,
                lookup,
                answer,
            });
        }
        Ok(Self(traces))
    }

    /// The `n`-th interaction, counted from 1. Beyond the last one played the last eight repeat:
    /// the view rides along with every fourth slot, and once it is full nothing else changes.
    pub fn of(&self, n: u64) -> &Traced {
        let last = self.0.len() - 1;
        let at = usize::try_from(n.saturating_sub(1)).unwrap_or(last);
        let at = if at <= last {
            at
        } else {
            last - 7 + (at - last - 1) % 8
        };
        &self.0[at]
    }
}

/// A store in memory that notes what it is asked.
struct Noting {
    memory: Memory,
    steps: RefCell<Vec<Step>>,
    /// Reads that were begun and have not been answered.
    reading: Cell<usize>,
}

impl Noting {
    fn new() -> Self {
        Self {
            memory: Memory::at(TIME),
            steps: RefCell::default(),
            reading: Cell::new(0),
        }
    }

    fn take(&self) -> Plan {
        Plan(self.steps.take())
    }

    fn set_step(&self, pairs: &[(String, Vec<u8>)]) {
        let data = self.memory.data.borrow();
        let pairs = pairs.iter().map(|(key, value)| Pair {
            size: value.len(),
            overwrites: data.contains_key(key),
        });
        self.steps.borrow_mut().push(Step::Set(pairs.collect()));
    }
}

impl Kv for Noting {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        let value = self.memory.get(key).await?;
        let size = value.as_ref().map(Vec::len);
        let at_once = self.reading.get() > 0;
        self.reading.set(self.reading.get() + 1);
        match self.steps.borrow_mut().last_mut() {
            Some(Step::Get(sizes)) if at_once => sizes.push(size),
            _ => {}
        }
        if !at_once {
            self.steps.borrow_mut().push(Step::Get(vec![size]));
        }
        // Whatever is read at once begins before this one is answered.
        tokio::task::yield_now().await;
        self.reading.set(self.reading.get() - 1);
        Ok(value)
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError> {
        self.set_many(&[(key.to_owned(), value.to_owned())]).await
    }

    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError> {
        self.set_step(pairs);
        self.memory.set_many(pairs).await
    }

    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError> {
        self.memory.delete_many(keys).await
    }

    async fn increment(&self, key: &str) -> Result<u64, KvError> {
        self.steps.borrow_mut().push(Step::Increment);
        self.memory.increment(key).await
    }
}

impl Clock for Noting {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The counts are those that the journal documents and its own tests hold it to; here it is
    /// about which reads are waited for together.
    #[tokio::test(flavor = "current_thread")]
    async fn reads_at_once_are_one_step() {
        let traces = Traces::play(16).await.unwrap();
        let gets = |plan: &Plan| -> Vec<usize> {
            let steps = plan.0.iter();
            let gets = steps.filter_map(|step| match step {
                Step::Get(sizes) => Some(sizes.len()),
                _ => None,
            });
            gets.collect()
        };
        // After the 11th the view is four slots behind: it rode along with the 8th and holds the 7
        // before that one.
        assert_eq!(gets(&traces.of(11).lookup), [2, 4, 4]);
        assert_eq!(gets(&traces.of(12).append), [1, 2, 4, 4, 1]);
        let writes = |plan: &Plan| {
            let steps = plan.0.iter().filter(|step| !matches!(step, Step::Get(_)));
            steps.cloned().collect::<Vec<_>>()
        };
        let writes = writes(&traces.of(16).append);
        assert!(
            matches!(&writes[..], [Step::Increment, Step::Set(pairs)] if pairs.len() == 4 && pairs[3].overwrites)
        );
    }

    #[tokio::test(flavor = "current_thread")]
    async fn beyond_the_end_the_last_eight_repeat() {
        let traces = Traces::play(16).await.unwrap();
        for (n, as_if) in [(17, 9), (24, 16), (25, 9), (1_000, 16)] {
            assert_eq!(traces.of(n).append, traces.of(as_if).append, "{n}");
        }
    }
}
