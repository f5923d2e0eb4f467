//! Members of a JSON document, looked up one by one.
//!
//! For payloads in which nearly everything is optional, and a member of a type that nobody expected
//! must not spoil what is readable otherwise: what has another type than it should is as good as
//! absent.

use serde_json::Value;
use throughline_web::json;

/// The document of a body: an object.
///
/// # Errors
///
/// Why it is none, for the operator: no JSON (also with a lone surrogate, a name twice in one object,
/// or nested deeper than [`json::DEPTH`]), or another value.
pub fn read(body: &[u8]) -> Result<Value, String> {
    json::check(body).map_err(|error| format!("JSON: {error}"))?;
    match serde_json::from_slice(body) {
        Ok(document @ Value::Object(_)) => Ok(document),
        _ => Err("JSON: not an object".to_owned()),
    }
}

/// A member that is a text and not empty.
pub fn text<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    let text = value.get(member)?.as_str()?;
    (!text.is_empty()).then_some(text)
}

/// A member that is a whole number of 64 bits.
pub fn integer(value: &Value, member: &str) -> Option<i64> {
    value.get(member)?.as_i64()
}

/// A member that is an object.
pub fn object<'a>(value: &'a Value, member: &str) -> Option<&'a Value> {
    value.get(member).filter(|value| value.is_object())
}

/// The items of a member that is an array; none when it is not.
pub fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    let items = value.get(member).and_then(Value::as_array);
    items.map(Vec::as_slice).unwrap_or_default()
}

/// Whether a member is `true`.
pub fn flag(value: &Value, member: &str) -> bool {
    value.get(member).and_then(Value::as_bool).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_has_another_type_is_absent() {
        let value = json!({"t": "x", "e": "", "n": -7, "f": 1.5, "o": {}, "l": [1], "y": true});
        assert_eq!(text(&value, "t"), Some("x"));
        assert_eq!(integer(&value, "n"), Some(-7));
        assert!(object(&value, "o").is_some() && flag(&value, "y"));
        assert_eq!(list(&value, "l"), [json!(1)]);
        for other in ["e", "n", "f", "o", "l", "y", "absent"] {
            assert_eq!(text(&value, other), None, "{other}");
        }
        for other in ["t", "f", "o", "l", "y", "absent"] {
            assert_eq!(integer(&value, other), None, "{other}");
            assert!(list(&value, "o").is_empty() && !flag(&value, "t"));
        }
        assert!(object(&value, "l").is_none());
        // A text or a number has no members.
        assert_eq!(text(&json!("x"), "t"), None);
    }

    #[test]
    fn only_an_object_is_a_document() {
        assert!(read(br#"{"a":[{"a":1}]}"#).is_ok());
        for wrong in [
            &b""[..],
            b"[]",
            b"7",
            b"{",
            br#"{"a":1,"a":2}"#,
            br#"{"a":"\ud83d"}"#,
            b"\xef\xbb\xbf{}",
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
