//! The JSON of an interaction.

use serde_json::{Map, Value};
use throughline_channel_kit::types::Attachment;

use super::{Address, LONGEST_FIELD, MOST_IDENTITIES, Written, direction, visibility};
use crate::normalize::{MOST_ATTACHMENTS, attachment};
use crate::payload::{as_id, instant, is_blank};

/// Reads `{"from": {"kind", "value", "verified"?}, "kind", "text", …}`. `identity` is another name for
/// `from`, and whose interaction it is where `to` is left out.
///
/// # Errors
///
/// The field that is wrong and what would be right.
pub(crate) fn read(value: &Value) -> Result<Written, String> {
    let Some(members) = value.as_object() else {
        return Err("no interaction: not an object".to_owned());
    };
    let mut identities = addresses("identity", members.get("identity"))?;
    identities.append(&mut addresses("identities", members.get("identities"))?);
    let written = Written {
        id: id(members.get("provider_message_id"))?,
        channel: field(members, "channel")?,
        kind: field(members, "kind")?,
        direction: match field(members, "direction")? {
            Some(word) => Some(direction(&word)?),
            None => None,
        },
        visibility: match field(members, "visibility")? {
            Some(word) => Some(visibility(&word)?),
            None => None,
        },
        // A time that cannot be read does not spoil the message.
        occurred_at: members.get("occurred_at").and_then(instant),
        from: addresses("from", members.get("from"))?,
        to: addresses("to", members.get("to"))?,
        identities,
        business: Vec::new(),
        subject: field(members, "subject")?,
        text: text(members.get("text"))?,
        attachments: attachments(members.get("attachments"))?,
        thread: field(members, "thread")?,
        ticket_id: field(members, "ticket_id")?,
        agent: field(members, "agent")?,
        language: field(members, "language")?,
        attributes: attributes(members.get("attributes"))?,
    };
    Ok(written)
}

fn id(value: Option<&Value>) -> Result<Option<String>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => as_id(value).map(Some).ok_or_else(|| {
            "provider_message_id: neither a text of at most 1024 bytes nor a whole number".into()
        }),
    }
}

/// A short text; a number counts as its digits. Empty text is none.
fn field(members: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if is_blank(text) => Ok(None),
        Some(Value::String(text)) if text.len() <= LONGEST_FIELD => Ok(Some(text.clone())),
        Some(Value::String(_)) => Err(format!("{name}: longer than {LONGEST_FIELD} bytes")),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(format!("{name}: not text")),
    }
}

fn text(value: Option<&Value>) -> Result<Option<String>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok((!text.is_empty()).then(|| text.clone())),
        Some(_) => Err("text: not text".to_owned()),
    }
}

/// One address or a list of them.
fn addresses(field: &str, value: Option<&Value>) -> Result<Vec<Address>, String> {
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(items)) if items.len() > MOST_IDENTITIES => {
            Err(format!("{field}: more than {MOST_IDENTITIES}"))
        }
        Some(Value::Array(items)) => {
            let items = items.iter().enumerate();
            items
                .map(|(n, item)| address(&format!("{field}[{n}]"), item))
                .collect()
        }
        Some(value) => Ok(vec![address(field, value)?]),
    }
}

fn address(field: &str, value: &Value) -> Result<Address, String> {
    let expected = || format!("{field}: not {{\"kind\",\"value\"}}, a phone number or a mailbox");
    match value {
        Value::String(text) => recognise(text).ok_or_else(expected),
        Value::Object(members) => {
            let kind = members.get("kind").and_then(Value::as_str);
            let value = members.get("value").and_then(as_id);
            let (kind, value) = kind.zip(value).ok_or_else(expected)?;
            Ok(Address {
                kind: kind.to_owned(),
                value,
                verified: members.get("verified") == Some(&Value::Bool(true)),
                name: members
                    .get("name")
                    .and_then(Value::as_str)
                    .filter(|name| !name.trim().is_empty())
                    .map(str::to_owned),
            })
        }
        _ => Err(expected()),
    }
}

/// Whether a bare string is a mailbox or a phone number, which differ beyond doubt.
pub(super) fn recognise(text: &str) -> Option<Address> {
    let is_phone = text.bytes().filter(u8::is_ascii_digit).count() >= 3
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-(). ".contains(&b));
    let kind = match text.contains('@') {
        true => "email",
        false if is_phone => "phone",
        false => return None,
    };
    Some(Address {
        kind: kind.to_owned(),
        value: text.to_owned(),
        verified: false,
        name: None,
    })
}

fn attachments(value: Option<&Value>) -> Result<Vec<Attachment>, String> {
    let items = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err("attachments: not a list".to_owned()),
    };
    if items.len() > MOST_ATTACHMENTS {
        return Err(format!("attachments: more than {MOST_ATTACHMENTS}"));
    }
    let items = items.iter().enumerate();
    items
        .map(|(n, item)| {
            let members = item
                .as_object()
                .ok_or_else(|| format!("attachments[{n}]: not an object"))?;
            let text = |name: &str| members.get(name).and_then(Value::as_str);
            let size = members.get("size").and_then(Value::as_u64);
            Ok(attachment(
                text("name"),
                text("content_type"),
                size,
                text("url"),
            ))
        })
        .collect()
}

fn attributes(value: Option<&Value>) -> Result<Map<String, Value>, String> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(members)) => Ok(members.clone()),
        Some(_) => Err("attributes: not an object".to_owned()),
    }
}
