//! Opening hours: the variable `business_hours`, and what it says of an instant.
//!
//! ```json
//! {"tz": "Europe/Vienna", "mon": ["09:00-12:30", "13:30-17:00"], "fri": ["22:00-02:00"], "sun": [],
//!  "closed": ["2026-12-25"]}
//! ```
//!
//! `tz` is a name of the IANA time zone database, which is compiled in. `mon` to `sun` hold ranges of
//! the clock on the wall there, the end excluded; a day that is absent or empty is closed. A range
//! whose end is not after its start goes on until that time of the next day; `24:00` is the end of a
//! day. On a date in `closed` no range starts; one from the day before still ends on it.
//!
//! The variable unset or empty: always open.
//!
//! # When the clock is changed
//!
//! A range lasts from the first instant at which the clock shows its start to the last at which it
//! shows its end. In a night in which an hour is left out, a time in that hour is the instant of the
//! change; in one in which an hour comes twice, a range that ends in it ends in the second.
//!
//! ```
//! use throughline_hours::Hours;
//!
//! let hours = Hours::parse(r#"{"tz":"Europe/Vienna","mon":["09:00-17:00"]}"#)?;
//! // Monday 2026-11-23, 08:59:59.999 and 09:00 in Vienna.
//! assert!(!hours.is_open(1_795_420_799_999) && hours.is_open(1_795_420_800_000));
//! assert_eq!(hours.opens_at(1_795_321_020_123), Some(1_795_420_800_000));
//! # Ok::<(), throughline_hours::Unreadable>(())
//! ```

mod read;

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, Timestamp};

/// How far ahead an opening is looked for, in days.
const AHEAD: i32 = 14;

/// Opening hours.
#[derive(Debug, Clone)]
pub struct Hours(Option<Week>);

#[derive(Debug, Clone)]
struct Week {
    zone: TimeZone,
    /// Monday first.
    days: [Vec<Range>; 7],
    closed: BTreeSet<Date>,
}

/// One range of a day: until that time of the same day, or of the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    start: Time,
    end: Time,
    ends_next_day: bool,
}

/// What is wrong with a value, and what would be right. For the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

impl Hours {
    /// Reads the value of `business_hours`, at most 64 KB.
    ///
    /// # Errors
    ///
    /// [`Unreadable`], which names the member and quotes what it holds. Whoever answers customers takes
    /// that for always open: a slip of the operator's must not turn anybody away.
    pub fn parse(value: &str) -> Result<Self, Unreadable> {
        match value.trim() {
            "" => Ok(Self(None)),
            value => read::week(value).map(|week| Self(Some(week))),
        }
    }

    /// Whether somebody is there at an instant, in milliseconds since 1970 in UTC.
    pub fn is_open(&self, at: u64) -> bool {
        let Some(week) = &self.0 else {
            return true;
        };
        let at = instant(at);
        // A range that began yesterday may last until now; where a change of the clock crosses midnight,
        // one of tomorrow has begun.
        week.spans(at, -1, 1)
            .any(|(start, end)| start <= at && at < end)
    }

    /// When somebody is there the next time, in milliseconds since 1970 in UTC: `at` itself while it is
    /// open. `None` when that is more than 14 days away.
    pub fn opens_at(&self, at: u64) -> Option<u64> {
        let Some(week) = &self.0 else {
            return Some(at);
        };
        if self.is_open(at) {
            return Some(at);
        }
        let at = instant(at);
        let latest = at.checked_add(Span::new().hours(AHEAD * 24)).ok()?;
        let starts = week.spans(at, 0, AHEAD).map(|(start, _)| start);
        let next = starts
            .filter(|start| *start > at && *start <= latest)
            .min()?;
        u64::try_from(next.as_millisecond()).ok()
    }
}

impl Week {
    /// The ranges that begin between `from` and `to` days after the day of an instant, as instants.
    fn spans(
        &self,
        at: Timestamp,
        from: i32,
        to: i32,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let today = self.zone.to_datetime(at).date();
        let dates =
            (from..=to).filter_map(move |days| today.checked_add(Span::new().days(days)).ok());
        let open = dates.filter(|date| !self.closed.contains(date));
        open.flat_map(move |date| {
            let weekday = usize::try_from(date.weekday().to_monday_zero_offset());
            let ranges = weekday.ok().and_then(|day| self.days.get(day));
            let ranges = ranges.into_iter().flatten();
            ranges.filter_map(move |range| self.span(date, *range))
        })
    }

    /// `None` for a range that the change of the clock left nothing of.
    fn span(&self, date: Date, range: Range) -> Option<(Timestamp, Timestamp)> {
        let last = match range.ends_next_day {
            true => date.tomorrow().ok()?,
            false => date,
        };
        let start = self.instants(date, range.start)?.0;
        let end = self.instants(last, range.end)?.1;
        (start < end).then_some((start, end))
    }

    /// The first and the last instant at which the clock shows this; the instant of the change for a
    /// time that is left out.
    fn instants(&self, date: Date, time: Time) -> Option<(Timestamp, Timestamp)> {
        let shown = date.to_datetime(time);
        match self.zone.to_ambiguous_timestamp(shown).offset() {
            AmbiguousOffset::Unambiguous { offset } => {
                let instant = offset.to_timestamp(shown).ok()?;
                Some((instant, instant))
            }
            AmbiguousOffset::Fold { before, after } => Some((
                before.to_timestamp(shown).ok()?,
                after.to_timestamp(shown).ok()?,
            )),
            AmbiguousOffset::Gap { after, .. } => {
                // With the offset that holds after the change, it lies before the change.
                let earlier = after.to_timestamp(shown).ok()?;
                let change = self.zone.following(earlier).next()?.timestamp();
                Some((change, change))
            }
        }
    }
}

/// What lies beyond the calendar is its end.
fn instant(at: u64) -> Timestamp {
    let at = i64::try_from(at).ok();
    let at = at.and_then(|at| Timestamp::from_millisecond(at).ok());
    at.unwrap_or(Timestamp::MAX)
}
