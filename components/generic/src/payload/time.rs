//! Instants in the forms that systems write them in.

use serde_json::Value;
use throughline_channel_kit::timestamp;
use throughline_channel_kit::types::Timestamp;

/// Numbers below are seconds, up to the year 5138.
const SECONDS: u64 = 100_000_000_000;
/// Numbers below are milliseconds, those above microseconds.
const MILLISECONDS: u64 = 100_000_000_000_000;
/// The longest way to write a time, in bytes.
const LONGEST: usize = 64;
/// The end of the year 9999.
const LAST: Timestamp = 253_402_300_799_999;

/// Reads RFC 3339, also with a space for the `T` and `UTC` for the zone; seconds, milliseconds or
/// microseconds since 1970, as a number or in digits; seconds with a fraction. Zero is what systems
/// write that know no time.
pub(crate) fn instant(value: &Value) -> Option<Timestamp> {
    let at = match value {
        Value::Number(number) => number.as_u64().map_or_else(
            || number.as_f64().and_then(|_| decimal(&number.to_string())),
            scaled,
        ),
        Value::String(text) if text.len() <= LONGEST => written(text.trim()),
        _ => None,
    };
    at.filter(|at| (1..=LAST).contains(at))
}

fn written(text: &str) -> Option<Timestamp> {
    if let Ok(number) = text.parse::<u64>() {
        return scaled(number);
    }
    decimal(text)
        .or_else(|| timestamp::parse(text))
        .or_else(|| spaced(text))
}

fn scaled(number: u64) -> Option<Timestamp> {
    match number {
        0..SECONDS => number.checked_mul(1000),
        SECONDS..MILLISECONDS => Some(number),
        _ => Some(number / 1000),
    }
}

/// Seconds with a fraction: `1531420618.000200`.
fn decimal(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(seconds) || !digits(fraction) {
        return None;
    }
    let seconds: u64 = seconds.parse().ok().filter(|s| *s < SECONDS)?;
    let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some(seconds * 1000 + millis.parse::<u64>().ok()?)
}

/// `2020-03-03 13:05:57 UTC`, as Ruby writes an instant, and other offsets.
fn spaced(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.split_once(' ')?;
    let (time, zone) = rest.split_once(' ').unwrap_or((rest, ""));
    let zone = match zone {
        "UTC" | "GMT" => "Z".to_owned(),
        // `+0100` to `+01:00`.
        _ if zone.len() == 5 && zone.is_ascii() && !zone.contains(':') => {
            format!("{}:{}", zone.get(..3)?, zone.get(3..)?)
        }
        _ => zone.to_owned(),
    };
    timestamp::parse(&format!("{date}T{time}{zone}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn every_form_is_read() {
        let at = Some(1_795_321_020_000);
        let exact = Some(1_795_321_020_123);
        for (value, expected) in [
            (json!("2026-11-22T04:17:00Z"), at),
            (json!(" 2026-11-22T05:17:00.123+01:00 "), exact),
            (json!("2026-11-22 04:17:00 UTC"), at),
            (json!("2026-11-22 04:17:00Z"), at),
            (json!("2026-11-22 05:17:00.123000000 +0100"), exact),
            (json!("2026-11-22 05:17:00 +01:00"), at),
            (json!(1_795_321_020), at),
            (json!("1795321020"), at),
            (json!(1_795_321_020_123_u64), exact),
            (json!("1795321020123"), exact),
            (json!(1_795_321_020_123_456_u64), exact),
            (json!("1795321020.123456"), exact),
            (json!("1795321020.1"), Some(1_795_321_020_100)),
            (json!(1_795_321_020.5), Some(1_795_321_020_500)),
            (json!(0), None),
            (json!("0"), None),
            (json!(-1), None),
            (json!(-1.5), None),
            (json!(1e300), None),
            (json!(u64::MAX), None),
            (json!("18446744073709551616"), None),
            (json!("2026-11-22"), None),
            (json!("2026-11-22T04:17:00"), None),
            (json!("2026-11-22 04:17:00"), None),
            (json!("22.11.2026"), None),
            (json!(".5"), None),
            (json!("5."), None),
            (json!("yesterday"), None),
            (json!(""), None),
            (json!(null), None),
            (json!([1_795_321_020]), None),
        ] {
            assert_eq!(instant(&value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_value_is_a_time_or_none(text in "\\PC{0,40}", near in "[-0-9TZU:. +]{0,40}", number: f64, whole: u64) {
            for value in [json!(text), json!(near), json!(number), json!(whole)] {
                prop_assert!(instant(&value).is_none_or(|at| at <= LAST));
            }
        }
    }
}
