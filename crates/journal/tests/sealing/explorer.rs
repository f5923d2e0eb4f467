//! Visits every state that the processes can reach.

use crate::tape::{Key, Outcome, Process, Role, Step, Store, Value};
use std::collections::{HashMap, HashSet, VecDeque};

/// When a reader's grace may be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grace {
    /// Any time: clocks mean nothing.
    AnyTime,
    /// Not while a sealer that lives has done its last read and not written its verdict.
    OutlastsVerdicts,
    /// Not while a sealer that lives has looked at the slot and not written its verdict.
    OutlastsSealers,
}

/// What was found.
#[derive(Debug)]
pub struct Explored {
    /// States visited: all there are, unless a violation ended it.
    pub states: usize,
    /// Every way in which some process ended.
    pub outcomes: HashSet<Outcome>,
    /// What was violated, and a shortest way there.
    pub violation: Option<(&'static str, Vec<String>)>,
}

impl Explored {
    /// Fails unless this invariant was violated.
    pub fn must_violate(&self, invariant: &str) {
        let (what, way) = self.violation.as_ref().expect("nobody noticed");
        println!("{what} ({} states)\n  {}", self.states, way.join("\n  "));
        assert!(what.starts_with(invariant), "{what}");
    }
}

/// A process's answers so far, or its death.
type Past = Option<Vec<Value>>;

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    store: Store,
    pasts: Vec<Past>,
}

/// Processes together with what each does after the answers it got.
struct Cast<'a> {
    processes: &'a [Process],
    known: HashMap<(usize, Vec<Value>), Step>,
}

impl Cast<'_> {
    fn steps(&mut self, state: &State) -> Vec<Step> {
        let pasts = state.pasts.iter().enumerate();
        pasts
            .map(|(i, past)| match past {
                None => Step::Dead,
                Some(answers) => *self
                    .known
                    .entry((i, answers.clone()))
                    .or_insert_with(|| self.processes[i].next(answers)),
            })
            .collect()
    }

    /// Whether a grace must last on, for the sake of a sealer that may still declare void what it
    /// found missing.
    fn graced(&self, grace: Grace, steps: &[Step]) -> bool {
        self.processes.iter().zip(steps).any(|(process, step)| {
            process.role == Role::Sealer
                && match step {
                    Step::Get(Key::Live) => grace == Grace::OutlastsSealers,
                    Step::Set(Key::Void | Key::Slot, _) => grace != Grace::AnyTime,
                    _ => false,
                }
        })
    }
}

/// Where `process` gets to with its next step; `None` when it has none now.
fn advance(state: &State, process: usize, step: Step) -> Option<State> {
    let mut next = state.clone();
    let answer = match step {
        Step::Get(key) => state.store[key as usize],
        Step::Set(key, value) => {
            next.store[key as usize] = value;
            Value::Absent
        }
        Step::Wait => Value::Absent,
        Step::Done(_) | Step::Dead => return None,
    };
    next.pasts[process].as_mut()?.push(answer);
    Some(next)
}

/// Visits every reachable state, breadth first, until `holds` fails in one.
pub fn explore(
    processes: &[Process],
    grace: Grace,
    holds: fn(&Store, &[Step]) -> Result<(), &'static str>,
) -> Explored {
    let mut cast = Cast {
        processes,
        known: HashMap::new(),
    };
    let first = State {
        store: [Value::Absent; 4],
        pasts: vec![Some(Vec::new()); processes.len()],
    };
    // Each state with where it was reached from, and how.
    let mut trail: Vec<(usize, usize, Step)> = vec![(0, 0, Step::Dead)];
    let mut seen = HashSet::from([first.clone()]);
    let mut queue = VecDeque::from([(0, first)]);
    let mut outcomes = HashSet::new();
    while let Some((index, state)) = queue.pop_front() {
        let steps = cast.steps(&state);
        outcomes.extend(steps.iter().filter_map(|step| match step {
            Step::Done(outcome) => Some(*outcome),
            _ => None,
        }));
        if let Err(what) = holds(&state.store, &steps) {
            return Explored {
                states: seen.len(),
                outcomes,
                violation: Some((what, way(&trail, index, processes))),
            };
        }
        let graced = cast.graced(grace, &steps);
        for (process, step) in steps.iter().enumerate() {
            if let Step::Done(_) | Step::Dead = step {
                continue;
            }
            let mut dead = state.clone();
            dead.pasts[process] = None;
            let next = match step {
                Step::Wait if graced => None,
                _ => advance(&state, process, *step),
            };
            for (step, state) in [(*step, next), (Step::Dead, Some(dead))] {
                let Some(state) = state else { continue };
                if seen.insert(state.clone()) {
                    trail.push((index, process, step));
                    queue.push_back((trail.len() - 1, state));
                }
            }
        }
    }
    Explored {
        states: seen.len(),
        outcomes,
        violation: None,
    }
}

fn way(trail: &[(usize, usize, Step)], end: usize, processes: &[Process]) -> Vec<String> {
    let mut way = Vec::new();
    let mut at = end;
    while at != 0 {
        let (from, process, step) = trail[at];
        way.push(format!("{process} {:?}: {step:?}", processes[process].role));
        at = from;
    }
    way.reverse();
    way
}
