//! Spin's key-value stores outside of Spin, behind one small trait: [`sqlite`] in Spin's schema,
//! [`redis`], and [`faults`] in front of either. [`RuntimeConfig`] reads where they are from
//! Spin's own `--runtime-config-file`; [`probe`] looks whether one keeps what the journal needs.

pub mod faults;
pub mod probe;
pub mod redis;
mod runtime_config;
pub mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;

pub use faults::Faults;
pub use runtime_config::{Backend, RuntimeConfig};

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::BoxFuture;

/// One store: a label in `key_value_stores` and what is behind it.
///
/// A write that returned `Ok` is durable, and every later read sees it.
pub trait Store: Send + Sync {
    /// The value of `key`.
    fn get(&self, key: String) -> BoxFuture<'_, Result<Option<Vec<u8>>, StoreError>>;

    /// The values of `keys`, in their order.
    fn get_many(&self, keys: Vec<String>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>>;

    /// All keys of the store.
    fn keys(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>>;

    /// Applies one write, all of it or nothing.
    fn write(&self, write: Write) -> BoxFuture<'_, Result<Written, StoreError>>;
}

/// A key with its value, if it has one.
pub type Entry = (String, Option<Vec<u8>>);

/// A change to a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Sets each key to its value.
    Set(Vec<(String, Vec<u8>)>),
    /// Deletes each key; one that does not exist is no error.
    Delete(Vec<String>),
    /// Adds to a counter: 8 bytes, little-endian, two's complement. A missing
    /// key counts as 0.
    Increment {
        /// The counter's key.
        key: String,
        /// What to add.
        delta: i64,
    },
    /// Sets `key` to `value` if its value is still `expected`.
    Swap {
        /// The key.
        key: String,
        /// The value that was read, or `None` if there was none.
        expected: Option<Vec<u8>>,
        /// The new value.
        value: Vec<u8>,
    },
}

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It was applied.
    Done,
    /// The counter's new value.
    Counter(i64),
    /// A swap met another value than expected and changed nothing.
    Conflict,
}

/// Why an operation failed; the text reaches the guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreError(pub String);

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

/// The stores that one component may open, by label.
pub type GrantedStores = Arc<BTreeMap<String, Arc<dyn Store>>>;
