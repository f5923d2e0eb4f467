//! How good what is known of customers is: a report, and who is behind each of its numbers.
//!
//! Whoever has a problem is listed in the index under it, and looked at again when somebody asks: a
//! posting is never taken out, so it may speak of what was mended since.

mod findings;

use crate::error::{Error, Result};
use crate::index::Term;
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::{LogName, Naming};
use crate::view::View;
use findings::{Finding, KINDS, Now, YEAR, findings};
use futures::future::try_join_all;
use serde::Serialize;
use std::collections::BTreeSet;

/// Customers that are looked at for one number of the report. Beyond it is estimated: names of logs are
/// hashes, so the first are a fair sample.
const SAMPLE: usize = 200;
/// Customers that are looked at for one page.
const LOOKED_AT: usize = 1_000;
/// Most that are read of one term.
const LISTED: usize = 100_000;
/// Years back in which somebody was heard of last.
const YEARS: u64 = 30;

#[derive(Serialize)]
struct Row {
    problem: &'static str,
    field: &'static str,
    customers: usize,
    /// All were looked at.
    exact: bool,
}

#[derive(Serialize)]
struct Report {
    as_of: String,
    items: Vec<Row>,
}

#[derive(Serialize)]
struct Flawed {
    customer_id: String,
    display_name: Option<String>,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct Page {
    items: Vec<Flawed>,
    next: Option<String>,
}

/// The terms under which a customer is listed, for what is wrong with them or may be later.
pub(crate) fn terms(naming: &Naming, root: &View, at: u64) -> BTreeSet<Term> {
    let now = Now {
        at,
        region: naming.region(),
    };
    let found = findings(root, now);
    let heard = root.content.last_seen_at.max(root.content.created_at);
    let mut terms: BTreeSet<Term> = found
        .iter()
        .filter(|f| (f.problem, f.field) != ("stale", "customer"))
        .map(|f| of_problem(naming, f.problem, f.field))
        .collect();
    terms.insert(of_year(naming, heard / YEAR));
    terms
}

fn of_problem(naming: &Naming, problem: &str, field: &str) -> Term {
    naming.term("q", &format!("{problem} {field}"))
}

/// Those who were heard of last in a year since 1970; each customer is listed under all of theirs.
fn of_year(naming: &Naming, year: u64) -> Term {
    naming.term("y", &year.to_string())
}

impl<S: Kv + Clock> Journal<S> {
    /// How many customers have which problem:
    /// `{"as_of","items":[{"problem","field","customers","exact"}]}`. Numbers over 200 are estimated.
    ///
    /// Store operations: catching up with the index; for each of the 12 problems what its term takes, and
    /// at most 200 lookups.
    pub async fn quality(&self) -> Result<Vec<u8>> {
        self.keep_index(usize::MAX).await?;
        let mut items = Vec::new();
        for (problem, field) in KINDS {
            let listed = self.flawed(problem, field, LogName([0; 16])).await?;
            let some: Vec<LogName> = listed.iter().take(SAMPLE).copied().collect();
            let looked = some.len();
            let found = self.look_at(some, problem, Some(field)).await?.len();
            let exact = looked == listed.len();
            let customers = match exact {
                true => found,
                false => (listed.len() * found).div_ceil(looked.max(1)),
            };
            items.push(Row {
                problem,
                field,
                customers,
                exact,
            });
        }
        let as_of = crate::document::instant(self.store.now());
        Ok(serde_json::to_vec(&Report { as_of, items }).unwrap_or_default())
    }

    /// Who has a problem, in which field or in any, and what exactly:
    /// `{"items":[{"customer_id","display_name","findings":[{"field","value","detail"}]}],"next"}`. A page
    /// may have fewer than `limit` before the end.
    ///
    /// Store operations: catching up with the index; what the terms take, and at most 1,000 lookups.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a problem that there is not, [`Error::Invalid`] for a field that it is not
    /// found in.
    pub async fn quality_of(
        &self,
        problem: &str,
        field: Option<&str>,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Vec<u8>> {
        let fields: Vec<&str> = KINDS
            .iter()
            .filter(|k| k.0 == problem)
            .map(|k| k.1)
            .collect();
        if fields.is_empty() {
            return Err(Error::NotFound);
        }
        if field.is_some_and(|field| !fields.contains(&field)) {
            let detail = format!("of {problem} it is one of {}", fields.join(", "));
            return Err(Error::invalid("field", detail));
        }
        let bound = [problem, field.unwrap_or_default()];
        let after: LogName = match cursor {
            Some(cursor) => self.naming.open("cursor", "quality", &bound, cursor)?,
            None => LogName([0; 16]),
        };
        self.keep_index(usize::MAX).await?;
        let mut listed = BTreeSet::new();
        for one in fields.into_iter().filter(|f| field.is_none_or(|w| w == *f)) {
            listed.extend(self.flawed(problem, one, after).await?);
        }
        let mut items = Vec::new();
        let mut last = None;
        let logs: Vec<LogName> = listed.iter().copied().collect();
        for some in logs.chunks(limit).take(LOOKED_AT.div_ceil(limit)) {
            for flawed in self.look_at(some.to_vec(), problem, field).await? {
                if items.len() == limit {
                    break;
                }
                last = Some(flawed.0);
                items.push(flawed.1);
            }
            if items.len() == limit {
                break;
            }
            last = some.last().copied();
        }
        let next = last.filter(|last| logs.last() != Some(last));
        let next = next.map(|last| self.naming.token("quality", &bound, &last));
        Ok(serde_json::to_vec(&Page { items, next }).unwrap_or_default())
    }

    /// Those who may have a problem, in the order of their names.
    async fn flawed(
        &self,
        problem: &str,
        field: &str,
        after: LogName,
    ) -> Result<BTreeSet<LogName>> {
        let mut terms = vec![of_problem(&self.naming, problem, field)];
        if (problem, field) == ("stale", "customer") {
            let last = self.store.now().saturating_sub(YEAR) / YEAR;
            let years = last.saturating_sub(YEARS)..=last;
            terms = years.map(|year| of_year(&self.naming, year)).collect();
        }
        let listed = terms
            .into_iter()
            .map(|term| self.listed(term, after, LISTED));
        Ok(try_join_all(listed).await?.into_iter().flatten().collect())
    }

    /// Every customer of whom anything was heard, in the order of their names.
    pub(crate) async fn everybody(&self, after: LogName) -> Result<BTreeSet<LogName>> {
        let last = self.store.now() / YEAR;
        let years = (last.saturating_sub(YEARS)..=last).map(|year| of_year(&self.naming, year));
        let listed = years.map(|term| self.listed(term, after, LISTED));
        Ok(try_join_all(listed).await?.into_iter().flatten().collect())
    }

    /// Those of them who have it still.
    async fn look_at(
        &self,
        logs: Vec<LogName>,
        problem: &str,
        field: Option<&str>,
    ) -> Result<Vec<(LogName, Flawed)>> {
        let now = Now {
            at: self.store.now(),
            region: self.naming.region(),
        };
        let roots = try_join_all(logs.iter().map(|log| self.root(*log))).await?;
        let mut flawed = Vec::new();
        for (log, root) in logs.into_iter().zip(roots) {
            // Whoever joined somebody is listed with them.
            if root.log != log || !root.is_owned() {
                continue;
            }
            let mut findings = findings(&root, now);
            findings.retain(|f| f.problem == problem && field.is_none_or(|w| w == f.field));
            if !findings.is_empty() {
                let customer = Flawed {
                    customer_id: root.log.customer_id(),
                    display_name: root.content.profile.display_name(),
                    findings,
                };
                flawed.push((log, customer));
            }
        }
        Ok(flawed)
    }
}
