//! Turns: how many requests are worked on at a time, who is next, and who is sent away.
//!
//! More than a few requests for each core at work at the same time only makes all of them late. So
//! a request needs a *turn* to be worked on, and gives it up while it waits for something else
//! than the processor: its client's body, another server's answer, the store. The others queue,
//! first come, first served. A full queue means that more comes in than can be done: from then on,
//! until it is empty, the newest is served first and the oldest is sent away. Under a lasting
//! overload those who are served are served at once, and the others know soon, instead of all
//! waiting until nobody listens any more.

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::oneshot;
use wasmtime_wasi_http::{Error, WasiBody};

/// How many turns there are, and how long the queue for them is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnLimits {
    /// Requests worked on at a time.
    pub working: usize,
    /// Requests worked on or waiting for something else at a time. Below the number of instances
    /// that the engine has room for, so that chained calls find room too.
    pub begun: usize,
    /// Requests that queue.
    pub queued: usize,
    /// How long one may queue.
    pub patience: Duration,
}

impl Default for TurnLimits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        TurnLimits {
            working: 8 * cores,
            begun: 512,
            queued: 512,
            patience: Duration::from_secs(5),
        }
    }
}

/// The turns of an application.
pub struct Turns {
    limits: TurnLimits,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Requests that have begun.
    begun: usize,
    /// Of those, how often one waits aside. One that waits for several things at once counts as
    /// often, which lets a few more begin than there are turns.
    aside: usize,
    queue: VecDeque<oneshot::Sender<Turn>>,
    overloaded: bool,
}

/// The right to be worked on, until it is dropped.
pub struct Turn(Arc<Turns>);

/// The turn was given up for a while, until this is dropped.
struct Aside(Arc<Turns>);

/// More comes in than can be done.
#[derive(Debug, PartialEq, Eq)]
pub struct Overloaded;

impl Turns {
    /// Turns within these limits.
    pub fn new(limits: TurnLimits) -> Arc<Self> {
        Arc::new(Turns {
            limits,
            state: Mutex::default(),
        })
    }

    /// A turn, as soon as it is this request's.
    ///
    /// # Errors
    /// When others have to come first for too long.
    pub async fn take(self: &Arc<Self>) -> Result<Turn, Overloaded> {
        let granted = {
            let mut state = self.state();
            if state.queue.is_empty() && state.has_room(&self.limits) {
                state.begun += 1;
                return Ok(Turn(self.clone()));
            }
            if state.queue.len() >= self.limits.queued {
                state.overloaded = true;
                // Whoever waits for it learns that it is gone.
                drop(state.queue.pop_front());
            }
            let (grant, granted) = oneshot::channel();
            state.queue.push_back(grant);
            granted
        };
        match tokio::time::timeout(self.limits.patience, granted).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(Overloaded),
        }
    }

    /// Waits for something else than the processor; somebody else may work meanwhile.
    pub async fn aside<T>(self: &Arc<Self>, wait: impl Future<Output = T>) -> T {
        let mut wait = pin!(wait);
        if let Poll::Ready(value) = futures::poll!(wait.as_mut()) {
            return value;
        }
        let _aside = self.step_aside();
        wait.await
    }

    /// A request's body, whose client may take its time.
    pub fn while_it_arrives(self: &Arc<Self>, body: WasiBody) -> Arriving {
        Arriving {
            body,
            turns: self.clone(),
            aside: None,
        }
    }

    fn step_aside(self: &Arc<Self>) -> Aside {
        let mut state = self.state();
        state.aside += 1;
        self.grant(state);
        Aside(self.clone())
    }

    /// Gives turns to those who are next, as far as there are any.
    fn grant(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        let mut granted = Vec::new();
        while state.has_room(&self.limits) {
            let Some(next) = state.next() else { break };
            if !next.is_closed() {
                state.begun += 1;
                granted.push(next);
            }
        }
        // A turn that nobody takes any more comes back here by itself.
        drop(state);
        for next in granted {
            drop(next.send(Turn(self.clone())));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn has_room(&self, limits: &TurnLimits) -> bool {
        self.begun < limits.begun && self.begun.saturating_sub(self.aside) < limits.working
    }

    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let next = match self.overloaded {
            true => self.queue.pop_back(),
            false => self.queue.pop_front(),
        };
        self.overloaded &= !self.queue.is_empty();
        next
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.begun -= 1;
        self.0.grant(state);
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        self.0.state().aside -= 1;
    }
}

/// A body that gives its request's turn up while nothing of it arrives.
pub struct Arriving {
    body: WasiBody,
    turns: Arc<Turns>,
    aside: Option<Aside>,
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if polled.is_ready() {
            self.aside = None;
        } else if self.aside.is_none() {
            self.aside = Some(self.turns.step_aside());
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use futures::future::BoxFuture;

    fn turns(working: usize, queued: usize) -> Arc<Turns> {
        Turns::new(TurnLimits {
            working,
            begun: 100,
            queued,
            patience: Duration::from_secs(3600),
        })
    }

    type Waiting = BoxFuture<'static, Result<Turn, Overloaded>>;

    /// One more that asks; polled once, so that it has its place.
    fn ask(turns: &Arc<Turns>) -> Waiting {
        let turns = turns.clone();
        let mut waiting = async move { turns.take().await }.boxed();
        assert!((&mut waiting).now_or_never().is_none(), "it had to wait");
        waiting
    }

    fn has_turn(waiting: &mut Waiting) -> Option<Turn> {
        waiting.now_or_never()?.ok()
    }

    #[tokio::test]
    async fn first_come_first_served() {
        let turns = turns(1, 8);
        let first = turns.take().await;
        let (mut second, mut third) = (ask(&turns), ask(&turns));
        assert!(has_turn(&mut second).is_none());
        drop(first);
        let second = has_turn(&mut second).expect("it is next");
        assert!(has_turn(&mut third).is_none());
        drop(second);
        assert!(has_turn(&mut third).is_some());
    }

    #[tokio::test]
    async fn who_leaves_the_queue_or_is_dropped_with_a_turn_holds_nobody_up() {
        let turns = turns(1, 8);
        let first = turns.take().await;
        let (second, third, mut fourth) = (ask(&turns), ask(&turns), ask(&turns));
        drop(second);
        drop(first);
        // The third has been given the turn and does not know yet.
        drop(third);
        assert!(has_turn(&mut fourth).is_some());
    }

    #[tokio::test]
    async fn a_full_queue_sends_the_oldest_away_and_serves_the_newest() {
        let turns = turns(1, 2);
        let working = turns.take().await;
        let (oldest, older, mut newest) = (ask(&turns), ask(&turns), ask(&turns));
        assert_eq!(oldest.await.err(), Some(Overloaded));
        drop(working);
        let working = has_turn(&mut newest).expect("the newest is served first");
        let mut later = ask(&turns);
        drop(working);
        drop(has_turn(&mut later).expect("still the newest"));
        let working = older.await;
        // The queue has been empty: first come, first served again.
        let (mut first, mut second) = (ask(&turns), ask(&turns));
        drop(working);
        assert!(has_turn(&mut second).is_none());
        assert!(has_turn(&mut first).is_some());
    }

    #[tokio::test]
    async fn whoever_waits_for_something_else_needs_no_turn() {
        let turns = turns(1, 8);
        let working = turns.take().await;
        let mut other = ask(&turns);
        let (answer, answered) = oneshot::channel();
        let waits = turns.clone();
        let mut waits = async move { waits.aside(answered).await }.boxed();
        assert!((&mut waits).now_or_never().is_none());
        let other = has_turn(&mut other).expect("there is room");
        answer.send(7).unwrap();
        assert_eq!(waits.await, Ok(7));
        // Both work: one more has to wait until both are done.
        let mut last = ask(&turns);
        drop(other);
        assert!(has_turn(&mut last).is_none());
        drop(working);
        assert!(has_turn(&mut last).is_some());
    }

    #[tokio::test]
    async fn a_wait_that_is_over_at_once_changes_nothing() {
        let turns = turns(1, 8);
        let _working = turns.take().await;
        let mut other = ask(&turns);
        assert_eq!(turns.aside(async { 7 }).await, 7);
        assert!(has_turn(&mut other).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn patience_ends() {
        let turns = turns(1, 8);
        let _working = turns.take().await;
        assert_eq!(ask(&turns).await.err(), Some(Overloaded));
    }
}
