//! Instants of a document, and how a page writes them. All are UTC, and say so.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, de};
use throughline_web::timestamp;

/// An instant: milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instant(u64);

impl Instant {
    /// For the `datetime` attribute: `2026-11-22T04:17:00.123Z`.
    pub fn iso(self) -> String {
        timestamp::format(self.0)
    }

    /// For the `datetime` attribute of a day: `2026-11-22`.
    pub fn date(self) -> String {
        self.written("%Y-%m-%d")
    }

    /// `Sunday, 22 November 2026`
    pub fn day(self) -> String {
        self.written("%A, %-d %B %Y")
    }

    /// `04:17`
    pub fn clock(self) -> String {
        self.written("%H:%M")
    }

    /// `22 Nov 2026`
    pub fn short_date(self) -> String {
        self.written("%-d %b %Y")
    }

    /// `22 Nov 2026, 04:17`
    pub fn short(self) -> String {
        self.written("%-d %b %Y, %H:%M")
    }

    /// Whether both are of the same day.
    pub fn is_day_of(self, other: Self) -> bool {
        self.civil().date() == other.civil().date()
    }

    fn written(self, format: &str) -> String {
        self.civil().strftime(format).to_string()
    }

    fn civil(self) -> DateTime {
        let instant = i64::try_from(self.0)
            .ok()
            .and_then(|millis| Timestamp::from_millisecond(millis).ok())
            .unwrap_or(Timestamp::MAX);
        Offset::UTC.to_datetime(instant)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let instant = timestamp::parse(&text);
        instant
            .map(Self)
            .ok_or_else(|| de::Error::custom("not an RFC 3339 instant"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_in_every_form() {
        let instant = Instant(1_795_321_020_123);
        assert_eq!(instant.iso(), "2026-11-22T04:17:00.123Z");
        assert_eq!(instant.date(), "2026-11-22");
        assert_eq!(instant.day(), "Sunday, 22 November 2026");
        assert_eq!(instant.clock(), "04:17");
        assert_eq!(instant.short_date(), "22 Nov 2026");
        assert_eq!(instant.short(), "22 Nov 2026, 04:17");
    }

    #[test]
    fn a_day_ends_at_midnight_in_utc() {
        let midnight = 1_795_305_600_000;
        let at = |millis| Instant(millis);
        assert!(at(midnight).is_day_of(at(midnight + 86_399_999)));
        assert!(!at(midnight).is_day_of(at(midnight - 1)));
    }

    #[test]
    fn any_number_is_written() {
        for millis in [0, 1, u64::MAX, i64::MAX as u64] {
            let instant = Instant(millis);
            assert!(!instant.day().is_empty() && !instant.short().is_empty());
        }
        assert_eq!(Instant(u64::MAX).date(), "9999-12-30");
    }
}
