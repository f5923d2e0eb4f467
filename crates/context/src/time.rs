//! Times as a reader needs them: exact, and how long ago.

use jiff::Timestamp;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A time as it is shown: RFC 3339 in UTC to the second, and its age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) at: String,
    pub(crate) age: String,
}

/// Reads RFC 3339; nothing for anything else.
pub(crate) fn when(text: &str, now: u64) -> Option<When> {
    let stamp: Timestamp = text.parse().ok()?;
    let then = u64::try_from(stamp.as_millisecond()).unwrap_or(0);
    Some(When {
        at: instant(then),
        age: age(now.saturating_sub(then) / 1000),
    })
}

/// RFC 3339 in UTC to the second, of milliseconds since 1970.
pub(crate) fn instant(milliseconds: u64) -> String {
    let stamp = i64::try_from(milliseconds)
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok())
        .unwrap_or(Timestamp::MAX);
    format!("{stamp:.0}")
}

/// Seconds in the largest unit that gives a number readers can hold.
fn age(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..MINUTE => return "just now".to_owned(),
        MINUTE..HOUR => (seconds / MINUTE, "min"),
        HOUR..172_800 => (seconds / HOUR, "h"),
        172_800..5_184_000 => (seconds / DAY, "d"),
        5_184_000..63_072_000 => (seconds / (30 * DAY), "months"),
        _ => (seconds / (365 * DAY), "years"),
    };
    format!("{count} {unit} ago")
}

#[cfg(test)]
mod tests {
    use super::{age, when};

    #[test]
    fn ages() {
        for (seconds, expected) in [
            (0, "just now"),
            (60, "1 min ago"),
            (7_200, "2 h ago"),
            (172_799, "47 h ago"),
            (172_800, "2 d ago"),
            (5_184_000, "2 months ago"),
            (63_072_000, "2 years ago"),
        ] {
            assert_eq!(age(seconds), expected);
        }
    }

    #[test]
    fn a_time_is_utc_to_the_second() {
        let when = when("2026-11-22T05:00:20.123+01:00", 1_795_323_620_123).expect("it is a time");
        assert_eq!(
            (when.at.as_str(), when.age.as_str()),
            ("2026-11-22T04:00:20Z", "1 h ago")
        );
        assert_eq!(super::when("yesterday", 0), None);
        assert_eq!(super::instant(u64::MAX), "9999-12-30T22:00:00Z");
    }
}
