//! Who else a customer is not, may be, or would be if a rule allowed it.

use crate::entry::{Suggestion, Withheld};
use crate::name::LogName;
use serde::{Deserialize, Serialize};

/// How many of each are kept, the latest.
const MOST: usize = 64;

/// What was decided, noticed and suggested about one customer and others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relations {
    /// Homes that belong to different people, as somebody decided: no rule joins them.
    apart: Vec<(LogName, LogName)>,
    /// Homes that several people use.
    shared: Vec<LogName>,
    /// Joins that a rule kept from happening.
    withheld: Vec<Withheld>,
    /// Who may be the same person.
    suggested: Vec<Suggestion>,
    /// Numbers that somebody else may have by now.
    reassigned: Vec<Reassigned>,
}

/// That a number lies in another home from some time on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Reassigned {
    home: LogName,
    to: LogName,
    at: u64,
}

impl Relations {
    pub(crate) fn part(&mut self, home: LogName, from: &[LogName]) {
        for other in from {
            push(&mut self.apart, (home, *other));
            self.suggested
                .retain(|s| !(s.home == home && s.other == *other));
        }
    }

    pub(crate) fn share(&mut self, home: LogName) {
        push(&mut self.shared, home);
    }

    /// The first one counts. None is ever left out: it says where a sender's interactions are.
    pub(crate) fn reassign(&mut self, home: LogName, to: LogName, at: u64) {
        if self.successor(home).is_none() {
            self.reassigned.push(Reassigned { home, to, at });
        }
    }

    pub(crate) fn withhold(&mut self, withheld: &Withheld) {
        let same = |known: &Withheld| {
            (known.home, known.other, &known.rule)
                == (withheld.home, withheld.other, &withheld.rule)
        };
        self.withheld.retain(|known| !same(known));
        push(&mut self.withheld, withheld.clone());
    }

    pub(crate) fn suggest(&mut self, suggestion: &Suggestion) {
        self.suggested
            .retain(|known| (known.home, known.other) != (suggestion.home, suggestion.other));
        push(&mut self.suggested, suggestion.clone());
    }

    /// Who came together is not apart any more, and nobody is suggested to themselves.
    pub(crate) fn unite(&mut self, homes: &[LogName]) {
        let here = |home: &LogName| homes.contains(home);
        self.apart.retain(|(a, b)| !(here(a) && here(b)));
        self.suggested
            .retain(|s| !(here(&s.home) && here(&s.other)));
        self.withheld.retain(|w| !(here(&w.home) && here(&w.other)));
    }

    pub(crate) fn import(&mut self, other: &Self) {
        for pair in &other.apart {
            push(&mut self.apart, *pair);
        }
        for home in &other.shared {
            push(&mut self.shared, *home);
        }
        for withheld in &other.withheld {
            self.withhold(withheld);
        }
        for suggestion in &other.suggested {
            self.suggest(suggestion);
        }
        for Reassigned { home, to, at } in &other.reassigned {
            self.reassign(*home, *to, *at);
        }
    }

    /// Where the interactions of a number lie that may be somebody else's by now, and since when.
    #[must_use]
    pub fn successor(&self, home: LogName) -> Option<(LogName, u64)> {
        let mut reassigned = self.reassigned.iter();
        let found = reassigned.find(|r| r.home == home)?;
        Some((found.to, found.at))
    }

    /// Numbers that somebody else may have by now: the homes before and after, and since when.
    pub(crate) fn reassigned(&self) -> impl Iterator<Item = (LogName, LogName, u64)> {
        self.reassigned.iter().map(|r| (r.home, r.to, r.at))
    }

    /// Whether somebody decided that one of `homes` is not this customer.
    #[must_use]
    pub fn is_apart_from(&self, homes: &[LogName]) -> bool {
        self.apart.iter().any(|(_, other)| homes.contains(other))
    }

    /// Whether several people use an identity, by its home.
    #[must_use]
    pub fn is_shared(&self, home: LogName) -> bool {
        self.shared.contains(&home)
    }

    /// Joins that a rule kept from happening, the oldest first.
    #[must_use]
    pub fn withheld(&self) -> &[Withheld] {
        &self.withheld
    }

    /// Who may be the same person.
    #[must_use]
    pub fn suggested(&self) -> &[Suggestion] {
        &self.suggested
    }

    /// Pairs of homes that belong to different people.
    #[must_use]
    pub fn apart(&self) -> &[(LogName, LogName)] {
        &self.apart
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.contains(&value) {
        return;
    }
    if list.len() >= MOST {
        list.remove(0);
    }
    list.push(value);
}
