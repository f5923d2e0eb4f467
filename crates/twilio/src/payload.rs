//! The parameters of a Twilio request.
//!
//! Twilio sends forms (`application/x-www-form-urlencoded`) and, for some products, JSON. Its form
//! signature covers the parameters sorted by name, so neither their order nor how they were escaped
//! is proven: both are given up here. What a repeated parameter means is not proven either; one
//! that is needed and has two values makes the request unreadable.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode;
use serde_json::Value;
use throughline_channel_kit::{Webhook, json};

/// Decoded names, each with its distinct values, both sorted by bytes as the signature needs them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(BTreeMap<Vec<u8>, BTreeSet<Vec<u8>>>);

/// Why an authentic request could not be read, for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// The parameters of a request: its JSON members when it says that it is JSON, else its form.
///
/// # Errors
///
/// [`Unreadable`] for a body that calls itself JSON and is not a JSON object, repeats a name or
/// nests deeper than 64. Any bytes are a form.
pub fn read(webhook: &Webhook) -> Result<Parameters, Unreadable> {
    if is_json(webhook) {
        Parameters::from_json(&webhook.body)
    } else {
        Ok(Parameters::from_form(&webhook.body))
    }
}

/// Whether the request calls its body JSON.
pub fn is_json(webhook: &Webhook) -> bool {
    webhook
        .media_type()
        .is_some_and(|media| media == "application/json" || media.ends_with("+json"))
}

impl Parameters {
    /// Decodes a form (WHATWG URL 5.1), keeping bytes that are not UTF-8 as they are.
    pub fn from_form(body: &[u8]) -> Self {
        let mut parameters = Self::default();
        for pair in body.split(|&byte| byte == b'&').filter(|p| !p.is_empty()) {
            let mut halves = pair.splitn(2, |&byte| byte == b'=');
            let name = halves.next().unwrap_or_default();
            let value = halves.next().unwrap_or_default();
            parameters.insert(decode(name), decode(value));
        }
        parameters
    }

    /// Takes the members of a JSON object. Numbers and booleans become their text, objects and
    /// arrays their JSON text, null nothing.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] for anything but an object, see [`json::check`].
    pub fn from_json(body: &[u8]) -> Result<Self, Unreadable> {
        json::check(body).map_err(|error| Unreadable(format!("JSON: {error}")))?;
        let members: BTreeMap<String, Value> = serde_json::from_slice(body)
            .map_err(|_| Unreadable("JSON: not an object".to_owned()))?;
        let mut parameters = Self::default();
        for (name, value) in members {
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text,
                other => other.to_string(),
            };
            parameters.insert(name.into_bytes(), text.into_bytes());
        }
        Ok(parameters)
    }

    fn insert(&mut self, name: Vec<u8>, value: Vec<u8>) {
        self.0.entry(name).or_default().insert(value);
    }

    /// The value of a parameter; `None` when it is absent or empty.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when it has several values or is not UTF-8.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Unreadable> {
        let Some(values) = self.0.get(name.as_bytes()) else {
            return Ok(None);
        };
        if values.len() > 1 {
            return Err(Unreadable(format!("`{name}` has several values")));
        }
        let value = values.first().map(Vec::as_slice).unwrap_or_default();
        let value =
            std::str::from_utf8(value).map_err(|_| Unreadable(format!("`{name}` is not UTF-8")))?;
        Ok((!value.is_empty()).then_some(value))
    }

    /// The value of a parameter that must be there.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when it is absent, empty, has several values or is not UTF-8.
    pub fn need(&self, name: &str) -> Result<&str, Unreadable> {
        self.one(name)?
            .ok_or_else(|| Unreadable(format!("`{name}` is missing")))
    }

    /// Every name with every value, in the order in which Twilio signs them.
    pub fn signed(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().flat_map(|(name, values)| {
            let name = name.as_slice();
            values.iter().map(move |value| (name, value.as_slice()))
        })
    }

    /// Name and values of every parameter, as text (`U+FFFD` for what is not UTF-8).
    pub fn shown(&self) -> impl Iterator<Item = (String, Vec<String>)> {
        let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
        self.0
            .iter()
            .map(move |(name, values)| (text(name), values.iter().map(text).collect()))
    }
}

fn decode(escaped: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = escaped
        .iter()
        .map(|&byte| if byte == b'+' { b' ' } else { byte })
        .collect();
    percent_decode(&spaced).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use proptest::prelude::*;

    fn signed(parameters: &Parameters) -> Vec<(String, String)> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let pairs = parameters.signed();
        pairs
            .map(|(name, value)| (text(name), text(value)))
            .collect()
    }

    #[test]
    fn forms_are_decoded_sorted_and_deduplicated() {
        for (form, expected) in [
            ("", vec![]),
            ("&&", vec![]),
            ("b=2&a=1", vec![("a", "1"), ("b", "2")]),
            ("a=2&a=1&a=1", vec![("a", "1"), ("a", "2")]),
            ("a=&b", vec![("a", ""), ("b", "")]),
            ("a=b=c", vec![("a", "b=c")]),
            ("=x", vec![("", "x")]),
            ("a%3Db=%26+%2B", vec![("a=b", "& +")]),
            ("a=%zz%4", vec![("a", "%zz%4")]),
            ("B=1&a=2&A=3", vec![("A", "3"), ("B", "1"), ("a", "2")]),
            ("a=%F0%9F%91%8B", vec![("a", "\u{1f44b}")]),
        ] {
            let expected: Vec<_> = expected
                .iter()
                .map(|&(n, v)| (n.to_owned(), v.to_owned()))
                .collect();
            assert_eq!(
                signed(&Parameters::from_form(form.as_bytes())),
                expected,
                "{form}"
            );
        }
    }

    #[test]
    fn a_value_is_read_when_it_is_the_only_one() {
        let form = Parameters::from_form(b"a=1&a=1&b=1&b=2&c=&d=%ff");
        let wrong = |reason: &str| Err(Unreadable(reason.to_owned()));
        assert_eq!(form.one("a"), Ok(Some("1")));
        assert_eq!(form.one("b"), wrong("`b` has several values"));
        assert_eq!(form.one("c"), Ok(None));
        assert_eq!(form.one("d"), wrong("`d` is not UTF-8"));
        assert_eq!(form.one("e"), Ok(None));
        assert_eq!(form.need("a"), Ok("1"));
        assert_eq!(form.need("c"), Err(Unreadable("`c` is missing".into())));
    }

    #[test]
    fn json_members_become_parameters() {
        let body = br#"{"s":"x","n":1,"t":true,"z":null,"o":{"a":[1]}}"#;
        let form = Parameters::from_json(body).unwrap();
        let expected = [("n", "1"), ("o", r#"{"a":[1]}"#), ("s", "x"), ("t", "true")];
        let expected = expected.map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(signed(&form), expected);
    }

    #[test]
    fn what_is_no_json_object_is_unreadable() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(64), "]".repeat(64));
        for body in [
            "",
            "[]",
            "\"x\"",
            "{",
            r#"{"a":"\ud83d"}"#,
            r#"{"a":1,"a":2}"#,
            &deep,
        ] {
            assert!(Parameters::from_json(body.as_bytes()).is_err(), "{body}");
        }
    }

    proptest! {
        #[test]
        fn a_form_is_what_was_encoded(
            pairs: Vec<(Vec<u8>, Vec<u8>)>,
            plus: bool,
        ) {
            let escape = |bytes: &[u8]| {
                let each = bytes.iter().map(|byte| match byte {
                    b' ' if plus => "+".to_owned(),
                    byte if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
                    byte => format!("%{byte:02x}"),
                });
                each.collect::<String>()
            };
            let form: Vec<_> =
                pairs.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
            let mut expected = Parameters::default();
            for (name, value) in pairs {
                expected.insert(name, value);
            }
            prop_assert_eq!(Parameters::from_form(form.join("&").as_bytes()), expected);
        }

        #[test]
        fn any_bytes_are_a_form(body: Vec<u8>) {
            let form = Parameters::from_form(&body);
            prop_assert!(form.signed().count() <= body.iter().filter(|b| **b == b'&').count() + 1);
            let _ = Parameters::from_json(&body);
        }
    }
}
