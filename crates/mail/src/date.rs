//! `Date` (RFC 5322 3.3 and 4.3), and what programs write there instead.
//!
//! jiff reads it, because it refuses days that do not exist. mail-parser counts 31 February as
//! 3 March, and knows no `asctime`.

use jiff::Timestamp;
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::Offset;

/// A longer text is no date, in bytes. A comment may follow the date.
const MAX: usize = 200;
/// Forms beside those of the standards, each seen with an offset and without one.
const FORMS: [&str; 7] = [
    "%d %b %Y %H:%M:%S",
    "%d %b %Y %H:%M",
    "%d %B %Y %H:%M:%S",
    "%d %b %Y %H.%M.%S",
    "%d-%b-%Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    // C's `asctime`
    "%b %d %H:%M:%S %Y",
];

/// Milliseconds since 1970 in UTC. `None` where the text names no day and time that exists, or one
/// before 1970 or after 9999.
///
/// Read are RFC 5322 (`Mon, 23 Nov 2026 07:51 +0100 (CET)`, `23 Nov 26 07:51:16 EST`), RFC 3339
/// (`2026-11-23T07:51:16.5Z`), and [`FORMS`] behind the name of any day. An unknown zone and none are
/// UTC, as RFC 5322 4.3 has it. `11/23/2026` is none: it may be meant either way.
pub(crate) fn milliseconds(value: &str) -> Option<u64> {
    let value = value.trim();
    if value.len() > MAX {
        return None;
    }
    let standard = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let time = standard.parse_timestamp(value);
    let time = time.or_else(|_| value.parse()).ok();
    let time = time.or_else(|| {
        let value = bare(value);
        FORMS.iter().find_map(|form| read(form, value))
    })?;
    u64::try_from(time.as_millisecond()).ok()
}

fn read(form: &str, value: &str) -> Option<Timestamp> {
    let with_offset = |offset: &&str| {
        let time = strtime::parse(format!("{form} {offset}"), value).ok()?;
        time.to_timestamp().ok()
    };
    let without = || {
        let time = strtime::parse(form, value).ok()?.to_datetime().ok()?;
        Offset::UTC.to_timestamp(time).ok()
    };
    ["%z", "%:z"].iter().find_map(with_offset).or_else(without)
}

/// Without the name of the day, a comment, and a name of UTC at the end.
fn bare(value: &str) -> &str {
    let value = value.split('(').next().unwrap_or_default().trim_end();
    let value = match value.split_once([',', ' ']) {
        Some((day, rest)) if !day.contains(|char: char| char.is_ascii_digit()) => rest,
        _ => value,
    };
    let names = [" GMT", " UTC", " UT", " Z"];
    let named = names.iter().find_map(|name| value.strip_suffix(name));
    named.unwrap_or(value).trim()
}

#[cfg(test)]
mod tests {
    use mail_parser::DateTime;
    use proptest::prelude::*;

    use super::milliseconds;

    const TIME: u64 = 1_795_420_276_000;

    #[test]
    fn dates() {
        for (value, expected) in [
            ("Mon, 23 Nov 2026 07:51:16 +0000", Some(TIME)),
            ("Mon, 23 Nov 2026 08:51:16 +0100 (CET (winter))", Some(TIME)),
            ("Mon, 23 Nov 26 02:51:16 EST", Some(TIME)),
            ("23 Nov 126 07:51:16 GMT", Some(TIME)),
            ("23 Nov 2026 07:51 Z", Some(TIME - 16_000)),
            ("Mon, 23 November 2026 07:51:16 UT", Some(TIME)),
            ("Mon Nov 23 07:51:16 2026", Some(TIME)),
            ("Mon Nov 23 07:51:16 PST 2026", None),
            ("Mon, 23 Nov 2026 07:51:16", Some(TIME)),
            ("Mon, 23 Nov 2026 7:51:16 +0000", Some(TIME)),
            ("23 Nov 2026 07:51:16 CEST", Some(TIME)),
            ("23 Nov 2026 07.51.16 -0000", Some(TIME)),
            ("23-Nov-2026 07:51:16 +00:00", Some(TIME)),
            ("01-Oct-2026 07:51:16 +00:00", Some(1_790_841_076_000)),
            ("2026-11-23T07:51:16Z", Some(TIME)),
            ("2026-11-23T04:21:16.250-03:30", Some(TIME + 250)),
            ("2026-11-23 07:51:16 +0000", Some(TIME)),
            ("lun., 23 Nov 2026 7:51:16 GMT", Some(TIME)),
            ("2026-11-23 07:51:16", Some(TIME)),
            ("Fri, 31 Dec 1999 23:59:60 +0000", Some(946_684_799_000)),
            ("Thu, 29 Feb 2024 00:00:00 +0000", Some(1_709_164_800_000)),
            ("Thu, 01 Jan 70 00:00:00 +0000", Some(0)),
            ("Wed, 29 Feb 2023 00:00:00 +0000", None),
            ("Mon, 31 Nov 2026 07:51:16 +0000", None),
            ("Mon, 23 Nov 2026 24:00:00 +0000", None),
            ("Mon, 23 Nov 2026 07:51:16 +9999", None),
            ("Wed, 31 Dec 1969 23:59:59 +0000", None),
            ("1 Jan 1960 00:00:00 +0000", None),
            ("11/23/2026 07:51:16", None),
            ("99999999999999 Nov 99999999 1:1:1 +0000", None),
            ("Mon, 23 Nov 2026", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(milliseconds(value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_mail_parser(seconds in 0_i64..4_000_000_000, hours in -14_i64..15, minutes in 0_i64..60) {
            let zone = hours * 100 + if hours < 0 { -minutes } else { minutes };
            let time = DateTime::from_timestamp(seconds).to_rfc822();
            let time = format!("{} {zone:+05}", time.strip_suffix(" +0000").expect("in UTC"));
            let expected = DateTime::parse_rfc822(&format!("{time}\n")).map(|time| time.to_timestamp());
            let expected = expected.and_then(|seconds| u64::try_from(seconds).ok());
            prop_assert_eq!(milliseconds(&time), expected.map(|seconds| seconds * 1000), "{}", time);
        }

        #[test]
        fn never_panics(value in "\\PC*", words in "([0-9TZ:.+-]{0,9}[ ,(])*") {
            milliseconds(&value);
            milliseconds(&words);
        }
    }
}
