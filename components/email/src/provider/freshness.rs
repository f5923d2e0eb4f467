//! How old a signed request may be.

use throughline_channel_kit::types::Timestamp;

/// How far ahead of ours a provider's clock may be, in seconds.
const AHEAD: u64 = 5 * 60;

/// Whether a request that says it was signed at `timestamp` (seconds since 1970, in digits) is at
/// most `oldest` seconds old and not from the future.
///
/// # Errors
///
/// What is wrong with the timestamp, for the log.
pub fn check(timestamp: &str, oldest: u64, now: Timestamp) -> Result<(), String> {
    let digits = timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = digits.then(|| timestamp.parse::<u64>().ok()).flatten();
    let seconds = seconds.ok_or("the timestamp is no time in seconds")?;
    let now = now / 1000;
    if seconds.saturating_add(oldest) < now {
        let hours = oldest / 3600;
        return Err(format!(
            "the timestamp {seconds} is more than {hours} hours old"
        ));
    }
    if seconds > now.saturating_add(AHEAD) {
        return Err(format!(
            "the timestamp {seconds} is more than 5 minutes ahead"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_counts_for_a_while() {
        let now = 1_000_000_999;
        for (timestamp, good) in [
            ("1000000", true),
            ("996400", true),
            ("996399", false),
            ("1000300", true),
            ("1000301", false),
            ("0", false),
            ("18446744073709551615", false),
            ("18446744073709551616", false),
            ("", false),
            ("+1000000", false),
            (" 1000000", false),
            ("1000000.0", false),
            ("1000000000", false),
            ("١٠٠٠٠٠٠", false),
        ] {
            let answer = check(timestamp, 3600, now);
            assert_eq!(answer.is_ok(), good, "{timestamp}: {answer:?}");
        }
    }
}
