//! A row that is a customer.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use throughline_web::json::Object;

use crate::fault::Fault;

/// The most identities of a row.
pub(crate) const MOST_IDENTITIES: usize = 32;
/// The longest kind of an identity, in bytes (`wit/types.wit`).
const LONGEST_KIND: usize = 32;
/// The longest value of an identity, in bytes (`wit/types.wit`).
const LONGEST_VALUE: usize = 512;

/// An address of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Lower-case letters, digits and `_`, at most 32 bytes.
    pub kind: String,
    /// As it was written, 1 to 512 bytes.
    pub value: String,
    /// Whether it is known to be theirs; `true` when the row does not say it.
    #[serde(default = "yes")]
    pub verified: bool,
}

/// A customer, as `POST /v1/imports?kind=customers` takes them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// At least one and at most 32, each once.
    #[serde(deserialize_with = "objects")]
    pub identities: Vec<Identity>,
    /// What to call them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// ISO 639-1. A tag such as `de-AT` is read as its language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whatever else is known of them.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
    /// How they want to be written to.
    #[serde(
        default,
        deserialize_with = "object",
        skip_serializing_if = "Preferences::is_empty"
    )]
    pub preferences: Preferences,
    /// What they agreed to.
    #[serde(
        default,
        deserialize_with = "objects",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub consent: Vec<Consent>,
    /// Since when they are a customer, in milliseconds since 1970-01-01T00:00:00Z; RFC 3339 in JSON.
    #[serde(
        default,
        with = "crate::customer::instant",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_at: Option<u64>,
}

/// How a customer wants to be written to. What is `None` is not spoken of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// The channel that they prefer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Channels that they do not want to be written to on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub do_not_contact: Option<Vec<String>>,
}

impl Preferences {
    /// Whether nothing is spoken of.
    pub fn is_empty(&self) -> bool {
        self.channel.is_none() && self.do_not_contact.is_none()
    }
}

/// What a customer agreed to, or did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The channel that it is about.
    pub channel: String,
    /// What they said.
    pub status: ConsentStatus,
    /// When, in milliseconds since 1970-01-01T00:00:00Z; RFC 3339 in JSON.
    #[serde(
        default,
        with = "crate::customer::instant",
        skip_serializing_if = "Option::is_none"
    )]
    pub at: Option<u64>,
    /// Where: a form, a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentStatus {
    /// They may be written to.
    OptedIn,
    /// They may not.
    OptedOut,
}

impl Customer {
    /// What serde cannot tell.
    pub(crate) fn checked(mut self) -> Result<Self, Fault> {
        self.identities = identities(self.identities)?;
        self.name = self.name.filter(|name| !name.is_empty());
        self.language = language(self.language)?;
        Ok(self)
    }
}

/// At least one, each once, all of the right form.
pub(crate) fn identities(written: Vec<Identity>) -> Result<Vec<Identity>, Fault> {
    const FIELD: &str = "identities";
    if written.is_empty() {
        let detail = "whose row this is: give at least one identity";
        return Err(Fault::field(FIELD, detail));
    }
    if written.len() > MOST_IDENTITIES {
        let detail = format!("there are more than {MOST_IDENTITIES}");
        return Err(Fault::field(FIELD, detail));
    }
    let mut identities: Vec<Identity> = Vec::new();
    for (n, mut identity) in written.into_iter().enumerate() {
        let kind = &identity.kind;
        let is_word = kind
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_word || !(1..=LONGEST_KIND).contains(&kind.len()) {
            let detail = format!("1 to {LONGEST_KIND} lower-case letters, digits and underscores");
            return Err(Fault::field(&format!("identities[{n}].kind"), detail));
        }
        identity.value = identity.value.trim().to_owned();
        if !(1..=LONGEST_VALUE).contains(&identity.value.len()) {
            let detail = format!("1 to {LONGEST_VALUE} bytes");
            return Err(Fault::field(&format!("identities[{n}].value"), detail));
        }
        let same =
            |other: &&mut Identity| other.kind == identity.kind && other.value == identity.value;
        match identities.iter_mut().find(same) {
            Some(known) => known.verified |= identity.verified,
            None => identities.push(identity),
        }
    }
    Ok(identities)
}

fn language(written: Option<String>) -> Result<Option<String>, Fault> {
    let Some(written) = written.filter(|written| !written.is_empty()) else {
        return Ok(None);
    };
    let code = written.split(['-', '_']).next().unwrap_or_default();
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !is_code {
        let detail = "not an ISO 639-1 code such as de";
        return Err(Fault::field("language", detail));
    }
    Ok(Some(code.to_ascii_lowercase()))
}

fn yes() -> bool {
    true
}

fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Object::deserialize(deserializer).map(|Object(value)| value)
}

pub(crate) fn objects<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let values = Vec::<Object<T>>::deserialize(deserializer)?;
    Ok(values.into_iter().map(|Object(value)| value).collect())
}

/// Milliseconds inside, RFC 3339 outside.
pub(crate) mod instant {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};
    use throughline_web::timestamp;

    #[allow(clippy::ref_option, reason = "serde's `with` hands over a reference")]
    pub fn serialize<S: Serializer>(
        millis: &Option<u64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match millis {
            Some(millis) => serializer.serialize_str(&timestamp::format(*millis)),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<u64>, D::Error> {
        let written = Option::<String>::deserialize(deserializer)?;
        let parsed = written.map(|text| {
            let detail = "not an RFC 3339 instant such as 2026-11-22T04:17:00.123Z";
            timestamp::parse(&text).ok_or_else(|| D::Error::custom(detail))
        });
        parsed.transpose()
    }
}
