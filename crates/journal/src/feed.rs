//! The feed: hints of what happened to whom, for work lists and measures.
//!
//! Each instance is the only writer of its own log per minute. The first entry of a minute
//! registers the instance with one increment; the registration itself and every entry travel in
//! the `set-many` of the slot they speak of. Entries are hints: readers check them against the
//! log and count each (log, slot) once.

use crate::entry::Entry;
use crate::error::Result;
use crate::kv::{Clock, Kv, KvError};
use crate::name::LogName;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};

/// Registrations of one minute are spread over so many counters.
pub const SHARDS: u64 = 8;
/// One minute in milliseconds.
pub(crate) const MINUTE: u64 = 60_000;
/// An entry acknowledged later than this after its minute began is written again.
const LATE: u64 = 2 * MINUTE;

pub(crate) mod key {
    //! The keys of the feed.

    pub fn writers(minute: u64, shard: u64) -> String {
        format!("tl:fn:{minute}:{shard}")
    }
    pub fn writer(minute: u64, shard: u64, place: u64) -> String {
        format!("tl:fw:{minute}:{shard}:{place}")
    }
    pub fn entry(minute: u64, writer: u64, k: u64) -> String {
        format!("tl:f:{minute}:{writer:x}:{k}")
    }
    /// A day before which there are no entries, in decimal.
    pub const FIRST_DAY: &str = "tl:f0";
    /// Set while a day (or an hour) has entries, so that readers skip quiet times.
    pub fn day(day: u64) -> String {
        format!("tl:fd:{day}")
    }
    pub fn hour(hour: u64) -> String {
        format!("tl:fh:{hour}")
    }
}

/// One entry of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// The log that was appended to.
    #[serde(rename = "l")]
    pub log: LogName,
    /// The slot.
    #[serde(rename = "n")]
    pub slot: u64,
    /// The kind of entry, as [`Entry`] tags it.
    #[serde(rename = "k")]
    pub kind: String,
}

impl Hint {
    fn of(log: LogName, slot: u64, entry: &Entry) -> Self {
        let kind = match entry {
            Entry::Event(_) => "event",
            Entry::Delivery { .. } | Entry::Attempt { .. } | Entry::Postponed { .. } => "delivery",
            Entry::Claim { .. } => "claim",
            Entry::Suggested(_) => "suggestion",
            Entry::Ticket(_) | Entry::Linked { .. } => "ticket",
            _ => "identity",
        };
        Self {
            log,
            slot,
            kind: kind.into(),
        }
    }
}

/// A place in the feed.
#[derive(Debug)]
pub(crate) struct Place {
    minute: u64,
    writer: u64,
    k: u64,
}

impl Place {
    /// The entry to be written there.
    pub fn pair(&self, log: LogName, slot: u64, entry: &Entry) -> (String, Vec<u8>) {
        (
            key::entry(self.minute, self.writer, self.k),
            serde_json::to_vec(&Hint::of(log, slot, entry)).unwrap_or_default(),
        )
    }
}

/// This instance as a writer of the feed.
#[derive(Debug)]
pub(crate) struct Feed {
    writer: Cell<u64>,
    /// The minute of the last entry, and how many there are in it.
    now: Cell<(u64, u64)>,
    registration: RefCell<Registration>,
    /// Names given by [`Feed::unique`].
    names: Cell<u64>,
}

type Pairs = Vec<(String, Vec<u8>)>;

/// Whether readers of this minute know of this writer. Until one entry was written, each carries
/// the registration along: so no entry is ever written without it.
#[derive(Debug)]
enum Registration {
    Missing,
    Carried(Pairs),
    Written,
}

impl Feed {
    pub fn new(writer: u64) -> Self {
        Self {
            writer: Cell::new(writer),
            now: Cell::new((0, 0)),
            registration: RefCell::new(Registration::Missing),
            names: Cell::new(0),
        }
    }

    /// A name that no other call gets, of any instance.
    pub fn unique(&self, now: u64) -> String {
        let n = self.names.get();
        self.names.set(n + 1);
        format!("{:x}-{now:x}-{n:x}", self.writer.get())
    }

    /// The next place, with what must be written along to register it: one increment and one read
    /// for the first of a minute, nothing otherwise.
    pub async fn next<S: Kv>(&self, store: &S, now: u64) -> Result<(Pairs, Place)> {
        let minute = now / MINUTE;
        let (before, used) = self.now.get();
        if minute < before {
            // The clock went back, to where this name may have been used.
            self.retire();
        }
        if minute != before {
            self.registration.replace(Registration::Missing);
        }
        let k = if minute == before { used + 1 } else { 1 };
        self.now.set((minute, k));
        let writer = self.writer.get();
        let place = Place { minute, writer, k };
        let carried = match &*self.registration.borrow() {
            Registration::Written => Some(Vec::new()),
            Registration::Carried(pairs) => Some(pairs.clone()),
            Registration::Missing => None,
        };
        if let Some(pairs) = carried {
            return Ok((pairs, place));
        }
        let pairs = register(store, minute, writer).await?;
        if self.is_here(&place) {
            let carried = Registration::Carried(pairs.clone());
            self.registration.replace(carried);
        }
        Ok((pairs, place))
    }

    /// Learns whether what was to be written at a place was.
    pub fn learn(&self, place: &Place, written: bool) {
        if !self.is_here(place) {
            return;
        }
        match written {
            true => drop(self.registration.replace(Registration::Written)),
            // Whether it was is unknown. Under another name no place is used twice, and none is
            // left out for long: readers take that for the end.
            false => self.retire(),
        }
    }

    fn is_here(&self, place: &Place) -> bool {
        (place.writer, place.minute) == (self.writer.get(), self.now.get().0)
    }

    fn retire(&self) {
        self.writer.set(self.writer.get().wrapping_add(1));
        self.now.set((0, 0));
    }

    /// Writes an entry again whose acknowledgement comes so late that readers may have closed its
    /// minute. Usually nothing.
    pub async fn confirm<S: Kv + Clock>(
        &self,
        store: &S,
        place: &Place,
        log: LogName,
        slot: u64,
        entry: &Entry,
    ) -> Result<()> {
        let now = store.now();
        if now < place.minute * MINUTE + LATE {
            return Ok(());
        }
        let (mut pairs, again) = self.next(store, now).await?;
        pairs.push(again.pair(log, slot, entry));
        let written = store.set_many(&pairs).await;
        self.learn(&again, written.is_ok());
        Ok(written?)
    }
}

/// What registers a writer for a minute: the increment is done here, the pairs are to be written
/// with its first entry.
async fn register<S: Kv>(store: &S, minute: u64, writer: u64) -> Result<Pairs, KvError> {
    let (day, shard) = (minute / 1440, writer % SHARDS);
    let position = store.increment(&key::writers(minute, shard)).await?;
    let mut pairs = Vec::new();
    if store.get(key::FIRST_DAY).await?.is_none() {
        // One earlier: another writer may have begun just before midnight.
        let first = day.saturating_sub(1).to_string();
        pairs.push((key::FIRST_DAY.to_owned(), first.into_bytes()));
    }
    let writer = format!("{writer:x}").into_bytes();
    pairs.extend([
        (key::day(day), b"1".to_vec()),
        (key::hour(minute / 60), b"1".to_vec()),
        (key::writer(minute, shard, position), writer),
    ]);
    Ok(pairs)
}
