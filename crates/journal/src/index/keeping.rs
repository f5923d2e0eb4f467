//! Keeping the index: a fold of the feed, like the work list.
//!
//! What is known of the feed is how far closed minutes were read, and how far each writer of the
//! minutes since. Whoever is slow sets it back, and the next one lists again what is listed already.

use super::terms::{SUGGESTED, Words, block_terms, person};
use super::{Posting, Term};
use crate::entry::Suggestion;
use crate::error::Result;
use crate::feed::MINUTE;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;
use crate::quality;
use crate::view::View;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use throughline_matching::{Person, compare};

const HEAD: &str = "tl:i1";
/// As of the work list.
const CLOSED_AFTER: u64 = 3;
/// Entries of the feed that are read at once.
const ENTRIES: usize = 512;
/// Customers that are listed at once.
const BATCH: usize = 64;
/// A block with more customers than this says nothing of any two of them.
const COMMON: usize = 200;
/// Entries of these kinds change nothing that a customer is found by.
const SILENT: [&str; 2] = ["delivery", "suggestion"];

/// How far the feed was read.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Head {
    /// The last closed minute.
    through: u64,
    /// Of each minute since, how many entries of each writer.
    since: BTreeMap<(u64, u64), u64>,
    /// Somebody is listing, or died while listing: of those that they listed nobody may have been
    /// compared.
    begun: bool,
}

/// Customers that are remembered for comparing, a few kilobytes each at most.
const SEEN: usize = 10_000;

/// A customer as they were when they were looked at.
struct Met {
    homes: Vec<LogName>,
    person: Person,
}

/// Customers that were looked at lately, for the length of one call.
type Seen = BTreeMap<LogName, Met>;

impl<S: Kv + Clock> Journal<S> {
    /// Lists who is new or changed, and suggests who may be the same person; after about `most` entries of
    /// the feed it stops. False when some are left.
    ///
    /// Store operations: the head, the entries of the feed since, and for each customer named there a
    /// lookup and what listing takes; for each that is new under a block, the lookups of those who are
    /// listed there. The head is written after every 512 entries, so that whoever goes on after one who
    /// was stopped does little again.
    pub async fn keep_index(&self, most: usize) -> Result<bool> {
        let stored = self.store.get(HEAD).await?;
        let mut head: Head = stored
            .and_then(|b| postcard::from_bytes(&b).ok())
            .unwrap_or_default();
        let now = self.store.now() / MINUTE;
        let closed = now.saturating_sub(CLOSED_AFTER);
        let begin = head.through.min(closed);
        let (mut left, mut changed) = (most, false);
        let mut seen = Seen::new();
        for minute in self.busy_minutes(begin, now + 1).await? {
            for writer in self.writers(minute).await? {
                let is_closed = minute <= closed;
                loop {
                    let place = (minute, writer);
                    let some = self.index_some(&mut head, &mut seen, place, (is_closed, left));
                    let Some((taken, more)) = some.await? else {
                        break;
                    };
                    left = left.saturating_sub(taken);
                    changed = true;
                    if left == 0 {
                        self.keep_head(&mut head).await?;
                        return Ok(false);
                    }
                    if !more {
                        break;
                    }
                    self.keep_head(&mut head).await?;
                }
            }
            if minute <= closed {
                head.through = minute;
            }
        }
        if changed || head.through < closed {
            head.through = head.through.max(closed);
            self.keep_head(&mut head).await?;
        }
        Ok(true)
    }

    /// Reads on in a writer's entries of a minute, and lists whom they name. Answers how many they are and
    /// whether there may be more; nothing where there is none. An entry that is missing is waited for
    /// until its minute is closed.
    async fn index_some(
        &self,
        head: &mut Head,
        seen: &mut Seen,
        place: (u64, u64),
        (is_closed, most): (bool, usize),
    ) -> Result<Option<(usize, bool)>> {
        let read = head.since.entry(place).or_default();
        let most = most.min(ENTRIES);
        let some = self.some_hints(place.0, place.1, *read, most).await?;
        if some.hints.is_empty() {
            return Ok(None);
        }
        // Whoever was listed then may be listed and not compared.
        let again = std::mem::replace(&mut head.begun, true);
        self.keep_head(head).await?;
        let read = head.since.entry(place).or_default();
        let next = if is_closed { some.last } else { some.whole };
        let more = !some.done && next > *read;
        *read = next;
        let loud = some
            .hints
            .iter()
            .filter(|hint| !SILENT.contains(&hint.kind.as_str()));
        let logs: BTreeSet<LogName> = loud.map(|hint| hint.log).collect();
        self.index(logs, seen, again).await?;
        head.begun = false;
        Ok(Some((some.hints.len(), more)))
    }

    async fn keep_head(&self, head: &mut Head) -> Result<()> {
        let through = head.through;
        head.since.retain(|(minute, _), _| *minute > through);
        let bytes = postcard::to_allocvec(&head).unwrap_or_default();
        Ok(self.store.set(HEAD, &bytes).await?)
    }

    /// Lists customers, and compares those that are new under a block, or all of them `again`.
    async fn index(&self, logs: BTreeSet<LogName>, seen: &mut Seen, again: bool) -> Result<()> {
        let logs: Vec<LogName> = logs.into_iter().collect();
        for some in logs.chunks(BATCH) {
            let roots = some.iter().map(|log| self.root(*log));
            let roots = futures::future::try_join_all(roots).await?;
            let mut terms: BTreeSet<Posting> = BTreeSet::new();
            let mut blocks: BTreeMap<Posting, Term> = BTreeMap::new();
            let mut hearsay = Vec::new();
            for root in roots {
                if !root.is_owned() || root.content.identities.is_empty() {
                    continue;
                }
                let person = person(&root);
                hearsay.extend(self.hearsay(&root).await?);
                let own = Words::of(&root).terms(&self.naming);
                let flaws = quality::terms(&self.naming, &root, self.store.now());
                let own = own.union(&flaws);
                terms.extend(own.map(|term| Posting::new(*term, root.log)));
                for term in block_terms(&self.naming, &person) {
                    blocks.insert(Posting::new(term, root.log), term);
                }
                let suggested = self.naming.term("s", SUGGESTED);
                let homes = root.content.relations.suggested().iter().map(|s| s.home);
                terms.extend(homes.map(|home| Posting::new(suggested, home)));
                remember(seen, &root, person);
            }
            terms.extend(blocks.keys().copied());
            let all: Vec<Posting> = terms.into_iter().collect();
            let new = self.list(&all).await?;
            let blocks = blocks
                .into_iter()
                .filter(|(posting, _)| again || new.contains(posting));
            let mut groups: BTreeMap<Term, Vec<LogName>> = BTreeMap::new();
            for (posting, term) in blocks {
                groups.entry(term).or_default().push(posting.customer());
            }
            self.compare_all(groups, seen).await?;
            for suggestion in hearsay {
                self.suggest_listed(&suggestion).await?;
            }
        }
        Ok(())
    }

    /// Suggests, and lists where it is found.
    async fn suggest_listed(&self, suggestion: &Suggestion) -> Result<()> {
        if self.suggest(suggestion).await? {
            let term = self.naming.term("s", SUGGESTED);
            self.list(&[Posting::new(term, suggestion.home)]).await?;
        }
        Ok(())
    }

    /// Compares who is new under a term with everybody who is listed there.
    async fn compare_all(
        &self,
        groups: BTreeMap<Term, Vec<LogName>>,
        seen: &mut Seen,
    ) -> Result<()> {
        let mut pairs: BTreeSet<(LogName, LogName)> = BTreeSet::new();
        for (term, new) in groups {
            let listed = self.listed(term, LogName([0; 16]), COMMON + 1).await?;
            if listed.len() > COMMON {
                continue;
            }
            for a in new {
                let others = listed.iter().filter(|b| **b != a);
                pairs.extend(others.map(|b| (a.min(*b), a.max(*b))));
            }
        }
        let pairs: Vec<_> = pairs.into_iter().collect();
        for some in pairs.chunks(BATCH) {
            self.meet(some, seen).await?;
            self.compare_some(some, seen).await?;
        }
        Ok(())
    }

    /// Suggests those of these pairs, met before, who may be one person.
    async fn compare_some(&self, pairs: &[(LogName, LogName)], seen: &Seen) -> Result<()> {
        for &(a, b) in pairs {
            let (Some(first), Some(second)) = (seen.get(&a), seen.get(&b)) else {
                continue;
            };
            if first.homes.contains(&b) || second.homes.contains(&a) {
                continue;
            }
            let Some(score) = compare(&first.person, &second.person) else {
                continue;
            };
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 1000"
            )]
            let suggestion = Suggestion {
                home: a,
                other: b,
                score: (score.probability.clamp(0.0, 1.0) * 1000.0).round() as u16,
                reasons: score.reasons,
                at: self.store.now(),
            };
            self.suggest_listed(&suggestion).await?;
        }
        Ok(())
    }

    /// Looks at these customers at once, at each once; one who was joined to somebody or erased since is
    /// nobody.
    async fn meet(&self, pairs: &[(LogName, LogName)], seen: &mut Seen) -> Result<()> {
        if seen.len() + 2 * pairs.len() > SEEN {
            seen.clear();
        }
        let logs: BTreeSet<LogName> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        let new = logs.into_iter().filter(|log| !seen.contains_key(log));
        let roots = new.map(async |log| Ok::<_, crate::Error>((log, self.root(log).await?)));
        for (log, root) in futures::future::try_join_all(roots).await? {
            if root.log == log && root.is_owned() {
                let person = person(&root);
                remember(seen, &root, person);
            }
        }
        Ok(())
    }
}

fn remember(seen: &mut Seen, root: &View, person: Person) {
    if seen.len() >= SEEN {
        seen.clear();
    }
    let homes = root.homes.clone();
    seen.insert(root.log, Met { homes, person });
}
