//! What the members of a mapping may say.

use jiff::fmt::strtime;
use jiff::tz::Offset;

use super::wrong;
use crate::cell::{Dates, Writing};
use crate::fault::{Fault, quoted};
use crate::target::Type;

pub(super) fn delimiter(written: &str) -> Result<u8, Fault> {
    match written.as_bytes() {
        b"tab" => Ok(b'\t'),
        [one] if one.is_ascii_punctuation() && *one != b'"' || *one == b'\t' => Ok(*one),
        _ => {
            let written = quoted(written);
            Err(wrong(format!(
                "delimiter: {written} is none; it is one of , ; | or tab"
            )))
        }
    }
}

pub(super) fn type_of(word: &str) -> Result<Type, Fault> {
    match word {
        "text" => Ok(Type::Text),
        "integer" => Ok(Type::Integer),
        "number" => Ok(Type::Number),
        "boolean" => Ok(Type::Boolean),
        "date" => Ok(Type::Date),
        "instant" => Ok(Type::Instant),
        "json" => Ok(Type::Json),
        _ => {
            let types = "text, integer, number, boolean, date, instant and json";
            Err(wrong(format!(
                "types: {} is none; there are {types}",
                quoted(word)
            )))
        }
    }
}

pub(super) fn writing(
    date_format: Option<&str>,
    utc_offset: Option<&str>,
    decimal_mark: Option<&str>,
) -> Result<Writing, Fault> {
    let dates = match date_format {
        None => Dates::Standard,
        Some("unix") => Dates::Unix,
        Some("unix_ms") => Dates::UnixMillis,
        Some(format) => {
            // Whether a format can be read at all shows when something is written with it.
            let sample = jiff::civil::date(2026, 11, 22).at(4, 17, 0, 0);
            let sample = Offset::UTC.to_timestamp(sample).unwrap_or_default();
            let zoned = sample.to_zoned(jiff::tz::TimeZone::UTC);
            let is_format = format.contains('%') && strtime::format(format, &zoned).is_ok();
            if !is_format {
                let format = quoted(format);
                return Err(wrong(format!(
                    "date_format: {format} is none; it is written like \"%d.%m.%Y %H:%M\", or is \
                     unix or unix_ms"
                )));
            }
            Dates::Format(format.to_owned())
        }
    };
    let offset = match utc_offset {
        None => Offset::UTC,
        Some(text) => offset(text).ok_or_else(|| {
            wrong(format!(
                "utc_offset: {} is none; it is written like +01:00",
                quoted(text)
            ))
        })?,
    };
    let decimal_mark = match decimal_mark {
        None | Some(".") => '.',
        Some(",") => ',',
        Some(text) => {
            return Err(wrong(format!(
                "decimal_mark: {} is neither . nor ,",
                quoted(text)
            )));
        }
    };
    Ok(Writing {
        dates,
        offset,
        decimal_mark,
    })
}

fn offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let (sign, clock) = match text.split_at_checked(1)? {
        ("+", clock) => (1, clock),
        ("-", clock) => (-1, clock),
        _ => return None,
    };
    let (hours, minutes) = clock.split_once(':')?;
    let number = |text: &str, below: i32| -> Option<i32> {
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| *number < below);
        number.filter(|_| is_number)
    };
    let seconds = number(hours, 24)? * 3600 + number(minutes, 60)? * 60;
    Offset::from_seconds(sign * seconds).ok()
}
