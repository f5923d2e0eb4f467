//! A source's further fields, as far as the timeline has room for them.

use std::io::{self, Write};

use serde_json::{Map, Value};

/// The longest attributes, in bytes of JSON.
const LONGEST: usize = 2048;
/// Of which the braces and `left_out` need some.
const ROOM: usize = LONGEST - 32;

/// The members that fit, by name and whole; `left_out` counts the others. Members that say nothing are
/// left out without.
pub(crate) fn fit<'a>(members: impl IntoIterator<Item = (&'a str, &'a Value)>) -> Option<Vec<u8>> {
    let mut room = ROOM;
    let mut left_out = 0_u64;
    let mut fitting = Map::new();
    for (name, value) in members {
        if says_nothing(value) || fitting.contains_key(name) {
            continue;
        }
        match rest(room, name, value) {
            Some(rest) => {
                room = rest;
                fitting.insert(name.to_owned(), value.clone());
            }
            None => left_out += 1,
        }
    }
    if left_out > 0 {
        fitting.insert("left_out".to_owned(), Value::from(left_out));
    }
    (!fitting.is_empty()).then(|| Value::from(fitting).to_string().into_bytes())
}

/// Whether a member fits where there is no other.
pub(crate) fn fits(name: &str, value: &Value) -> bool {
    rest(ROOM, name, value).is_some()
}

/// What is left of the room behind a member, if it fits.
fn rest(room: usize, name: &str, value: &Value) -> Option<usize> {
    // A colon and a comma.
    let size = length(&Value::from(name), room)? + length(value, room)? + 2;
    room.checked_sub(size)
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The length of a value's JSON, if it is at most `most`. Of a longer one not much is looked at.
fn length(value: &Value, most: usize) -> Option<usize> {
    least(value, most)?;
    let mut counter = Counter { length: 0, most };
    serde_json::to_writer(&mut counter, value).ok()?;
    Some(counter.length)
}

/// What is left of `most` behind the letters that a value has at least.
fn least(value: &Value, most: usize) -> Option<usize> {
    match value {
        Value::String(text) => most.checked_sub(text.len() + 2),
        Value::Array(items) => items.iter().try_fold(most, |left, item| least(item, left)),
        Value::Object(members) => members.iter().try_fold(most, |left, (name, value)| {
            least(value, left.checked_sub(name.len() + 3)?)
        }),
        _ => most.checked_sub(1),
    }
}

struct Counter {
    length: usize,
    most: usize,
}

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.length += bytes.len();
        match self.length > self.most {
            true => Err(io::ErrorKind::StorageFull.into()),
            false => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn fitted(value: &Value) -> Option<Value> {
        let members = value.as_object().unwrap();
        let fitted = fit(members.iter().map(|(name, value)| (name.as_str(), value)))?;
        assert!(fitted.len() <= LONGEST, "{}", fitted.len());
        Some(serde_json::from_slice(&fitted).unwrap())
    }

    #[test]
    fn members_fit_whole_or_are_counted() {
        assert_eq!(fitted(&json!({})), None);
        assert_eq!(fitted(&json!({"a": null, "b": "", "c": [], "d": {}})), None);
        let small = json!({"a": 0, "b": false, "c": {"d": [1]}, "e": "é"});
        assert_eq!(fitted(&small), Some(small));
        let long = "x".repeat(3000);
        assert_eq!(
            fitted(&json!({"a": long, "b": 1, "c": {"d": long}})),
            Some(json!({"b": 1, "left_out": 2}))
        );
        let half = "x".repeat(990);
        assert_eq!(
            fitted(&json!({"a": half, "b": half, "c": half, "d": 1})),
            Some(json!({"a": half, "b": half, "left_out": 1, "d": 1}))
        );
    }

    proptest! {
        #[test]
        fn any_members_fit(members in prop::collection::btree_map("\\PC{0,12}", "\\PC{0,400}", 0..10)) {
            fitted(&json!(members));
        }
    }
}
