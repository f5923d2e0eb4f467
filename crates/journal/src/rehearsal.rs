//! Rehearsing rules: what others than ours would have joined or kept apart, of what there is. Nothing is
//! changed by it.

use crate::append::Recorded;
use crate::content::KnownIdentity;
use crate::document::instant;
use crate::entry::{Cause, Identity};
use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{InteractionId, LogName};
use crate::rules::{self, Pair, Rules};
use crate::types::object;
use crate::view::View;
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use throughline_identity::{Limit, Window, limits};

/// Most values and kinds in a proposal.
const MOST: usize = 1_000;

/// Rules that are proposed. What is left out is as it is today.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Proposal {
    /// By kind of identity.
    limits: BTreeMap<String, ProposedLimit>,
    /// Further values that identify nobody.
    blocked: Vec<Identity>,
    /// All kinds of which a person has one value.
    exclusive: Option<Vec<String>>,
    /// Open suggestions that are at least so likely are joined.
    join_likely_above: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProposedLimit {
    per_customer: Option<u32>,
    in_a_day: Option<u32>,
}

/// One join that would be, or would not have been.
#[derive(Debug, PartialEq, Serialize)]
struct Difference {
    /// The customer of the first identity.
    a: String,
    /// That of the second, as both are today.
    b: String,
    /// The two identities, as far as they are known.
    identities: [Option<Identity>; 2],
    /// For one that would not have been, the proposed rule against it; for one that would be, the rule
    /// that kept it away, or `likely`.
    rule: &'static str,
    reason: String,
    /// The interaction that proved the two to belong together.
    interaction_id: Option<String>,
    at: String,
}

#[derive(Debug, Default, Serialize)]
struct Rehearsal {
    /// Customers that were looked at.
    examined: usize,
    joined: Vec<Difference>,
    parted: Vec<Difference>,
    next: Option<String>,
}

impl<S: Kv + Clock> Journal<S> {
    /// What proposed rules would have joined and kept apart, of the next `limit` customers:
    /// `{"examined","joined":[…],"parted":[…],"next"}`. The joins of each customer are made again in
    /// their order, without those that a proposed rule is against; joins by agents stay. Joins that a rule
    /// kept away are tried on the customers as they are now.
    ///
    /// Store operations: catching up with the index; for each customer a lookup, for each join of theirs
    /// about eight reads, for each that was kept away a lookup.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no proposal.
    pub async fn rehearse(
        &self,
        proposal: &[u8],
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Vec<u8>> {
        let proposal: Proposal = object("rules", proposal)?;
        let rules = self.proposed(&proposal)?;
        let after: LogName = match cursor {
            Some(cursor) => self.naming.open("cursor", "rehearsal", &[], cursor)?,
            None => LogName([0; 16]),
        };
        self.keep_index(usize::MAX).await?;
        let everybody = self.everybody(after).await?;
        let some: Vec<LogName> = everybody.iter().take(limit).copied().collect();
        let mut rehearsal = Rehearsal::default();
        let roots = try_join_all(some.iter().map(|log| self.root(*log))).await?;
        let roots = some
            .iter()
            .zip(roots)
            .filter(|(log, root)| root.log == **log && root.is_owned());
        for (_, root) in roots {
            rehearsal.examined += 1;
            rehearsal
                .parted
                .extend(self.would_part(&root, &rules).await?);
            rehearsal
                .joined
                .extend(self.would_join(&root, &rules).await?);
            if let Some(likely) = proposal.join_likely_above {
                rehearsal
                    .joined
                    .extend(self.would_accept(&root, likely).await?);
            }
        }
        let last = some.last().filter(|_| everybody.len() > some.len());
        rehearsal.next = last.map(|last| self.naming.token("rehearsal", &[], last));
        Ok(serde_json::to_vec(&rehearsal).unwrap_or_default())
    }

    fn proposed(&self, proposal: &Proposal) -> Result<Rules> {
        let exclusive = proposal.exclusive.as_ref();
        let sizes = [
            proposal.limits.len(),
            proposal.blocked.len(),
            exclusive.map_or(0, Vec::len),
        ];
        if sizes.iter().any(|size| *size > MOST) {
            let detail = format!("a list has more than {MOST} members");
            return Err(Error::invalid("rules", detail));
        }
        let likely = proposal.join_likely_above;
        if likely.is_some_and(|likely| !(0.5..=1.0).contains(&likely)) {
            return Err(Error::invalid("join_likely_above", "is 0.5 to 1"));
        }
        let mut rules = Rules {
            exclusive: exclusive.cloned(),
            ..Rules::default()
        };
        for Identity { kind, value } in &proposal.blocked {
            rules.blocked.push(self.naming.identity(kind, value)?);
        }
        for (kind, proposed) in &proposal.limits {
            let ours = limits(kind);
            let window = ours.window.map(|window| Window {
                gain: proposed.in_a_day.unwrap_or(window.gain),
                ..window
            });
            let per_customer = proposed.per_customer.unwrap_or(ours.per_customer);
            rules.limits.insert(
                kind.clone(),
                Limit {
                    per_customer,
                    window,
                },
            );
        }
        Ok(rules)
    }

    /// The joins of a customer that proposed rules would have been against.
    async fn would_part(&self, root: &View, rules: &Rules) -> Result<Vec<Difference>> {
        let causes = root.links.iter().map(|link| self.cause(link));
        let causes = try_join_all(causes).await?;
        let mut dated = Vec::new();
        for cause in causes.into_iter().flatten() {
            dated.push((self.happened(&cause).await?, cause));
        }
        dated.sort_by_key(|(at, cause)| (*at, cause.homes));
        let mut groups = Groups::default();
        let mut parted = Vec::new();
        for (at, cause) in dated {
            match against(root, &groups, rules, &cause, at) {
                None => groups.join(cause.homes),
                Some(against) => parted.push(Difference {
                    rule: against.rule(),
                    reason: against.reason().to_owned(),
                    ..difference(root, root, cause.homes, cause.of, at)
                }),
            }
        }
        Ok(parted)
    }

    /// When what made a join happened.
    async fn happened(&self, cause: &Cause) -> Result<u64> {
        let Some(of) = cause.of else {
            return Ok(cause.at);
        };
        Ok(match self.recorded(of).await? {
            Recorded::At { event, .. } => event.occurred_at,
            _ => cause.at,
        })
    }

    /// The joins that rules kept away, and proposed ones would not.
    async fn would_join(&self, root: &View, rules: &Rules) -> Result<Vec<Difference>> {
        let mut joined = Vec::new();
        for withheld in root.content.relations.withheld() {
            let homes = (withheld.home, withheld.other);
            let other = self.root(withheld.other).await?;
            let Some(ours) = named(root, homes.0) else {
                continue;
            };
            // Of one whom nobody knows yet, the kind is.
            let theirs = named(&other, homes.1).unwrap_or_else(|| Identity {
                kind: withheld.kind.clone(),
                value: homes.1.to_string(),
            });
            let pair = Pair {
                ours: (&ours, homes.0),
                theirs: (&theirs, homes.1),
                at: withheld.at,
                silent: withheld.rule == "silent",
            };
            let is_one = other.log == root.log
                || withheld.rule == "blocked" && named(&other, homes.1).is_none();
            if !is_one && rules.against(root, &other, &pair).is_none() {
                joined.push(Difference {
                    rule: rules::known_name(&withheld.rule),
                    reason: rules::in_words(&withheld.rule).to_owned(),
                    ..difference(root, &other, homes, withheld.of, withheld.at)
                });
            }
        }
        Ok(joined)
    }

    /// Open suggestions that are likely enough.
    async fn would_accept(&self, root: &View, likely: f64) -> Result<Vec<Difference>> {
        let mut joined = Vec::new();
        for suggestion in root.content.relations.suggested() {
            let other = self.root(suggestion.other).await?;
            let apart = root.content.relations.is_apart_from(&other.homes)
                || other.content.relations.is_apart_from(&root.homes);
            let is_likely = f64::from(suggestion.score) >= likely * 1000.0;
            if is_likely && !apart && other.log != root.log && other.is_owned() {
                let homes = (suggestion.home, suggestion.other);
                joined.push(Difference {
                    rule: "likely",
                    reason: suggestion.reasons.join(", "),
                    ..difference(root, &other, homes, None, suggestion.at)
                });
            }
        }
        Ok(joined)
    }
}

fn named(root: &View, home: LogName) -> Option<Identity> {
    let mut known = root.content.identities.iter();
    known.find(|k| k.home == home).map(|k| k.identity.clone())
}

fn difference(
    root: &View,
    other: &View,
    homes: (LogName, LogName),
    of: Option<InteractionId>,
    at: u64,
) -> Difference {
    Difference {
        a: root.log.customer_id(),
        b: other.log.customer_id(),
        identities: [named(root, homes.0), named(other, homes.1)],
        rule: "",
        reason: String::new(),
        interaction_id: of.map(|of| of.public()),
        at: instant(at),
    }
}

/// The proposed rule against a join of what was together at the time.
fn against(
    root: &View,
    groups: &Groups,
    rules: &Rules,
    cause: &Cause,
    at: u64,
) -> Option<rules::Against> {
    let (a, b) = cause.homes;
    let (ours, theirs) = (named(root, a)?, named(root, b)?);
    if cause.rule == rules::AGENT {
        return None;
    }
    let together = |home: LogName| -> Vec<KnownIdentity> {
        let homes = groups.of(home);
        let known = root.content.identities.iter();
        let then = known.filter(|k| homes.contains(&k.home) && (k.since <= at || k.home == home));
        then.cloned().collect()
    };
    let pair = Pair {
        ours: (&ours, a),
        theirs: (&theirs, b),
        at,
        silent: false,
    };
    rules.against_values(&together(a), &together(b), &pair)
}

/// Homes that are joined so far.
#[derive(Debug, Default)]
struct Groups(Vec<BTreeSet<LogName>>);

impl Groups {
    fn of(&self, home: LogName) -> BTreeSet<LogName> {
        let mut groups = self.0.iter();
        let found = groups.find(|group| group.contains(&home)).cloned();
        found.unwrap_or_else(|| BTreeSet::from([home]))
    }

    fn join(&mut self, (a, b): (LogName, LogName)) {
        let mut joined = self.of(a);
        joined.extend(self.of(b));
        self.0.retain(|group| group.is_disjoint(&joined));
        self.0.push(joined);
    }
}
