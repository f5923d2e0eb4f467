//! What the journal needs of a store: five operations, and a clock.
//!
//! The guarantees named here are the weakest that the supported backends of Spin's key-value
//! store give (SQLite, Redis); the journal relies on nothing more.

use std::fmt;

/// Why a store operation failed. Whether a failed write took effect is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KvError(pub String);

impl fmt::Display for KvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for KvError {}

/// A key-value store without transactions across keys, comparison or prefix scans.
///
/// Keys are at most 255 bytes without `/ \ ? #`; values are at most 256 KB.
#[allow(
    async_fn_in_trait,
    reason = "components are single-threaded: no future has to be Send"
)]
pub trait Kv {
    /// The value, as some write that was not overwritten since left it.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, KvError>;

    /// Durable once it returned ok.
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), KvError>;

    /// Sets several keys. Durable once it returned ok; when it fails or its caller dies, any
    /// subset may have been set.
    async fn set_many(&self, pairs: &[(String, Vec<u8>)]) -> Result<(), KvError>;

    /// Deletes several keys, with the same guarantees as [`Kv::set_many`].
    async fn delete_many(&self, keys: &[String]) -> Result<(), KvError>;

    /// Adds one to a counter and answers its new value: unique among all callers, durable. A
    /// counter that does not exist counts as zero.
    async fn increment(&self, key: &str) -> Result<u64, KvError>;
}

/// Time as the journal sees it.
#[allow(async_fn_in_trait, reason = "as Kv")]
pub trait Clock {
    /// Milliseconds since the Unix epoch. May step either way; the order of entries for people
    /// depends on it, never whether an acknowledged entry is kept.
    fn now(&self) -> u64;

    /// Milliseconds since some moment, for measuring how long something takes: never steps.
    fn elapsed(&self) -> u64;

    /// Lets others run for about this many milliseconds.
    async fn sleep(&self, milliseconds: u64);
}

/// A counter as it reads back through [`Kv::get`]: SQLite keeps 8 bytes little-endian, Redis and
/// DynamoDB decimal text. A count that happened to be eight ASCII digits as bytes would be above
/// 3.4 × 10^18, which no counter here reaches.
pub(crate) fn decode_counter(bytes: &[u8]) -> u64 {
    if !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit) {
        return bytes.iter().fold(0u64, |n, d| {
            n.saturating_mul(10).saturating_add(u64::from(d - b'0'))
        });
    }
    bytes
        .iter()
        .take(8)
        .rev()
        .fold(0, |n, b| (n << 8) | u64::from(*b))
}

#[cfg(test)]
mod tests {
    use super::decode_counter;

    #[test]
    fn a_counter_reads_back_from_every_backend() {
        for (bytes, count) in [
            (&b""[..], 0),
            (b"7", 7),
            (b"100000", 100_000),
            (b"12345678", 12_345_678),
            (&7i64.to_le_bytes(), 7),
            (&100_000i64.to_le_bytes(), 100_000),
            (&12_345_678i64.to_le_bytes(), 12_345_678),
        ] {
            assert_eq!(decode_counter(bytes), count, "{bytes:?}");
        }
    }
}
