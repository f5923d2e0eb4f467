//! Limits on what anybody may ask for without a key: one count for every few names, and when its
//! window began.

use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::key;
use serde::{Deserialize, Serialize};

/// The window that a count is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Window {
    /// Which one since 1970.
    number: u64,
    /// The count when it began.
    before: u64,
}

impl<S: Kv + Clock> Journal<S> {
    /// Counts one of `name`, and says whether there were at most `most` in this window of `seconds`.
    /// Names share 65,536 counts for each scope, so the store grows no further and holds no names.
    ///
    /// Store operations: an increment, a read; a write in the first call of a window.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a scope that is no word of lower-case letters and `-`, or no window.
    pub async fn take(&self, scope: &str, name: &str, most: u32, seconds: u32) -> Result<bool> {
        let word = scope.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !word || scope.is_empty() || scope.len() > 32 {
            return Err(Error::invalid("scope", "is a word of at most 32 letters"));
        }
        if seconds == 0 {
            return Err(Error::invalid("seconds", "is at least 1"));
        }
        let bucket = self.naming.bucket(scope, name);
        let count = self.store.increment(&key::taken(scope, bucket)).await?;
        let place = key::window(scope, bucket);
        let window = self.store.get(&place).await?;
        let window = window.and_then(|bytes| serde_json::from_slice::<Window>(&bytes).ok());
        let number = self.store.now() / (u64::from(seconds) * 1000);
        // Another host's clock may be in the next one already.
        let now = |window: &Window| window.number == number || window.number == number + 1;
        if let Some(window) = window.filter(now) {
            return Ok(count.saturating_sub(window.before) <= u64::from(most));
        }
        let window = Window {
            number,
            before: count - 1,
        };
        let bytes = serde_json::to_vec(&window).unwrap_or_default();
        self.store.set(&place, &bytes).await?;
        Ok(most > 0)
    }
}
