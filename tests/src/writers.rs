//! Load on a host that may fail: writers that remember what was acknowledged.

use crate::app::App;
use crate::judge::{Acknowledged, Message};
use crate::still_waiting;
use crate::twilio::Sms;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const WRITERS: usize = 8;
const CUSTOMERS: usize = 5;

/// Writers of messages, numbered, each sent once.
#[derive(Default)]
pub struct Writers {
    next: AtomicUsize,
    acknowledged: Mutex<Vec<usize>>,
    refused: AtomicUsize,
    done: AtomicBool,
}

fn phone(n: usize) -> String {
    format!("+1555000100{}", n % CUSTOMERS)
}

impl Writers {
    /// Writes while `what` is done.
    pub fn during(&self, app: &App, what: impl FnOnce()) {
        self.done.store(false, Ordering::Relaxed);
        std::thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| self.write(app));
            }
            // They end also when a check fails.
            let end = End(&self.done);
            what();
            drop(end);
        });
    }

    /// Writes while the host is killed again and again.
    pub fn while_killed(&self, app: &mut App, times: usize) {
        for round in 0..times {
            self.during(app, || {
                // Each round is killed at another depth of its work.
                self.wait_for_acknowledged(5 + 13 * round);
                app.strike();
            });
            app.restart();
        }
    }

    fn write(&self, app: &App) {
        while !self.done.load(Ordering::Relaxed) {
            let n = self.next.fetch_add(1, Ordering::Relaxed);
            let message = Sms::new(&format!("SM{n}"), &phone(n), &format!("message {n}"));
            match message.try_deliver(app) {
                Ok(answer) if answer.status == 200 => self.list().push(n),
                Ok(answer) => {
                    assert_eq!(answer.status, 503, "{}", answer.text);
                    assert!(answer.header("retry-after").is_some(), "{answer:?}");
                    self.refused.fetch_add(1, Ordering::Relaxed);
                }
                // The host is gone.
                Err(_) => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    fn list(&self) -> std::sync::MutexGuard<'_, Vec<usize>> {
        self.acknowledged.lock().expect("no writer panicked")
    }

    /// Waits until so many more were acknowledged.
    pub fn wait_for_acknowledged(&self, more: usize) {
        let (begun, before) = (Instant::now(), self.list().len());
        while self.list().len() < before + more {
            still_waiting(begun, "acknowledgements");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until so many more were answered 503 with `Retry-After`.
    pub fn wait_for_refused(&self, more: usize) {
        let refused = || self.refused.load(Ordering::Relaxed);
        let (begun, before) = (Instant::now(), refused());
        while refused() < before + more {
            still_waiting(begun, "refusals");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// What was acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> Vec<Acknowledged> {
        let account = "AC00000000000000000000000000000000";
        let name = |n| Message("sms".to_owned(), account.to_owned(), format!("SM{n}"));
        self.list().iter().map(|n| (phone(*n), name(n))).collect()
    }

    /// Looks whether all that was acknowledged is there, and nothing twice.
    pub fn check(&self, app: &App) {
        let mut times: BTreeMap<usize, usize> = BTreeMap::new();
        for customer in 0..CUSTOMERS {
            let found = app.lookup(&phone(customer), 1);
            let id = found["customer"]["id"].as_str().expect("an id");
            let all = app.whole_timeline(id, 200);
            assert_eq!(found["customer"]["counts"]["interactions"], all.len());
            for item in all {
                let text = item["text"].as_str().expect("a text");
                let number = text.strip_prefix("message ").expect("one of ours");
                let number = number.parse().expect("a number");
                *times.entry(number).or_default() += 1;
            }
        }
        let acknowledged = self.list();
        for n in acknowledged.iter() {
            assert_eq!(times.get(n), Some(&1), "message {n} was acknowledged");
        }
        let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "recorded more than once: {twice:?}");
    }
}

struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
