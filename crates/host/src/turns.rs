//! Turns: how many requests are worked on at a time, who is next, and who is sent away.
//!
//! More than a few requests for each core at work at the same time only makes all of them late. So
//! a request needs a *turn* to be worked on, and gives it up while it waits for something else
//! than the processor: its client's body, another server's answer, the store. A store that gets
//! more than it can do makes all of them late as well, so those that wait for it are limited too.
//! The others queue, first come, first served. A full queue means that more comes in than can be
//! done: from then on, until for a second nobody had to be sent away, the queue is short, the newest
//! is served first and the oldest is sent away. Under a lasting overload those who are served are served at once, and
//! the others know soon, instead of all waiting until nobody listens any more.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

/// An overload is over when nobody had to be sent away for so long.
const CALM: Duration = Duration::from_secs(1);
/// Under overload the queue has this part of its usual length: it need not take bursts then, and
/// those who are sent away shall know at once.
const SHORT: usize = 64;

/// How many turns there are, and how long the queue for them is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnLimits {
    /// Requests worked on at a time.
    pub working: usize,
    /// Requests worked on or waiting for the store at a time.
    pub storing: usize,
    /// Requests begun and not ended, whatever they wait for. Below the number of instances that the
    /// engine has room for, so that chained calls find room too.
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
            working: 3 * cores,
            storing: 32 * cores,
            begun: 512,
            queued: 256,
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
    /// How often one of those waits for the store, and for something outside. One that waits for
    /// several things at once counts as often, which lets a few more begin than there are turns.
    storing: usize,
    outside: usize,
    queue: VecDeque<oneshot::Sender<Turn>>,
    /// When somebody was sent away last.
    shed: Option<Instant>,
}

/// The right to be worked on, until it is dropped.
pub struct Turn(Arc<Turns>);

/// What a request waits for.
#[derive(Clone, Copy)]
pub enum For {
    /// The store.
    Store,
    /// Its client, or another server.
    Outside,
}

/// The turn was given up for a while, until this is dropped.
pub struct Aside(Arc<Turns>, For);

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
            state.shed(&self.limits);
            let (grant, granted) = oneshot::channel();
            state.queue.push_back(grant);
            granted
        };
        match tokio::time::timeout(self.limits.patience, granted).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(Overloaded),
        }
    }

    /// Waits for the store; somebody else may work meanwhile.
    pub async fn for_store<T>(self: &Arc<Self>, wait: impl Future<Output = T>) -> T {
        self.aside(For::Store, wait).await
    }

    /// Waits for something outside of this host; somebody else may work meanwhile.
    pub async fn for_outside<T>(self: &Arc<Self>, wait: impl Future<Output = T>) -> T {
        self.aside(For::Outside, wait).await
    }

    async fn aside<T>(self: &Arc<Self>, what: For, wait: impl Future<Output = T>) -> T {
        let mut wait = pin!(wait);
        if let Poll::Ready(value) = futures::poll!(wait.as_mut()) {
            return value;
        }
        let _aside = self.step_aside(what);
        wait.await
    }

    /// Gives a turn up.
    pub fn step_aside(self: &Arc<Self>, what: For) -> Aside {
        let mut state = self.state();
        *state.waiting(what) += 1;
        self.grant(state);
        Aside(self.clone(), what)
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
        let inside = self.begun.saturating_sub(self.outside);
        self.begun < limits.begun
            && inside < limits.storing
            && inside.saturating_sub(self.storing) < limits.working
    }

    fn waiting(&mut self, what: For) -> &mut usize {
        match what {
            For::Store => &mut self.storing,
            For::Outside => &mut self.outside,
        }
    }

    /// Makes room in the queue for one more. Two go for one that comes until it is short.
    fn shed(&mut self, limits: &TurnLimits) {
        let most = match self.is_overloaded() {
            true => limits.queued / SHORT,
            false => limits.queued,
        };
        for _ in 0..2 {
            if self.queue.len() >= most.max(1) {
                // Whoever waits for it learns that it is gone.
                drop(self.queue.pop_front());
                self.shed = Some(Instant::now());
            }
        }
    }

    fn is_overloaded(&self) -> bool {
        self.shed.is_some_and(|shed| shed.elapsed() < CALM)
    }

    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        match self.is_overloaded() {
            true => self.queue.pop_back(),
            false => self.queue.pop_front(),
        }
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
        *self.0.state().waiting(self.1) -= 1;
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
            storing: 100,
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

    #[tokio::test(start_paused = true)]
    async fn a_full_queue_sends_the_oldest_away_and_serves_the_newest() {
        let turns = turns(1, 2 * SHORT);
        let working = turns.take().await;
        let mut waiting: VecDeque<_> = (0..2 * SHORT).map(|_| ask(&turns)).collect();
        let mut newest = ask(&turns);
        let oldest = waiting.pop_front().expect("many wait");
        assert_eq!(oldest.await.err(), Some(Overloaded));
        drop(working);
        let working = has_turn(&mut newest).expect("the newest is served first");
        // Nobody has been sent away for a while: first come, first served again.
        tokio::time::advance(CALM).await;
        drop(working);
        assert!(has_turn(&mut waiting[1]).is_none());
        assert!(has_turn(&mut waiting[0]).is_some());
    }

    #[tokio::test]
    async fn whoever_waits_for_something_else_needs_no_turn() {
        let turns = turns(1, 8);
        let working = turns.take().await;
        let mut other = ask(&turns);
        let (answer, answered) = oneshot::channel();
        let waits = turns.clone();
        let mut waits = async move { waits.for_outside(answered).await }.boxed();
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
    async fn the_store_does_not_get_more_than_its_limit() {
        let limits = TurnLimits {
            storing: 2,
            ..turns(1, 8).limits
        };
        let turns = Turns::new(limits);
        let mut waiting = Vec::new();
        for _ in 0..limits.storing {
            let turn = turns.take().await;
            let waits = turns.clone();
            let mut waits =
                async move { waits.for_store(std::future::pending::<()>()).await }.boxed();
            assert!((&mut waits).now_or_never().is_none());
            waiting.push((turn, waits));
        }
        let mut next = ask(&turns);
        assert!(has_turn(&mut next).is_none());
        drop(waiting.pop());
        assert!(has_turn(&mut next).is_some());
    }

    #[tokio::test]
    async fn under_overload_the_queue_becomes_short() {
        let turns = turns(1, 2 * SHORT);
        let _working = turns.take().await;
        let mut waiting: Vec<_> = (0..2 * SHORT).map(|_| ask(&turns)).collect();
        assert_eq!(turns.state().queue.len(), 2 * SHORT);
        waiting.extend((0..2 * SHORT).map(|_| ask(&turns)));
        assert_eq!(turns.state().queue.len(), 2);
    }

    #[tokio::test]
    async fn a_wait_that_is_over_at_once_changes_nothing() {
        let turns = turns(1, 8);
        let _working = turns.take().await;
        let mut other = ask(&turns);
        assert_eq!(turns.for_store(async { 7 }).await, 7);
        assert!(has_turn(&mut other).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn patience_ends() {
        let turns = turns(1, 8);
        let _working = turns.take().await;
        assert_eq!(ask(&turns).await.err(), Some(Overloaded));
    }
}
