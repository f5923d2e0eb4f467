//! Instants in every form that Meta writes.
//!
//! Messenger and Instagram write milliseconds, comments and WhatsApp seconds, some as numbers and some
//! as strings; the Graph API writes `2026-11-22T04:17:00+0000`.

use serde_json::Value;
use throughline_channel_kit::timestamp;
use throughline_channel_kit::types::Timestamp;

/// Numbers below this are seconds: as milliseconds they would be before March 1973, as seconds they
/// go to the year 5138.
const SECONDS: u64 = 100_000_000_000;
/// The last instant that can be written, 9999-12-30T21:59:59.999Z, in milliseconds.
const LAST: u64 = 253_402_207_200_000 - 1;

/// Reads an instant; `None` for what is none. Zero stands for none as well.
pub fn read(written: &Value) -> Option<Timestamp> {
    match written {
        Value::Number(number) => scaled(number.as_u64()?),
        Value::String(text) => {
            let text = text.trim();
            let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            match number {
                true => scaled(text.parse().ok()?),
                false => date(text),
            }
        }
        _ => None,
    }
}

/// The first of these that is an instant.
pub fn first<'a>(written: impl IntoIterator<Item = Option<&'a Value>>) -> Option<Timestamp> {
    written.into_iter().flatten().find_map(read)
}

fn scaled(number: u64) -> Option<Timestamp> {
    let millis = match number {
        0 => return None,
        seconds if seconds < SECONDS => seconds * 1000,
        millis => millis,
    };
    (millis <= LAST).then_some(millis)
}

/// RFC 3339, and the same with an offset without a colon.
fn date(text: &str) -> Option<Timestamp> {
    if let Some(instant) = timestamp::parse(text) {
        return Some(instant);
    }
    let (head, minutes) = text.split_at_checked(text.len().checked_sub(2)?)?;
    timestamp::parse(&format!("{head}:{minutes}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_form_is_read() {
        const SECOND: Option<u64> = Some(1_795_321_020_000);
        for (written, expected) in [
            (json!(1_795_321_020_123_u64), Some(1_795_321_020_123)),
            (json!("1795321020123"), Some(1_795_321_020_123)),
            (json!(1_795_321_020), SECOND),
            (json!("1795321020"), SECOND),
            (json!(" 1795321020 "), SECOND),
            (json!("2026-11-22T04:17:00+0000"), SECOND),
            (json!("2026-11-22T05:17:00+0100"), SECOND),
            (json!("2026-11-22T04:17:00Z"), SECOND),
            (json!(1), Some(1000)),
            (json!(99_999_999_999_u64), Some(99_999_999_999_000)),
            (json!(100_000_000_000_u64), Some(100_000_000_000)),
            (json!(0), None),
            (json!("0"), None),
            (json!(-1), None),
            (json!(1.5), None),
            (json!(u64::MAX), None),
            (json!("99999999999999999999"), None),
            (json!("2026-11-22"), None),
            (json!("yesterday"), None),
            (json!("é"), None),
            (json!(""), None),
            (json!(null), None),
            (json!(true), None),
            (json!([1_795_321_020]), None),
        ] {
            assert_eq!(read(&written), expected, "{written}");
        }
    }

    #[test]
    fn the_first_that_can_be_read_counts() {
        let (none, bad, good) = (None, json!("x"), json!(1_795_321_020));
        assert_eq!(
            first([none, Some(&bad), Some(&good)]),
            Some(1_795_321_020_000)
        );
        assert_eq!(first([None, Some(&bad)]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_not(text in "\\PC*", digits in "[0-9T:+.Z-]{0,40}") {
            for text in [text, digits] {
                if let Some(at) = read(&json!(text)) {
                    assert!(at > 0 && at <= LAST, "{text}");
                }
            }
        }
    }
}
