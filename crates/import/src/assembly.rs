//! A row, put together value by value.

use serde_json::{Map, Value};

use crate::cell::Writing;
use crate::csv::Fields;
use crate::fault::{Fault, quoted};
use crate::layout::Layout;
use crate::mapping::{Mapping, Slot};
use crate::target::Type;

/// The row of a record; `None` when the record has no values.
///
/// # Errors
///
/// `not_utf8`, `wrong_field_count`, `invalid_field`.
pub(crate) fn of_record(
    fields: &Fields,
    layout: &Layout,
    mapping: &Mapping,
) -> Result<Option<Value>, Fault> {
    let mut row = Map::new();
    let (mut count, mut has_values) = (0, false);
    for (number, field) in fields.iter().enumerate() {
        let text = str::from_utf8(field).map_err(|_| not_utf8())?.trim();
        let is_extra = number >= layout.slots.len();
        if is_extra && text.is_empty() {
            continue;
        }
        count = number + 1;
        has_values |= !text.is_empty();
        let Some(Some(slot)) = layout.slots.get(number) else {
            continue;
        };
        let value = slot.text(text, &mapping.writing);
        let value = value.map_err(|detail| slot.fault(&detail))?;
        if let Some(value) = value {
            slot.place(&mut row, value);
        }
    }
    if !has_values {
        return Ok(None);
    }
    if count != layout.slots.len() {
        let detail = format!(
            "the row has {count} fields, and the header has {}",
            layout.slots.len()
        );
        return Err(Fault::new("wrong_field_count", detail));
    }
    finish(&mut row, mapping);
    Ok(Some(Value::Object(row)))
}

/// The row of a JSON document.
///
/// # Errors
///
/// `invalid_field`.
pub(crate) fn of_document(document: Value, mapping: &Mapping) -> Result<Value, Fault> {
    if !document.is_object() {
        return Err(Fault::new("invalid_field", "a row is a JSON object"));
    }
    if mapping.pointers.is_empty() {
        return Ok(match document {
            Value::Object(mut row) => {
                finish(&mut row, mapping);
                Value::Object(row)
            }
            other => other,
        });
    }
    let mut row = Map::new();
    for (pointer, slot) in &mapping.pointers {
        let Some(value) = document.pointer(pointer) else {
            continue;
        };
        let values = match value {
            Value::Array(values) if slot.target.is_list() => &**values,
            one => std::slice::from_ref(one),
        };
        for value in values {
            let value = slot.value_of(value, &mapping.writing);
            let value = value.map_err(|detail| slot.fault(&detail))?;
            if let Some(value) = value {
                slot.place(&mut row, value);
            }
        }
    }
    finish(&mut row, mapping);
    Ok(Value::Object(row))
}

pub(crate) fn not_utf8() -> Fault {
    let detail = "this is not UTF-8; save the file as UTF-8 (Excel: \"CSV UTF-8\")";
    Fault::new("not_utf8", detail)
}

fn finish(row: &mut Map<String, Value>, mapping: &Mapping) {
    for slot in &mapping.constants {
        slot.place(row, slot.value.clone());
    }
    // A time or a source of a consent that the row does not have says nothing, nor does the currency
    // of an amount.
    if let Some(Value::Array(consents)) = row.get_mut("consent") {
        consents.retain(|consent| consent.get("status").is_some());
    }
    let amount = |total: &Value| total.get("amount").or(total.get("decimal")).is_some();
    if row
        .get("total")
        .is_some_and(|total| total.is_object() && !amount(total))
    {
        row.remove("total");
    }
}

impl Slot {
    fn fault(&self, detail: &str) -> Fault {
        Fault::field(&quoted(&self.label), detail)
    }

    /// The value that a text stands for; `None` for an empty one.
    fn text(&self, text: &str, writing: &Writing) -> Result<Option<Value>, String> {
        if text.is_empty() {
            return Ok(None);
        }
        let value = writing.read(self.target.holds, text)?;
        Ok(Some(match value {
            Value::String(text) if !self.prefix.is_empty() => {
                Value::String(format!("{}{text}", self.prefix))
            }
            other => other,
        }))
    }

    /// The value that a JSON value stands for; `None` for `null` and the empty text.
    pub(crate) fn value_of(
        &self,
        value: &Value,
        writing: &Writing,
    ) -> Result<Option<Value>, String> {
        let holds = self.target.holds;
        match value {
            Value::Null => Ok(None),
            Value::String(text) if holds == Type::Json => Ok(Some(text.as_str().into())),
            Value::String(text) => self.text(text.trim(), writing),
            other if holds == Type::Json => Ok(Some(other.clone())),
            other if self.target.is_attribute() && holds == Type::Text => Ok(Some(other.clone())),
            Value::Array(_) if holds == Type::List => Ok(Some(value.clone())),
            Value::Bool(_) | Value::Number(_) => self.text(&value.to_string(), writing),
            Value::Array(_) | Value::Object(_) => {
                Err("a list or an object, where one value goes".to_owned())
            }
        }
    }

    /// Puts a value where it goes, unless there is one already.
    fn place(&self, row: &mut Map<String, Value>, value: Value) {
        let path: Vec<_> = self.target.path.iter().map(String::as_str).collect();
        match (self.target.holds, &*path) {
            (Type::Identity, [_, kind]) => {
                let identity = serde_json::json!({
                    "kind": kind, "value": value, "verified": self.verified,
                });
                if let Some(identities) = list(row, "identities") {
                    identities.push(identity);
                }
            }
            (Type::Consent, [_, channel]) => consent(row, channel, "status", value),
            (Type::ConsentInstant | Type::ConsentText, [_, channel, member]) => {
                consent(row, channel, member, value);
            }
            (_, [member]) => {
                row.entry(*member).or_insert(value);
            }
            (_, [object, member]) => {
                let object = row.entry(*object).or_insert_with(|| Map::new().into());
                if let Value::Object(object) = object {
                    object.entry(*member).or_insert(value);
                }
            }
            _ => {}
        }
    }
}

/// The list of this name. In a caller's own row it may be something else, which is left to whoever
/// reads the row.
fn list<'a>(row: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Vec<Value>> {
    let list = row.entry(name).or_insert_with(|| Value::Array(Vec::new()));
    list.as_array_mut()
}

fn consent(row: &mut Map<String, Value>, channel: &str, member: &str, value: Value) {
    let Some(consents) = list(row, "consent") else {
        return;
    };
    let known = |consent: &Value| consent.get("channel").is_some_and(|known| known == channel);
    if !consents.iter().any(known) {
        consents.push(serde_json::json!({ "channel": channel }));
    }
    let known = consents.iter_mut().find(|consent| known(consent));
    if let Some(Value::Object(consent)) = known {
        consent.entry(member).or_insert(value);
    }
}
