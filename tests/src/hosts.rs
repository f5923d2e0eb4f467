//! Several hosts of one application over one store, any of which may be killed at any time.

use crate::app::{Answer, App};
use crate::setup::Setup;
use crate::still_waiting;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

/// A number that follows from its arguments only.
#[must_use]
pub fn dice(of: impl Hash) -> usize {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish() as usize
}

/// How long to wait before something is tried again.
const AGAIN: Duration = Duration::from_millis(5);

/// The hosts.
pub struct Hosts(Vec<RwLock<App>>);

impl Hosts {
    /// Starts as many, all alike.
    #[must_use]
    pub fn start(setup: &Setup, number: usize) -> Self {
        Self(
            (0..number)
                .map(|_| RwLock::new(setup.clone().start()))
                .collect(),
        )
    }

    /// How many there are.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "there are some")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Calls some host after another until one answers 200: a provider that repeats what was not
    /// acknowledged, behind a balancer that picks any host.
    pub fn until_acknowledged<E>(
        &self,
        what: impl Hash + Copy,
        call: impl Fn(&App) -> Result<Answer, E>,
    ) -> Answer {
        let begun = Instant::now();
        for attempt in 0_u32.. {
            still_waiting(begun, "an acknowledgement");
            // One that is being started takes nothing.
            if let Ok(app) = self.0[dice((what, attempt)) % self.len()].try_read()
                && let Ok(answer) = call(&app)
            {
                if answer.status == 200 {
                    return answer;
                }
                assert_eq!(answer.status, 503, "{}", answer.text);
                assert!(answer.header("retry-after").is_some());
            }
            // Providers back off as well.
            std::thread::sleep(AGAIN * (1 << attempt.min(6)));
        }
        unreachable!("there is always one more attempt");
    }

    /// Asks this host until it answers.
    pub fn ask(&self, host: usize, path: &str) -> Answer {
        let begun = Instant::now();
        loop {
            still_waiting(begun, path);
            match self.get(host).try_get(path) {
                Ok(answer) if answer.status != 503 => return answer,
                _ => std::thread::sleep(AGAIN),
            }
        }
    }

    /// Kills a host in the middle of whatever it does, and starts it again.
    pub fn strike(&self, host: usize) {
        self.get(host).strike();
        self.0[host].write().expect("no test panicked").restart();
    }

    /// Kills all and starts them again with another configuration.
    pub fn restart_as(&self, setup: &Setup) {
        for host in &self.0 {
            let mut host = host.write().expect("no test panicked");
            host.restart_as(setup.clone());
        }
    }

    /// A host.
    pub fn get(&self, host: usize) -> RwLockReadGuard<'_, App> {
        self.0[host].read().expect("no test panicked")
    }
}
