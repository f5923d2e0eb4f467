//! Names of messages, as a ticket remembers them.
//!
//! A message's own name (a mail's Message-ID) can be long, and whoever sends it chooses it. Eight
//! bytes of a keyed hash are as good for telling which ticket a message belongs to: they are only
//! ever compared within one customer.

use serde::{Deserialize, Serialize};

/// Bytes of one reference.
const WIDTH: usize = 8;

/// The name of one message, or of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "References", into = "References")]
pub struct Reference(pub [u8; WIDTH]);

impl From<Reference> for References {
    fn from(one: Reference) -> Self {
        Self(one.0.to_vec())
    }
}

impl TryFrom<References> for Reference {
    type Error = &'static str;
    fn try_from(references: References) -> Result<Self, Self::Error> {
        let bytes = references.0.try_into();
        bytes.map(Self).map_err(|_| "not one reference")
    }
}

/// Several, as one run of bytes: hexadecimal in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct References(Vec<u8>);

impl References {
    /// None at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Reference> {
        self.0.as_chunks().0.iter().copied().map(Reference)
    }

    /// Whether one is among these.
    #[must_use]
    pub fn contains(&self, reference: Reference) -> bool {
        self.iter().any(|known| known == reference)
    }

    /// Whether both have one in common.
    #[must_use]
    pub fn meet(&self, other: &Self) -> bool {
        self.iter().any(|reference| other.contains(reference))
    }

    /// Adds those that are not there yet, and forgets the oldest beyond `most`.
    pub(crate) fn learn(&mut self, other: &Self, most: usize) {
        for reference in other.iter() {
            if !self.contains(reference) {
                self.0.extend_from_slice(&reference.0);
            }
        }
        let excess = self.0.len().saturating_sub(most * WIDTH);
        self.0.drain(..excess);
    }
}

impl FromIterator<Reference> for References {
    fn from_iter<I: IntoIterator<Item = Reference>>(references: I) -> Self {
        Self(references.into_iter().flat_map(|r| r.0).collect())
    }
}

impl Serialize for References {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&hex::encode(&self.0))
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for References {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
            let bytes = hex::decode(text.as_bytes()).map_err(serde::de::Error::custom)?;
            Ok(Self(bytes))
        } else {
            Ok(Self(<&[u8]>::deserialize(deserializer)?.to_vec()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(numbers: &[u8]) -> References {
        numbers.iter().map(|n| Reference([*n; WIDTH])).collect()
    }

    #[test]
    fn the_latest_are_remembered_once_each() {
        let mut known = references(&[1, 2]);
        known.learn(&references(&[2, 3, 4]), 3);
        assert_eq!(known, references(&[2, 3, 4]));
        assert!(known.meet(&references(&[9, 4])));
        assert!(!known.meet(&references(&[1, 9])));
        assert!(!known.meet(&References::default()));
    }

    #[test]
    fn both_spellings_are_read_back() {
        let known = references(&[1, 255]);
        let json = serde_json::to_string(&known).unwrap();
        assert_eq!(json, r#""0101010101010101ffffffffffffffff""#);
        assert_eq!(serde_json::from_str::<References>(&json).unwrap(), known);
        let bytes = postcard::to_allocvec(&known).unwrap();
        assert_eq!(postcard::from_bytes::<References>(&bytes).unwrap(), known);
    }
}
