//! Running tasks against the world in an order that the seed decides.

use crate::world::{Connection, Faults, World, skew};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};
use throughline_journal::Journal;

/// What may happen to tasks.
#[derive(Debug, Clone, Copy)]
pub struct Chaos {
    pub faults: Faults,
    /// A task dies before its next operation.
    pub crash: f64,
    /// A task stands still for up to six seconds.
    pub pause: f64,
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// A schedule in the making.
pub struct Schedule {
    pub world: Rc<RefCell<World>>,
    tasks: Vec<Option<Task>>,
    chaos: Chaos,
}

/// More steps than any schedule that ends needs.
const STEPS: u64 = 400_000;

impl Schedule {
    pub fn new(seed: u64, chaos: Chaos) -> Self {
        Self {
            world: Rc::new(RefCell::new(World::new(seed, chaos.faults))),
            tasks: Vec::new(),
            chaos,
        }
    }

    /// A journal of a task to come: each an instance of its own, with a clock of its own.
    pub fn journal(&mut self) -> Journal<Connection> {
        let task = self.tasks.len();
        let mut world = self.world.borrow_mut();
        world.sleeping.push(0);
        world.sealing.push(false);
        let skew = Cell::new(skew(&mut world.random));
        drop(world);
        self.tasks.push(None);
        let connection = Connection {
            world: self.world.clone(),
            task,
            skew,
        };
        Journal::new(connection, "simulated", task as u64 + 1)
    }

    /// Sets what the journal made last does.
    pub fn spawn(&mut self, task: impl Future<Output = ()> + 'static) {
        *self.tasks.last_mut().unwrap() = Some(Box::pin(task));
    }

    /// Runs all tasks to their end; false when they do not come to one.
    pub fn run(&mut self) -> bool {
        for _ in 0..STEPS {
            let alive: Vec<usize> = (0..self.tasks.len())
                .filter(|i| self.tasks[*i].is_some())
                .collect();
            if alive.is_empty() {
                return true;
            }
            self.step(&alive);
        }
        false
    }

    fn step(&mut self, alive: &[usize]) {
        let mut world = self.world.borrow_mut();
        world.time += world.random.below(5);
        let now = world.time;
        let ready: Vec<usize> = alive
            .iter()
            .copied()
            .filter(|i| world.sleeping[*i] <= now)
            .collect();
        if ready.is_empty() {
            world.time = alive.iter().map(|i| world.sleeping[*i]).min().unwrap();
            return;
        }
        let task = ready[world.random.below(ready.len() as u64) as usize];
        let (crash, pause) = (self.chaos.crash, self.chaos.pause);
        if world.random.chance(crash) {
            drop(world);
            self.tasks[task] = None;
            return;
        }
        if !world.sealing[task] && world.random.chance(pause) {
            let pause = world.random.below(6_000);
            world.sleeping[task] = now + pause;
            return;
        }
        world.permit = Some(task);
        drop(world);
        let future = self.tasks[task].as_mut().unwrap();
        if future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
        {
            self.tasks[task] = None;
        }
    }

    /// Nothing fails any more: what the last reader finds.
    pub fn calm(&mut self) {
        self.rage(Chaos {
            faults: Faults {
                torn: false,
                fail: 0.0,
            },
            crash: 0.0,
            pause: 0.0,
        });
    }

    /// From now on this may happen.
    pub fn rage(&mut self, chaos: Chaos) {
        self.chaos = chaos;
        self.world.borrow_mut().faults = chaos.faults;
    }
}
