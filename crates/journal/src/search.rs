//! Finding customers by what is known of them, and those who may be the same person.

use crate::document;
use crate::entry::{Cause, Entry, Suggestion};
use crate::error::{Error, Result};
use crate::index::{SUGGESTED, Wanted, Words};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;
use crate::rules;
use crate::view::View;
use futures::future::try_join_all;
use serde::Serialize;
use std::collections::BTreeSet;

/// Most customers that are looked at for one query.
const CANDIDATES: usize = 500;
/// Most that are read of one term.
const LISTED: usize = 20_000;
/// Longest query, in bytes.
const QUERY: usize = 256;

/// What an agent decided about two customers who may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// They are one.
    Accept,
    /// They are not, for good.
    Reject,
}

#[derive(Serialize)]
struct Suggested<'a> {
    id: String,
    a: String,
    b: String,
    score: f64,
    reasons: &'a [String],
}

impl<S: Kv + Clock> Journal<S> {
    /// Customers that fit all words of a query, those heard of last first, at most 500 in all. A word is
    /// the beginning of one in a name, an attribute, a ticket's subject or an identity; `name:value` is
    /// an attribute; an id of a customer or a ticket is itself.
    ///
    /// Store operations: catching up, for each word what its term takes, and a lookup for each customer
    /// that is looked at.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a query without a word.
    pub async fn search(&self, query: &str, limit: usize, cursor: Option<&str>) -> Result<Vec<u8>> {
        let before: Option<(u64, LogName)> = match cursor {
            Some(cursor) => Some(self.naming.open("cursor", "search", &[query], cursor)?),
            None => None,
        };
        let mut found = self.found(query.trim()).await?;
        found.sort_by_key(|root| std::cmp::Reverse(place(root)));
        found.retain(|root| before.is_none_or(|before| place(root) < before));
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more);
        let next = next.map(|root| self.naming.token("search", &[query], &place(root)));
        let items: Vec<_> = found.iter().map(document::summary).collect();
        Ok(page(&items, next.as_deref()))
    }

    async fn found(&self, query: &str) -> Result<Vec<View>> {
        if query.starts_with("cus_") || query.starts_with("tkt_") {
            return self.named(query).await;
        }
        let wanted = Wanted::read(query);
        if query.len() > QUERY || wanted.iter().all(Wanted::is_empty) {
            let detail = format!("is 1 to {QUERY} bytes with a letter or a digit");
            return Err(Error::invalid("query", detail));
        }
        self.keep_index(usize::MAX).await?;
        let mut candidates: Option<BTreeSet<LogName>> = None;
        for part in &wanted {
            let term = part.term(&self.naming);
            let listed = self.listed(term, LogName([0; 16]), LISTED).await?;
            let listed: BTreeSet<LogName> = listed.into_iter().collect();
            candidates = Some(match candidates {
                Some(known) => known.intersection(&listed).copied().collect(),
                None => listed,
            });
        }
        let candidates: Vec<LogName> = candidates.into_iter().flatten().take(CANDIDATES).collect();
        let roots = try_join_all(candidates.into_iter().map(|log| self.root(log))).await?;
        let mut seen = BTreeSet::new();
        let fits = |root: &View| {
            let words = Words::of(root);
            root.is_owned() && wanted.iter().all(|part| words.fit(part))
        };
        Ok(roots
            .into_iter()
            .filter(|root| fits(root) && seen.insert(root.log))
            .collect())
    }

    async fn named(&self, id: &str) -> Result<Vec<View>> {
        let home = match LogName::from_customer_id(id) {
            Some(log) => Some(log),
            None => match id.parse() {
                Ok(ticket) => self.homes_of(ticket).await?.pop(),
                Err(()) => None,
            },
        };
        let Some(home) = home else {
            return Ok(Vec::new());
        };
        let root = self.root(home).await?;
        Ok(Some(root).into_iter().filter(View::is_owned).collect())
    }

    /// Pairs of customers who may be one person, page by page; on each page the likeliest first.
    ///
    /// Store operations: catching up, what the term of suggestions takes, two lookups for each pair.
    pub async fn suggestions(&self, limit: usize, cursor: Option<&str>) -> Result<Vec<u8>> {
        let after: LogName = match cursor {
            Some(cursor) => self.naming.open("cursor", "suggestions", &[], cursor)?,
            None => LogName([0; 16]),
        };
        self.keep_index(usize::MAX).await?;
        let term = self.naming.term("s", SUGGESTED);
        let listed = self.listed(term, after, LISTED).await?;
        let mut pairs: Vec<(LogName, LogName, Suggestion)> = Vec::new();
        let mut next = None;
        for log in listed {
            let open = self.open_suggestions(log).await?;
            // All of one customer are on one page: there are at most 64.
            if !pairs.is_empty() && pairs.len() + open.len() > limit {
                break;
            }
            pairs.extend(open);
            next = Some(log);
        }
        let more = match next {
            Some(last) => !self.listed(term, last, 1).await?.is_empty(),
            None => false,
        };
        pairs.sort_by_key(|(a, b, s)| std::cmp::Reverse((s.score, *a, *b)));
        // Two may be suggested to each other, and by several identities.
        let mut seen = BTreeSet::new();
        pairs.retain(|(a, b, _)| seen.insert((*a.min(b), *a.max(b))));
        let next = next.filter(|_| more);
        let next = next.map(|last| self.naming.token("suggestions", &[], &last));
        let items = pairs.iter().map(|(a, b, suggestion)| Suggested {
            id: format!("sug_{}_{}", suggestion.home, suggestion.other),
            a: a.customer_id(),
            b: b.customer_id(),
            score: f64::from(suggestion.score) / 1000.0,
            reasons: &suggestion.reasons,
        });
        Ok(page(&items.collect::<Vec<_>>(), next.as_deref()))
    }

    /// What is suggested to whom this log was, as far as nobody decided it.
    async fn open_suggestions(&self, log: LogName) -> Result<Vec<(LogName, LogName, Suggestion)>> {
        let root = self.root(log).await?;
        let mut open = Vec::new();
        for suggestion in root.content.relations.suggested() {
            // Whoever joined this customer brought theirs along, and is listed as well.
            if suggestion.home != log || root.homes.contains(&suggestion.other) {
                continue;
            }
            let other = self.root(suggestion.other).await?;
            let apart = root.content.relations.is_apart_from(&other.homes)
                || other.content.relations.is_apart_from(&root.homes);
            if other.is_owned() && !apart {
                open.push((root.log, other.log, suggestion.clone()));
            }
        }
        Ok(open)
    }

    /// Joins two customers who may be one, or notes that they are not, for good. Answers the first one's
    /// root afterwards.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what was not suggested.
    pub async fn decide_suggestion(&self, id: &str, decision: Ruling, by: &str) -> Result<LogName> {
        let pair = id
            .strip_prefix("sug_")
            .and_then(|pair| pair.split_once('_'));
        let (a, b) = pair.ok_or(Error::NotFound)?;
        let (Ok(a), Ok(b)) = (a.parse::<LogName>(), b.parse::<LogName>()) else {
            return Err(Error::NotFound);
        };
        let (root, other) = (self.root(a).await?, self.root(b).await?);
        let mut known = root.content.relations.suggested().iter();
        let is_known = known.any(|s| (s.home, s.other) == (a, b));
        let is_done = root.homes.contains(&b) || root.content.relations.is_apart_from(&[b]);
        if !is_known && !is_done {
            return Err(Error::NotFound);
        }
        let at = self.store.now();
        match decision {
            Ruling::Accept => {
                let cause = Cause {
                    rule: rules::AGENT.into(),
                    by: Some(by.to_owned()),
                    of: None,
                    homes: (a, b),
                    at,
                };
                self.merge(a, b, Some(&cause)).await?;
            }
            Ruling::Reject => {
                let apart = |root: &View| {
                    let is_new = !root.content.relations.is_apart_from(&[b]);
                    is_new.then(|| Entry::Apart {
                        home: a,
                        from: other.homes.clone(),
                        by: by.to_owned(),
                        at,
                    })
                };
                self.enter(a, apart).await?;
            }
        }
        Ok(self.root(a).await?.log)
    }
}

fn place(root: &View) -> (u64, LogName) {
    let content = &root.content;
    (content.last_seen_at.max(content.created_at), root.log)
}

fn page<T: Serialize>(items: &[T], next: Option<&str>) -> Vec<u8> {
    #[derive(Serialize)]
    struct Page<'a, T> {
        items: &'a [T],
        next: Option<&'a str>,
    }
    serde_json::to_vec(&Page { items, next }).unwrap_or_default()
}
