//! Whether a store keeps what the journal builds on, found out by trying.
//!
//! Everything is tried on keys of its own below `tl:probe:`, which are deleted afterwards.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use futures::future::{join_all, try_join_all};

use crate::redis::Redis;
use crate::{Store, StoreError, Write, Written};

/// Increments at a time, from each of two connections.
const AT_ONCE: usize = 64;
/// Keys of the `set-many` that is tried: more than DynamoDB takes at once.
const KEYS: usize = 32;

/// What was found of one promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is kept; without an answer nobody could tell.
    pub kept: Option<bool>,
    /// What was looked at and what was found.
    pub text: String,
    /// What to do about it, unless it is kept.
    pub fix: &'static str,
}

impl Finding {
    fn new(kept: bool, text: impl Into<String>, fix: &'static str) -> Self {
        Finding {
            kept: Some(kept),
            text: text.into(),
            fix,
        }
    }
}

/// Tries a store through two connections to it.
///
/// # Errors
/// When it does not answer.
pub async fn semantics(stores: [&Arc<dyn Store>; 2]) -> Result<Vec<Finding>, StoreError> {
    let begun = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let prefix = format!("tl:probe:{}:{}", std::process::id(), begun.as_nanos());
    let key = |n: usize| format!("{prefix}:{n}");
    let counter = format!("{prefix}:counter");

    let tickets = tickets(stores, &counter).await?;
    let value = stores[1].get(counter.clone()).await?;
    let counted = value.as_deref().and_then(decoded) == Some(2 * AT_ONCE as u64);

    let entries = (0..KEYS).map(|n| (key(n), vec![n as u8; 100])).collect();
    stores[0].write(Write::Set(entries)).await?;
    let found = try_join_all((0..KEYS).map(|n| stores[1].get(key(n)))).await?;
    let whole = (0..)
        .zip(&found)
        .all(|(n, v)| v.as_deref() == Some(&[n as u8; 100][..]));

    let keys = (0..KEYS).map(key).chain([counter]);
    stores[0].write(Write::Delete(keys.collect())).await?;
    let gone = stores[1].get(key(0)).await?.is_none();
    Ok(vec![
        Finding::new(
            tickets == (1..=2 * AT_ONCE as i64).collect(),
            format!(
                "{} increments at once by two connections: {} numbers",
                2 * AT_ONCE,
                tickets.len()
            ),
            "two writers get one number, and one overwrites the other: use another store",
        ),
        Finding::new(
            counted,
            "a counter reads back as what it counted",
            "its value is neither 8 bytes nor decimal digits: use another store",
        ),
        Finding::new(
            whole,
            format!("set-many of {KEYS} keys is seen by the other connection at once"),
            "acknowledged writes are not visible everywhere: read from no replica",
        ),
        Finding::new(gone, "delete-many deletes", "use another store"),
    ])
}

async fn tickets(stores: [&Arc<dyn Store>; 2], counter: &str) -> Result<BTreeSet<i64>, StoreError> {
    let increments = (0..2 * AT_ONCE).map(|n| {
        stores[n % 2].write(Write::Increment {
            key: counter.to_owned(),
            delta: 1,
        })
    });
    let results = join_all(increments).await.into_iter();
    let sums: Result<Vec<_>, _> = results.collect();
    let sum = |written| match written {
        Written::Counter(sum) => Some(sum),
        _ => None,
    };
    Ok(sums?.into_iter().filter_map(sum).collect())
}

/// A counter as the journal decodes it: digits, or 8 bytes little-endian.
fn decoded(value: &[u8]) -> Option<u64> {
    match std::str::from_utf8(value).map(str::parse) {
        Ok(Ok(number)) => Some(number),
        _ => <[u8; 8]>::try_from(value).ok().map(u64::from_le_bytes),
    }
}

/// Whether a Redis server keeps what it acknowledged.
///
/// # Errors
/// When it does not answer at all.
pub async fn durability(redis: &Redis) -> Result<Vec<Finding>, StoreError> {
    // Some providers forbid CONFIG: whether the server answers was seen before.
    let Ok(settings) = redis.settings().await else {
        return Ok(vec![Finding {
            kept: None,
            text: "the server does not tell its settings".to_owned(),
            fix: "ask its provider: appendonly yes, appendfsync always, maxmemory-policy noeviction",
        }]);
    };
    Ok(judged(&settings))
}

fn judged(settings: &[(String, String)]) -> Vec<Finding> {
    let of = |name: &str| {
        let found = settings.iter().find(|(n, _)| n == name);
        found.map_or("unknown", |(_, value)| value.as_str())
    };
    let finding = |name: &str, good: &str, fix| {
        Finding::new(of(name) == good, format!("{name} is {}", of(name)), fix)
    };
    let mut findings = vec![
        finding(
            "appendonly",
            "yes",
            "a restart loses acknowledged messages: appendonly yes",
        ),
        finding(
            "appendfsync",
            "always",
            "a power cut loses acknowledged messages: appendfsync always",
        ),
        finding(
            "role",
            "master",
            "a replica is behind and cannot be written to: give the primary's URL",
        ),
    ];
    if of("maxmemory") != "0" {
        findings.push(finding(
            "maxmemory-policy",
            "noeviction",
            "a full server forgets timelines: maxmemory-policy noeviction",
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::Database;

    #[tokio::test]
    async fn sqlite_keeps_all_of_it_and_nothing_stays_behind() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("store.db");
        let stores = [
            Database::open(&path).unwrap(),
            Database::open(&path).unwrap(),
        ];
        let stores = stores.map(|database| database.store("default"));
        let findings = semantics([&stores[0], &stores[1]]).await.unwrap();
        assert_eq!(findings.len(), 4);
        for finding in findings {
            assert_eq!(finding.kept, Some(true), "{}", finding.text);
        }
        assert_eq!(stores[0].keys().await.unwrap(), Vec::<String>::new());
    }

    /// Two files behind what should be one store.
    #[tokio::test]
    async fn what_is_not_kept_is_noticed() {
        let folder = tempfile::TempDir::new().unwrap();
        let store = |name| {
            Database::open(&folder.path().join(name))
                .unwrap()
                .store("default")
        };
        let (one, other) = (store("a.db"), store("b.db"));
        let findings = semantics([&one, &other]).await.unwrap();
        let kept: Vec<_> = findings.iter().map(|finding| finding.kept).collect();
        assert_eq!(kept, [Some(false), Some(false), Some(false), Some(true)]);
    }

    #[test]
    fn settings_that_lose_messages_are_named() {
        let settings = |pairs: &[(&str, &str)]| {
            let pairs = pairs
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
            let findings = judged(&pairs.collect::<Vec<_>>());
            let bad = findings.into_iter().filter(|f| f.kept != Some(true));
            bad.map(|f| f.text).collect::<Vec<_>>()
        };
        let good = [
            ("appendonly", "yes"),
            ("appendfsync", "always"),
            ("maxmemory", "0"),
            ("maxmemory-policy", "allkeys-lru"),
            ("role", "master"),
        ];
        assert!(settings(&good).is_empty());
        let bad = [
            ("appendonly", "no"),
            ("appendfsync", "everysec"),
            ("maxmemory", "100"),
            ("maxmemory-policy", "allkeys-lru"),
            ("role", "slave"),
        ];
        assert_eq!(
            settings(&bad),
            [
                "appendonly is no",
                "appendfsync is everysec",
                "role is slave",
                "maxmemory-policy is allkeys-lru"
            ]
        );
    }
}
