//! A store whose every operation is a step that the schedule grants: writers interleave between
//! any two operations, fail, pause, and die half-way through a `set-many`.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use throughline_journal::{Clock, Kv, KvError};

/// A small generator (xorshift64*, Vigna 2016): the same seed, the same schedule, for ever.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n.max(1)
    }

    pub fn chance(&mut self, p: f64) -> bool {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64 <= p && p > 0.0
    }
}

/// What the store may do to its callers.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    /// A `set-many` is applied key by key, others in between.
    pub torn: bool,
    /// An operation fails: half of the time after it took effect.
    pub fail: f64,
}

/// What all tasks share.
pub struct World {
    pub data: BTreeMap<String, Vec<u8>>,
    pub time: u64,
    pub random: Random,
    pub faults: Faults,
    /// The task that may do one operation now.
    pub permit: Option<usize>,
    /// Per task: asleep until.
    pub sleeping: Vec<u64>,
    /// Per task: between setting a sealing flag and its last write the protocol assumes less than
    /// the grace; such a task is not paused.
    pub sealing: Vec<bool>,
}

impl World {
    pub fn new(seed: u64, faults: Faults) -> Self {
        Self {
            data: BTreeMap::new(),
            time: 1_795_000_000_000,
            random: Random::new(seed),
            faults,
            permit: None,
            sleeping: Vec::new(),
            sealing: Vec::new(),
        }
    }

    fn takes_permit(&mut self, task: usize) -> bool {
        let granted = self.permit == Some(task);
        if granted {
            self.permit = None;
        }
        granted
    }

    fn fails(&mut self) -> Option<KvError> {
        let fail = self.faults.fail;
        self.random
            .chance(fail)
            .then(|| KvError("the store failed".into()))
    }
}

/// How often a wall clock steps when it is read.
const STEP: f64 = 0.05;

/// How far a wall clock is off: usually up to half a minute, sometimes up to an hour.
pub fn skew(random: &mut Random) -> i64 {
    let most = if random.chance(0.3) {
        3_600_000
    } else {
        30_000
    };
    random.below(2 * most) as i64 - most as i64
}

/// One task's connection to the store, with its own idea of the time.
pub struct Connection {
    pub world: Rc<RefCell<World>>,
    pub task: usize,
    /// How far its wall clock is off, in milliseconds. It steps now and then.
    pub skew: Cell<i64>,
}

impl Connection {
    /// Waits for the permit, then does one operation.
    async fn step<T>(
        &self,
        mut operation: impl FnMut(&mut World) -> Result<T, KvError>,
    ) -> Result<T, KvError> {
        poll_fn(|context| {
            let mut world = self.world.borrow_mut();
            if !world.takes_permit(self.task) {
                // Joined operations are only looked at again when they ask for it.
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let Some(failure) = world.fails() else {
                return Poll::Ready(operation(&mut world));
            };
            // A failed operation may have taken effect all the same.
            if world.random.chance(0.5) {
                let _ = operation(&mut world);
            }
            Poll::Ready(Err(failure))
        })
        .await
    }
}

impl Kv for Connection {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        self.step(|world| {
            if !key.starts_with("tl:e:") && !key.starts_with("tl:z:") {
                world.sealing[self.task] = false;
            }
            Ok(world.data.get(key).cloned())
        })
        .await
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError> {
        self.step(|world| {
            world.sealing[self.task] = key.starts_with("tl:x:");
            world.data.insert(key.into(), value.into());
            Ok(())
        })
        .await
    }

    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError> {
        if !self.world.borrow().faults.torn {
            return self
                .step(|world| {
                    world.data.extend(pairs.iter().cloned());
                    Ok(())
                })
                .await;
        }
        let mut left: Vec<_> = pairs.to_vec();
        while !left.is_empty() {
            self.step(|world| {
                let index = world.random.below(left.len() as u64) as usize;
                let (key, value) = left.swap_remove(index);
                world.data.insert(key, value);
                Ok(())
            })
            .await?;
        }
        Ok(())
    }

    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError> {
        self.step(|world| {
            for key in keys {
                world.data.remove(key);
            }
            Ok(())
        })
        .await
    }

    async fn increment(&self, key: &str) -> Result<u64, KvError> {
        self.step(|world| {
            let old = world
                .data
                .get(key)
                .map_or(0, |v| u64::from_le_bytes(v.as_slice().try_into().unwrap()));
            world
                .data
                .insert(key.into(), (old + 1).to_le_bytes().into());
            Ok(old + 1)
        })
        .await
    }
}

impl Clock for Connection {
    fn now(&self) -> u64 {
        let mut world = self.world.borrow_mut();
        if world.random.chance(STEP) {
            self.skew.set(skew(&mut world.random));
        }
        world.time.saturating_add_signed(self.skew.get())
    }

    fn elapsed(&self) -> u64 {
        self.world.borrow().time
    }

    async fn sleep(&self, milliseconds: u64) {
        let until = self.world.borrow().time + milliseconds;
        self.world.borrow_mut().sleeping[self.task] = until;
        poll_fn(|context| {
            context.waker().wake_by_ref();
            if self.world.borrow().time >= until {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await
    }
}
