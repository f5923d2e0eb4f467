//! Instants: milliseconds since 1970-01-01T00:00:00Z inside, RFC 3339 outside.

use jiff::Timestamp;

/// The last instant that can be written, in milliseconds: 9999-12-30T21:59:59.999Z. A day short of
/// the last that RFC 3339 has, because jiff keeps room for every offset.
const LAST: i64 = 253_402_207_200_000 - 1;

/// Writes an instant as the API does: UTC with milliseconds, `2026-11-22T04:17:00.123Z`.
///
/// Later instants than the end of the year 9999 are written as that end.
pub fn format(millis: u64) -> String {
    let millis = i64::try_from(millis).unwrap_or(LAST).min(LAST);
    let instant = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{instant:.3}")
}

/// Reads an RFC 3339 instant with any offset (`Z`, `+02:00`); fractions beyond milliseconds are cut
/// off. `None` for anything else: no offset, a time zone's name, years before 1970 or after 9999.
pub fn parse(text: &str) -> Option<u64> {
    // jiff also reads ISO 8601 and RFC 9557 forms that RFC 3339 does not have.
    if !is_rfc3339_shaped(text.as_bytes()) {
        return None;
    }
    let instant: Timestamp = text.parse().ok()?;
    u64::try_from(instant.as_nanosecond().div_euclid(1_000_000)).ok()
}

/// Whether the text has the shape `YYYY-MM-DDThh:mm:ss[.f…](Z|±hh:mm)`, up to 40 bytes.
fn is_rfc3339_shaped(text: &[u8]) -> bool {
    const HEAD: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    const OFFSET: &[u8] = b"sdd:dd";
    let Some((head, rest)) = text.split_at_checked(HEAD.len()) else {
        return false;
    };
    let fraction = match rest {
        [b'.', digits @ ..] => {
            let n = digits.iter().take_while(|b| b.is_ascii_digit()).count();
            if n == 0 {
                return false;
            }
            n + 1
        }
        _ => 0,
    };
    let offset = rest.get(fraction..).unwrap_or_default();
    text.len() <= 40
        && matches_shape(head, HEAD)
        && (matches!(offset, [b'Z' | b'z']) || matches_shape(offset, OFFSET))
}

/// `d` stands for a digit, `s` for a sign, `T` for itself in either case.
fn matches_shape(text: &[u8], shape: &[u8]) -> bool {
    text.len() == shape.len()
        && text.iter().zip(shape).all(|(byte, want)| match want {
            b'd' => byte.is_ascii_digit(),
            b's' => matches!(byte, b'+' | b'-'),
            want => byte.eq_ignore_ascii_case(want),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn instants_are_written_with_milliseconds() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1, "1970-01-01T00:00:00.001Z"),
            (1_795_321_020_123, "2026-11-22T04:17:00.123Z"),
            (u64::MAX, "9999-12-30T21:59:59.999Z"),
        ] {
            assert_eq!(format(millis), text);
        }
    }

    #[test]
    fn rfc3339_is_read_and_nothing_else() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-11-22T04:17:00.123Z", Some(1_795_321_020_123)),
            ("2026-11-22t04:17:00.123z", Some(1_795_321_020_123)),
            (
                "2026-11-22T05:17:00.123456789+01:00",
                Some(1_795_321_020_123),
            ),
            ("2026-11-21T20:17:00.123-08:00", Some(1_795_321_020_123)),
            // A leap second: the second after it, or the last one before it, but no error.
            ("2016-12-31T23:59:60Z", Some(1_483_228_799_000)),
            ("2026-11-22T04:17:00", None),
            ("2026-11-22 04:17:00Z", None),
            ("2026-11-22T04:17Z", None),
            ("2026-11-22T04:17:00.Z", None),
            ("2026-11-22T04:17:00+01", None),
            ("2026-11-22T04:17:00Z[UTC]", None),
            ("2026-11-22", None),
            ("2026-13-22T04:17:00Z", None),
            ("1969-12-31T23:59:59.999Z", None),
            ("1795321020123", None),
            ("", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(millis in 0..=LAST as u64) {
            prop_assert_eq!(parse(&format(millis)), Some(millis));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,48}", ascii in "[-0-9TZz:.+]{0,48}") {
            parse(&text);
            parse(&ascii);
        }
    }
}
