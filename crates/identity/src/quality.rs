//! What is wrong with one stored value, for the report on the quality of data.
//!
//! A value can be a good identity and be malformed nevertheless: a sender with it has written. What is
//! found here is shown to agents and decides nothing.

use crate::phone::plan;
use crate::{Region, postcode};
use jiff::civil::Date;
use std::fmt;

/// Longest life that is believed, in years. The oldest person known reached 122.
const OLDEST: i16 = 120;

/// A value that cannot be right, and why, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Why: a clause such as `it is too short for its country`.
    pub why: &'static str,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.why)
    }
}

const fn malformed(why: &'static str) -> Option<Malformed> {
    Some(Malformed { why })
}

/// Judges the canonical value of an identity. Kinds other than `phone` and `email` have no form that
/// is known.
///
/// A phone number is judged by the numbering plan of its country: by its length, not by whether its
/// range is in use, which changes faster than plans are published.
pub fn identity(kind: &str, value: &str) -> Option<Malformed> {
    match kind {
        "phone" => phone(value),
        "email" => email(value),
        _ => None,
    }
}

fn phone(value: &str) -> Option<Malformed> {
    match value.strip_prefix('+') {
        Some(_) => plan::objection(value).map(|why| Malformed { why }),
        None if value.bytes().all(|b| b.is_ascii_digit()) => {
            malformed("it has no country code: a short code, or a number of one town")
        }
        None => malformed("it is a sender's name, not a number"),
    }
}

/// RFC 5321 section 4.5.3.1 for lengths, RFC 5322 section 3.2.3 for dots.
fn email(value: &str) -> Option<Malformed> {
    let Some((local, domain)) = value.rsplit_once('@') else {
        return malformed("it has no '@'");
    };
    let (_, top) = domain.rsplit_once('.').unwrap_or(("", ""));
    let is_top = top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit());
    let label_fits =
        |l: &str| (1..=63).contains(&l.len()) && !l.starts_with('-') && !l.ends_with('-');
    if domain.starts_with('[') {
        return malformed("its domain is the address of a machine");
    }
    if !is_top {
        return malformed("its domain has no top level such as .com");
    }
    if domain.len() > 253 || !domain.split('.').all(label_fits) {
        return malformed("its domain cannot exist");
    }
    if local.len() > 64 {
        return malformed("the part before '@' is longer than 64 bytes");
    }
    let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    if dots && !local.starts_with('"') {
        return malformed("the part before '@' has a dot too many");
    }
    None
}

/// A date as forms and old systems have it: `1987-03-21`, `19870321`, `21.03.1987`, and with slashes
/// month first in the United States and day first elsewhere, unless only one way makes a date.
/// A time after an ISO date is left out.
pub fn date(written: &str, region: Option<Region>) -> Option<Date> {
    let written = written.trim();
    let day = match written.split_once(['T', ' ']) {
        Some((day, _)) => day,
        None => written,
    };
    if day.len() > 10 {
        return None;
    }
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        return ymd(day.get(..4)?, day.get(4..6)?, day.get(6..)?);
    }
    let parts = |by: char| -> Option<[&str; 3]> {
        let parts: Vec<&str> = day.split(by).take(4).collect();
        parts.try_into().ok()
    };
    if let Some([a, b, c]) = parts('-').or_else(|| parts('/')) {
        if a.len() == 4 {
            return ymd(a, b, c);
        }
        let is_us = region.is_some_and(|region| region.as_str() == "US");
        let (first, second) = if is_us {
            (ymd(c, a, b), ymd(c, b, a))
        } else {
            (ymd(c, b, a), ymd(c, a, b))
        };
        return first.or(second);
    }
    let [day, month, year] = parts('.')?;
    ymd(year, month, day)
}

fn ymd(year: &str, month: &str, day: &str) -> Option<Date> {
    let short =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) || !short(month) || !short(day)
    {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Judges a birth date as [`date`] reads it; `today` is the day of the report.
pub fn birth_date(written: &str, region: Option<Region>, today: Date) -> Option<Malformed> {
    let Some(born) = date(written, region) else {
        return malformed("it is no date");
    };
    let oldest = i32::from(today.year()) - i32::from(OLDEST);
    let too_old =
        (i32::from(born.year()), born.month(), born.day()) < (oldest, today.month(), today.day());
    if born > today {
        return malformed("it is in the future");
    }
    if too_old {
        return malformed("it is over 120 years ago");
    }
    None
}

/// Judges a postcode by its country's form.
pub fn postcode(written: &str, region: Region) -> Option<Malformed> {
    postcode::objection(written, region).map(|why| Malformed { why })
}

/// Judges a name: it has letters, no digits, and is no placeholder or mail address.
pub fn name(written: &str) -> Option<Malformed> {
    let folded = crate::name::comparison(written);
    if !folded.chars().any(char::is_alphabetic) {
        return malformed("it has no letters");
    }
    if written.contains('@') {
        return malformed("it is a mail address");
    }
    if folded.chars().any(char::is_numeric) {
        return malformed("it has digits");
    }
    let filled = matches!(
        &*folded,
        "test"
            | "test test"
            | "unknown"
            | "none"
            | "null"
            | "n a"
            | "na"
            | "anonymous"
            | "guest"
            | "customer"
            | "undefined"
            | "asdf"
            | "xxx"
            | "no name"
            | "noname"
            | "first last"
    );
    filled.then_some(Malformed {
        why: "it is a placeholder",
    })
}
