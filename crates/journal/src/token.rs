//! Tokens that leave this system and come back: authenticated, opaque to their holders.

use crate::content::Position;
use crate::error::{Error, Result};
use crate::name::{LogName, Naming};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Stands for exactly one state of a customer: its root, folded through a slot. Joined logs are
/// imported as exact prefixes, so it stands for theirs as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// The root.
    pub log: LogName,
    /// The last slot.
    pub through: u64,
}

/// Where the next page of a timeline begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    pub state: AsOf,
    /// Everything on the page is older than this.
    pub before: Position,
}

impl Naming {
    /// Writes a token for one purpose and the context it is bound to.
    pub(crate) fn token(&self, purpose: &str, bound: &[&str], value: &impl Serialize) -> String {
        let mut bytes = postcard::to_allocvec(value).unwrap_or_default();
        bytes.extend_from_slice(&self.tag(purpose, bound, &bytes));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a token; refused unless it was written for the same purpose and context.
    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        field: &'static str,
        purpose: &str,
        bound: &[&str],
        token: &str,
    ) -> Result<T> {
        let refused = || Error::invalid(field, "is not one that an answer to this query contained");
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| refused())?;
        let (value, tag) = bytes.split_last_chunk::<16>().ok_or_else(refused)?;
        // The comparison may tell how long a forged tag agrees, of a tag that is bound to a value
        // the forger chose; constant time costs nothing, so it does not.
        let expected = self.tag(purpose, bound, value);
        let differs = expected.iter().zip(tag).fold(0, |d, (a, b)| d | (a ^ b));
        if differs != 0 {
            return Err(refused());
        }
        postcard::from_bytes(value).map_err(|_| refused())
    }

    fn tag(&self, purpose: &str, bound: &[&str], value: &[u8]) -> [u8; 16] {
        let value = hex::encode(value);
        let mut parts = bound.to_vec();
        parts.push(&value);
        self.seal(purpose, &parts)
    }
}
