//! Events as JSON, and what X's ids and times look like in them.
//!
//! <https://docs.x.com/x-api/activity/event-payloads>,
//! <https://docs.x.com/x-api/account-activity/introduction>
//!
//! Ids have up to 20 digits. They are read as texts: as numbers they are beyond 2^53, where readers
//! round.

use serde_json::Value;
use throughline_channel_kit::types::Timestamp;
use throughline_channel_kit::{member, timestamp};

pub use throughline_channel_kit::member::{flag, integer, list, object, text};

/// Longest id, in digits (2^64).
const LONGEST_ID: usize = 20;
/// Numbers from here on may have been rounded on their way.
const ROUNDED: u64 = 1 << 53;

/// Why an authentic event could not be read, for the operator. It quotes nothing that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl Unreadable {
    /// A member is not there, or of another type.
    pub fn missing(member: &str) -> Self {
        Self(format!("`{member}` is missing or of the wrong type"))
    }
}

/// The document of a body.
///
/// # Errors
///
/// [`Unreadable`] as [`member::read`] says.
pub fn read(body: &[u8]) -> Result<Value, Unreadable> {
    member::read(body).map_err(Unreadable)
}

/// Our account that an event is about: the user that is subscribed.
pub fn account(document: &Value) -> Option<String> {
    let filter = object(document, "data").and_then(|data| object(data, "filter"));
    filter
        .and_then(|filter| id(filter, "user_id"))
        .or_else(|| id(document, "for_user_id"))
}

/// An id: digits, or a number small enough to be exact.
pub fn id(value: &Value, member: &str) -> Option<String> {
    match value.get(member)? {
        Value::String(written) => digits(written),
        number => number
            .as_u64()
            .filter(|number| *number < ROUNDED)
            .map(|number| number.to_string()),
    }
}

/// An id that is written as digits.
pub fn digits(written: &str) -> Option<String> {
    let numeric = written.bytes().all(|byte| byte.is_ascii_digit());
    ((1..=LONGEST_ID).contains(&written.len()) && numeric).then(|| written.to_owned())
}

/// An id of the older API: `<member>_str`, else `<member>`.
pub fn id_str(value: &Value, member: &str) -> Option<String> {
    id(value, &format!("{member}_str")).or_else(|| id(value, member))
}

/// A member that is milliseconds, as a text or a number.
pub fn millis(value: &Value, member: &str) -> Option<Timestamp> {
    match value.get(member)? {
        Value::String(digits) => digits.parse().ok(),
        number => number.as_u64(),
    }
}

/// A member that is a time in words: RFC 3339, or `Mon May 19 14:01:46 +0000 2025`.
pub fn time(value: &Value, member: &str) -> Option<Timestamp> {
    let written = text(value, member)?;
    timestamp::parse(written).or_else(|| older_time(written))
}

fn older_time(written: &str) -> Option<Timestamp> {
    let mut words = written.split(' ');
    let mut next = || words.next();
    let (_, month, day, time, zone, year) = (next()?, next()?, next()?, next()?, next()?, next()?);
    let (hours, minutes) = zone.split_at_checked(3)?;
    let zone = format!("{hours}:{minutes}");
    (next().is_none()).then(|| instant(year, month, day, time, &zone))?
}

/// A time of HTTP: `Mon, 19 May 2025 14:01:46 GMT` (RFC 9110 5.6.7).
pub fn http_date(written: &str) -> Option<Timestamp> {
    let mut words = written.split(' ');
    let mut next = || words.next();
    let (_, day, month, year, time) = (next()?, next()?, next()?, next()?, next()?);
    ((next(), next()) == (Some("GMT"), None)).then(|| instant(year, month, day, time, "Z"))?
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

fn instant(year: &str, month: &str, day: &str, time: &str, zone: &str) -> Option<Timestamp> {
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    timestamp::parse(&format!("{year}-{month:02}-{day}T{time}{zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_are_texts_or_exact() {
        for (value, expected) in [
            (json!("1924465506158878979"), Some("1924465506158878979")),
            (json!(42), Some("42")),
            (json!(9_007_199_254_740_991_u64), Some("9007199254740991")),
            (json!(9_007_199_254_740_992_u64), None),
            (json!(1_924_465_506_158_879_000_u64), None),
            (json!("18446744073709551616"), Some("18446744073709551616")),
            (json!("123456789012345678901"), None),
            (json!(-7), None),
            (json!("-7"), None),
            (json!("7a"), None),
            (json!("٧"), None),
            (json!(""), None),
            (json!(1.5), None),
            (json!(null), None),
        ] {
            assert_eq!(
                id(&json!({ "id": value }), "id").as_deref(),
                expected,
                "{value}"
            );
        }
        let tweet = json!({"id": 1_924_465_506_158_879_000_u64, "id_str": "1924465506158878979"});
        assert_eq!(id_str(&tweet, "id").as_deref(), Some("1924465506158878979"));
        assert_eq!(id_str(&json!({"id": 7}), "id").as_deref(), Some("7"));
    }

    #[test]
    fn times_in_words() {
        let second = 1_747_663_306_000;
        for (written, expected) in [
            ("2025-05-19T14:01:46.000Z", Some(second)),
            ("2025-05-19T16:01:46+02:00", Some(second)),
            ("Mon May 19 14:01:46 +0000 2025", Some(second)),
            ("Mon May 19 16:01:46 +0200 2025", Some(second)),
            ("Mon May 32 14:01:46 +0000 2025", None),
            ("Mon Mai 19 14:01:46 +0000 2025", None),
            ("Mon May 19 14:01:46 +0000 2025 x", None),
            ("Mon May 19 14:01:46 é00 2025", None),
            ("Mon May 19", None),
            ("", None),
        ] {
            assert_eq!(time(&json!({ "at": written }), "at"), expected, "{written}");
        }
        assert_eq!(http_date("Mon, 19 May 2025 14:01:46 GMT"), Some(second));
        for wrong in [
            "Mon, 19 May 2025 14:01:46",
            "Mon, 19 May 2025 14:01:46 CET",
            "now",
            "",
        ] {
            assert_eq!(http_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn milliseconds_as_text_and_number() {
        for (value, expected) in [
            (json!("1784928224372"), Some(1_784_928_224_372)),
            (json!(1_784_928_224_372_u64), Some(1_784_928_224_372)),
            (json!("soon"), None),
            (json!(-1), None),
            (json!("-1"), None),
            (json!(null), None),
        ] {
            assert_eq!(millis(&json!({ "at": value }), "at"), expected, "{value}");
        }
    }
}
