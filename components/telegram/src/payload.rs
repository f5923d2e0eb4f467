//! An update as JSON: <https://core.telegram.org/bots/api#update>.
//!
//! Nearly every member is optional, and one of a type that nobody expected must not spoil a message
//! that is readable otherwise. So members are looked up one by one: what has another type than it
//! should is as good as absent, and only what a message cannot do without makes it unreadable.

use serde_json::Value;
use throughline_channel_kit::member;
pub use throughline_channel_kit::member::{flag, integer, list, object, text};

/// Why an authentic update could not be read, for the operator. It quotes nothing that a person
/// wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl Unreadable {
    /// A member is not there, or of another type.
    pub fn missing(member: &str) -> Self {
        Self(format!("`{member}` is missing or of the wrong type"))
    }
}

/// The document of a body.
///
/// # Errors
///
/// [`Unreadable`] as [`member::read`] says.
pub fn read(body: &[u8]) -> Result<Value, Unreadable> {
    member::read(body).map_err(Unreadable)
}

/// A member that is a time in seconds, in milliseconds. Zero stands for no time.
pub fn time(value: &Value, member: &str) -> Option<u64> {
    let seconds = value.get(member)?.as_u64().filter(|seconds| *seconds > 0)?;
    seconds.checked_mul(1000)
}
