//! A value as people and programs write it, as JSON.

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::tz::Offset;
use serde_json::{Number, Value};
use throughline_web::{json, timestamp};

use crate::fault::quoted;
use crate::target::Type;

/// How instants and days are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dates {
    /// RFC 3339; `YYYY-MM-DD`, with or without `hh:mm` or `hh:mm:ss`, which is a time at
    /// `utc_offset`.
    Standard,
    /// Seconds since 1970-01-01T00:00:00Z.
    Unix,
    /// The same in milliseconds.
    UnixMillis,
    /// A format of strftime.
    Format(String),
}

/// How the values of an input are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Writing {
    pub dates: Dates,
    /// The offset of times that are written without one.
    pub offset: Offset,
    /// What stands before the fraction of a number.
    pub decimal_mark: char,
}

impl Default for Writing {
    fn default() -> Self {
        Self {
            dates: Dates::Standard,
            offset: Offset::UTC,
            decimal_mark: '.',
        }
    }
}

impl Writing {
    /// Reads a value; the error says what would be right.
    pub fn read(&self, holds: Type, text: &str) -> Result<Value, String> {
        match holds {
            Type::Identity | Type::Text | Type::ConsentText => Ok(text.into()),
            Type::Instant | Type::ConsentInstant => self.instant(text).map(Value::from),
            Type::Date => self.date(text).map(Value::from),
            Type::Consent => consent(text).map(Value::from),
            Type::Boolean => boolean(text).map(Value::from),
            Type::Integer => integer(text).map(Value::from),
            Type::Number => self.number(text),
            Type::Decimal => self.decimal(text).map(Value::from),
            Type::List => Ok(words(text)),
            Type::Json => document(text),
        }
    }

    /// With a point as its mark.
    fn decimal(&self, text: &str) -> Result<String, String> {
        match self.decimal_mark {
            '.' => Ok(text.to_owned()),
            mark if text.contains('.') => {
                let quoted = quoted(text);
                Err(format!(
                    "{quoted} has a point, and the decimal_mark is {mark:?}"
                ))
            }
            mark => Ok(text.replacen(mark, ".", 1)),
        }
    }

    fn number(&self, text: &str) -> Result<Value, String> {
        if let Ok(whole) = text.parse::<i64>() {
            return Ok(whole.into());
        }
        let number = self.decimal(text)?.parse::<f64>().ok();
        let number = number.and_then(Number::from_f64);
        number.map(Value::from).ok_or_else(|| {
            let example = format!("-12{}5", self.decimal_mark);
            format!("{} is no number such as {example}", quoted(text))
        })
    }

    /// In RFC 3339, UTC.
    fn instant(&self, text: &str) -> Result<String, String> {
        let millis = match &self.dates {
            Dates::Standard => timestamp::parse(&rfc3339(text)).or_else(|| {
                let local = standard(text)?;
                self.at_offset(local)
            }),
            Dates::Unix => text.parse::<u64>().ok().and_then(|s| s.checked_mul(1000)),
            Dates::UnixMillis => text.parse().ok(),
            Dates::Format(format) => self.formatted(format, text),
        };
        // What is later than the API can write would become another time.
        let written = millis.map(|millis| (millis, timestamp::format(millis)));
        let written = written.filter(|(millis, text)| timestamp::parse(text) == Some(*millis));
        written.map(|(_, text)| text).ok_or_else(|| {
            let expected = self.expected("2026-11-22T04:17:00.123Z or 2026-11-22 04:17");
            format!("{} is no instant from 1970 on {expected}", quoted(text))
        })
    }

    fn date(&self, text: &str) -> Result<String, String> {
        let date = match &self.dates {
            Dates::Format(format) => strtime::parse(format, text)
                .ok()
                .and_then(|parsed| parsed.to_date().ok()),
            _ => standard(text).map(DateTime::date),
        };
        date.map(|date: Date| date.to_string()).ok_or_else(|| {
            let expected = self.expected("1998-12-09");
            format!("{} is no day {expected}", quoted(text))
        })
    }

    fn formatted(&self, format: &str, text: &str) -> Option<u64> {
        let parsed = strtime::parse(format, text).ok()?;
        if let Ok(instant) = parsed.to_timestamp() {
            return u64::try_from(instant.as_millisecond()).ok();
        }
        let local = parsed
            .to_datetime()
            .or_else(|_| parsed.to_date().map(|date| date.at(0, 0, 0, 0)));
        self.at_offset(local.ok()?)
    }

    fn at_offset(&self, local: DateTime) -> Option<u64> {
        let instant = self.offset.to_timestamp(local).ok()?;
        u64::try_from(instant.as_millisecond()).ok()
    }

    fn expected(&self, standard: &str) -> String {
        match &self.dates {
            Dates::Standard => format!("such as {standard}; a mapping may tell its `date_format`"),
            Dates::Unix => "in seconds since 1970".to_owned(),
            Dates::UnixMillis => "in milliseconds since 1970".to_owned(),
            Dates::Format(format) => format!("in the date_format {}", quoted(format)),
        }
    }
}

/// As databases write instants: a space for the `T`, an offset of hours alone.
fn rfc3339(text: &str) -> String {
    let mut instant = text.replacen(' ', "T", 1);
    let offset = instant.bytes().rev().take(3).collect::<Vec<_>>();
    if matches!(*offset, [b'0'..=b'9', b'0'..=b'9', b'+' | b'-']) {
        instant.push_str(":00");
    }
    instant
}

/// `YYYY-MM-DD`, or that and `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f` behind a space or `T`.
fn standard(text: &str) -> Option<DateTime> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_fraction = (1..=9).contains(&fraction.len())
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && (clock.len() == 19 || clock.len() == text.len());
    if !is_fraction {
        return None;
    }
    let shape = |byte: u8| match byte {
        b'0'..=b'9' => b'd',
        b't' | b' ' => b'T',
        other => other,
    };
    let shape: Vec<_> = clock.bytes().take(24).map(shape).collect();
    if !matches!(
        &*shape,
        b"dddd-dd-dd" | b"dddd-dd-ddTdd:dd" | b"dddd-dd-ddTdd:dd:dd"
    ) {
        return None;
    }
    text.parse().ok()
}

fn consent(text: &str) -> Result<&'static str, String> {
    match &*text.to_ascii_lowercase() {
        "opted_in" | "in" => Ok("opted_in"),
        "opted_out" | "out" => Ok("opted_out"),
        _ => match boolean(text) {
            Ok(true) => Ok("opted_in"),
            Ok(false) => Ok("opted_out"),
            Err(_) => Err(format!(
                "{} is neither opted_in nor opted_out",
                quoted(text)
            )),
        },
    }
}

fn boolean(text: &str) -> Result<bool, String> {
    match &*text.to_ascii_lowercase() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(format!("{} is neither true nor false", quoted(text))),
    }
}

fn integer(text: &str) -> Result<i64, String> {
    text.parse()
        .map_err(|_| format!("{} is no whole number", quoted(text)))
}

fn words(text: &str) -> Value {
    text.split([',', ';', '|', ' '])
        .filter(|word| !word.is_empty())
        .map(Value::from)
        .collect()
}

fn document(text: &str) -> Result<Value, String> {
    let checked = json::check(text.as_bytes()).map_err(|error| format!("not JSON: {error}"));
    checked.and_then(|()| serde_json::from_str(text).map_err(|error| format!("not JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(writing: &Writing, holds: Type, text: &str) -> Option<Value> {
        let read = writing.read(holds, text);
        if let Err(said) = &read {
            assert!(said.len() < 500, "{said}");
        }
        read.ok()
    }

    fn dated(format: &str) -> Writing {
        Writing {
            dates: Dates::Format(format.to_owned()),
            offset: Offset::constant(1),
            ..Writing::default()
        }
    }

    #[test]
    fn instants_are_read_as_they_are_written() {
        let vienna = Writing {
            offset: Offset::constant(1),
            ..Writing::default()
        };
        let unix = |dates| Writing {
            dates,
            ..Writing::default()
        };
        for (writing, text, expected) in [
            (
                &vienna,
                "2026-11-22T04:17:00.123Z",
                Some("2026-11-22T04:17:00.123Z"),
            ),
            (
                &vienna,
                "2026-11-22T04:17:00-05:00",
                Some("2026-11-22T09:17:00.000Z"),
            ),
            (&vienna, "2026-11-22", Some("2026-11-21T23:00:00.000Z")),
            (
                &vienna,
                "2026-11-22 04:17",
                Some("2026-11-22T03:17:00.000Z"),
            ),
            (
                &vienna,
                "2026-11-22T04:17:30",
                Some("2026-11-22T03:17:30.000Z"),
            ),
            (
                &vienna,
                "2026-11-22 04:17:30.5",
                Some("2026-11-22T03:17:30.500Z"),
            ),
            (
                &vienna,
                "2026-11-22 04:17:30.123456+00",
                Some("2026-11-22T04:17:30.123Z"),
            ),
            (&vienna, "2026-11-22 04:17.5", None),
            (&vienna, "2026-02-29", None),
            (&vienna, "1969-12-31", None),
            (&vienna, "22.11.2026", None),
            (&vienna, "20261122", None),
            (&vienna, "2026-11-22 04:17[Europe/Vienna]", None),
            (&vienna, "2026-11-22 4:17", None),
            (&vienna, "1795321020", None),
            (
                &dated("%d.%m.%Y"),
                "22.11.2026",
                Some("2026-11-21T23:00:00.000Z"),
            ),
            (
                &dated("%d.%m.%Y %H:%M"),
                "22.11.2026 04:17",
                Some("2026-11-22T03:17:00.000Z"),
            ),
            (
                &dated("%Y-%m-%d %H:%M %z"),
                "2026-11-22 04:17 +0200",
                Some("2026-11-22T02:17:00.000Z"),
            ),
            (
                &dated("%m/%d/%y"),
                "11/22/26",
                Some("2026-11-21T23:00:00.000Z"),
            ),
            (&dated("%d.%m.%Y"), "2026-11-22", None),
            (&dated("%d.%m.%Y"), "22.11.2026 04:17", None),
            (&dated("%H"), "4", None),
            (
                &unix(Dates::Unix),
                "1795321020",
                Some("2026-11-22T04:17:00.000Z"),
            ),
            (
                &unix(Dates::UnixMillis),
                "1795321020123",
                Some("2026-11-22T04:17:00.123Z"),
            ),
            (&unix(Dates::Unix), "18446744073709551615", None),
            (&unix(Dates::UnixMillis), "18446744073709551615", None),
            (&unix(Dates::Unix), "-1", None),
        ] {
            let expected = expected.map(Value::from);
            assert_eq!(read(writing, Type::Instant, text), expected, "{text}");
        }
    }

    #[test]
    fn days_may_be_of_any_year() {
        for (writing, text, expected) in [
            (Writing::default(), "1908-12-09", Some("1908-12-09")),
            (dated("%d.%m.%Y"), "09.12.1908", Some("1908-12-09")),
            (dated("%Y%m%d"), "19081209", Some("1908-12-09")),
            (dated("%Y%m%d"), "19081309", None),
            (Writing::default(), "19081209", None),
        ] {
            let expected = expected.map(Value::from);
            assert_eq!(read(&writing, Type::Date, text), expected, "{text}");
        }
    }

    #[test]
    fn other_values_are_read_by_their_type() {
        let comma = Writing {
            decimal_mark: ',',
            ..Writing::default()
        };
        for (holds, text, expected) in [
            (Type::Text, "0049", json!("0049")),
            (Type::Boolean, "YES", json!(true)),
            (Type::Boolean, "0", json!(false)),
            (Type::Boolean, "maybe", json!(null)),
            (Type::Integer, "-12", json!(-12)),
            (Type::Integer, "12,5", json!(null)),
            (Type::Integer, "9223372036854775808", json!(null)),
            (Type::Number, "12,5", json!(12.5)),
            (Type::Number, "12", json!(12)),
            (Type::Number, "1.234,5", json!(null)),
            (Type::Number, "inf", json!(null)),
            (Type::Number, "NaN", json!(null)),
            (Type::Decimal, "49,99", json!("49.99")),
            (Type::Consent, "Yes", json!("opted_in")),
            (Type::Consent, "opted_out", json!("opted_out")),
            (Type::Consent, "?", json!(null)),
            (Type::List, "sms, voice|x", json!(["sms", "voice", "x"])),
            (
                Type::Json,
                r#"[{"name":"Lamp"}]"#,
                json!([{"name": "Lamp"}]),
            ),
            (Type::Json, r#"{"a":1,"a":2}"#, json!(null)),
            (Type::Json, "[", json!(null)),
        ] {
            let found = read(&comma, holds, text).unwrap_or_default();
            assert_eq!(found, expected, "{holds:?} {text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_value_is_read_or_refused(format: String, text: String) {
            for holds in [Type::Instant, Type::Date, Type::Number, Type::Json, Type::List] {
                let _ = read(&dated(&format), holds, &text);
                let _ = read(&Writing::default(), holds, &text);
            }
        }
    }
}
