//! `attributes` of an interaction: what a provider says and no other field has.

use serde_json::{Map, Value};

/// The timeline's limit, in bytes of JSON.
const MOST: usize = 2048;

/// Members as long as they fit; one that does not is left out whole.
#[derive(Debug)]
pub struct Attributes {
    members: Map<String, Value>,
    room: usize,
}

impl Default for Attributes {
    fn default() -> Self {
        Self {
            members: Map::new(),
            // The braces.
            room: MOST - 2,
        }
    }
}

impl Attributes {
    /// Adds a member that is said.
    pub fn put(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        if value.is_null() {
            return;
        }
        // Quotes, colon and comma.
        let size = name.len() + 4 + value.to_string().len();
        if let Some(rest) = self.room.checked_sub(size) {
            self.room = rest;
            self.members.insert(name.to_owned(), value);
        }
    }

    /// The object, unless it is empty.
    pub fn json(self) -> Option<Vec<u8>> {
        let Self { members, .. } = self;
        (!members.is_empty()).then(|| Value::Object(members).to_string().into_bytes())
    }
}

/// An object of those members that are said.
pub fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let said = members.into_iter().filter_map(|(name, value)| {
        let value = value.filter(|value| !value.is_null())?;
        Some((name.to_owned(), value))
    });
    Value::Object(said.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_kept_whole() {
        let mut attributes = Attributes::default();
        attributes.put("nothing", Value::Null);
        attributes.put("a", "x".repeat(1000));
        attributes.put("b", "y".repeat(1100));
        attributes.put("c", 7);
        let json = attributes.json().unwrap_or_default();
        assert!(json.len() <= MOST);
        let expected = format!(r#"{{"a":"{}","c":7}}"#, "x".repeat(1000));
        assert_eq!(String::from_utf8_lossy(&json), expected);
        assert_eq!(Attributes::default().json(), None);
        let mut full = Attributes::default();
        // `{"a":"…"}` and room for a comma.
        full.put("a", "x".repeat(MOST - 9));
        assert!(full.json().is_some_and(|json| json.len() == MOST - 1));
    }
}
