//! `Date` (RFC 5322 3.3 and 4.3), and what programs write there instead.
//!
//! mail-parser knows the form of RFC 5322 with seconds and a zone. Without either it gives up, and it
//! takes 31 February for a date.

use mail_parser::DateTime;

/// Milliseconds since 1970 in UTC. `None` where the text names no day and time that exists, or one
/// before 1970 or after 9999.
///
/// Order does not matter, except of day and year: `Mon, 23 Nov 2026 07:51:16 +0100 (CET)`,
/// `23 Nov 26 07:51 EST`, `Mon Nov 23 07:51:16 2026` (C's `asctime`), `2026-11-23T07:51:16.5Z` (RFC
/// 3339), `23-Nov-2026 07.51.16`. No zone, an unknown one and military letters are UTC, as RFC 5322
/// 4.3 has it. `11/23/2026` is none: it may be meant either way.
pub(crate) fn milliseconds(value: &str) -> Option<u64> {
    let mut date = Date::default();
    for word in without_comments(value).split([' ', ',', '\t']) {
        date.take(word)?;
    }
    let (hour, minute, second) = date.time?;
    let time = DateTime {
        year: date.year.filter(|year| (1970..=9999).contains(year))?,
        month: date.month?,
        day: date.day?,
        hour,
        minute,
        second,
        ..DateTime::default()
    };
    // A leap second counts as the one after it.
    let valid = time.day <= days(time.year, time.month) && time.day > 0;
    let valid = valid && time.hour < 24 && time.minute < 60 && time.second <= 60;
    let seconds = valid.then(|| time.to_timestamp() - date.offset)?;
    u64::try_from(seconds).ok()?.checked_mul(1000)
}

/// What has been found so far.
#[derive(Default)]
struct Date {
    year: Option<u16>,
    month: Option<u8>,
    day: Option<u8>,
    time: Option<(u8, u8, u8)>,
    /// Seconds east of UTC.
    offset: i64,
}

impl Date {
    /// Takes one word; `None` where it makes nonsense of the date.
    fn take(&mut self, word: &str) -> Option<()> {
        let digits = word.len()
            - word
                .trim_start_matches(|char: char| char.is_ascii_digit())
                .len();
        match word.as_bytes() {
            [] => {}
            [b'+' | b'-', ..] if self.time.is_some() => self.offset = offset(word)?,
            [first, ..] if first.is_ascii_alphabetic() => self.take_name(word),
            _ if digits == word.len() => self.take_number(word)?,
            // `2026-11-23T07:51:16Z`, `23-Nov-2026`
            _ if digits > 0 && word.get(digits..)?.starts_with('-') => {
                let (day, time) = word.split_once(['T', 't']).unwrap_or((word, ""));
                // `23-Oct-2026` has a T, too.
                let is_time = time.starts_with(|char: char| char.is_ascii_digit());
                self.take_day(if is_time { day } else { word })?;
                if is_time {
                    self.take_time(time)?;
                }
            }
            _ if digits > 0 => self.take_time(word)?,
            _ => {}
        }
        Some(())
    }

    /// A month, in full or cut, or a zone. Names of days do not matter.
    fn take_name(&mut self, word: &str) {
        let name = word.get(..3).unwrap_or(word).to_ascii_lowercase();
        let months = "jan feb mar apr may jun jul aug sep oct nov dec".split(' ');
        match (1..).zip(months).find(|(_, month)| *month == name) {
            Some((month, _)) if self.month.is_none() => self.month = Some(month),
            _ if self.time.is_some() => self.offset = zone(word),
            _ => {}
        }
    }

    fn take_number(&mut self, word: &str) -> Option<()> {
        let number: u16 = word.parse().ok()?;
        if self.day.is_none() && word.len() <= 2 {
            self.day = u8::try_from(number).ok();
        } else if self.year.is_none() {
            self.year = Some(match (word.len(), number) {
                (1..=2, 0..=49) => number + 2000,
                // RFC 5322 4.3: years of two and three digits count from 1900.
                (1..=3, _) => number + 1900,
                _ => number,
            });
        }
        Some(())
    }

    /// `2026-11-23` or `23-Nov-2026`.
    fn take_day(&mut self, word: &str) -> Option<()> {
        let mut parts = word.split('-');
        let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
        let (year, day) = if first.len() == 4 {
            (first, last)
        } else {
            (last, first)
        };
        match month.parse() {
            Ok(month) if first.len() == 4 => self.month = Some(month),
            Ok(_) => return None,
            Err(_) => self.take_name(month),
        }
        self.take_number(day)?;
        self.take_number(year)
    }

    /// `07:51`, `07:51:16`, `07.51.16`, `07:51:16.250+01:00`
    fn take_time(&mut self, word: &str) -> Option<()> {
        let is_time = |char: char| char.is_ascii_digit() || char == ':' || char == '.';
        let end = word.find(|char| !is_time(char)).unwrap_or(word.len());
        let (time, rest) = word.split_at(end);
        let mut parts = time.split([':', '.']);
        let hour = parts.next()?.parse().ok()?;
        let minute = parts.next()?.parse().ok()?;
        let second = match parts.next() {
            Some(second) => second.parse().ok()?,
            None => 0,
        };
        self.time = Some((hour, minute, second));
        self.take(rest)
    }
}

/// `+0100`, `-03:30` in seconds; `None` beyond a day.
fn offset(word: &str) -> Option<i64> {
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let number: i64 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() > 2 {
        (number / 100, number % 100)
    } else {
        (number, 0)
    };
    let seconds = (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)?;
    Some(if word.starts_with('-') {
        -seconds
    } else {
        seconds
    })
}

/// The zones of North America (RFC 5322 4.3).
fn zone(word: &str) -> i64 {
    let hours = match word.to_ascii_uppercase().as_str() {
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => 0,
    };
    hours * 3600
}

fn days(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

fn without_comments(value: &str) -> String {
    let mut depth = 0_usize;
    let outside = value.chars().map(|char| match char {
        '(' => {
            depth += 1;
            ' '
        }
        ')' => {
            depth = depth.saturating_sub(1);
            ' '
        }
        _ if depth > 0 => ' ',
        char => char,
    });
    // White space around colons is obsolete, and legal (RFC 5322 4.3).
    let mut words = String::with_capacity(value.len());
    for char in outside {
        if char == ':' {
            words.truncate(words.trim_end().len());
        }
        if !(char == ' ' && words.ends_with(':')) {
            words.push(char);
        }
    }
    words
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
            ("Mon Nov 23 07:51:16 PST 2026", Some(TIME + 8 * 3_600_000)),
            ("Mon, 23 Nov 2026 07:51:16", Some(TIME)),
            ("Mon, 23 Nov 2026 07 : 51(x): 16 A", Some(TIME)),
            ("23 Nov 2026 07.51.16 -0000", Some(TIME)),
            ("23-Nov-2026 07:51:16 +00:00", Some(TIME)),
            ("01-Oct-2026 07:51:16 +00:00", Some(1_790_841_076_000)),
            ("2026-11-23T07:51:16Z", Some(TIME)),
            ("2026-11-23T04:21:16.250-03:30", Some(TIME)),
            ("2026-11-23 07:51:16 +0000", Some(TIME)),
            ("lun., 23 nov. 2026 08:51:16 +0100", Some(TIME)),
            ("Fri, 31 Dec 1999 23:59:60 +0000", Some(946_684_800_000)),
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
