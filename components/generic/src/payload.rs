//! JSON that may be anything: read as a whole or entry by entry, and asked for what it may say.

mod time;

use serde_json::Value;
use serde_json::value::RawValue;
use throughline_channel_kit::json;

pub(crate) use time::instant;

/// More entries than any provider sends with one request. Each is a write.
pub(crate) const MOST_ENTRIES: usize = 1000;
/// The longest id, in bytes.
const LONGEST_ID: usize = 1024;

/// One of several entries of a request.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    /// As it was sent.
    pub raw: &'a [u8],
    /// Read, or why it cannot be.
    pub value: Result<Value, String>,
}

/// The body as one document.
///
/// # Errors
///
/// What is wrong with it: it is not JSON, repeats a name, or nests deeper than 64.
pub(crate) fn document(body: &[u8]) -> Result<Value, String> {
    json::check(body).map_err(|error| format!("JSON: {error}"))?;
    serde_json::from_slice(body).map_err(|_| "JSON: cannot be read".to_owned())
}

/// The elements of an array, each read by itself, so that one that cannot be read does not lose the
/// others. `whole` is the document that the array stands in.
///
/// # Errors
///
/// Why the document cannot be taken apart: it is no array, has too many elements, or is wrong outside
/// of them.
pub(crate) fn elements<'a>(array: &'a [u8], whole: &[u8]) -> Result<Vec<Entry<'a>>, String> {
    let raw: Vec<&RawValue> =
        serde_json::from_slice(array).map_err(|error| format!("JSON: not a list: {error}"))?;
    if raw.len() > MOST_ENTRIES {
        return Err(format!("more than {MOST_ENTRIES} entries"));
    }
    let entries = raw.into_iter().map(|raw| Entry {
        raw: raw.get().as_bytes(),
        value: document(raw.get().as_bytes()),
    });
    let entries: Vec<_> = entries.collect();
    match json::check(whole) {
        Err(error) if entries.iter().all(|entry| entry.value.is_ok()) => {
            Err(format!("JSON: {error}"))
        }
        _ => Ok(entries),
    }
}

/// The text at a pointer; `None` when it is empty or no text.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    let text = value.pointer(pointer)?.as_str()?;
    (!is_blank(text)).then_some(text)
}

/// Whether a text says nothing. A long one is taken to say something: entries may share it, and must
/// not look through it each.
pub(crate) fn is_blank(text: &str) -> bool {
    text.len() <= LONGEST_ID && text.trim().is_empty()
}

/// The id at a pointer: a text or a whole number. One of a floating point number is none, because two
/// of them may be written alike; neither is one that no id of a provider's is like.
pub(crate) fn id(value: &Value, pointer: &str) -> Option<String> {
    as_id(value.pointer(pointer)?)
}

/// See [`id`].
pub(crate) fn as_id(value: &Value) -> Option<String> {
    let id = match value {
        Value::String(text) if text.len() <= LONGEST_ID => text.trim().to_owned(),
        Value::Number(number) if !number.is_f64() => number.to_string(),
        _ => return None,
    };
    is_id(&id).then_some(id)
}

/// Whether a text can be an id.
pub(crate) fn is_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len()) && !id.chars().any(char::is_control)
}

/// The elements of the array at a pointer; none when it is no array.
pub(crate) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    let list = value.pointer(pointer).and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}

/// Whether `true` is at a pointer.
pub(crate) fn flag(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer) == Some(&Value::Bool(true))
}

/// A word of a payload as a reason for the operator quotes it.
pub(crate) fn quoted(word: &str) -> String {
    const MOST: usize = 40;
    format!("{:?}", word.chars().take(MOST).collect::<String>())
}

/// Cuts a text to at most `most` bytes, between two characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let end = text.floor_char_boundary(most);
    text.get(..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use serde_json::json;

    /// Which entries can be read, and what is wrong with the whole otherwise.
    fn read(body: &str) -> Result<Vec<bool>, String> {
        let entries = elements(body.as_bytes(), body.as_bytes())?;
        Ok(entries.iter().map(|entry| entry.value.is_ok()).collect())
    }

    #[test]
    fn one_bad_element_does_not_lose_the_others() {
        let deep = format!("[1,{}{},2]", "[".repeat(65), "]".repeat(65));
        for (body, expected) in [
            ("[]", vec![]),
            ("[1,\"a\"]", vec![true, true]),
            (
                r#"["a","\ud83d",{"a":1,"a":2},3]"#,
                vec![true, false, false, true],
            ),
            (&deep, vec![true, false, true]),
        ] {
            assert_eq!(read(body), Ok(expected), "{body}");
        }
        // Within the element it is deep enough, in the document it is too deep.
        let edge = format!("[{}{}]", "[".repeat(64), "]".repeat(64));
        for body in ["", "{}", "[1", "[1]]", "[1,]", "\"[1]\"", &edge] {
            assert!(read(body).is_err(), "{body}");
        }
        assert!(read(&format!("[{}0]", "0,".repeat(1000))).is_err());
        assert_eq!(
            read(&format!("[{}0]", "0,".repeat(999))).unwrap().len(),
            1000
        );
    }

    #[test]
    fn ids_are_texts_or_whole_numbers() {
        for (value, expected) in [
            (json!("a 1"), Some("a 1")),
            (json!(" a "), Some("a")),
            (json!(118), Some("118")),
            (json!(u64::MAX), Some("18446744073709551615")),
            (json!(-1), Some("-1")),
            (json!(1.0), None),
            (json!(""), None),
            (json!(" "), None),
            (json!("a\u{0}"), None),
            (json!("a".repeat(1025)), None),
            (json!(true), None),
            (json!(null), None),
            (json!([1]), None),
        ] {
            assert_eq!(as_id(&value).as_deref(), expected, "{value}");
        }
        // Beyond 64 bits serde_json keeps a floating point number only.
        let long: Value = serde_json::from_str("36893488147419103232").unwrap();
        assert_eq!(as_id(&long), None);
    }

    #[test]
    fn reasons_quote_a_part() {
        assert_eq!(quoted(&"é".repeat(1000)), format!("{:?}", "é".repeat(40)));
        assert_eq!(cut("aé", 2), "a");
        assert_eq!(cut("aé", 3), "aé");
    }
}
