//! How logs make up a customer.

use crate::name::LogName;
use serde::{Deserialize, Serialize};

/// A join that is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The log that was joined.
    pub log: LogName,
    /// The slot that closed it.
    pub at: u64,
    /// Where its `moved` entry points.
    pub to: LogName,
    /// The homes that came with it and are still here.
    pub homes: Vec<LogName>,
}

/// A join that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parting {
    /// The log that was joined.
    pub log: LogName,
    /// The slot that had closed it.
    pub at: u64,
    /// The root that took it back.
    pub by: LogName,
    /// The slot at which it did.
    pub slot: u64,
    /// By erasure: nothing is adopted.
    pub erased: bool,
}

/// Where a log was closed, and what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The slot of the `moved` entry.
    pub at: u64,
    /// The log that follows.
    pub to: LogName,
}

/// A stretch of a log in which interactions of this customer lie: those after slot `after` up to
/// slot `upto` whose home is among `homes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The log.
    pub log: LogName,
    /// Exclusive.
    pub after: u64,
    /// Inclusive.
    pub upto: u64,
    /// Whose interactions there.
    pub homes: Vec<LogName>,
}

impl Source {
    fn has(&self, home: &LogName) -> bool {
        self.homes.contains(home)
    }

    /// Whether the other covers everything that this one does.
    pub(crate) fn lies_in(&self, other: &Self) -> bool {
        self.log == other.log
            && other.after <= self.after
            && self.upto <= other.upto
            && self.homes.iter().all(|home| other.has(home))
    }

    /// Whether an interaction may lie in both.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.log == other.log
            && self.after.max(other.after) < self.upto.min(other.upto)
            && self.homes.iter().any(|home| other.has(home))
    }

    pub(crate) fn covers(&self, log: LogName, slot: u64, home: LogName) -> bool {
        self.log == log && self.after < slot && slot <= self.upto && self.has(&home)
    }
}
