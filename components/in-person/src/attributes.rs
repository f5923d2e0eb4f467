//! The further fields of an interaction, within the timeline's limit.

use serde_json::{Map, Value};

use crate::purchase::{Item, Purchase};

/// The timeline's limit of `attributes`, in bytes of JSON.
pub const MOST: usize = 2048;
/// Room for the braces, `left_out`, and `items` with its brackets.
const SPARE: usize = 128;

/// Members of `attributes`, as many as fit: whole members, and whole items of a purchase.
#[derive(Debug)]
pub struct Attributes {
    members: Map<String, Value>,
    room: usize,
    left_out: u64,
}

impl Default for Attributes {
    fn default() -> Self {
        Self {
            members: Map::new(),
            room: MOST - SPARE,
            left_out: 0,
        }
    }
}

impl Attributes {
    /// Those of a purchase: `{"purchase":{"id","total","items","status"}}`, without the items yet,
    /// which take what room the others leave ([`Attributes::items`]).
    pub fn of(purchase: &Purchase) -> Self {
        let mut attributes = Self::default();
        attributes.add("purchase", purchase.document());
        attributes
    }

    /// Adds a member, if there is something to say and room for it.
    pub fn add(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        let says_nothing = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        if says_nothing {
            return;
        }
        let size = size(&Value::from(name)) + size(&value);
        if self.take(size) {
            self.members.insert(name.to_owned(), value);
        } else {
            self.left_out += 1;
        }
    }

    /// Adds the items of the purchase, from the first on, until one does not fit.
    pub fn items(&mut self, items: &[Item]) {
        let mut fitting = Vec::new();
        for item in items {
            let document = item.document();
            if !self.take(size(&document)) {
                break;
            }
            fitting.push(document);
        }
        let left_out = items.len() - fitting.len();
        if let Some(Value::Object(purchase)) = self.members.get_mut("purchase") {
            purchase.insert("items".to_owned(), Value::from(fitting));
            self.left_out += u64::try_from(left_out).unwrap_or(u64::MAX);
        }
    }

    fn take(&mut self, size: usize) -> bool {
        match self.room.checked_sub(size) {
            Some(rest) => {
                self.room = rest;
                true
            }
            None => false,
        }
    }

    /// The JSON object, at most [`MOST`] bytes; `left_out` counts what did not fit.
    pub fn finish(mut self) -> Option<Vec<u8>> {
        if self.left_out > 0 {
            self.members
                .insert("left_out".to_owned(), Value::from(self.left_out));
        }
        let is_empty = self.members.is_empty();
        (!is_empty).then(|| Value::from(self.members).to_string().into_bytes())
    }
}

/// A value and the comma or colon behind it, in bytes of JSON.
fn size(value: &Value) -> usize {
    value.to_string().len() + 1
}
