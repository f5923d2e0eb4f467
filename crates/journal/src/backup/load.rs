//! Reading a backup into an empty store.

use super::keys::{self, Treatment};
use super::{Count, End, Enumerate, Head, LINE, Pair, VERSION};
use crate::error::Error;
use crate::journal::Journal;
use crate::kv::{Clock, KvError, decode_counter};
use crate::name::{LogName, key};
use crate::store::RESTORING;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::future::join_all;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Keys that are written at once, and their bytes.
const BATCH: usize = 100;
const BYTES: usize = 1 << 20;
/// Counters that are set right at once.
const TOGETHER: usize = 32;
/// Slots that are looked at once for one that is missing.
const ROUND: u64 = 64;
/// Keys that are deleted at once.
const DELETED: usize = 500;

/// Why a backup is not restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The store holds something, and not the beginning of this backup.
    NotEmpty,
    /// The backup was made under another `index_secret`.
    OtherSecret,
    /// A line is none of a backup of this form, or the file was cut off or changed.
    Unreadable {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        detail: String,
    },
    /// The store failed: begin the same file again.
    Failed(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<KvError> for Refused {
    fn from(error: KvError) -> Self {
        Self::Failed(error.into())
    }
}

/// What was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Lines with a key.
    pub keys: u64,
    /// Lines with a counter.
    pub counters: u64,
    /// Slots that somebody held a ticket for and that were not in the backup.
    pub voided: u64,
    /// An earlier attempt had begun.
    pub resumed: bool,
}

/// A backup that is being restored.
///
/// Until it is finished nobody else can use the store, because its fingerprint is none yet: whoever
/// opens it is refused. An instance that had it open before is not, so nothing may be recorded
/// meanwhile. Restoring the same file again goes on where it stopped; another one needs an empty store.
#[derive(Debug, Default)]
pub struct Restore {
    /// The line that is arriving.
    partial: Vec<u8>,
    number: u64,
    head: Option<Head>,
    end: Option<End>,
    pairs: Vec<(String, Vec<u8>)>,
    bytes: usize,
    counts: Vec<(String, u64)>,
    digest: Sha256,
    keys: u64,
    counters: u64,
    voided: u64,
    resumed: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Line<'a> {
    #[serde(borrow)]
    Pair(Pair<'a>),
    #[serde(borrow)]
    Count(Count<'a>),
    End(End),
}

impl Restore {
    /// Takes the next bytes of the file, cut anywhere.
    ///
    /// Store operations: a write and a read for every 100 keys, and for each log its counter, its slots
    /// and what is missing of them.
    ///
    /// # Errors
    /// After one, begin the file again.
    pub async fn take<S: Enumerate + Clock>(
        &mut self,
        journal: &Journal<S>,
        mut chunk: &[u8],
    ) -> Result<(), Refused> {
        while let Some(end) = chunk.iter().position(|byte| *byte == b'\n') {
            let (head, rest) = chunk.split_at(end);
            chunk = rest.get(1..).unwrap_or_default();
            self.keep(head)?;
            let mut line = std::mem::take(&mut self.partial);
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            self.number += 1;
            self.line(journal, &line).await?;
        }
        self.keep(chunk)
    }

    /// Ends the file: the store is open to everybody from then on.
    ///
    /// # Errors
    /// [`Refused::Unreadable`] when the last line is missing or does not fit what came before.
    pub async fn finish<S: Enumerate + Clock>(
        &mut self,
        journal: &Journal<S>,
    ) -> Result<Restored, Refused> {
        let last = std::mem::take(&mut self.partial);
        if !last.is_empty() {
            self.number += 1;
            self.line(journal, &last).await?;
        }
        if self.end.is_none() {
            self.number += 1;
            return Err(self.unreadable("the file ends without its last line: it was cut off"));
        }
        // Whoever had the store open may have folded the feed while it was empty.
        let mut folds = Vec::new();
        let mut each = |key: &str| {
            if keys::is_list(key) {
                folds.push(key.to_owned());
            }
        };
        journal.store.keys(&mut each).await?;
        journal.store.delete_many(&folds).await?;
        journal.fold_work_list().await?;
        self.check_mark(journal).await?;
        let fingerprint = journal.naming.fingerprint();
        journal
            .store
            .set(key::FINGERPRINT, fingerprint.as_bytes())
            .await?;
        Ok(Restored {
            keys: self.keys,
            counters: self.counters,
            voided: self.voided,
            resumed: self.resumed,
        })
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<(), Refused> {
        if self.partial.len() + bytes.len() > LINE {
            self.number += 1;
            return Err(self.unreadable(format!("the line has more than {LINE} bytes")));
        }
        self.partial.extend_from_slice(bytes);
        Ok(())
    }

    fn unreadable(&self, detail: impl Into<String>) -> Refused {
        Refused::Unreadable {
            line: self.number,
            detail: detail.into(),
        }
    }

    async fn line<S: Enumerate + Clock>(
        &mut self,
        journal: &Journal<S>,
        line: &[u8],
    ) -> Result<(), Refused> {
        if self.head.is_none() {
            self.begin(journal, line).await?;
        } else if self.end.is_some() {
            return Err(self.unreadable("the line comes after the last one"));
        } else {
            match serde_json::from_slice(line) {
                Ok(Line::Pair(pair)) => self.pair(journal, &pair).await?,
                Ok(Line::Count(count)) => self.count(journal, &count).await?,
                Ok(Line::End(end)) => return self.ends(journal, end).await,
                Err(_) => return Err(self.unreadable("is no line of a backup")),
            }
        }
        self.digest.update(line);
        self.digest.update(b"\n");
        Ok(())
    }

    async fn begin<S: Enumerate + Clock>(
        &mut self,
        journal: &Journal<S>,
        line: &[u8],
    ) -> Result<(), Refused> {
        let head = serde_json::from_slice::<Head>(line).ok();
        let Some(head) = head.filter(|head| head.r#type == "backup") else {
            return Err(self.unreadable("is not the first line of a backup"));
        };
        if head.version != VERSION {
            let detail = format!(
                "the version is {}; this release reads {VERSION}",
                head.version
            );
            return Err(self.unreadable(detail));
        }
        let fingerprint = journal.naming.fingerprint();
        if head.fingerprint != fingerprint {
            return Err(Refused::OtherSecret);
        }
        let mark = mark(&head.id);
        let stored = journal.store.get(key::FINGERPRINT).await?;
        match stored {
            Some(stored) if stored == mark => self.resumed = true,
            Some(stored) if stored != fingerprint.as_bytes() => return Err(Refused::NotEmpty),
            _ => empty(journal).await?,
        }
        journal.store.set(key::FINGERPRINT, &mark).await?;
        self.head = Some(head);
        Ok(())
    }

    async fn pair<S: Enumerate + Clock>(
        &mut self,
        journal: &Journal<S>,
        pair: &Pair<'_>,
    ) -> Result<(), Refused> {
        let wrong = |c: char| matches!(c, '/' | '\\' | '?' | '#');
        let is_copied = matches!(keys::treatment(&pair.k), Some(Treatment::Copied(_)));
        if !is_copied || pair.k.len() > 255 || pair.k.contains(wrong) {
            return Err(self.unreadable("k is no key that a backup has"));
        }
        if self.counters > 0 {
            return Err(self.unreadable("a key comes after the counters"));
        }
        let value = STANDARD.decode(pair.v.as_bytes());
        let value = value.map_err(|_| self.unreadable("v is not base64"))?;
        self.keys += 1;
        self.bytes += value.len();
        self.pairs.push((pair.k.clone().into_owned(), value));
        if self.pairs.len() >= BATCH || self.bytes >= BYTES {
            self.write(journal).await?;
        }
        Ok(())
    }

    async fn write<S: Enumerate + Clock>(&mut self, journal: &Journal<S>) -> Result<(), Refused> {
        if self.pairs.is_empty() {
            return Ok(());
        }
        self.check_mark(journal).await?;
        self.bytes = 0;
        // Of a key that comes twice the later value counts: not every store takes both.
        let pairs: std::collections::BTreeMap<_, _> = self.pairs.drain(..).collect();
        let pairs: Vec<_> = pairs.into_iter().collect();
        Ok(journal.store.set_many(&pairs).await?)
    }

    /// Fails when somebody else restores another backup into the same store.
    async fn check_mark<S: Enumerate + Clock>(&self, journal: &Journal<S>) -> Result<(), Refused> {
        let stored = journal.store.get(key::FINGERPRINT).await?;
        let own = self.head.as_ref().map(|head| mark(&head.id));
        match stored == own {
            true => Ok(()),
            false => Err(Refused::NotEmpty),
        }
    }

    async fn count<S: Enumerate + Clock>(
        &mut self,
        journal: &Journal<S>,
        count: &Count<'_>,
    ) -> Result<(), Refused> {
        if keys::treatment(&count.n) != Some(Treatment::Counted) {
            return Err(self.unreadable("n is no counter that a backup has"));
        }
        self.counters += 1;
        self.counts.push((count.n.clone().into_owned(), count.at));
        if self.counts.len() >= TOGETHER {
            self.raise(journal).await?;
        }
        Ok(())
    }

    async fn raise<S: Enumerate + Clock>(&mut self, journal: &Journal<S>) -> Result<(), Refused> {
        self.write(journal).await?;
        let counts = std::mem::take(&mut self.counts);
        let raised = counts.iter().map(|(key, at)| raise(journal, key, *at));
        for voided in join_all(raised).await {
            self.voided += voided?;
        }
        Ok(())
    }

    async fn ends<S: Enumerate + Clock>(
        &mut self,
        journal: &Journal<S>,
        end: End,
    ) -> Result<(), Refused> {
        let sha256 = hex::encode(self.digest.clone().finalize());
        let is_whole = (end.keys, end.counters) == (self.keys, self.counters);
        if end.r#type != "end" || !is_whole || end.sha256 != sha256 {
            return Err(
                self.unreadable("the file is not as it was written: lines are missing or differ")
            );
        }
        self.write(journal).await?;
        self.raise(journal).await?;
        self.end = Some(end);
        Ok(())
    }
}

/// What the store's fingerprint is while the backup of this id is being restored.
fn mark(id: &str) -> Vec<u8> {
    [RESTORING, id.as_bytes()].concat()
}

/// Fails unless nothing was ever recorded in the store; takes out what was folded of nothing.
async fn empty<S: Enumerate + Clock>(journal: &Journal<S>) -> Result<(), Refused> {
    let (mut is_empty, mut folds) = (true, Vec::new());
    let mut each = |key: &str| match keys::treatment(key) {
        Some(Treatment::Rebuilt) if key != key::FINGERPRINT => folds.push(key.to_owned()),
        Some(Treatment::Rebuilt | Treatment::Left) => {}
        Some(Treatment::Copied(_) | Treatment::Counted) => is_empty = false,
        None => is_empty &= !keys::is_ours(key),
    };
    journal.store.keys(&mut each).await?;
    if !is_empty {
        return Err(Refused::NotEmpty);
    }
    for some in folds.chunks(DELETED) {
        journal.store.delete_many(some).await?;
    }
    Ok(())
}

/// Increments a counter to what it was; of a log's, every slot below is decided afterwards. Answers how
/// many had to be. Doing it again, or twice at once, does no harm: a counter that is too high stands over
/// holes, which are void as well.
async fn raise<S: Enumerate + Clock>(
    journal: &Journal<S>,
    key: &str,
    at: u64,
) -> Result<u64, Error> {
    let now = journal
        .store
        .get(key)
        .await?
        .map_or(0, |c| decode_counter(&c));
    let upto = match at.checked_sub(now) {
        Some(delta) if delta > 0 => journal.store.add(key, delta).await?,
        _ => now,
    };
    match keys::log_of_counter(key) {
        Some(log) => void_holes(journal, log, upto).await,
        None => Ok(0),
    }
}

async fn void_holes<S: Enumerate + Clock>(
    journal: &Journal<S>,
    log: LogName,
    upto: u64,
) -> Result<u64, Error> {
    let mut voided = 0;
    loop {
        let view = journal.load(log).await?;
        if view.through >= upto {
            return Ok(voided);
        }
        let slots: Vec<u64> = (view.through + 1..=upto.min(view.through + ROUND)).collect();
        let entries = slots.iter().map(|n| key::slot(log, *n));
        let entries = journal.get_all(entries).await?;
        let missing = slots
            .iter()
            .zip(entries)
            .filter(|(_, entry)| entry.is_none());
        let voids: Vec<_> = missing
            .map(|(n, _)| (key::void(log, *n), b"1".to_vec()))
            .collect();
        if voids.is_empty() {
            // Somebody was writing it, who should not be here.
            return Err(Error::Unavailable(format!("log {log} is being written to")));
        }
        voided += voids.len() as u64;
        journal.store.set_many(&voids).await?;
    }
}
