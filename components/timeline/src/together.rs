//! What is written at the same time, written at once.
//!
//! `set-many` is a synchronous call that waits for the disk, and nothing else of this instance runs
//! meanwhile. Calls that are made together (the rows of an import, requests of one instance) share one:
//! each gives way once, and the first that goes on writes what all of them left.

use crate::store::refused;
use spin_sdk::experimental::wasi::keyvalue::{batch, store};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::task::Poll;
use throughline_journal::KvError;

type Pairs = Vec<(String, Vec<u8>)>;

/// Writes that wait, and what became of those that were done for others.
#[derive(Default)]
pub struct Together(RefCell<State>);

#[derive(Default)]
struct State {
    next: u64,
    waiting: Vec<(u64, Pairs)>,
    done: HashMap<u64, Result<(), KvError>>,
}

/// A call that gives up takes what it left along.
struct Turn<'a> {
    state: &'a RefCell<State>,
    number: u64,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.state.borrow_mut();
        state.waiting.retain(|(number, _)| *number != self.number);
        state.done.remove(&self.number);
    }
}

impl Together {
    pub async fn set_many(
        &self,
        bucket: &store::Bucket,
        pairs: &[(String, Vec<u8>)],
    ) -> Result<(), KvError> {
        let turn = self.wait(pairs);
        give_way().await;
        if let Some(done) = self.0.borrow_mut().done.remove(&turn.number) {
            return done;
        }
        let all = self.take();
        // Of a key that is written twice (a view), the last: not every store takes both.
        let pairs = all.iter().flat_map(|(_, pairs)| pairs.iter().cloned());
        let pairs: Pairs = pairs.collect::<BTreeMap<_, _>>().into_iter().collect();
        let written = batch::set_many(bucket, &pairs).map_err(refused);
        let mut state = self.0.borrow_mut();
        for (number, _) in all {
            if number != turn.number {
                state.done.insert(number, written.clone());
            }
        }
        written
    }

    fn wait(&self, pairs: &[(String, Vec<u8>)]) -> Turn<'_> {
        let mut state = self.0.borrow_mut();
        state.next += 1;
        let number = state.next;
        state.waiting.push((number, pairs.to_vec()));
        Turn {
            state: &self.0,
            number,
        }
    }

    fn take(&self) -> Vec<(u64, Pairs)> {
        std::mem::take(&mut self.0.borrow_mut().waiting)
    }
}

/// Lets whatever can go on in this task do so.
async fn give_way() {
    let mut gave = false;
    poll_fn(|context| {
        if std::mem::replace(&mut gave, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
