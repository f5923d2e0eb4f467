//! What is known of a customer besides what they did: each fact with who said it and what was said
//! before.

use crate::content::Rendered;
use crate::entry::{Consent, ConsentRecord, Description, Event, Preferences, Role, Verdict};
use crate::name::LogName;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use throughline_identity::name;

/// How many earlier values of a fact are kept beside it; the log has all.
const EARLIER: usize = 4;
/// Most attributes of one customer.
pub const ATTRIBUTES: usize = 100;
/// Longest value of an attribute as JSON, in bytes.
pub const ATTRIBUTE: usize = 2048;
/// Most bytes of all attributes of one customer together, as JSON.
pub const ALL_ATTRIBUTES: usize = 32 << 10;
/// How many records of consent a customer shows.
const CONSENTS: usize = 32;

/// How the source of a row begins.
const IMPORT: &str = "import:";

/// What somebody said, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saying {
    /// As JSON; `null` where it was taken back.
    pub value: Rendered,
    /// Who said it.
    pub source: String,
    /// Of which identity's owner.
    pub home: LogName,
    /// When it became so, in milliseconds.
    pub at: u64,
}

impl Saying {
    fn is_taken_back(&self) -> bool {
        self.value.0 == b"null"
    }
}

/// One fact: what is true of it now, and what was said before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The latest.
    pub now: Saying,
    /// What was said before, the latest first.
    pub earlier: Vec<Saying>,
}

impl Known {
    fn of(saying: Saying) -> Self {
        Self {
            now: saying,
            earlier: Vec::new(),
        }
    }

    /// Whatever was said later is true; of what was said at once, the larger, so that it does not
    /// matter which is heard first.
    fn hear(&mut self, saying: Saying) {
        if saying == self.now || self.earlier.contains(&saying) {
            return;
        }
        let key = |s: &Saying| (s.at, s.value.0.clone(), s.source.clone());
        let older = match key(&saying) > key(&self.now) {
            true => std::mem::replace(&mut self.now, saying),
            false => saying,
        };
        let at = self.earlier.partition_point(|s| key(s) > key(&older));
        self.earlier.insert(at, older);
        self.earlier.truncate(EARLIER);
    }

    /// The value, unless it was taken back.
    #[must_use]
    pub fn value(&self) -> Option<&[u8]> {
        (!self.now.is_taken_back()).then_some(self.now.value.0.as_slice())
    }

    /// The value where it is a text.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        serde_json::from_slice(self.value()?).ok()
    }
}

/// What is known of a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// What somebody said that they are called.
    name: Option<Known>,
    /// How they call themselves where they write.
    called: Option<Known>,
    /// Their language, as somebody said.
    language: Option<Known>,
    attributes: BTreeMap<String, Known>,
    /// How they want to be contacted, as somebody said.
    preferences: BTreeMap<String, Known>,
    /// The latest word on each channel.
    consents: Vec<ConsentRecord>,
}

impl Profile {
    /// Takes over what somebody says.
    pub(crate) fn describe(&mut self, said: &Description) {
        let saying = |value: Value| Saying {
            value: Rendered(value.to_string().into_bytes()),
            source: said.source.clone(),
            home: said.home,
            at: said.at,
        };
        let word = |word: &String| match word.is_empty() {
            true => Value::Null,
            false => Value::String(word.clone()),
        };
        if let Some(name) = &said.name {
            hear(&mut self.name, saying(word(name)));
        }
        if let Some(language) = &said.language {
            hear(&mut self.language, saying(word(language)));
        }
        for (name, value) in &said.attributes {
            self.hear_attribute(name, saying(value.clone()));
        }
        for consent in &said.consents {
            self.agree(consent.clone());
        }
    }

    /// Takes over how the customer wants to be contacted, and who says so.
    pub(crate) fn prefer(&mut self, said: &Preferences) {
        let text = |text: &String| match text.is_empty() {
            true => Value::Null,
            false => Value::String(text.clone()),
        };
        let hours = |text: &String| serde_json::from_str(text).unwrap_or_default();
        let said_of = [
            ("channel", said.channel.as_ref().map(text)),
            (
                "do_not_contact",
                said.do_not_contact.as_ref().map(|all| json!(all)),
            ),
            ("hours", said.hours.as_ref().map(hours)),
        ];
        for (name, value) in said_of {
            let Some(value) = value.filter(|_| !said.source.is_empty()) else {
                continue;
            };
            let saying = Saying {
                value: Rendered(value.to_string().into_bytes()),
                source: said.source.clone(),
                home: said.home,
                at: said.at,
            };
            hear_among(&mut self.preferences, name, saying);
        }
    }

    /// When the customer can be reached, as JSON.
    #[must_use]
    pub fn hours(&self) -> Option<&[u8]> {
        self.preferences.get("hours")?.value()
    }

    /// Takes over how the customer signs what they write.
    pub(crate) fn meet(&mut self, event: &Event) {
        if event.customer.verdict == Verdict::Fail {
            return;
        }
        let identity = &event.customer.identity;
        let theirs = event.parties.iter().find(|party| {
            party.role == Role::From && party.kind == identity.kind && party.value == identity.value
        });
        let Some(name) = theirs.and_then(|party| party.name.as_deref()) else {
            return;
        };
        let name = name.trim();
        if name.is_empty() || name == identity.value {
            return;
        }
        let value = Value::String(name.to_owned()).to_string().into_bytes();
        let known = self.called.as_ref();
        // Every message says it again.
        if known.is_some_and(|fact| fact.now.value.0 == value) {
            return;
        }
        hear(
            &mut self.called,
            Saying {
                value: Rendered(value),
                source: event.channel.clone(),
                home: event.home,
                at: event.occurred_at,
            },
        );
    }

    fn hear_attribute(&mut self, name: &str, saying: Saying) {
        hear_among(&mut self.attributes, name, saying);
    }

    /// Notes the latest word on a channel.
    pub(crate) fn agree(&mut self, consent: ConsentRecord) {
        let known = self.consents.iter();
        let mut known = known.filter(|known| known.channel == consent.channel);
        if known.any(|known| known.at > consent.at) {
            return;
        }
        self.consents
            .retain(|known| known.channel != consent.channel);
        if self.consents.len() < CONSENTS {
            self.consents.push(consent);
        }
    }

    /// Whether a record of consent is the latest word on its channel.
    pub(crate) fn last_word(&self, channel: &str) -> Option<Consent> {
        let mut known = self.consents.iter();
        known.find(|c| c.channel == channel).map(|c| c.consent)
    }

    /// What the customer is called: what somebody said, else how they sign.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let said = self.name.as_ref().and_then(Known::text);
        said.or_else(|| self.called.as_ref().and_then(Known::text))
    }

    /// The same as people write it: `DANA O'NEILL` is Dana O'Neill.
    #[must_use]
    pub fn display_name(&self) -> Option<String> {
        let name = name::display(&self.name()?);
        (!name.is_empty()).then_some(name)
    }

    /// The language that somebody said is theirs.
    #[must_use]
    pub fn language(&self) -> Option<String> {
        self.language.as_ref().and_then(Known::text)
    }

    /// The attributes that were not taken back, each as JSON.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let all = self.attributes.iter();
        all.filter_map(|(name, fact)| Some((name.as_str(), fact.value()?)))
    }

    /// The latest word on each channel.
    #[must_use]
    pub fn consents(&self) -> &[ConsentRecord] {
        &self.consents
    }

    /// Every fact with its name: `name`, `signs_as`, `language`, `preferences.channel`,
    /// `attributes.tier`.
    pub fn facts(&self) -> impl Iterator<Item = (String, &Known)> {
        let own = [
            ("name", &self.name),
            ("signs_as", &self.called),
            ("language", &self.language),
        ];
        let own = own
            .into_iter()
            .filter_map(|(name, fact)| Some((name.to_owned(), fact.as_ref()?)));
        let preferences = self.preferences.iter();
        let preferences = preferences.map(|(name, fact)| (format!("preferences.{name}"), fact));
        let attributes = self.attributes.iter();
        let attributes = attributes.map(|(name, fact)| (format!("attributes.{name}"), fact));
        own.chain(preferences).chain(attributes)
    }

    /// Whether a description would change anything. A row that an import repeats is no news, whatever
    /// others said since.
    pub(crate) fn would_change(&self, said: &Description) -> bool {
        let repeats = said.source.starts_with(IMPORT);
        let same = |fact: Option<&Known>, value: &Value| {
            let value = value.to_string().into_bytes();
            let Some(fact) = fact else {
                return value == b"null";
            };
            let theirs = |s: &&Saying| (&s.source, s.home) == (&said.source, said.home);
            let mut all = std::iter::once(&fact.now).chain(&fact.earlier);
            let before = all.find(theirs).filter(|_| repeats);
            before.unwrap_or(&fact.now).value.0 == value
        };
        let word = |fact: &Option<Known>, word: &Option<String>| {
            word.as_ref().is_none_or(|word| match word.is_empty() {
                true => same(fact.as_ref(), &Value::Null),
                false => same(fact.as_ref(), &Value::String(word.clone())),
            })
        };
        let mut attributes = said.attributes.iter();
        let mut consents = said.consents.iter();
        !word(&self.name, &said.name)
            || !word(&self.language, &said.language)
            || attributes.any(|(name, value)| !same(self.attributes.get(name), value))
            || consents.any(|c| self.last_word(&c.channel) != Some(c.consent))
    }

    /// Takes over what is known of a customer who joined.
    pub(crate) fn import(&mut self, other: &Self) {
        for (own, other) in [
            (&mut self.name, &other.name),
            (&mut self.called, &other.called),
            (&mut self.language, &other.language),
        ] {
            for saying in sayings(other.as_ref()) {
                hear(own, saying);
            }
        }
        for (name, fact) in &other.attributes {
            for saying in sayings(Some(fact)) {
                self.hear_attribute(name, saying);
            }
        }
        for (name, fact) in &other.preferences {
            for saying in sayings(Some(fact)) {
                hear_among(&mut self.preferences, name, saying);
            }
        }
        for consent in &other.consents {
            self.agree(consent.clone());
        }
    }
}

fn hear_among(facts: &mut BTreeMap<String, Known>, name: &str, saying: Saying) {
    if let Some(fact) = facts.get_mut(name) {
        fact.hear(saying);
    } else if facts.len() < 2 * ATTRIBUTES {
        facts.insert(name.to_owned(), Known::of(saying));
    }
}

fn hear(fact: &mut Option<Known>, saying: Saying) {
    match fact {
        Some(fact) => fact.hear(saying),
        None => *fact = Some(Known::of(saying)),
    }
}

fn sayings(fact: Option<&Known>) -> impl Iterator<Item = Saying> {
    let all = fact.into_iter();
    all.flat_map(|fact| std::iter::once(&fact.now).chain(&fact.earlier).cloned())
}
