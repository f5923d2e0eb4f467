//! Backup and restore: a store as lines of JSON, portable between the backends.
//!
//! # The file
//!
//! ```text
//! {"type":"backup","version":1,"id":"…","fingerprint":"…","created_at":"…"}
//! {"k":"tl:e:…","v":"<base64>"}       a key and its value, as often as there are keys
//! {"n":"tl:n:…","at":17}              a counter, after every key
//! {"type":"end","keys":…,"counters":…,"sha256":"…"}
//! ```
//!
//! Lines end with `\n` and have at most [`LINE`] bytes. `sha256` is of all lines before it with their
//! ends, in hexadecimal; a file without its last line was cut off. A key may come twice: the later
//! value counts.
//!
//! # What is in it
//!
//! Slots, what lies apart from them, flags, markers, the feed and what waits. Views, segments, the work
//! list and how far the index was read are folds: they are computed again. Counters are never set nor
//! copied, because no two backends keep them alike: a restore increments them to what they were. The
//! table in `keys` says it for every kind of key.
//!
//! # While others write
//!
//! No backend gives a picture of one moment, so the order makes it one that could have been: causes
//! are read after what they caused.
//! - Slots come first, then what lies apart from them, which was written before or with them.
//! - An entry that was appended because of another log's (a `join`, a `reopen`) brings along that log
//!   through the slot it stands on, even if it was read before that slot was written.
//! - Flags come a [`GRACE`](crate::GRACE) after the slots they speak of, so whoever was sealing is done.
//! - Counters come last: none is below a slot.
//!
//! So every interaction that was acknowledged before the backup began is in it, one that was recorded
//! meanwhile may be, and tickets whose slot is not in it are void after the restore.

mod dump;
pub(crate) mod keys;
mod load;

pub use dump::Backup;
pub use load::{Refused, Restore, Restored};

use crate::kv::{Kv, KvError};
use serde::{Deserialize, Serialize};

/// Largest line of a file, in bytes.
pub const LINE: usize = 1 << 20;

/// The version of the file's form.
const VERSION: u32 = 1;

/// What only a backup or a restore asks of a store: whoever has a request to answer has no use for it.
#[allow(async_fn_in_trait, reason = "as Kv")]
pub trait Enumerate: Kv {
    /// Shows every key of the store that was there when this began, in any order, some perhaps twice.
    async fn keys(&self, each: &mut dyn FnMut(&str)) -> Result<(), KvError>;

    /// Adds to a counter and answers its new value, as [`Kv::increment`] does.
    async fn add(&self, key: &str, delta: u64) -> Result<u64, KvError>;
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    r#type: String,
    version: u32,
    /// No other backup has it.
    id: String,
    /// Of the `index_secret` that everything in it is named under.
    fingerprint: String,
    created_at: String,
}

/// A line of a key.
#[derive(Debug, Serialize, Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    k: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    v: std::borrow::Cow<'a, str>,
}

/// A line of a counter.
#[derive(Debug, Serialize, Deserialize)]
struct Count<'a> {
    #[serde(borrow)]
    n: std::borrow::Cow<'a, str>,
    at: u64,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
struct End {
    r#type: String,
    keys: u64,
    counters: u64,
    sha256: String,
}
