//! A process over a store that answers from a tape.

use crate::Run;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use throughline_journal::entry::{Direction, Entry, Event, Identity, Participant, Verdict};
use throughline_journal::{Clock, InteractionId, Journal, Kv, KvError, LogName};

/// The four keys of one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    Slot,
    Sealing,
    Void,
    Live,
}

/// What a key may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value {
    Absent,
    Event,
    Gone,
    Flag,
}

/// The slot's keys, by [`Key`].
pub type Store = [Value; 4];

/// How a process may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    Acknowledged,
    Again,
    Sealed,
    Live,
    Void,
    Undecided,
}

/// What a process does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    Get(Key),
    Set(Key, Value),
    Wait,
    Done(Outcome),
    Dead,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Writer,
    Sealer,
    Reader,
}

/// Code to run, with what its own clock says at each look (the last answer stays).
#[derive(Clone, Copy)]
pub struct Process {
    pub role: Role,
    pub run: fn(Journal<Tape>) -> Run,
    pub clock: &'static [u64],
}

impl Process {
    /// Runs it against these answers, as far as they reach.
    pub fn next(&self, answers: &[Value]) -> Step {
        let reel = Rc::new(Reel {
            answers: answers.to_vec(),
            played: Cell::new(0),
            asked: Cell::new(None),
            clock: RefCell::new(self.clock.to_vec()),
        });
        let mut run = (self.run)(Journal::new(Tape(reel.clone()), "explored", 1));
        let step = match run.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => Step::Done(outcome),
            Poll::Pending => reel.asked.get().expect("waits for nothing"),
        };
        assert_eq!(
            reel.played.get(),
            answers.len(),
            "an answer nobody asked for"
        );
        step
    }
}

struct Reel {
    answers: Vec<Value>,
    played: Cell<usize>,
    asked: Cell<Option<Step>>,
    clock: RefCell<Vec<u64>>,
}

/// The store, and the clock, of one process.
#[derive(Clone)]
pub struct Tape(Rc<Reel>);

impl Tape {
    async fn step(&self, step: Step) -> Value {
        poll_fn(|_| {
            let at = self.0.played.get();
            match self.0.answers.get(at) {
                Some(answer) => {
                    self.0.played.set(at + 1);
                    Poll::Ready(*answer)
                }
                None => {
                    self.0.asked.set(Some(step));
                    Poll::Pending
                }
            }
        })
        .await
    }
}

fn key(name: &str) -> Option<Key> {
    match name.get(..5)? {
        "tl:e:" => Some(Key::Slot),
        "tl:x:" => Some(Key::Sealing),
        "tl:y:" => Some(Key::Void),
        "tl:z:" => Some(Key::Live),
        _ => None,
    }
}

fn value(key: Key, bytes: &[u8]) -> Value {
    match (key, Entry::decode(bytes)) {
        (Key::Slot, Ok(Entry::Event(_))) => Value::Event,
        (Key::Slot, Ok(Entry::Gone { .. })) => Value::Gone,
        (Key::Slot, other) => panic!("no process writes {other:?}"),
        _ => Value::Flag,
    }
}

/// The slot's keys are explored; what else a writer touches (its counter, the feed) concerns no
/// other process and is answered at once.
impl Kv for Tape {
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KvError> {
        let Some(key) = key(name) else {
            return Ok(Some(b"1".to_vec()));
        };
        Ok(match self.step(Step::Get(key)).await {
            Value::Absent => None,
            Value::Event => Some(event().encode()),
            Value::Gone => Some(
                Entry::Gone {
                    home: log(),
                    id: None,
                }
                .encode(),
            ),
            Value::Flag => Some(b"1".to_vec()),
        })
    }

    async fn set(&self, name: &str, bytes: &[u8]) -> Result<(), KvError> {
        if let Some(key) = key(name) {
            self.step(Step::Set(key, value(key, bytes))).await;
        }
        Ok(())
    }

    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError> {
        for (name, bytes) in pairs {
            self.set(name, bytes).await?;
        }
        Ok(())
    }

    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError> {
        panic!("nobody deletes: {keys:?}")
    }

    async fn increment(&self, _: &str) -> Result<u64, KvError> {
        Ok(1)
    }
}

impl Clock for Tape {
    fn now(&self) -> u64 {
        1
    }

    fn elapsed(&self) -> u64 {
        let mut clock = self.0.clock.borrow_mut();
        match clock.len() {
            1 => clock[0],
            _ => clock.remove(0),
        }
    }

    async fn sleep(&self, _: u64) {
        self.step(Step::Wait).await;
    }
}

/// The log that everything happens in.
pub fn log() -> LogName {
    LogName([7; 16])
}

/// What the writer wants to record.
pub fn event() -> Entry {
    Entry::Event(Box::new(Event {
        id: InteractionId([1; 16]),
        home: log(),
        recorded_at: 1,
        occurred_at: 1,
        channel: "sms".into(),
        provider: "test".into(),
        account: String::new(),
        message_id: "m1".into(),
        direction: Direction::Inbound,
        kind: "message".into(),
        visibility: Default::default(),
        customer: Participant {
            identity: Identity {
                kind: "user".into(),
                value: "ana".into(),
            },
            verdict: Verdict::Pass,
        },
        business: vec![],
        subject: None,
        text: None,
        parts: 0,
        apart: 0,
        attachments: vec![],
        parties: vec![],
        references: Default::default(),
        topic: None,
        thread: None,
        ticket: None,
        linked: None,
        agent: None,
        attributes: None,
        language: None,
        sentiment: None,
        consent: None,
        amendable: false,
        edited_at: None,
        deleted_at: None,
        dead_end: false,
        outgoing: false,
        grows: false,
    }))
}
