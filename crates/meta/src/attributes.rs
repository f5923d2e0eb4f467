//! An interaction's `attributes`: what the provider says beyond what an interaction has words for.

use serde_json::{Map, Value};

/// The timeline's limit, in bytes of JSON.
pub const MOST: usize = 2048;

/// Members of a JSON object, the most important first; those that no longer fit are left out whole.
#[derive(Debug, Default)]
pub struct Attributes {
    members: Map<String, Value>,
    /// Bytes of their JSON, without the braces.
    size: usize,
}

impl Attributes {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a member, unless it is null, an empty text, list or object, there already, or does not
    /// fit any more.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        if empty || self.members.contains_key(name) {
            return;
        }
        // `"name":value,`
        let more = Value::from(name).to_string().len() + value.to_string().len() + 2;
        if self.size + more + 2 <= MOST {
            self.size += more;
            self.members.insert(name.to_owned(), value);
        }
    }

    /// Adds a member of a document under the same name, where it is there.
    pub fn take(&mut self, document: &Value, name: &str) {
        if let Some(value) = document.get(name) {
            self.set(name, value.clone());
        }
    }

    /// As an interaction has them; `None` when there are none.
    pub fn json(self) -> Option<Vec<u8>> {
        let members = Value::Object(self.members);
        (self.size > 0).then(|| members.to_string().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use serde_json::json;

    #[test]
    fn what_says_nothing_is_left_out() {
        let mut attributes = Attributes::new();
        for empty in [json!(null), json!(""), json!([]), json!({})] {
            attributes.set("empty", empty);
        }
        assert_eq!(attributes.json(), None);
        let mut attributes = Attributes::new();
        attributes.set("a", 1);
        attributes.set("a", 2);
        attributes.take(&json!({"b": false, "c": null}), "b");
        attributes.take(&json!({"b": false, "c": null}), "c");
        attributes.take(&json!([]), "d");
        assert_eq!(attributes.json().unwrap(), br#"{"a":1,"b":false}"#);
    }

    #[test]
    fn what_does_not_fit_is_left_out_whole() {
        let mut attributes = Attributes::new();
        attributes.set("first", "x".repeat(1000));
        attributes.set("too long", "\u{1}".repeat(300));
        attributes.set("last", true);
        let json: Value = serde_json::from_slice(&attributes.json().unwrap()).unwrap();
        assert_eq!(json.as_object().unwrap().len(), 2);
        assert_eq!(json["last"], true);
    }

    proptest::proptest! {
        #[test]
        fn they_never_exceed_the_limit(members: Vec<(String, String)>, length in 0_usize..3000) {
            let mut attributes = Attributes::new();
            attributes.set("long", "x".repeat(length));
            for (name, value) in members {
                attributes.set(&name, value);
            }
            let json = attributes.json().unwrap_or_default();
            proptest::prop_assert!(json.len() <= MOST);
        }
    }
}
