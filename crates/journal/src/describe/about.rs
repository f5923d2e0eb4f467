//! What somebody says about a customer, and what may be said.

use crate::entry::{ConsentRecord, Description, Entry, Identity, Participant, Preferences};
use crate::error::{Error, Result};
use crate::name::{LogName, Naming};
use crate::profile::{ALL_ATTRIBUTES, ATTRIBUTE, ATTRIBUTES};
use crate::view::View;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Longest name of a customer, in bytes.
const NAME: usize = 256;
/// Longest name of an attribute, in bytes.
const ATTRIBUTE_NAME: usize = 64;
/// Most identities in one description.
const IDENTITIES: usize = 32;

/// Most channels not to be contacted on.
const CHANNELS: usize = 32;
const CHANNEL: &str = "a channel is 1 to 64 lower-case letters, digits, '-' and '_'";

/// How the source of a person's word begins.
const AGENT: &str = "agent:";

/// Somebody's words about a customer.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// Who says it: `agent:ana`, `key:crm`.
    pub source: String,
    /// When it became so, in milliseconds; now, if not said.
    pub at: Option<u64>,
    /// What they are called; the empty text takes it back.
    pub name: Option<String>,
    /// ISO 639-1; the empty text takes it back.
    pub language: Option<String>,
    /// `null` takes a value back. At most 100 of at most 2 KB, 32 KB together.
    pub attributes: Map<String, Value>,
    /// What they agreed to.
    pub consents: Vec<ConsentRecord>,
    /// Theirs as well. Those that are proven join, the others are claims.
    pub identities: Vec<Participant>,
    /// How they want to be contacted.
    pub wishes: Option<Wishes>,
    /// Changes nothing, and says what would have become of it.
    pub dry_run: bool,
}

/// How a customer wants to be contacted. What is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Where answers go that name no channel; the empty text takes it back.
    pub channel: Option<String>,
    /// All channels on which not to contact them.
    pub do_not_contact: Option<Vec<String>>,
    /// When they can be reached: a JSON object of at most 2 KB; the empty text takes it back.
    pub hours: Option<String>,
}

impl Wishes {
    fn check(&self) -> Result<()> {
        let channel = self.channel.as_deref().filter(|c| !c.is_empty());
        let avoided = self.do_not_contact.as_deref().unwrap_or_default();
        if channel.is_some_and(|c| !is_channel(c)) {
            return Err(Error::invalid("channel", CHANNEL));
        }
        if avoided.len() > CHANNELS || !avoided.iter().all(|c| is_channel(c)) {
            return Err(Error::invalid("do_not_contact", CHANNEL));
        }
        let hours = self.hours.as_deref().filter(|hours| !hours.is_empty());
        let is_object = |text: &str| serde_json::from_str::<Map<String, Value>>(text).is_ok();
        if hours.is_some_and(|text| text.len() > ATTRIBUTE || !is_object(text)) {
            let detail = format!("is an object of at most {ATTRIBUTE} bytes");
            return Err(Error::invalid("hours", detail));
        }
        Ok(())
    }

    /// The entry that takes them over, if they change anything.
    pub(super) fn entry(&self, root: &View, source: &str, at: u64) -> Option<Entry> {
        let content = &root.content;
        let channel = content.preferred.clone().unwrap_or_default();
        let same = self.channel.as_ref().is_none_or(|c| *c == channel)
            && self
                .do_not_contact
                .as_ref()
                .is_none_or(|all| *all == content.do_not_contact)
            && self.hours.as_ref().is_none_or(|hours| {
                let value = |json: &[u8]| serde_json::from_slice::<Value>(json).ok();
                value(hours.as_bytes()) == content.profile.hours().and_then(value)
            });
        (!same).then(|| {
            Entry::Prefers(Preferences {
                home: root.log,
                channel: self.channel.clone(),
                do_not_contact: self.do_not_contact.clone(),
                hours: self.hours.clone(),
                source: source.to_owned(),
                at,
            })
        })
    }
}

fn is_channel(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b);
    (1..=64).contains(&name.len()) && name.bytes().all(plain)
}

/// What became of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Described {
    /// Nobody was known there before.
    Created(LogName),
    /// Something changed.
    Updated(LogName),
    /// All of it was known.
    Unchanged(LogName),
}

impl Described {
    /// The root of the customer.
    #[must_use]
    pub fn customer(self) -> LogName {
        match self {
            Self::Created(log) | Self::Updated(log) | Self::Unchanged(log) => log,
        }
    }
}

impl About {
    /// Whether a person says it.
    pub(super) fn is_agents(&self) -> bool {
        self.source.starts_with(AGENT)
    }

    /// The same with every identity in its normal form.
    ///
    /// # Errors
    /// [`Error::Invalid`] for whatever could not be noted: then nothing of it is.
    pub(super) fn checked(&self, naming: &Naming) -> Result<Self> {
        self.check()?;
        let mut about = self.clone();
        for participant in &mut about.identities {
            let Identity { kind, value } = &participant.identity;
            participant.identity = naming.identity(kind, value)?;
        }
        Ok(about)
    }

    fn check(&self) -> Result<()> {
        let long = |what: &str, most: usize| format!("{what} has more than {most} bytes");
        if self.name.as_ref().is_some_and(|name| name.len() > NAME) {
            return Err(Error::invalid("name", long("it", NAME)));
        }
        if self.attributes.len() > ATTRIBUTES {
            let detail = format!(
                "has {} members; allowed are {ATTRIBUTES}",
                self.attributes.len()
            );
            return Err(Error::invalid("attributes", detail));
        }
        for (name, value) in &self.attributes {
            if name.is_empty() || name.len() > ATTRIBUTE_NAME || name.chars().any(char::is_control)
            {
                let detail =
                    format!("a name has 1 to {ATTRIBUTE_NAME} bytes without control characters");
                return Err(Error::invalid("attributes", detail));
            }
            if value.to_string().len() > ATTRIBUTE {
                return Err(Error::invalid("attributes", long(name, ATTRIBUTE)));
            }
        }
        if self.identities.len() > IDENTITIES {
            let detail = format!(
                "has {} items; allowed are {IDENTITIES}",
                self.identities.len()
            );
            return Err(Error::invalid("identities", detail));
        }
        if self.consents.iter().any(|c| !is_channel(&c.channel)) {
            return Err(Error::invalid("consents.channel", CHANNEL));
        }
        self.wishes.as_ref().map_or(Ok(()), Wishes::check)
    }

    pub(super) fn description(
        &self,
        home: LogName,
        identity: Option<Participant>,
        now: u64,
    ) -> Description {
        let consent = |consent: &ConsentRecord| ConsentRecord {
            at: consent.at.min(now),
            ..consent.clone()
        };
        Description {
            home,
            source: self.source.clone(),
            at: self.at.map_or(now, |at| at.min(now)),
            name: self.name.clone(),
            language: self.language.clone(),
            attributes: self.attributes.clone(),
            consents: self.consents.iter().map(consent).collect(),
            identity,
        }
    }
}

/// Refuses what would make a profile larger than a view can hold.
pub(super) fn limit(root: &View, said: &Description) -> Result<()> {
    let mut sizes: BTreeMap<&str, usize> = root
        .content
        .profile
        .attributes()
        .map(|(name, value)| (name, value.len()))
        .collect();
    for (name, value) in &said.attributes {
        match value {
            Value::Null => sizes.remove(name.as_str()),
            value => sizes.insert(name, value.to_string().len()),
        };
    }
    let bytes: usize = sizes.values().sum();
    if sizes.len() <= ATTRIBUTES && bytes <= ALL_ATTRIBUTES {
        return Ok(());
    }
    let detail = format!(
        "the customer would have {} of {bytes} bytes; allowed are {ATTRIBUTES} of {ALL_ATTRIBUTES}",
        sizes.len()
    );
    Err(Error::invalid("attributes", detail))
}
