//! Writing a backup.

use super::keys::{self, Part, Places};
use super::{Count, End, Enumerate, Head, Pair, VERSION};
use crate::document::instant;
use crate::entry::Entry;
use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, decode_counter};
use crate::name::{LogName, key};
use crate::slot::GRACE;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Keys whose values are read at once.
const ROUND: usize = 32;
/// Keys that are held at once: the store is listed again for the next ones.
const LISTED: usize = 100_000;

/// Slots of one log that belong to a backup because of what another one's hold.
#[derive(Debug)]
struct Prefix {
    log: LogName,
    next: u64,
    upto: u64,
}

#[derive(Debug, PartialEq, Eq)]
enum Stage {
    Head,
    Keys,
    Done,
}

/// A backup that is being written.
#[derive(Debug)]
pub struct Backup {
    places: Places,
    stage: Stage,
    part: Part,
    /// Keys of the part, in order, and how many of them were read.
    listed: Vec<String>,
    read: usize,
    /// How many are held at once.
    most: usize,
    due: Vec<Prefix>,
    /// How far logs were read because others needed them.
    needed: BTreeMap<LogName, u64>,
    /// Logs that are needed with all that they moved to.
    onward: BTreeSet<LogName>,
    /// Somebody may still be sealing.
    is_sealing: bool,
    lines: Vec<u8>,
    digest: Sha256,
    keys: u64,
    counters: u64,
}

impl Backup {
    /// Begins a backup. Lists the keys of the store.
    ///
    /// # Errors
    /// [`Error::Unavailable`] also when the store holds what this release knows nothing of.
    pub async fn begin<S: Enumerate + Clock>(journal: &Journal<S>) -> Result<Self> {
        Self::begin_with(journal, LISTED).await
    }

    /// The same, with at most so many keys in memory: the store is listed as often as that takes.
    ///
    /// # Errors
    /// As [`Backup::begin`].
    pub async fn begin_with<S: Enumerate + Clock>(
        journal: &Journal<S>,
        most: usize,
    ) -> Result<Self> {
        let mut backup = Self {
            places: Places::new(&journal.naming),
            stage: Stage::Head,
            part: Part::Slots,
            listed: Vec::new(),
            read: 0,
            most: most.max(1),
            due: Vec::new(),
            needed: BTreeMap::new(),
            onward: BTreeSet::new(),
            is_sealing: false,
            lines: Vec::new(),
            digest: Sha256::new(),
            keys: 0,
            counters: 0,
        };
        backup.list(journal).await?;
        Ok(backup)
    }

    /// The next whole lines; nothing at the end. After an error the backup is of no use.
    ///
    /// Store operations: as many reads as there are keys to be read, at most 32, and now and then a
    /// listing of all keys.
    pub async fn next<S: Enumerate + Clock>(&mut self, journal: &Journal<S>) -> Result<Vec<u8>> {
        match self.stage {
            Stage::Head => {
                let now = journal.store.now();
                self.stage = Stage::Keys;
                self.line(&Head {
                    r#type: "backup".to_owned(),
                    version: VERSION,
                    id: journal.feed.unique(now),
                    fingerprint: journal.naming.fingerprint(),
                    created_at: instant(now),
                });
            }
            Stage::Keys => {
                while self.lines.is_empty() {
                    let keys = self.round(journal).await?;
                    if keys.is_empty() {
                        self.end();
                        break;
                    }
                    let values = journal.get_all(keys.iter().cloned()).await?;
                    for (key, value) in keys.iter().zip(values) {
                        if let Some(value) = value {
                            self.take(journal, key, &value).await?;
                        }
                    }
                }
            }
            Stage::Done => {}
        }
        Ok(std::mem::take(&mut self.lines))
    }

    /// The next keys to be read; none when all were.
    async fn round<S: Enumerate + Clock>(&mut self, journal: &Journal<S>) -> Result<Vec<String>> {
        loop {
            let due = self.due();
            if !due.is_empty() {
                return Ok(due);
            }
            let rest = self.listed.get(self.read..).unwrap_or_default();
            if !rest.is_empty() {
                let keys: Vec<_> = rest.iter().take(ROUND).cloned().collect();
                self.read += keys.len();
                return Ok(keys);
            }
            if !self.is_full() {
                let Some(next) = self.part.next() else {
                    return Ok(Vec::new());
                };
                if next == Part::Verdicts && self.is_sealing {
                    // Whoever had begun before its flag was read has written the verdict by then.
                    journal.store.sleep(GRACE).await;
                }
                self.part = next;
                self.listed.clear();
            }
            self.list(journal).await?;
        }
    }

    /// Whether there may be more keys of this part than are held.
    fn is_full(&self) -> bool {
        self.listed.len() >= self.most
    }

    /// The next keys of logs that others need.
    fn due(&mut self) -> Vec<String> {
        let mut keys = Vec::new();
        while keys.len() < ROUND
            && let Some(prefix) = self.due.last_mut()
        {
            if prefix.next > prefix.upto {
                self.due.pop();
                continue;
            }
            let key = key::slot(prefix.log, prefix.next);
            prefix.next += 1;
            let is_onward = self.onward.contains(&prefix.log);
            if is_onward || self.listed.binary_search(&key).is_err() {
                keys.push(key);
            }
        }
        keys
    }

    /// Lists the next keys of this part.
    async fn list<S: Enumerate + Clock>(&mut self, journal: &Journal<S>) -> Result<()> {
        let after = self.listed.last().cloned().unwrap_or_default();
        let (part, places, most) = (self.part, &self.places, self.most);
        let mut found: BTreeSet<String> = BTreeSet::new();
        let mut unknown = None;
        let mut each = |key: &str| {
            if keys::is_ours(key) && keys::treatment(key).is_none() {
                unknown = Some(key.to_owned());
            }
            let is_far =
                found.len() >= most && found.last().is_some_and(|last| key > last.as_str());
            if key > after.as_str() && !is_far && places.part(key) == Some(part) {
                found.insert(key.to_owned());
                if found.len() > most {
                    found.pop_last();
                }
            }
        };
        journal.store.keys(&mut each).await?;
        if let Some(key) = unknown {
            let detail = format!("this release knows nothing of the key {key}");
            return Err(Error::Unavailable(detail));
        }
        self.listed = found.into_iter().collect();
        self.read = 0;
        Ok(())
    }

    async fn take<S: Enumerate + Clock>(
        &mut self,
        journal: &Journal<S>,
        name: &str,
        value: &[u8],
    ) -> Result<()> {
        if self.part == Part::Counters {
            self.counters += 1;
            let at = decode_counter(value);
            self.line(&Count { n: name.into(), at });
            return Ok(());
        }
        self.keys += 1;
        self.line(&Pair {
            k: name.into(),
            v: STANDARD.encode(value).into(),
        });
        if let Some((log, _)) = keys::slot(name) {
            self.causes(journal, log, value).await?;
        } else if keys::is_erasure(name) {
            for (log, upto) in crate::erase::reach(value) {
                self.need(log, upto);
            }
        } else if let Some((log, n)) = keys::sealing(name) {
            let verdicts = [key::void(log, n), key::live(log, n)];
            let verdicts = journal.get_all(verdicts.into_iter()).await?;
            self.is_sealing |= verdicts.iter().all(Option::is_none);
        }
        Ok(())
    }

    /// Notes what else has to be there when this entry is.
    async fn causes<S: Enumerate + Clock>(
        &mut self,
        journal: &Journal<S>,
        log: LogName,
        value: &[u8],
    ) -> Result<()> {
        match Entry::decode(value) {
            Ok(Entry::Join { log, at, .. }) => self.need(log, at),
            Ok(Entry::Reopen {
                adopt: Some(adopt), ..
            }) => {
                self.need(adopt.log, adopt.before);
            }
            Ok(Entry::Reopen {
                erased: Some(place),
                ..
            }) => self.need(place.log, place.slot),
            // It follows an erasure, where the log that it left had moved to by then.
            Ok(Entry::Reopen { at, .. }) => {
                let moved = journal.store.get(&key::slot(log, at)).await?;
                if let Some(Ok(Entry::Moved { to, .. })) = moved.map(|bytes| Entry::decode(&bytes))
                {
                    self.need_all(journal, to).await?;
                }
            }
            Ok(Entry::Moved { to, .. }) if self.onward.contains(&log) => {
                self.need_all(journal, to).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn need_all<S: Enumerate + Clock>(
        &mut self,
        journal: &Journal<S>,
        log: LogName,
    ) -> Result<()> {
        if !self.onward.insert(log) {
            return Ok(());
        }
        let counter = journal.store.get(&key::counter(log)).await?;
        // Read again from the beginning: where it moved to is in any of its slots.
        self.due.push(Prefix {
            log,
            next: 1,
            upto: counter.map_or(0, |c| decode_counter(&c)),
        });
        Ok(())
    }

    fn need(&mut self, log: LogName, upto: u64) {
        // What is not listed yet is going to be.
        let is_last = self.part == Part::Slots && self.is_full();
        let last = self.listed.last().filter(|_| is_last);
        if last.is_some_and(|last| *last < key::slot(log, 0)) {
            return;
        }
        let known = self.needed.entry(log).or_default();
        if *known < upto {
            let next = *known + 1;
            *known = upto;
            self.due.push(Prefix { log, next, upto });
        }
    }

    fn end(&mut self) {
        self.stage = Stage::Done;
        let sha256 = hex::encode(self.digest.clone().finalize());
        let end = End {
            r#type: "end".to_owned(),
            keys: self.keys,
            counters: self.counters,
            sha256,
        };
        self.line(&end);
    }

    fn line(&mut self, line: &impl Serialize) {
        let begin = self.lines.len();
        // Strings and numbers only: cannot fail.
        drop(serde_json::to_writer(&mut self.lines, line));
        self.lines.push(b'\n');
        self.digest
            .update(self.lines.get(begin..).unwrap_or_default());
    }
}
