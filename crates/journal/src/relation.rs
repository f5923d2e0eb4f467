//! What is said of a customer, and who else they are or are not.

use crate::event::{Consent, Participant};
use crate::name::{InteractionId, LogName};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What somebody says of a customer. What is `None` stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// The home that it is said of.
    pub home: LogName,
    /// Who says it: `agent:ana`, `key:crm`, `import:crm`.
    pub source: String,
    /// When it became so, in milliseconds.
    pub at: u64,
    /// What they are called; the empty text takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their language, whatever they write in: ISO 639-1; the empty text takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Anything else; `null` takes a value back.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
    /// What they agreed to, by channel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ConsentRecord>,
    /// Whose home that is, where nobody wrote from there yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Participant>,
}

/// That a customer agreed to be contacted on a channel, or does not want to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    /// Where.
    pub channel: String,
    /// Which.
    pub consent: Consent,
    /// How that is known: `web form`, `SMS STOP`.
    pub source: String,
    /// Since when, in milliseconds.
    pub at: u64,
}

/// Why two customers were joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// `proven_together`, or `agent`, `import`, `suggestion`.
    pub rule: String,
    /// Who did it, where somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The interaction that proved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<InteractionId>,
    /// The two homes that belong together.
    pub homes: (LogName, LogName),
    /// When, in milliseconds.
    pub at: u64,
}

/// A join that a rule kept from happening. It is in views as well, whose form needs every field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// The home that was to be joined.
    pub home: LogName,
    /// With which other.
    pub other: LogName,
    /// Of which kind that one is; its value is its owner's alone.
    pub kind: String,
    /// Which rule: `limit`, `blocked`, `shared`, `conflict`, `silent`, `parted`.
    pub rule: String,
    /// The interaction that proved the two to belong together.
    pub of: Option<InteractionId>,
    /// When, in milliseconds.
    pub at: u64,
}

/// Somebody who may be the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The home of the customer to whom it is suggested.
    pub home: LogName,
    /// A home of the other.
    pub other: LogName,
    /// How likely, in thousandths.
    pub score: u16,
    /// Why, in words that tell nothing of either.
    pub reasons: Vec<String>,
    /// When, in milliseconds.
    pub at: u64,
}
