//! `{"object","entry":[{"id","time","messaging"|"standby"|"changes":[…]}]}`: what Meta posts.
//!
//! One POST may be about several accounts and hold up to 1000 items in no order:
//! <https://developers.facebook.com/docs/graph-api/webhooks/getting-started>. Each item stands
//! alone: one that cannot be read loses no other.

use std::borrow::Cow;
use std::rc::Rc;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use throughline_channel_kit::json;
use throughline_channel_kit::types::{Timestamp, UnparsedPayload};

use crate::{PROVIDER, time};

/// The longest id of a person, account, post or comment that counts, in bytes: two of them make an
/// identity. Meta's are numbers.
pub const LONGEST_ID: usize = 255;
/// The longest id of a message that counts, in bytes. Meta's have up to about 200.
pub const LONGEST_MID: usize = 1024;

/// Why something authentic could not be read, for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl Unreadable {
    /// `reason` says what is wrong; it quotes at most 40 characters of what came.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    /// A member that has to be there.
    pub fn missing(member: &str) -> Self {
        Self(format!("`{member}` is missing"))
    }

    /// A word that nobody here has heard of.
    pub fn unknown(what: &str, word: &str) -> Self {
        let shown: String = word.chars().take(40).collect();
        Self(format!("the {what} {shown:?} is not known"))
    }
}

/// Everything that one POST is about.
#[derive(Debug)]
pub struct Envelope<'a> {
    /// Which product: `page`, `instagram`, `whatsapp_business_account`.
    pub object: Rc<str>,
    /// Its items in the order in which they came.
    pub items: Vec<Item<'a>>,
}

/// Where in its entry an item was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// `messaging[]`: an event of a conversation that is ours.
    Messaging,
    /// `standby[]`: the same of a conversation that another app has at the moment.
    Standby,
    /// `changes[]`, with its `field`.
    Change(String),
    /// Nowhere that is known, or the item's entry is none.
    Unknown,
}

/// One item. What it says is [`Item::value`].
#[derive(Debug)]
pub struct Item<'a> {
    /// The entry's `id`: our page, Instagram account or WhatsApp business account. Empty when it
    /// has none.
    pub account: Rc<str>,
    /// The entry's `time`: when Meta sent it.
    pub time: Option<Timestamp>,
    /// Where it was found.
    pub field: Field,
    value: Result<Value, Unreadable>,
    object: Rc<str>,
    raw: &'a RawValue,
    whole_entry: bool,
}

#[derive(Deserialize)]
struct Outer<'a> {
    #[serde(borrow, default)]
    object: Cow<'a, str>,
    #[serde(borrow)]
    entry: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    time: Value,
    #[serde(borrow)]
    messaging: Option<&'a RawValue>,
    #[serde(borrow)]
    standby: Option<&'a RawValue>,
    #[serde(borrow)]
    changes: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    field: Cow<'a, str>,
    #[serde(default)]
    value: Value,
}

/// Takes a body apart.
///
/// # Errors
///
/// [`Unreadable`] when nothing of it can be told apart: it is no JSON, repeats a name, has a lone
/// surrogate, nests deeper than 64, or is no object with a list `entry`.
pub fn read(body: &[u8]) -> Result<Envelope<'_>, Unreadable> {
    json::check(body).map_err(|error| Unreadable(format!("JSON: {error}")))?;
    let json::Object(Outer { object, entry }) = serde_json::from_slice(body)
        .map_err(|_| Unreadable::new("JSON: no object with a list `entry`"))?;
    let object: Rc<str> = object.into();
    let mut items = Vec::new();
    for raw in entry {
        add_entry(&object, raw, &mut items);
    }
    Ok(Envelope { object, items })
}

fn add_entry<'a>(object: &Rc<str>, raw: &'a RawValue, items: &mut Vec<Item<'a>>) {
    let entry: Entry<'a> = match serde_json::from_str::<json::Object<Entry<'a>>>(raw.get()) {
        Ok(json::Object(entry)) => entry,
        Err(_) => {
            let wrong = Unreadable::new("an entry is no object");
            return items.push(Item::broken(object, raw, wrong));
        }
    };
    let lists = [
        (entry.messaging, Field::Messaging),
        (entry.standby, Field::Standby),
        (entry.changes, Field::Change(String::new())),
    ];
    let account: Option<Rc<str>> = id_of(&entry.id).map(Rc::from);
    let time = time::read(&entry.time);
    let mut found = false;
    for (list, field) in lists {
        let Some(list) = list else { continue };
        found = true;
        let Ok(list) = serde_json::from_str::<Vec<&'a RawValue>>(list.get()) else {
            let wrong = Unreadable::new("the items of an entry are no list");
            items.push(Item::broken(object, raw, wrong));
            continue;
        };
        for raw in list {
            let (field, value) = found_at(&field, raw);
            let value = match &account {
                Some(_) => value,
                None => Err(Unreadable::missing("entry[].id")),
            };
            items.push(Item {
                account: account.clone().unwrap_or_else(|| "".into()),
                time,
                field,
                value,
                object: Rc::clone(object),
                raw,
                whole_entry: false,
            });
        }
    }
    if !found {
        let wrong = Unreadable::new("an entry has none of `messaging`, `standby` and `changes`");
        items.push(Item::broken(object, raw, wrong));
    }
}

/// What an item of a list says, and the name of a change.
fn found_at(list: &Field, raw: &RawValue) -> (Field, Result<Value, Unreadable>) {
    let (field, value) = match list {
        Field::Change(_) => match serde_json::from_str(raw.get()) {
            Ok(json::Object(Change { field, value })) => (Field::Change(field.into_owned()), value),
            Err(_) => {
                let wrong = Unreadable::missing("changes[].field");
                return (Field::Change(String::new()), Err(wrong));
            }
        },
        other => (
            other.clone(),
            serde_json::from_str(raw.get()).unwrap_or_default(),
        ),
    };
    match value {
        Value::Object(_) => (field, Ok(value)),
        _ => (field, Err(Unreadable::new("an item is no object"))),
    }
}

impl<'a> Item<'a> {
    /// An entry of which no items can be told apart.
    fn broken(object: &Rc<str>, raw: &'a RawValue, wrong: Unreadable) -> Self {
        Self {
            account: "".into(),
            time: None,
            field: Field::Unknown,
            value: Err(wrong),
            object: Rc::clone(object),
            raw,
            whole_entry: true,
        }
    }

    /// What it says: the event, or a change's `value`. An object.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when it is no object, or nothing says which account it is about.
    pub fn value(&self) -> Result<&Value, Unreadable> {
        self.value.as_ref().map_err(Clone::clone)
    }

    /// This item alone, to be kept because of `reason`: its own bytes in an envelope of its own, so
    /// that it can be posted again as it is.
    pub fn unparsed(&self, channel: &str, reason: String) -> UnparsedPayload {
        let object = Value::from(&*self.object);
        let raw = self.raw.get();
        let body = if self.whole_entry {
            format!("{{\"object\":{object},\"entry\":[{raw}]}}")
        } else {
            let id = Value::from(&*self.account);
            let time = Value::from(self.time);
            let list = match &self.field {
                Field::Standby => "standby",
                Field::Change(_) => "changes",
                Field::Messaging | Field::Unknown => "messaging",
            };
            format!(
                "{{\"object\":{object},\"entry\":[{{\"id\":{id},\"time\":{time},\"{list}\":[{raw}]}}]}}"
            )
        };
        UnparsedPayload {
            channel: channel.to_owned(),
            provider: PROVIDER.to_owned(),
            content_type: "application/json".to_owned(),
            body: body.into_bytes(),
            reason,
        }
    }
}

impl Envelope<'_> {
    /// The accounts that it is about.
    pub fn accounts(&self) -> Vec<&str> {
        let accounts = self.items.iter().map(|item| &*item.account);
        accounts.filter(|account| !account.is_empty()).collect()
    }
}

/// An id of a person, account, post or comment: a text, or a whole number. `None` when it is empty,
/// longer than [`LONGEST_ID`] bytes, or holds control characters.
pub fn id_of(written: &Value) -> Option<String> {
    id_within(written, LONGEST_ID)
}

/// An id of a message, as [`id_of`], up to [`LONGEST_MID`] bytes.
pub fn mid_of(written: &Value) -> Option<String> {
    id_within(written, LONGEST_MID)
}

fn id_within(written: &Value, most: usize) -> Option<String> {
    let id = match written {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.as_u64()?.to_string(),
        _ => return None,
    };
    let fits = (1..=most).contains(&id.len()) && !id.chars().any(char::is_control);
    fits.then_some(id)
}

/// An id at a path of members, as `["sender", "id"]`.
pub fn id_at(document: &Value, path: &[&str]) -> Option<String> {
    let found = path
        .iter()
        .try_fold(document, |value, name| value.get(name));
    found.and_then(id_of)
}

/// A member that is a text and not empty.
pub fn text_of<'a>(document: &'a Value, name: &str) -> Option<&'a str> {
    document.get(name)?.as_str().filter(|text| !text.is_empty())
}
