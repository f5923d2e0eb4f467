//! The rules that the protocol stands on, so that tests can leave one out.
//!
//! Without the feature `mutants` every rule is in force and asking costs nothing.

/// A rule of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A marker proves nothing until its slot is found live.
    MarkerIsNoProof,
    /// A slot is written by its ticket's holder only; sealing sets a flag beside it.
    SealBesideSlot,
    /// A view that rides along with a slot holds earlier slots only.
    ViewBeforeOwn,
    /// A writer looks for the sealing flag after it wrote its slot.
    CheckSealing,
    /// A reader reads the slot first and its sealing flag afterwards.
    SlotBeforeSealing,
    /// A closed log takes nothing.
    ClosedIsDead,
    /// A root takes only what is of one of its homes.
    HomesOnly,
    /// An append walks to the root of its sender's home.
    WalkToRoot,
    /// An erasure overwrites what came before it only.
    EraseBefore,
}

#[cfg(feature = "mutants")]
mod switch {
    use super::Rule;
    use crate::name::LogName;
    use std::cell::{Cell, RefCell};

    /// A decision that some reader took: the slot, and whether it counts.
    pub type Decided = (LogName, u64, bool);

    thread_local! {
        static LEFT_OUT: Cell<Option<Rule>> = const { Cell::new(None) };
        static DECIDED: RefCell<Vec<Decided>> = const { RefCell::new(Vec::new()) };
    }

    /// Leaves a rule out on this thread, until told otherwise.
    pub fn leave_out(rule: Option<Rule>) {
        LEFT_OUT.set(rule);
    }

    /// The decisions taken on this thread since the last call.
    #[must_use]
    pub fn take_decisions() -> Vec<Decided> {
        DECIDED.take()
    }

    pub(crate) fn holds(rule: Rule) -> bool {
        LEFT_OUT.get() != Some(rule)
    }

    pub(crate) fn decided(log: LogName, n: u64, live: bool) {
        DECIDED.with_borrow_mut(|d| d.push((log, n, live)));
    }
}

#[cfg(feature = "mutants")]
pub(crate) use switch::{decided, holds};
#[cfg(feature = "mutants")]
pub use switch::{leave_out, take_decisions};

#[cfg(not(feature = "mutants"))]
pub(crate) const fn holds(_: Rule) -> bool {
    true
}

#[cfg(not(feature = "mutants"))]
pub(crate) fn decided(_: crate::name::LogName, _: u64, _: bool) {}
