//! What providers sign with, and when.

use anyhow::Result;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::time::{SystemTime, UNIX_EPOCH};

/// HMAC-SHA256 of a message in parts.
pub fn hmac_sha256(key: &str, parts: &[&[u8]]) -> Vec<u8> {
    #[allow(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// Now, in milliseconds.
///
/// # Errors
/// When the clock is before 1970.
pub fn now() -> Result<u64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(since.as_millis().try_into()?)
}

/// Milliseconds as RFC 3339 writes them.
pub fn rfc3339(at: u64) -> String {
    const DAY: u64 = 86_400_000;
    let (year, month, day) = date(at / DAY);
    let (second, milli) = (at % DAY / 1000, at % 1000);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// The date so many days after 1970-01-01: <https://howardhinnant.github.io/date_algorithms.html>.
fn date(days: u64) -> (u64, u64, u64) {
    // Years that begin in March have their leap day last.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (era * 400 + year + next, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `date -u` writes them.
    #[test]
    fn times_are_written_as_in_rfc_3339() {
        for (at, written) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_007, "2000-02-29T00:00:00.007Z"),
            (1_795_651_199_999, "2026-11-25T23:59:59.999Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(rfc3339(at), written);
        }
    }

    /// X's own example.
    #[test]
    fn a_hmac_is_that_of_others() {
        use base64::Engine as _;
        let mac = hmac_sha256("consumer_secret_test", &[b"MTEyM", b"zQ1"]);
        let mac = base64::engine::general_purpose::STANDARD.encode(mac);
        assert_eq!(mac, "iaBIMuTWSVgqpMpkPSxhmaS8Y1vrRTdNXaBh/PLzCHc=");
    }
}
