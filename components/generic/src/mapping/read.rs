//! A mapping as the configuration has it, checked.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::rule::{Pointer, Rule};
use super::{Files, Mapping, Who};
use crate::config::{Faults, is_word};
use crate::normalize::identity;
use crate::written::{direction, visibility};

/// What constants a field may have.
#[derive(Clone, Copy)]
enum Form {
    /// None: it would make every message the same one.
    Id,
    /// Any, written out.
    Free,
    /// `true` and `false`.
    Flag,
    /// A word of a small vocabulary, which may stand there as it is. Says whether it is one.
    Word(fn(&str) -> bool, &'static str),
}

const NAME: Form = Form::Word(is_word, "1 to 64 of a-z, 0-9, '-' and '_'");
const DIRECTION: Form = Form::Word(
    |word| direction(word).is_ok(),
    "one of inbound, outbound, internal",
);
const VISIBILITY: Form = Form::Word(|word| visibility(word).is_ok(), "private or public");
const LANGUAGE: Form = Form::Word(
    |word| word.len() == 2 && word.bytes().all(|b| b.is_ascii_lowercase()),
    "an ISO 639-1 code such as en",
);
const KIND: Form = Form::Word(
    |word| identity(word, "x").is_ok(),
    "an identity's kind such as email",
);

const FIELDS: [&str; 19] = [
    "each",
    "id",
    "channel",
    "kind",
    "direction",
    "visibility",
    "occurred_at",
    "from",
    "to",
    "identities",
    "business",
    "subject",
    "text",
    "attachments",
    "thread",
    "ticket_id",
    "agent",
    "language",
    "attributes",
];

impl Mapping {
    /// Reads a mapping. `None` when something of it is wrong, which is among the faults then.
    pub(crate) fn read_at(path: &str, value: &Value, faults: &mut Faults) -> Option<Self> {
        let Some(members) = value.as_object() else {
            return faults.add(path, "not an object");
        };
        faults.unknown(path, members, &FIELDS);
        let mut rule = |name: &str, form: Form| {
            let value = members.get(name)?;
            read_rule(&format!("{path}.{name}"), value, form, faults)
        };
        let mut mapping = Self {
            id: rule("id", Form::Id),
            channel: rule("channel", NAME),
            kind: rule("kind", NAME),
            direction: rule("direction", DIRECTION),
            visibility: rule("visibility", VISIBILITY),
            occurred_at: rule("occurred_at", Form::Free),
            subject: rule("subject", Form::Free),
            text: rule("text", Form::Free),
            thread: rule("thread", Form::Free),
            ticket_id: rule("ticket_id", Form::Free),
            agent: rule("agent", Form::Free),
            language: rule("language", LANGUAGE),
            ..Self::default()
        };
        let at = |name: &str| format!("{path}.{name}");
        mapping.each = pointer(&at("each"), members.get("each"), faults);
        mapping.from = people(&at("from"), members.get("from"), faults);
        mapping.to = people(&at("to"), members.get("to"), faults);
        mapping.identities = people(&at("identities"), members.get("identities"), faults);
        mapping.business = people(&at("business"), members.get("business"), faults);
        mapping.attachments = files(&at("attachments"), members.get("attachments"), faults);
        mapping.attributes = attributes(&at("attributes"), members.get("attributes"), faults);
        let somebody = ["from", "to", "identities"];
        if !somebody.iter().any(|name| members.contains_key(*name)) {
            return faults.add(path, "says nobody's: give from or identities");
        }
        Some(mapping)
    }
}

fn pointer(path: &str, value: Option<&Value>, faults: &mut Faults) -> Option<Pointer> {
    let pointer = value?.as_str().and_then(Pointer::read);
    match pointer {
        Some(pointer) => Some(pointer),
        None => faults.add(path, NOT_A_POINTER),
    }
}

const NOT_A_POINTER: &str = "not a JSON Pointer, which begins with /";

fn read_rule(path: &str, value: &Value, form: Form, faults: &mut Faults) -> Option<Rule> {
    match value {
        Value::String(text) if Pointer::is_meant(text) => match Pointer::read(text) {
            Some(pointer) => Some(Rule::At(pointer)),
            None => faults.add(
                path,
                "not a JSON Pointer (RFC 6901): `~` stands before 0 or 1, `^` before /",
            ),
        },
        Value::String(_) | Value::Bool(_) if matches!(form, Form::Word(..) | Form::Flag) => {
            constant(path, value, form, faults)
        }
        Value::String(_) => faults.add(
            path,
            format!("{NOT_A_POINTER} (a constant is written {{\"const\": …}})"),
        ),
        Value::Array(items) if !items.is_empty() => {
            let items = items.iter().enumerate();
            let rules: Vec<_> = items
                .map(|(n, item)| read_rule(&format!("{path}[{n}]"), item, form, faults))
                .collect();
            let rules: Option<Vec<Rule>> = rules.into_iter().collect();
            rules.map(Rule::First)
        }
        Value::Object(members) if members.contains_key("const") => {
            faults.unknown(path, members, &["const"]);
            let path = format!("{path}.const");
            constant(&path, members.get("const")?, form, faults)
        }
        Value::Object(members) => mapped(path, members, form, faults),
        _ => faults.add(
            path,
            "neither a JSON Pointer, nor a list of such, nor an object with `pointer` or `const`",
        ),
    }
}

fn constant(path: &str, value: &Value, form: Form, faults: &mut Faults) -> Option<Rule> {
    match checked(value, form) {
        Ok(()) => Some(Rule::Const(value.clone())),
        Err(wrong) => faults.add(path, wrong),
    }
}

fn checked(value: &Value, form: Form) -> Result<(), String> {
    match form {
        Form::Id => Err("a constant would make every message the same one".to_owned()),
        Form::Free if value.is_string() || value.is_number() || value.is_boolean() => Ok(()),
        Form::Free => Err("neither text nor a number nor true or false".to_owned()),
        Form::Flag if value.is_boolean() => Ok(()),
        Form::Flag => Err("neither a JSON Pointer nor true nor false".to_owned()),
        Form::Word(is_one, wanted) => match value.as_str() {
            Some(word) if is_one(word) => Ok(()),
            _ => Err(format!("neither a JSON Pointer nor {wanted}")),
        },
    }
}

fn mapped(
    path: &str,
    members: &Map<String, Value>,
    form: Form,
    faults: &mut Faults,
) -> Option<Rule> {
    faults.unknown(path, members, &["pointer", "map", "default"]);
    let at = format!("{path}.pointer");
    let Some(pointer) = pointer(&at, members.get("pointer"), faults) else {
        // A wrong one has left its fault.
        return match members.get("pointer") {
            Some(_) => None,
            None => faults.add(&at, "missing"),
        };
    };
    let words = match members.get("map") {
        Some(map) => Some(words(&format!("{path}.map"), map, form, faults)?),
        None => None,
    };
    let default = members.get("default").filter(|value| !value.is_null());
    if let Some(Err(wrong)) = default.map(|value| checked(value, form)) {
        return faults.add(&format!("{path}.default"), wrong);
    }
    Some(Rule::Mapped {
        pointer,
        map: words,
        default: default.cloned(),
    })
}

fn words(
    path: &str,
    map: &Value,
    form: Form,
    faults: &mut Faults,
) -> Option<BTreeMap<String, String>> {
    let Some(members) = map.as_object().filter(|members| !members.is_empty()) else {
        return faults.add(path, "not an object from the source's words to others");
    };
    let words = members.iter().map(|(theirs, ours)| {
        let Some(word) = ours.as_str() else {
            return faults.add(&format!("{path}.{theirs}"), "not text");
        };
        if let (Form::Word(..), Err(wrong)) = (form, checked(ours, form)) {
            return faults.add(&format!("{path}.{theirs}"), wrong);
        }
        Some((theirs.clone(), word.to_owned()))
    });
    let words: Vec<_> = words.collect();
    words.into_iter().collect()
}

/// One identity, or a list of them.
fn people(path: &str, value: Option<&Value>, faults: &mut Faults) -> Vec<Who> {
    match value {
        None => Vec::new(),
        Some(Value::Array(items)) => {
            let items = items.iter().enumerate();
            items
                .filter_map(|(n, item)| who(&format!("{path}[{n}]"), item, faults))
                .collect()
        }
        Some(value) => who(path, value, faults).into_iter().collect(),
    }
}

fn who(path: &str, value: &Value, faults: &mut Faults) -> Option<Who> {
    let Some(members) = value.as_object() else {
        return faults.add(path, "not an object with `kind` and `value`");
    };
    faults.unknown(path, members, &["kind", "value", "verified", "name"]);
    let mut rule = |name: &str, form: Form, needed: bool| {
        let path = format!("{path}.{name}");
        match members.get(name) {
            Some(value) => read_rule(&path, value, form, faults),
            None if needed => faults.add(&path, "missing"),
            None => None,
        }
    };
    let kind = rule("kind", KIND, true);
    let value = rule("value", Form::Free, true);
    let verified = rule("verified", Form::Flag, false);
    let name = rule("name", Form::Free, false);
    Some(Who {
        kind: kind?,
        value: value?,
        verified,
        name,
    })
}

fn files(path: &str, value: Option<&Value>, faults: &mut Faults) -> Option<Files> {
    let Some(members) = value?.as_object() else {
        return faults.add(path, "not an object with `url`");
    };
    faults.unknown(
        path,
        members,
        &["each", "url", "name", "content_type", "size"],
    );
    let each = pointer(&format!("{path}.each"), members.get("each"), faults);
    let mut rule = |name: &str| {
        let value = members.get(name)?;
        read_rule(&format!("{path}.{name}"), value, Form::Free, faults)
    };
    let (url, name, content_type, size) = (
        rule("url"),
        rule("name"),
        rule("content_type"),
        rule("size"),
    );
    if !members.contains_key("url") {
        return faults.add(&format!("{path}.url"), "missing");
    }
    Some(Files {
        each,
        url: url?,
        name,
        content_type,
        size,
    })
}

fn attributes(path: &str, value: Option<&Value>, faults: &mut Faults) -> Vec<(String, Rule)> {
    let Some(value) = value else {
        return Vec::new();
    };
    let Some(members) = value.as_object() else {
        faults.add::<()>(
            path,
            "not an object from an attribute's name to a JSON Pointer",
        );
        return Vec::new();
    };
    let rules = members.iter().filter_map(|(name, value)| {
        let rule = read_rule(&format!("{path}.{name}"), value, Form::Free, faults)?;
        Some((name.clone(), rule))
    });
    rules.collect()
}
