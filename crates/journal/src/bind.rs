//! One-time names: what a provider calls something that must not come twice with other content.

use crate::entry::Entry;
use crate::error::{Error, Result};
use crate::journal::Journal;
use crate::kv::{Clock, Kv};
use crate::name::LogName;

impl<S: Kv + Clock> Journal<S> {
    /// Binds a name to content; the first binding stays. True when `name` is bound to this digest
    /// now. Of several calls at once all agree on the first: the binding is the first slot of a
    /// log of its own, and slots are decided for all readers alike.
    ///
    /// Store operations: two reads, one increment, one `set-many` and one read; four reads when it
    /// is bound already.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a scope over 64 or a name over 512 bytes; [`Error::Unavailable`] when
    /// the store failed: repeat the identical call.
    pub async fn bind(&self, scope: &str, name: &str, digest: &[u8]) -> Result<bool> {
        let log = self.one_time(scope, name)?;
        let digest = hex::encode(digest);
        let mut view = self.load(log).await?;
        loop {
            if let Some(bound) = &view.content.bound {
                return Ok(*bound == digest);
            }
            let entry = Entry::Bound {
                home: log,
                digest: digest.clone(),
            };
            self.put(&mut view, &entry, |_| Vec::new()).await?;
        }
    }

    /// Whether a name is bound to anything. Two reads, four when it is.
    ///
    /// # Errors
    /// As [`Journal::bind`].
    pub async fn is_bound(&self, scope: &str, name: &str) -> Result<bool> {
        let view = self.load(self.one_time(scope, name)?).await?;
        Ok(view.content.bound.is_some())
    }

    fn one_time(&self, scope: &str, name: &str) -> Result<LogName> {
        for (field, value, most) in [("scope", scope, 64), ("name", name, 512)] {
            if value.is_empty() || value.len() > most {
                let detail = format!("has {} bytes; allowed are 1 to {most}", value.len());
                return Err(Error::invalid(field, detail));
            }
        }
        Ok(self.naming.bound(scope, name))
    }
}
