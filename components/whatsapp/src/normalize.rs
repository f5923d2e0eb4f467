//! Changes to what the timeline records.
//!
//! A change is about one number of ours and holds lists: `messages[]` and `statuses[]` share the
//! field `messages`. Each item of a list stands alone.
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview>

mod content;
mod message;
pub(crate) mod person;
mod preference;
mod report;

use serde_json::{Value, json};
use throughline_channel_kit::Command;
use throughline_channel_kit::types::{Identity, ProviderRef, Timestamp, UnparsedPayload};
use throughline_meta::envelope::id_of;
use throughline_meta::{Field, Item, PROVIDER, Unreadable};

use crate::payload::{self, Contact, Metadata};
use crate::{CHANNEL, OBJECT};
use message::Direction;
use person::{Contacts, PHONE, shown_number};

/// What a change says about all of its items.
#[derive(Debug)]
pub struct Line {
    /// `phone_number_id`: our account.
    account: String,
    /// Our number.
    business: Option<Identity>,
    /// Who is at the other end.
    contacts: Contacts,
    /// Bytes of their JSON.
    contacts_size: usize,
}

impl Line {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        let metadata = value.get("metadata");
        let metadata: Metadata = payload::read(
            metadata.ok_or_else(|| Unreadable::missing("metadata"))?,
            "metadata",
        )?;
        let account = id_of(&metadata.phone_number_id);
        let account = account.ok_or_else(|| Unreadable::missing("phone_number_id"))?;
        let contacts = value.get("contacts");
        let contacts_size = contacts.map_or(0, |contacts| contacts.to_string().len());
        // A contact that cannot be read names nobody; the items are read without it.
        let contacts = contacts.and_then(Value::as_array).into_iter().flatten();
        let contacts =
            contacts.filter_map(|contact| payload::read::<Contact>(contact, "contacts").ok());
        let shown = metadata.display_phone_number.as_deref();
        Ok(Self {
            account,
            business: shown.and_then(shown_number).map(|value| Identity {
                kind: PHONE.to_owned(),
                value,
            }),
            contacts: Contacts::new(contacts),
            contacts_size,
        })
    }

    /// A message of this number.
    fn reference(&self, id: String) -> ProviderRef {
        ProviderRef {
            channel: CHANNEL.to_owned(),
            provider: PROVIDER.to_owned(),
            account: self.account.clone(),
            provider_message_id: id,
        }
    }
}

/// What becomes of one item of a list.
type Translate = fn(&Line, &Value, Timestamp) -> Result<Command, Unreadable>;

/// The lists of a field. None for fields that are not read here.
fn lists(field: &str) -> &'static [(&'static str, Translate)] {
    match field {
        "messages" => &[
            ("messages", |line, item, _| {
                message::command(line, item, Direction::FromUser)
            }),
            ("statuses", |line, item, now| {
                let status = payload::read(item, "statuses")?;
                report::report(line, status, now).map(Command::Report)
            }),
        ],
        // What was written in the app on the phone that has the number.
        "smb_message_echoes" => &[("message_echoes", |line, item, _| {
            message::command(line, item, Direction::ToUser)
        })],
        "user_preferences" => &[("user_preferences", |line, item, _| {
            preference::preference(line, item)
        })],
        "user_id_update" => &[("user_id_update", |line, item, _| {
            preference::renaming(line, item)
        })],
        _ => &[],
    }
}

/// Everything that a change says, in its order. An item that cannot be read is kept alone.
///
/// # Errors
///
/// [`Unreadable`] when the change as a whole cannot be read, or is none of those that are.
pub fn commands(item: &Item<'_>, now: Timestamp) -> Result<Vec<Command>, Unreadable> {
    let value = item.value()?;
    let Field::Change(field) = &item.field else {
        return Err(Unreadable::new("the entry has no `changes`"));
    };
    let lists = lists(field);
    if lists.is_empty() {
        return Err(Unreadable::unknown("field", field));
    }
    let line = Line::read(value)?;
    let mut commands = Vec::new();
    for (name, translate) in lists {
        let keep = |part, Unreadable(reason)| {
            Command::Keep(alone(item, &line, (field, name), part, reason))
        };
        match value.get(*name) {
            None | Some(Value::Null) => {}
            Some(Value::Array(parts)) => {
                commands.extend(parts.iter().map(|part| {
                    translate(&line, part, now).unwrap_or_else(|wrong| keep(part, wrong))
                }))
            }
            Some(other) => {
                commands.push(keep(other, Unreadable::new(format!("`{name}` is no list"))))
            }
        }
    }
    if commands.is_empty() {
        return Err(Unreadable::new(format!(
            "`{field}` holds nothing that is read here"
        )));
    }
    Ok(commands)
}

/// How much of the contacts is kept with an item, in bytes: without a limit many bad items would keep
/// many times what came.
const MOST_CONTACTS: usize = 1024;

/// One item of a list in an envelope of its own, which can be posted again as it is.
fn alone(
    item: &Item<'_>,
    line: &Line,
    (field, list): (&str, &str),
    part: &Value,
    reason: String,
) -> UnparsedPayload {
    let shown = line.business.as_ref().map(|number| number.value.as_str());
    let mut value = json!({
        "metadata": { "phone_number_id": line.account, "display_phone_number": shown },
    });
    let contacts = item.value().ok().and_then(|value| value.get("contacts"));
    let contacts = contacts.filter(|_| line.contacts_size <= MOST_CONTACTS);
    if let Some(members) = value.as_object_mut() {
        members.extend(contacts.map(|contacts| ("contacts".to_owned(), contacts.clone())));
        members.insert(list.to_owned(), json!([part]));
    }
    let body = json!({
        "object": OBJECT,
        "entry": [{
            "id": &*item.account,
            "time": item.time,
            "changes": [{ "field": field, "value": value }],
        }],
    });
    UnparsedPayload {
        channel: CHANNEL.to_owned(),
        provider: PROVIDER.to_owned(),
        content_type: "application/json".to_owned(),
        body: body.to_string().into_bytes(),
        reason,
    }
}

/// Cuts a text to at most `most` bytes, between two characters.
fn cut(text: &mut String, most: usize) {
    text.truncate(text.floor_char_boundary(most));
}
