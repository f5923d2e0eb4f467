//! The variable `generic_sources`: who may send, what proves it, and what its payloads mean.
//!
//! ```json
//! {"legacy-crm": {"scheme": "bearer", "secret": "…", "trust": "claimed", "mapping": {…}},
//!  "desk": {"scheme": "chatwoot", "secret": "old,new"}}
//! ```

use std::collections::BTreeMap;
use std::fmt;

use ed25519_dalek::VerifyingKey;
use serde_json::{Map, Value};
use throughline_channel_kit::{Secret, json};

use crate::mapping::Mapping;
use crate::signature::standard;

/// The variable.
pub const VARIABLE: &str = "generic_sources";
/// What it holds.
pub const WANTED: &str = "a JSON object from a source's name to its `scheme` and `secret`";

/// The longest name of a source, in bytes: it names the provider of what the source sends.
const LONGEST_NAME: usize = 64;
/// How many faults are shown, and how much of each place.
const MOST_SHOWN: usize = 8;
const LONGEST_PATH: usize = 100;

/// Every configured source, by name.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<String, Source>);

/// One source.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name: the last part of its URL, and the `provider` of what it sends.
    pub name: String,
    /// How it proves and writes what it sends.
    pub scheme: Scheme,
    /// The active secrets; those of Standard Webhooks are decoded.
    pub secrets: Vec<Secret>,
    /// The active public keys (Standard Webhooks' `whpk_…`).
    pub public_keys: Vec<VerifyingKey>,
    /// Whether its `verified` is believed.
    pub trust: Trust,
    /// What its own JSON means, where it does not write interactions.
    pub mapping: Option<Mapping>,
}

/// How a source proves and writes what it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// <https://www.standardwebhooks.com>, also with CloudEvents inside.
    StandardWebhooks,
    /// A secret sent along: `Authorization: Bearer`.
    Bearer,
    /// [`Scheme::Bearer`], or the secret as the query parameter `access_token`.
    CloudEvents,
    /// Chatwoot.
    Chatwoot,
    /// Zendesk.
    Zendesk,
    /// Intercom.
    Intercom,
    /// Slack's Events API.
    Slack,
    /// LINE's Messaging API.
    Line,
}

impl Scheme {
    /// Every scheme with its name in the configuration.
    pub const ALL: [(&'static str, Self); 8] = [
        ("standard-webhooks", Self::StandardWebhooks),
        ("bearer", Self::Bearer),
        ("cloudevents", Self::CloudEvents),
        ("chatwoot", Self::Chatwoot),
        ("zendesk", Self::Zendesk),
        ("intercom", Self::Intercom),
        ("slack", Self::Slack),
        ("line", Self::Line),
    ];

    fn named(name: &str) -> Option<Self> {
        let (_, scheme) = Self::ALL.into_iter().find(|(known, _)| *known == name)?;
        Some(scheme)
    }

    /// Whether CloudEvents may arrive.
    pub fn takes_events(self) -> bool {
        matches!(
            self,
            Self::StandardWebhooks | Self::Bearer | Self::CloudEvents
        )
    }
}

/// Whether a source's word on who somebody is counts as proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// Identities are recorded and join nothing.
    #[default]
    Claimed,
    /// Identities that the source calls `verified` are proven.
    Verified,
}

/// Something wrong in the configuration. It names a place and never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, for example `legacy-crm.mapping.text`; empty for the whole variable.
    pub path: String,
    /// What is wrong, and what would be right.
    pub detail: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.detail),
            path => write!(f, "{path}: {}", self.detail),
        }
    }
}

/// The faults in one line, for the log.
pub fn shown(faults: &[Fault]) -> String {
    let lines = faults.iter().take(MOST_SHOWN).map(Fault::to_string);
    let mut line = format!("{VARIABLE}: {}", lines.collect::<Vec<_>>().join("; "));
    if let Some(more) = faults
        .len()
        .checked_sub(MOST_SHOWN)
        .filter(|more| *more > 0)
    {
        line.push_str(&format!("; and {more} more"));
    }
    line
}

/// What was found wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// Adds one. Answers `None`, for a reader that has nothing to give then.
    pub fn add<T>(&mut self, path: &str, detail: impl Into<String>) -> Option<T> {
        let path: String = path.chars().take(LONGEST_PATH).collect();
        self.0.push(Fault {
            path,
            detail: detail.into(),
        });
        None
    }

    /// Adds every member that is none of `known`.
    pub fn unknown(&mut self, path: &str, members: &Map<String, Value>, known: &[&str]) {
        for name in members
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
        {
            let detail = format!("unknown; there are {}", known.join(", "));
            self.add::<()>(&format!("{path}.{name}"), detail);
        }
    }
}

/// A name as the timeline takes it: 1 to 64 of `a-z`, `0-9`, `-` and `_`.
pub(crate) fn is_word(word: &str) -> bool {
    (1..=LONGEST_NAME).contains(&word.len())
        && word
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

impl Sources {
    /// Reads the variable, and checks all of it.
    ///
    /// # Errors
    ///
    /// Every [`Fault`] that was found; at least one.
    pub fn read(variable: &str) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let sources = read(variable, &mut faults);
        match sources {
            Some(sources) if faults.0.is_empty() => Ok(Self(sources)),
            _ => Err(faults.0),
        }
    }

    /// The source of this name.
    pub fn get(&self, name: &str) -> Option<&Source> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.values()
    }
}

fn read(variable: &str, faults: &mut Faults) -> Option<BTreeMap<String, Source>> {
    if let Err(error) = json::check(variable.as_bytes()) {
        return faults.add("", error.to_string());
    }
    let Ok(Value::Object(members)) = serde_json::from_str(variable) else {
        return faults.add("", format!("not {WANTED}"));
    };
    if members.is_empty() {
        return faults.add("", "names no source");
    }
    // Those that cannot be read have left a fault.
    let sources = members.iter().filter_map(|(name, value)| {
        let source = source(name, value, faults)?;
        Some((name.clone(), source))
    });
    Some(sources.collect())
}

fn source(name: &str, value: &Value, faults: &mut Faults) -> Option<Source> {
    if !is_word(name) {
        let detail = format!("a source's name is 1 to {LONGEST_NAME} of a-z, 0-9, '-' and '_'");
        return faults.add(name, detail);
    }
    let Some(members) = value.as_object() else {
        return faults.add(name, "not an object with `scheme` and `secret`");
    };
    faults.unknown(name, members, &["scheme", "secret", "trust", "mapping"]);
    let scheme = scheme(&format!("{name}.scheme"), members.get("scheme"), faults);
    let texts = secrets(&format!("{name}.secret"), members.get("secret"), faults);
    let trust = trust(&format!("{name}.trust"), members.get("trust"), faults);
    let mapping = members.get("mapping");
    let mapping = mapping.map(|value| Mapping::read_at(&format!("{name}.mapping"), value, faults));
    let mut source = Source {
        name: name.to_owned(),
        scheme: scheme?,
        secrets: Vec::new(),
        public_keys: Vec::new(),
        trust: trust?,
        mapping: match mapping {
            Some(mapping) => Some(mapping?),
            None => None,
        },
    };
    keep_secrets(&mut source, &texts?, faults)?;
    Some(source)
}

fn scheme(path: &str, value: Option<&Value>, faults: &mut Faults) -> Option<Scheme> {
    let known = Scheme::ALL.map(|(name, _)| name).join(", ");
    match value.map(|value| value.as_str().and_then(Scheme::named)) {
        Some(Some(scheme)) => Some(scheme),
        Some(None) => faults.add(path, format!("none of {known}")),
        None => faults.add(path, format!("missing: one of {known}")),
    }
}

fn trust(path: &str, value: Option<&Value>, faults: &mut Faults) -> Option<Trust> {
    match value.map(Value::as_str) {
        None | Some(Some("claimed")) => Some(Trust::Claimed),
        Some(Some("verified")) => Some(Trust::Verified),
        Some(_) => faults.add(path, "neither \"claimed\" nor \"verified\""),
    }
}

/// One secret, several separated by commas, or a list of them (which may hold commas).
fn secrets(path: &str, value: Option<&Value>, faults: &mut Faults) -> Option<Vec<String>> {
    let texts: Option<Vec<&str>> = match value {
        None => return faults.add(path, "missing"),
        Some(Value::String(text)) => Some(text.split(',').collect()),
        Some(Value::Array(items)) => items.iter().map(Value::as_str).collect(),
        Some(_) => None,
    };
    let Some(texts) = texts else {
        return faults.add(path, "neither text nor a list of texts");
    };
    let texts = texts.into_iter().map(str::trim).filter(|t| !t.is_empty());
    let texts: Vec<String> = texts.map(str::to_owned).collect();
    match texts.is_empty() {
        true => faults.add(path, "holds no secret"),
        false => Some(texts),
    }
}

fn keep_secrets(source: &mut Source, texts: &[String], faults: &mut Faults) -> Option<()> {
    for text in texts {
        let key = match source.scheme {
            Scheme::StandardWebhooks => standard::Key::read(text),
            _ => Ok(standard::Key::Secret(Secret::new(text.as_str()))),
        };
        match key {
            Ok(standard::Key::Secret(secret)) => source.secrets.push(secret),
            Ok(standard::Key::Public(key)) => source.public_keys.push(key),
            Err(detail) => return faults.add(&format!("{}.secret", source.name), detail),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn faults(variable: &str) -> Vec<String> {
        let faults = Sources::read(variable).err().unwrap_or_default();
        assert!(!shown(&faults).contains("MfKQ9r8GKYq"), "a secret is shown");
        faults.iter().map(Fault::to_string).collect()
    }

    #[test]
    fn sources_are_read() {
        let sources = Sources::read(&format!(
            r#"{{"crm":{{"scheme":"standard-webhooks","secret":"{SECRET}, whsec_YQ==","trust":"verified",
               "mapping":{{"from":{{"kind":"email","value":"/mail"}},"text":"/t"}}}},
               "desk":{{"scheme":"chatwoot","secret":["a,b","c"]}}}}"#
        ))
        .unwrap();
        let crm = sources.get("crm").unwrap();
        assert_eq!(crm.scheme, Scheme::StandardWebhooks);
        assert_eq!(crm.trust, Trust::Verified);
        assert!(crm.mapping.is_some());
        assert_eq!(crm.secrets.len(), 2);
        assert_eq!(crm.secrets[1].expose(), b"a");
        let desk = sources.get("desk").unwrap();
        assert_eq!(desk.trust, Trust::Claimed);
        let secrets: Vec<_> = desk.secrets.iter().map(Secret::expose).collect();
        assert_eq!(secrets, [&b"a,b"[..], b"c"]);
        assert!(sources.get("other").is_none());
        assert_eq!(sources.iter().count(), 2);
        assert!(!format!("{sources:?}").contains("a,b"));
    }

    #[test]
    fn faults_name_their_place() {
        for (variable, expected) in [
            ("{}", "names no source"),
            (
                "[]",
                "not a JSON object from a source's name to its `scheme` and `secret`",
            ),
            (r#"{"a":7}"#, "a: not an object with `scheme` and `secret`"),
            (
                r#"{"A b":{}}"#,
                "A b: a source's name is 1 to 64 of a-z, 0-9, '-' and '_'",
            ),
            (r#"{"a":{"scheme":"line"}}"#, "a.secret: missing"),
            (
                r#"{"a":{"scheme":"line","secret":" , "}}"#,
                "a.secret: holds no secret",
            ),
            (
                r#"{"a":{"scheme":"line","secret":["x",1]}}"#,
                "a.secret: neither text nor a list of texts",
            ),
            (
                r#"{"a":{"scheme":"standard-webhooks","secret":"whsec_#"}}"#,
                "a.secret: not base64 behind whsec_",
            ),
            (
                r#"{"a":{"scheme":"line","secret":"x","trust":"yes"}}"#,
                "a.trust: neither \"claimed\" nor \"verified\"",
            ),
            (
                r#"{"a":{"scheme":"line","secret":"x","sercet":"x"}}"#,
                "a.sercet: unknown; there are scheme, secret, trust, mapping",
            ),
            (
                r#"{"a":{"scheme":"line","secret":"x","mapping":{"from":{"kind":"email","value":"/m"},"text":"t"}}}"#,
                "a.mapping.text: not a JSON Pointer, which begins with / (a constant is written {\"const\": …})",
            ),
        ] {
            assert_eq!(faults(variable), [expected], "{variable}");
        }
        let unknown = faults(r#"{"a":{"scheme":"carrier-pigeon","secret":"x"}}"#);
        assert!(unknown[0].starts_with("a.scheme: none of standard-webhooks, bearer, "));
        assert!(faults("{")[0].contains("EOF"), "{:?}", faults("{"));
    }

    #[test]
    fn all_faults_are_found_at_once() {
        let found = faults(r#"{"a":{"scheme":"x","trust":1},"b":{"secret":"x"},"C":{}}"#);
        assert_eq!(found.len(), 5, "{found:?}");
        let many: Vec<String> = (0..20).map(|n| format!("\"a{n}\":0")).collect();
        let many = Sources::read(&format!("{{{}}}", many.join(","))).unwrap_err();
        assert_eq!(many.len(), 20);
        assert!(shown(&many).ends_with("; and 12 more"), "{}", shown(&many));
    }
}
