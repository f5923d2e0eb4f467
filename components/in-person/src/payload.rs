//! The JSON of both providers, read one member at a time.
//!
//! Both add members unannounced and leave others out, so nothing is read but what is needed, and a
//! member of another type counts as absent. What an event cannot be recorded without is demanded by
//! [`need`].

use serde_json::Value;
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{json, timestamp};

/// The longest id, in bytes. Both providers' have less than 64.
const LONGEST_ID: usize = 255;

/// Why an authentic request could not be read, for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// A request's body: a JSON object.
///
/// # Errors
///
/// [`Unreadable`] for anything else, for depth over 64 and for a name that is there twice in one
/// object ([`json::check`]).
pub fn read(body: &[u8]) -> Result<Value, Unreadable> {
    json::check(body).map_err(|error| Unreadable(format!("JSON: {error}")))?;
    let document = serde_json::from_slice(body).ok().filter(Value::is_object);
    document.ok_or_else(|| Unreadable("JSON: not an object".to_owned()))
}

/// A member that is a text, without surrounding space; `None` when it is empty.
pub fn text<'a>(object: &'a Value, member: &str) -> Option<&'a str> {
    let text = object.get(member)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

/// A member that is an id: a text, or an integer (Shopify's). At most 255 bytes, without control
/// characters and space around it.
pub fn id(object: &Value, member: &str) -> Option<String> {
    let id = match object.get(member)? {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_u64() => number.to_string(),
        _ => return None,
    };
    let is_id = (1..=LONGEST_ID).contains(&id.len())
        && id.trim().len() == id.len()
        && !id.contains(char::is_control);
    is_id.then_some(id)
}

/// An id that must be there.
///
/// # Errors
///
/// [`Unreadable`] when it is not.
pub fn need(object: &Value, member: &str) -> Result<String, Unreadable> {
    id(object, member).ok_or_else(|| Unreadable(format!("`{member}` is missing or no id")))
}

/// The items of a member that is a list.
pub fn list<'a>(object: &'a Value, member: &str) -> &'a [Value] {
    let items = object.get(member).and_then(Value::as_array);
    items.map(Vec::as_slice).unwrap_or_default()
}

/// A member that is a time in RFC 3339; `None` when it is unreadable.
pub fn time(object: &Value, member: &str) -> Option<Timestamp> {
    timestamp::parse(text(object, member)?)
}

/// A text on one line, cut to at most `most` bytes between two characters.
pub fn one_line(text: &str, most: usize) -> String {
    let words = text.split_whitespace().flat_map(|word| [" ", word]);
    let chars = words.flat_map(str::chars).filter(|c| !c.is_control());
    let mut line = String::new();
    for char in chars.skip(1) {
        if line.len() + char.len_utf8() > most {
            break;
        }
        line.push(char);
    }
    line
}

/// A provider's word for a status, in lower case: `COMPLETED` is `completed`. `unknown` when it is
/// no such word.
pub fn word(written: &str) -> String {
    let is_word = (1..=32).contains(&written.len())
        && written
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if is_word {
        written.to_ascii_lowercase()
    } else {
        "unknown".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_are_texts_or_integers() {
        let long = "x".repeat(256);
        for (value, expected) in [
            (json!("a1"), Some("a1")),
            (
                json!(820_982_911_946_154_508_u64),
                Some("820982911946154508"),
            ),
            (json!(u64::MAX), Some("18446744073709551615")),
            (json!(1.0), None),
            (json!(-1), None),
            (json!(""), None),
            (json!(" a"), None),
            (json!("a\u{0}b"), None),
            (json!(null), None),
            (json!(true), None),
            (json!({"id": 1}), None),
            (json!(long), None),
        ] {
            let object = json!({ "id": value });
            assert_eq!(id(&object, "id").as_deref(), expected, "{object}");
        }
        assert_eq!(
            need(&json!({}), "id"),
            Err(Unreadable("`id` is missing or no id".into()))
        );
    }

    #[test]
    fn what_is_no_object_is_unreadable() {
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
            assert!(read(body.as_bytes()).is_err(), "{body}");
        }
        assert_eq!(read(br#"{"a":1}"#), Ok(json!({"a": 1})));
    }

    #[test]
    fn a_line_is_cut_between_characters() {
        for (text, most, expected) in [
            (" a \n b\u{0} ", 9, "a b"),
            ("\u{e9}\u{e9}", 3, "\u{e9}"),
            ("abc", 3, "abc"),
            ("", 3, ""),
        ] {
            assert_eq!(one_line(text, most), expected, "{text:?}");
        }
    }

    #[test]
    fn words_are_letters() {
        for (written, expected) in [
            ("COMPLETED", "completed"),
            ("partially_refunded", "partially_refunded"),
            ("", "unknown"),
            ("a b", "unknown"),
            ("\u{e9}", "unknown"),
        ] {
            assert_eq!(word(written), expected);
        }
    }
}
