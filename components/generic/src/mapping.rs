//! What a source's own JSON means: JSON Pointers (RFC 6901) that say where each field of an
//! interaction stands in it.
//!
//! ```json
//! {"each": "/tickets",
//!  "id": "/number", "kind": {"pointer": "/type", "map": {"phone": "call"}, "default": "message"},
//!  "from": {"kind": "email", "value": "/customer/mail", "name": "/customer/name"},
//!  "identities": [{"kind": "phone", "value": "/customer/tel"}],
//!  "text": ["/body", "/summary"], "occurred_at": "/created", "attributes": {"shop": "^/shop"}}
//! ```
//!
//! The language is described in the README.

mod read;
mod rule;

use serde_json::{Map, Value};
use throughline_channel_kit::types::Attachment;

pub(crate) use rule::View;

use crate::normalize::{self, MOST_ATTACHMENTS, attachment, implausible};
use crate::payload::{MOST_ENTRIES, as_id, instant};
use crate::written::{Address, LONGEST_FIELD, MOST_IDENTITIES, Written, direction, visibility};
use rule::{Pointer, Rule};

/// A source's mapping.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mapping {
    each: Option<Pointer>,
    id: Option<Rule>,
    channel: Option<Rule>,
    kind: Option<Rule>,
    direction: Option<Rule>,
    visibility: Option<Rule>,
    occurred_at: Option<Rule>,
    from: Vec<Who>,
    to: Vec<Who>,
    identities: Vec<Who>,
    business: Vec<Who>,
    subject: Option<Rule>,
    text: Option<Rule>,
    attachments: Option<Files>,
    thread: Option<Rule>,
    ticket_id: Option<Rule>,
    agent: Option<Rule>,
    language: Option<Rule>,
    attributes: Vec<(String, Rule)>,
}

/// An identity.
#[derive(Debug, Clone, PartialEq)]
struct Who {
    kind: Rule,
    value: Rule,
    verified: Option<Rule>,
    name: Option<Rule>,
}

/// The attachments: one, or those of a list.
#[derive(Debug, Clone, PartialEq)]
struct Files {
    each: Option<Pointer>,
    url: Rule,
    name: Option<Rule>,
    content_type: Option<Rule>,
    size: Option<Rule>,
}

impl Mapping {
    /// The entries of a payload that each are an interaction; `None` when the payload is one.
    ///
    /// # Errors
    ///
    /// Why there are none.
    pub(crate) fn entries<'a>(&self, payload: &'a Value) -> Result<Option<&'a [Value]>, String> {
        let Some(each) = &self.each else {
            return Ok(None);
        };
        let view = View {
            root: payload,
            entry: payload,
        };
        match each.find(view).map(Value::as_array) {
            Some(Some(entries)) if entries.len() > MOST_ENTRIES => {
                Err(format!("each: more than {MOST_ENTRIES} entries"))
            }
            Some(Some(entries)) => Ok(Some(entries)),
            Some(None) => Err("each: there is no list there".to_owned()),
            None => Err("each: there is nothing there".to_owned()),
        }
    }

    /// What a payload, or an entry of it, says. What it says and cannot be used adds a note.
    ///
    /// # Errors
    ///
    /// The field that cannot be read although it has to be.
    pub(crate) fn read(&self, view: View, notes: &mut Vec<String>) -> Result<Written, String> {
        let field = |name: &str, rule: &Option<Rule>| match rule {
            Some(rule) => short(name, rule, view),
            None => Ok(None),
        };
        let id = self.id.as_ref().and_then(|rule| rule.find(view));
        let occurred_at = self.occurred_at.as_ref().and_then(|rule| rule.find(view));
        let written = Written {
            id: match id {
                Some(value) => Some(as_id(&value).ok_or("id: neither text nor a whole number")?),
                None => None,
            },
            channel: field("channel", &self.channel)?,
            kind: field("kind", &self.kind)?,
            direction: match field("direction", &self.direction)? {
                Some(word) => Some(direction(&word)?),
                None => None,
            },
            visibility: match field("visibility", &self.visibility)? {
                Some(word) => Some(visibility(&word)?),
                None => None,
            },
            occurred_at: occurred_at.as_deref().and_then(instant),
            from: addresses("from", &self.from, view, notes),
            to: addresses("to", &self.to, view, notes),
            identities: addresses("identities", &self.identities, view, notes),
            business: addresses("business", &self.business, view, notes),
            subject: field("subject", &self.subject)?,
            text: match &self.text {
                Some(rule) => plain("text", rule, view)?,
                None => None,
            },
            attachments: match &self.attachments {
                Some(files) => files.read(view, notes),
                None => Vec::new(),
            },
            thread: field("thread", &self.thread)?,
            ticket_id: field("ticket_id", &self.ticket_id)?,
            agent: field("agent", &self.agent)?,
            language: field("language", &self.language)?,
            attributes: self.attributes(view, notes),
        };
        if occurred_at.is_some() && written.occurred_at.is_none() {
            notes.push("occurred_at: no time that can be read".to_owned());
        }
        Ok(written)
    }

    fn attributes(&self, view: View, notes: &mut Vec<String>) -> Map<String, Value> {
        let mut attributes = Map::new();
        for (name, rule) in &self.attributes {
            let Some(value) = rule.find(view) else {
                continue;
            };
            match normalize::fits(name, &value) {
                true => drop(attributes.insert(name.clone(), value.into_owned())),
                false => notes.push(format!("attributes.{name}: too large, and left out")),
            }
        }
        attributes
    }
}

impl Files {
    fn read(&self, view: View, notes: &mut Vec<String>) -> Vec<Attachment> {
        let one = std::slice::from_ref(view.entry);
        let entries = match &self.each {
            None => one,
            Some(each) => match each.find(view) {
                Some(Value::Array(entries)) => entries,
                Some(Value::Null) | None => return Vec::new(),
                Some(_) => {
                    notes.push("attachments.each: there is no list there".to_owned());
                    return Vec::new();
                }
            },
        };
        if entries.len() > MOST_ATTACHMENTS {
            notes.push(format!("attachments: only the first {MOST_ATTACHMENTS}"));
        }
        let entries = entries.iter().take(MOST_ATTACHMENTS);
        entries
            .filter_map(|entry| {
                let view = View { entry, ..view };
                let field = |rule: &Option<Rule>| {
                    let rule = rule.as_ref()?;
                    short("attachments", rule, view).ok().flatten()
                };
                let url = self.url.find(view)?;
                let size = self.size.as_ref().and_then(|rule| rule.find(view));
                Some(attachment(
                    field(&self.name).as_deref(),
                    field(&self.content_type).as_deref(),
                    size.and_then(|size| size.as_u64()),
                    Some(url.as_str()?),
                ))
            })
            .collect()
    }
}

/// Those identities that are there. One that cannot be what it says it is, is left out: legacy systems
/// have `n/a` for a telephone number.
fn addresses(field: &str, who: &[Who], view: View, notes: &mut Vec<String>) -> Vec<Address> {
    let mut addresses = Vec::new();
    for (n, who) in who.iter().enumerate().take(MOST_IDENTITIES) {
        let path = match field {
            "identities" => format!("{field}[{n}]"),
            _ => field.to_owned(),
        };
        match who.read(view) {
            Ok(Some(address)) => addresses.push(address),
            Ok(None) => {}
            Err(why) => notes.push(format!("{path}: {why}")),
        }
    }
    addresses
}

impl Who {
    fn read(&self, view: View) -> Result<Option<Address>, String> {
        let Some(value) = self.value.find(view) else {
            return Ok(None);
        };
        let value = as_id(&value).ok_or("value: neither text nor a whole number")?;
        let kind = short("kind", &self.kind, view)?.ok_or("kind: nothing there")?;
        let identity = normalize::identity(&kind, &value)?;
        if let Some(why) = implausible(&identity) {
            return Err(why.to_owned());
        }
        let verified = self.verified.as_ref().and_then(|rule| rule.find(view));
        let name = self.name.as_ref();
        Ok(Some(Address {
            kind: identity.kind,
            value: identity.value,
            verified: verified.is_some_and(|verified| *verified == Value::Bool(true)),
            name: name.and_then(|rule| short("name", rule, view).ok().flatten()),
        }))
    }
}

/// A text of at most 2 KB.
fn short(name: &str, rule: &Rule, view: View) -> Result<Option<String>, String> {
    let value = rule.find(view);
    match value.as_deref() {
        Some(Value::String(text)) if text.len() > LONGEST_FIELD => {
            Err(format!("{name}: longer than {LONGEST_FIELD} bytes"))
        }
        value => as_text(name, value),
    }
}

fn plain(name: &str, rule: &Rule, view: View) -> Result<Option<String>, String> {
    as_text(name, rule.find(view).as_deref())
}

fn as_text(name: &str, value: Option<&Value>) -> Result<Option<String>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(Value::Bool(bool)) => Ok(Some(bool.to_string())),
        Some(Value::Array(_)) => Err(format!("{name}: a list, and not text")),
        Some(Value::Object(_)) => Err(format!("{name}: an object, and not text")),
    }
}

#[cfg(test)]
#[path = "mapping/tests.rs"]
mod tests;
