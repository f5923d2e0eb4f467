//! Which joins are made without a person: the rules that are against one.

use crate::content::KnownIdentity;
use crate::entry::{Identity, Withheld};
use crate::name::LogName;
use crate::view::View;
use std::collections::{BTreeMap, BTreeSet};
use throughline_identity::{ALL, Limit, blocked, limits, strength};

/// The rule by which what one interaction proves belongs together is joined.
pub const PROVEN_TOGETHER: &str = "proven_together";

/// The rule by which what a trusted system says belongs together is joined.
pub const STATED: &str = "stated";
/// The rule by which whoever is joined by hand is.
pub const AGENT: &str = "agent";

/// Kinds of which a person has one value: two of them are two people.
const EXCLUSIVE: [&str; 2] = ["user", "loyalty"];

/// Two identities that one interaction proved, with their homes.
pub(crate) struct Pair<'a> {
    pub ours: (&'a Identity, LogName),
    pub theirs: (&'a Identity, LogName),
    /// When, in milliseconds.
    pub at: u64,
    /// One of the two is a number that somebody else may have by now.
    pub silent: bool,
}

/// A rule that is against a join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Against {
    /// Somebody decided that they are two.
    Parted,
    /// The value never identifies a person.
    Blocked,
    /// Several people use one of the two.
    Shared,
    /// One of the two is a number that somebody else may have by now.
    Silent,
    /// Each has another value of a kind of which a person has one.
    Conflict,
    /// One person would have more identities of a kind than people have.
    Limit,
    /// The same, within a short time.
    Rush,
}

impl Against {
    /// Its name in the journal.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Parted => "parted",
            Self::Blocked => "blocked",
            Self::Shared => "shared",
            Self::Silent => "silent",
            Self::Conflict => "conflict",
            Self::Limit => "limit",
            Self::Rush => "limit_in_window",
        }
    }

    const ALL: [Self; 7] = [
        Self::Parted,
        Self::Blocked,
        Self::Shared,
        Self::Silent,
        Self::Conflict,
        Self::Limit,
        Self::Rush,
    ];

    /// The rule in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Parted => "an agent decided that these are two people",
            Self::Blocked => "one of the two values never identifies a person",
            Self::Shared => "several people use one of the two identities",
            Self::Silent => {
                "the number was not heard of for more than a year before: somebody else may have it"
            }
            Self::Conflict => "each has another account, and a person has one",
            Self::Limit => {
                "proven together, but one person would have too many identities of a kind"
            }
            Self::Rush => {
                "proven together, but one person would gain too many identities of a kind in a day"
            }
        }
    }

    /// How likely the two are one all the same, in thousandths.
    pub fn score(self) -> u16 {
        match self {
            Self::Limit | Self::Rush => 900,
            _ => 500,
        }
    }

    /// Whether an agent should look at it.
    pub fn is_for_a_person(self) -> bool {
        matches!(
            self,
            Self::Limit | Self::Rush | Self::Conflict | Self::Silent
        )
    }

    /// Which of the two identities several people use, if this shows it: the weaker one. One conflict
    /// is a new card or a slip of the hand; two are several people.
    pub fn shared(
        self,
        ours: (&View, &Identity, LogName),
        other: (&Identity, LogName),
    ) -> Option<LogName> {
        let (root, identity, home) = ours;
        let weaker = match strength(&identity.kind) <= strength(&other.0.kind) {
            true => home,
            false => other.1,
        };
        let conflict =
            |w: &&Withheld| w.rule == Self::Conflict.rule() && w.home == home && w.other != other.1;
        let before = root
            .content
            .relations
            .withheld()
            .iter()
            .filter(conflict)
            .count();
        let shown = match self {
            Self::Rush => true,
            Self::Conflict => before > 0,
            _ => false,
        };
        shown.then_some(weaker)
    }
}

/// The name of a rule as it is in the journal; empty for one that is not known any more.
pub(crate) fn known_name(rule: &str) -> &'static str {
    let mut against = Against::ALL.into_iter().map(Against::rule);
    against.find(|known| *known == rule).unwrap_or_default()
}

/// A rule in words, by its name in the journal.
pub(crate) fn in_words(rule: &str) -> &'static str {
    match rule {
        PROVEN_TOGETHER => "one interaction proved both identities",
        STATED => "a system that is trusted said that both are one person's",
        AGENT => "an agent joined them",
        _ => {
            let mut against = Against::ALL.into_iter();
            let named = against.find(|against| against.rule() == rule);
            named.map_or("not recorded", Against::reason)
        }
    }
}

/// What joins are measured by. These are ours; others can be tried on what there is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    /// Other limits, by kind.
    pub limits: BTreeMap<String, Limit>,
    /// Values that identify nobody, besides those that never do.
    pub blocked: Vec<Identity>,
    /// Other kinds of which a person has one value.
    pub exclusive: Option<Vec<String>>,
}

impl Rules {
    fn limit(&self, kind: &str) -> Limit {
        self.limits
            .get(kind)
            .copied()
            .unwrap_or_else(|| limits(kind))
    }

    fn is_blocked(&self, identity: &Identity) -> bool {
        self.blocked.contains(identity) || blocked(&identity.kind, &identity.value).is_some()
    }

    fn exclusive(&self) -> Vec<&str> {
        match &self.exclusive {
            Some(kinds) => kinds.iter().map(String::as_str).collect(),
            None => EXCLUSIVE.to_vec(),
        }
    }

    /// The rule that is against joining two customers, if one is.
    pub fn against(&self, ours: &View, theirs: &View, pair: &Pair<'_>) -> Option<Against> {
        let (here, there) = (&ours.content.relations, &theirs.content.relations);
        if here.is_apart_from(&theirs.homes) || there.is_apart_from(&ours.homes) {
            return Some(Against::Parted);
        }
        let (mine, yours) = (pair.ours, pair.theirs);
        if self.is_blocked(mine.0) || self.is_blocked(yours.0) {
            return Some(Against::Blocked);
        }
        if here.is_shared(mine.1) || there.is_shared(yours.1) {
            return Some(Against::Shared);
        }
        if pair.silent {
            return Some(Against::Silent);
        }
        let known = |view: &View| -> Vec<KnownIdentity> {
            let all = view.content.identities.iter();
            let still = all.map(|k| KnownIdentity {
                verified: view.content.proves(k),
                ..k.clone()
            });
            still.collect()
        };
        self.against_values(&known(ours), &known(theirs), pair)
    }

    /// The same, by what is known of both alone.
    pub fn against_values(
        &self,
        ours: &[KnownIdentity],
        theirs: &[KnownIdentity],
        pair: &Pair<'_>,
    ) -> Option<Against> {
        let (mine, yours) = (pair.ours.0, pair.theirs.0);
        if self.is_blocked(mine) || self.is_blocked(yours) {
            return Some(Against::Blocked);
        }
        // Whoever proves two accounts at once has both.
        let both = |kind: &str| mine.kind == kind && yours.kind == kind;
        let mut exclusive = self.exclusive().into_iter().filter(|kind| !both(kind));
        if exclusive.any(|kind| is_conflict(ours, theirs, kind, yours)) {
            return Some(Against::Conflict);
        }
        self.over(ours, theirs, pair)
    }

    /// Whether the two together would have too many identities of a kind.
    fn over(
        &self,
        ours: &[KnownIdentity],
        theirs: &[KnownIdentity],
        pair: &Pair<'_>,
    ) -> Option<Against> {
        let mut together: Vec<(&str, u64)> = vec![(&pair.theirs.0.kind, pair.at)];
        let known = ours.iter().chain(theirs);
        let others = known.filter(|k| k.home != pair.theirs.1);
        together.extend(others.map(|k| (k.identity.kind.as_str(), k.since)));
        if together.len() > ALL.per_customer as usize {
            return Some(Against::Limit);
        }
        let kinds: BTreeSet<&str> = together.iter().map(|(kind, _)| *kind).collect();
        let mut found = None;
        for kind in kinds {
            let limit = self.limit(kind);
            let mut since = together.iter().filter(|(k, _)| *k == kind).map(|(_, s)| *s);
            if since.clone().count() > limit.per_customer as usize {
                return Some(Against::Limit);
            }
            let Some(window) = limit.window else { continue };
            let begin = pair.at.saturating_sub(window.millis);
            if since.by_ref().filter(|s| *s >= begin).count() > window.gain as usize {
                found = Some(Against::Rush);
            }
        }
        found
    }
}

fn is_conflict(
    ours: &[KnownIdentity],
    theirs: &[KnownIdentity],
    kind: &str,
    new: &Identity,
) -> bool {
    let (ours, mut theirs) = (values(ours, kind), values(theirs, kind));
    if new.kind == kind {
        theirs.insert(&new.value);
    }
    !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs)
}

fn values<'a>(known: &'a [KnownIdentity], kind: &str) -> BTreeSet<&'a str> {
    let of_kind = known
        .iter()
        .filter(|k| k.verified && k.identity.kind == kind);
    of_kind.map(|k| k.identity.value.as_str()).collect()
}
